"""Servers that are not ours take what we send: nginx, nghttpd and npm web-push-testing."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from tests.peers import node, program
from tests.peers.ours import BOTH, Begin, MakeTransport, run, sending
from tests.peers.test_equal_apns import APP, CASES, NOW, Case, token_of
from tests.providers.apns import samples
from tests.providers.webpush import given

from pushbench.domain.exchange import MemoryTokenCache
from pushbench.domain.http import HttpRequest
from pushbench.domain.message import Content, Delivery, Kind, Message, Override
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.transport_curl import CurlTransport
from pushbench.engine.transport_httpx import HttpxTransport
from pushbench.providers.apns import PROVIDER as APNS
from pushbench.providers.webpush import PROVIDER as WEBPUSH

pytestmark = pytest.mark.slow
both_transports = pytest.mark.parametrize("make_transport", BOTH, ids=["httpx", "curl"])

MANY = 1000


@dataclass(frozen=True)
class Tls:
    """A server's certificate in a folder of its own."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> Tls:
        authority = trustme.CA()
        leaf = authority.issue_cert("127.0.0.1", "localhost")
        authority.cert_pem.write_to_path(folder / "ca.pem")
        leaf.private_key_pem.write_to_path(folder / "key.pem")
        (folder / "cert.pem").write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
        return cls(folder)

    def profile(self, port: int, **changes: str | None) -> Credentials:
        places = {"base_url": f"https://127.0.0.1:{port}", "ca_file": str(self.folder / "ca.pem")}
        return samples.credentials(Environment.SANDBOX, **{**places, **changes})


def pushes(profile: Credentials, cases: Sequence[Case] = CASES) -> list[Begin]:
    """Return what sends the messages of the equality tests, each to a token of its own."""
    return [
        sending(APNS, case.message, samples.token_target(token_of(case)), profile, composed_at=NOW) for case in cases
    ]


def requests_of(begins: Sequence[Begin]) -> dict[str, HttpRequest]:
    """Return the requests that leave, by path; the sign-in token is one of another moment."""
    context = samples.context(tokens=MemoryTokenCache())
    requests = [next(begin(context)).request for begin in begins]
    return {httpx.URL(request.url).path: request for request in requests}


def assert_all_accepted(outcomes: Sequence[Outcome]) -> None:
    counted = Counter((outcome.kind, outcome.status, outcome.reason) for outcome in outcomes)
    assert list(counted) == [(OutcomeKind.ACCEPTED, 200, None)], counted


# nginx

NGINX = """
daemon off; master_process off; pid nginx.pid; error_log error.log warn;
events {{ worker_connections 1024; }}
http {{
  client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c; uwsgi_temp_path d; scgi_temp_path e;
  log_format whole escape=json '{{{fields}}}';
  ssl_certificate cert.pem; ssl_certificate_key key.pem;
  client_body_buffer_size 16k;
  server {{ listen 127.0.0.1:{inner}; access_log off; location / {{ return 200; }} }}
  server {{
    listen 127.0.0.1:{steady} ssl{old}; {new} ssl_verify_client optional_no_ca;
    access_log steady.log whole; keepalive_requests 100000; {answer}
  }}
  server {{
    listen 127.0.0.1:{restless} ssl{old}; {new}
    access_log restless.log whole; keepalive_requests 100; {answer}
  }}
}}
"""
LOGGED = {
    "protocol": "server_protocol",
    "method": "request_method",
    "path": "request_uri",
    "status": "status",
    "connection": "connection",
    "content-length": "content_length",
    "body": "request_body",
    "client": "ssl_client_s_dn",
    "authorization": "http_authorization",
    "apns-topic": "http_apns_topic",
    "apns-push-type": "http_apns_push_type",
    "apns-priority": "http_apns_priority",
    "apns-expiration": "http_apns_expiration",
    "apns-collapse-id": "http_apns_collapse_id",
    "apns-id": "http_apns_id",
    "user-agent": "http_user_agent",
    "accept": "http_accept",
    "accept-encoding": "http_accept_encoding",
    "content-type": "http_content_type",
}


@dataclass(frozen=True)
class Nginx:
    """A running nginx: the steady port keeps a connection for ever, the restless one for 100 requests."""

    tls: Tls
    steady: int
    restless: int

    def lines(self, name: str, count: int) -> list[dict[str, str]]:
        """Return the access log's last lines; a line is written after its answer has left."""
        log = self.tls.folder / f"{name}.log"
        program.until(lambda: log.read_bytes().count(b"\n") >= count)
        lines: list[dict[str, str]] = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
        assert len(lines) == count
        return lines


