"""What the history is asked and what it answers; no SQL here, so that the window can import it early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pushbench.domain.fate import Fate
from pushbench.domain.outcome import OutcomeKind

Values = str | tuple[str, ...] | None
"""One value, or several of which any will do."""


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Filters over deliveries; all that are set must hold, of several values of one filter any."""

    status: Values = None
    """An outcome's word (``accepted``, ``rejected``, ``unclear``, ``not_sent``), an HTTP status as digits, or what the
    service said last (a value of ``fate``)."""
    provider: Values = None
    environment: Values = None
    search: str = ""
    """Words; each must begin a word of title, body, target, token, id or reason. Upper and lower case are one."""
    since: float | None = None
    """Unix seconds, included."""
    until: float | None = None
    """Unix seconds, not included."""
    run: Values = None
    device: Values = None
    """A target's label: a device's name, or the target as typed."""
    message: Values = None
    """A message's name as it was when it was sent."""
    fate: Values = None
    """What the service said last when it was asked later: ``waiting``, ``handed_on``, ``shown``, ``failed``, ``unknown``,
    ``cancelled``."""


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the history; deliveries after it are older."""

    sequence: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as a list shows it."""

    cursor: Cursor
    id: str
    run_id: str
    at: float
    provider: str
    profile: str
    environment: str
    target: str
    target_kind: str
    token: str
    outcome: OutcomeKind
    status: int | None
    reason: str | None
    provider_id: str | None
    attempts: int
    """How often the push itself was sent; signing in does not count."""
    latency_ms: float | None
    message_name: str
    title: str
    body: str
    language: str | None = None
    variant: str | None = None
    fate: Fate | None = None
    """What the service said last when it was asked later; None: it was never asked."""


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """One delivery that its service is to be asked about."""

    delivery: str
    due_at: float
    """Unix seconds."""
    asked: int = 0
    """How many of the planned questions were put already."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One press of Send: the message as it stood, and how many deliveries it has."""

    id: str
    at: float
    message_name: str = ""
    message_text: str = ""
    """The message file's text at that moment."""
    profile_or_set: str = ""
    total: int = 0
    finished_at: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    """Outcome's word -> deliveries."""
