"""Answers: every documented one, odd ones, and that reading them never fails."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as given_values
from hypothesis import strategies as st
from tests.providers.dialogue import answer

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind, Retry
from pushbench.providers.airship import PROVIDER
from pushbench.providers.airship.reasons import REASONS

ACCEPTED, REJECTED, UNCLEAR = OutcomeKind.ACCEPTED, OutcomeKind.REJECTED, OutcomeKind.UNCLEAR


def test_what_was_accepted() -> None:
    push = PROVIDER.parse(
        answer(202, {"ok": True, "operation_id": "o", "push_ids": ["p", "q"], "localized_ids": ["l"]})
    )
    assert (push.kind, push.provider_id) == (ACCEPTED, "p")
    assert push.facts == (("push id", "q"), ("localized push id", "l"), ("operation", "o"))
    schedule = PROVIDER.parse(answer(201, {"ok": True, "schedule_urls": ["https://x.example/api/schedules/s1"]}))
    assert (schedule.kind, schedule.provider_id) == (ACCEPTED, "s1")
    test = PROVIDER.parse(answer(201, {"ok": True, "experiment_id": "e", "push_id": "p"}))
    assert (test.provider_id, test.facts) == ("p", (("experiment id", "e"),))
    checked = PROVIDER.parse(answer(200, {"ok": True}))
    assert (checked.kind, checked.provider_id) == (ACCEPTED, None)


def test_an_error_tells_its_place() -> None:
    body = {
        "ok": False,
        "error": "Invalid push content",
        "error_code": 40001,
        "details": {"error": "wrong", "path": "push.wns.text", "location": {"line": 47, "column": 12}},
    }
    outcome = PROVIDER.parse(answer(400, body))
    assert (outcome.kind, outcome.reason) == (REJECTED, "40001")
    assert dict(outcome.facts)["path"] == "push.wns.text"
    assert (dict(outcome.facts)["line"], dict(outcome.facts)["column"]) == ("47", "12")
    assert outcome.explain is not None
    assert "“Invalid push content”" in outcome.explain.why
    inside = PROVIDER.parse(answer(200, body))
    assert (inside.kind, inside.reason) == (REJECTED, "40001")


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason", "retry"),
    [
        (404, {"ok": False, "error_code": 40404, "error": "Invalid channel id."}, REJECTED, "40404", Retry.NEVER),
        (403, {"ok": False, "error_code": 40311, "error": "no"}, REJECTED, "40311", Retry.NEVER),
        (406, {"ok": False, "error": "Not acceptable"}, REJECTED, "Not acceptable", Retry.NEVER),
        (429, {"ok": False}, REJECTED, None, Retry.LATER),
        (429, b"slow down", REJECTED, None, Retry.LATER),
        (500, {"ok": False, "error_code": 50000, "error": "Internal error"}, UNCLEAR, "50000", Retry.NEVER),
        (503, b"<html>", UNCLEAR, None, Retry.NEVER),
        (502, b"", UNCLEAR, None, Retry.NEVER),
        (418, {"ok": False, "error": "teapot"}, REJECTED, "teapot", Retry.NEVER),
        (403, b"<html>blocked", REJECTED, None, Retry.NEVER),
        (302, b"", UNCLEAR, None, Retry.NEVER),
        (200, b"<html>hello", UNCLEAR, None, Retry.NEVER),
        (202, {"ok": True}, UNCLEAR, None, Retry.NEVER),
        (202, {"push_ids": 7, "schedule_urls": [7]}, UNCLEAR, None, Retry.NEVER),
        (200, [1], UNCLEAR, None, Retry.NEVER),
    ],
)
def test_refusals_and_odd_answers(status: int, body: Any, kind: OutcomeKind, reason: str | None, retry: Retry) -> None:
    outcome = PROVIDER.parse(answer(status, body))
    assert (outcome.kind, outcome.reason, outcome.retry, outcome.status) == (kind, reason, retry, status)
    assert outcome.explain is not None


def test_only_an_unknown_channel_is_dead() -> None:
    assert [reason.code for reason in REASONS if reason.is_target_dead] == ["40404"]
    assert all(reason.source for reason in REASONS)


def test_retry_after_is_kept() -> None:
    assert PROVIDER.parse(answer(429, {"ok": False}, retry_after="12")).retry_after_seconds == 12


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["ok", "error", "error_code", "details", "push_ids", "schedule_ids", "path", "location", "line"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=10,
)


@given_values(status=st.integers(100, 599), body=JSON, raw=st.binary(max_size=20))
def test_reading_is_total(status: int, body: Any, raw: bytes) -> None:
    for made in (answer(status, body), HttpResponse(status, body=raw)):
        outcome = PROVIDER.parse(made)
        assert outcome.kind is ACCEPTED or outcome.explain is not None
