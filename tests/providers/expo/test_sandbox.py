"""Against the emulator's own reading of the rules, in the same process and without sockets."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.providers.dialogue import Play
from tests.providers.expo.given import NOW, TOKEN, context, draft, findings, token
from tests.providers.expo.test_compose import GATE, compose
from tests.providers.expo.test_rules import BROKEN

from pushbench.domain.exchange import Step
from pushbench.domain.finding import Draft, Severity
from pushbench.domain.follow_up import Fate, Followed, FollowedUp
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Level, Parcel, TestResult
from pushbench.domain.secret import Secret
from pushbench.domain.shown import ShownKind
from pushbench.domain.target import Target
from pushbench.providers.expo import PROVIDER
from pushbench.providers.expo.exchange import BATCH
from pushbench.providers.expo.handed import android_data, apns_payload
from pushbench.providers.expo.payload import message_of
from pushbench.providers.expo.reasons import DEVICE_ERRORS, REQUEST_ERRORS
from pushbench.providers.expo.receipts import FOLLOW_UP
from pushbench.sandbox.exchange import Connection, Received, Request
from pushbench.sandbox.expo import ExpoService, make
from pushbench.sandbox.expo_tokens import MAGIC

HOME = "https://127.0.0.1:8443"
_KEYS: dict[str, str] = {}


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing here waits")


class Counting:
    def __init__(self) -> None:
        self.count = 0

    def bytes(self, count: int) -> bytes:
        self.count += 1
        return self.count.to_bytes(2) * (count // 2)

    def uuid(self) -> str:
        return "00000000-0000-4000-8000-000000000000"


class Sandbox:
    def __init__(self) -> None:
        self.clock = Clock()
        self.service: ExpoService = make(_KEYS, self.clock, Counting())
        self.service.origins = {"base_url": HOME}
        self.received: list[Received] = []
        self.service.hand_on = self.received.append  # type: ignore[assignment]

    def credentials(self, *, has_token: bool = True) -> Credentials:
        secrets = {name: Secret(text) for name, text in self.service.profile().items()} if has_token else {}
        return Credentials("Local", "expo", Environment.LOCAL, {"base_url": HOME}, secrets)

    def answer(self, step: Step) -> HttpResponse:
        request, parts = step.request, urlsplit(step.request.url)
        asked = Request(request.method, parts.path, request.headers, request.body, Connection(1, False), HOME)
        answer = asyncio.run(self.service.handle(asked))
        return HttpResponse(answer.status, answer.headers, answer.body)

    def drive(self, exchange: Any) -> Outcome:
        talk = Play(exchange)
        while not talk.is_over:
            talk.answers(self.answer(talk.step))
        return talk.outcome

    def send(self, made: Draft, to: Target | None = None, *, has_token: bool = True) -> Outcome:
        goal, profile = to or token(self.service.tokens.iphone), self.credentials(has_token=has_token)
        return self.drive(PROVIDER.exchange(made, goal, profile, context()))

    def fate(self, outcome: Outcome, seconds: float = 900) -> FollowedUp:
        taken_at, self.clock.time = self.clock.time, self.clock.time + seconds
        delivery = Followed("d", outcome.provider_id or "", "token", TOKEN, taken_at)
        talk = FOLLOW_UP.ask((delivery,), self.credentials(), context(now=self.clock.time))
        try:
            step = next(talk)
            while True:
                step = talk.send(self.answer(step))
        except StopIteration as end:
            [found] = end.value
            assert isinstance(found, FollowedUp)
            return found


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def magic(name: str) -> Target:
    return token(f"ExponentPushToken[emu-{name}]")


@pytest.mark.parametrize("platform", ["iphone", "pixel"])
def test_the_gate_change_is_handed_on(sandbox: Sandbox, platform: str) -> None:
    outcome = sandbox.send(compose(GATE), token(getattr(sandbox.service.tokens, platform)))
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert sandbox.fate(outcome, 1).fate is Fate.WAITING
    assert sandbox.fate(outcome).fate is Fate.HANDED_ON
    assert len(sandbox.received) == 1


def test_both_readings_make_the_same_of_a_message(sandbox: Sandbox) -> None:
    made = compose(GATE)
    sandbox.send(made)
    sandbox.send(made, token(sandbox.service.tokens.pixel))
    apple, google = (json.loads(got.payload) for got in sandbox.received)
    ours = apns_payload(message_of(made.payload))
    assert {key: apple[key] for key in ("aps", "body")} == ours
    data = google["message"]["data"]
    assert {key: data[key] for key in data if key not in ("body", "experienceId", "scopeKey", "projectId")} == {
        key: text for key, text in android_data(message_of(made.payload)).items() if key != "body"
    }
    assert json.loads(data["body"]) == json.loads(android_data(message_of(made.payload))["body"])


RECEIPTS = {f"{name}": each.receipt_error for name, each in MAGIC.items() if each.receipt_error}


@pytest.mark.parametrize("name", RECEIPTS)
def test_each_receipt(sandbox: Sandbox, name: str) -> None:
    outcome = sandbox.send(compose(GATE), magic(name))
    assert outcome.kind is OutcomeKind.ACCEPTED
    fate = sandbox.fate(outcome)
    assert (fate.fate, fate.reason) == (Fate.FAILED, RECEIPTS[name])
    assert fate.is_target_dead is (RECEIPTS[name] == "DeviceNotRegistered")
    assert fate.explain is not None


def test_a_receipt_that_never_comes(sandbox: Sandbox) -> None:
    outcome = sandbox.send(compose(GATE), magic("receipt-never"))
    fate = sandbox.fate(outcome, 1000)
    assert (fate.fate, len(fate.facts)) == (Fate.WAITING, 1)
    assert sandbox.fate(outcome, 90_000).fate is Fate.UNKNOWN


def test_a_dead_token(sandbox: Sandbox) -> None:
    outcome = sandbox.send(compose(GATE), magic("not-registered"))
    assert (outcome.kind, outcome.reason, outcome.is_target_dead) == (
        OutcomeKind.REJECTED,
        "DeviceNotRegistered",
        True,
    )


def test_push_security(sandbox: Sandbox) -> None:
    assert sandbox.send(compose(GATE), magic("secured"), has_token=False).reason == "UNAUTHORIZED"
    assert sandbox.send(compose(GATE), magic("secured")).kind is OutcomeKind.ACCEPTED


def test_a_batch_of_several_projects_arrives_in_parts(sandbox: Sandbox) -> None:
    names = ("ios", "other-project", "android")
    parcels = tuple(Parcel(draft({"title": name}), magic(name)) for name in names)
    outcome = sandbox.drive(BATCH.exchange(parcels, sandbox.credentials(), context()))
    assert [part.kind for part in outcome.parts] == [OutcomeKind.ACCEPTED] * 3
    assert dict(outcome.parts[1].facts)["project"] == "@pushbench/other"
    assert len(sandbox.received) == 3


def test_a_token_of_no_project_does_not_keep_the_others_back(sandbox: Sandbox) -> None:
    targets = (magic("ios"), magic("other-project"), token("ExponentPushToken[unknown]"))
    parcels = tuple(Parcel(draft({"title": "T"}), target) for target in targets)
    outcome = sandbox.drive(BATCH.exchange(parcels, sandbox.credentials(), context()))
    assert [part.kind.value for part in outcome.parts] == ["accepted", "accepted", "rejected"]
    assert outcome.parts[2].is_target_dead


def test_a_hundred_at_once(sandbox: Sandbox) -> None:
    parcels = tuple(Parcel(draft({"title": str(number)}), magic("ios")) for number in range(100))
    outcome = sandbox.drive(BATCH.exchange(parcels, sandbox.credentials(), context()))
    assert len({part.provider_id for part in outcome.parts}) == 100
    assert [json.loads(got.payload)["aps"]["alert"]["title"] for got in sandbox.received] == [
        str(number) for number in range(100)
    ]


@pytest.mark.parametrize("reason", [*DEVICE_ERRORS, *REQUEST_ERRORS], ids=lambda reason: reason.code)
def test_reasons_on_demand(sandbox: Sandbox, reason: Any) -> None:
    asked = Request("POST", "/--/api/v2/push/send", (), b'{"to":"a"}', Connection(1, True), HOME)
    answer = sandbox.service.fault_answer(asked, reason.code, None, 7.0)
    outcome = PROVIDER.parse(HttpResponse(answer.status, answer.headers, answer.body))
    assert (outcome.reason, outcome.retry, outcome.retry_after_seconds) == (reason.code, reason.retry, 7.0)


@pytest.mark.parametrize("has_token", [True, False])
def test_the_credential_test_succeeds(sandbox: Sandbox, has_token: bool) -> None:
    test: Any = PROVIDER.test(sandbox.credentials(has_token=has_token), context())
    results: list[TestResult] = []
    said = next(test)
    try:
        while True:
            is_result = isinstance(said, TestResult)
            results += [said] if is_result else []
            said = test.send(None if is_result else sandbox.answer(said))
    except StopIteration:
        pass
    assert [result.level for result in results] == [Level.GOOD] * 2, results
    assert sandbox.received == []


_ONLY_OURS = ("EXPO002", "EXPO003", "EXPO006", "EXPO008", "EXPO020", "EXPO024")
"""Rules of what never leaves like that, of receipts, and of what the emulator leaves to Apple and Google."""
_UNDOCUMENTED = {"title": "Hello", "body": "There", "tag": None}
"""Whether Expo takes null for a text; ours warns, the emulator refuses."""
SENDABLE = [
    row for row in BROKEN if not isinstance(row[1], Draft) and row[0] not in _ONLY_OURS and row[1] != _UNDOCUMENTED
]


@pytest.mark.parametrize(("rule", "payload", "pointer", "has_button", "to"), SENDABLE)
def test_both_readings_agree_on_errors(
    sandbox: Sandbox, rule: str, payload: Any, pointer: str, has_button: bool, to: Any
) -> None:
    is_error = any(each.severity is Severity.ERROR for each in findings(payload, token()))
    outcome = sandbox.send(draft(payload))
    assert (outcome.reason == "VALIDATION_ERROR") is is_error, outcome


def test_what_is_shown_is_what_arrives(sandbox: Sandbox) -> None:
    made = compose(GATE)
    assert PROVIDER.shown(made, "ios").kind is ShownKind.NOTIFICATION
    sandbox.send(made)
    alert = json.loads(sandbox.received[0].payload)["aps"]["alert"]
    shown = PROVIDER.shown(made, "ios")
    assert (shown.title, shown.subtitle, shown.body) == (alert["title"], alert["subtitle"], alert["body"])
