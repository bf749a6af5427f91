"""The history keeps what was settled, goes in slices, and the file becomes smaller."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pushbench.domain.outcome import DeliveryRecord, Outcome, OutcomeKind
from pushbench.engine import retention
from pushbench.engine.retention import DAY_SECONDS
from pushbench.engine.settings import Keep, Retention
from pushbench.store.history import HistoryQuery, RunRecord
from pushbench.store.history_pruning import SLICE
from pushbench.store.thread import StoreThread

pytestmark = pytest.mark.anyio

NOW = 1_700_000_000.0
EVERYTHING = HistoryQuery()


def delivery(number: int, *, days_ago: float = 0.0, run: str = "run-1") -> DeliveryRecord:
    return DeliveryRecord(
        id=f"delivery-{number}",
        run_id=run,
        provider="apns",
        profile="p",
        environment="sandbox",
        target=f"Phone {number}",
        target_kind="device",
        token="a" * 64,
        outcome=Outcome(OutcomeKind.ACCEPTED, 200),
        attempts=(),
        at=NOW - days_ago * DAY_SECONDS + number / 1000,
        latency_ms=3.0,
        message_name="m",
        title=f"Gate change {number}",
        body="It is eight minutes on foot " * 12,
        language=None,
        variant=None,
        draft={"text": "x" * 400},
    )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[StoreThread]:
    opened = await StoreThread.open(tmp_path / "pushbench.db")
    yield opened
    await opened.aclose()


async def fill(store: StoreThread, count: int, *, days_ago: float = 0.0, run: str = "run-1", first: int = 0) -> None:
    def work(db: object) -> None:
        db.history.start_run(RunRecord(run, NOW - days_ago * DAY_SECONDS, total=count))  # type: ignore[attr-defined]
        db.history.add([delivery(first + n, days_ago=days_ago, run=run) for n in range(count)])  # type: ignore[attr-defined]
        db.history.finish_run(run, NOW, {"accepted": count})  # type: ignore[attr-defined]

    await store.run(work)


async def count(store: StoreThread) -> int:
    return await store.run(lambda db: db.history.count(EVERYTHING))


async def test_forever_removes_nothing(store: StoreThread) -> None:
    await fill(store, 20, days_ago=5000)
    assert await retention.prune(store, Retention(), NOW) == retention.Pruned()
    assert await count(store) == 20


async def test_days_remove_what_is_older_with_its_runs(store: StoreThread) -> None:
    await fill(store, 30, days_ago=40, run="old")
    await fill(store, 20, days_ago=1, run="new", first=100)
    pruned = await retention.prune(store, Retention(Keep.DAYS, days=30), NOW)
    assert (pruned.deliveries, pruned.runs) == (30, 1)
    assert await count(store) == 20
    assert [run.id for run in await store.run(lambda db: db.history.runs())] == ["new"]


async def test_a_number_of_deliveries_keeps_the_newest(store: StoreThread) -> None:
    await fill(store, 60)
    pruned = await retention.prune(store, Retention(Keep.DELIVERIES, deliveries=25), NOW)
    assert pruned.deliveries == 35
    kept = await store.run(lambda db: db.history.page(EVERYTHING))
    assert [row.id for row in kept] == [f"delivery-{n}" for n in range(59, 34, -1)]
    assert (await retention.prune(store, Retention(Keep.DELIVERIES, deliveries=25), NOW)).deliveries == 0


async def test_what_was_removed_is_found_no_more(store: StoreThread) -> None:
    await fill(store, 60)
    await retention.prune(store, Retention(Keep.DELIVERIES, deliveries=10), NOW)
    found = await store.run(lambda db: db.history.page(HistoryQuery(search="gate"), limit=1000))
    assert len(found) == 10


async def test_a_run_under_way_loses_nothing(store: StoreThread) -> None:
    await fill(store, 10, days_ago=90, run="old")
    await store.run(lambda db: db.history.start_run(RunRecord("now", NOW - 90 * DAY_SECONDS, total=2)))
    await store.run(lambda db: db.history.add([delivery(900, days_ago=90, run="now")]))
    assert (await retention.clear(store)).deliveries == 10
    assert [row.id for row in await store.run(lambda db: db.history.page(EVERYTHING))] == ["delivery-900"]
    assert [run.id for run in await store.run(lambda db: db.history.runs())] == ["now"]


async def test_other_work_comes_in_between_the_slices(store: StoreThread) -> None:
    await fill(store, SLICE * 3 + 10)
    seen: list[int] = []
    told: list[tuple[int, int]] = []

    async def look() -> None:
        while not told or told[-1][0] < SLICE * 3:
            seen.append(await count(store))

    looking = asyncio.create_task(look())
    pruned = await retention.clear(store, lambda done, total: told.append((done, total)))
    await looking
    assert pruned.deliveries == SLICE * 3 + 10
    assert told[0] == (SLICE, SLICE * 3 + 10)
    assert any(0 < number < SLICE * 3 + 10 for number in seen)


async def test_the_file_becomes_smaller(store: StoreThread, tmp_path: Path) -> None:
    file = tmp_path / "pushbench.db"
    await fill(store, 3000)
    await store.run(lambda db: db.pruning.settle())
    before = file.stat().st_size
    pruned = await retention.clear(store)
    assert file.stat().st_size < before / 4
    assert pruned.freed_bytes > before / 2
    assert (await store.run(lambda db: db.pruning.size())).free_pages == 0


async def test_a_file_of_an_older_version_is_written_anew_once(tmp_path: Path) -> None:
    file = tmp_path / "pushbench.db"
    first = await StoreThread.open(file)
    await fill(first, 2000)
    await first.aclose()
    with sqlite3.connect(file) as plain:
        plain.execute("PRAGMA journal_mode = DELETE")
        plain.execute("PRAGMA auto_vacuum = NONE")
        plain.execute("VACUUM")
    plain.close()
    store = await StoreThread.open(file)
    assert not (await store.run(lambda db: db.pruning.size())).can_shrink
    before = file.stat().st_size
    await retention.prune(store, Retention(Keep.DELIVERIES, deliveries=100), NOW)
    size = await store.run(lambda db: db.pruning.size())
    assert size.can_shrink
    assert size.free_pages == 0
    assert await count(store) == 100
    await store.aclose()
    assert file.stat().st_size < before / 2
