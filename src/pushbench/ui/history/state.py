"""What the History screen shows, as one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pushbench.domain.outcome import DeliveryRecord, OutcomeKind
from pushbench.store.history import DeliveryRow

DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters combine with AND."""

    status: str = ""
    """An outcome's word, or empty."""
    provider: str = ""
    environment: str = ""
    device: str = ""
    run: str = ""
    days: int = 0
    """Only the last days; 0: all time."""
    search: str = ""

    @property
    def is_any(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over everything that fits, latencies over the newest."""

    total: int = 0
    accepted: int = 0
    rejected: int = 0
    median_ms: float | None = None
    p95_ms: float | None = None

    @property
    def share(self) -> float | None:
        return self.accepted / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bar of the chart."""

    start: float
    accepted: int = 0
    retried: int = 0
    rejected: int = 0
    median_ms: float | None = None

    @property
    def height(self) -> int:
        return self.accepted + self.retried + self.rejected


@dataclass(frozen=True, slots=True)
class HistoryState:
    """Everything but the rows, which have a model of their own."""

    filters: Filters = Filters()
    kept: int = 0
    """Deliveries in the history in all."""
    figures: Figures = Figures()
    buckets: tuple[Bucket, ...] = ()
    current: str = ""
    record: DeliveryRecord | None = None
    attempt: int = 0
    """Which attempt Request and Response show."""
    tab: str = "summary"
    is_ready: bool = False
    profiles: tuple[str, ...] = ()


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which ``share`` of the sorted values lie."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def buckets(rows: Sequence[DeliveryRow], count: int = 60) -> tuple[Bucket, ...]:
    """Share rows out over equal stretches of time, oldest first; fewer than two rows give nothing to draw."""
    if len(rows) < 2:
        return ()
    first, last = min(row.at for row in rows), max(row.at for row in rows)
    width = max((last - first) / count, 0.001)
    groups: list[list[DeliveryRow]] = [[] for _ in range(count)]
    for row in rows:
        groups[min(count - 1, int((row.at - first) / width))].append(row)
    return tuple(_bucket(first + number * width, group) for number, group in enumerate(groups))


def _bucket(start: float, rows: Sequence[DeliveryRow]) -> Bucket:
    accepted = [row for row in rows if row.outcome is OutcomeKind.ACCEPTED]
    rejected = sum(row.outcome in (OutcomeKind.REJECTED, OutcomeKind.UNCLEAR) for row in rows)
    latencies = [row.latency_ms for row in rows if row.latency_ms is not None]
    return Bucket(start, len(accepted), 0, rejected, percentile(latencies, 0.5))
