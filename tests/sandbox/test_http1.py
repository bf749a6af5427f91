"""The server's HTTP/1.1 half, through the control port and a listener with a service of our own."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.raw_http2 import read_all, tls_socket
from tests.sandbox.running import Running

from pushbench.sandbox.exchange import Answer, Endpoint, Request
from pushbench.sandbox.server import Listener, protocols_of
from pushbench.sandbox.wire import Disruption, Reaction

ENDPOINT = Endpoint(body_limit=1000)


async def _echo(request: Request) -> Reaction:
    """Answer with what arrived; some paths misbehave."""
    if request.route == "/stall":
        return Disruption.STALL
    if request.route in ("/reset", "/refused"):
        return Disruption(request.route[1:])
    if request.route == "/bug":
        raise ValueError("a service's bug")
    if request.route == "/goaway":
        return Answer(200, goaway=b"bye")
    if request.route == "/nothing":
        return Answer(204)
    seen = {
        "method": request.method,
        "path": request.path,
        "kept": len(request.body),
        "size": request.body_size,
        "http2": request.connection.is_http2,
        "host": request.header("host"),
    }
    return Answer(200, (("content-type", "application/json"),), json.dumps(seen).encode())


class Echo:
    """A listener that answers with what it got, on the emulator's loop and with its certificate."""

    def __init__(self, sandbox: Running) -> None:
        self.sandbox = sandbox
        self.context = ssl.create_default_context(cafile=sandbox.ready.ca_file)
        tls = sandbox.apns.authority.server_context(protocols_of(ENDPOINT))
        self.listener = sandbox.call(lambda: self._open(tls))

    async def _open(self, tls: ssl.SSLContext) -> Listener:
        listener = Listener(ENDPOINT, tls, _echo)
        await listener.open("127.0.0.1", 0)
        return listener

    def connect(self, *, alpn: tuple[str, ...] = ("http/1.1",)) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=self.sandbox.ready.ca_file)
        return tls_socket(self.listener.port, context, alpn=alpn)

    def talk(self, data: bytes, *, alpn: tuple[str, ...] = ("http/1.1",)) -> bytes:
        """Send bytes and return all that comes until the server closes."""
        with self.connect(alpn=alpn) as sock:
            sock.sendall(data)
            return read_all(sock)


@pytest.fixture
def echo(sandbox: Running) -> Iterator[Echo]:
    found = Echo(sandbox)
    yield found
    sandbox.call(found.listener.aclose)


LAST = b"connection: close\r\n\r\n"


def bodies(data: bytes) -> list[dict[str, object]]:
    return [json.loads(part[: part.index(b"}") + 1]) for part in data.split(b"\r\n\r\n") if part.startswith(b"{")]


@pytest.mark.parametrize("alpn", [("http/1.1",), ()])
def test_answers_with_and_without_alpn(echo: Echo, alpn: tuple[str, ...]) -> None:
    data = echo.talk(b"GET /a?b=c HTTP/1.1\r\nhost: h\r\n" + LAST, alpn=alpn)

    assert data.startswith(b"HTTP/1.1 200 ")
    assert bodies(data) == [{"method": "GET", "path": "/a?b=c", "kept": 0, "size": 0, "http2": False, "host": "h"}]


def test_keeps_a_connection_alive(echo: Echo) -> None:
    with echo.connect() as sock:
        for number in range(3):
            sock.sendall(b"POST /%d HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\n\r\n{}" % number)
            data = b""
            while b"}" not in data:
                data += sock.recv(4096)
            assert bodies(data)[0]["path"] == f"/{number}"


def test_answers_pipelined_requests_in_order(echo: Echo) -> None:
    requests = b"".join(b"POST /%d HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n\r\nabc" % n for n in range(50))

    data = echo.talk(requests + b"GET /last HTTP/1.1\r\nhost: h\r\n" + LAST)

    assert [body["path"] for body in bodies(data)] == [f"/{n}" for n in range(50)] + ["/last"]


def test_a_pipeline_longer_than_is_buffered(echo: Echo) -> None:
    one = b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 100000\r\n\r\n" + b"x" * 100_000

    data = echo.talk(one * 30 + b"GET /last HTTP/1.1\r\nhost: h\r\n" + LAST)

    assert [body["size"] for body in bodies(data)] == [100_000] * 30 + [0]


def test_says_100_continue(echo: Echo) -> None:
    with echo.connect() as sock:
        sock.sendall(
            b"POST / HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 2\r\nconnection: close\r\n\r\n"
        )
        assert sock.recv(4096).startswith(b"HTTP/1.1 100 ")
        sock.sendall(b"{}")
        assert bodies(read_all(sock))[0]["kept"] == 2


def test_keeps_a_part_of_a_long_body_and_counts_the_rest(echo: Echo) -> None:
    sized = echo.talk(
        b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 3000000\r\nconnection: close\r\n\r\n" + b"x" * 3_000_000
    )
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    chunked = echo.talk(
        b"POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        + chunk * 40
        + b"0\r\n\r\n"
    )

    assert [(body["kept"], body["size"]) for body in bodies(sized) + bodies(chunked)] == [
        (1000, 3_000_000),
        (1000, 0x8000 * 40),
    ]


