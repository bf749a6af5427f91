"""The official client of Expo (npm expo-server-sdk) against the emulator, over TLS: good input and bad."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.peers import node
from tests.sandbox.running import Running

from pushbench.providers.expo.tokens import is_token

pytestmark = [pytest.mark.slow, pytest.mark.peers]

EVERYTHING: dict[str, Any] = {
    "title": "Gate changed ✈",
    "subtitle": "Flight 418",
    "body": "Zu Fuß 8 Minuten",
    "data": {"gate": "B42", "deep": {"list": [1, None, True]}},
    "sound": {"critical": True, "name": "bells.wav", "volume": 0.5},
    "ttl": 3600,
    "expiration": 1_900_000_000,
    "priority": "high",
    "interruptionLevel": "time-sensitive",
    "badge": 3,
    "channelId": "gates",
    "icon": "ic_gate",
    "richContent": {"image": "https://cdn.example/b42.jpg"},
    "categoryId": "GATE",
    "mutableContent": True,
    "collapseId": "gate-418",
    "tag": "gate-418",
    "threadId": "trip",
    "targetContentId": "window",
    "relevanceScore": 0.9,
    "filterCriteria": "work",
    "contentAvailable": True,
}
"""Every field of the client's ExpoPushMessage."""


def calls(sandbox: Running, *jobs: dict[str, Any], access_token: str | None = None) -> list[dict[str, Any]]:
    node.require("expo-server-sdk")
    job = {"base": sandbox.url("expo"), "ca": sandbox.ready.ca_file, "accessToken": access_token, "calls": jobs}
    results: list[dict[str, Any]] = node.run("expo_calls.mjs", job)
    return results


def sent(sandbox: Running, *messages: dict[str, Any], **options: Any) -> dict[str, Any]:
    [result] = calls(sandbox, {"send": list(messages)}, **options)
    return result


def token(sandbox: Running, platform: str) -> str:
    return next(
        device.token for device in sandbox.ready.devices if device.provider == "expo" and device.platform == platform
    )


def magic(name: str) -> str:
    return f"ExponentPushToken[emu-{name}]"


def access(sandbox: Running) -> str:
    profile: Any = sandbox.ready.providers["expo"]["profile"]
    return str(profile["access_token"])


@pytest.mark.parametrize(("platform", "device"), [("ios", "Virtual iPhone"), ("android", "Virtual Pixel")])
def test_every_field_arrives(sandbox: Running, platform: str, device: str) -> None:
    [ticket] = sent(sandbox, {"to": token(sandbox, platform), **EVERYTHING}, access_token=access(sandbox))["value"]
    assert ticket["status"] == "ok"
    [got] = sandbox.emulator.received
    assert (got.via, got.device, got.title, got.body) == ("expo", device, "Gate changed ✈", "Zu Fuß 8 Minuten")
    if platform == "ios":
        aps = json.loads(got.payload)["aps"]
        assert aps["sound"] == {"critical": 1, "name": "bells.wav", "volume": 0.5}
        assert (aps["target-content-id"], aps["filter-criteria"], aps["content-available"]) == ("window", "work", 1)
    sandbox.clock.shift = 900
    [receipts] = calls(sandbox, {"receipts": [ticket["id"], "unknown"]})
    assert receipts["value"] == {ticket["id"]: {"status": "ok"}}


def test_chunks_of_a_hundred_recipients_all_arrive(sandbox: Running) -> None:
    phones = [token(sandbox, "ios"), token(sandbox, "android")] * 60
    [chunked] = calls(sandbox, {"chunks": [{"to": phones, "body": "one"}, {"to": phones[0], "body": "two"}]})
    assert [sum(len(m["to"]) if isinstance(m["to"], list) else 1 for m in chunk) for chunk in chunked["value"]] == [
        100,
        21,
    ]
    results = calls(sandbox, *({"send": chunk} for chunk in chunked["value"]))
    assert [len(result["value"]) for result in results] == [100, 21]
    assert len(sandbox.emulator.received) == 121


def test_long_messages_arrive_gzipped(sandbox: Running) -> None:
    phone = token(sandbox, "ios")
    assert sent(sandbox, {"to": phone, "body": "x" * 1500})["value"][0]["status"] == "ok"
    [got] = sandbox.emulator.received
    assert got.wire_body[:2] == b"\x1f\x8b"
    assert got.body == "x" * 1500
    [receipts] = calls(sandbox, {"receipts": ["y" * 36] * 300})
    assert receipts["value"] == {}


