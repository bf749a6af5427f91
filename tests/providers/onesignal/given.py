"""What the OneSignal tests start from: a profile, a clock that stands still, and an emulator in the same process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pushbench.compose import merge_patch
from pushbench.compose.rules import check
from pushbench.domain.device import Device
from pushbench.domain.exchange import Exchange, MemoryTokenCache, SendContext, Step
from pushbench.domain.finding import CheckContext, Draft, Finding
from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Outcome
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.onesignal import PROVIDER
from pushbench.sandbox.exchange import Answer, Connection, Received, Request
from pushbench.sandbox.onesignal import OneSignalService, make

NOW = 1_795_340_460.0
APP = "5eb5a37e-b458-41e3-ac11-000c2940e62c"
KEY = "os_v2_app_abcdefghijklmnopqrstuvwxyz"
SUBSCRIPTION = "1dd608f2-c6a1-41e3-851d-000c2940e62c"
NEW_ID = "5f0d7c1e-0000-4000-8000-000000000000"
HOST = "https://api.onesignal.com"
HOME = "https://127.0.0.1:8443"


def credentials(
    fields: Mapping[str, str] | None = None, *, environment: Environment = Environment.PRODUCTION, key: str = KEY
) -> Credentials:
    secrets = {"api_key": Secret(key)} if key else {}
    return Credentials("Skylark", "onesignal", environment, {"app_id": APP, **(fields or {})}, secrets)


def context(**changes: Any) -> SendContext:
    values: dict[str, Any] = {
        "now": NOW,
        "random_bytes": lambda count: b"\x07" * count,
        "new_id": lambda: NEW_ID,
        "tokens": MemoryTokenCache(),
    }
    return SendContext(**(values | changes))


def target(kind: TargetKind, value: str) -> Target:
    return Target(kind, value, value)


def token(value: str = SUBSCRIPTION) -> Target:
    return target(TargetKind.TOKEN, value)


def device(value: str = SUBSCRIPTION, **changes: Any) -> Target:
    made = Device("Ana's iPhone", "onesignal", value, **changes)
    return Target(TargetKind.DEVICE, value, made.name, made)


def draft(payload: Json) -> Draft:
    return Draft("onesignal", payload)


def words(text: str = "Gate B42", **more: Json) -> dict[str, Json]:
    return {"contents": {"en": text}, **more}


def findings(payload: Draft | Json, to: Target | None = None, now: float = NOW) -> tuple[Finding, ...]:
    made = payload if isinstance(payload, Draft) else draft(payload)
    return check(PROVIDER, made, CheckContext(now=now, target=to))


def found(payload: Draft | Json, rule: str, to: Target | None = None) -> list[Finding]:
    return [finding for finding in findings(payload, to) if finding.rule == rule]


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
        return bytes([self.count]) * count

    def uuid(self) -> str:
        self.count += 1
        return f"00000000-0000-4000-8000-{self.count:012}"


class Sandbox:
    """The emulator without sockets."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.service: OneSignalService = make({}, self.clock, Counting())
        self.service.origins = {"base_url": HOME}
        self.received: list[Received] = []
        self.refusal: str | None = None
        self.service.hand_on = self._take

    def _take(self, received: Received) -> str | None:
        self.received.append(received)
        return self.refusal

    def credentials(self, **secrets: str) -> Credentials:
        profile = self.service.profile()
        fields = {"app_id": profile["app_id"], "base_url": HOME}
        return Credentials("Local", "onesignal", Environment.LOCAL, fields, {"api_key": Secret(profile["api_key"])})

    def subscription(self, platform: str) -> str:
        return next(device.token for device in self.service.devices() if device.platform == platform)

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        sent = {"authorization": f"Key {self.service.profile()['api_key']}"} if headers is None else headers
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        request = Request(method, path, tuple(sent.items()), raw, Connection(1, False), HOME)
        return asyncio.run(self.service.handle(request))

    def create(self, **fields: Any) -> tuple[int, Any]:
        answer = self.ask("POST", "/notifications", {"app_id": self.service.app_id, **fields})
        return answer.status, json.loads(answer.body)

    def view(self, identifier: str) -> Any:
        return json.loads(self.ask("GET", f"/notifications/{identifier}?app_id={self.service.app_id}").body)

    def answer(self, step: Step) -> HttpResponse:
        parts = urlsplit(step.request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self.ask(step.request.method, path, step.request.body, dict(step.request.headers))
        return HttpResponse(answer.status, answer.headers, answer.body)

    def drive(self, exchange: Exchange) -> Outcome:
        return drive(exchange, self)

    def send(self, payload: Json | Draft, to: Target, **changes: Any) -> Outcome:
        made = payload if isinstance(payload, Draft) else draft(payload)
        return self.drive(PROVIDER.exchange(made, to, self.credentials(), context(**changes)))


def drive(generator: Any, sandbox: Sandbox) -> Any:
    """Answer a generator's requests by the emulator until it ends."""
    try:
        step = next(generator)
        while True:
            step = generator.send(sandbox.answer(step) if isinstance(step, Step) else None)
    except StopIteration as end:
        return end.value
