"""What the Airship tests start from: a profile, a clock that stands still, and an emulator in the same process."""

from __future__ import annotations

import asyncio
import base64
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
from pushbench.domain.message import Action, Content, Delivery, Interruption, Kind, LiveActivity, Message, Priority
from pushbench.domain.outcome import Outcome
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.airship import PROVIDER
from pushbench.sandbox.airship import AirshipService, make
from pushbench.sandbox.exchange import Answer, Connection, Received, Request

NOW = 1_795_340_460.0
KEY = "ISex_TTJRuarzs9-o_Gkhg"
SECRET = "jm7ve7zZT9CnFkSQ-0tNqg"
CHANNEL = "9c36e8c7-5a73-47c0-9716-99fd3d4197d5"
US, EU = "https://go.urbanairship.com", "https://go.airship.eu"
HOME = "https://127.0.0.1:8443"
ACCEPT = "application/vnd.urbanairship+json; version=3"
ALL = ["ios", "android", "web"]

GATE = Message(
    name="Gate change",
    content=Content(
        title="Gate changed",
        subtitle="Flight 418",
        body="Walk to B42",
        image="https://cdn.example/b42.jpg",
        icon="ic_gate",
        sound="bells.wav",
        badge=3,
        link="https://skylark.example/trips/7731",
        category="GATE",
        thread="trip",
        channel="gate_alerts",
    ),
    actions=(Action("walk", "Walk me there", link="https://skylark.example/map"), Action("later", "Later")),
    delivery=Delivery(Kind.ALERT, Priority.HIGH, 3600, "gate-418", Interruption.TIME_SENSITIVE, 0.9),
    data={"gate": "B42", "seats": 2},
)
QUIET = (
    Message(content=Content(title="x"), data={"a": 1}, delivery=Delivery(Kind.SILENT, ttl_seconds=0)),
    Message(content=Content(title="Ana", body="calls"), delivery=Delivery(Kind.VOIP)),
    Message(content=Content(title="Ana", body="calls", link="app://x"), delivery=Delivery(Kind.DATA)),
)


def activity(event: str, **more: Any) -> Message:
    state = LiveActivity(event, {"gate": "B42"}, "GateAttributes" if event == "start" else None, **more)
    return Message(
        content=Content(title="Gate"), delivery=Delivery(Kind.LIVE_ACTIVITY, collapse_id="g", live_activity=state)
    )


def credentials(
    fields: Mapping[str, str] | None = None, *, environment: Environment = Environment.PRODUCTION, **secrets: str
) -> Credentials:
    kept = {name: Secret(value) for name, value in (secrets or {"master_secret": SECRET}).items() if value}
    return Credentials("Skylark", "airship", environment, {"app_key": KEY, **(fields or {})}, kept)


def context(**changes: Any) -> SendContext:
    values: dict[str, Any] = {
        "now": NOW,
        "random_bytes": lambda count: b"\x07" * count,
        "new_id": lambda: "5f0d7c1e-0000-4000-8000-000000000000",
        "tokens": MemoryTokenCache(),
    }
    return SendContext(**(values | changes))


def target(kind: TargetKind, value: str) -> Target:
    return Target(kind, value, value)


def token(value: str = CHANNEL) -> Target:
    return target(TargetKind.TOKEN, value)


def device(value: str = CHANNEL, **changes: Any) -> Target:
    made = Device("Ana's iPhone", "airship", value, **changes)
    return Target(TargetKind.DEVICE, value, made.name, made)


def draft(payload: Json) -> Draft:
    return Draft("airship", payload)


def compose(message: Message = GATE, fields: Credentials | None = None) -> Draft:
    return PROVIDER.compose(message, fields, NOW)


def words(text: str = "Gate B42", **more: Json) -> dict[str, Json]:
    return {"notification": {"alert": text}, "device_types": [*ALL], **more}


def over(platform: str, **more: Json) -> dict[str, Json]:
    """A push with an override for one platform."""
    return {"notification": {"alert": "x", platform: more}, "device_types": [platform]}


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
        self.service: AirshipService = make({}, self.clock, Counting())
        self.service.origins = {"base_url": HOME}
        self.received: list[Received] = []
        self.refusal: str | None = None
        self.service.hand_on = self._take
        self.extras: Any = self.service.extras()

    def _take(self, received: Received) -> str | None:
        if not self.refusal:
            self.received.append(received)
        return self.refusal

    def credentials(self, fields: Mapping[str, str] | None = None, **secrets: str) -> Credentials:
        profile = self.service.profile()
        named = {"app_key": profile["app_key"], "base_url": HOME, **(fields or {})}
        kept = secrets or {"master_secret": profile["master_secret"]}
        return Credentials("Local", "airship", Environment.LOCAL, named, {n: Secret(v) for n, v in kept.items()})

    def oauth(self) -> Credentials:
        client = self.extras["oauth"]
        return self.credentials({"client_id": client["client_id"]}, client_secret=client["client_secret"])

    def channel(self, platform: str) -> str:
        return next(device.token for device in self.service.devices() if device.platform == platform)

    def headers(self, word: str | None = None) -> dict[str, str]:
        profile = self.service.profile()
        pair = base64.b64encode(f"{profile['app_key']}:{profile['master_secret']}".encode()).decode()
        return {"accept": ACCEPT, "authorization": word or f"Basic {pair}"}

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = self.headers() if headers is None else headers
        request = Request(method, path, tuple(sent.items()), raw, Connection(1, False), HOME)
        return asyncio.run(self.service.handle(request))

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = self.ask(method, path, body)
        return answer.status, json.loads(answer.body) if answer.body else None

    def push(self, **fields: Any) -> tuple[int, Any]:
        return self.call("POST", "/api/push", {"audience": {"named_user": "demo"}, **words(), **fields})

    def answer(self, step: Step) -> HttpResponse:
        parts = urlsplit(step.request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self.ask(step.request.method, path, step.request.body, dict(step.request.headers))
        return HttpResponse(answer.status, answer.headers, answer.body)

    def drive(self, exchange: Exchange) -> Outcome:
        made: Outcome = drive(exchange, self)
        return made

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