@pytest.fixture(scope="module")
def _started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    command = program.find("nginx")
    tls = Tls.made(tmp_path_factory.mktemp("nginx"))
    inner, steady, restless = program.free_port(), program.free_port(), program.free_port()
    version = subprocess.run([command, "-v"], capture_output=True, text=True, check=True).stderr
    numbers = tuple(map(int, re.findall(r"\d+", version)[:3]))
    old, new = ("", "http2 on;") if numbers >= (1, 25, 1) else (" http2", "")
    fields = ",".join(f'"{name}":"${variable}"' for name, variable in LOGGED.items())
    # Only a request that is handed on has its body in the log.
    answer = f"location / {{ proxy_pass http://127.0.0.1:{inner}; proxy_http_version 1.1; }}"
    text = NGINX.format(fields=fields, inner=inner, steady=steady, restless=restless, old=old, new=new, answer=answer)
    (tls.folder / "nginx.conf").write_text(text)
    arguments = [command, "-p", str(tls.folder), "-c", "nginx.conf", "-e", "error.log"]
    with program.running(arguments, tls.folder, inner, steady, restless):
        yield Nginx(tls, steady, restless)


@pytest.fixture
def nginx(_started: Nginx) -> Nginx:
    """A running nginx with empty logs."""
    for name in ("steady.log", "restless.log"):
        (_started.tls.folder / name).write_bytes(b"")
    return _started


@both_transports
def test_nginx_reads_apns_requests(nginx: Nginx, make_transport: MakeTransport) -> None:
    begins = pushes(nginx.tls.profile(nginx.steady))
    assert_all_accepted(run(begins, now=NOW, at_once=4, make_transport=make_transport))
    expected = requests_of(begins)
    lines = nginx.lines("steady", len(CASES))
    assert {line["path"] for line in lines} == set(expected)
    assert len({line["connection"] for line in lines}) == 1
    for line in lines:
        request = expected[line["path"]]
        assert (line["protocol"], line["method"], line["status"]) == ("HTTP/2.0", "POST", "200")
        assert line["body"].encode() == request.body
        assert line["content-length"] == str(len(request.body))
        assert line["authorization"].startswith("bearer ey")
        for name in LOGGED:
            if name.startswith(("apns-", "accept", "user-agent", "content-type")):
                assert line[name] == (request.header(name) or ""), name


def test_nginx_answers_a_thousand_at_once(nginx: Nginx) -> None:
    numbered = many(nginx.tls.profile(nginx.steady))
    assert_all_accepted(run(numbered, now=NOW, at_once=MANY, make_transport=CurlTransport))
    lines = nginx.lines("steady", MANY)
    assert_each_once(lines)
    assert len({line["connection"] for line in lines}) == 1


def test_nginx_retires_a_connection_after_a_hundred(nginx: Nginx) -> None:
    """GOAWAY again and again in the midst of a run: nothing is lost, nothing is sent twice."""
    numbered = many(nginx.tls.profile(nginx.restless))
    assert_all_accepted(run(numbered, now=NOW, at_once=100, make_transport=CurlTransport))
    lines = nginx.lines("restless", MANY)
    assert_each_once(lines)
    assert max(Counter(line["connection"] for line in lines).values()) <= 100


def test_what_httpx_loses_with_a_connection_is_unclear_and_never_sent_twice(nginx: Nginx) -> None:
    """nginx says GOAWAY before its last answer, and httpcore reads nothing behind a GOAWAY: the answer is lost."""
    count = 350
    numbered = many(nginx.tls.profile(nginx.restless), count)
    outcomes = run(numbered, now=NOW, make_transport=HttpxTransport)
    lines = nginx.lines("restless", count)
    assert_each_once(lines, count)
    unclear = [outcome for outcome in outcomes if outcome.kind is OutcomeKind.UNCLEAR]
    assert len(unclear) <= len({line["connection"] for line in lines}) - 1 == count // 100
    assert_all_accepted([outcome for outcome in outcomes if outcome not in unclear])


def many(profile: Credentials, count: int = MANY) -> list[Begin]:
    """Return pushes with a number in token and body."""
    return [
        sending(
            APNS,
            Message(content=Content(title="Gate changed"), data={"number": number}),
            samples.token_target(f"{number:064x}"),
            profile,
            composed_at=NOW,
        )
        for number in range(count)
    ]


