"""Credential tests: offline steps first, then the base URL alone, never a browser."""

from __future__ import annotations

import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.webpush.given import NOW, UA_PRIVATE, VAPID_PUBLIC, context, credentials

from pushbench.domain.errors import FailureKind
from pushbench.domain.exchange import SendContext
from pushbench.domain.http import HttpResponse, Timings
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Level
from pushbench.providers.webpush import PROVIDER

BASE = "https://127.0.0.1:8443"
SERVICE = "Push service answers"


def play(using: Credentials, within: SendContext | None = None) -> Play:
    return Play(PROVIDER.test(using, within or context()))


def offline(using: Credentials) -> Play:
    return (
        play(using)
        .reports(Level.GOOD, "Private key is readable")
        .reports(Level.GOOD, "Public key is derived")
        .reports(Level.GOOD, "Subject is acceptable")
        .reports(Level.GOOD, "Clock is plausible")
        .reports(Level.GOOD, "Token signs and verifies")
        .reports(Level.GOOD, "pywebpush reads it too")
    )


def test_without_a_base_url_no_service_is_asked() -> None:
    whole = offline(credentials()).reports(Level.UNSURE, SERVICE).ends()
    assert "No push service has been asked" in whole.last.detail


def test_the_derived_public_key_is_shown() -> None:
    shown = (
        play(credentials()).reports(Level.GOOD, "Private key is readable").reports(Level.GOOD, "Public key is derived")
    )
    assert VAPID_PUBLIC in shown.last.detail
    entered = play(credentials(public_key=VAPID_PUBLIC)).reports(Level.GOOD, "Private key is readable")
    entered.reports(Level.GOOD, "Public key belongs to it")


@pytest.mark.parametrize("private_key", [None, VAPID_PUBLIC, "short"])
def test_it_ends_at_a_key_that_cannot_be_read(private_key: str | None) -> None:
    ended = play(credentials(private_key=private_key)).reports(Level.BAD, "Private key is readable").ends()
    assert ended.last.fix


def test_it_ends_at_a_pair_that_does_not_belong_together() -> None:
    using = credentials(private_key=UA_PRIVATE, public_key=VAPID_PUBLIC)
    play(using).reports(Level.GOOD, "Private key is readable").reports(Level.BAD, "Public key belongs to it").ends()


def up_to_subject(using: Credentials) -> Play:
    return play(using).reports(Level.GOOD, "Private key is readable").reports(Level.GOOD, "Public key is derived")


def test_it_ends_at_a_subject_that_is_refused_and_goes_on_after_a_doubtful_one() -> None:
    up_to_subject(credentials(subject="")).reports(Level.BAD, "Subject is acceptable").ends()
    doubtful = up_to_subject(credentials(subject="mailto:me@localhost")).reports(Level.UNSURE, "Subject is acceptable")
    assert "Apple" in doubtful.last.detail
    doubtful.reports(Level.GOOD, "Clock is plausible")


@pytest.mark.parametrize("now", [0.0, 86_400.0 * 365, 5e9])
def test_it_ends_at_a_clock_that_is_years_off(now: float) -> None:
    test = Play(PROVIDER.test(credentials(), context(now)))
    for title in ("Private key is readable", "Public key is derived", "Subject is acceptable"):
        test.reports(Level.GOOD, title)
    test.reports(Level.BAD, "Clock is plausible").ends()


def test_the_base_url_is_asked_for_a_subscription_that_cannot_exist() -> None:
    asked = offline(credentials(base_url=f"{BASE}/gate")).sees(
        StepKind.DELIVER,
        method="POST",
        path="/gate/push/pushbench-credential-test-of-a-made-up-subscription",
        body=b"",
        headers={"ttl": "0", "content-encoding": None},
    )
    assert asked.request.origin == BASE
    assert (asked.request.header("authorization") or "").startswith("vapid t=")
    asked.answers(HttpResponse(404, timings=Timings(total_ms=12.5))).reports(Level.GOOD, SERVICE).ends()
    assert asked.last.total_ms == 12.5
    assert "judged with a real one" in asked.last.detail


@pytest.mark.parametrize(
    ("response", "level"),
    [
        (answer(410, b""), Level.GOOD),
        (answer(404, {"errno": 102, "message": "Invalid token"}), Level.GOOD),
        (answer(404, b"<html>nothing here</html>"), Level.UNSURE),
        (answer(400, b""), Level.UNSURE),
        (answer(401, {"errno": 109, "message": "Invalid VAPID token"}), Level.BAD),
        (answer(403, {"reason": "BadJwtToken"}), Level.BAD),
        (answer(201, b""), Level.UNSURE),
        (answer(200, b"<html>"), Level.UNSURE),
        (answer(429, b""), Level.UNSURE),
        (answer(503, b""), Level.UNSURE),
    ],
)
def test_each_answer_is_interpreted(response: HttpResponse, level: Level) -> None:
    asked = offline(credentials(base_url=BASE)).answers(response).reports(level, SERVICE).ends()
    assert str(response.status) in asked.last.detail


@pytest.mark.parametrize(("date", "level"), [(NOW, Level.GOOD), (NOW + 299, Level.GOOD), (NOW - 3600, Level.BAD)])
def test_the_services_clock_is_compared(date: float, level: Level) -> None:
    from email.utils import formatdate

    response = answer(404, b"", date=formatdate(date, usegmt=True))
    asked = offline(credentials(base_url=BASE)).answers(response).reports(Level.GOOD, SERVICE)
    asked.reports(level, "Clock agrees with the service").ends()


@pytest.mark.parametrize("kind", [FailureKind.REFUSED, FailureKind.TLS, FailureKind.TIMEOUT])
def test_a_service_that_cannot_be_reached(kind: FailureKind) -> None:
    asked = offline(credentials(base_url=BASE)).fails(kind).reports(Level.BAD, SERVICE).ends()
    assert kind.value in asked.last.detail


def test_a_base_url_that_is_none() -> None:
    offline(credentials(base_url="127.0.0.1")).reports(Level.BAD, SERVICE).ends()


def test_cached_tokens_are_left_alone() -> None:
    within = context()
    for _ in PROVIDER.test(credentials(), within):
        pass
    assert vars(within.tokens)["_tokens"] == {}
