"""Both kinds of 200, both envelopes of errors, every documented reason, and answers of any shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as given_values
from hypothesis import strategies as st
from tests.providers.dialogue import Play, answer
from tests.providers.onesignal.given import SUBSCRIPTION, context, credentials, draft, target, token, words

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Outcome, OutcomeKind, Reason, Retry
from pushbench.domain.target import TargetKind
from pushbench.providers.onesignal import PROVIDER
from pushbench.providers.onesignal.reasons import NOT_SUBSCRIBED, REASONS, row_of
from pushbench.sandbox import onesignal_answers as emulated


def parse(status: int, body: Any = b"", **headers: str) -> Outcome:
    return PROVIDER.parse(answer(status, body, **headers))


def test_an_id_is_acceptance() -> None:
    outcome = parse(200, {"id": SUBSCRIPTION, "external_id": None})
    assert (outcome.kind, outcome.provider_id, outcome.facts) == (OutcomeKind.ACCEPTED, SUBSCRIPTION, ())


def test_an_empty_id_with_words_is_a_rejection() -> None:
    outcome = parse(200, {"id": "", "external_id": None, "errors": [NOT_SUBSCRIBED]})
    assert (outcome.kind, outcome.status, outcome.reason) == (OutcomeKind.REJECTED, 200, NOT_SUBSCRIBED)
    assert outcome.is_target_dead
    assert outcome.explain is not None
    assert outcome.explain.what == "Nobody was there to send to."


def test_an_object_of_errors_is_acceptance_in_part() -> None:
    errors = {"invalid_aliases": {"external_id": ["a", "b"]}, "invalid_player_ids": ["c"]}
    outcome = parse(200, {"id": SUBSCRIPTION, "errors": errors, "warnings": ["old"]}, idempotent_replayed="true")
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.facts == (
        ("partly", "accepted, but not for all that was named"),
        ("invalid_aliases, external_id", "a, b"),
        ("invalid_player_ids", "c"),
        ("warning", "old"),
        ("replayed", "the answer of an earlier try with the same idempotency key"),
    )


def test_an_empty_id_with_an_object_is_a_rejection() -> None:
    outcome = parse(200, {"id": "", "errors": {"invalid_player_ids": ["c"]}})
    assert outcome.kind is OutcomeKind.REJECTED
    assert ("invalid_player_ids", "c") in outcome.facts
    assert not outcome.is_target_dead


def test_the_structured_envelope() -> None:
    body = {"errors": [{"code": "Subscription Limit Exceeded", "title": "Too many", "meta": {"user": "x"}}]}
    outcome = parse(409, body)
    assert outcome.reason == "Subscription Limit Exceeded"
    assert outcome.facts == (("title", "Too many"), ("meta", '{"user":"x"}'))


@pytest.mark.parametrize("reason", REASONS, ids=[reason.code[:40] for reason in REASONS])
def test_every_documented_reason(reason: Reason) -> None:
    said = reason.code.replace("…", "segments")
    outcome = parse(reason.statuses[0], {"id": "", "errors": [said]}, retry_after="7")
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.reason == said.strip() or outcome.reason == said
    assert outcome.explain == reason.explain()
    assert outcome.retry is reason.retry
    assert outcome.retry_after_seconds == 7
    assert outcome.is_target_dead is reason.is_target_dead


@pytest.mark.parametrize(
    "said", [*emulated.STATUSES, *emulated.WORDS.values(), emulated.MIXED, emulated.NO_APP, emulated.NO_TARGET]
)
def test_what_the_emulator_says_is_in_the_table(said: str) -> None:
    assert row_of(said) is not None
    assert row_of(f"{said}.") is not None


def test_words_of_nobodys_table_are_told() -> None:
    outcome = parse(400, {"errors": ["Something  new", "and more"]})
    assert outcome.reason == "Something  new"
    assert outcome.explain is not None
    assert "Something  new" in outcome.explain.why
    assert outcome.facts == (("further error", "and more"),)


@pytest.mark.parametrize("status", [429, 503])
def test_passing_trouble_is_tried_again(status: int) -> None:
    for body in (b"", b"<html>", {"errors": ["whatever"]}, {"errors": []}):
        outcome = parse(status, body, retry_after="3")
        assert (outcome.kind, outcome.retry, outcome.retry_after_seconds) == (OutcomeKind.REJECTED, Retry.LATER, 3)


@pytest.mark.parametrize(
    ("status", "body"), [(200, b"<html>"), (200, {}), (200, {"id": 7}), (302, b""), (504, b""), (200, [])]
)
def test_nobody_can_say(status: int, body: Any) -> None:
    assert parse(status, body).kind is OutcomeKind.UNCLEAR


def test_others_pages_are_refusals() -> None:
    outcome = parse(403, b"<html>")
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.explain is not None
    assert "web page" in outcome.explain.why


def test_only_a_named_target_dies() -> None:
    said = answer(200, {"id": "", "errors": [NOT_SUBSCRIBED]})
    cases = [
        (words(), token(), True),
        (words(isIos=True), token(), False),
        (words(), target(TargetKind.SEGMENT, "All"), False),
        (words(), target(TargetKind.ALIAS, "external_id=4"), False),
    ]
    for payload, to, is_dead in cases:
        outcome = Play(PROVIDER.exchange(draft(payload), to, credentials(), context())).answers(said).outcome
        assert outcome.is_target_dead is is_dead


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "errors", "warnings", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given_values(status=st.integers(100, 599), body=JSON)
def test_parsing_is_total(status: int, body: Any) -> None:
    assert isinstance(parse(status, body), Outcome)


@given_values(status=st.sampled_from([200, 400, 429]), body=st.binary(max_size=60))
def test_parsing_bytes_is_total(status: int, body: bytes) -> None:
    assert isinstance(PROVIDER.parse(HttpResponse(status, (), body)), Outcome)
