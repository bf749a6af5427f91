from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pushbench.domain.errors import FailureKind
from pushbench.domain.http import HttpRequest, HttpResponse, Link, Timings
from pushbench.domain.outcome import (
    Attempt,
    DeliveryRecord,
    Explain,
    Outcome,
    OutcomeKind,
    Retry,
    StepKind,
)
from pushbench.domain.secret import Secret
from pushbench.store.delivery_codec import detail_of, record_of
from pushbench.store.history import Cursor, HistoryQuery, RunRecord

ACCEPTED = Outcome(OutcomeKind.ACCEPTED, status=200, provider_id="A1")
GONE = Outcome(OutcomeKind.REJECTED, status=410, reason="Unregistered", is_target_dead=True)
EVERYTHING = HistoryQuery()


def record(number: int = 1, **changes) -> DeliveryRecord:
    base = DeliveryRecord(
        id=f"id-{number:04}",
        run_id="run-1",
        provider="apns",
        profile="p",
        environment="local",
        target=f"Device {number}",
        target_kind="device",
        token=f"{number:064x}",
        outcome=ACCEPTED,
        at=1_700_000_000.0 + number,
    )
    return replace(base, **changes)


FULL = record(
    outcome=Outcome(
        OutcomeKind.REJECTED,
        410,
        "Unregistered",
        "A-1",
        Explain("what", "why", "fix"),
        Retry.LATER,
        2.5,
        True,
        1_600_000_000.0,
        (("apns-unique-id", "u"), ("a", "b")),
    ),
    attempts=(
        Attempt(
            1,
            StepKind.AUTHORISE,
            HttpRequest(
                "POST", "https://127.0.0.1/token", (("a", "b"), ("a", "c")), b"\x00\xff\x80", plain=b"clear \xe2"
            ),
            failure=FailureKind.TLS,
            failure_detail="bad",
            started_at=5.0,
            total_ms=1.5,
        ),
        Attempt(
            2,
            StepKind.DELIVER,
            HttpRequest(
                "POST",
                "https://127.0.0.1/3/device/ab",
                (("authorization", "bearer ***"),),
                '{"aps":{"alert":"ü 🎫"}}'.encode(),
                Link(ca_file="/ca.pem", http2_only=True),
                masked_response_keys=frozenset({"access_token"}),
                varies=("jwt", "id"),
                timeout_seconds=5.0,
            ),
            HttpResponse(
                410, (("apns-id", "x"),), b'{"reason":"Unregistered"}', "HTTP/2", Timings(9.0, 1.0, 2.0, 3.0, True)
            ),
        ),
    ),
    latency_ms=38.5,
    message_name="Gate",
    title="Gate changed ü",
    body="Run to B42",
    language="de",
    variant="B",
    draft={"headers": {"apns-priority": "10"}, "payload": {"aps": {"badge": 1, "x": [None, True, 1.5]}}},
)


def ids(rows) -> list[str]:
    return [row.id for row in rows]


def test_a_delivery_comes_back_byte_for_byte(database):
    database.history.add([FULL])
    assert database.history.get(FULL.id) == FULL
    assert database.history.get("nosuch") is None


def test_a_row_tells_what_a_list_needs(database):
    database.history.add([FULL])
    [row] = database.history.page(EVERYTHING)
    assert (row.id, row.outcome, row.status, row.reason, row.attempts, row.latency_ms, row.title, row.language) == (
        FULL.id,
        OutcomeKind.REJECTED,
        410,
        "Unregistered",
        1,
        38.5,
        "Gate changed ü",
        "de",
    )


def test_nothing_secret_rests_in_the_file(path):
    from pushbench.store.database import Database

    secret = Secret("very-secret-value")
    request = HttpRequest(
        "POST",
        "https://h/very-secret-value",
        (("authorization", "bearer abcdefgh"), ("x", "very-secret-value")),
        b'{"k":"very-secret-value"}',
        masks=(secret,),
        plain=b"very-secret-value",
        link=Link(proxy=secret, identity="team-key"),
    )
    database = Database(path)
    database.history.add([record(attempts=(Attempt(1, StepKind.DELIVER, request),))])
    kept = database.history.get("id-0001").attempts[0].request
    database.close()
    assert kept == request.redacted()
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"very-secret-value" not in everything
    assert b"abcdefgh" not in everything


