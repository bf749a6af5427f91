"""One virtual phone, many roads: what a relaying service hands on to another service's device."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import httpx
import pytest
from tests.sandbox.running import Running

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice
from pushbench.sandbox.services import SERVICES


class Post:
    """A service that takes ``{"to": provider, "push": body}`` and hands the push on."""

    provider = "post"
    endpoints: tuple[Endpoint, ...] = (Endpoint(),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None
        self.hand_on: Callable[[Received], str | None] = lambda received: None

    async def handle(self, request: Request) -> Answer:
        asked = json.loads(request.body)
        received = Received(
            provider=asked["to"],
            device="",
            token="post-1",
            at=1.0,
            path=request.path,
            headers=tuple(asked.get("headers", {}).items()),
            wire_body=request.body,
            payload=json.dumps(asked["push"]).encode(),
            title="",
            body="",
            checks=("Signed in",),
        )
        return Answer(200, body=(self.hand_on(received) or "ok").encode())

    def token_of(self, request: Request) -> str | None:
        return None

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        return Answer(status or 500)

    def profile(self) -> Mapping[str, str]:
        return {}

    def extras(self) -> Mapping[str, Json]:
        return {}

    def devices(self) -> tuple[VirtualDevice, ...]:
        return (VirtualDevice("Virtual iPhone (Post)", self.provider, "ios", "post-1"),)

    def reset(self) -> None:
        """Nothing is learned."""


def sent(to: str, push: Json, **headers: str) -> tuple[str, list[dict[str, Json]]]:
    """Send through the relay; return its answer and what virtual devices got, as the control port lists it."""
    running = Running(services=(*SERVICES, Post))
    try:
        with httpx.Client(verify=running.tls) as client:
            url = str(running.ready.providers["post"]["base_url"])
            answer = client.post(url, json={"to": to, "push": push, "headers": headers}).text
            return answer, client.get(f"{running.ready.control_url}/received").json()
    finally:
        running.stop()


ALERT = {"aps": {"alert": {"title": "Gate", "body": "B42"}}}
ANDROID = {"message": {"notification": {"title": "Gate"}, "android": {"notification": {"body": "B42"}}}}
WEB = {"notification": {"title": "Gate", "body": "B42"}}


@pytest.mark.parametrize(
    ("to", "push", "device"),
    [("apns", ALERT, "Virtual iPhone"), ("fcm", ANDROID, "Virtual Pixel"), ("webpush", WEB, "Virtual browser")],
)
def test_a_push_reaches_the_other_services_device(to: str, push: Json, device: str) -> None:
    answer, received = sent(to, push)
    assert answer == "ok"
    [got] = received
    assert (got["provider"], got["via"], got["device"], got["token"]) == (to, "post", device, "post-1")
    assert (got["title"], got["body"]) == ("Gate", "B42")
    assert json.loads(str(got["payload"])) == push
    assert json.loads(str(got["wire_body"]))["push"] == push
    assert "Signed in" in got["checks"]  # type: ignore[operator]


def test_what_shows_follows_the_apns_headers() -> None:
    _, [got] = sent("apns", {"aps": {"content-available": 1}}, **{"apns-push-type": "background"})
    assert (got["title"], got["body"]) == ("", "")
    start: dict[str, Json] = {
        "timestamp": 1,
        "event": "start",
        "content-state": {},
        "attributes-type": "T",
        "attributes": {},
    }
    push: Json = {"aps": {**start, "alert": {"title": "Gate"}}}
    _, [got] = sent("apns", push, **{"apns-push-type": "liveactivity"})
    assert got["title"] == "Gate"


@pytest.mark.parametrize(
    ("to", "push", "reason"),
    [
        ("apns", {"aps": {}, "x": "y" * 4096}, "PayloadTooLarge"),
        ("apns", [1], "PayloadEmpty"),
        ("fcm", {"message": {"data": {"x": "y" * 4097}}}, "INVALID_ARGUMENT"),
        ("fcm", {"message": {"titel": "x"}}, "INVALID_ARGUMENT"),
        ("fcm", 7, "INVALID_ARGUMENT"),
        ("webpush", "y" * 4000, "Payload too large"),
    ],
)
def test_the_other_service_may_refuse(to: str, push: Json, reason: str) -> None:
    assert sent(to, push) == (reason, [])


@pytest.mark.parametrize("token", [None, "post-1", "unknown"])
def test_a_reason_set_on_the_other_service_strikes_what_is_handed_on(token: str | None) -> None:
    running = Running(services=(*SERVICES, Post))
    try:
        with httpx.Client(verify=running.tls) as client:
            url = str(running.ready.providers["post"]["base_url"])
            fault = {"provider": "apns", "kind": "reason", "reason": "Unregistered", "times": 1}
            set_on = {**fault, "token": token} if token else fault
            assert client.post(f"{running.ready.control_url}/faults", json=set_on).status_code < 300
            client.post(f"{running.ready.control_url}/faults", json={"provider": "apns", "kind": "reset"})
            answers = [client.post(url, json={"to": "apns", "push": ALERT}).text for _ in range(2)]
    finally:
        running.stop()
    assert answers == (["ok", "ok"] if token == "unknown" else ["Unregistered", "ok"])
