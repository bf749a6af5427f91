"""Work over many items off the event loop, in pieces so short that a window keeps painting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

SLICE_SECONDS = 0.003
FEW = 4
"""So many items are done at once; going to a thread and back would take longer."""


async def in_slices(items: Sequence[Item], work: Callable[[Item], Result]) -> list[Result]:
    """Return ``work(item)`` for each item, in order.

    Runs on a thread that gives the interpreter up after a few milliseconds each time: Python runs one
    thread at a time, and a thread that computes on would hold the window's back.
    """
    if len(items) <= FEW:
        return [work(item) for item in items]
    results: list[Result] = []
    while len(results) < len(items):
        results.extend(await asyncio.to_thread(_slice, items, len(results), work))
    return results


def _slice(items: Sequence[Item], start: int, work: Callable[[Item], Result]) -> list[Result]:
    until = time.monotonic() + SLICE_SECONDS
    results: list[Result] = []
    for position in range(start, len(items)):
        results.append(work(items[position]))
        if time.monotonic() >= until:
            break
    return results