def test_head_and_204_have_no_body(echo: Echo) -> None:
    assert echo.talk(b"HEAD / HTTP/1.1\r\nhost: h\r\n" + LAST).endswith(b"\r\n\r\n")
    assert echo.talk(b"GET /nothing HTTP/1.1\r\nhost: h\r\n" + LAST).startswith(b"HTTP/1.1 204 ")


def test_http_1_0_is_answered_and_closed(echo: Echo) -> None:
    assert bodies(echo.talk(b"GET /old HTTP/1.0\r\n\r\n"))[0]["path"] == "/old"


def test_goaway_becomes_connection_close(echo: Echo) -> None:
    data = echo.talk(b"GET /goaway HTTP/1.1\r\nhost: h\r\n\r\n")

    assert b"connection: close" in data.lower()


@pytest.mark.parametrize("path", [b"/reset", b"/refused"])
def test_a_disruption_is_a_tcp_reset(echo: Echo, path: bytes) -> None:
    with echo.connect() as sock:
        sock.sendall(b"GET " + path + b" HTTP/1.1\r\nhost: h\r\n\r\n")
        # ssl would report a mere end of file.
        with socket.socket(fileno=sock.detach()) as plain, pytest.raises(ConnectionResetError):
            read_to_the_end(plain)


def read_to_the_end(sock: socket.socket) -> None:
    sock.settimeout(5)
    while sock.recv(65536):
        continue


def test_a_stalled_request_ends_with_its_client(echo: Echo, sandbox: Running) -> None:
    with echo.connect() as sock:
        sock.sendall(b"GET /stall HTTP/1.1\r\nhost: h\r\n\r\n")
        assert sandbox.has_tasks(1)
    assert sandbox.has_tasks(0)


def test_a_services_bug_is_logged_and_answered(echo: Echo, expected_logs: object) -> None:
    assert callable(expected_logs)
    expected_logs("the emulator failed at GET /bug")

    data = echo.talk(b"GET /bug HTTP/1.1\r\nhost: h\r\n" + LAST)

    assert data.startswith(b"HTTP/1.1 500 ")
    assert data.endswith(b'{"error":"InternalServerError"}')


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"nonsense\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET / HTTP/1.1\r\nhost: h\r\ncontent-length: x\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET / HTTP/1.1\r\nhost: h\r\nbad header\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET / HTTP/1.1\r\nhost: " + b"x" * 140_000 + b"\r\n\r\n", b"HTTP/1.1 431 "),
    ],
)
def test_what_is_no_http_is_refused_and_closed(echo: Echo, data: bytes, start: bytes) -> None:
    assert echo.talk(data).startswith(start)


def test_http2_by_alpn_and_by_its_first_bytes(echo: Echo) -> None:
    settings_frame = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    for alpn in (("h2", "http/1.1"), ()):
        with echo.connect(alpn=alpn) as sock:
            sock.sendall(b"PRI * HT")
            sock.sendall(b"TP/2.0\r\n\r\nSM\r\n\r\n" + settings_frame)
            assert sock.recv(9)[3] == 4


def test_a_taken_port_is_told_in_words(echo: Echo, sandbox: Running) -> None:
    from pushbench.domain.errors import UserError

    tls = sandbox.apns.authority.server_context(protocols_of(ENDPOINT))

    async def again() -> None:
        await Listener(ENDPOINT, tls, _echo).open("127.0.0.1", echo.listener.port)

    with pytest.raises(UserError, match=f"cannot listen on 127.0.0.1:{echo.listener.port}") as caught:
        sandbox.call(again)
    assert "--port" in caught.value.fix


def test_closing_waits_for_no_client_that_says_nothing(sandbox: Running) -> None:
    echo = Echo(sandbox)
    silent = [echo.connect() for _ in range(3)]
    half_open = socket.create_connection(("127.0.0.1", echo.listener.port))

    sandbox.call(lambda: asyncio.wait_for(echo.listener.aclose(), 5))

    assert echo.listener.sessions == set()
    for sock in (*silent, half_open):
        sock.close()


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                b"GET / HTTP/1.1\r\n",
                b"POST /x HTTP/1.1\r\n",
                b"host: h\r\n",
                b"content-length: 3\r\n",
                b"\r\n",
                b"abc",
                b"0\r\n\r\n",
                b"transfer-encoding: chunked\r\n",
                b"expect: 100-continue\r\n",
                b"upgrade: h2c\r\nconnection: upgrade\r\n",
            ]
        )
        | st.binary(max_size=20),
        max_size=12,
    )
)
def test_any_bytes_end_in_an_answer_or_a_close(fuzzed: Echo, parts: list[bytes]) -> None:
    with fuzzed.connect() as sock:
        sock.sendall(b"".join(parts))
        try:
            sock.unwrap()
        except (OSError, ssl.SSLError):
            read_all(sock)
    assert not fuzzed.sandbox.errors


@pytest.fixture(scope="module")
def fuzzed(_one_emulator: Running) -> Iterator[Echo]:
    found = Echo(_one_emulator)
    yield found
    _one_emulator.call(found.listener.aclose)
