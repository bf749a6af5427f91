"""Names that a home holds, as an error lists them when another one was asked for."""

from __future__ import annotations

from collections.abc import Sequence

_MOST = 12


def known_names(names: Sequence[str]) -> str:
    """Return the names separated by commas, ``none`` where there are none; of many the first and how many more."""
    more = len(names) - _MOST
    return (", ".join(names[:_MOST]) or "none") + (f" and {more} more" if more > 0 else "")
