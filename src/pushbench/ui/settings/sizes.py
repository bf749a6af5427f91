"""Sizes and counts as people read them."""

from __future__ import annotations

_UNITS = ("kB", "MB", "GB", "TB")


def size_words(count: int) -> str:
    """Return bytes with a unit: ``572 B``, ``48.2 MB``."""
    if count < 1000:
        return f"{count} B"
    size = float(count)
    for unit in _UNITS:
        size /= 1000
        if size < 999.5 or unit == _UNITS[-1]:
            break
    return f"{size:.0f} {unit}" if size >= 100 else f"{size:.1f} {unit}"


def count_words(count: int, one: str, many: str) -> str:
    """Return a count with its word."""
    return f"{count:,} {one if count == 1 else many}"
