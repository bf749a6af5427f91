from __future__ import annotations

from dataclasses import replace

from pushbench.domain.http import HttpRequest
from pushbench.domain.outcome import Attempt, DeliveryRecord, Outcome, OutcomeKind, StepKind
from pushbench.store.history import HistoryQuery
from pushbench.store.history_overview import Tally, tally, time_span

ACCEPTED = Outcome(OutcomeKind.ACCEPTED, 200)
GONE = Outcome(OutcomeKind.REJECTED, 410, "Unregistered")


def record(number: int, outcome: Outcome = ACCEPTED, **changes: object) -> DeliveryRecord:
    base = DeliveryRecord(
        f"id-{number}", "run", "apns", "p", "local", f"Device {number}", "device", "ab", outcome, at=1000.0 + number
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def attempt(step: StepKind) -> Attempt:
    return Attempt(1, step, HttpRequest("POST", "https://127.0.0.1/"))


def test_deliveries_with_like_outcome_and_latency_count_together(database):
    twice = (attempt(StepKind.DELIVER), attempt(StepKind.DELIVER))
    database.history.add(
        [
            record(1, latency_ms=38.4),
            record(2, latency_ms=37.6),
            record(3, latency_ms=143.0),
            record(4, latency_ms=1_234.0),
            record(5, GONE, latency_ms=38.0),
            record(6, attempts=twice, latency_ms=38.0),
            record(7, Outcome(OutcomeKind.NOT_SENT)),
        ]
    )
    assert sorted(tally(database, HistoryQuery()), key=str) == sorted(
        [
            Tally(OutcomeKind.ACCEPTED, False, 38, 2),
            Tally(OutcomeKind.ACCEPTED, False, 140, 1),
            Tally(OutcomeKind.ACCEPTED, False, 1200, 1),
            Tally(OutcomeKind.ACCEPTED, True, 38, 1),
            Tally(OutcomeKind.REJECTED, False, 38, 1),
            Tally(OutcomeKind.NOT_SENT, False, None, 1),
        ],
        key=str,
    )


def test_signing_in_is_no_retry(database):
    database.history.add([record(1, attempts=(attempt(StepKind.AUTHORISE), attempt(StepKind.DELIVER)))])
    assert [item.is_retried for item in tally(database, HistoryQuery())] == [False]


def test_filters_and_times_hold(database):
    database.history.add([record(number, title="Gate" if number % 2 else "Fare") for number in range(10)])
    some = HistoryQuery(since=1002.0, until=1006.0, search="gate")
    assert sum(item.count for item in tally(database, some)) == 2
    assert time_span(database, HistoryQuery(search="gate")) == (1001.0, 1009.0)
    assert time_span(database, some) == (1003.0, 1005.0)


def test_nothing_has_no_span(database):
    assert time_span(database, HistoryQuery()) is None
    assert tally(database, HistoryQuery()) == []
