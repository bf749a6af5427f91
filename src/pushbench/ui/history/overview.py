"""The figures above the list: deliveries and latencies by time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pushbench.domain.outcome import OutcomeKind
from pushbench.store.history_overview import Tally

MOST_BUCKETS = 60
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_WIDTHS = (
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 7, 14, 30, 90, 365)),
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was sent in one stretch of time."""

    start: float
    accepted: int = 0
    """At the first try."""
    retried: int = 0
    """Accepted, after another try."""
    rejected: int = 0
    unclear: int = 0
    not_sent: int = 0
    failed_later: int = 0
    """Of those accepted: failed after all, as the service said when it was asked."""
    latencies: tuple[tuple[int, int], ...] = ()
    """Milliseconds, ascending, and how many took so long."""
    median_ms: float | None = None
    p95_ms: float | None = None

    @property
    def sent(self) -> int:
        """Deliveries that left, whatever came of them."""
        return self.accepted + self.retried + self.rejected + self.unclear

    @property
    def total(self) -> int:
        return self.sent + self.not_sent


@dataclass(frozen=True, slots=True)
class Overview:
    """Buckets of one width, oldest first; empty ones included."""

    width_seconds: float = 0.0
    buckets: tuple[Bucket, ...] = ()

    @property
    def start(self) -> float:
        return self.buckets[0].start if self.buckets else 0.0

    @property
    def end(self) -> float:
        return self.start + self.width_seconds * len(self.buckets)

    def within(self, since: float | None, until: float | None) -> tuple[Bucket, ...]:
        """Return the buckets whose middle lies in a stretch of time; None: no bound."""
        first = -math.inf if since is None else since
        last = math.inf if until is None else until
        half = self.width_seconds / 2
        return tuple(bucket for bucket in self.buckets if first <= bucket.start + half < last)


@dataclass(frozen=True, slots=True)
class Scale:
    """How time is shared out."""

    start: float
    width_seconds: float
    count: int


def scale(first: float, last: float) -> Scale:
    """Return stretches of a round width, at round local times, that cover two Unix times; at most 60 of them."""
    width = next((item for item in _WIDTHS if last - first < item * (MOST_BUCKETS - 1)), _WIDTHS[-1])
    zone = datetime.fromtimestamp(first, UTC).astimezone().utcoffset()
    offset = zone.total_seconds() if zone is not None else 0.0
    start = math.floor((first + offset) / width) * width - offset
    return Scale(start, width, int((last - start) // width) + 1)


def bucket(start: float, tallies: Iterable[Tally]) -> Bucket:
    """Return what a stretch of time held."""
    counts: Counter[str] = Counter()
    latencies: Counter[int] = Counter()
    for item in tallies:
        counts["retried" if item.is_retried and item.outcome is OutcomeKind.ACCEPTED else item.outcome.value] += (
            item.count
        )
        counts["failed_later"] += item.count * item.is_failed_later
        if item.latency_ms is not None:
            latencies[item.latency_ms] += item.count
    spread = tuple(sorted(latencies.items()))
    return Bucket(start, **counts, latencies=spread, median_ms=percentile(spread, 0.5), p95_ms=percentile(spread, 0.95))


def percentile(spread: Sequence[tuple[float, int]], share: float) -> float | None:
    """Return the value that ``share`` of the counted, ascending values do not exceed."""
    rest = math.ceil(sum(count for _, count in spread) * share)
    for value, count in spread:
        rest -= count
        if rest <= 0:
            return value
    return None


@dataclass(frozen=True, slots=True)
class Figures:
    """Buckets taken together."""

    accepted: int = 0
    rejected: int = 0
    unclear: int = 0
    median_ms: float | None = None
    p95_ms: float | None = None
    failed_later: int = 0

    @property
    def share(self) -> float | None:
        """How many of those that left were accepted, 0 to 1."""
        sent = self.accepted + self.rejected + self.unclear
        return self.accepted / sent if sent else None


def figures(buckets: Iterable[Bucket]) -> Figures:
    """Add up buckets."""
    chosen = tuple(buckets)
    latencies: Counter[int] = Counter()
    for item in chosen:
        latencies.update(dict(item.latencies))
    spread = sorted(latencies.items())
    return Figures(
        accepted=sum(item.accepted + item.retried for item in chosen),
        rejected=sum(item.rejected for item in chosen),
        unclear=sum(item.unclear for item in chosen),
        median_ms=percentile(spread, 0.5),
        p95_ms=percentile(spread, 0.95),
        failed_later=sum(item.failed_later for item in chosen),
    )
