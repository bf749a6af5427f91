"""Against the emulator's own reading of the rules, in the same process and without sockets."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.providers.dialogue import Play
from tests.providers.fcm.given import NOW, context, draft, findings, target, token
from tests.providers.fcm.test_compose import GATE, compose
from tests.providers.fcm.test_rules import BROKEN

from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.finding import Draft, Severity
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.fcm.reasons_fcm import FCM_ERRORS
from pushbench.sandbox.exchange import Connection, Received, Request
from pushbench.sandbox.fcm import FcmService, make

HOME = "https://127.0.0.1:8443"


class StandingClock:
    def now(self) -> float:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing here waits")


class Counting:
    def __init__(self) -> None:
        self.count = 0

    def bytes(self, count: int) -> bytes:
        self.count += 1
        return self.count.to_bytes(2) * (count // 2) + b"\x01" * (count % 2)

    def uuid(self) -> str:
        return "00000000-0000-4000-8000-000000000000"


_KEYS: dict[str, str] = {}


class Sandbox:
    def __init__(self) -> None:
        self.service: FcmService = make(_KEYS, StandingClock(), Counting())
        self.service.origins = {"base_url": HOME}
        self.received: list[Received] = []
        self.service.deliver = self.received.append

    def credentials(self, **fields: str) -> Credentials:
        profile = dict(self.service.profile())
        secret = Secret(profile.pop("service_account"))
        settings = {"base_url": HOME, "token_url": self.service.token_url, **profile, **fields}
        return Credentials("Local", "fcm", Environment.LOCAL, settings, {"service_account": secret})

    def answer(self, step: Step) -> HttpResponse:
        request, parts = step.request, urlsplit(step.request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        origin = f"{parts.scheme}://{parts.netloc}"
        asked = Request(request.method, path, request.headers, request.body, Connection(1, True), origin)
        answer = asyncio.run(self.service.handle(asked))
        return HttpResponse(answer.status, answer.headers, answer.body)

    def drive(self, exchange: Any) -> Outcome:
        talk = Play(exchange)
        while not talk.is_over:
            talk.answers(self.answer(talk.step))
        return talk.outcome

    def send(self, made: Draft, to: Target | None = None, where: SendContext | None = None, **fields: str) -> Outcome:
        goal = to or token(self.service.token)
        return self.drive(PROVIDER.exchange(made, goal, self.credentials(**fields), where or context()))


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def test_the_gate_change_arrives(sandbox: Sandbox) -> None:
    outcome = sandbox.send(compose(GATE))
    assert outcome.kind is OutcomeKind.ACCEPTED
    (got,) = sandbox.received
    assert (got.title, got.body) == ("Gate changed to B42", "Ana, it is 8 minutes on foot.")
    assert json.loads(got.payload)["data"]["seats"] == "2"


def test_a_validated_message_does_not_arrive(sandbox: Sandbox) -> None:
    outcome = sandbox.send(compose(GATE), where=context(is_validation=True))
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.facts
    assert sandbox.received == []


@pytest.mark.parametrize(
    ("suffix", "reason", "is_dead"),
    [
        ("-gone", "UNREGISTERED", True),
        ("-foreign", "SENDER_ID_MISMATCH", False),
        ("-apns", "THIRD_PARTY_AUTH_ERROR", False),
    ],
)
def test_tokens_that_are_refused(sandbox: Sandbox, suffix: str, reason: str, is_dead: bool) -> None:
    outcome = sandbox.send(compose(GATE), token(sandbox.service.token + suffix))
    assert (outcome.kind, outcome.reason, outcome.is_target_dead) == (OutcomeKind.REJECTED, reason, is_dead)


@pytest.mark.parametrize("reason", FCM_ERRORS, ids=lambda reason: reason.code)
def test_reasons_on_demand(sandbox: Sandbox, reason: Any) -> None:
    asked = Request("POST", "/v1/projects/p/messages:send", (), b"{}", Connection(1, True), HOME)
    answer = sandbox.service.fault_answer(asked, reason.code, None, 7.0)
    outcome = PROVIDER.parse(HttpResponse(answer.status, answer.headers, answer.body))
    assert (outcome.reason, outcome.retry, outcome.retry_after_seconds) == (reason.code, reason.retry, 7.0)


def test_the_credential_test_succeeds(sandbox: Sandbox) -> None:
    test: Any = PROVIDER.test(sandbox.credentials(), context())
    results: list[TestResult] = []
    said = next(test)
    try:
        while True:
            is_result = isinstance(said, TestResult)
            results += [said] if is_result else []
            said = test.send(None if is_result else sandbox.answer(said))
    except StopIteration:
        pass
    assert [result.level for result in results] == [Level.GOOD] * 3, results


@pytest.mark.parametrize("api", ["v1", "iid"])
def test_topics(sandbox: Sandbox, api: str) -> None:
    topics, phone = PROVIDER.topics, token(sandbox.service.token)
    assert topics is not None
    profile = sandbox.credentials(topic_api=api)
    for _ in range(2):
        assert sandbox.drive(topics.subscribe("news", phone, profile, context())).kind is OutcomeKind.ACCEPTED
    assert sandbox.drive(topics.list(phone, profile, context())).facts == (("topic", "news"),)
    assert sandbox.send(compose(GATE), target(TargetKind.TOPIC, "news")).kind is OutcomeKind.ACCEPTED
    assert (
        sandbox.send(compose(GATE), target(TargetKind.CONDITION, "!'x' in topics && 'news' in topics")).kind
        is OutcomeKind.ACCEPTED
    )
    assert len(sandbox.received) == 2
    for _ in range(2):
        assert sandbox.drive(topics.unsubscribe("news", phone, profile, context())).kind is OutcomeKind.ACCEPTED
    assert sandbox.drive(topics.list(phone, profile, context())).facts == ()
    gone = token(sandbox.service.token + "-gone")
    assert sandbox.drive(topics.subscribe("news", gone, profile, context())).reason == "NOT_FOUND"


_CHECKED_BY_FCM = ("FCM004", "FCM005", "FCM006", "FCM007", "FCM008", "FCM009", "FCM014", "FCM016", "FCM017", "FCM018")
_ROWS = [
    row for row in BROKEN if row[0] in (*_CHECKED_BY_FCM, "FCM003", "FCM019", "FCM020", "FCM022", "FCM034", "FCM036")
]


@pytest.mark.parametrize(
    ("rule", "payload"), [row[:2] for row in _ROWS], ids=[f"{n}-{row[0]}" for n, row in enumerate(_ROWS)]
)
def test_what_our_rules_call_an_error_the_emulator_refuses(sandbox: Sandbox, rule: str, payload: Any) -> None:
    """Two independent readings of one reference agree."""
    made = payload if isinstance(payload, Draft) else draft(payload)
    assert any(finding.rule == rule and finding.severity is Severity.ERROR for finding in findings(made))
    outcome = sandbox.send(made)
    assert (outcome.kind, outcome.status) == (OutcomeKind.REJECTED, 400), rule
    assert outcome.explain is not None


@pytest.mark.parametrize(("size", "kind"), [(4095, OutcomeKind.ACCEPTED), (4096, OutcomeKind.REJECTED)])
def test_the_limit_is_the_same_byte(sandbox: Sandbox, size: int, kind: OutcomeKind) -> None:
    made = draft({"data": {"x": "y" * size}})
    is_error = any(finding.rule == "FCM028" for finding in findings(made))
    assert sandbox.send(made).kind is kind
    assert is_error is (kind is OutcomeKind.REJECTED)
