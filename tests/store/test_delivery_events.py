"""What services said later, and the questions that are still to be put."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.store.test_history import FULL, record

from pushbench.domain.fate import Fate
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Attempt, DeliveryEvent, Explain, StepKind
from pushbench.domain.secret import Secret
from pushbench.store.database import Database
from pushbench.store.history import HistoryQuery, PendingQuestion
from pushbench.store.history_lines import delivery_line, read_line

WAITING = DeliveryEvent(1.0, Fate.WAITING)
FAILED = DeliveryEvent(
    2.0,
    Fate.FAILED,
    "Device\u00fcNot",
    Explain("a", "b", "c"),
    (("next", "apple"), ("x", "y")),
    FULL.attempts,
    is_target_dead=True,
)


def question(number: int, due_at: float, asked: int = 0) -> PendingQuestion:
    return PendingQuestion(f"id-{number:04}", due_at, asked)


def test_events_come_back_as_they_were_oldest_first(database: Database) -> None:
    database.history.add([record(1), record(2)])
    assert database.follow_ups.add_event("id-0001", WAITING)
    assert database.follow_ups.add_event("id-0001", FAILED)
    found = database.history.get("id-0001")
    assert found is not None
    assert found.events == (WAITING, FAILED)
    assert found.fate is Fate.FAILED
    assert [item.fate for item in database.history.iterate(HistoryQuery())] == [None, Fate.FAILED]
    assert [row.fate for row in database.history.page(HistoryQuery(fate="failed"))] == [Fate.FAILED]


def test_records_bring_their_events_along_and_lines_carry_them(database: Database) -> None:
    whole = replace(FULL, events=(WAITING, FAILED))
    database.history.add([whole])
    assert database.history.get(whole.id) == whole
    assert read_line(delivery_line(whole)) == whole
    assert "events" not in json.loads(delivery_line(FULL))


@pytest.mark.parametrize(
    "broken",
    [
        {"at": "soon"},
        {"fate": "fine"},
        {"reason": 3},
        {"detail": {}},
        {"detail": {"explain": [1, 2, 3], "facts": [], "is_target_dead": False, "attempts": []}},
        {"detail": {"explain": None, "facts": [["a", 1]], "is_target_dead": False, "attempts": []}},
        {"detail": {"explain": None, "facts": [], "is_target_dead": "yes", "attempts": []}},
    ],
)
def test_lines_with_odd_events_are_refused(broken: dict[str, object]) -> None:
    line = json.loads(delivery_line(replace(FULL, events=(WAITING,))))
    line["events"][0].update(broken)
    with pytest.raises(ValueError, match="no line of a history"):
        read_line(json.dumps(line))


def test_requests_rest_masked(database: Database) -> None:
    secret = Secret("geheimer-schluessel")
    request = HttpRequest("GET", "https://h/", (("authorization", "Bearer geheimer-schluessel"),), masks=(secret,))
    database.history.add([record(1)])
    database.follow_ups.add_event(
        "id-0001", DeliveryEvent(1.0, Fate.SHOWN, attempts=(Attempt(1, StepKind.FOLLOW_UP, request),))
    )
    found = database.history.get("id-0001")
    assert "geheim" not in repr(found)


def test_a_delivery_that_is_gone_takes_events_and_questions_along(database: Database) -> None:
    database.history.add([record(1), record(2)])
    database.follow_ups.add_event("id-0001", WAITING)
    database.follow_ups.schedule([question(1, 5.0), question(2, 6.0), question(9, 1.0)])
    assert database.follow_ups.next_due_at() == 5.0, "nobody asks about a delivery that is not there"
    database.history.prune(record(1).at + 0.5)
    assert database.follow_ups.next_due_at() == 6.0
    assert not database.follow_ups.add_event("id-0001", WAITING)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM delivery_events").scalar() == 0


def test_questions_are_due_in_their_order_and_replaced(database: Database) -> None:
    database.history.add([record(number) for number in (1, 2, 3)])
    database.follow_ups.schedule([question(1, 30.0), question(2, 10.0), question(3, 20.0)])
    database.follow_ups.schedule([question(1, 5.0, asked=2)])
    assert database.follow_ups.due(9.0) == [question(1, 5.0, asked=2)]
    assert [item.delivery for item in database.follow_ups.due(20.0)] == ["id-0001", "id-0002", "id-0003"]
    assert [item.delivery for item in database.follow_ups.due(20.0, 2)] == ["id-0001", "id-0002"]
    database.follow_ups.drop("id-0001")
    assert database.follow_ups.pending(["id-0001", "id-0002"]) == {"id-0002": question(2, 10.0)}


def test_a_question_that_was_taken_is_nobody_elses_for_a_while(database: Database) -> None:
    database.history.add([record(1)])
    database.follow_ups.schedule([question(1, 10.0)])
    assert database.follow_ups.take_due(9.0, 60.0, 100) == []
    assert database.follow_ups.take_due(11.0, 60.0, 100) == [question(1, 10.0)]
    assert database.follow_ups.take_due(12.0, 60.0, 100) == []
    assert [item.delivery for item in database.follow_ups.take_due(71.0, 60.0, 100)] == ["id-0001"]


def test_what_many_deliveries_share_is_kept_small_and_comes_back_byte_for_byte(database: Database) -> None:
    answer = json.dumps([{"status": "ok", "id": f"ticket-{number}"} for number in range(300)]).encode()
    shared = Attempt(1, StepKind.DELIVER, HttpRequest("POST", "https://a.example"), HttpResponse(200, body=answer))
    kept = [record(number, attempts=(shared,)) for number in range(100)]
    database.history.add(kept)
    event = DeliveryEvent(1.0, Fate.HANDED_ON, attempts=(replace(shared, step=StepKind.FOLLOW_UP),))
    for item in kept:
        database.follow_ups.add_event(item.id, event)
    found = database.history.get(kept[7].id)
    assert found is not None
    assert found.attempts == (shared,)
    assert found.events == (event,)
    with database.read() as connection:
        details = connection.exec_driver_sql("SELECT sum(length(detail)) FROM delivery_details").scalar()
        told = connection.exec_driver_sql("SELECT sum(length(detail)) FROM delivery_events").scalar()
    assert details + told < 2 * len(kept) * len(answer) // 4
