"""Keeps Python's garbage collector from stopping everything in the middle of a large run."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_PUT_OFF = 10_000
"""Collections of the middle generation before a full one; 10 by default."""
_users = 0
_before: tuple[int, int, int] = (0, 0, 0)


@contextlib.contextmanager
def full_collections_put_off() -> Iterator[None]:
    """Put full collections off while the block runs; blocks may overlap.

    One looks at every object there is: with ten thousand deliveries in memory it takes 50 ms, in which no window
    paints. A run makes hardly any garbage in cycles, and the younger generations are collected as ever.
    """
    global _users, _before  # the collector is one for the whole process, and so is this count
    if _users == 0:
        _before = gc.get_threshold()
        gc.set_threshold(_before[0], _before[1], _PUT_OFF)
    _users += 1
    try:
        yield
    finally:
        _users -= 1
        if _users == 0:
            gc.set_threshold(*_before)
