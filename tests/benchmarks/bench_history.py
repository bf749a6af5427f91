"""How quick the history is with many deliveries: ``python tests/benchmarks/bench_history.py [ROWS]``.

Prints medians of five in milliseconds beside the target, and rows written a second.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Attempt, DeliveryRecord, Outcome, OutcomeKind, StepKind
from pushbench.store.database import Database
from pushbench.store.history import Cursor, HistoryQuery

START = 1_700_000_000.0
BATCH = 500
GOOD = Outcome(OutcomeKind.ACCEPTED, 200)
BAD = Outcome(OutcomeKind.REJECTED, 410, "Unregistered")
BODY = b'{"aps":{"alert":{"title":"Gate changed to B42","body":"Ana, it is 8 minutes on foot."}},"gate":"B42"}'
ANSWER = HttpResponse(200, (("apns-id", "5f0c0000-0000-4000-8000-000000000000"),), b"", "HTTP/2")


def record(number: int) -> DeliveryRecord:
    token = f"{number * 104729:064x}"
    request = HttpRequest(
        "POST",
        f"https://127.0.0.1:8443/3/device/{token}",
        (("authorization", "bearer ***"), ("apns-topic", "app.skylark"), ("apns-push-type", "alert")),
        BODY,
    )
    return DeliveryRecord(
        id=f"{number:08x}-0000-4000-8000-{number:012x}",
        run_id=f"run-{number // 10_000}",
        provider=("apns", "fcm", "webpush")[number % 3],
        profile="bench",
        environment="local",
        target=f"Device {number % 5000}",
        target_kind="device",
        token=token,
        outcome=BAD if number % 50 == 0 else GOOD,
        attempts=(Attempt(1, StepKind.DELIVER, request, ANSWER, started_at=START + number / 100, total_ms=12.5),),
        at=START + number / 100,
        latency_ms=12.5,
        message_name="Gate change",
        title="Gate changed to B42",
        body=f"Ana, it is {number % 30} minutes on foot.",
        draft={"headers": {"apns-priority": "10"}, "payload": {"aps": {"alert": {"title": "Gate changed to B42"}}}},
    )


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def fill(database: Database, rows: int) -> float:
    """Write rows in batches; return rows a second of the writing alone."""
    spent = 0.0
    for start in range(0, rows, BATCH):
        batch = [record(number) for number in range(start, min(start + BATCH, rows))]
        began = time.perf_counter()
        database.history.add(batch)
        spent += time.perf_counter() - began
    return rows / spent


def median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def questions(database: Database, rows: int) -> Iterator[tuple[str, float, Callable[[], object]]]:
    """Yield what is asked, the target in ms, and how."""
    history = database.history
    middle = Cursor(int((START + rows / 200) * 1000) << 20)
    yield "first page", 20, lambda: history.page(HistoryQuery(), None, 100)
    yield "page in the middle", 5, lambda: history.page(HistoryQuery(), middle, 100)
    yield "rejected, first page", 20, lambda: history.page(HistoryQuery(status="rejected"), None, 100)
    yield "one provider, page in the middle", 5, lambda: history.page(HistoryQuery(provider="fcm"), middle, 100)
    yield "one device", 20, lambda: history.page(HistoryQuery(device="Device 77"), None, 100)
    yield "search a common word", 20, lambda: history.page(HistoryQuery(search="gate"), None, 100)
    yield "search a reason", 20, lambda: history.page(HistoryQuery(search="unregist"), None, 100)
    yield "search one token", 20, lambda: history.page(HistoryQuery(search=f"{rows // 2 * 104729:064x}"), None, 100)
    yield (
        "search two words and a filter",
        20,
        lambda: history.page(HistoryQuery("rejected", search="gate b42"), None, 100),
    )
    yield "count all", 200, lambda: history.count(HistoryQuery())
    yield "one delivery with its bytes", 5, lambda: history.get(record(rows // 2).id)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite3"
        database = Database(path)
        speed = fill(database, rows)
        database.history.index_words()
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        tell(f"{rows:,} deliveries: {speed:,.0f} rows/s written, {size:,.0f} MB")
        for name, target, work in questions(database, rows):
            spent = median_ms(work)
            tell(f"{name:34} {spent:8.2f} ms   target {target:4} ms   {'good' if spent <= target else 'SLOW'}")
        database.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
