"""APNs' answers, the odd ones above all: reading one never raises and never claims too much."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.providers.dialogue import answer

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind, Retry
from pushbench.providers.apns import PROVIDER

parse = PROVIDER.parse
HTML = b"<!DOCTYPE html><html><body>Sign in to the hotel's network</body></html>"


def test_a_200_is_accepted_with_its_ids() -> None:
    outcome = parse(answer(200, apns_id="8E58A1F0", apns_unique_id="1c0c"))
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.provider_id == "8E58A1F0"
    assert outcome.facts == (("apns-unique-id", "1c0c"),)
    assert outcome.explain is None
    assert outcome.reason is None


def test_a_broadcast_is_known_by_its_request_id() -> None:
    outcome = parse(answer(200, apns_request_id="5A5A"))
    assert (outcome.kind, outcome.provider_id) == (OutcomeKind.ACCEPTED, "5A5A")


@pytest.mark.parametrize("body", [b"", b"  \r\n", b"{}", b'{"ok":true}'])
def test_a_200_needs_no_apns_id(body: bytes) -> None:
    assert parse(HttpResponse(200, (), body)).kind is OutcomeKind.ACCEPTED


def test_a_web_page_with_status_200_is_not_apples() -> None:
    outcome = parse(answer(200, HTML, content_type="text/html"))
    assert outcome.kind is OutcomeKind.UNCLEAR
    assert outcome.explain is not None
    assert "web page" in outcome.explain.why


def test_a_200_that_carries_a_reason_is_a_rejection() -> None:
    outcome = parse(answer(200, {"reason": "BadTopic"}))
    assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, "BadTopic")


@pytest.mark.parametrize(
    ("timestamp", "since"),
    [
        (1_729_000_000_000, 1_729_000_000.0),
        (1_729_000_000_123.0, 1_729_000_000.123),
        (1_729_000_000, 1_729_000_000.0),
        ("1729000000000", None),
        (True, None),
        (None, None),
        (-1, None),
        (0, None),
        (10**400, None),
        (1e300, None),
        ([1], None),
    ],
)
def test_the_timestamp_of_a_410(timestamp: Any, since: float | None) -> None:
    outcome = parse(answer(410, {"reason": "Unregistered", "timestamp": timestamp}))
    assert outcome.is_target_dead
    assert outcome.dead_since == since
    assert outcome.explain is not None
    assert ("Apple last saw it inactive at 2024-10-15" in outcome.explain.why) == (since is not None)


def test_a_410_without_a_body_counts_when_apple_signed_it() -> None:
    assert parse(answer(410, apns_id="8E58")).is_target_dead
    assert not parse(answer(410)).is_target_dead
    assert not parse(answer(410, HTML)).is_target_dead


def test_death_needs_the_status_as_well() -> None:
    assert not parse(answer(400, {"reason": "Unregistered"}, apns_id="8E58")).is_target_dead
    assert not parse(answer(410, {"reason": "ChannelNotRegistered"}, apns_id="8E58")).is_target_dead
    assert not parse(answer(410, {"reason": "SomethingNew"}, apns_id="8E58")).is_target_dead
    for reason in ("BadDeviceToken", "DeviceTokenNotForTopic"):
        assert not parse(answer(400, {"reason": reason}, apns_id="8E58")).is_target_dead


@pytest.mark.parametrize(
    ("status", "kind", "retry"),
    [
        (400, OutcomeKind.REJECTED, Retry.NEVER),
        (403, OutcomeKind.REJECTED, Retry.NEVER),
        (404, OutcomeKind.REJECTED, Retry.NEVER),
        (407, OutcomeKind.REJECTED, Retry.NEVER),
        (413, OutcomeKind.REJECTED, Retry.NEVER),
        (429, OutcomeKind.REJECTED, Retry.LATER),
        (500, OutcomeKind.REJECTED, Retry.LATER),
        (503, OutcomeKind.REJECTED, Retry.LATER),
        (502, OutcomeKind.UNCLEAR, Retry.NEVER),
        (504, OutcomeKind.UNCLEAR, Retry.NEVER),
        (302, OutcomeKind.UNCLEAR, Retry.NEVER),
        (204, OutcomeKind.UNCLEAR, Retry.NEVER),
        (100, OutcomeKind.UNCLEAR, Retry.NEVER),
        (599, OutcomeKind.UNCLEAR, Retry.NEVER),
    ],
)
@pytest.mark.parametrize(
    "body", [b"", HTML, b"[]", b'{"reason":42}', b'{"reason":null}', b'{"reason":""}', b"\xff\xfe"]
)
def test_without_a_reason_the_status_decides(status: int, kind: OutcomeKind, retry: Retry, body: bytes) -> None:
    outcome = parse(HttpResponse(status, (), body))
    assert (outcome.kind, outcome.retry, outcome.reason) == (kind, retry, None)
    assert outcome.explain is not None
    assert "names no reason" in outcome.explain.why


@pytest.mark.parametrize(
    ("status", "retry"), [(400, Retry.NEVER), (403, Retry.NEVER), (429, Retry.LATER), (503, Retry.LATER)]
)
def test_an_unknown_reason_is_kept_verbatim(status: int, retry: Retry) -> None:
    outcome = parse(answer(status, {"reason": "BrandNewReason"}))
    assert (outcome.kind, outcome.reason, outcome.retry) == (OutcomeKind.REJECTED, "BrandNewReason", retry)
    assert outcome.explain is not None
    assert "BrandNewReason" in outcome.explain.why


def test_the_printed_spelling_is_understood_and_kept() -> None:
    outcome = parse(answer(503, {"reason": "Service Unavailable"}))
    assert (outcome.reason, outcome.retry) == ("Service Unavailable", Retry.LATER)
    assert outcome.explain is not None
    assert outcome.explain.what == "Apple's service is not available."


def test_two_megabytes_are_not_parsed_and_not_shown() -> None:
    body = b'{"reason":"BadTopic","x":"' + b"a" * 2_000_000 + b'"}'
    outcome = parse(HttpResponse(400, (), body))
    assert outcome.reason is None
    assert outcome.explain is not None
    assert "2000028 bytes" in outcome.explain.why
    assert len(outcome.explain.why) < 300


def test_a_hostile_reason_is_one_short_printable_line() -> None:
    outcome = parse(answer(400, {"reason": "a\x1b[31m\nb" + "c" * 1000}))
    assert outcome.reason is not None
    assert len(outcome.reason) <= 100
    assert outcome.reason.isprintable()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((("retry-after", "120"),), 120.0),
        ((("retry-after", "Wed, 21 Oct 2026 07:29:00 GMT"), ("date", "Wed, 21 Oct 2026 07:28:00 GMT")), 60.0),
        ((("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"), ("date", "Wed, 21 Oct 2026 07:29:00 GMT")), 0.0),
        ((("retry-after", "Wed, 21 Oct 2026 07:29:00 GMT"),), None),
        ((("retry-after", "soon"),), None),
        ((("retry-after", "-5"),), None),
        ((("retry-after", "1e9"),), None),
        ((), None),
    ],
)
def test_retry_after_is_kept(headers: tuple[tuple[str, str], ...], seconds: float | None) -> None:
    outcome = parse(HttpResponse(429, headers, b'{"reason":"TooManyRequests"}'))
    assert (outcome.retry, outcome.retry_after_seconds) == (Retry.LATER, seconds)


def test_retry_after_means_nothing_where_a_retry_cannot_help() -> None:
    response = HttpResponse(410, (("retry-after", "5"),), b'{"reason":"Unregistered"}')
    assert parse(response).retry_after_seconds is None


def test_hasty_token_updates_wait_for_their_twenty_minutes() -> None:
    hasty = parse(answer(429, {"reason": "TooManyProviderTokenUpdates"}))
    assert (hasty.retry, hasty.retry_after_seconds) == (Retry.LATER, 1200.0)
    told = parse(answer(429, {"reason": "TooManyProviderTokenUpdates"}, retry_after="30"))
    assert told.retry_after_seconds == 30


def test_deep_nesting_and_endless_numbers_are_survived() -> None:
    assert parse(HttpResponse(400, (), b"[" * 60_000)).kind is OutcomeKind.REJECTED
    assert parse(HttpResponse(400, (), b'{"reason":' + b"9" * 5000 + b"}")).kind is OutcomeKind.REJECTED


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["reason", "timestamp"]) | st.text(), inner),
    max_leaves=8,
)
HEADERS = st.lists(
    st.tuples(st.sampled_from(["apns-id", "retry-after", "date", "apns-unique-id", "x"]), st.text()), max_size=4
)


@settings(max_examples=200, deadline=None)
@given(st.integers(-1, 1000), HEADERS, st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_answer_is_an_outcome(status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    outcome = parse(HttpResponse(status, tuple(headers), body))
    assert outcome.status == status
    assert (outcome.explain is None) == (outcome.kind is OutcomeKind.ACCEPTED)
    assert not outcome.is_target_dead or status == 410
    assert status == 200 or outcome.kind is not OutcomeKind.ACCEPTED
