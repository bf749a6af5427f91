"""A run stays within its limits."""

from __future__ import annotations

import asyncio
import time

import pytest

from pushbench.engine.gates import Gates

pytestmark = pytest.mark.anyio


async def test_each_origin_has_its_own_slots() -> None:
    gates, inside, most = Gates(2), {"a": 0, "b": 0}, {"a": 0, "b": 0}

    async def through(origin: str) -> None:
        async with gates.at(origin):
            inside[origin] += 1
            most[origin] = max(most[origin], inside[origin])
            await asyncio.sleep(0)
            inside[origin] -= 1

    await asyncio.gather(*(through(origin) for origin in "ab" * 10))
    assert most == {"a": 2, "b": 2}


async def test_the_rate_is_kept_without_a_burst() -> None:
    gates = Gates(100, rate=200)
    times: list[float] = []

    async def through() -> None:
        async with gates.at("a"):
            times.append(time.monotonic())

    start = time.monotonic()
    await asyncio.gather(*(through() for _ in range(21)))
    assert times[-1] - start >= 0.09, "20 intervals of 5 ms"
    assert sum(1 for moment in times if moment - start < 0.02) <= 6


async def test_a_cancelled_wait_for_the_rate_gives_its_slot_back() -> None:
    gates = Gates(1, rate=0.01)
    async with gates.at("a"):
        pass
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01), gates.at("a"):
            pytest.fail("the rate lets nobody through")
    assert not gates.at("a")._slots.locked()
