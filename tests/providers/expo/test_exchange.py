"""What leaves and what comes back: one message, a hundred in one request, and messages of several projects."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.dialogue import Play, answer
from tests.providers.expo.given import ACCESS, SEND_URL, TOKEN, context, credentials, device, draft, token
from tests.providers.expo.test_compose import json_values

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import OutcomeKind, Retry, StepKind
from pushbench.domain.profile import Environment
from pushbench.domain.provider import Parcel
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.expo import PROVIDER
from pushbench.providers.expo.exchange import BATCH
from pushbench.providers.expo.reasons import DEVICE_ERRORS, REQUEST_ERRORS

HI: dict[str, Any] = {"title": "Hello"}
OK = {"status": "ok", "id": "019f0000-0000-7000-8000-000000000001"}
GONE = {
    "status": "error",
    "message": f'"{TOKEN}" is not a registered push notification recipient',
    "details": {"error": "DeviceNotRegistered", "expoPushToken": TOKEN},
}


def send(made: Draft | None = None, to: Target | None = None, **profile: Any) -> Play:
    return Play(PROVIDER.exchange(made or draft(HI), to or token(), credentials(**profile), context()))


def batch(*parcels: Parcel, **profile: Any) -> Play:
    return Play(BATCH.exchange(parcels, credentials(**profile), context()))


def parcel(number: int, made: Draft | None = None) -> Parcel:
    return Parcel(made or draft(HI), token(f"ExponentPushToken[{number}]"))


def test_the_request_byte_for_byte() -> None:
    request = send(access_token=f" Bearer {ACCESS}\n").request
    assert (request.method, request.url) == ("POST", SEND_URL)
    assert request.headers == (
        ("accept", "application/json"),
        ("accept-encoding", "gzip, deflate"),
        ("content-type", "application/json"),
        ("authorization", f"Bearer {ACCESS}"),
    )
    assert request.body == b'{"to":"' + TOKEN.encode() + b'","title":"Hello"}'
    assert request.plain is None
    assert ACCESS not in repr(request.redacted())


def test_no_token_no_header() -> None:
    assert send().request.header("authorization") is None
    with pytest.raises(UserError, match="access token cannot be sent"):
        send(access_token="tökén-of-something")


def test_long_bodies_are_gzipped_alike_each_time() -> None:
    made = draft({"body": "x" * 1100})
    request = send(made).request
    assert request.header("content-encoding") == "gzip"
    assert request.body == send(made).request.body
    assert gzip.decompress(request.body) == request.plain
    assert json.loads(gzip.decompress(request.body)) == {"to": TOKEN, "body": "x" * 1100}


def test_the_payloads_own_target_gives_way() -> None:
    request = send(draft(HI | {"to": "ExponentPushToken[other]"}), device("ios")).request
    assert json.loads(request.body)["to"] == TOKEN


def test_text_leaves_as_it_is_but_never_to_somebody_else() -> None:
    text = f'{{ "to": "{TOKEN}",  "title": "x" }}'
    assert send(draft(text)).request.body == text.encode()
    assert send(draft("{broken")).request.body == b"{broken"
    with pytest.raises(UserError, match="somebody else"):
        send(draft('{"to": "ExponentPushToken[other]"}'))


@pytest.mark.parametrize("payload", [[], None, 7, [HI]])
def test_what_is_no_message_is_not_sent(payload: Json) -> None:
    with pytest.raises(UserError, match="no message"):
        send(draft(payload))


def test_own_headers() -> None:
    request = send(draft(HI, **{"X-Trace": "7", "Authorization": "nope", "Host": "nope"})).request
    assert [name for name, _ in request.headers] == ["accept", "accept-encoding", "content-type", "x-trace"]
    with pytest.raises(UserError, match="cannot be sent"):
        send(draft(HI, **{"x-a": "line\nbreak"}))


def test_only_tokens_are_reached_and_a_local_profile_stays_at_home() -> None:
    with pytest.raises(UserError, match="no target"):
        send(to=Target(TargetKind.TOPIC, "news", "topic:news"))
    with pytest.raises(UserError, match="cannot be right"):
        send(to=token("ab" * 32))
    with pytest.raises(UserError, match="no address"):
        send(environment=Environment.LOCAL)
    home = send(environment=Environment.LOCAL, fields={"base_url": "https://127.0.0.1:9/x"}).request
    assert home.url == "https://127.0.0.1:9/x/--/api/v2/push/send"


@pytest.mark.parametrize("data", [OK, [OK]], ids=["an object", "a list of one"])
def test_a_ticket_in_both_shapes(data: Json) -> None:
    outcome = send().sees(StepKind.DELIVER).answers(answer(200, {"data": data})).outcome
    assert (outcome.kind, outcome.provider_id) == (OutcomeKind.ACCEPTED, OK["id"])


@pytest.mark.parametrize("data", [GONE, [GONE]], ids=["an object", "a list of one"])
def test_a_dead_token_in_both_shapes(data: Json) -> None:
    outcome = send().answers(answer(200, {"data": data})).outcome
    assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, "DeviceNotRegistered")
    assert outcome.is_target_dead
    assert outcome.explain is not None
    assert "is not a registered" in outcome.explain.why
    assert ("token", TOKEN) in outcome.facts


@pytest.mark.parametrize("reason", DEVICE_ERRORS, ids=lambda reason: reason.code)
def test_each_error_of_a_ticket(reason: Any) -> None:
    ticket = {"status": "error", "message": "words", "details": {"error": reason.code}}
    outcome = PROVIDER.parse(answer(200, {"data": ticket}))
    assert (outcome.kind, outcome.reason, outcome.retry) == (OutcomeKind.REJECTED, reason.code, reason.retry)
    assert outcome.is_target_dead is (reason.code == "DeviceNotRegistered")
    assert outcome.explain is not None
    assert outcome.explain.what == reason.meaning


@pytest.mark.parametrize("reason", REQUEST_ERRORS, ids=lambda reason: reason.code)
@pytest.mark.parametrize("is_200", [False, True])
def test_each_error_of_a_request(reason: Any, is_200: bool) -> None:
    body = {"errors": [{"code": reason.code, "message": "words"}]}
    if reason.code == "invalid_token":
        body = {"error": "invalid_token", "error_description": "words"}  # type: ignore[dict-item]
    outcome = PROVIDER.parse(answer(200 if is_200 else reason.statuses[0], body, retry_after="7"))
    assert (outcome.kind, outcome.reason, outcome.retry) == (OutcomeKind.REJECTED, reason.code, reason.retry)
    assert outcome.retry_after_seconds == 7
    assert outcome.explain is not None
    assert "words" in outcome.explain.why


@pytest.mark.parametrize(
    ("status", "body", "kind", "retry"),
    [
        (200, b"<html>portal</html>", OutcomeKind.UNCLEAR, Retry.NEVER),
        (200, b'{"data":[]}', OutcomeKind.UNCLEAR, Retry.NEVER),
        (200, b'{"data":[{"status":"ok","id":"a"},{"status":"ok","id":"b"}]}', OutcomeKind.UNCLEAR, Retry.NEVER),
        (200, b'{"data":[7]}', OutcomeKind.UNCLEAR, Retry.NEVER),
        (200, b'{"data":{"status":"ok"}}', OutcomeKind.ACCEPTED, Retry.NEVER),
        (200, b'{"data":{}}', OutcomeKind.REJECTED, Retry.NEVER),
        (302, b"", OutcomeKind.UNCLEAR, Retry.NEVER),
        (404, b"<html>", OutcomeKind.REJECTED, Retry.NEVER),
        (429, b"", OutcomeKind.REJECTED, Retry.LATER),
        (500, b"oops", OutcomeKind.REJECTED, Retry.LATER),
        (503, b'{"errors":[{"code":"NEW_WORD","message":"x"}]}', OutcomeKind.REJECTED, Retry.LATER),
        (502, b"<html>Bad Gateway", OutcomeKind.UNCLEAR, Retry.NEVER),
        (400, b'{"errors":["just words"]}', OutcomeKind.REJECTED, Retry.NEVER),
    ],
)
def test_odd_answers(status: int, body: bytes, kind: OutcomeKind, retry: Retry) -> None:
    outcome = PROVIDER.parse(HttpResponse(status, body=body))
    assert (outcome.kind, outcome.retry) == (kind, retry)
    assert outcome.explain is not None or kind is OutcomeKind.ACCEPTED


@given(st.integers(100, 599), st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_answer_is_read(status: int, body: bytes) -> None:
    assert PROVIDER.parse(HttpResponse(status, body=body)).kind in OutcomeKind
    wrapped = json.dumps({"data": body.decode("latin-1")}).encode()
    assert PROVIDER.parse(HttpResponse(status, body=wrapped)).kind in OutcomeKind


@given(json_values, st.sampled_from(["data", "errors", "error"]))
def test_any_json_in_place_of_tickets_is_read(value: Json, key: str) -> None:
    for body in ({key: value}, {key: [value]}, {key: [{"status": value, "details": value, "code": value}]}):
        assert PROVIDER.parse(answer(200, body)).kind in OutcomeKind
        talk = batch(parcel(1), parcel(2)).answers(answer(200, body))
        assert not talk.is_over or talk.outcome.kind in OutcomeKind


# Several in one request


def test_a_hundred_in_one_request_each_with_its_fate() -> None:
    parcels = [parcel(number, draft({"title": str(number)})) for number in range(100)]
    talk = batch(*parcels, access_token=ACCESS)
    assert talk.request.header("content-encoding") == "gzip"
    sent = json.loads(talk.request.plain or b"")
    assert sent == [{"to": f"ExponentPushToken[{number}]", "title": str(number)} for number in range(100)]
    tickets = [GONE if number == 7 else {"status": "ok", "id": str(number)} for number in range(100)]
    outcome = talk.answers(answer(200, {"data": tickets})).outcome
    assert [part.provider_id for part in outcome.parts] == [None if n == 7 else str(n) for n in range(100)]
    assert [number for number, part in enumerate(outcome.parts) if part.is_target_dead] == [7]
    assert outcome.kind is OutcomeKind.ACCEPTED


def test_a_refusal_of_the_whole_has_no_parts() -> None:
    outcome = batch(parcel(1), parcel(2)).answers(answer(429, {"errors": [{"code": "TOO_MANY_REQUESTS"}]})).outcome
    assert (outcome.parts, outcome.retry) == ((), Retry.LATER)


@pytest.mark.parametrize("data", [OK, [OK], [OK, OK, OK]])
def test_tickets_that_cannot_be_told_apart_are_unclear(data: Json) -> None:
    outcome = batch(parcel(1), parcel(2)).answers(answer(200, {"data": data})).outcome
    assert (outcome.kind, outcome.parts) == (OutcomeKind.UNCLEAR, ())


@pytest.mark.parametrize("odd", [draft('{"title":"x"}'), draft(HI, **{"x-trace": "7"}), draft([])])
def test_what_cannot_share_a_request_goes_alone(odd: Draft) -> None:
    with pytest.raises(UserError):
        batch(parcel(1), parcel(2, odd))


MIXED = {
    "errors": [
        {
            "code": "PUSH_TOO_MANY_EXPERIENCE_IDS",
            "message": "All push notification messages in the same request must be for the same project",
            "details": {
                "@a/one": ["ExponentPushToken[1]", "ExponentPushToken[3]"],
                "@a/two": ["ExponentPushToken[2]"],
            },
        }
    ]
}


def mixed() -> Play:
    return batch(parcel(1), parcel(2), parcel(3)).answers(answer(400, MIXED))


def sent_to(talk: Play) -> list[str]:
    return [message["to"] for message in json.loads(talk.request.body)]


def test_several_projects_are_sent_to_one_by_one() -> None:
    talk = mixed()
    assert sent_to(talk) == ["ExponentPushToken[1]", "ExponentPushToken[3]"]
    talk.answers(answer(200, {"data": [{"status": "ok", "id": "a"}, {"status": "ok", "id": "c"}]}))
    assert sent_to(talk) == ["ExponentPushToken[2]"]
    outcome = talk.answers(answer(200, {"data": [GONE]})).outcome
    assert [part.provider_id for part in outcome.parts] == ["a", None, "c"]
    assert [dict(part.facts)["project"] for part in outcome.parts] == ["@a/one", "@a/two", "@a/one"]
    assert outcome.parts[1].reason == "DeviceNotRegistered"


@pytest.mark.parametrize(
    ("kind", "fate"), [(FailureKind.RESET, OutcomeKind.UNCLEAR), (FailureKind.REFUSED, OutcomeKind.NOT_SENT)]
)
def test_what_was_taken_of_one_project_is_kept_when_the_next_fails(kind: FailureKind, fate: OutcomeKind) -> None:
    talk = mixed().answers(answer(200, {"data": [OK, OK]})).fails(kind)
    assert [part.kind for part in talk.outcome.parts] == [OutcomeKind.ACCEPTED, fate, OutcomeKind.ACCEPTED]


def test_a_projects_own_refusal_is_its_own() -> None:
    talk = mixed().answers(answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "x"}]}))
    outcome = talk.answers(answer(200, {"data": [OK]})).outcome
    assert [part.kind.value for part in outcome.parts] == ["rejected", "accepted", "rejected"]
    assert outcome.parts[0].reason == "UNAUTHORIZED"


def test_projects_that_are_not_told_in_full_are_not_guessed() -> None:
    body = {"errors": [{"code": "PUSH_TOO_MANY_EXPERIENCE_IDS", "details": {"@a/one": ["ExponentPushToken[1]"]}}]}
    outcome = batch(parcel(1), parcel(2)).answers(answer(400, body)).outcome
    assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, "PUSH_TOO_MANY_EXPERIENCE_IDS")
    assert ("@a/one", "1 tokens: ExponentPushToken[1]") in outcome.facts


def test_the_first_requests_failure_is_the_dispatchers() -> None:
    with pytest.raises(TransportFailure):
        batch(parcel(1), parcel(2)).fails(FailureKind.RESET)
