"""Web Push as one object: the description and the functions, the heavy ones imported on use."""

from __future__ import annotations

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft, Finding
from pushbench.domain.follow_up import FollowUp
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.message import Message
from pushbench.domain.messages import Messages
from pushbench.domain.outcome import Outcome, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Batch, Channels, CredentialTest, Size, TokenGuess, Topics
from pushbench.domain.shown import Shown
from pushbench.domain.target import Target
from pushbench.providers.formats.notice import Notice
from pushbench.providers.webpush import credentials, notices, payload
from pushbench.providers.webpush import recognise as paste
from pushbench.providers.webpush import response as answers
from pushbench.providers.webpush import shown as display
from pushbench.providers.webpush.credentials import check_credentials
from pushbench.providers.webpush.reasons import REASONS
from pushbench.providers.webpush.rules import RULES
from pushbench.providers.webpush.spec import SPEC


class WebPush:
    """Sends to the push services of the browsers (RFC 8030, RFC 8291, RFC 8292)."""

    spec = SPEC
    reasons = REASONS
    rules = RULES
    topics: Topics | None = None
    channels: Channels | None = None
    batch: Batch | None = None
    follow_up: FollowUp | None = None
    notices: tuple[Notice, ...] = (*notices.NOTICES, *credentials.NOTICES)
    """The documented findings of composing and of credential checks, which no rule gives."""
    messages: Messages | None = None

    def compose(self, message: Message, credentials: Credentials | None, now: float) -> Draft:
        return payload.compose(message)

    def size(self, draft: Draft) -> Size:
        return payload.size(draft)

    def exchange(self, draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        from pushbench.providers.webpush.request import build

        response = yield Step(StepKind.DELIVER, build(draft, target, credentials, context))
        return self.parse(response)

    def parse(self, response: HttpResponse) -> Outcome:
        return answers.parse(response)

    def test(self, credentials: Credentials, context: SendContext) -> CredentialTest:
        from pushbench.providers.webpush import doctor

        return doctor.test(credentials, context)

    def shown(self, draft: Draft, platform: str) -> Shown:
        return display.shown(draft, platform)

    def received(self, request: HttpRequest) -> Draft:
        return display.received(request)

    def recognise(self, text: str) -> TokenGuess | None:
        return paste.recognise(text)

    def check_credentials(self, credentials: Credentials) -> tuple[Finding, ...]:
        return check_credentials(credentials)

    def read_credential(self, text: CredentialText) -> tuple[CredentialReading, ...]:
        from pushbench.providers.webpush.credential_file import read_credential

        return read_credential(text)
