"""Keeping as much history as was settled: pruned in slices on the store's thread, with other work in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pushbench.engine.settings import Keep, Retention
from pushbench.store.thread import StoreThread

DAY_SECONDS = 86400.0
WRITTEN_ANEW_BELOW_BYTES = 512 * 1024 * 1024
"""A file of an older version above this size is not written anew without being asked."""
_FREE_SHARE = 0.1

Progress = Callable[[int, int], object]
"""Called with how many deliveries went so far, and of how many."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a pruning removed."""

    deliveries: int = 0
    runs: int = 0
    freed_bytes: int = 0


def _nothing(_done: int, _total: int) -> None:
    return


async def due(store: StoreThread, retention: Retention, now: float) -> int:
    """Return how many deliveries :func:`prune` would remove now."""
    edge = await _edge(store, retention, now)
    return 0 if edge is None else await store.run(lambda db: db.pruning.count_below(edge))


async def prune(store: StoreThread, retention: Retention, now: float, progress: Progress = _nothing) -> Pruned:
    """Remove what the setting no longer keeps, oldest first; deliveries of runs under way stay."""
    edge = await _edge(store, retention, now)
    return Pruned() if edge is None else await _remove(store, edge, progress)


async def _edge(store: StoreThread, retention: Retention, now: float) -> int | None:
    if retention.keep is Keep.DAYS:
        return await store.run(lambda db: db.pruning.edge_of_time(now - retention.days * DAY_SECONDS))
    if retention.keep is Keep.DELIVERIES:
        return await store.run(lambda db: db.pruning.edge_of_count(retention.deliveries))
    return None


async def clear(store: StoreThread, progress: Progress = _nothing) -> Pruned:
    """Remove the whole history, but for runs under way."""
    return await _remove(store, await store.run(lambda db: db.pruning.edge_of_all()), progress)


async def _remove(store: StoreThread, edge: int, progress: Progress) -> Pruned:
    total = await store.run(lambda db: db.pruning.count_below(edge))
    before = (await store.run(lambda db: db.pruning.size())).bytes
    removed = 0
    while count := await store.run(lambda db: db.pruning.step(edge)):
        removed += count
        progress(removed, max(total, removed))
    runs = await store.run(lambda db: db.pruning.empty_runs(edge))
    if removed or runs:
        await shrink(store)
    after = (await store.run(lambda db: db.pruning.size())).bytes
    return Pruned(removed, runs, max(0, before - after))


async def shrink(store: StoreThread, *, is_asked: bool = False) -> int:
    """Give the database's free room back to the disk; return the bytes that were freed.

    A file that an older version made is written anew once; a very large one only when that was asked for.
    """
    before = await store.run(lambda db: db.pruning.size())
    while await store.run(lambda db: db.pruning.merge_words()):
        continue
    size = await store.run(lambda db: db.pruning.size())
    if size.can_shrink:
        while await store.run(lambda db: db.pruning.shrink_step()):
            continue
    elif is_asked or (size.bytes < WRITTEN_ANEW_BELOW_BYTES and size.free_bytes > size.bytes * _FREE_SHARE):
        await store.run(lambda db: db.pruning.write_anew())
    await store.run(_settle)
    after = await store.run(lambda db: db.pruning.size())
    return max(0, before.bytes - after.bytes)


def _settle(db: Any) -> None:
    if db.path is not None:
        db.pruning.settle()