def test_the_newest_comes_first_whatever_the_order_of_writing(database):
    database.history.add([record(2), record(5)])
    database.history.add([record(1), record(9), record(3, at=1_700_000_000.0 + 5)])
    assert ids(database.history.page(EVERYTHING)) == ["id-0009", "id-0003", "id-0005", "id-0002", "id-0001"]


def test_deliveries_of_one_moment_keep_their_order(database):
    database.history.add([record(number, at=5.0) for number in range(3)])
    database.history.add([record(number, at=5.0) for number in range(3, 5)])
    assert ids(database.history.page(EVERYTHING)) == ["id-0004", "id-0003", "id-0002", "id-0001", "id-0000"]


def test_pages_follow_each_other_without_gap_or_repeat(database):
    database.history.add([record(number, at=1000.0 + number // 3) for number in range(50)])
    seen: list[str] = []
    after: Cursor | None = None
    while rows := database.history.page(EVERYTHING, after, 7):
        seen += ids(rows)
        after = rows[-1].cursor
        database.history.add([record(1000 + len(seen), at=2000.0 + len(seen))])
    assert seen == [f"id-{number:04}" for number in reversed(range(50))]


def test_the_same_id_again_takes_its_place(database):
    database.history.add([record(1, title="old words"), record(2)])
    database.history.add([record(1, title="new text", outcome=GONE)])
    assert database.history.count(EVERYTHING) == 2
    assert database.history.get("id-0001").title == "new text"
    assert ids(database.history.page(HistoryQuery(search="old"))) == []
    assert ids(database.history.page(HistoryQuery(search="new"))) == ["id-0001"]
    database.history.add([record(3, title="a"), record(3, title="b")])
    assert database.history.get("id-0003").title == "b"


FILTERED = [
    record(1, provider="fcm", environment="production"),
    record(2, outcome=GONE),
    record(3, run_id="run-2", target="Ana's iPhone"),
    record(4, outcome=Outcome(OutcomeKind.UNCLEAR)),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (HistoryQuery(), [4, 3, 2, 1]),
        (HistoryQuery(status="accepted"), [3, 1]),
        (HistoryQuery(status="rejected"), [2]),
        (HistoryQuery(status="410"), [2]),
        (HistoryQuery(status="200"), [3, 1]),
        (HistoryQuery(status="nosuch"), []),
        (HistoryQuery(status="²"), []),
        (HistoryQuery(status="9" * 30), []),
        (HistoryQuery(provider="fcm"), [1]),
        (HistoryQuery(environment="local"), [4, 3, 2]),
        (HistoryQuery(run="run-2"), [3]),
        (HistoryQuery(device="Ana's iPhone"), [3]),
        (HistoryQuery(since=1_700_000_002.0), [4, 3, 2]),
        (HistoryQuery(until=1_700_000_002.0), [1]),
        (HistoryQuery(since=1_700_000_002.0, until=1_700_000_004.0), [3, 2]),
        (HistoryQuery(since=float("-inf"), until=float("inf")), [4, 3, 2, 1]),
        (HistoryQuery(since=1e300), []),
        (HistoryQuery(provider="apns", status="accepted"), [3]),
        (HistoryQuery(status=("rejected", "unclear")), [4, 2]),
        (HistoryQuery(status=("410", "unclear")), [4, 2]),
        (HistoryQuery(provider=("apns", "fcm"), status=("accepted",)), [3, 1]),
        (HistoryQuery(provider=()), [4, 3, 2, 1]),
        (HistoryQuery(message="nosuch"), []),
        (HistoryQuery(search="unregistered", provider="apns"), [2]),
        (HistoryQuery(search="unregistered", provider="fcm"), []),
    ],
)
def test_filters(database, query, found):
    database.history.add(FILTERED)
    wanted = [f"id-{number:04}" for number in found]
    assert ids(database.history.page(query)) == wanted
    assert [each.id for each in database.history.iterate(query)] == wanted
    assert database.history.count(query) == len(found)


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        ("gate", True),
        ("GATE chang", True),
        ("gate b42", True),
        ("gate c42", False),
        ("unregist", True),
        ("id-0001", True),
        ("id-0002", False),
        ("abc-DEF_1:xyz", True),
        ("iphone", True),
        ("ana's", True),
        ("über", True),
        ("🎫", True),
        ("gate 🎫", True),
        ("🚀", False),
        ("--", False),
        ("'", True),
        ("", True),
        ("   ", True),
        ("\0", True),
        ('"', False),
        ('gate"', True),
        ("gate*", True),
        ("NOT gate", False),
        ("gate OR nosuch", False),
        ("title:gate", False),
        ("(gate)", True),
        ("gate AND", False),
        ("NEAR(gate b42)", False),
        ("^gate", True),
        ("%", False),
        ("\ud800", False),
    ],
)
def test_search_takes_words_literally(database, search, is_found):
    database.history.add(
        [
            record(
                1,
                title="Gate changed über",
                body="Run to B42 🎫",
                target="Ana's iPhone",
                token="abc-DEF_1:xyz9",
                outcome=GONE,
            )
        ]
    )
    query = HistoryQuery(search=search)
    assert bool(database.history.page(query)) is is_found
    assert database.history.count(query) == int(is_found)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=12))
