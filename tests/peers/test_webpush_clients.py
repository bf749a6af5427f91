"""The official Web Push senders (npm web-push, PyPI pywebpush) against the emulator."""

from __future__ import annotations

import json
from typing import Any

import pytest
import pywebpush
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid.utils import b64urlencode
from tests.peers import node
from tests.sandbox.running import Running

pytestmark = [pytest.mark.slow]
TEXT = json.dumps({"title": "Gate changed", "body": "Walk to B42, naïve café ✈"})


def profile(sandbox: Running) -> dict[str, str]:
    return dict(sandbox.ready.providers["webpush"]["profile"])  # type: ignore[arg-type,call-overload]


def subscription(sandbox: Running, name: str | None = None) -> dict[str, Any]:
    if name is not None:
        texts: Any = sandbox.ready.providers["webpush"]["subscriptions"]
        return dict(json.loads(texts[name]))
    token = next(device.token for device in sandbox.ready.devices if device.provider == "webpush")
    return dict(json.loads(token))


def foreign_key() -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    raw = key.private_numbers().private_value.to_bytes(32, "big")
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return b64urlencode(raw), b64urlencode(point)


def npm(
    sandbox: Running,
    target: dict[str, Any],
    payload: str | None = TEXT,
    *,
    keys: tuple[str, str] | None = None,
    **options: Any,
) -> Any:
    node.require("web-push")
    own = profile(sandbox)
    private, public = keys or (own["private_key"], own["public_key"])
    vapid = {"subject": "mailto:team@pushbench.example", "privateKey": private, "publicKey": public}
    job = {
        "ca": sandbox.ready.ca_file,
        "subscription": target,
        "payload": payload,
        "options": {"vapidDetails": vapid, "TTL": 60, **options},
    }
    return node.run("webpush_send.mjs", job)


def python(sandbox: Running, target: dict[str, Any], payload: str = TEXT, **options: Any) -> requests.Response:
    session = requests.Session()
    session.trust_env = False
    session.verify = sandbox.ready.ca_file
    options.setdefault("vapid_private_key", profile(sandbox)["private_key"])
    options.setdefault("vapid_claims", {"sub": "mailto:team@pushbench.example"})
    answer = pywebpush.webpush(target, payload, requests_session=session, ttl=60, timeout=20, **options)
    assert isinstance(answer, requests.Response)
    return answer


@pytest.mark.peers
@pytest.mark.parametrize("encoding", ["aes128gcm", "aesgcm"])
def test_npm_web_push_is_accepted_and_read(sandbox: Running, encoding: str) -> None:
    answer = npm(sandbox, subscription(sandbox), contentEncoding=encoding, topic="gate", urgency="high")
    assert answer["status"] == 201
    assert answer["headers"]["ttl"] == "60"
    (received,) = sandbox.emulator.received
    assert received.payload.decode() == TEXT
    assert received.title == "Gate changed"


@pytest.mark.peers
def test_npm_web_push_sends_an_empty_push(sandbox: Running) -> None:
    assert npm(sandbox, subscription(sandbox), None)["status"] == 201
    assert sandbox.emulator.received[0].payload == b""


@pytest.mark.peers
def test_npm_web_push_hears_every_services_refusal(sandbox: Running) -> None:
    foreign = foreign_key()
    assert npm(sandbox, subscription(sandbox, "gone"))["status"] == 410
    assert npm(sandbox, subscription(sandbox), keys=foreign)["status"] == 401
    assert npm(sandbox, subscription(sandbox, "fcm"), keys=foreign)["status"] == 403
    apple = npm(sandbox, subscription(sandbox, "apple"), keys=foreign)
    assert (apple["status"], json.loads(apple["body"])) == (400, {"reason": "VapidPkHashMismatch"})
    assert npm(sandbox, subscription(sandbox, "apple"), topic="abcde")["status"] == 400
    assert npm(sandbox, subscription(sandbox), "x" * 4000)["status"] == 413
    assert not sandbox.emulator.received


@pytest.mark.parametrize("encoding", ["aes128gcm", "aesgcm"])
def test_pywebpush_is_accepted_and_read(sandbox: Running, encoding: str) -> None:
    assert python(sandbox, subscription(sandbox), content_encoding=encoding).status_code == 201
    assert sandbox.emulator.received[0].payload.decode() == TEXT


@pytest.mark.parametrize("name", ["fcm", "apple", "wns", "rfc"])
def test_pywebpush_is_accepted_by_every_personality(sandbox: Running, name: str) -> None:
    assert python(sandbox, subscription(sandbox, name)).status_code == 201


@pytest.mark.parametrize(
    ("name", "options", "status"),
    [
        ("gone", {}, 410),
        (None, {"vapid_private_key": foreign_key()[0]}, 401),
        ("fcm", {"vapid_private_key": foreign_key()[0]}, 403),
        (None, {"vapid_claims": {"sub": "mailto:a@b.example", "aud": "https://elsewhere.example"}}, 401),
        (None, {"vapid_claims": {"sub": "mailto:a@b.example", "exp": 4_000_000_000}}, 401),
    ],
)
def test_pywebpush_hears_refusals(sandbox: Running, name: str | None, options: dict[str, Any], status: int) -> None:
    with pytest.raises(pywebpush.WebPushException) as told:
        python(sandbox, subscription(sandbox, name), **options)
    assert told.value.response is not None
    assert told.value.response.status_code == status
    assert not sandbox.emulator.received
