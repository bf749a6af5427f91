"""Where a profile is used: its sets, the devices it can reach, and how its sends fared within a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.profile import Profile
from pushbench.store.devices import DeviceQuery
from pushbench.store.history import DeliveryRow, HistoryQuery

if TYPE_CHECKING:
    from pushbench.store.database import Database

DAYS = 7
SLOTS = 56
"""Stretches of three hours."""
_DAY_SECONDS = 86400.0
_MOST_ROWS = 5_000
_MOST_DEVICES = 20_000


@dataclass(frozen=True, slots=True)
class Slot:
    """What was answered within three hours."""

    accepted: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What is known around one profile."""

    devices: int = 0
    """Of its provider, and of its environment where that is known."""
    last_at: float | None = None
    slots: tuple[Slot, ...] = ()
    since: float = 0.0

    @property
    def accepted(self) -> int:
        return sum(slot.accepted for slot in self.slots)

    @property
    def sent(self) -> int:
        return self.accepted + sum(slot.refused for slot in self.slots)


def read_usage(db: Database, profile: Profile, now: float) -> Usage:
    """Return how a profile is used; of a busy week the newest 5,000 deliveries count."""
    since = now - DAYS * _DAY_SECONDS
    query = HistoryQuery(provider=profile.provider, environment=profile.environment.value, since=since)
    rows = [row for row in db.history.page(query, limit=_MOST_ROWS) if row.profile == profile.name]
    known = db.devices.page(DeviceQuery(provider=profile.provider), limit=_MOST_DEVICES).items
    reached = sum(device.environment in (None, profile.environment.value) for device in known)
    return Usage(reached, rows[0].at if rows else None, slots_of(rows, since, now), since)


def slots_of(rows: Sequence[DeliveryRow], since: float, until: float) -> tuple[Slot, ...]:
    """Share deliveries out over a week; what never left does not count."""
    accepted, refused = [0] * SLOTS, [0] * SLOTS
    for row in rows:
        if row.outcome is not OutcomeKind.NOT_SENT:
            place = min(SLOTS - 1, max(0, int((row.at - since) / (until - since) * SLOTS)))
            (accepted if row.outcome is OutcomeKind.ACCEPTED else refused)[place] += 1
    return tuple(Slot(*pair) for pair in zip(accepted, refused, strict=True))