def assert_each_once(lines: Sequence[dict[str, str]], count: int = MANY) -> None:
    assert {line["status"] for line in lines} == {"200"}
    numbers = [json.loads(line["body"])["number"] for line in lines]
    assert sorted(numbers) == list(range(count))
    assert [line["path"] for line in lines] == [f"/3/device/{number:064x}" for number in numbers]


@both_transports
def test_nginx_reads_our_client_certificate(nginx: Nginx, make_transport: MakeTransport) -> None:
    issued = samples.make_certificate(begins=time.time() - 60, ends=time.time() + 86_400)
    certificate = {
        "certificate": samples.certificate_p12(issued, "sésame"),
        "passphrase": "sésame",
        "key": None,
        "key_id": None,
        "team_id": None,
    }
    begins = pushes(nginx.tls.profile(nginx.steady, **certificate), CASES[:2])
    assert_all_accepted(run(begins, now=NOW, make_transport=make_transport))
    for line in nginx.lines("steady", 2):
        assert line["client"].endswith(f"UID={APP}")
        assert line["authorization"] == ""


# nghttpd


@dataclass(frozen=True)
class Nghttpd:
    """nghttp2's own server, which prints every header as it reads it and sends bodies back."""

    tls: Tls
    port: int

    def requests(self) -> list[list[tuple[str, str]]]:
        """Return the headers of every request, in the order of the wire."""
        found: dict[str, list[tuple[str, str]]] = {}
        for line in (self.tls.folder / "printed").read_text("utf-8").splitlines():
            read = re.fullmatch(
                r"\[id=(\d+)\] \[ *[\d.]+\] recv \(stream_id=(\d+)(?:, sensitive)?\) (:?[^:]+): ?(.*)", line
            )
            if read:
                found.setdefault(f"{read[1]} {read[2]}", []).append((read[3], read[4]))
        return list(found.values())


@pytest.fixture
def nghttpd(tmp_path: Path) -> Iterator[Nghttpd]:
    tls, port = Tls.made(tmp_path), program.free_port()
    options = ["--verbose", "--echo-upload", "--address=127.0.0.1", "--max-concurrent-streams=10"]
    with program.running([program.find("nghttpd"), *options, str(port), "key.pem", "cert.pem"], tmp_path, port):
        yield Nghttpd(tls, port)


@both_transports
def test_nghttpd_reads_every_header_in_order(nghttpd: Nghttpd, make_transport: MakeTransport) -> None:
    begins = pushes(nghttpd.tls.profile(nghttpd.port))
    assert_all_accepted(run(begins, now=NOW, make_transport=make_transport))
    read = nghttpd.requests()
    assert len(read) == len(CASES)
    expected = requests_of(begins)
    for headers in read:
        pseudo, rest = headers[:4], headers[4:]
        request = expected[dict(pseudo)[":path"]]
        assert sorted(pseudo) == [
            (":authority", f"127.0.0.1:{nghttpd.port}"),
            (":method", "POST"),
            (":path", httpx.URL(request.url).path),
            (":scheme", "https"),
        ]
        (name, token), *others = rest
        assert (name, token[:9]) == ("authorization", "bearer ey")
        assert others == [*request.headers[1:], ("content-length", str(len(request.body)))]


@both_transports
def test_nghttpd_sends_the_very_body_back(nghttpd: Nghttpd, make_transport: MakeTransport) -> None:
    requests = list(requests_of(pushes(nghttpd.tls.profile(nghttpd.port))).values()) * 25

    async def echo() -> None:
        transport = make_transport({})
        try:
            answers = await asyncio.gather(*map(transport.send, requests))
        finally:
            await transport.aclose()
        assert {(answer.status, answer.http_version) for answer in answers} == {(200, "HTTP/2")}
        assert [answer.body for answer in answers] == [request.body for request in requests]

    asyncio.run(echo())


# web-push-testing


