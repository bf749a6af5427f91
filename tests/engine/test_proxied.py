"""Both transports through a proxy that lets through, refuses, asks for a password, or is not there."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.engine.peer import Peer

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.ports import Transport
from pushbench.domain.secret import Secret
from pushbench.engine import proxies
from pushbench.engine.transport_curl import CurlTransport
from pushbench.engine.transport_httpx import HttpxTransport

pytestmark = pytest.mark.anyio


class Proxy:
    """Speaks CONNECT, or forwards plain requests; ``refusal`` answers everything."""

    def __init__(self, refusal: str = "", password: str = "") -> None:
        self.refusal = refusal
        self.password = password
        self.asked: list[str] = []

    async def __aenter__(self) -> Proxy:
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        self.tasks: set[asyncio.Task[None]] = set()
        self.writers: list[asyncio.StreamWriter] = []
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        for writer in self.writers:
            writer.transport.abort()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.server.wait_closed()

    def url(self, user: str = "") -> Secret:
        return Secret(f"http://{user}{'@' if user else ''}127.0.0.1:{self.port}")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        self.writers.append(writer)
        try:
            await self.talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.split("\r\n")[0])
        wanted = base64.b64encode(self.password.encode()).decode()
        if self.refusal or (self.password and f"basic {wanted}" not in head.replace("Basic", "basic")):
            line = self.refusal or "407 Proxy Authentication Required"
            writer.write(f"HTTP/1.1 {line}\r\ncontent-length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        host, _, port = head.split(" ")[1].partition(":")
        up_reader, up_writer = await asyncio.open_connection(host, int(port))
        self.writers.append(up_writer)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            await asyncio.gather(pump(reader, up_writer), pump(up_reader, writer))
        finally:
            up_writer.transport.abort()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.transport.abort()


@pytest.fixture(params=[HttpxTransport, CurlTransport])
async def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Transport]:
    # The test's own server is on loopback, which is never proxied; here it plays a server far away.
    monkeypatch.setattr(proxies, "is_loopback", lambda host: False)
    transport: Transport = request.param(environ={})
    yield transport
    await transport.aclose()


def post(peer: Peer, folder: Path, proxy: Secret, *, http2_only: bool = True) -> HttpRequest:
    link = Link(ca_file=peer.ca_file(folder), proxy=proxy, http2_only=http2_only)
    return HttpRequest("POST", peer.origin + "/x", body=b"{}", link=link, timeout_seconds=5)


async def failure(transport: Transport, request: HttpRequest) -> TransportFailure:
    with pytest.raises(TransportFailure) as caught:
        await transport.send(request)
    return caught.value


async def test_through_a_tunnel_over_http2(transport: Transport, tmp_path: Path) -> None:
    async with Peer() as peer, Proxy() as proxy:
        answer = await transport.send(post(peer, tmp_path, proxy.url()))
        assert (answer.status, answer.http_version) == (200, "HTTP/2")
        assert proxy.asked == [f"CONNECT 127.0.0.1:{peer.port} HTTP/1.1"]
        assert not [name for name, _ in peer.seen[0].headers if name.startswith("proxy")]
        await transport.aclose()


async def test_user_and_password(transport: Transport, tmp_path: Path) -> None:
    async with Peer() as peer, Proxy(password="me:geheim") as proxy:
        answer = await transport.send(post(peer, tmp_path, proxy.url("me:geheim")))
        assert answer.status == 200
        caught = await failure(transport, post(peer, tmp_path, proxy.url("me:falsch")))
        assert caught.kind is FailureKind.PROXY
        assert "407" in caught.detail
        assert "falsch" not in caught.detail
        await transport.aclose()


async def test_a_refusal(transport: Transport, tmp_path: Path) -> None:
    async with Peer() as peer, Proxy(refusal="502 Bad Gateway") as proxy:
        caught = await failure(transport, post(peer, tmp_path, proxy.url()))
    assert caught.kind is FailureKind.PROXY
    assert "502" in caught.detail


async def test_a_proxy_that_is_not_there(transport: Transport, tmp_path: Path, free_port: int) -> None:
    async with Peer() as peer:
        caught = await failure(transport, post(peer, tmp_path, Secret(f"http://127.0.0.1:{free_port}")))
    assert caught.kind is FailureKind.PROXY
    assert f"127.0.0.1:{free_port}" in caught.detail


async def test_an_unknown_authority_behind_a_proxy_is_not_the_proxys_fault(transport: Transport) -> None:
    async with Peer() as peer, Proxy() as proxy:
        request = HttpRequest("POST", peer.origin, body=b"x", link=Link(proxy=proxy.url()))
        caught = await failure(transport, request)
        await transport.aclose()
    assert caught.kind is FailureKind.TLS


async def test_a_proxy_setting_that_is_none(transport: Transport, tmp_path: Path) -> None:
    async with Peer() as peer:
        caught = await failure(transport, post(peer, tmp_path, Secret("gopher://x")))
    assert caught.kind.never_arrived
