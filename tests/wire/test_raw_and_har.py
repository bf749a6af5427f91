"""Raw HTTP text and HTTP archives."""

from __future__ import annotations

import json

import pytest

from pushbench.domain.errors import FailureKind
from pushbench.domain.http import HttpRequest, HttpResponse, Link, Timings
from pushbench.domain.outcome import Attempt, DeliveryRecord, Outcome, OutcomeKind, StepKind
from pushbench.wire.har import har
from pushbench.wire.raw import raw_request, raw_response

REQUEST = HttpRequest(
    "POST",
    "https://api.push.apple.com:443/3/device/abc?x=1&y=",
    (("apns-topic", "com.example"), ("content-type", "application/json")),
    '{"aps":{"alert":"Grüße"}}'.encode(),
    link=Link(http2_only=True),
)
ANSWER = HttpResponse(
    410,
    (("apns-id", "A"), ("content-type", "application/json")),
    b'{"reason":"Unregistered"}',
    "HTTP/2",
    Timings(total_ms=50, connect_ms=10, tls_ms=30, first_byte_ms=45),
)


def record(*attempts: Attempt) -> DeliveryRecord:
    return DeliveryRecord(
        id="d1",
        run_id="r1",
        provider="apns",
        profile="Skylark",
        environment="sandbox",
        target="Ana's iPhone",
        target_kind="device",
        token="abc",
        outcome=Outcome(OutcomeKind.REJECTED),
        attempts=attempts,
    )


def test_raw_request_reads_like_http() -> None:
    assert raw_request(REQUEST) == (
        "POST /3/device/abc?x=1&y= HTTP/2\n"
        "host: api.push.apple.com:443\n"
        "apns-topic: com.example\n"
        "content-type: application/json\n"
        "\n"
        '{"aps":{"alert":"Grüße"}}'
    )


def test_raw_request_keeps_its_own_host_and_hides_the_urls_user() -> None:
    assert "host: me@" not in raw_request(HttpRequest("GET", "https://me:pw@h.example"))
    text = raw_request(HttpRequest("GET", "http://h.example", (("host", "other"),)))
    assert text == "GET / HTTP/1.1\nhost: other\n\n"


def test_raw_bodies_that_are_no_text_come_as_base64() -> None:
    answer = HttpResponse(200, body=b"\x00\xff")
    assert raw_response(answer) == "HTTP 200\n\n<2 bytes, here as base64>\nAP8="


def test_raw_response_reads_like_http() -> None:
    assert raw_response(ANSWER).splitlines()[0] == "HTTP/2 410"
    assert raw_response(ANSWER).endswith('\n\n{"reason":"Unregistered"}')


def test_archive_has_one_entry_per_attempt_with_times_that_add_up() -> None:
    first = Attempt(1, StepKind.AUTHORISE, HttpRequest("GET", "https://h.example"), started_at=0.0, total_ms=7)
    second = Attempt(2, StepKind.DELIVER, REQUEST, ANSWER, started_at=1_700_000_000.25, total_ms=50)
    entries = har([record(first, second), record()])["log"]["entries"]  # type: ignore[call-overload, index]
    assert [entry["_attempt"] for entry in entries] == [1, 2]
    entry = json.loads(json.dumps(entries[1]))
    assert entry["startedDateTime"] == "2023-11-14T22:13:20.250+00:00"
    assert entry["time"] == 50
    assert entry["timings"] == {
        "blocked": -1, "dns": -1, "connect": 30, "ssl": 20, "send": 0, "wait": 15, "receive": 5,
    }  # fmt: skip
    assert entry["request"]["queryString"] == [{"name": "x", "value": "1"}, {"name": "y", "value": ""}]
    assert entry["request"]["postData"] == {"mimeType": "application/json", "text": '{"aps":{"alert":"Grüße"}}'}
    assert entry["response"]["status"] == 410
    assert entry["response"]["statusText"] == "Gone"
    assert entry["response"]["content"]["text"] == '{"reason":"Unregistered"}'
    assert (entry["_delivery"], entry["_target"], entry["_outcome"]) == ("d1", "Ana's iPhone", "rejected")


def test_archive_tells_of_failures_and_binary_bodies() -> None:
    request = HttpRequest("POST", "https://push.example", body=b"\x00\x01")
    broken = Attempt(
        1, StepKind.DELIVER, request, failure=FailureKind.RESET, failure_detail="by peer", started_at=5, total_ms=3
    )
    strange = Attempt(2, StepKind.DELIVER, request, HttpResponse(299, body=b"\xff"), started_at=6, total_ms=4)
    entries = har([record(broken, strange)])["log"]["entries"]  # type: ignore[call-overload, index]
    assert entries[0]["response"]["status"] == 0
    assert entries[0]["response"]["_error"] == "connection broke: by peer"
    assert entries[0]["request"]["postData"] == {
        "mimeType": "application/octet-stream", "text": "AAE=", "_encoding": "base64",
    }  # fmt: skip
    assert entries[1]["response"]["statusText"] == ""
    assert entries[1]["response"]["content"]["encoding"] == "base64"


REQUIRED = {
    "entry": {"startedDateTime", "time", "request", "response", "cache", "timings"},
    "request": {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"},
    "response": {
        "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize",
    },
}  # fmt: skip


@pytest.mark.parametrize("timings", [Timings(), Timings(first_byte_ms=90), Timings(connect_ms=80), Timings(tls_ms=4)])
def test_archive_has_every_field_the_format_requires(timings: Timings) -> None:
    answer = HttpResponse(200, timings=timings)
    attempt = Attempt(1, StepKind.DELIVER, HttpRequest("GET", "https://h.example"), answer, total_ms=60)
    log = har([record(attempt)])["log"]
    assert log["version"] == "1.2"  # type: ignore[call-overload, index]
    (entry,) = log["entries"]  # type: ignore[call-overload, index]
    assert REQUIRED["entry"] <= entry.keys()
    assert REQUIRED["request"] <= entry["request"].keys()
    assert REQUIRED["response"] <= entry["response"].keys()
    spans = [entry["timings"][name] for name in ("connect", "send", "wait", "receive")]
    assert sum(span for span in spans if span > 0) == entry["time"]
    assert min(spans) >= -1
