"""What became of accepted messages: receipts, their absence, and every error in them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.dialogue import answer
from tests.providers.expo.given import ACCESS, NOW, RECEIPTS_URL, TOKEN, context, credentials
from tests.providers.expo.test_compose import json_values

from pushbench.domain.exchange import Step
from pushbench.domain.follow_up import Fate, Followed, FollowedUp
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import StepKind
from pushbench.providers.expo.reasons import DEVICE_ERRORS
from pushbench.providers.expo.receipts import FOLLOW_UP


def followed(identifier: str = "a", age: float = 900.0) -> Followed:
    return Followed(f"d-{identifier}", identifier, "token", TOKEN, NOW - age)


def ask(
    *deliveries: Followed, response: HttpResponse, **profile: Any
) -> tuple[tuple[FollowedUp, ...], list[HttpRequest]]:
    talk = FOLLOW_UP.ask(deliveries, credentials(**profile), context())
    sent: list[HttpRequest] = []
    try:
        step: Step = next(talk)
        while True:
            assert step.kind is StepKind.FOLLOW_UP
            sent.append(step.request)
            step = talk.send(response)
    except StopIteration as end:
        return end.value, sent


def one(receipt: Json, age: float = 900.0) -> FollowedUp:
    [fate] = ask(followed(age=age), response=answer(200, {"data": {"a": receipt}}))[0]
    return fate


def test_the_question() -> None:
    fates, [request] = ask(
        followed("a"), followed("b"), followed("a"), response=answer(200, {"data": {}}), access_token=ACCESS
    )
    assert (request.url, request.body) == (RECEIPTS_URL, b'{"ids":["a","b"]}')
    assert request.header("authorization") == f"Bearer {ACCESS}"
    assert len(fates) == 3


def test_many_ids_are_gzipped_and_parted() -> None:
    many = [followed(f"{number:036}") for number in range(1001)]
    fates, sent = ask(*many, response=answer(200, {"data": {}}))
    assert [len(json.loads(request.plain or request.body)["ids"]) for request in sent] == [1000, 1]
    assert sent[0].header("content-encoding") == "gzip"
    assert len(fates) == 1001
    assert FOLLOW_UP.most_at_once == 1000


def test_handed_on() -> None:
    fate = one({"status": "ok", "details": {"sentAt": 7, "apns": {}}})
    assert (fate.fate, fate.facts) == (Fate.HANDED_ON, (("APNs", "{}"), ("sent at", "7")))


@pytest.mark.parametrize("reason", DEVICE_ERRORS, ids=lambda reason: reason.code)
def test_each_error(reason: Any) -> None:
    fate = one({"status": "error", "message": "words", "details": {"error": reason.code}})
    assert (fate.fate, fate.reason, fate.is_target_dead) == (Fate.FAILED, reason.code, reason.is_target_dead)
    assert fate.explain is not None
    assert (fate.explain.what, fate.explain.fix) == (reason.meaning, reason.fix)
    assert "words" in fate.explain.why


def test_apples_own_word_says_more() -> None:
    details = {"error": "DeveloperError", "apns": {"reason": "BadDeviceToken", "statusCode": 400}, "fault": "developer"}
    fate = one({"status": "error", "message": "(reason: BadDeviceToken, status code: 400)", "details": details})
    assert fate.reason == "DeveloperError"
    assert fate.explain is not None
    assert "environment" in fate.explain.what
    assert fate.facts[0] == ("own word", "BadDeviceToken")


@pytest.mark.parametrize(
    ("age", "fate", "count"), [(2, Fate.WAITING, 0), (901, Fate.WAITING, 1), (86_400, Fate.UNKNOWN, 0)]
)
def test_no_receipt(age: float, fate: Fate, count: int) -> None:
    [found] = ask(followed(age=age), response=answer(200, {"data": {}}))[0]
    assert (found.fate, len(found.facts)) == (fate, count)
    assert (found.explain is not None) is (fate is Fate.UNKNOWN)


def test_without_an_id_nobody_is_asked() -> None:
    fates, sent = ask(followed(""), response=answer(200, {"data": {}}))
    assert (fates[0].fate, sent) == (Fate.UNKNOWN, [])


def test_a_refused_question_leaves_them_waiting_with_its_words() -> None:
    body = {"errors": [{"code": "UNAUTHORIZED", "message": "x"}]}
    [fate] = ask(followed(age=90_000), response=answer(401, body))[0]
    assert (fate.fate, fate.reason) == (Fate.WAITING, "UNAUTHORIZED")
    assert fate.explain is not None
    assert ("status", "401") in fate.facts


@given(json_values | st.dictionaries(st.just("a"), json_values), st.integers(100, 599))
def test_anything_may_come_back(value: Json, status: int) -> None:
    for body in (
        value,
        {"data": value},
        {"data": {"a": value}},
        {"data": {"a": {"status": "error", "details": value}}},
    ):
        [fate] = ask(followed(), response=answer(status, body))[0]
        assert fate.fate in Fate
        assert fate.explain is not None or fate.fate in (Fate.WAITING, Fate.HANDED_ON)
