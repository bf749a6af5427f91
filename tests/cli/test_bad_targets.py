"""Tokens, subscriptions and other targets that cannot be right: exit 3, the three parts, and nothing sent."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.cli.conftest import Shell
from tests.cli.hostile import DEVICES, PROVIDERS, add_profile, armed, assert_told, history_of, send
from tests.sandbox.running import Running


@pytest.fixture(scope="module")
def user(_shared_sandbox: Running, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = armed(Shell(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")), _shared_sandbox)
    for provider in PROVIDERS:
        assert add_profile(shell, _shared_sandbox, provider).status == 0
    return shell


def token_of(sandbox: Running, provider: str) -> str:
    return next(device.token for device in sandbox.ready.devices if device.provider == provider)


def apns(change: Callable[[str], str]) -> Callable[[Running], str]:
    return lambda sandbox: change(token_of(sandbox, "apns"))


BAD_TOKENS: list[tuple[str, str, Callable[[Running], str], str]] = [
    ("apns", "in angle brackets", apns(lambda token: f"<{token}>"), "hex digits inside"),
    ("apns", "in groups", apns(lambda token: f"{token[:8]} {token[8:]}"), "U+0020"),
    ("apns", "with a line break", apns(lambda token: token + "\n"), "U+000A"),
    ("apns", "a digit short", apns(lambda token: token[:-1]), "63 hex digits"),
    ("apns", "a digit long", apns(lambda token: token + "0"), "65 hex digits"),
    ("apns", "letters", apns(lambda token: "zz" + token), "no hex digit"),
    ("apns", "a path", apns(lambda token: f"../../3/device/{token}"), "no hex digit"),
    ("apns", "a query", apns(lambda token: f"{token}?x=1"), "no hex digit"),
    ("apns", "right to left", apns(lambda token: "\u202e" + token), "no hex digit"),
    ("apns", "half a character", lambda _: "\udcff", "no hex digit"),
    ("apns", "endless", lambda _: "x" * 100_000, "no hex digit"),
    ("apns", "empty", lambda _: "", "empty"),
    ("apns", "of FCM", lambda s: token_of(s, "fcm"), "registration token of FCM"),
    ("apns", "of Web Push", lambda s: token_of(s, "webpush"), "belongs to Web Push"),
    ("fcm", "of APNs", lambda s: token_of(s, "apns"), "APNs device token"),
    ("fcm", "of Web Push", lambda s: token_of(s, "webpush"), "belongs to Web Push"),
    ("fcm", "of Expo", lambda _: "ExponentPushToken[abc]", "Expo"),
    ("fcm", "in angle brackets", lambda _: "<abc>", "cannot be in a registration token"),
    ("fcm", "endless", lambda _: "x" * 5000, "4096"),
    ("fcm", "a path", lambda _: "a/../b", "cannot be in a registration token"),
    ("webpush", "of APNs", lambda s: token_of(s, "apns"), "no PushSubscription"),
    ("webpush", "of FCM", lambda s: token_of(s, "fcm"), "no PushSubscription"),
    ("webpush", "cut off", lambda s: token_of(s, "webpush")[:60], "cut off"),
    ("webpush", "a list", lambda _: "[]", "no PushSubscription"),
    ("webpush", "endless", lambda _: '{"a":' * 50_000, "too long"),
    ("webpush", "nested too deeply", lambda _: "[" * 3000, "no PushSubscription"),
    ("webpush", "not a number", lambda _: '{"endpoint":NaN}', "PushSubscription"),
]


@pytest.mark.parametrize(
    ("provider", "make", "word"),
    [(provider, make, word) for provider, _, make, word in BAD_TOKENS],
    ids=[f"{provider} {name}" for provider, name, _, _ in BAD_TOKENS],
)
def test_a_token_that_cannot_be_right_stops_a_send(
    user: Shell, sandbox: Running, provider: str, make: Callable[[Running], str], word: str
) -> None:
    assert_told(send(user, provider, target=f"token:{make(sandbox)}"), 3, word)
    assert not sandbox.emulator.received
    assert not history_of(user)


def point(first: int, rest: bytes) -> str:
    return base64.urlsafe_b64encode(bytes([first]) + rest).decode().rstrip("=")


BAD_SUBSCRIPTIONS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "no endpoint": ({"endpoint": None}, {}, "no endpoint"),
    "a number for an endpoint": ({"endpoint": 5}, {}, "not a string"),
    "no host": ({"endpoint": "https://"}, {}, "names no host"),
    "another scheme": ({"endpoint": "ftp://push.example/x"}, {}, "not https"),
    "a script": ({"endpoint": "javascript:alert(1)"}, {}, "not a URL"),
    "a port out of range": ({"endpoint": "https://push.example:99999/x"}, {}, "port"),
    "half an address": ({"endpoint": "https://[::1"}, {}, "not a URL"),
    "a line break in it": ({"endpoint": "https://push.example/x\nHost: evil"}, {}, "control character"),
    "user and password": ({"endpoint": "https://user:pw@push.example/x"}, {}, "not a URL"),
    "half a character": ({"endpoint": "https://push.example/\ud800"}, {}, "not a URL"),
    "no keys": ({"keys": None}, {}, "no p256dh"),
    "keys in a list": ({"keys": []}, {}, "not an object"),
    "no auth": ({}, {"auth": None}, "no auth"),
    "no p256dh": ({}, {"p256dh": None}, "no p256dh"),
    "auth of 3 bytes": ({}, {"auth": "AAAA"}, "not 16 bytes"),
    "auth of a number": ({}, {"auth": 5}, "not base64url"),
    "p256dh not in base64": ({}, {"p256dh": "!!!"}, "not base64url"),
    "p256dh cut off": ({}, {"p256dh": "BAAA"}, "not 65 bytes"),
    "p256dh compressed": ({}, {"p256dh": point(2, b"\1" * 32)}, "65 bytes"),
    "p256dh beside the curve": ({}, {"p256dh": point(4, b"\1" * 64)}, "curve"),
}


@pytest.mark.parametrize(("changes", "keys", "word"), BAD_SUBSCRIPTIONS.values(), ids=BAD_SUBSCRIPTIONS.keys())
def test_a_subscription_that_cannot_be_right_stops_a_send(
    user: Shell, sandbox: Running, changes: dict[str, Any], keys: dict[str, Any], word: str
) -> None:
    known = json.loads(token_of(sandbox, "webpush"))
    known["keys"] |= keys
    known["keys"] = {key: value for key, value in known["keys"].items() if value is not None}
    known |= changes
    text = json.dumps({key: value for key, value in known.items() if value is not None})
    assert_told(send(user, "webpush", target=f"token:@{user.file('subscription', text)}"), 3, word)
    assert not sandbox.emulator.received


BAD_TARGETS: list[tuple[str, int, str]] = [
    *((f"{kind}:", 3, "empty") for kind in ("device", "tag", "topic", "condition", "channel", "fid", "token")),
    ("@", 3, "empty"),
    ("   ", 3, "empty"),
    ("topic:a b", 3, "topic"),
    ("topic:/topics/news", 3, "/topics/"),
    ("condition:'a' in", 3, "in topics"),
    ("condition:" + "(" * 5000, 3, "condition"),
    ("fid:x", 3, "22"),
    ("channel:x", 3, "kind channel"),
    *((f"{kind}:x", 3, f"kind {kind}") for kind in ("segment", "alias", "subscriber", "user")),
    ("arn:aws:sns:x", 3, "kind arn"),
    ("nobody", 3, "no device"),
    ("Virtual Pixel ", 3, "Similar"),
    ("@nobody", 3, "no group"),
    ("tag:nobody", 3, "no device"),
    ("device:\udcff", 3, "no device"),
    ("token:@/no/such/file", 2, "No such file"),
    ("token:@/etc", 2, "directory"),
    ("token:@~nobody-of-that-name/x", 2, "No such file"),
    ("token:@a\0b", 2, "character"),
    ("token:@/dev/null", 3, "empty"),
]


@pytest.mark.parametrize(("target", "status", "word"), BAD_TARGETS, ids=[ascii(case[0])[:40] for case in BAD_TARGETS])
def test_a_target_that_cannot_be_right_stops_a_send(
    user: Shell, sandbox: Running, target: str, status: int, word: str
) -> None:
    assert_told(send(user, "fcm", target=target), status, word)
    assert not sandbox.emulator.received


def test_one_bad_target_among_good_ones_stops_all(user: Shell, sandbox: Running) -> None:
    assert_told(send(user, "apns", "--to", "token:xyz"), 3, "no hex digit")
    assert not sandbox.emulator.received
    assert not history_of(user)


def test_token_files_end_as_any_editor_ends_them(user: Shell, sandbox: Running) -> None:
    for provider in PROVIDERS:
        token = token_of(sandbox, provider)
        for content in (token + "\r\n", "\ufeff" + token + "\n", token):
            sent = send(user, provider, target=f"token:@{user.file('token', content)}")
            assert sent.status == 0, sent.err
    utf16 = user.file("token", token_of(sandbox, "apns").encode("utf-16"))
    assert send(user, "apns", target=f"token:@{utf16}").status == 0
    assert_told(send(user, "apns", target=f"token:@{user.file('token', 'ab' * 32 + chr(10) * 2)}"), 3, "U+000A")


def test_devices_with_bad_tokens_are_refused_or_remarked(user: Shell) -> None:
    add = ("devices", "add", "bad", "--provider", "apns", "--token")
    assert_told(user(*add, "12 34"), 3, "white space")
    assert_told(user(*add, "ab" * 32, "--attributes", "{"), 2, "no JSON")
    assert_told(user(*add, "ab" * 32, "--attributes", "[" * 100_000), 2, "no JSON")
    assert_told(user(*add, "ab" * 32, "--attributes", "[]"), 2, "list")
    assert_told(user(*add, "ab" * 32, "--platform", "\udcff"), 3, "half a character")
    assert_told(user("devices", "add", "a\nb", *add[3:], "ab" * 32), 2, "control characters")
    assert_told(user("groups", "add", "@\udcff", DEVICES["apns"]), 2, "control characters")
    assert "bad" not in {line["name"] for line in user("devices", "list", "--json").lines}


IMPORTS: dict[str, tuple[bytes, int]] = {
    "not a list": (b"{", 3),
    "deep": (b"[" * 100_000, 3),
    "half a character": (b'[{"name":"\\ud800","provider":"apns","token":"ab"}]', 3),
    "binary": (bytes(range(256)), 1),
    "wrong types": (b'[5, null, {"name": 5}, {"name": "x", "provider": [], "token": {}}]', 1),
    "a control character": (b"name,provider,token\na,apns,ab\x07cd\n", 1),
    "an unknown service": (b"name,provider,token\nx,gcm,abcd\n", 1),
}


@pytest.mark.parametrize(("content", "status"), IMPORTS.values(), ids=IMPORTS.keys())
def test_lists_that_cannot_be_read_say_so(user: Shell, content: bytes, status: int) -> None:
    told = user("devices", "import", user.file("list", content), "--json")
    assert told.status == status, told.out + told.err
    if status == 3:
        assert_told(told, 3)
    else:
        assert told.lines[0]["problems"]
        assert told.lines[0]["imported"] == 0


@pytest.mark.parametrize("provider", PROVIDERS)
def test_payload_needs_no_target(user: Shell, provider: str) -> None:
    told = user("payload", user.message(), "--provider", provider)
    assert told.status == 0, told.err
    assert told.lines[0]["method"] == "POST"
    assert DEVICES[provider] not in told.out


def test_topics_that_cannot_be_right_stop_before_anything_leaves(user: Shell) -> None:
    told = user("topics", "subscribe", "a b", "--profile", "fcm", "--to", DEVICES["fcm"])
    assert told.status == 3, told.out
    told = user("channels", "show", "\udcff", "--profile", "apns", "--json")
    assert told.status == 3, told.out
    assert all(told.lines[0]["explain"].values())
    assert_told(user("topics", "list", "--profile", "apns", "--to", DEVICES["apns"]), 3, "topics")
