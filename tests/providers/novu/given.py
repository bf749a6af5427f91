"""What the Novu tests start from: a profile, a clock that stands still, and an emulator in the same process."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pushbench.compose import merge_patch
from pushbench.compose.draft import make_draft
from pushbench.compose.rules import check
from pushbench.domain.device import Device
from pushbench.domain.exchange import Exchange, MemoryTokenCache, SendContext, Step
from pushbench.domain.finding import CheckContext, Draft, Finding
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.message import Message
from pushbench.domain.outcome import Outcome
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind, parse_target
from pushbench.providers.novu import PROVIDER
from pushbench.sandbox.exchange import Answer, Connection, Received, Request
from pushbench.sandbox.novu import NovuService, make

NOW = 1_795_340_460.0
KEY = "0123456789abcdef0123456789abcdef"
IDS = tuple(f"5f0d7c1e-0000-4000-8000-{number:012}" for number in range(400))
HOME = "https://127.0.0.1:8443"
APNS_TOKEN = "ab" * 32
FCM_TOKEN = "cTg3RkQ0SVNXbDM:APA91b" + "x" * 134
EXPO_TOKEN = "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]"


def credentials(
    fields: Mapping[str, str] | None = None, *, environment: Environment = Environment.PRODUCTION, key: str = KEY
) -> Credentials:
    secrets = {"api_key": Secret(key)} if key else {}
    return Credentials("Skylark", "novu", environment, {"workflow_id": "gate-change", **(fields or {})}, secrets)


def context(**changes: Any) -> SendContext:
    numbers = itertools.count(1)
    values: dict[str, Any] = {
        "now": NOW,
        "random_bytes": lambda count: b"\x07" * count,
        "new_id": lambda: IDS[next(numbers)],
        "tokens": MemoryTokenCache(),
    }
    return SendContext(**(values | changes))


def to(typed: str) -> Target:
    return parse_target(typed)


def device(value: str, **changes: Any) -> Target:
    made = Device("Ana's iPhone", "novu", value, **changes)
    return Target(TargetKind.DEVICE, value, made.name, made)


def draft(payload: Json) -> Draft:
    return Draft("novu", payload)


def words(title: str = "Gate changed", body: str = "Walk to B42", **more: Json) -> dict[str, Json]:
    return {"payload": {"title": title, "body": body}, **more}


def native(provider: str, fields: Json, *, step: str = "", through: bool = True) -> dict[str, Json]:
    """A trigger with native fields at one of the places there are."""
    inner: Json = {"_passthrough": {"body": fields}} if through else fields
    table: Json = {"providers": {provider: inner}}
    return words(overrides={"steps": {step: table}} if step else table)


def compose(message: Message) -> Draft:
    return make_draft(PROVIDER, message, None, NOW)


def request_of(made: Draft, target: Target, **changes: Any) -> HttpRequest:
    step = next(PROVIDER.exchange(made, target, credentials(), context(**changes)))
    return step.request


def body_of(made: Draft, target: Target) -> Any:
    return json.loads(request_of(made, target).body)


def findings(
    payload: Draft | Json, target: Target | None = None, profile: Credentials | None = None
) -> tuple[Finding, ...]:
    made = payload if isinstance(payload, Draft) else draft(payload)
    return check(PROVIDER, made, CheckContext(now=NOW, target=target, credentials=profile))


def found(payload: Draft | Json, rule: str) -> list[Finding]:
    return [finding for finding in findings(payload) if finding.rule == rule]


def mended(payload: Json, finding: Finding) -> Json:
    """Press the finding's button."""
    assert finding.patch is not None, f"no button at {finding}"
    document = merge_patch.apply(draft(payload).document(), dict(finding.patch.patch))
    assert isinstance(document, dict)
    return document["payload"]


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
        return self.count.to_bytes(4, "big").rjust(count, b"\x01")[-count:]

    def uuid(self) -> str:
        self.count += 1
        return f"00000000-0000-4000-8000-{self.count:012}"


class Sandbox:
    """The emulator without sockets."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.service: NovuService = make({}, self.clock, Counting())
        self.service.origins = {"base_url": HOME}
        self.received: list[Received] = []
        self.refusal: str | None = None
        self.service.hand_on = self._take
        self.service.deliver = self.received.append
        self._numbers = itertools.count(1)

    def _take(self, received: Received) -> str | None:
        if self.refusal is None:
            self.received.append(received)
        return self.refusal

    @property
    def tokens(self) -> Any:
        return self.service.extras()["tokens"]

    def credentials(self, workflow: str = "pushbench") -> Credentials:
        fields = {"workflow_id": workflow, "base_url": HOME}
        secrets = {"api_key": Secret(self.service.profile()["api_key"])}
        return Credentials("Local", "novu", Environment.LOCAL, fields, secrets)

    def context(self, **changes: Any) -> SendContext:
        values: dict[str, Any] = {"now": self.clock.time, "new_id": lambda: IDS[next(self._numbers)]}
        return context(**(values | changes))

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        sent = {"authorization": f"ApiKey {self.service.profile()['api_key']}"} if headers is None else headers
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return asyncio.run(self.service.handle(self.request(method, path, raw, sent)))

    def request(self, method: str, path: str, raw: bytes, headers: Mapping[str, str]) -> Request:
        return Request(method, path, tuple(headers.items()), raw, Connection(1, False), HOME)

    def json(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = self.ask(method, path, body)
        return answer.status, json.loads(answer.body) if answer.body else None

    def trigger(self, subscriber: Any = "demo", name: str = "pushbench", **fields: Any) -> tuple[int, Any]:
        event = {"name": name, "to": subscriber, "payload": {"title": "T", "body": "B"}, **fields}
        return self.json("POST", "/v1/events/trigger", event)

    def feed(self, transaction: str) -> Any:
        self.clock.time += 2
        return self.json("GET", f"/v1/notifications?transactionId={transaction}")[1]["data"]

    def answer(self, step: Step) -> HttpResponse:
        parts = urlsplit(step.request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self.ask(step.request.method, path, step.request.body, dict(step.request.headers))
        return HttpResponse(answer.status, answer.headers, answer.body)

    def drive(self, exchange: Exchange) -> Outcome:
        made: Outcome = drive(exchange, self)
        return made

    def send(self, payload: Json | Draft, target: Target, workflow: str = "pushbench", **changes: Any) -> Outcome:
        made = payload if isinstance(payload, Draft) else draft(payload)
        return self.drive(PROVIDER.exchange(made, target, self.credentials(workflow), self.context(**changes)))


def drive(generator: Any, sandbox: Sandbox) -> Any:
    """Answer a generator's requests by the emulator until it ends."""
    try:
        step = next(generator)
        while True:
            step = generator.send(sandbox.answer(step) if isinstance(step, Step) else None)
    except StopIteration as end:
        return end.value
