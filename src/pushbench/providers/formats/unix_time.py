"""Times in a payload: Unix seconds, and what is written in their place."""

from __future__ import annotations

import math

APPLE_EPOCH = 978_307_200
"""Unix seconds of 2001-01-01, from which Foundation counts."""
LOOKS_LIKE_MS = 100_000_000_000
"""Seconds reach this in the year 5138; anything above was meant as milliseconds."""


def time_trouble(value: int | float, now: float) -> tuple[str, int | None] | None:
    """Say what is wrong with a Unix time in seconds (rest of a sentence) and what it should be, or None.

    ``now`` decides whether a small number fits Apple's epoch; 0 leaves that out.
    """
    if int_part(value) is None:
        return "is no number.", None
    if value >= LOOKS_LIKE_MS:
        seconds = int(value // 1000)
        return ("is in milliseconds.", seconds) if seconds < LOOKS_LIKE_MS else ("is no time in seconds.", None)
    if now and 0 < value < APPLE_EPOCH and abs(value + APPLE_EPOCH - now) < 400 * 86400:
        return "counts from 2001, as Foundation does.", int(value + APPLE_EPOCH)
    if isinstance(value, float) and not value.is_integer():
        return "has a fraction.", int(value)
    return None


def int_part(value: int | float) -> int | None:
    """Return a time without its fraction, or None for NaN and infinity."""
    return int(value) if isinstance(value, int) or math.isfinite(value) else None
