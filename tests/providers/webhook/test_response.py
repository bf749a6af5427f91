"""Every documented answer, answers that lie, and answers that are none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.dialogue import answer

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind, Retry
from pushbench.providers.webhook import PROVIDER
from pushbench.providers.webhook.reasons import BY_CODE, REASONS, STATUSES, WORDS

CODES = [row for row in WORDS if row.code not in ("rejected", "ErrorInBody", "Redirect")]


def test_the_table_says_everything_and_nothing_twice() -> None:
    assert len(BY_CODE) == len(REASONS)
    for row in REASONS:
        assert all(text.endswith((".", "*/*.")) for text in (row.meaning, row.cause, row.fix)), row
        assert row.source


def test_every_status_says_what_it_means() -> None:
    for row in STATUSES:
        [status] = row.statuses
        outcome = PROVIDER.parse(answer(status, {"message": "Its own words"}))
        assert (outcome.reason, outcome.status, outcome.retry) == (row.code, status, row.retry)
        assert outcome.kind is (OutcomeKind.UNCLEAR if status in (408, 504) else OutcomeKind.REJECTED)
        assert outcome.explain is not None
        assert outcome.explain.what == row.meaning
        assert "Its own words" in outcome.explain.why
        assert not outcome.is_target_dead


def test_a_receivers_own_code_goes_before_its_status() -> None:
    for row in CODES:
        for body in (
            {"error": {"code": row.code}},
            {"error": row.code},
            {"code": row.code},
            {"errors": [{"code": row.code}]},
        ):
            for status in (row.statuses[0], 400, 200):
                outcome = PROVIDER.parse(answer(status, body))
                if status == 200 and "code" in body:
                    continue  # a word alone is no error of a 2xx
                assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, row.code), (status, body)
                assert outcome.is_target_dead is (row.code == "unregistered")


@pytest.mark.parametrize(
    ("body", "reason", "is_dead"),
    [
        ({"rejected": ["phone-1"]}, "rejected", True),
        ({"error": "no"}, "ErrorInBody", False),
        ({"error": {"message": "no"}}, "ErrorInBody", False),
        ({"errors": [{"message": "no"}]}, "ErrorInBody", False),
        ({"ok": False}, "ErrorInBody", False),
        ({"success": False, "message": "no"}, "ErrorInBody", False),
    ],
)
def test_a_2xx_that_tells_of_an_error_is_a_rejection(body: Any, reason: str, is_dead: bool) -> None:
    outcome = PROVIDER.parse(answer(200, body))
    assert (outcome.kind, outcome.reason, outcome.is_target_dead) == (OutcomeKind.REJECTED, reason, is_dead)
    assert outcome.explain is not None


@pytest.mark.parametrize(
    "body",
    [b"", b"ok", b"\xff", {"error": None, "errors": [], "ok": True}, {"rejected": []}, [1], {"error": ""}],
)
def test_any_other_2xx_is_taken(body: Any) -> None:
    for status in (200, 201, 202, 204):
        assert PROVIDER.parse(answer(status, body)).kind is OutcomeKind.ACCEPTED


def test_a_web_page_with_a_2xx_proves_nothing() -> None:
    cut = HttpResponse(200, (), b"x" * 100, is_cut=True)
    for response in (answer(200, b"\n<!DOCTYPE html>"), answer(201, b"\xef\xbb\xbf<html>"), cut):
        outcome = PROVIDER.parse(response)
        assert outcome.kind is OutcomeKind.UNCLEAR
        assert outcome.explain is not None


def test_a_redirect_names_the_new_address() -> None:
    outcome = PROVIDER.parse(answer(308, location="https://new.example/hook"))
    assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, "Redirect")
    assert outcome.explain is not None
    assert "https://new.example/hook" in outcome.explain.why


def test_retry_after_is_kept_where_it_counts() -> None:
    outcome = PROVIDER.parse(answer(429, retry_after="7"))
    assert (outcome.retry, outcome.retry_after_seconds) == (Retry.LATER, 7.0)
    assert PROVIDER.parse(answer(400, retry_after="7")).retry_after_seconds is None


def test_unlisted_statuses_count_as_the_first_of_their_hundred() -> None:
    assert PROVIDER.parse(answer(418)).reason == "HTTP 400"
    assert PROVIDER.parse(answer(599)).reason == "HTTP 500"
    for status in (101, 304, 999):
        outcome = PROVIDER.parse(answer(status))
        assert outcome.kind is OutcomeKind.UNCLEAR or status == 999
        assert outcome.explain is not None


@given(
    st.integers(100, 999),
    st.binary(max_size=60) | st.just(b'{"error":{"code":[1],"message":{}}}') | st.just(b"[" * 9000),
)
def test_parsing_is_total(status: int, body: bytes) -> None:
    outcome = PROVIDER.parse(HttpResponse(status, (("location", "\x00"), ("retry-after", "soon")), body))
    assert outcome.explain is not None or outcome.kind is OutcomeKind.ACCEPTED
