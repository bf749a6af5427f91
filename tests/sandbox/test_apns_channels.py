"""Broadcast channels and broadcasts over TLS: every operation and every reason."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.sandbox.running import APP, Running
from tests.sandbox.test_apns_certificates import context_of

from pushbench.sandbox import apns_certificates as certificates

UPDATE = {
    "aps": {
        "timestamp": 1,
        "event": "update",
        "content-state": {"gate": "B42"},
        "alert": {"title": "Gate", "body": "B42"},
    }
}
ANY_ID = "dHN0LXNyY2gtY2hubA=="


class Operator:
    """Manages channels over one connection and broadcasts over another."""

    def __init__(self, sandbox: Running, client: httpx.Client) -> None:
        self.sandbox = sandbox
        self.client = client
        self.authorization = f"bearer {sandbox.jwt()}"

    def manage(
        self,
        method: str,
        path: str = f"/1/apps/{APP}/channels",
        *,
        channel: str | None = None,
        body: Any = None,
        **headers: str,
    ) -> httpx.Response:
        sent = {
            "authorization": self.authorization,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        if channel is not None:
            sent["apns-channel-id"] = channel
        content = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        url = self.sandbox.url(endpoint="manage_base_url") + path
        return self.client.request(method, url, headers=sent, content=content)

    def create(self, policy: int = 1) -> str:
        answer = self.manage("POST", body={"message-storage-policy": policy, "push-type": "LiveActivity"})
        assert answer.status_code == 201, answer.content
        return answer.headers["apns-channel-id"]

    def broadcast(
        self,
        channel: str | None,
        headers: Mapping[str, str | None] | None = None,
        *,
        app: str = APP,
        body: Any = UPDATE,
    ) -> httpx.Response:
        sent: dict[str, str | None] = {
            "authorization": self.authorization,
            "apns-push-type": "liveactivity",
            "apns-expiration": "0",
            "apns-channel-id": channel,
            **(headers or {}),
        }
        kept = {name: value for name, value in sent.items() if value is not None}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(f"{self.sandbox.url()}/4/broadcasts/apps/{app}", headers=kept, content=content)


@pytest.fixture
def operator(sandbox: Running) -> Iterator[Operator]:
    with sandbox.client() as client:
        yield Operator(sandbox, client)


def reason(answer: httpx.Response) -> tuple[int, str]:
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["apns-request-id"])
    return answer.status_code, answer.json()["reason"]


def test_create_read_list_delete(operator: Operator) -> None:
    created = operator.manage(
        "POST", body={"message-storage-policy": 1, "push-type": "LiveActivity"}, apns_request_id=str(uuid.UUID(int=5))
    )
    channel = created.headers["apns-channel-id"]
    second = operator.create(policy=0)

    assert (created.status_code, created.content) == (201, b"")
    assert created.headers["apns-request-id"] == str(uuid.UUID(int=5))
    assert operator.manage("GET", channel=channel).json() == {"message-storage-policy": 1, "push-type": "LiveActivity"}
    listed = operator.manage("GET", f"/1/apps/{APP}/all-channels")
    assert (listed.status_code, listed.json()) == (200, {"channels": [channel, second]})
    deleted = operator.manage("DELETE", channel=channel)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert reason(operator.manage("GET", channel=channel)) == (400, "ChannelNotRegistered")
    assert operator.manage("GET", f"/1/apps/{APP}/all-channels").json() == {"channels": [second]}


def test_lower_case_push_type_and_a_priority_header_pass(operator: Operator) -> None:
    answer = operator.manage(
        "POST", body={"message-storage-policy": 0, "push-type": "liveactivity"}, apns_priority="10"
    )

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "PayloadEmpty"),
        (b"{", "BadRequestPayload"),
        (b"[]", "BadRequestPayload"),
        ({"message-storage-policy": 1, "push-type": "LiveActivity", "name": "x"}, "BadRequestParams"),
        ({"message-storage-policy": 1}, "MissingPushType"),
        ({"message-storage-policy": 1, "push-type": "alert"}, "InvalidPushType"),
        ({"message-storage-policy": 1, "push-type": 7}, "InvalidPushType"),
        ({"push-type": "LiveActivity"}, "MissingChannelQueueSize"),
        ({"message-storage-policy": 2, "push-type": "LiveActivity"}, "MissingChannelQueueSize"),
        ({"message-storage-policy": True, "push-type": "LiveActivity"}, "MissingChannelQueueSize"),
        ({"message-storage-policy": "1", "push-type": "LiveActivity"}, "MissingChannelQueueSize"),
    ],
)
def test_what_creating_refuses(operator: Operator, body: Any, expected: str) -> None:
    assert reason(operator.manage("POST", body=body)) == (400, expected)


def test_a_creating_body_that_is_too_long(operator: Operator) -> None:
    assert reason(operator.manage("POST", body=b"x" * 6000)) == (413, "PayloadTooLarge")


@pytest.mark.parametrize(
    ("method", "path", "channel", "expected"),
    [
        ("GET", f"/1/apps/{APP}/channels", None, (400, "MissingChannelId")),
        ("DELETE", f"/1/apps/{APP}/channels", None, (400, "MissingChannelId")),
        ("GET", f"/1/apps/{APP}/channels", "not base64!", (400, "BadChannelId")),
        ("GET", f"/1/apps/{APP}/channels", "QUJD" * 30, (400, "BadChannelId")),
        ("DELETE", f"/1/apps/{APP}/channels", ANY_ID, (400, "ChannelNotRegistered")),
        ("PUT", f"/1/apps/{APP}/channels", None, (405, "MethodNotAllowed")),
        ("POST", f"/1/apps/{APP}/all-channels", None, (405, "MethodNotAllowed")),
        ("GET", f"/1/apps/{APP}", None, (404, "BadPath")),
        ("POST", "/3/device/abc", None, (404, "BadPath")),
        ("POST", f"/4/broadcasts/apps/{APP}", None, (404, "BadPath")),
        ("GET", f"/1/apps/{APP}.voip/all-channels", None, (400, "TopicDisallowed")),
        ("GET", "/1/apps/two words/all-channels", None, (400, "TopicDisallowed")),
        ("GET", "/1/apps/dev.pushbench.other/all-channels", None, (400, "FeatureNotEnabled")),
        ("GET", "/1/apps/dev.pushbench.foreign/all-channels", None, (403, "TopicMismatch")),
    ],
)
def test_what_the_management_port_refuses(
    operator: Operator, method: str, path: str, channel: str | None, expected: tuple[int, str]
) -> None:
    assert reason(operator.manage(method, path, channel=channel)) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"authorization": "none"}, (403, "MissingProviderToken")),
        ({"authorization": "bearer x.y.z"}, (403, "InvalidProviderToken")),
        ({"apns_request_id": "7"}, (400, "BadMessageId")),
    ],
)
def test_management_checks_the_sender(operator: Operator, headers: dict[str, str], expected: tuple[int, str]) -> None:
    assert reason(operator.manage("GET", f"/1/apps/{APP}/all-channels", **headers)) == expected


def test_an_old_token_is_expired_here_too(operator: Operator) -> None:
    operator.authorization = f"bearer {operator.sandbox.jwt(age=4000)}"

    assert reason(operator.manage("GET", f"/1/apps/{APP}/all-channels")) == (403, "ExpiredProviderToken")


def test_the_limit_of_channels(operator: Operator) -> None:
    channels = operator.sandbox.apns.channels
    usual, channels.limit = channels.limit, 2
    try:
        operator.create()
        operator.create()
        body = {"message-storage-policy": 1, "push-type": "LiveActivity"}
        assert reason(operator.manage("POST", body=body)) == (400, "CannotCreateChannelConfig")
    finally:
        channels.limit = usual
    assert usual == 10_000


def test_a_certificate_manages_its_own_app(sandbox: Running, tmp_path: Path) -> None:
    issued = certificates.issue(sandbox.apns.authority, APP)
    with sandbox.client(tls=context_of(sandbox, issued, tmp_path)) as client:
        operator = Operator(sandbox, client)
        operator.authorization = "ignored"
        assert operator.create()
        mismatch = operator.manage("GET", "/1/apps/dev.pushbench.other/all-channels")
        assert reason(mismatch) == (403, "TopicMismatch")


def test_a_broadcast_reaches_the_virtual_iphone(operator: Operator) -> None:
    channel = operator.create(policy=1)

    answer = operator.broadcast(channel, {"apns-expiration": "99999999999", "apns-priority": "5"})

    assert (answer.status_code, answer.content) == (200, b"")
    assert {"apns-request-id", "apns-unique-id"} <= set(answer.headers)
    [received] = operator.sandbox.emulator.received
    assert (received.device, received.token) == ("Virtual iPhone", channel)
    assert (received.title, received.body) == ("Gate", "B42")
    assert "Live Activity, event “update”" in received.checks


@pytest.mark.parametrize("spelling", ["LiveActivity", "Liveactivity", "liveactivity"])
def test_a_broadcasts_push_type_in_any_case(operator: Operator, spelling: str) -> None:
    assert operator.broadcast(operator.create(), {"apns-push-type": spelling}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"apns-channel-id": None}, (400, "MissingChannelId")),
        ({"apns-channel-id": "*"}, (400, "BadChannelId")),
        ({"apns-channel-id": ANY_ID}, (400, "ChannelNotRegistered")),
        ({"apns-push-type": None}, (400, "MissingPushType")),
        ({"apns-push-type": "alert"}, (400, "InvalidPushType")),
        ({"apns-expiration": None}, (400, "BadExpirationDate")),
        ({"apns-expiration": "soon"}, (400, "BadExpirationDate")),
        ({"apns-expiration": "99999999999"}, (400, "BadExpirationDate")),
        ({"apns-priority": "3"}, (400, "BadPriority")),
        ({"apns-request-id": "x"}, (400, "BadMessageId")),
        ({"authorization": None}, (403, "MissingProviderToken")),
    ],
)
def test_what_a_broadcast_refuses(
    operator: Operator, headers: dict[str, str | None], expected: tuple[int, str]
) -> None:
    assert reason(operator.broadcast(operator.create(policy=0), headers)) == expected
    assert operator.sandbox.emulator.received == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "PayloadEmpty")),
        (b"no", (400, "BadRequestPayload")),
        ({"aps": {"event": "start", "timestamp": 1}}, (400, "BadRequestPayload")),
        (b'{"x":"' + b"x" * 5113 + b'"}', (413, "PayloadTooLarge")),
        (b'{"x":"' + b"x" * 5112 + b'"}', (200, "")),
    ],
)
def test_a_broadcasts_body(operator: Operator, body: Any, expected: tuple[int, str]) -> None:
    answer = operator.broadcast(operator.create(), body=body)

    assert (answer.status_code, answer.json()["reason"] if answer.content else "") == expected


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        (f"{APP}.push-type.liveactivity", (400, "TopicDisallowed")),
        ("dev.pushbench.other", (400, "FeatureNotEnabled")),
        ("dev.pushbench.foreign", (403, "TopicMismatch")),
        ("", (404, "BadPath")),
        ("a/b", (404, "BadPath")),
    ],
)
def test_a_broadcasts_app(operator: Operator, app: str, expected: tuple[int, str]) -> None:
    answer = operator.broadcast(operator.create(), app=app)

    assert reason(answer) == expected


def test_reset_forgets_channels(operator: Operator) -> None:
    channel = operator.create()

    operator.sandbox.control("POST", "/reset")

    assert reason(operator.broadcast(channel)) == (400, "ChannelNotRegistered")
