"""Airship (Urban Airship): pushes to channels, named users, tags and segments, with overrides by platform."""

from __future__ import annotations

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.exchange import Exchange, SendContext
from pushbench.domain.finding import Draft, Finding, Rule
from pushbench.domain.follow_up import FollowUp
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.message import Message
from pushbench.domain.messages import Messages
from pushbench.domain.outcome import Outcome, Reason
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Batch, Channels, CredentialTest, ProviderSpec, Size, TokenGuess, Topics
from pushbench.domain.shown import Shown
from pushbench.domain.target import Target
from pushbench.providers.airship.credential_file import read_credential
from pushbench.providers.airship.credentials import check_credentials
from pushbench.providers.airship.doctor import prove
from pushbench.providers.airship.exchange import exchange
from pushbench.providers.airship.follow import FOLLOW_UP
from pushbench.providers.airship.messages import MESSAGES
from pushbench.providers.airship.notices import NOTICES
from pushbench.providers.airship.payload import compose, received, size
from pushbench.providers.airship.reasons import REASONS
from pushbench.providers.airship.response import parse
from pushbench.providers.airship.rules import RULES
from pushbench.providers.airship.shown import shown
from pushbench.providers.airship.spec import SPEC
from pushbench.providers.airship.targets import recognise
from pushbench.providers.formats.notice import Notice


class Airship:
    """The provider as :class:`pushbench.domain.provider.Provider` describes it."""

    spec: ProviderSpec = SPEC
    reasons: tuple[Reason, ...] = REASONS
    rules: tuple[Rule, ...] = RULES
    topics: Topics | None = None
    channels: Channels | None = None
    batch: Batch | None = None
    """A request may hold 100 pushes, but is refused as a whole for one that is wrong."""
    follow_up: FollowUp | None = FOLLOW_UP
    messages: Messages | None = MESSAGES
    notices: tuple[Notice, ...] = NOTICES
    """The documented findings of composing and of credential checks, which no rule gives."""

    def compose(self, message: Message, credentials: Credentials | None, now: float) -> Draft:
        return compose(message, credentials, now)

    def size(self, draft: Draft) -> Size:
        return size(draft)

    def exchange(self, draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        return exchange(draft, target, credentials, context)

    def parse(self, response: HttpResponse) -> Outcome:
        return parse(response)

    def test(self, credentials: Credentials, context: SendContext) -> CredentialTest:
        return prove(credentials, context)

    def shown(self, draft: Draft, platform: str) -> Shown:
        return shown(draft, platform)

    def received(self, request: HttpRequest) -> Draft:
        return received(request)

    def recognise(self, text: str) -> TokenGuess | None:
        return recognise(text)

    def check_credentials(self, credentials: Credentials) -> tuple[Finding, ...]:
        return check_credentials(credentials)

    def read_credential(self, text: CredentialText) -> tuple[CredentialReading, ...]:
        return read_credential(text)


PROVIDER = Airship()
