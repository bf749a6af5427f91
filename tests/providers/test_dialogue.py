"""The dialogue helper must itself be able to fail."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from tests.providers.dialogue import Play, answer

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.exchange import Exchange, Step
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Outcome, OutcomeKind, StepKind
from pushbench.domain.provider import Level, TestResult


def exchange() -> Exchange:
    request = HttpRequest("POST", "https://h/3/device/ab", (("apns-topic", "a.b"),), b'{"a":1}')
    response = yield Step(StepKind.DELIVER, request)
    return Outcome(OutcomeKind.ACCEPTED, status=response.status)


def test_a_whole_dialogue() -> None:
    play = Play(exchange()).sees(
        StepKind.DELIVER,
        method="POST",
        url="https://h/3/device/ab",
        path="/3/device/ab",
        headers={"apns-topic": "a.b", "apns-id": None},
        body=b'{"a":1}',
        json_body={"a": 1},
    )
    assert play.answers(answer(200, {"ok": True}, retry_after="1")).outcome.status == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": StepKind.AUTHORISE},
        {"method": "GET"},
        {"url": "https://h/"},
        {"path": "/3"},
        {"headers": {"apns-topic": "x"}},
        {"headers": {"apns-topic": None}},
        {"body": b""},
        {"json_body": {"a": 2}},
    ],
)
def test_each_difference_is_seen(wrong: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        Play(exchange()).sees(**wrong)  # type: ignore[arg-type]


def test_results_failures_and_ends_are_checked() -> None:
    def steps() -> Generator[TestResult | Step, HttpResponse | None, None]:
        yield TestResult("One", Level.GOOD, "")
        yield TestResult("Two", Level.BAD, "")

    assert Play(steps()).reports(Level.GOOD, "One").reports(Level.BAD, "Two").ends().is_over
    with pytest.raises(AssertionError):
        Play(steps()).reports(Level.BAD, "One")
    with pytest.raises(AssertionError):
        Play(steps()).ends()
    with pytest.raises(TransportFailure):
        Play(exchange()).fails(FailureKind.RESET)
    with pytest.raises(AssertionError):
        _ = Play(exchange()).outcome
