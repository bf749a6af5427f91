"""One dialogue per documented answer of each push service, and whatever else may come."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.providers.dialogue import Play, answer
from tests.providers.webpush.given import context, credentials, draft, target

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Outcome, OutcomeKind, Reason, Retry
from pushbench.providers.webpush import PROVIDER
from pushbench.providers.webpush.reasons_apple import APPLE
from pushbench.providers.webpush.reasons_fcm import FCM
from pushbench.providers.webpush.reasons_http import HTTP
from pushbench.providers.webpush.reasons_mozilla import BY_ERRNO
from pushbench.providers.webpush.reasons_wns import WNS

MORE_INFO = "http://autopush.readthedocs.io/en/latest/http.html#error-codes"


def outcome_of(response: HttpResponse) -> Outcome:
    exchange = PROVIDER.exchange(draft(), target(), credentials(), context())
    return Play(exchange).sees(method="POST").answers(response).outcome


def mozilla(status: int, errno: int | None, message: str) -> HttpResponse:
    body = {"code": status, "errno": errno, "error": "words", "message": message, "more_info": MORE_INFO}
    return answer(status, body, content_type="application/json")


def assert_explains(outcome: Outcome, reason: Reason, status: int) -> None:
    assert (outcome.kind, outcome.status, outcome.reason) == (OutcomeKind.REJECTED, status, reason.code)
    assert outcome.explain is not None
    assert outcome.explain.what == reason.meaning
    assert outcome.explain.why.startswith(reason.cause)
    assert outcome.explain.fix == reason.fix
    assert outcome.retry is reason.retry
    assert outcome.is_target_dead is reason.is_target_dead


ERRNO_ROWS = [(errno, reason) for errno, reasons in BY_ERRNO.items() for reason in reasons]


@pytest.mark.parametrize(("errno", "reason"), ERRNO_ROWS, ids=[reason.code for _, reason in ERRNO_ROWS])
def test_every_error_of_mozilla(errno: int | None, reason: Reason) -> None:
    status = reason.statuses[0]
    message = "words nobody documented" if reason.code.startswith("errno") else reason.code
    outcome = outcome_of(mozilla(status, errno, message))
    assert_explains(outcome, reason, status)
    assert ("message", message) in outcome.facts
    if not reason.code.startswith("errno"):
        longer = outcome_of(mozilla(status, errno, f"{reason.code}: more of it"))
        assert_explains(longer, reason, status)
        assert longer.explain is not None
        assert "more of it" in longer.explain.why


def test_mozilla_says_how_long_to_wait() -> None:
    response = answer(
        503, {"code": 503, "errno": None, "error": "x", "message": "Database error: y"}, retry_after="120"
    )
    assert outcome_of(response).retry_after_seconds == 120


@pytest.mark.parametrize("status", [401, 503, 410])
def test_an_errno_nobody_knows_keeps_its_number_and_follows_the_status(status: int) -> None:
    outcome = outcome_of(mozilla(status, 777, "Something new"))
    assert outcome.reason == "errno 777"
    assert outcome.retry is (Retry.LATER if status == 503 else Retry.NEVER)
    assert outcome.is_target_dead is (status == 410)
    assert outcome.explain is not None
    assert "Something new" in outcome.explain.why


@pytest.mark.parametrize("reason", FCM, ids=[reason.code[:40] for reason in FCM])
def test_every_text_of_fcm(reason: Reason) -> None:
    for status in reason.statuses:
        assert_explains(outcome_of(answer(status, f"{reason.code}\n".encode())), reason, status)


@pytest.mark.parametrize("reason", APPLE, ids=[reason.code for reason in APPLE])
def test_every_reason_of_apple(reason: Reason) -> None:
    for status in reason.statuses:
        assert_explains(outcome_of(answer(status, {"reason": reason.code})), reason, status)


def test_a_reason_of_apple_that_nobody_knows_is_kept_verbatim() -> None:
    outcome = outcome_of(answer(400, {"reason": "BadMoon"}))
    assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, "BadMoon")


@pytest.mark.parametrize("reason", WNS, ids=[reason.code for reason in WNS])
def test_every_answer_of_windows(reason: Reason) -> None:
    # A refusal says “dropped” beside its status, which must not hide what the status says.
    named = {"x_wns_msg_id": "1A2B", "x_wns_notificationstatus": "dropped"}
    if reason.code in ("dropped", "channelthrottled", "appthrottled"):
        named["x_wns_notificationstatus"] = reason.code
    elif not reason.code.startswith("WNS "):
        named["x_wns_error_description"] = reason.code
    if reason.code == "dropped":
        assert_explains(outcome_of(answer(200, b"", x_wns_status="dropped")), reason, 200)
    for status in reason.statuses:
        assert_explains(outcome_of(answer(status, b"", **named)), reason, status)


def test_windows_words_and_debug_traces_are_told() -> None:
    response = answer(403, b"", x_wns_error_description="Channel does not fit", ms_cv="abc.0", retry_after="900")
    outcome = outcome_of(response)
    assert outcome.explain is not None
    assert "Channel does not fit" in outcome.explain.why
    assert ("ms-cv", "abc.0") in outcome.facts
    assert outcome.retry_after_seconds == 900
    failed = outcome_of(answer(500, {"MsgID": "1", "ErrCode": 5, "ErrDesc": "broken", "DeviceStatus": "connected"}))
    assert failed.reason == "WNS 500"
    assert failed.explain is not None
    assert "broken" in failed.explain.why


@pytest.mark.parametrize("reason", HTTP, ids=[reason.code for reason in HTTP])
def test_every_status_by_itself(reason: Reason) -> None:
    if reason.code == "Web page":
        for status in reason.statuses:
            page = outcome_of(answer(status, b"<!doctype html><title>Not found</title>"))
            assert page.explain == reason.explain()
            assert not page.is_target_dead
        return
    for status in reason.statuses[-1:]:
        outcome = outcome_of(answer(status, b""))
        expected = reason.code if reason.code == "Redirect" or reason.code.endswith(str(status)) else f"HTTP {status}"
        assert outcome.reason == expected
        assert outcome.explain is not None
        assert outcome.explain.what == reason.meaning
        assert (outcome.retry, outcome.is_target_dead) == (reason.retry, reason.is_target_dead)


def test_a_redirect_names_where_to() -> None:
    outcome = outcome_of(answer(307, b"", location="https://push2.example.net/x"))
    assert (outcome.kind, outcome.retry) == (OutcomeKind.REJECTED, Retry.NEVER)
    assert outcome.explain is not None
    assert "https://push2.example.net/x" in outcome.explain.why


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("body", [b"", b"gone\n", b'{"any":"thing"}'])
def test_404_and_410_prove_a_subscription_dead(status: int, body: bytes) -> None:
    outcome = outcome_of(answer(status, body))
    assert outcome.is_target_dead
    assert outcome.retry is Retry.NEVER


@pytest.mark.parametrize(
    ("response", "provider_id"),
    [
        (answer(201, b"", location="https://updates.push.services.mozilla.com/m/gAAAAAB", ttl="60"), "gAAAAAB"),
        (answer(201, b"", location="https://fcm.googleapis.com/0:1763800000%abc"), "0:1763800000%abc"),
        (answer(201, b"", apns_id="1F2E-3D"), "1F2E-3D"),
        (answer(201, b"", x_wns_notificationstatus="received", x_wns_msg_id="7C8D"), "7C8D"),
        (answer(202, b"", location="/message/1", link="</r/2>; rel=x"), "1"),
        (answer(200, {"id": "ntfy1", "event": "message"}), "ntfy1"),
        (answer(204, b""), None),
        (answer(201, b"", location="https://push.example.net/"), "push.example.net"),
    ],
)
def test_what_counts_as_accepted(response: HttpResponse, provider_id: str | None) -> None:
    outcome = outcome_of(response)
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.explain is None
    assert outcome.provider_id == provider_id


def test_the_time_to_live_that_the_service_chose_is_a_fact() -> None:
    assert ("ttl", "2592000") in outcome_of(answer(201, b"", ttl="2592000")).facts


@pytest.mark.parametrize(
    "response",
    [
        answer(201, {"errno": 109, "message": "Invalid VAPID audience"}),
        answer(200, {"reason": "BadJwtToken"}),
        answer(200, b"invalid JWT provided\n"),
        answer(200, {"error": {"code": 403}}),
        answer(200, {"error": "forbidden"}),
        answer(201, {"errno": 4242, "message": "new"}),
    ],
)
def test_a_success_whose_body_carries_an_error_is_a_rejection(response: HttpResponse) -> None:
    outcome = outcome_of(response)
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.reason
    assert outcome.explain is not None


@pytest.mark.parametrize(
    "response",
    [
        answer(200, b"<html><body>Sign in</body></html>"),
        answer(201, b"\xef\xbb\xbf<!DOCTYPE html>"),
        answer(200, b"", content_type="text/html; charset=utf-8"),
        answer(200, b'{"cut'),
        answer(200, b"\xff\xfe\x00"),
        answer(200, b"[]"),
        answer(200, b"x" * 2_000_000),
        answer(200, b"[" * 100_000),
        answer(101, b""),
        answer(0, b""),
        answer(999, b""),
    ],
)
def test_what_is_no_clear_answer_is_unclear(response: HttpResponse) -> None:
    outcome = outcome_of(response)
    assert outcome.kind is OutcomeKind.UNCLEAR
    assert outcome.explain is not None
    assert outcome.retry is Retry.NEVER


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500])
@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b'{"errno": [1], "message": {"a": 1}}',
        b'{"errno": "109", "message": 5}',
        b'{"errno": true}',
        b'{"errno": 1e400}',
        b'{"reason": ["BadTtl"]}',
        b'{"reason": ""}',
        b"null",
        b"[{}]",
        b'{"ErrDesc": 7, "ErrCode": null}',
        b"\x00\xff" * 1000,
        b'{"errno": ' + b"9" * 4000 + b"}",
        b'{"reason": "' + b"x" * 70_000 + b'"}',
        b"x" * 2_000_000,
    ],
)
def test_odd_bodies_of_refusals_are_refusals(status: int, body: bytes) -> None:
    outcome = outcome_of(answer(status, body))
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.status == status
    assert outcome.reason
    assert len(outcome.reason) < 400
    assert outcome.explain is not None
    assert len(outcome.explain.why) < 1000


_value: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())
)
_names = st.sampled_from(["code", "errno", "error", "message", "more_info", "reason", "ErrCode", "ErrDesc", "id"])
_bodies = st.binary() | st.dictionaries(_names | st.text(), _value).map(lambda value: json.dumps(value).encode())
_headers = st.dictionaries(
    st.sampled_from(["location", "ttl", "retry-after", "date", "apns-id", "content-type", "x-wns-notificationstatus"]),
    st.text(),
)


@given_any(st.integers(-1, 1000) | st.sampled_from([200, 201, 400, 401, 404, 410, 503]), _headers, _bodies)
def test_any_answer_gives_an_outcome(status: int, headers: dict[str, str], body: bytes) -> None:
    outcome = PROVIDER.parse(HttpResponse(status, tuple(headers.items()), body))
    assert outcome.status == status
    assert (outcome.explain is None) is (outcome.kind is OutcomeKind.ACCEPTED)
    assert outcome.kind is not OutcomeKind.ACCEPTED or 200 <= status < 300
