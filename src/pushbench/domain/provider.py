"""What a provider is: a description plus pure functions. A new one is a folder and one registry line."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, TypeAlias

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft, Finding, Rule
from pushbench.domain.follow_up import FollowUp
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.message import Message
from pushbench.domain.messages import Messages
from pushbench.domain.outcome import Outcome, Reason
from pushbench.domain.profile import Credentials
from pushbench.domain.shown import Shown
from pushbench.domain.target import Target, TargetKind


class FieldKind(Enum):
    """How a profile field is typed in; forms and command-line help derive from it."""

    TEXT = "text"
    URL = "url"
    PORT = "port"
    FILE_PATH = "file-path"
    CHOICE = "choice"
    SECRET = "secret"
    """A one-line secret."""
    SECRET_TEXT = "secret-text"
    """A secret of several lines: a key file's text, a service account."""
    LONG_TEXT = "long-text"
    """Plain text of several lines, such as JSON."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One credential or setting of a profile."""

    key: str
    label: str
    help: str
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = False
    default: str = ""
    placeholder: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Value and label, for CHOICE."""
    group: str = ""
    """Fields of one group belong to one way to sign in; exactly one group is needed. Empty: always."""
    pattern: str = ""
    """A regular expression the whole value matches, or empty."""
    file_suffixes: tuple[str, ...] = ()
    """For SECRET_TEXT: which files may be dropped."""
    is_advanced: bool = False

    @property
    def is_secret(self) -> bool:
        return self.kind in (FieldKind.SECRET, FieldKind.SECRET_TEXT)


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """One kind of target the provider takes."""

    kind: TargetKind
    label: str
    help: str
    example: str
    check: Callable[[str], str | None]
    """Returns None when the value is well formed, else one sentence saying what is wrong."""


@dataclass(frozen=True, slots=True)
class HelpLink:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """All that shells need to know about a provider without asking for its name."""

    id: str
    title: str
    """``Apple Push (APNs)``."""
    short_title: str
    """``APNs``."""
    tile: str
    """Two letters."""
    fields: tuple[FieldSpec, ...]
    sign_in: tuple[tuple[str, str], ...] = ()
    """Field groups that are alternatives: group id and label. Empty: one way only."""
    targets: tuple[TargetSpec, ...] = ()
    platforms: tuple[str, ...] = ()
    """Whose surfaces can show its payload: ``ios``, ``android``, ``web``."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Environment value -> host shown to people."""
    links: tuple[HelpLink, ...] = ()
    header_names: tuple[str, ...] = ()
    """Headers that the JSON editor offers, in sending order."""
    dead_token_word: str = "Unregistered"
    can_validate: bool = False
    """Whether the service offers a dry run of its own."""

    def target(self, kind: TargetKind) -> TargetSpec | None:
        return next((spec for spec in self.targets if spec.kind is kind), None)


class Level(Enum):
    """How one step of a credential test ended."""

    GOOD = "good"
    BAD = "bad"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class TestResult:
    """One step of "Test credentials"."""

    __test__ = False
    """Not a test case, whatever pytest thinks of the name."""

    title: str
    level: Level
    detail: str
    fix: str = ""
    total_ms: float | None = None


CredentialTest: TypeAlias = "Generator[TestResult | Step, HttpResponse | None, None]"
"""Yields results as they are known and steps to be sent; a step is answered with its response (a
transport failure is thrown in). Ends at the first BAD result."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much of the service's limit a draft takes, in bytes as sent."""

    used: int
    limit: int
    what: str
    """What is measured: ``payload``, ``encrypted body`` ..."""


@dataclass(frozen=True, slots=True)
class TokenGuess:
    """What a pasted text seems to be."""

    token: str
    platform: str
    note: str
    certainty: float
    """0 to 1; the highest wins among providers."""


class Topics(Protocol):
    """Topic subscriptions of a service."""

    def subscribe(self, topic: str, target: Target, credentials: Credentials, context: SendContext) -> Exchange: ...

    def unsubscribe(self, topic: str, target: Target, credentials: Credentials, context: SendContext) -> Exchange: ...

    def list(self, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """The outcome's ``facts`` hold one ``("topic", NAME)`` each."""
        ...


class Channels(Protocol):
    """Broadcast channels of a service. Facts: ``("channel", ID)``, ``("storage", "none"|"newest")``."""

    def create(self, credentials: Credentials, context: SendContext, *, stores_newest: bool) -> Exchange: ...

    def show(self, channel: str, credentials: Credentials, context: SendContext) -> Exchange: ...

    def list(self, credentials: Credentials, context: SendContext) -> Exchange: ...

    def delete(self, channel: str, credentials: Credentials, context: SendContext) -> Exchange: ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery of a request that carries several."""

    draft: Draft
    target: Target


class Batch(Protocol):
    """A service that takes several deliveries in one request and answers for each of them."""

    most: int
    """How many one request may carry."""

    def exchange(self, parcels: tuple[Parcel, ...], credentials: Credentials, context: SendContext) -> Exchange:
        """Send them all. The outcome's ``parts`` answer for each in order; without parts they share its fate.
        Raises UserError as :meth:`Provider.exchange` does."""
        ...


class Provider(Protocol):
    """A service that takes a push. All functions are pure; only exchanges ask for I/O, by yielding."""

    spec: ProviderSpec
    reasons: tuple[Reason, ...]
    rules: tuple[Rule, ...]
    topics: Topics | None
    """Topic management, where the service has it."""
    channels: Channels | None
    """Broadcast channels, where the service has them."""
    batch: Batch | None
    """Several deliveries in one request, where the service takes them."""
    follow_up: FollowUp | None
    """What became of a delivery later, where the service can be asked."""
    messages: Messages | None
    """Looking at accepted messages, cancelling held ones, counting who is reached, where the service has it."""

    def compose(self, message: Message, credentials: Credentials | None, now: float) -> Draft:
        """Turn a resolved message into a draft; notes say what the service cannot carry.

        ``credentials`` (plain fields only) matter for the topic and for ``image_key``/``link_key``.
        The message's overrides are not applied here; ``compose`` does that for every provider.
        """
        ...

    def size(self, draft: Draft) -> Size:
        """Measure a draft against the service's limit."""
        ...

    def exchange(self, draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """Send one draft to one target. Raises UserError before the first yield for what cannot work
        (a missing or broken key, a target this service has not)."""
        ...

    def parse(self, response: HttpResponse) -> Outcome:
        """Read the answer to a DELIVER step. Total: odd answers give UNCLEAR or REJECTED, never an exception."""
        ...

    def test(self, credentials: Credentials, context: SendContext) -> CredentialTest:
        """Prove the credentials without reaching a user's device, offline steps first."""
        ...

    def shown(self, draft: Draft, platform: str) -> Shown:
        """Say what the draft displays on one of ``spec.platforms``. Total."""
        ...

    def received(self, request: HttpRequest) -> Draft:
        """Read a request that left back into a draft (history, received view). Total: unreadable
        bytes give a draft whose payload is the text."""
        ...

    def recognise(self, text: str) -> TokenGuess | None:
        """Say whether a pasted text is one of this service's tokens; normalises it."""
        ...

    def check_credentials(self, credentials: Credentials) -> tuple[Finding, ...]:
        """Read the credentials offline: missing, swapped, malformed, mismatched. Pointers are ``/fields/KEY``."""
        ...

    def read_credential(self, text: CredentialText) -> tuple[CredentialReading, ...]:
        """Say which of this service's credentials a dropped file or pasted text is; nothing when it is none.

        Total, offline and pure: what is broken, swapped or foreign is told in the reading's findings.
        """
        ...
