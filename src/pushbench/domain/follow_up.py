"""Asking a service later what became of a delivery it accepted: one idea for receipts, reports and feeds."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.fate import Fate as Fate
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain
from pushbench.domain.profile import Credentials


@dataclass(frozen=True, slots=True)
class Followed:
    """An accepted delivery as a service can find it again."""

    delivery_id: str
    provider_id: str
    """The id the service gave the message."""
    target_kind: str
    token: str
    """What was addressed, as kept in the history."""
    accepted_at: float
    """Unix seconds."""
    facts: tuple[tuple[str, str], ...] = ()
    """What the answer said beside, label and value."""


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """What a service said about one delivery."""

    fate: Fate
    reason: str | None = None
    """The service's own word, verbatim."""
    explain: Explain | None = None
    """Present where the fate is FAILED or UNKNOWN."""
    is_target_dead: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    """More that it said (counts, the next service's answer), label and value."""


FollowUpExchange: TypeAlias = Generator[Step, HttpResponse, tuple[FollowedUp, ...]]
"""Yields FOLLOW_UP steps (and AUTHORISE before them); returns one value per delivery asked about, in their order."""


class FollowUp(Protocol):
    """How a service is asked later. Pure; only the exchange asks for I/O, by yielding."""

    after_seconds: tuple[float, ...]
    """When to ask by itself, counted from the acceptance; the last one is the last try."""
    forgotten_after_seconds: float
    """When the service has forgotten; later nobody is asked."""
    most_at_once: int
    """How many deliveries one question may name."""

    def ask(
        self, deliveries: tuple[Followed, ...], credentials: Credentials, context: SendContext
    ) -> FollowUpExchange: ...
