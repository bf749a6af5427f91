"""The time in the pictures: always the same Saturday, whenever they are taken."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

NOON = datetime(2025, 11, 22, 14, 3, 40, tzinfo=UTC)
"""When the pictures are taken; the content lies on this day and on the days before it."""


def moment(days_before: int, clock: str) -> float:
    """Return the Unix time of ``HH:MM:SS`` on a day before the pictures'."""
    hour, minute, second = (int(part) for part in clock.split(":"))
    day = NOON.replace(hour=hour, minute=minute, second=second) - timedelta(days=days_before)
    return day.timestamp()


class PictureClock:
    """A clock that is set, and from there goes as any clock does."""

    def __init__(self, at: float) -> None:
        self._at = at
        self._since = time.monotonic()

    def set(self, at: float) -> None:
        """Go on from a Unix time."""
        self._at, self._since = at, time.monotonic()

    def now(self) -> float:
        return self._at + time.monotonic() - self._since

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
