"""Long work leaves the event loop free."""

from __future__ import annotations

import asyncio
import threading

import pytest

from pushbench.engine import slices
from pushbench.engine.slices import in_slices

pytestmark = pytest.mark.anyio


async def test_results_come_in_order() -> None:
    assert await in_slices(range(1000), lambda number: number * 2) == [number * 2 for number in range(1000)]
    assert await in_slices([], lambda item: item) == []


async def test_a_few_items_are_done_here_and_many_elsewhere() -> None:
    here = threading.current_thread()
    assert set(await in_slices([1, 2], lambda _: threading.current_thread())) == {here}
    assert here not in await in_slices(range(20), lambda _: threading.current_thread())


async def test_the_loop_turns_between_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        counting = group.create_task(count())
        await in_slices(range(50), lambda item: item)
        counting.cancel()
    assert turns > 50


async def test_an_error_comes_out() -> None:
    def fail(item: int) -> int:
        if item == 7:
            raise KeyError(item)
        return item

    with pytest.raises(KeyError):
        await in_slices(range(20), fail)
