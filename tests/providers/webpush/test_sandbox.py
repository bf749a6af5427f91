"""The emulator reads the rules for itself: what we send it must accept, what it refuses we must explain."""

from __future__ import annotations

import asyncio
import os
from urllib.parse import urlsplit

import pytest
from tests.providers.dialogue import Play
from tests.providers.webpush.given import NOW

from pushbench.domain.exchange import SendContext
from pushbench.domain.finding import CheckContext, Draft
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.message import Content, Delivery, Message
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.webpush import PROVIDER
from pushbench.sandbox.exchange import Answer, Connection, Received, Request
from pushbench.sandbox.webpush import WebPushService, make
from pushbench.sandbox.webpush_personalities import PERSONALITIES, WORDINGS

ORIGIN = "https://127.0.0.1:8443"
PATHS = {
    "mozilla": "/wpush/v2/{}",
    "fcm": "/fcm/send/{}",
    "apple": "/apple/{}",
    "wns": "/w/?token={}",
    "rfc": "/push/{}",
}


class _Clock:
    def now(self) -> float:
        return NOW

    def monotonic(self) -> float:
        return NOW

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing waits here")


class _Randomness:
    def bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def uuid(self) -> str:
        return "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def service() -> WebPushService:
    made = make({}, _Clock(), _Randomness())
    made.origins = {"base_url": ORIGIN}
    return made


def profile(service: WebPushService) -> Credentials:
    fields = dict(service.profile())
    private_key = Secret(fields.pop("private_key"))
    return Credentials("Sandbox", "webpush", Environment.LOCAL, fields, {"private_key": private_key})


def send(service: WebPushService, draft: Draft, path: str) -> Outcome:
    token = service.subscription(path.format(service.subscription_id))
    context = SendContext(NOW, os.urandom, lambda: "id")
    play = Play(PROVIDER.exchange(draft, Target(TargetKind.TOKEN, token, "x"), profile(service), context))
    return play.answers(_response(asyncio.run(service.handle(_request(play.request))))).outcome


def _request(request: HttpRequest) -> Request:
    parts = urlsplit(request.url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return Request(request.method, path, request.headers, request.body, Connection(1, is_http2=True), ORIGIN)


def _response(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.status, answer.headers, answer.body)


@pytest.mark.parametrize("personality", PATHS)
def test_a_composed_push_is_accepted_decrypted_and_shown(service: WebPushService, personality: str) -> None:
    received: list[Received] = []
    service.deliver = received.append
    message = Message(
        content=Content(title="Gate changed", body="B42 – grün", link="https://skylark.app"),
        delivery=Delivery(ttl_seconds=60, collapse_id="gate-418"),
    )
    outcome = send(service, PROVIDER.compose(message, None, NOW), PATHS[personality])
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.provider_id
    assert [(one.title, one.body) for one in received] == [("Gate changed", "B42 – grün")]


@pytest.mark.parametrize("personality", PATHS)
def test_a_push_without_payload_is_accepted(service: WebPushService, personality: str) -> None:
    outcome = send(service, Draft("webpush", None, {"TTL": "60"}), PATHS[personality])
    assert outcome.kind is OutcomeKind.ACCEPTED


@pytest.mark.parametrize("personality", PATHS)
@pytest.mark.parametrize(
    ("headers", "size"),
    [
        ({}, 10),
        ({"TTL": "soon"}, 10),
        ({"TTL": "-1"}, 10),
        ({"TTL": "60", "Topic": "a" * 33}, 10),
        ({"TTL": "60", "Topic": "a b"}, 10),
        ({"TTL": "60", "Urgency": "urgent"}, 10),
        ({"TTL": "60"}, 3994),
    ],
)
def test_what_our_rules_call_an_error_the_emulator_refuses(
    service: WebPushService, personality: str, headers: dict[str, str], size: int
) -> None:
    draft = Draft("webpush", "x" * size, headers)
    errors = [
        found
        for rule in PROVIDER.rules
        for found in rule.findings(draft, CheckContext())
        if found.severity.value == "error"
    ]
    outcome = send(service, draft, PATHS[personality])
    assert len(errors) == 1
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.explain is not None


@pytest.mark.parametrize("personality", PATHS)
@pytest.mark.parametrize("problem", WORDINGS)
def test_every_refusal_of_the_emulator_is_explained(personality: str, problem: str) -> None:
    answer = PERSONALITIES[personality](problem)
    if answer.status == 201:
        return
    outcome = PROVIDER.parse(_response(answer))
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.reason
    assert outcome.explain is not None
    is_gone = problem in ("gone", "user_unknown") or (problem == "unknown" and personality != "apple")
    assert outcome.is_target_dead is is_gone
    is_temporary = answer.status in (406, 429, 500, 503)
    assert (outcome.retry.value == "later") is is_temporary
