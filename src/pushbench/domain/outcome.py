"""What became of a delivery, in honest words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from pushbench.domain.errors import FailureKind
from pushbench.domain.fate import Fate
from pushbench.domain.http import HttpRequest, HttpResponse


class OutcomeKind(Enum):
    """``delivered`` and ``shown`` are never said without proof, so they are not here."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCLEAR = "unclear"
    NOT_SENT = "not_sent"


class Retry(Enum):
    """Whether the same request may be sent again."""

    NEVER = "never"
    LATER = "later"
    """After ``retry_after`` or a backoff."""
    RECONNECT = "reconnect"
    """At once, on a new connection (Shutdown, IdleTimeout, UnrelatedKeyIdInToken)."""


@dataclass(frozen=True, slots=True)
class Explain:
    """What happened, why, what to do."""

    what: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The parsed result of one delivery."""

    kind: OutcomeKind
    status: int | None = None
    reason: str | None = None
    """The provider's own word, verbatim (``Unregistered``)."""
    provider_id: str | None = None
    """The id the service gave the message."""
    explain: Explain | None = None
    """Present unless accepted."""
    retry: Retry = Retry.NEVER
    retry_after_seconds: float | None = None
    is_target_dead: bool = False
    dead_since: float | None = None
    """Unix seconds at which the service last knew the token to be dead."""
    facts: tuple[tuple[str, str], ...] = ()
    """More the answer said (``apns-unique-id``), label and value."""
    parts: tuple[Outcome, ...] = ()
    """Where one request carried several deliveries: what became of each, in their order. Empty when the whole
    request shared one fate."""


class Voice(Enum):
    """Who says a reason, and where; tells what a test can make the service say."""

    ANSWER = "answer"
    """The service, in its answer to a push."""
    INNER = "inner"
    """The service behind it, quoted in such an answer; the outcome's reason is the outer service's own word."""
    SIGN_IN = "sign-in"
    """The service that hands out access tokens."""
    TOPICS = "topics"
    """The service, in its answer to a topic's subscription."""
    REPORT = "report"
    """The service, later: in a receipt or feed alone."""
    RETIRED = "retired"
    """An interface that was shut down; servers that imitate it still say so."""
    WAY = "way"
    """Whatever stands between: a proxy, a captive portal, a web server."""
    STATUS = "status"
    """Nobody in a word of its own: the row of a status, or of every status that has none."""
    PUSHBENCH = "pushbench"
    """Pushbench itself; no service ever sends it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One documented error of a service: a row of its reasons table."""

    code: str
    statuses: tuple[int, ...]
    meaning: str
    cause: str
    fix: str
    retry: Retry = Retry.NEVER
    is_target_dead: bool = False
    source: str = ""
    is_unsure: bool = False
    """True where the fact could not be confirmed in a document of the service."""
    voice: Voice = Voice.ANSWER

    def explain(self) -> Explain:
        """Return the three parts people read."""
        return Explain(self.meaning, self.cause, self.fix)


class StepKind(Enum):
    """What one request of an exchange is for; a dry run answers the first two and stops at DELIVER."""

    AUTHORISE = "authorise"
    PREPARE = "prepare"
    DELIVER = "deliver"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP exchange as it is kept: secrets masked in request and answer."""

    number: int
    step: StepKind
    request: HttpRequest
    response: HttpResponse | None = None
    failure: FailureKind | None = None
    failure_detail: str = ""
    started_at: float = 0.0
    """Unix seconds."""
    total_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class DeliveryEvent:
    """What a service said later, when it was asked what became of a delivery."""

    at: float
    """Unix seconds."""
    fate: Fate
    reason: str | None = None
    """The service's own word, verbatim."""
    explain: Explain | None = None
    """Why it failed, is unknown, or could not be asked."""
    facts: tuple[tuple[str, str], ...] = ()
    attempts: tuple[Attempt, ...] = ()
    """The requests that asked: one may have asked for many deliveries."""
    is_target_dead: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One payload to one target within a run, with its attempts."""

    id: str
    run_id: str
    provider: str
    profile: str
    environment: str
    target: str
    """The device's name, else the target as typed."""
    target_kind: str
    token: str
    """What was addressed: token, topic, condition ... (not a secret; kept to find and retire devices)."""
    outcome: Outcome
    attempts: tuple[Attempt, ...] = ()
    at: float = 0.0
    latency_ms: float | None = None
    message_name: str = ""
    title: str = ""
    body: str = ""
    language: str | None = None
    variant: str | None = None
    draft: Mapping[str, object] = field(default_factory=dict)
    """``{"headers", "payload"}`` as it left before the target was put in, for send again and compare."""
    events: tuple[DeliveryEvent, ...] = ()
    """What was learned later, oldest first."""

    @property
    def fate(self) -> Fate | None:
        """What the service said last; None where it was never asked."""
        return self.events[-1].fate if self.events else None
