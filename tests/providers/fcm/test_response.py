"""Answers: one dialogue for every documented error, and whatever else may come."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.dialogue import answer
from tests.providers.fcm.given import APNS_ERROR, BAD_REQUEST, ERROR_INFO, FCM_ERROR, error_body

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind, Reason, Retry
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.fcm.reasons import BY_CODE, BY_STATUS, REASONS
from pushbench.providers.fcm.reasons_apns import APNS_ERRORS
from pushbench.providers.fcm.reasons_fcm import CANONICAL_ERRORS, FCM_ERRORS, FRONT_DOOR_ERRORS
from pushbench.providers.fcm.reasons_other import LEGACY_ERRORS

DOCUMENTED = {
    # FCM ErrorCode reference
    *("UNSPECIFIED_ERROR", "INVALID_ARGUMENT", "UNREGISTERED", "SENDER_ID_MISMATCH", "QUOTA_EXCEEDED", "UNAVAILABLE"),
    *("INTERNAL", "THIRD_PARTY_AUTH_ERROR", "APNS_AUTH_ERROR"),
    # canonical
    *("UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION"),
    *("RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED"),
    # google.rpc.ErrorInfo
    *("SERVICE_DISABLED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
    # topics
    *("TOO_MANY_TOPICS", "UNKNOWN", "InvalidToken"),
    # OAuth
    *("invalid_grant", "invalid_scope", "invalid_client"),
    # legacy
    *("InvalidRegistration", "NotRegistered", "MismatchSenderId", "MessageTooBig", "InvalidDataKey", "InvalidTtl"),
    *("DeviceMessageRateExceeded", "TopicsMessageRateExceeded", "InvalidApnsCredential", "InvalidPackageName"),
    *("Unavailable", "InternalServerError"),
}


def parse(status: int, body: Any = b"", **headers: str) -> Any:
    return PROVIDER.parse(answer(status, body, **headers))


def test_the_table_is_complete_and_every_row_is_told_in_full() -> None:
    codes = [reason.code for reason in REASONS]
    assert len(codes) == len(set(codes))
    assert set(codes) >= DOCUMENTED
    for reason in REASONS:
        assert reason.statuses, reason
        for words in (reason.meaning, reason.cause, reason.fix):
            assert words.endswith("."), reason
        assert reason.source, reason
    assert set(BY_STATUS.values()) <= set(BY_CODE)


def test_only_proof_of_the_registrations_end_retires_it() -> None:
    dead = {reason.code for reason in REASONS if reason.is_target_dead}
    assert dead == {"UNREGISTERED", "NotRegistered", "Unregistered", "ExpiredToken"}


def test_a_success() -> None:
    outcome = parse(200, {"name": "projects/p/messages/0:1%2"})
    assert (outcome.kind, outcome.status, outcome.provider_id) == (
        OutcomeKind.ACCEPTED,
        200,
        "projects/p/messages/0:1%2",
    )
    assert outcome.explain is None
    assert outcome.facts == ()


def test_a_validated_message_says_that_nothing_was_delivered() -> None:
    outcome = parse(200, {"name": "projects/p/messages/fake_message_id"})
    assert outcome.facts == (("validate only", "checked, not delivered"),)


@pytest.mark.parametrize("reason", FCM_ERRORS, ids=lambda reason: reason.code)
def test_every_fcm_error(reason: Reason) -> None:
    status = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
    code = reason.statuses[0]
    outcome = parse(code, error_body(code, status.get(code, "INTERNAL"), "The words.", fcm=reason.code))
    assert outcome.kind is OutcomeKind.REJECTED
    assert (outcome.status, outcome.reason) == (code, reason.code)
    assert outcome.retry is reason.retry
    assert outcome.is_target_dead is (reason.code == "UNREGISTERED")
    assert outcome.explain.what == reason.meaning
    assert "FCM said: “The words.”" in outcome.explain.why


@pytest.mark.parametrize("reason", CANONICAL_ERRORS, ids=lambda reason: reason.code)
def test_every_canonical_error(reason: Reason) -> None:
    code = reason.statuses[0]
    outcome = parse(code, error_body(code, reason.code, "Words."))
    unclear = reason.code == "DEADLINE_EXCEEDED"
    assert outcome.kind is (OutcomeKind.UNCLEAR if unclear else OutcomeKind.REJECTED)
    assert outcome.reason == reason.code
    assert outcome.retry is reason.retry
    assert not outcome.is_target_dead
    assert outcome.explain.what == reason.meaning


@pytest.mark.parametrize("reason", FRONT_DOOR_ERRORS, ids=lambda reason: reason.code)
def test_every_reason_of_the_front_door(reason: Reason) -> None:
    code = reason.statuses[0]
    info = {
        "@type": ERROR_INFO,
        "reason": reason.code,
        "domain": "googleapis.com",
        "metadata": {"consumer": "projects/1"},
    }
    outcome = parse(code, error_body(code, BY_STATUS[code], "Words.", info))
    assert outcome.reason == reason.code
    assert outcome.explain.what == reason.meaning
    assert ("consumer", "projects/1") in outcome.facts


@pytest.mark.parametrize("reason", APNS_ERRORS, ids=lambda reason: reason.code)
@pytest.mark.parametrize("names", [("statusCode", "reason"), ("status_code", "error_code")])
def test_every_reason_of_apples(reason: Reason, names: tuple[str, str]) -> None:
    """The wire's camelCase and the reference pages' spelling are both read."""
    detail = {"@type": APNS_ERROR, names[0]: reason.statuses[0], names[1]: reason.code}
    body = error_body(
        401, "UNAUTHENTICATED", "Auth error from APNS or Web Push Service", detail, fcm="THIRD_PARTY_AUTH_ERROR"
    )
    outcome = parse(401, body)
    assert outcome.reason == "THIRD_PARTY_AUTH_ERROR"
    assert ("APNs", f"{reason.statuses[0]} {reason.code}") in outcome.facts
    assert outcome.explain.what == reason.meaning
    assert outcome.is_target_dead is reason.is_target_dead


def test_a_disabled_apns_token_under_invalid_argument_is_dead() -> None:
    detail = {"@type": APNS_ERROR, "statusCode": 410, "reason": "Unregistered"}
    body = error_body(400, "INVALID_ARGUMENT", "APNs device token is disabled.", detail, fcm="INVALID_ARGUMENT")
    outcome = parse(400, body)
    assert outcome.is_target_dead
    assert outcome.reason == "INVALID_ARGUMENT"


@pytest.mark.parametrize("reason", LEGACY_ERRORS, ids=lambda reason: reason.code)
def test_every_word_of_the_legacy_api(reason: Reason) -> None:
    for body in (
        {"error": reason.code},
        {"results": [{"error": reason.code}]},
        {"success": 0, "results": [{"error": reason.code}]},
    ):
        outcome = parse(200, body)
        assert outcome.kind is OutcomeKind.REJECTED
        assert outcome.reason == reason.code
        assert outcome.explain.what == reason.meaning
    as_message = parse(404, error_body(404, "NOT_FOUND", reason.code))
    assert as_message.explain.what == reason.meaning


def test_a_404_without_fcms_code_is_about_the_project() -> None:
    outcome = parse(404, error_body(404, "NOT_FOUND", "Requested entity was not found."))
    assert not outcome.is_target_dead
    assert "project" in outcome.explain.fix


@pytest.mark.parametrize(
    ("message", "row"),
    [
        ("Firebase Cloud Messaging API has not been used in project 1 before or it is disabled.", "SERVICE_DISABLED"),
        ("Permission 'cloudmessaging.messages.create' denied on resource 'x'", "IAM_PERMISSION_DENIED"),
        ("Request had insufficient authentication scopes.", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        ("SenderId mismatch", "SENDER_ID_MISMATCH"),
        ("Something else", "PERMISSION_DENIED"),
    ],
)
def test_a_403_is_told_apart_by_its_words(message: str, row: str) -> None:
    outcome = parse(403, error_body(403, "PERMISSION_DENIED", message))
    assert outcome.reason == "PERMISSION_DENIED"
    assert outcome.explain.what == BY_CODE[row].meaning


@pytest.mark.parametrize(
    ("message", "field", "hint"),
    [
        ("The registration token is not a valid FCM registration token", "message.token", "token is malformed"),
        ("", "message.token", "token is malformed"),
        ("Invalid value at 'message.data[0].value' (TYPE_STRING), 12", "message.data[0].value", "no string"),
        ("Invalid JSON payload received. Unknown name \"x\" at 'message'", "message", "does not know"),
        ("Android message is too big", "", "too large"),
        ("APNs device token is disabled.", "", "Apple no longer knows"),
        ("Invalid data payload key: from", "", "reserved key"),
        ("Invalid value", "message.android.ttl", "time to live"),
        ("Wrong package name", "", "package"),
        ("Exactly one of fid, token, topic or condition must be set.", "message", "no target, or more than one"),
        ("Invalid condition expression provided.", "", "condition"),
        ("Malformed topic name", "message.topic", "topic"),
        ("Invalid JSON payload received. Unexpected token.", "", "could not read the body"),
        ("Nobody knows", "", "refused a value"),
    ],
)
def test_an_invalid_argument_is_told_by_its_words(message: str, field: str, hint: str) -> None:
    violations = {"@type": BAD_REQUEST, "fieldViolations": [{"field": field, "description": message}]}
    details = [violations] if field else []
    outcome = parse(400, error_body(400, "INVALID_ARGUMENT", message, *details, fcm="INVALID_ARGUMENT"))
    assert hint in outcome.explain.what
    if field:
        assert field in outcome.explain.why
        assert any(label == "field" and field in value for label, value in outcome.facts)


def test_field_violations_stand_in_the_explanation() -> None:
    violations = [{"field": f"message.f{n}", "description": f"wrong {n}"} for n in range(3)]
    outcome = parse(
        400, error_body(400, "INVALID_ARGUMENT", "m", {"@type": BAD_REQUEST, "fieldViolations": violations})
    )
    assert "message.f0: wrong 0; message.f1: wrong 1; message.f2: wrong 2" in outcome.explain.why


def test_an_error_inside_a_2xx_is_a_rejection() -> None:
    outcome = parse(200, error_body(404, "NOT_FOUND", "gone", fcm="UNREGISTERED"))
    assert (outcome.kind, outcome.status, outcome.is_target_dead) == (OutcomeKind.REJECTED, 200, True)
    bare = parse(200, {"name": "projects/p/messages/1", "error": {"code": 503}})
    assert (bare.kind, bare.retry) == (OutcomeKind.REJECTED, Retry.LATER)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"<html>", b"name", {"name": ""}, {"name": 5}, {"name": "x" * 2000}],
)
def test_a_2xx_without_a_name_is_unclear(body: Any) -> None:
    outcome = parse(200, body)
    assert (outcome.kind, outcome.retry) == (OutcomeKind.UNCLEAR, Retry.NEVER)
    assert outcome.explain is not None


@pytest.mark.parametrize(
    ("status", "kind", "retry"),
    [
        (301, OutcomeKind.UNCLEAR, Retry.NEVER),
        (400, OutcomeKind.REJECTED, Retry.NEVER),
        (401, OutcomeKind.REJECTED, Retry.NEVER),
        (403, OutcomeKind.REJECTED, Retry.NEVER),
        (404, OutcomeKind.REJECTED, Retry.NEVER),
        (413, OutcomeKind.REJECTED, Retry.NEVER),
        (429, OutcomeKind.REJECTED, Retry.LATER),
        (500, OutcomeKind.REJECTED, Retry.LATER),
        (502, OutcomeKind.UNCLEAR, Retry.NEVER),
        (503, OutcomeKind.REJECTED, Retry.LATER),
        (504, OutcomeKind.UNCLEAR, Retry.NEVER),
        (599, OutcomeKind.REJECTED, Retry.LATER),
    ],
)
@pytest.mark.parametrize("body", [b"<!DOCTYPE html><title>Error</title>", b"", b"upstream error", b'"text"'])
def test_an_answer_without_fcms_words(status: int, kind: OutcomeKind, retry: Retry, body: bytes) -> None:
    outcome = parse(status, body)
    assert (outcome.kind, outcome.status, outcome.retry) == (kind, status, retry)
    assert outcome.reason is None
    assert outcome.explain is not None
    assert not outcome.is_target_dead


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (429, None, 60.0),
        (429, "7", 7.0),
        (503, None, None),
        (503, "5", 5.0),
        (503, "Sun, 22 Nov 2026 09:41:30 GMT", 30.0),
        (503, "soon", None),
        (503, "-3", None),
        (503, "9" * 400, None),
        (429, "nonsense", 60.0),
    ],
)
def test_retry_after(status: int, header: str | None, seconds: float | None) -> None:
    headers = {"date": "Sun, 22 Nov 2026 09:41:00 GMT"} | ({"retry_after": header} if header else {})
    code = {429: "QUOTA_EXCEEDED", 503: "UNAVAILABLE"}[status]
    for body in (error_body(status, BY_STATUS[status], fcm=code), b"<html>"):
        outcome = parse(status, body, **headers)
        assert (outcome.retry, outcome.retry_after_seconds) == (Retry.LATER, seconds)


def test_a_quota_failure_names_what_is_used_up() -> None:
    quota = {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{"subject": "project:1", "description": "Send requests per minute"}],
    }
    outcome = parse(429, error_body(429, "RESOURCE_EXHAUSTED", "Quota exceeded", quota, fcm="QUOTA_EXCEEDED"))
    assert "Send requests per minute" in outcome.explain.why


def test_googles_list_around_an_error_is_read() -> None:
    assert parse(404, [error_body(404, "NOT_FOUND", fcm="UNREGISTERED")]).is_target_dead


def test_an_unknown_code_is_handed_on_and_told_by_its_status() -> None:
    outcome = parse(400, error_body(400, "INVALID_ARGUMENT", "words", fcm="BRAND_NEW"))
    assert outcome.reason == "BRAND_NEW"
    assert "words" in outcome.explain.why
    stranger = parse(418, error_body(418, "TEAPOT", "short and stout"))
    assert (stranger.kind, stranger.reason, stranger.retry) == (OutcomeKind.REJECTED, "TEAPOT", Retry.NEVER)


@pytest.mark.parametrize(
    "error",
    [
        {},
        {"code": "404"},
        {"code": 10**30, "status": 5, "message": ["x"], "details": {"a": 1}},
        {"details": [None, 1, "x", [], {"@type": 5}, {"@type": FCM_ERROR}, {"@type": FCM_ERROR, "errorCode": {}}]},
        {"details": [{"@type": BAD_REQUEST, "fieldViolations": [None, {"field": 1}, {"description": []}]}]},
        {"details": [{"@type": BAD_REQUEST, "fieldViolations": "x"}]},
        {"details": [{"@type": APNS_ERROR, "statusCode": "x", "reason": 5}]},
        {"details": [{"@type": ERROR_INFO, "metadata": [1], "reason": None}]},
        {"message": "x" * 2_000_000},
    ],
)
def test_an_error_of_odd_shape_is_a_rejection(error: Any) -> None:
    outcome = parse(400, {"error": error})
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.explain is not None
    assert len(outcome.explain.why) < 2000


def test_two_megabytes_of_anything_are_read() -> None:
    assert parse(200, b"x" * 2_000_000).kind is OutcomeKind.UNCLEAR
    assert parse(500, b"[" * 2_000_000).kind is OutcomeKind.REJECTED
    assert parse(200, b'{"name":"a","x":"' + b"y" * 2_000_000 + b'"}').kind is OutcomeKind.ACCEPTED


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "error",
                    "details",
                    "status",
                    "message",
                    "code",
                    "@type",
                    "errorCode",
                    "fieldViolations",
                    "field",
                    "name",
                ]
            )
            | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(
    st.integers(100, 599),
    st.binary(max_size=200) | _ANY.map(lambda value: json.dumps(value).encode()),
    st.lists(st.tuples(st.sampled_from(["retry-after", "date", "content-type"]), st.text(max_size=30)), max_size=3),
)
def test_parse_takes_any_answer(status: int, body: bytes, headers: list[tuple[str, str]]) -> None:
    outcome = PROVIDER.parse(HttpResponse(status, tuple(headers), body))
    assert (outcome.kind is OutcomeKind.ACCEPTED) or outcome.explain is not None
    assert outcome.kind is not OutcomeKind.ACCEPTED or 200 <= status < 300
    assert outcome.retry_after_seconds is None or outcome.retry_after_seconds >= 0
