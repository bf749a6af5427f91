"""What the webhook's tests start from: a profile, a clock that stands still, and the receiver in the same process."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pushbench.compose import merge_patch
from pushbench.compose.rules import check
from pushbench.domain.device import Device
from pushbench.domain.exchange import SendContext
from pushbench.domain.finding import CheckContext, Draft, Finding
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.webhook import PROVIDER
from pushbench.sandbox.exchange import Connection, Received, Request
from pushbench.sandbox.webhook import WebhookService, make

NOW = 1_795_340_460.0
URL = "https://hooks.example.com/push?tenant=7"
SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
"""The example of the Standard Webhooks specification."""
MESSAGE_ID = "5f0d7c1e-0000-4000-8000-000000000000"
HOME = "https://127.0.0.1:8443"


def credentials(
    secrets: Mapping[str, str] | None = None,
    *,
    environment: Environment = Environment.PRODUCTION,
    **fields: str,
) -> Credentials:
    kept = {key: Secret(value) for key, value in (secrets or {}).items()}
    return Credentials("Hook", "webhook", environment, {"url": URL} | fields, kept)


def signed(**fields: str) -> Credentials:
    return credentials({"signing_secret": SECRET}, **fields)


def context(**changes: Any) -> SendContext:
    values: dict[str, Any] = {
        "now": NOW,
        "random_bytes": lambda count: b"\x07" * count,
        "new_id": lambda: MESSAGE_ID,
    }
    return SendContext(**(values | changes))


def token(value: str = "phone-1") -> Target:
    return Target(TargetKind.TOKEN, value, value)


def device(platform: str = "ios", value: str = "phone-1") -> Target:
    made = Device("Ana's phone", "webhook", value, platform=platform)
    return Target(TargetKind.DEVICE, value, made.name, made)


def draft(payload: Json, **headers: str) -> Draft:
    return Draft("webhook", payload, {name.replace("_", "-"): value for name, value in headers.items()})


def findings(payload: Draft | Json, profile: Credentials | None = None) -> tuple[Finding, ...]:
    made = payload if isinstance(payload, Draft) else draft(payload)
    return check(PROVIDER, made, CheckContext(now=NOW, credentials=profile))


def mended(made: Draft, finding: Finding) -> Draft:
    """Press a finding's button."""
    assert finding.patch is not None
    document: Any = merge_patch.apply(made.document(), dict(finding.patch.patch))
    return Draft("webhook", document["payload"], document["headers"])


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
        return hashlib.sha256(str(self.count).encode()).digest()[:count]

    def uuid(self) -> str:
        self.count += 1
        return str(uuid.UUID(int=self.count))


class Receiver:
    """The emulated receiver without sockets."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.service: WebhookService = make({}, self.clock, Counting())
        self.service.origins = {"base_url": HOME}
        self.got: list[Received] = []
        self.service.deliver = self.got.append
        self.ids = Counting()

    @property
    def profile(self) -> Credentials:
        known = dict(self.service.profile())
        secret = {"signing_secret": Secret(known.pop("signing_secret"))}
        return Credentials("local", "webhook", Environment.LOCAL, known | {"base_url": HOME}, secret)

    def context(self, **changes: Any) -> SendContext:
        return context(now=self.clock.time, new_id=self.ids.uuid, **changes)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Hand a request over as the wire would."""
        parts = urlsplit(request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        seen = Request(request.method, path, request.headers, request.body, Connection(1, is_http2=False), HOME)
        made = asyncio.run(self.service.handle(seen))
        return HttpResponse(made.status, made.headers, made.body)
