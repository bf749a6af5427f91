"""Days as readings of credentials write them."""

from __future__ import annotations

from datetime import UTC, datetime

DAY_SECONDS = 86400.0


def day(seconds: float) -> str:
    """Return ``2026-11-22`` (UTC) of Unix seconds, or a dash for a time no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
    except (OverflowError, OSError, ValueError):
        return "–"


def days_between(one: float, other: float) -> str:
    """Return a span in words: ``1 day``, ``12 days``."""
    count = max(0, int(abs(other - one) // DAY_SECONDS))
    return "less than a day" if count == 0 else f"{count} day{'' if count == 1 else 's'}"