def test_any_search_is_answered(database, search):
    database.history.page(HistoryQuery(search=search, status=search, device=search))


def test_searches_page_too(database):
    database.history.add([record(number, title="gate") for number in range(30)])
    query = HistoryQuery(search="gate")
    first = database.history.page(query, None, 10)
    second = database.history.page(query, first[-1].cursor, 10)
    assert ids(first + second) == [f"id-{number:04}" for number in range(29, 9, -1)]


def test_iterates_over_many(database):
    database.history.add([record(number) for number in range(1203)])
    assert [each.id for each in database.history.iterate(EVERYTHING)] == [f"id-{n:04}" for n in range(1202, -1, -1)]


def test_words_of_large_batches_wait_until_they_are_asked_for(database):
    def waiting() -> int:
        with database.read() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM unindexed").scalar()

    history = database.history
    history.add([record(number, title="early") for number in range(60)])
    assert waiting() == 60
    history.add([record(5, title="again"), record(99, title="late")])
    assert waiting() == 59
    assert ids(history.page(HistoryQuery(search="again"))) == ["id-0005"]
    assert waiting() == 0
    assert history.count(HistoryQuery(search="early")) == 59
    history.add([record(number, title="third") for number in range(200, 260)])
    history.prune(1_700_000_000.0 + 230)
    history.finish_run("run-1", 1.0, {})
    assert waiting() == 0
    assert history.count(HistoryQuery(search="third")) == 30
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO delivery_words(delivery_words, rank) VALUES ('integrity-check', 1)")


def test_words_do_not_pile_up(database, monkeypatch):
    from pushbench.store import history_store

    monkeypatch.setattr(history_store, "_WAITING_LIMIT", 200)
    monkeypatch.setattr(history_store, "_INDEX_BATCH", 70)
    for start in range(0, 240, 60):
        database.history.add([record(number) for number in range(start, start + 60)])
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM unindexed").scalar() == 0


def test_runs_begin_and_end(database):
    history = database.history
    history.start_run(RunRecord("r1", 10.0, "Gate", '{"format": 1}', "p", 2))
    history.start_run(RunRecord("r2", 20.0, total=1))
    assert [run.id for run in history.unfinished_runs()] == ["r2", "r1"]
    history.finish_run("r1", 30.0, {"accepted": 2})
    assert [run.id for run in history.unfinished_runs()] == ["r2"]
    assert history.run("r1") == RunRecord("r1", 10.0, "Gate", '{"format": 1}', "p", 2, 30.0, {"accepted": 2})
    assert [run.id for run in history.runs()] == ["r2", "r1"]
    assert history.run("nosuch") is None