class Browsers:
    """npm web-push-testing: hands out subscriptions, and opens what is pushed to them as a browser does."""

    def __init__(self, port: int) -> None:
        self._url = f"http://localhost:{port}"

    def ask(self, path: str, document: Any = None) -> Any:
        answer = httpx.post(self._url + path, json=document or {}, trust_env=False)
        assert answer.status_code == 200, answer.text
        return answer.json() if answer.headers.get("content-type", "").startswith("application/json") else None

    def subscribe(self, **options: str) -> dict[str, Any]:
        """Subscribe; with ``applicationServerKey`` only pushes signed by that key are taken."""
        found: dict[str, Any] = self.ask("/subscribe", {"userVisibleOnly": "true", **options})["data"]
        return found

    def expire(self, subscription: dict[str, Any]) -> None:
        self.ask(f"/expire-subscription/{subscription['clientHash']}")

    def opened(self, subscription: dict[str, Any]) -> list[str]:
        """Return the clear texts that a subscription got."""
        answer = self.ask("/get-notifications", {"clientHash": subscription["clientHash"]})
        return list(answer["data"]["messages"])


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    node.require("web-push-testing")
    command = [node.node(), str(node.HERE / "webpush_testing_server.mjs")]
    complaints = tmp_path_factory.mktemp("browsers") / "stderr"
    with complaints.open("wb") as stderr:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True)
        with process:  # leaving closes its input, at which it ends
            assert process.stdout is not None
            ready = next((line for line in process.stdout if line.startswith("{")), None)
            assert ready is not None, complaints.read_text()
            yield Browsers(json.loads(ready)["port"])


PUSH = Message(
    content=Content(title="Gate changed ✈", body="Zu Fuß 8 Minuten", link="https://skylark.example/trips"),
    data={"gate": "B42"},
    delivery=Delivery(ttl_seconds=60, collapse_id="gate"),
)


def push(
    subscription: dict[str, Any],
    message: Message = PUSH,
    make_transport: MakeTransport = HttpxTransport,
    credentials: Credentials | None = None,
) -> Outcome:
    """Push to a subscription, with the key of RFC 8291's example unless another one is given."""
    target = Target(TargetKind.TOKEN, json.dumps(subscription), "browser")
    begin = sending(WEBPUSH, message, target, credentials or given.credentials(), composed_at=NOW)
    [outcome] = run([begin], make_transport=make_transport)
    return outcome


@pytest.mark.peers
@both_transports
@pytest.mark.parametrize("options", [{"applicationServerKey": given.VAPID_PUBLIC}, {}], ids=["VAPID", "any sender"])
def test_a_browser_opens_our_push(browsers: Browsers, make_transport: MakeTransport, options: dict[str, str]) -> None:
    subscription = browsers.subscribe(**options)
    texts = [PUSH, Message(delivery=Delivery(kind=Kind.DATA), data={"long": "ü" * 1900})]
    for message in texts:
        outcome = push(subscription, message, make_transport)
        assert (outcome.kind, outcome.status) == (OutcomeKind.ACCEPTED, 201)
    shown, data = map(json.loads, browsers.opened(subscription))
    assert shown["notification"] == {
        "title": "Gate changed ✈",
        "navigate": "https://skylark.example/trips",
        "body": "Zu Fuß 8 Minuten",
        "tag": "gate",
        "data": {"gate": "B42"},
    }
    assert data == {"data": {"long": "ü" * 1900}}


@pytest.mark.peers
def test_a_browser_refuses_what_is_not_for_it(browsers: Browsers) -> None:
    subscription = browsers.subscribe(applicationServerKey=given.VAPID_PUBLIC)
    other = browsers.subscribe(applicationServerKey=given.VAPID_PUBLIC)

    for_other = {**subscription, "keys": other["keys"]}
    unknown = {**subscription, "endpoint": subscription["endpoint"][:-1]}
    foreign = given.credentials(private_key=given.UA_PRIVATE)
    no_ttl = Message(content=Content(title="T"), overrides={"webpush": Override(headers={"TTL": None})})
    bad_ttl = Message(content=Content(title="T"), overrides={"webpush": Override(headers={"TTL": "soon"})})
    outcomes = [
        push(for_other),
        push(unknown),
        push(subscription, credentials=foreign),
        push(subscription, no_ttl),
        push(subscription, bad_ttl),
    ]
    assert [(outcome.kind, outcome.status) for outcome in outcomes] == [(OutcomeKind.REJECTED, 400)] * 5
    assert not any(outcome.is_target_dead for outcome in outcomes)
    assert browsers.opened(subscription) == browsers.opened(other) == []


@pytest.mark.peers
def test_a_browser_that_unsubscribed_is_dead(browsers: Browsers) -> None:
    subscription = browsers.subscribe(applicationServerKey=given.VAPID_PUBLIC)
    assert push(subscription).kind is OutcomeKind.ACCEPTED
    browsers.expire(subscription)
    outcome = push(subscription)
    assert (outcome.kind, outcome.status, outcome.is_target_dead) == (OutcomeKind.REJECTED, 410, True)
    assert len(browsers.opened(subscription)) == 1
