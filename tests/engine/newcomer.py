"""A service that nobody knew: a provider and its emulation, put where a folder and one line would put them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest
from tests.engine.fakes import DummyProvider
from tests.engine.reporting import Reports

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json
from pushbench.domain.message import Message
from pushbench.domain.outcome import Reason
from pushbench.domain.ports import Clock, Randomness
from pushbench.domain.profile import Credentials
from pushbench.engine import registry
from pushbench.providers.formats.carrying import Carrier
from pushbench.sandbox import services
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice

TOKEN = "dummy-phone"
DEVICE = "Virtual Dummy"
KEY = "the sandbox's own key"


class Newcomer(DummyProvider):
    """The dummy service with a documented answer, reports and losses."""

    def __init__(self) -> None:
        super().__init__()
        self.reasons = (Reason("TooMany", (429,), "Too many.", "You sent too much.", "Wait."),)
        self.follow_up = Reports()

    def compose(self, message: Message, credentials: Credentials | None, now: float) -> Draft:
        carrier = Carrier(message, "Dummy")
        carrier.took("/content/title", "/content/body")
        draft = super().compose(message, credentials, now)
        return Draft(draft.provider, draft.payload, losses=carrier.losses())


class NewcomerService:
    """Takes ``POST /send/TOKEN`` and tells of each delivery at ``/reports`` that it was handed on."""

    provider = "dummy"
    endpoints: tuple[Endpoint, ...] = (Endpoint(),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None

    async def handle(self, request: Request) -> Answer:
        if request.header("authorization") != f"Bearer {KEY}":
            return Answer(401)
        if request.segments == ("reports",):
            return Answer(200, body=json.dumps(["ok" for _ in json.loads(request.body)]).encode())
        if request.segments != ("send", TOKEN):
            return Answer(410)
        push = json.loads(request.body)
        headers = tuple(pair for pair in request.headers if pair[0] != "authorization")
        words = (str(push["title"]), str(push["body"]))
        self.deliver(
            Received(
                "dummy", DEVICE, TOKEN, self._clock.now(), request.path, headers, request.body, request.body, *words
            )
        )
        return Answer(200)

    def token_of(self, request: Request) -> str | None:
        return request.segments[1] if len(request.segments) == 2 else None

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        return Answer(status or 429)

    def profile(self) -> Mapping[str, str]:
        return {"key": KEY}

    def extras(self) -> Mapping[str, Json]:
        return {}

    def devices(self) -> tuple[VirtualDevice, ...]:
        return (VirtualDevice(DEVICE, "dummy", "ios", TOKEN),)

    def reset(self) -> None:
        """Nothing is learned."""


def register(monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    """Add one line to each of the two lists, as the last of them."""
    provider = Newcomer()
    monkeypatch.setattr(registry, "PROVIDERS", (*registry.PROVIDERS, provider))
    monkeypatch.setattr(services, "SERVICES", (*services.SERVICES, NewcomerService))
    return provider
