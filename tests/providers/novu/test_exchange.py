"""Requests with their targets, answers of every kind, and many triggers at once."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.providers.novu.given import (
    APNS_TOKEN,
    EXPO_TOKEN,
    FCM_TOKEN,
    IDS,
    KEY,
    body_of,
    context,
    credentials,
    device,
    draft,
    request_of,
    to,
    words,
)

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind, Retry, StepKind
from pushbench.domain.profile import Environment
from pushbench.domain.provider import Parcel
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.novu import PROVIDER
from pushbench.providers.novu.reasons import HTTP_REASONS, REASONS, STATUS_REASONS, row_of
from pushbench.providers.novu.targets import TARGETS, just_in_time

SENT = draft(words())


def answered(status: int, body: Any, **headers: str) -> HttpResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpResponse(status, tuple((name.replace("_", "-"), value) for name, value in headers.items()), raw)


def said(message: Any, status: int, **more: Any) -> HttpResponse:
    return answered(
        status, {"statusCode": status, "timestamp": "x", "path": "/v1/events/trigger", "message": message, **more}
    )


def test_a_trigger_byte_for_byte() -> None:
    request = request_of(SENT, to("subscriber:ana"))
    assert request.body == (
        b'{"name":"gate-change","to":"ana","payload":{"title":"Gate changed","body":"Walk to B42"},'
        b'"transactionId":"' + IDS[1].encode() + b'"}'
    )
    assert (request.method, request.url) == ("POST", "https://api.novu.co/v1/events/trigger")
    assert request.headers == (
        ("accept", "application/json"),
        ("authorization", f"ApiKey {KEY}"),
        ("content-type", "application/json"),
        ("idempotency-key", IDS[2]),
    )
    assert request.varies == ("id",)
    assert KEY not in str(request.redacted())


@pytest.mark.parametrize(
    ("fields", "host"),
    [
        ({}, "https://api.novu.co"),
        ({"region": "eu"}, "https://eu.api.novu.co"),
        ({"region": "eu", "base_url": "http://localhost:3000"}, "http://localhost:3000"),
        ({"base_url": "https://novu.example/api"}, "https://novu.example/api"),
    ],
)
def test_regions_and_a_novu_of_ones_own(fields: Any, host: str) -> None:
    request = next(PROVIDER.exchange(SENT, to("subscriber:ana"), credentials(fields), context())).request
    assert request.url == f"{host}/v1/events/trigger"


def test_targets_become_recipients() -> None:
    table: dict[str, Any] = {
        "subscriber:ana": "ana",
        'subscriber:{"subscriberId":"ana","locale":"de"}': {"subscriberId": "ana", "locale": "de"},
        "topic:testers": {"type": "Topic", "topicKey": "testers"},
        "topic:testers?exclude=ana, bo": {"type": "Topic", "topicKey": "testers", "exclude": ["ana", "bo"]},
        "token:ana-42": "ana-42",
        f"token:{APNS_TOKEN}": just_in_time("apns", "", APNS_TOKEN),
        f"token:{FCM_TOKEN}": just_in_time("fcm", "", FCM_TOKEN),
        f"token:{EXPO_TOKEN}": just_in_time("expo", "", EXPO_TOKEN),
        "token:pushpad:42": just_in_time("pushpad", "", "42"),
        "token:fcm/android-app:abc": just_in_time("fcm", "android-app", "abc"),
    }
    for typed, whom in table.items():
        assert body_of(SENT, to(typed))["to"] == whom, typed
    assert body_of(SENT, device("ana"))["to"] == "ana"
    made = just_in_time("fcm", "x", "abc")
    assert re.fullmatch(r"pushbench-[0-9a-f]{20}", str(made["subscriberId"]))
    channel: Any = {"providerId": "fcm", "integrationIdentifier": "x", "credentials": {"deviceTokens": ["abc"]}}
    assert made["channels"] == [channel]


def test_everybody_is_a_broadcast() -> None:
    request = request_of(SENT, to("segment:All"))
    assert request.url.endswith("/v1/events/trigger/broadcast")
    assert "to" not in json.loads(request.body)
    assert json.loads(request_of(draft({}), to("segment:All")).body)["payload"] == {}


@pytest.mark.parametrize(
    "typed",
    [
        "topic:a b",
        "topic:a?exclude=,",
        "segment:Half",
        'subscriber:{"subscriberId":5}',
        "subscriber:{",
        'subscriber:{"subscriberId":"a","deviceTokens":["x"]}',
        'subscriber:{"subscriberId":"a","channels":[{"providerId":"fcm","deviceTokens":["x"]}]}',
        'subscriber:{"subscriberId":"a","channels":[{"providerId":"x","credentials":{}}]}',
        'subscriber:{"subscriberId":"a","channels":[{"providerId":"fcm","credentials":{"deviceTokens":[5]}}]}',
        'subscriber:{"subscriberId":"a","channels":5}',
        'token:{"endpoint":"https://a.example"}',
        "token:fcm:",
        "token:apns:zz",
        "token:expo:abc",
        "user:ana",
        "alias:external_id=4",
        f"subscriber:{'x' * 301}",
    ],
)
def test_what_novu_cannot_address_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        request_of(SENT, to(typed))


def test_every_example_of_a_target_is_good() -> None:
    for spec in TARGETS:
        value = spec.example.partition(":")[2]
        assert spec.check(value.replace("…", "x" * 140).replace("APA91bH", "APA91b")) is None, spec.example


def test_tokens_are_recognised() -> None:
    for text in ("fcm:abc", "one-signal:1dd608f2-c6a1-41e3-851d-000c2940e62c", ' "apns:abcd" '):
        guess = PROVIDER.recognise(text)
        assert guess is not None
        assert guess.certainty >= 0.9
    assert PROVIDER.recognise('{"subscriberId":"ana","channels":[]}') is not None
    for text in ("ana", APNS_TOKEN, '{"subscriberId":5}', "", "https://a.example"):
        assert PROVIDER.recognise(text) is None


def test_what_cannot_be_sent_is_refused_before() -> None:
    cases: list[tuple[Draft, Target, Any]] = [
        (draft([]), to("subscriber:ana"), credentials()),
        (SENT, to("subscriber:ana"), credentials(key="")),
        (SENT, to("subscriber:ana"), credentials(key="a\u00e4b")),
        (SENT, to("subscriber:ana"), credentials({"workflow_id": ""})),
        (SENT, to("subscriber:ana"), credentials({"region": "mars"})),
        (SENT, to("subscriber:ana"), credentials(environment=Environment.LOCAL)),
        (draft('{"name":"w","to":"bo"}'), to("subscriber:ana"), credentials()),
        (Draft("novu", words(), {"x-a": "b\nc"}), to("subscriber:ana"), credentials()),
        (Draft("novu", words(), {"idempotency-key": "x" * 256}), to("subscriber:ana"), credentials()),
        (SENT, Target(TargetKind.ARN, "x", "arn:x"), credentials()),
    ]
    for made, target, profile in cases:
        with pytest.raises(UserError):
            next(PROVIDER.exchange(made, target, profile, context()))


def test_a_text_leaves_as_it_is() -> None:
    text = '{"name":"w", "to":"ana"}'
    assert request_of(draft(text), to("subscriber:ana")).body == text.encode()


def test_own_headers_go_before() -> None:
    request = request_of(
        Draft("novu", words(), {"Idempotency-Key": "mine", "authorization": "x"}), to("subscriber:ana")
    )
    assert request.header("idempotency-key") == "mine"
    assert request.header("authorization") == f"ApiKey {KEY}"


# Answers


def outcome(response: HttpResponse) -> Any:
    exchange = PROVIDER.exchange(SENT, to("subscriber:ana"), credentials(), context())
    next(exchange)
    with pytest.raises(StopIteration) as end:
        exchange.send(response)
    return end.value.value


def processed(status: str = "processed", **more: Any) -> dict[str, Any]:
    return {"data": {"acknowledged": True, "status": status, **more}}


def test_acceptance_has_the_transaction() -> None:
    assert outcome(answered(201, processed(transactionId="t"))).provider_id == "t"
    got = outcome(answered(201, processed(), idempotency_replay="true"))
    assert (got.kind, got.provider_id, got.facts[0][0]) == (OutcomeKind.ACCEPTED, IDS[1], "replayed")


@pytest.mark.parametrize("row", STATUS_REASONS, ids=[row.code for row in STATUS_REASONS])
def test_a_201_may_be_a_refusal(row: Any) -> None:
    got = outcome(answered(201, processed(row.code, error=["because"])))
    assert (got.kind, got.reason) == (OutcomeKind.REJECTED, row.code)
    assert "because" in got.explain.why


def test_refusals_are_explained() -> None:
    cases: list[tuple[HttpResponse, int, str, str]] = [
        (said("API Key not found", 401), 401, "API Key not found", "does not know the secret key"),
        (said("workflow_not_found", 422), 422, "workflow_not_found", "does not know the workflow"),
        (
            said("Validation Error", 422, errors={"to": {"messages": ["to should not be empty"]}}),
            422,
            "Validation Error",
            "to should not be empty",
        ),
        (
            said("x", 400, type="PAYLOAD_VALIDATION_ERROR", errors=[{"field": "gate", "message": "must be string"}]),
            400,
            "PAYLOAD_VALIDATION_ERROR",
            "gate: must be string",
        ),
        (said(["name must be a string", "b"], 400), 400, "name must be a string", "Novu said"),
        (said({"message": "deep"}, 418), 418, "deep", "does not list"),
        (said("SubscriberId: ana not found", 400), 400, "SubscriberId: ana not found", "exists"),
    ]
    for response, status, reason, part in cases:
        got = outcome(response)
        assert (got.kind, got.status, got.reason) == (OutcomeKind.REJECTED, status, reason)
        assert part in f"{got.explain.what} {got.explain.why}", reason


def test_what_may_be_tried_again() -> None:
    late = outcome(
        HttpResponse(
            429, (("retry-after", "7"), ("ratelimit-policy", "330;w=1")), said("API rate limit exceeded", 429).body
        )
    )
    assert (late.retry, late.retry_after_seconds) == (Retry.LATER, 7)
    assert ("rate limit", "330;w=1") in late.facts
    assert (
        outcome(said('Request with key "x" is currently being processed. Please retry after 1 second', 409)).retry
        is Retry.LATER
    )
    assert outcome(said('Request with key "x" is being reused for a different body', 422)).retry is Retry.NEVER
    assert outcome(said("Internal server error, contact support", 500, errorId="e")).retry is Retry.LATER
    assert outcome(said("API Key not found", 401)).retry is Retry.NEVER


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (answered(200, b"<html>Sign in</html>"), OutcomeKind.UNCLEAR),
        (answered(201, {"data": {}}), OutcomeKind.UNCLEAR),
        (answered(201, {"data": [1]}), OutcomeKind.UNCLEAR),
        (answered(201, []), OutcomeKind.UNCLEAR),
        (answered(201, "x"), OutcomeKind.UNCLEAR),
        (answered(201, processed("nonsense")), OutcomeKind.REJECTED),
        (answered(201, {"data": {"status": 5, "acknowledged": 7}}), OutcomeKind.UNCLEAR),
        (answered(504, b""), OutcomeKind.UNCLEAR),
        (answered(502, b"<html>"), OutcomeKind.UNCLEAR),
        (answered(403, b"<html>"), OutcomeKind.REJECTED),
        (answered(503, b"busy"), OutcomeKind.REJECTED),
        (answered(400, {"message": None}), OutcomeKind.REJECTED),
        (answered(422, {"statusCode": 422, "message": {"a": [1]}, "errors": [1, {"field": 2}]}), OutcomeKind.REJECTED),
        (answered(200, b"\xff\xfe"), OutcomeKind.UNCLEAR),
        (answered(302, b""), OutcomeKind.UNCLEAR),
    ],
)
def test_odd_answers_never_raise(response: HttpResponse, kind: OutcomeKind) -> None:
    got = PROVIDER.parse(response)
    assert got.kind is kind
    assert got.explain is not None


def test_every_reason_is_found_by_its_own_words() -> None:
    assert len({reason.code for reason in REASONS}) == len(REASONS)
    for reason in REASONS:
        row = row_of(reason.code.replace("…", "something"))
        assert row is not None, reason.code
        # A sentence with another service's word inside is that word's.
        assert row is reason or "…" in reason.code
    assert row_of("nothing known") is None
    assert all(reason.source and reason.statuses for reason in HTTP_REASONS)


# Many at once


def parcels(*typed: str) -> tuple[Parcel, ...]:
    return tuple(Parcel(SENT, to(one)) for one in typed)


def bulk(loads: tuple[Parcel, ...]) -> Any:
    batch = PROVIDER.batch
    assert batch is not None
    return batch.exchange(loads, credentials(), context())


def test_many_triggers_are_one_request() -> None:
    exchange = bulk(parcels("subscriber:ana", "topic:testers"))
    step = next(exchange)
    assert step.kind is StepKind.DELIVER
    assert step.request.url.endswith("/v1/events/trigger/bulk")
    events = json.loads(step.request.body)["events"]
    assert [event["to"] for event in events] == ["ana", {"type": "Topic", "topicKey": "testers"}]
    assert len({event["transactionId"] for event in events}) == 2
    with pytest.raises(StopIteration) as end:
        exchange.send(answered(201, {"data": [processed()["data"], processed("trigger_not_active")["data"]]}))
    parts = end.value.value.parts
    assert [part.kind for part in parts] == [OutcomeKind.ACCEPTED, OutcomeKind.REJECTED]
    assert parts[0].provider_id == events[0]["transactionId"]


@pytest.mark.parametrize(
    ("response", "kind", "count"),
    [
        (answered(201, {"data": [processed()["data"]]}), OutcomeKind.UNCLEAR, 0),
        (said("API rate limit exceeded", 429), OutcomeKind.REJECTED, 0),
        (answered(502, b""), OutcomeKind.UNCLEAR, 0),
        (answered(201, {"data": [processed()["data"], 5]}), OutcomeKind.UNCLEAR, 2),
        (answered(201, {"data": [processed()["data"], processed()["data"]]}), OutcomeKind.ACCEPTED, 2),
    ],
)
def test_a_bulk_answer_that_is_odd(response: HttpResponse, kind: OutcomeKind, count: int) -> None:
    exchange = bulk(parcels("subscriber:ana", "subscriber:bo"))
    next(exchange)
    with pytest.raises(StopIteration) as end:
        exchange.send(response)
    assert (end.value.value.kind, len(end.value.value.parts)) == (kind, count)


def test_what_does_not_go_together_is_refused_before() -> None:
    for loads in (
        parcels("subscriber:ana", "segment:All"),
        (*parcels("subscriber:ana"), Parcel(draft("text"), to("subscriber:bo"))),
        (*parcels("subscriber:ana"), Parcel(Draft("novu", words(), {"x-a": "b"}), to("subscriber:bo"))),
    ):
        with pytest.raises(UserError):
            next(bulk(loads))
