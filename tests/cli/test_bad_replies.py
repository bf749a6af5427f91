"""Answers no push service gives, and connections that never come about: honest outcomes, explained, exit 1 or 4."""

from __future__ import annotations

import datetime
import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from tests.cli.conftest import Result, Shell
from tests.cli.hostile import (
    PROVIDERS,
    OnThread,
    add_profile,
    armed,
    assert_told,
    closed_port,
    history_of,
    raw_server,
    send,
    send_everywhere,
)
from tests.engine.peer import Reply
from tests.sandbox.running import Running, ShiftedClock

LARGE = b"x" * 2_000_000
HTML = (("content-type", "text/html"),)


@pytest.fixture(scope="module")
def user(_shared_sandbox: Running, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = armed(Shell(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")), _shared_sandbox)
    shell.clock = ShiftedClock()  # waits for retries take no time
    return shell


@pytest.fixture(scope="module")
def stranger(user: Shell, _shared_sandbox: Running) -> Iterator[OnThread]:
    """A server in the services' place; FCM's sign-in still goes to the emulator."""
    server = OnThread()
    trusted = server.ca_file(user.folder, _shared_sandbox.ready.ca_file)
    for provider in PROVIDERS:
        added = add_profile(user, _shared_sandbox, provider, base_url=server.peer.origin, ca_file=trusted)
        assert added.status == 0, added.err
    yield server
    server.stop()


def assert_explained(result: Result, status: int, outcome: str) -> dict[str, Any]:
    """Check exit code and outcome, and that the delivery explains itself in plain characters."""
    assert result.status == status, result.out + result.err
    assert "Traceback" not in result.err
    (delivery,) = result.deliveries
    assert delivery["outcome"] == outcome, delivery
    assert_telling(delivery)
    result.out.encode()
    return delivery


def assert_telling(delivery: dict[str, Any]) -> None:
    explain = delivery["explain"]
    assert all(explain.values()), explain
    assert all(len(part) < 1000 for part in explain.values())
    assert "".join(explain.values()).isprintable(), explain


def otherwise(outcome: str, **others: str) -> dict[str, str]:
    """Return what each provider has to make of an answer: one thing, but for those named."""
    return {"": outcome} | others


REPLIES: dict[str, tuple[Reply, dict[str, str]]] = {
    "web page": (Reply(200, HTML, b"<html><body>Sign in</body></html>"), otherwise("unclear", sns="rejected")),
    "2 MB": (Reply(200, (), LARGE), otherwise("unclear", sns="rejected")),
    "an error in a 200": (
        Reply(200, (), b'{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"x"}}'),
        otherwise("rejected", apns="unclear", airship="unclear", expo="unclear", onesignal="unclear", novu="unclear"),
    ),
    "2 MB of web page": (
        Reply(500, HTML, b"<html>" + LARGE),
        otherwise("rejected", airship="unclear", onesignal="unclear", novu="unclear"),
    ),
    "wrong types": (
        Reply(400, (), b'{"reason":{"a":[1]},"error":[1,2],"timestamp":"x","errno":{}}'),
        otherwise("rejected"),
    ),
    "a list": (Reply(403, (), b"[]"), otherwise("rejected")),
    "a number": (Reply(410, (), b"5"), otherwise("rejected")),
    "cut off": (Reply(400, (), b'{"reason":"BadDev'), otherwise("rejected")),
    "every byte": (Reply(400, (), bytes(range(256)) * 10), otherwise("rejected")),
    "nested too deeply": (Reply(400, (), b"[" * 200_000), otherwise("rejected")),
    "half a character": (Reply(400, (), b'{"reason":"\\ud800"}'), otherwise("rejected")),
    "control characters": (
        Reply(400, (), b'{"reason":"\\u001b[31mred\\u0007\\u0000","error":{"message":"\\u001b]0;x\\u0007"}}'),
        otherwise("rejected"),
    ),
    "an endless reason": (Reply(400, (), b'{"reason":"' + b"R" * 99_999 + b'"}'), otherwise("rejected")),
    "a time beyond time": (
        Reply(410, (), b'{"reason":"Unregistered","timestamp":1e400}'),
        otherwise("rejected"),
    ),
    "no such status": (Reply(299), otherwise("unclear", webpush="accepted", sns="rejected", webhook="accepted")),
    "teapot": (Reply(418), otherwise("rejected")),
    "redirect": (
        Reply(302, (("location", "https://evil.example/"),)),
        otherwise("unclear", webpush="rejected", sns="rejected", webhook="rejected"),
    ),
    "redirect with the body": (
        Reply(308, (("location", "/x"),)),
        otherwise("unclear", webpush="rejected", sns="rejected", webhook="rejected"),
    ),
    "gzip bomb": (
        Reply(400, (("content-encoding", "gzip"),), gzip.compress(bytes(50_000_000))),
        otherwise("rejected"),
    ),
    "no gzip": (Reply(400, (("content-encoding", "gzip"),), b"no gzip"), otherwise("unclear", sns="not_sent")),
    "dropped": (Reply(drop=True), otherwise("unclear", sns="not_sent")),
    "reset": (Reply(reset=2), otherwise("unclear", sns="not_sent")),
    "refused": (Reply(reset=7), otherwise("not_sent")),
    "turned away": (Reply(goaway=0), otherwise("not_sent")),
    "busy": (Reply(429, (("retry-after", "soon"),)), otherwise("rejected")),
    "busy for centuries": (Reply(429, (("retry-after", "99999999999"),)), otherwise("rejected")),
    "busy since yesterday": (Reply(503, (("retry-after", "-5"),)), otherwise("rejected", airship="unclear")),
}


@pytest.mark.parametrize(("reply", "outcomes"), REPLIES.values(), ids=REPLIES.keys())
def test_an_answer_no_service_gives_is_taken_for_what_it_proves(
    user: Shell, stranger: OnThread, reply: Reply, outcomes: dict[str, str]
) -> None:
    stranger.answers(reply)
    sent = send_everywhere(user)
    assert sent.status == 1, sent.out + sent.err
    assert "Traceback" not in sent.err
    expected = {provider: outcomes.get(provider, outcomes[""]) for provider in PROVIDERS}
    assert {delivery["provider"]: delivery["outcome"] for delivery in sent.deliveries} == expected
    for delivery in sent.deliveries:
        if delivery["outcome"] != "accepted":
            assert_telling(delivery)
    sent.out.encode()


def test_a_service_that_asks_for_centuries_is_not_waited_for(user: Shell, stranger: OnThread) -> None:
    stranger.answers(Reply(429, (("retry-after", "99999999999"),)))
    user.clock.slept.clear()
    sent = send_everywhere(user)
    assert sent.status == 1
    # A refused preparation ends a delivery before it is attempted.
    assert all(delivery["attempts"] <= 1 for delivery in sent.deliveries), sent.deliveries
    assert not user.clock.slept


def test_a_server_that_keeps_silent_is_waited_for_only_so_long(user: Shell, stranger: OnThread) -> None:
    stranger.answers(Reply(stall=True))
    delivery = assert_explained(send(user, "apns"), 1, "unclear")
    assert delivery["reason"] == "no answer in time"
    assert "0.5 s" in delivery["explain"]["what"]


@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "1e9"])
def test_a_timeout_that_is_none_is_usage(user: Shell, stranger: OnThread, text: str) -> None:
    environ, user.environ = user.environ, {**user.environ, "PUSHBENCH_TIMEOUT": text}
    try:
        assert_told(send(user, "apns"), 2, "PUSHBENCH_TIMEOUT")
    finally:
        user.environ = environ


def test_what_a_server_said_never_steers_the_terminal_or_breaks_an_export(user: Shell, stranger: OnThread) -> None:
    stranger.answers(Reply(400, (("x-note", "\x1b[31m"),), b'{"reason":"\\u001b[2J\\ud800"}\x1b]0;x\x07\r\n\xff'))
    send_everywhere(user)
    for delivery in history_of(user)[: len(PROVIDERS)]:
        for more in ((), ("--json",)):
            shown = user("history", "show", delivery["id"], *more)
            assert shown.status == 0, shown.err
            assert "\x1b" not in shown.out
            assert "\x07" not in shown.out
    listed = user("history", "list", "--limit", str(len(PROVIDERS)))
    assert "\x1b" not in listed.out
    for name in ("curl", "har", "csv", "jsonl", "junit"):
        out = user.folder / f"export.{name}"
        exported = user("history", "export", "--format", name, "--limit", str(len(PROVIDERS)), "--out", str(out))
        assert exported.status == 0, exported.err
        assert out.read_bytes()
    assert json.loads((user.folder / "export.har").read_bytes())["log"]["entries"]


def trusting(user: Shell, authority: trustme.CA, sandbox: Running) -> str:
    text = authority.cert_pem.bytes() + Path(sandbox.ready.ca_file).read_bytes()
    return user.file("trusted.pem", text)


def sleep_until_closed(connection: socket.socket) -> None:
    while connection.recv(4096):
        pass


def answer_plainly(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")


def answer_rubbish(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"\xff" * 2000)


def rubbish_at_once(connection: socket.socket) -> None:
    connection.sendall(b"\xff" * 2000)
    sleep_until_closed(connection)


def greet_first(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")
    sleep_until_closed(connection)


def hang_up(connection: socket.socket) -> None:
    connection.close()


WITHOUT_TLS: dict[str, tuple[Callable[[socket.socket], None], str]] = {
    "never answers": (sleep_until_closed, "connection timed out"),
    "hangs up": (hang_up, "TLS failed"),
    "plain HTTP": (answer_plainly, "TLS failed"),
    "rubbish": (answer_rubbish, "TLS failed"),
    "a mail server": (greet_first, "TLS failed"),
}


@pytest.mark.parametrize(("handle", "reason"), WITHOUT_TLS.values(), ids=WITHOUT_TLS.keys())
def test_a_port_without_tls_is_never_reached(
    user: Shell, sandbox: Running, handle: Callable[[socket.socket], None], reason: str
) -> None:
    with raw_server(handle) as port:
        for provider in ("apns", "webpush"):
            add_profile(user, sandbox, provider, name="raw", base_url=f"https://127.0.0.1:{port}")
            delivery = assert_explained(send(user, provider, profile="raw"), 4, "not_sent")
            assert delivery["reason"] == reason
            assert str(port) in delivery["explain"]["what"]


def test_rubbish_after_the_handshake_is_no_answer(user: Shell, sandbox: Running) -> None:
    authority = trustme.CA()
    for handle in (rubbish_at_once, hang_up):
        with raw_server(handle, authority) as port:
            trusted = trusting(user, authority, sandbox)
            for provider in PROVIDERS:
                place = f"https://127.0.0.1:{port}"
                added = add_profile(user, sandbox, provider, name=f"raw-{provider}", base_url=place, ca_file=trusted)
                assert added.status == 0, added.err
            assert user("sets", "add", "raw", *(f"raw-{provider}" for provider in PROVIDERS)).status == 0
            sent = send_everywhere(user, named="raw")
            assert sent.status in (1, 4), sent.out
            for delivery in sent.deliveries:
                assert delivery["outcome"] in ("unclear", "not_sent")
                assert_telling(delivery)


def test_a_closed_port_and_an_unknown_name_are_never_reached(user: Shell, sandbox: Running) -> None:
    places = {
        f"https://127.0.0.1:{closed_port()}": "connection refused",
        "https://no.such.host.invalid": "name not found",
        f"https://{'a' * 70}.invalid": "name not found",
    }
    for place, reason in places.items():
        for provider in ("apns", "webpush"):
            add_profile(user, sandbox, provider, name="nowhere", base_url=place)
            assert assert_explained(send(user, provider, profile="nowhere"), 4, "not_sent")["reason"] == reason
        add_profile(user, sandbox, "fcm", name="nowhere", base_url=place, token_url=place)
        assert_explained(send(user, "fcm", profile="nowhere"), 4, "not_sent")


def test_the_peers_certificate_must_be_trusted_valid_and_for_the_name(user: Shell, sandbox: Running) -> None:
    other, old = trustme.CA(), trustme.CA()
    servers = {
        "not trusted": OnThread(),
        "another host name": OnThread(ca=other, certificate=other.issue_cert("other.example")),
        "expired": OnThread(
            ca=old, certificate=old.issue_cert("127.0.0.1", not_after=datetime.datetime(2020, 1, 2))
        ),
    }  # fmt: skip
    for word, server in servers.items():
        trusted = server.ca_file(user.folder, sandbox.ready.ca_file) if word != "not trusted" else ""
        for provider in PROVIDERS:
            more = {"ca_file": trusted} if trusted else {}
            add_profile(user, sandbox, provider, name="raw", base_url=server.peer.origin, **more)
            sent = send(user, provider, profile="raw")
            assert sent.status in ((1, 4) if provider == "fcm" else (4,)), sent.out  # FCM's sign-in reached a server
            assert word in sent.deliveries[0]["explain"]["why"]
        assert not server.peer.seen
        server.stop()


def test_apple_speaks_http2_only(user: Shell, sandbox: Running) -> None:
    for alpn in (("http/1.1",), ()):
        server = OnThread(alpn=alpn)
        trusted = server.ca_file(user.folder, sandbox.ready.ca_file)
        add_profile(user, sandbox, "apns", name="old", base_url=server.peer.origin, ca_file=trusted)
        assert assert_explained(send(user, "apns", profile="old"), 4, "not_sent")["reason"] == "no HTTP/2"
        add_profile(user, sandbox, "webpush", name="old", base_url=server.peer.origin, ca_file=trusted)
        assert send(user, "webpush", profile="old").deliveries[0]["outcome"] == "accepted"
        server.stop()


@pytest.mark.parametrize(
    "ca_file", ["/no/such.pem", "/etc", "~nobody-of-that-name/ca.pem", "GARBAGE", "KEY"], ids=lambda name: name[:8]
)
def test_a_ca_file_that_is_none_is_named(user: Shell, sandbox: Running, ca_file: str) -> None:
    garbage = "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"
    made = {"GARBAGE": garbage, "KEY": user.environ["SECRET_OF_APNS"]}
    name = user.file("ca.pem", made[ca_file]) if ca_file in made else ca_file
    add_profile(user, sandbox, "apns", name="untrusting", ca_file=name)
    sent = send(user, "apns", profile="untrusting")
    assert sent.status in (3, 4)
    assert "CA file" in sent.out + sent.err


@pytest.mark.parametrize(
    "url", ["no address", "https://127.0.0.1:99999", "ftp://127.0.0.1", "https://", "https://[::1"]
)
def test_an_address_that_is_none_stops_a_send(user: Shell, sandbox: Running, url: str) -> None:
    for provider in PROVIDERS:
        assert_told(add_profile(user, sandbox, provider, name="raw", base_url=url), 0, "error")
        assert_told(send(user, provider, profile="raw"), 3)


PROXY_PASSWORD = "hunter2-of-the-proxy"


def proxy_profile(user: Shell, sandbox: Running, proxy: str) -> Result:
    user.environ["PROXY"] = proxy
    added = add_profile(user, sandbox, "apns", name="proxied", base_url="https://push.example.com")
    assert added.status == 0, added.err
    known = sandbox.ready.providers["apns"]["profile"]
    assert isinstance(known, dict)
    return user(
        "profiles", "add", "proxied", "--provider", "apns", "--env", "sandbox",
        *(part for key in ("key_id", "team_id", "bundle_id") for part in ("--set", f"{key}={known[key]}")),
        "--set", "base_url=https://push.example.com", "--secret", "key=env:SECRET_OF_APNS",
        "--secret", "proxy=env:PROXY",
    )  # fmt: skip


def refuse_loudly(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("handle", "word"),
    [
        (None, "cannot be reached"),
        (refuse_loudly, "407"),
        (sleep_until_closed, "in time"),
        (answer_rubbish, "did not open a tunnel"),
        (hang_up, "did not open a tunnel"),
    ],
)
def test_a_proxy_that_refuses_is_explained_without_its_password(
    user: Shell, sandbox: Running, handle: Callable[[socket.socket], None] | None, word: str
) -> None:
    def try_it(port: int) -> None:
        proxy = f"http://ana:{PROXY_PASSWORD}@127.0.0.1:{port}"
        added = proxy_profile(user, sandbox, proxy)
        sent = send(user, "apns", profile="proxied")
        delivery = assert_explained(sent, 4, "not_sent")
        assert delivery["reason"] == "proxy refused"
        assert word in delivery["explain"]["why"]
        shown = user("history", "show", delivery["id"], "--json")
        for told in (added, sent, shown):
            assert PROXY_PASSWORD not in told.out + told.err

    if handle is None:
        try_it(closed_port())
        return
    with raw_server(handle) as port:
        try_it(port)


@pytest.mark.parametrize(
    "proxy",
    [":::", "http://", "http://[::1", "http://ana:pa/ss-word-99@127.0.0.1:1", "socks5://127.0.0.1:1"],
)
def test_a_proxy_that_is_none_is_told_without_quoting_it(user: Shell, sandbox: Running, proxy: str) -> None:
    proxy_profile(user, sandbox, proxy)
    sent = send(user, "apns", profile="proxied")
    assert sent.status in (3, 4), sent.out + sent.err
    assert "ss-word-99" not in sent.out + sent.err
    assert "Traceback" not in sent.err


def test_a_proxys_password_among_the_plain_fields_becomes_a_secret(user: Shell, sandbox: Running) -> None:
    proxy = f"http://ana:{PROXY_PASSWORD}@127.0.0.1:{closed_port()}"
    known = sandbox.ready.providers["apns"]["profile"]
    assert isinstance(known, dict)
    told = user(
        "profiles", "add", "leaky", "--provider", "apns", "--env", "sandbox", "--secret", "key=env:SECRET_OF_APNS",
        "--set", f"bundle_id={known['bundle_id']}", "--set", f"proxy={proxy}", "--json",
    )  # fmt: skip
    assert told.status == 0, told.err
    assert told.lines[0]["fields"]["proxy"] == "***"
    assert PROXY_PASSWORD not in told.out + told.err
    home = b"".join(path.read_bytes() for path in user.home.rglob("*") if path.is_file())
    assert PROXY_PASSWORD.encode() not in home


def test_no_thread_stays_behind() -> None:
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("pushbench")]
