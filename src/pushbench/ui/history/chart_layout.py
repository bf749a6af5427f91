"""Where things lie in the chart strip, and how its axes are marked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QPointF, QRectF

from pushbench.ui.history.overview import Overview
from pushbench.ui.times import date_words, minute_words, second_words

_HOUR, _DAY = 3600.0, 86400.0
_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_TICK_SECONDS = (
    *(5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 7, 14, 30, 90, 365)),
)


def round_up(value: float) -> float:
    """Return the next round number: 1, 1.5, 2 ... times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in _STEPS if value <= step * power * 1.000001), 10 * power)


def tick_words(at: float, step_seconds: float) -> str:
    """Return the time below a mark, as exactly as marks lie apart."""
    if step_seconds >= _DAY:
        return date_words(at)
    return minute_words(at) if step_seconds >= 60 else second_words(at)


@dataclass(frozen=True, slots=True)
class ChartLayout:
    """Two plots above each other, over one axis of time."""

    latency: QRectF
    counts: QRectF
    overview: Overview

    @property
    def step(self) -> float:
        """Pixels of one bucket."""
        return self.counts.width() / max(1, len(self.overview.buckets))

    @property
    def most(self) -> float:
        """The count at the top of the lower plot."""
        return round_up(max((item.total for item in self.overview.buckets), default=0))

    @property
    def slowest_ms(self) -> float:
        """The latency at the top of the upper plot."""
        return round_up(max((item.p95_ms or 0.0 for item in self.overview.buckets), default=0.0))

    def left_of(self, number: int) -> float:
        return self.counts.left() + number * self.step

    def number_at(self, x: float) -> int | None:
        """Return the bucket at a place, or None outside of the plots."""
        if not self.overview.buckets or not self.counts.left() <= x < self.counts.right():
            return None
        return min(len(self.overview.buckets) - 1, int((x - self.counts.left()) / self.step))

    def nearest(self, x: float) -> int:
        """Return the bucket nearest to a place."""
        inside = min(max(x, self.counts.left()), self.counts.right() - 0.01)
        return self.number_at(inside) or 0

    def line(self, field: str) -> list[QPointF]:
        """Return the points of ``median_ms`` or ``p95_ms``; stretches without answers have none."""
        top = self.slowest_ms
        return [
            QPointF(self.left_of(number) + self.step / 2, self.latency.bottom() - self.latency.height() * value / top)
            for number, item in enumerate(self.overview.buckets)
            if (value := getattr(item, field)) is not None
        ]

    def ticks(self, room: float) -> list[tuple[float, str]]:
        """Return x and words of the time marks, at least ``room`` pixels apart."""
        overview = self.overview
        if not overview.buckets:
            return []
        seconds_per_pixel = overview.width_seconds / self.step
        step = next((item for item in _TICK_SECONDS if item >= room * seconds_per_pixel), _TICK_SECONDS[-1])
        step = max(step, overview.width_seconds)
        # Buckets begin at round local times, so marks count from the first bucket that such a step divides.
        first = next((n for n, item in enumerate(overview.buckets) if _is_round(item.start, step)), 0)
        found = []
        at = overview.start + first * overview.width_seconds
        while at < overview.end:
            x = self.counts.left() + (at - overview.start) / overview.width_seconds * self.step
            found.append((x, tick_words(at, step)))
            at += step
        return found


def _is_round(at: float, step: float) -> bool:
    zone = datetime.fromtimestamp(at, UTC).astimezone().utcoffset()
    local = at + (zone.total_seconds() if zone is not None else 0.0)
    return abs(local % step) < 0.5
