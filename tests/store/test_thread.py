from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from pushbench.domain.errors import UserError
from pushbench.store.thread import StoreThread


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


def test_work_runs_on_one_other_thread():
    async def work():
        store = await StoreThread.open(None)
        threads = {await store.run(lambda database: threading.current_thread().name) for _ in range(5)}
        await store.run(lambda database: database.settings.put("a", 1))
        value = await store.run(lambda database: database.settings.get("a"))
        await store.aclose()
        return threads, value

    threads, value = run(work())
    assert len(threads) == 1
    assert threading.current_thread().name not in threads
    assert value == 1


def test_errors_cross_as_they_are():
    trouble = UserError("What.", "Why.", "Fix.")

    def fail(database):
        raise trouble

    async def work():
        store = await StoreThread.open(None)
        with pytest.raises(UserError) as caught:
            await store.run(fail)
        with pytest.raises(ZeroDivisionError):
            await store.run(lambda database: 1 / 0)
        assert await store.run(lambda database: 5) == 5
        await store.aclose()
        return caught.value

    assert run(work()) is trouble


def test_closing_waits_for_what_was_asked_and_refuses_the_rest(tmp_path: Path):
    path = tmp_path / "db.sqlite3"
    gate = threading.Event()

    def slow(database):
        gate.wait(10)
        database.settings.put("late", True)

    async def work():
        store = await StoreThread.open(path)
        pending = asyncio.ensure_future(store.run(slow))
        await asyncio.sleep(0)
        closing = asyncio.ensure_future(store.aclose())
        await asyncio.sleep(0)
        gate.set()
        await closing
        await pending
        with pytest.raises(RuntimeError):
            await store.run(lambda database: 1)
        await store.aclose()
        again = await StoreThread.open(path)
        late = await again.run(lambda database: database.settings.get("late"))
        await again.aclose()
        return late

    assert run(work()) is True


def test_a_cancelled_caller_does_not_stop_the_work(tmp_path: Path):
    started, gate = threading.Event(), threading.Event()

    def slow(database):
        started.set()
        gate.wait(10)
        database.settings.put("whole", True)

    async def work():
        store = await StoreThread.open(tmp_path / "db.sqlite3")
        pending = asyncio.ensure_future(store.run(slow))
        await asyncio.to_thread(started.wait, 10)
        pending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pending
        gate.set()
        whole = await store.run(lambda database: database.settings.get("whole"))
        await store.aclose()
        return whole

    assert run(work()) is True


def test_a_file_that_cannot_be_opened_leaves_no_thread(tmp_path: Path):
    before = threading.active_count()
    with pytest.raises(UserError):
        run(StoreThread.open(tmp_path))
    for thread in threading.enumerate():
        if thread.name.startswith("pushbench-store"):
            thread.join(10)
    assert threading.active_count() <= before


def test_what_is_asked_before_the_database_is_open_comes_after_its_opening(tmp_path: Path):
    async def work():
        store = StoreThread(tmp_path / "db.sqlite3")
        assert not (tmp_path / "db.sqlite3").exists()
        value = await store.run(lambda database: database.settings.get("a", "none yet"))
        await store.opened()
        await store.aclose()
        return value

    assert run(work()) == "none yet"


def test_an_opening_that_fails_tells_everybody_and_can_be_closed(tmp_path: Path):
    (tmp_path / "db.sqlite3").mkdir()

    async def work():
        store = StoreThread(tmp_path / "db.sqlite3")
        with pytest.raises(UserError) as first:
            await store.opened()
        with pytest.raises(UserError) as second:
            await store.run(lambda database: 1)
        await store.aclose()
        return first.value, second.value

    first, second = run(work())
    assert first is second
