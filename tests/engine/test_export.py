"""Deliveries as text for other programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.errors import UserError
from pushbench.domain.fate import Fate
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Attempt, DeliveryEvent, DeliveryRecord, Explain, Outcome, OutcomeKind, StepKind
from pushbench.engine.export import FORMATS, delivery_object, export_text, junit, moment

REQUEST = HttpRequest("POST", "https://a.example/3/device/00", (("authorization", "bearer ***"),), b'{"aps":{}}')


def record(kind: OutcomeKind = OutcomeKind.ACCEPTED, **changes: object) -> DeliveryRecord:
    explain = None if kind is OutcomeKind.ACCEPTED else Explain("What.", "Why.", "Fix.")
    fields: dict[str, object] = {
        "id": "d1",
        "run_id": "r1",
        "provider": "apns",
        "profile": "p",
        "environment": "local",
        "target": "Ana's iPhone",
        "target_kind": "device",
        "token": "00ff",
        "outcome": Outcome(kind, 200, "Word", "id-1", explain),
        "attempts": (
            Attempt(1, StepKind.AUTHORISE, REQUEST, HttpResponse(200)),
            Attempt(2, StepKind.DELIVER, REQUEST, HttpResponse(503)),
            Attempt(3, StepKind.DELIVER, REQUEST, HttpResponse(200)),
        ),
        "at": 1_760_000_000.1234,
        "latency_ms": 12.34,
        "title": "T",
        "body": "B",
    }
    fields.update(changes)
    return DeliveryRecord(**fields)  # type: ignore[arg-type]


def test_the_delivery_object_has_the_contracts_keys() -> None:
    assert delivery_object(record(OutcomeKind.REJECTED)) == {
        "type": "delivery",
        "id": "d1",
        "target": "Ana's iPhone",
        "provider": "apns",
        "profile": "p",
        "outcome": "rejected",
        "status": 200,
        "reason": "Word",
        "provider_id": "id-1",
        "attempts": 2,
        "latency_ms": 12.3,
        "explain": {"what": "What.", "why": "Why.", "fix": "Fix."},
        "run": "r1",
        "at": "2025-10-09T08:53:20.123Z",
        "fate": None,
    }


def test_what_became_of_it_is_in_lines_tables_and_reports() -> None:
    failed = replace(record(), events=(DeliveryEvent(1_760_000_001.0, Fate.FAILED, "DeviceNotRegistered"),))
    assert json.loads(export_text([failed], "jsonl"))["fate"] == "failed"
    [row] = csv.DictReader(io.StringIO(export_text([failed], "csv")))
    assert (row["outcome"], row["fate"]) == ("accepted", "failed")
    report = ElementTree.fromstring(junit([failed, record()]))
    suite = report.find("testsuite")
    assert suite is not None
    assert suite.get("failures") == "1"
    found = suite.find("testcase/failure")
    assert found is not None
    assert found.get("type") == "DeviceNotRegistered"


def test_what_was_said_later_goes_with_the_delivery() -> None:
    asked = replace(record().attempts[0], step=StepKind.FOLLOW_UP)
    events = (
        DeliveryEvent(1_760_000_001.0, Fate.WAITING),
        DeliveryEvent(1_760_000_900.0, Fate.HANDED_ON, "ok", facts=(("next", "apple"),), attempts=(asked,)),
    )
    told = replace(record(), events=events)
    line = json.loads(export_text([told], "jsonl"))
    assert [(event["fate"], event["reason"], event["facts"]) for event in line["events"]] == [
        ("waiting", None, []),
        ("handed_on", "ok", [["next", "apple"]]),
    ]
    [row] = csv.DictReader(io.StringIO(export_text([told], "csv")))
    assert (row["fate"], row["fate_at"], row["fate_reason"]) == ("handed_on", "2025-10-09T09:08:20.000Z", "ok")
    assert row["events"] == "2025-10-09T08:53:21.000Z waiting; 2025-10-09T09:08:20.000Z handed_on ok"
    entries = json.loads(export_text([told], "har"))["log"]["entries"]
    assert [entry.get("_fate") for entry in entries] == [None, None, None, "handed_on"]
    assert entries[-1]["_step"] == "follow_up"


def test_what_was_cancelled_is_skipped_in_a_report() -> None:
    cancelled = replace(record(OutcomeKind.ACCEPTED), events=(DeliveryEvent(1_760_000_001.0, Fate.CANCELLED),))
    suite = ElementTree.fromstring(junit([cancelled, record(OutcomeKind.NOT_SENT)])).find("testsuite")
    assert suite is not None
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "2")
    assert suite.find("testcase/skipped") is not None


def test_json_lines_are_one_object_each() -> None:
    lines = export_text([record(), record(OutcomeKind.UNCLEAR)], "jsonl").splitlines()
    assert [json.loads(line)["outcome"] for line in lines] == ["accepted", "unclear"]


def test_curl_names_the_last_push_of_each_delivery() -> None:
    text = export_text([record()], "curl")
    assert text.count("curl ") == 1
    assert "Ana's iPhone" in text
    assert "https://a.example/3/device/00" in text


def test_har_is_json_with_every_attempt() -> None:
    assert len(json.loads(export_text([record()], "har"))["log"]["entries"]) == 3


@given(st.text(max_size=40), st.text(max_size=40))
def test_csv_comes_back_and_runs_no_formula(title: str, target: str) -> None:
    text = export_text([record(title=title, target=target)], "csv")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["title"].removeprefix("'") == title.removeprefix("'")
    assert not row["title"].startswith(("=", "+", "-", "@"))
    assert row["target"].removeprefix("'") == target.removeprefix("'")


@given(st.text(max_size=60), st.sampled_from(list(OutcomeKind)))
def test_junit_is_xml_whatever_the_texts(text: str, kind: OutcomeKind) -> None:
    changed = record(kind, target=text, outcome=Outcome(kind, None, text, None, Explain(text, text, text)))
    root = ElementTree.fromstring(junit([changed], name=text).encode())
    suite = root[0]
    total = sum(int(suite.get(name, "0")) for name in ("failures", "errors", "skipped"))
    assert suite.get("tests") == "1"
    assert total == (0 if kind is OutcomeKind.ACCEPTED else 1)


def test_every_format_takes_an_empty_history() -> None:
    for name in FORMATS:
        assert isinstance(export_text([], name), str)
    with pytest.raises(UserError, match="pdf"):
        export_text([], "pdf")


def test_moments_are_utc() -> None:
    assert moment(0) == "1970-01-01T00:00:00.000Z"