def test_dead_tokens_are_told_one_by_one(sandbox: Running) -> None:
    messages = [{"to": [magic("not-registered"), token(sandbox, "ios"), "ExpoPushToken[never seen]"], "body": "x"}]
    tickets = sent(sandbox, *messages)["value"]
    assert [ticket["status"] for ticket in tickets] == ["error", "ok", "error"]
    assert tickets[0]["details"] == {"error": "DeviceNotRegistered", "expoPushToken": magic("not-registered")}


def test_each_error_of_a_receipt(sandbox: Running) -> None:
    tokens: Any = sandbox.ready.providers["expo"]["tokens"]
    names = [name for name in tokens if name.startswith("receipt-") and "never" not in name]
    tickets = sent(sandbox, {"to": [tokens[name] for name in names], "body": "x"})["value"]
    ids = [ticket["id"] for ticket in tickets]
    sandbox.clock.shift = 900
    [receipts] = calls(sandbox, {"receipts": ids})
    assert [receipts["value"][each]["status"] for each in ids] == ["error"] * len(names)
    assert len({receipts["value"][each]["details"]["error"] for each in ids}) == 8


def test_requests_that_are_refused_as_a_whole(sandbox: Running) -> None:
    phone = token(sandbox, "ios")
    mixed, many, wrong, asked = calls(
        sandbox,
        {"send": [{"to": phone, "body": "x"}, {"to": magic("other-project"), "body": "y"}]},
        {"send": [{"to": phone, "body": "x"}] * 101},
        {"send": [{"to": phone, "title": 5}]},
        {"receipts": ["x"] * 1001},
    )
    assert mixed["error"]["code"] == "PUSH_TOO_MANY_EXPERIENCE_IDS"
    assert mixed["error"]["details"] == {"@pushbench/demo": [phone], "@pushbench/other": [magic("other-project")]}
    assert (many["error"]["code"], many["error"]["statusCode"]) == ("PUSH_TOO_MANY_NOTIFICATIONS", 400)
    assert (wrong["error"]["code"], wrong["error"]["statusCode"]) == ("VALIDATION_ERROR", 400)
    assert asked["error"]["code"] == "PUSH_TOO_MANY_RECEIPTS"
    assert not sandbox.emulator.received


def test_push_security(sandbox: Running) -> None:
    message = {"to": magic("secured"), "body": "x"}
    assert sent(sandbox, message)["error"]["code"] == "UNAUTHORIZED"
    assert "invalid_token" in sent(sandbox, message, access_token="wrong-token")["error"]["errorText"]
    assert sent(sandbox, message, access_token=access(sandbox))["value"][0]["status"] == "ok"


def test_its_backoff_and_what_it_makes_of_a_broken_answer(sandbox: Running) -> None:
    message = {"to": token(sandbox, "ios"), "body": "x"}
    sandbox.control(
        "POST", "/faults", {"provider": "expo", "kind": "reason", "reason": "TOO_MANY_REQUESTS", "times": 2}
    )
    assert sent(sandbox, message)["value"][0]["status"] == "ok"
    sandbox.control("POST", "/faults", {"provider": "expo", "kind": "malformed", "times": 1})
    assert "Bad Gate" in sent(sandbox, message)["error"]["errorText"]
    sandbox.control("POST", "/faults", {"provider": "expo", "kind": "reason", "reason": "ExpoError", "times": 1})
    assert sent(sandbox, message)["value"][0]["details"]["error"] == "ExpoError"


def test_the_rate_of_a_project_when_it_is_set(sandbox: Running) -> None:
    with sandbox.client(http2=False) as client:
        settings: Any = sandbox.ready.providers["expo"]["settings_url"]
        assert client.post(settings, json={"notifications_per_second": 3}).status_code == 200
    many = [{"to": token(sandbox, "ios"), "body": "x"}] * 4
    assert sent(sandbox, *many)["error"]["statusCode"] == 429


def test_both_agree_on_tokens(sandbox: Running) -> None:
    texts = [
        "ExponentPushToken[abc]",
        "ExpoPushToken[abc]",
        "f19296df-44bd-482a-90bb-2af254c6ac42",
        "ZZZZZZZZ-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
        "ExponentPushToken",
        "ExponentPushToken[abc",
        "exponentPushToken[abc]",
        "ab" * 32,
        "",
    ]
    [result] = calls(sandbox, {"tokens": texts})
    assert result["value"] == [is_token(text) for text in texts]