def test_prune_takes_old_deliveries_their_details_words_and_runs(path):
    from pushbench.store.database import Database

    database = Database(path)
    history = database.history
    history.start_run(RunRecord("old", 1_700_000_001.0))
    history.start_run(RunRecord("new", 1_700_000_050.0))
    history.start_run(RunRecord("both", 1_700_000_002.0))
    history.add([record(number, run_id="old", title="word") for number in range(1, 30)])
    history.add([record(30, run_id="both"), record(60, run_id="both", title="word")])
    assert history.prune(1_700_000_040.0) == 30
    assert ids(history.page(EVERYTHING)) == ids(history.page(HistoryQuery(search="word"))) == ["id-0060"]
    assert {run.id for run in history.runs()} == {"new", "both"}
    database.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM delivery_details").fetchone() == (1,)
    connection.execute("INSERT INTO delivery_words(delivery_words) VALUES ('integrity-check')")
    connection.close()


def test_the_word_index_stays_right(path):
    from pushbench.store.database import Database

    database = Database(path)
    database.history.add([record(number, title=f"t{number}", outcome=GONE) for number in range(20)])
    database.history.add([record(number, title=f"u{number}") for number in range(0, 20, 3)])
    database.history.prune(1_700_000_005.0)
    database.close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO delivery_words(delivery_words, rank) VALUES ('integrity-check', 1)")
    connection.close()


texts = st.text(max_size=8)
odd_times = st.floats(allow_nan=True, allow_infinity=True) | st.just(0.0)
headers = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
requests = st.builds(
    HttpRequest,
    method=texts,
    url=texts,
    headers=headers,
    body=st.binary(max_size=20),
    plain=st.none() | st.binary(max_size=9),
    varies=st.lists(texts, max_size=2).map(tuple),
)
responses = st.builds(HttpResponse, status=st.integers(0, 999), headers=headers, body=st.binary(max_size=20))
attempts = st.builds(
    Attempt,
    number=st.integers(0, 9),
    step=st.sampled_from(StepKind),
    request=requests.map(HttpRequest.redacted),
    response=st.none() | responses,
    failure=st.none() | st.sampled_from(FailureKind),
    failure_detail=texts,
)
outcomes = st.builds(
    Outcome,
    kind=st.sampled_from(OutcomeKind),
    status=st.none() | st.integers(0, 999),
    reason=st.none() | texts,
    explain=st.none() | st.builds(Explain, texts, texts, texts),
    retry=st.sampled_from(Retry),
    facts=headers,
)
records = st.builds(
    DeliveryRecord,
    id=texts,
    run_id=texts,
    provider=texts,
    profile=texts,
    environment=texts,
    target=texts,
    target_kind=texts,
    token=texts,
    outcome=outcomes,
    attempts=st.lists(attempts, max_size=2).map(tuple),
    at=st.floats(0, 4e9),
    title=texts,
    body=texts,
    draft=st.dictionaries(texts, texts, max_size=2),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records)
def test_any_record_comes_back(database, one):
    database.history.add([one])
    assert database.history.get(one.id) == one


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(odd_times, min_size=1, max_size=4))
def test_any_time_can_be_kept(database, times):
    database.history.add([record(number, at=0.0 if at != at else at) for number, at in enumerate(times)])
    assert len(database.history.page(HistoryQuery())) >= len(times)


def test_halves_of_characters_do_no_harm(database):
    odd = record(1, title="a\ud800b", target="\udfff", outcome=Outcome(OutcomeKind.REJECTED, reason="\ud800"))
    database.history.add([odd])
    kept = database.history.get("id-0001")
    assert kept.title == "a?b"
    assert kept.outcome.reason == "\ud800"


def test_the_codec_needs_no_database():
    from pushbench.store.delivery_codec import columns_of, row_of

    assert record_of(row_of(columns_of(7, FULL)), detail_of(FULL)) == FULL
