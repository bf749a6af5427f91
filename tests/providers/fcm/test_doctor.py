"""The credential test: offline, sign-in, then a message to be validated that nobody can receive."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.fcm.given import (
    BAD_REQUEST,
    ERROR_INFO,
    PROJECT,
    SEND_URL,
    account,
    context,
    credentials,
    error_body,
    pasted,
)

from pushbench.domain.errors import FailureKind
from pushbench.domain.exchange import MemoryTokenCache
from pushbench.domain.outcome import StepKind
from pushbench.domain.provider import Level
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.fcm.doctor import MADE_UP_TOKEN

GRANT = answer(200, {"access_token": "ya29.a", "expires_in": 3599}, date="Sun, 22 Nov 2026 09:41:00 GMT")
TOKEN_REFUSED = answer(
    400,
    error_body(
        400,
        "INVALID_ARGUMENT",
        "The registration token is not a valid FCM registration token",
        {
            "@type": BAD_REQUEST,
            "fieldViolations": [{"field": "message.token", "description": "The registration token is not valid"}],
        },
        fcm="INVALID_ARGUMENT",
    ),
)
READ, SIGNED, MAY = "Service account is readable", "Signed in to Google", f"May send for {PROJECT}"


def prove(profile: Any = None, **changes: Any) -> Play:
    return Play(PROVIDER.test(profile or credentials(), context(**changes)))


def to_verdict() -> Play:
    return prove().reports(Level.GOOD, READ).answers(GRANT).reports(Level.GOOD, SIGNED)


def test_good_credentials() -> None:
    talk = prove().reports(Level.GOOD, READ).sees(StepKind.AUTHORISE).answers(GRANT).reports(Level.GOOD, SIGNED)
    expected = {"message": {"token": MADE_UP_TOKEN, "notification": {"title": "Test"}}, "validate_only": True}
    talk.sees(method="POST", url=SEND_URL, json_body=expected, headers={"authorization": "Bearer ya29.a"})
    talk.answers(TOKEN_REFUSED).reports(Level.GOOD, MAY).ends()
    assert "400 INVALID_ARGUMENT" in talk.last.detail


def test_a_kept_token_would_prove_nothing() -> None:
    tokens = MemoryTokenCache()
    for _ in range(2):
        prove(tokens=tokens).reports(Level.GOOD, READ).sees(StepKind.AUTHORISE)


@pytest.mark.parametrize(
    "response",
    [
        answer(404, error_body(404, "NOT_FOUND", "gone", fcm="UNREGISTERED")),
        answer(200, {"name": f"projects/{PROJECT}/messages/fake_message_id"}),
        answer(403, error_body(403, "PERMISSION_DENIED", "SenderId mismatch", fcm="SENDER_ID_MISMATCH")),
    ],
)
def test_other_answers_that_prove_it(response: Any) -> None:
    to_verdict().answers(response).reports(Level.GOOD, MAY).ends()


@pytest.mark.parametrize(
    ("response", "hint"),
    [
        (
            answer(
                403,
                error_body(403, "PERMISSION_DENIED", "x", {"@type": ERROR_INFO, "reason": "SERVICE_DISABLED"}),
            ),
            "Enable “Firebase Cloud Messaging API”",
        ),
        (
            answer(403, error_body(403, "PERMISSION_DENIED", "Permission 'cloudmessaging.messages.create' denied")),
            "Messaging API Admin",
        ),
        (answer(403, error_body(403, "PERMISSION_DENIED", "insufficient authentication scopes")), "scope"),
        (answer(404, error_body(404, "NOT_FOUND", "Requested entity was not found.")), "project id"),
        (answer(401, error_body(401, "UNAUTHENTICATED", "bad")), "Sign in anew"),
    ],
)
def test_answers_that_prove_the_opposite(response: Any, hint: str) -> None:
    talk = to_verdict().answers(response).reports(Level.BAD, MAY).ends()
    assert hint in talk.last.fix


@pytest.mark.parametrize(
    "response",
    [
        answer(503, error_body(503, "UNAVAILABLE", fcm="UNAVAILABLE")),
        answer(429, error_body(429, "RESOURCE_EXHAUSTED", fcm="QUOTA_EXCEEDED")),
        answer(404, b"<html>"),
        answer(200, b"<html>"),
        answer(400, error_body(400, "INVALID_ARGUMENT", "Invalid JSON payload received.")),
    ],
)
def test_answers_that_prove_nothing(response: Any) -> None:
    talk = to_verdict().answers(response).reports(Level.UNSURE, MAY).ends()
    assert talk.last.fix


@pytest.mark.parametrize(
    ("description", "hint"),
    [("Invalid JWT Signature.", "Make a new key"), ("Invalid JWT: Token must be a short-lived token", "clock")],
)
def test_a_sign_in_that_fails(description: str, hint: str) -> None:
    refusal = answer(400, {"error": "invalid_grant", "error_description": description})
    talk = prove().reports(Level.GOOD, READ).answers(refusal).reports(Level.BAD, SIGNED).ends()
    assert hint in talk.last.fix
    assert "invalid_grant" in talk.last.detail


def test_a_clock_that_is_off_is_told_even_where_google_is_patient() -> None:
    late = answer(200, {"access_token": "ya29.a", "expires_in": 3599}, date="Sun, 22 Nov 2026 09:38:00 GMT")
    talk = prove().reports(Level.GOOD, READ).answers(late).reports(Level.UNSURE, "Clock is right")
    assert "180 s ahead of" in talk.last.detail
    talk.reports(Level.GOOD, SIGNED)


def test_an_unreadable_account_ends_the_test_at_once() -> None:
    talk = prove(credentials(service_account="AAAA1234567:APA91b" + "x" * 134)).reports(Level.BAD, READ).ends()
    assert "legacy" in talk.last.detail
    prove(credentials(service_account=json.dumps(account(private_key="x")))).reports(Level.BAD, READ).ends()


def test_a_warning_is_told_and_the_test_goes_on() -> None:
    talk = prove(credentials({"project_id": "other-project"})).reports(Level.GOOD, READ)
    talk.reports(Level.UNSURE, f"The profile names the project other-project, the service account {PROJECT}")
    talk.answers(GRANT).reports(Level.GOOD, SIGNED).sees(path="/v1/projects/other-project/messages:send")


def test_a_pasted_token_goes_straight_to_the_send() -> None:
    talk = prove(pasted()).reports(Level.GOOD, "Access token and project are given")
    talk.sees(StepKind.DELIVER, url=SEND_URL).answers(TOKEN_REFUSED).reports(Level.GOOD, MAY).ends()


def test_failures_on_the_way() -> None:
    talk = (
        prove()
        .reports(Level.GOOD, READ)
        .fails(FailureKind.NAME)
        .reports(Level.BAD, "Connected to oauth2.googleapis.com")
        .ends()
    )
    assert "name not found" in talk.last.detail
    late = to_verdict().fails(FailureKind.RESET).reports(Level.BAD, "Connected to fcm.googleapis.com").ends()
    assert late.last.fix


def test_a_local_profile_without_an_emulator_is_told() -> None:
    from pushbench.domain.profile import Environment

    home = json.dumps(account(token_uri="https://127.0.0.1:9/token"))
    talk = prove(credentials(environment=Environment.LOCAL, service_account=home)).reports(Level.GOOD, READ)
    talk.answers(GRANT).reports(Level.GOOD, SIGNED).reports(Level.BAD, "Request can be built").ends()
    assert "sandbox" in talk.last.detail
