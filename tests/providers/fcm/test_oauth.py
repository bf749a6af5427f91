"""The token endpoint's answers, and what a delivery makes of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.dialogue import Play, answer
from tests.providers.fcm.given import NOW, context, credentials, draft, token

from pushbench.domain.exchange import MemoryTokenCache
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Outcome, OutcomeKind, Reason, Retry, StepKind
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.fcm.oauth import Grant, clock_skew, read_grant
from pushbench.providers.fcm.reasons_other import OAUTH_ERRORS


def refused(status: int, error: str, description: str = "", **headers: str) -> Outcome:
    body = {"error": error, "error_description": description}
    talk = Play(PROVIDER.exchange(draft({"data": {}}), token(), credentials(), context()))
    return talk.sees(StepKind.AUTHORISE).answers(answer(status, body, **headers)).outcome


@pytest.mark.parametrize("reason", OAUTH_ERRORS, ids=lambda reason: reason.code)
def test_every_refusal_ends_the_delivery(reason: Reason) -> None:
    outcome = refused(reason.statuses[0], reason.code, "Google's words")
    assert outcome.kind is OutcomeKind.REJECTED
    assert (outcome.status, outcome.reason, outcome.retry) == (reason.statuses[0], reason.code, reason.retry)
    assert outcome.explain is not None
    assert outcome.explain.what == reason.meaning
    assert "Google's words" in outcome.explain.why
    assert not outcome.is_target_dead


@pytest.mark.parametrize(
    ("description", "hint"),
    [
        (
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat "
            "and exp values in the JWT claim.",
            "clock",
        ),
        ("Invalid JWT Signature.", "key was deleted"),
        ("Invalid grant: account not found", "deleted"),
        ("Invalid JWT: Failed audience check.", "another token endpoint"),
        ("Account disabled: x@y", "switched it off"),
    ],
)
def test_invalid_grant_is_told_apart_by_googles_words(description: str, hint: str) -> None:
    outcome = refused(400, "invalid_grant", description)
    assert outcome.explain is not None
    assert hint in outcome.explain.why
    assert description in outcome.explain.why


def test_a_wrong_clock_is_measured_against_googles() -> None:
    outcome = refused(
        400, "invalid_grant", "Invalid JWT: ... reasonable timeframe", date="Sun, 22 Nov 2026 08:41:00 GMT"
    )
    assert outcome.explain is not None
    assert "3600 s ahead of Google's" in outcome.explain.why
    behind = HttpResponse(400, (("date", "Sun, 22 Nov 2026 10:41:00 GMT"),))
    assert clock_skew(behind, NOW) == -3600
    assert clock_skew(HttpResponse(400), NOW) is None


@pytest.mark.parametrize(
    ("status", "body", "retry"),
    [
        (200, b"", Retry.NEVER),
        (200, b"<html>", Retry.NEVER),
        (200, {"access_token": 5}, Retry.NEVER),
        (200, {"access_token": ""}, Retry.NEVER),
        (200, {"access_token": "two words"}, Retry.NEVER),
        (200, {"access_token": "line\r\nbreak"}, Retry.NEVER),
        (200, [], Retry.NEVER),
        (404, b"<html>", Retry.NEVER),
        (302, b"", Retry.NEVER),
        (429, b"", Retry.LATER),
        (502, b"<html>", Retry.LATER),
        (503, b"", Retry.LATER),
    ],
)
def test_an_answer_without_a_token_ends_the_delivery(status: int, body: Any, retry: Retry) -> None:
    talk = Play(PROVIDER.exchange(draft({"data": {}}), token(), credentials(), context()))
    outcome = talk.answers(answer(status, body, retry_after="9")).outcome
    assert (outcome.kind, outcome.status, outcome.retry) == (OutcomeKind.REJECTED, status, retry)
    assert outcome.retry_after_seconds == 9
    assert outcome.explain is not None


@pytest.mark.parametrize(
    ("expires_in", "is_kept"),
    [
        (3599, True),
        ("3599", True),
        (240, False),
        (0, False),
        (-1, False),
        (None, False),
        (True, False),
        ("x", False),
        ([], False),
        (1e300, False),
    ],
)
def test_only_a_known_lifetime_is_kept(expires_in: Any, is_kept: bool) -> None:
    tokens = MemoryTokenCache()
    grant = answer(200, {"access_token": "ya29.a", "expires_in": expires_in})
    talk = Play(PROVIDER.exchange(draft({"data": {}}), token(), credentials(), context(tokens=tokens)))
    talk.answers(grant).sees(StepKind.DELIVER, headers={"authorization": "Bearer ya29.a"})
    assert bool(tokens._tokens) is is_kept


_BODIES = st.binary(max_size=100) | st.dictionaries(
    st.sampled_from(["access_token", "expires_in", "error", "error_description", "token_type"]),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.text(max_size=3)),
).map(lambda value: json.dumps(value).encode())


@given(st.integers(100, 599), _BODIES, st.text(max_size=20))
def test_any_answer_is_a_grant_or_an_outcome(status: int, body: bytes, date: str) -> None:
    read = read_grant(HttpResponse(status, (("date", date),), body), NOW)
    if isinstance(read, Grant):
        assert 200 <= status < 300
        assert read.token
        assert read.lifetime_seconds >= 0
    else:
        assert read.kind is OutcomeKind.REJECTED
        assert read.explain is not None
