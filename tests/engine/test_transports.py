"""Both transports against a real TLS server that misbehaves: the same facts, whichever library sends."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificate
from tests.engine.peer import Peer, Reply, Seen, StrictServer

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import ClientCertificate, HttpRequest, Link
from pushbench.domain.ports import Transport
from pushbench.domain.secret import Secret
from pushbench.engine.answers import KEEP_OF_CUT_BYTES
from pushbench.engine.transport_curl import CurlTransport, ThreadMotor
from pushbench.engine.transport_curl_commands import AddRequest, Command
from pushbench.engine.transport_curl_process import ProcessMotor
from pushbench.engine.transport_httpx import HttpxTransport

pytestmark = pytest.mark.anyio


def in_a_process(environ: Mapping[str, str]) -> CurlTransport:
    return CurlTransport(environ, ProcessMotor)


@pytest.fixture(params=[HttpxTransport, CurlTransport, in_a_process])
async def transport(request: pytest.FixtureRequest) -> AsyncIterator[Transport]:
    transport: Transport = request.param(environ={})
    yield transport
    await transport.aclose()


def post(peer: Peer, folder: Path, path: str = "/3/device/aa", **changes: object) -> HttpRequest:
    link = Link(ca_file=peer.ca_file(folder), **changes.pop("link", {}))  # type: ignore[arg-type]
    headers = (("apns-topic", "app.example"), ("authorization", "bearer x"), ("x-empty", ""))
    return HttpRequest("POST", peer.origin + path, headers, b'{"aps":{}}', link, **changes)  # type: ignore[arg-type]


async def failure(transport: Transport, request: HttpRequest) -> TransportFailure:
    with pytest.raises(TransportFailure) as caught:
        await transport.send(request)
    return caught.value


async def test_what_leaves_is_what_was_given(transport: Transport, tmp_path: Path) -> None:
    async with Peer(lambda seen: Reply(status=200, headers=(("Apns-Id", "1"),), body=b"{}")) as peer:
        answer = await transport.send(post(peer, tmp_path, link={"http2_only": True}))
    assert (answer.status, answer.body, answer.http_version) == (200, b"{}", "HTTP/2")
    assert answer.header("apns-id") == "1"
    [seen] = peer.seen
    assert seen.body == b'{"aps":{}}'
    assert dict(seen.headers[:4]) == {
        ":method": "POST",
        ":authority": f"127.0.0.1:{peer.port}",
        ":scheme": "https",
        ":path": "/3/device/aa",
    }
    assert seen.headers[4:] == (
        ("apns-topic", "app.example"),
        ("authorization", "bearer x"),
        ("x-empty", ""),
        ("content-length", "10"),
    )


async def test_http_1_carries_nothing_extra_either(transport: Transport, tmp_path: Path) -> None:
    async with Peer(alpn=("http/1.1",)) as peer:
        answer = await transport.send(post(peer, tmp_path))
    assert answer.http_version == "HTTP/1.1"
    assert [name for name, _ in peer.seen[0].headers] == [
        "host",
        "apns-topic",
        "authorization",
        "x-empty",
        "content-length",
    ]


async def test_one_connection_serves_all_and_identities_never_share(transport: Transport, tmp_path: Path) -> None:
    async with Peer() as peer:
        first = await transport.send(post(peer, tmp_path))
        second = await transport.send(post(peer, tmp_path))
        assert peer.connections == 1
        other = await transport.send(post(peer, tmp_path, link={"identity": "TEAM2"}))
        assert peer.connections == 2
    assert [answer.timings.is_reused for answer in (first, second, other)] == [False, True, False]
    assert first.timings.connect_ms is not None
    assert first.timings.tls_ms is not None
    assert first.timings.first_byte_ms is not None
    assert first.timings.connect_ms <= first.timings.tls_ms <= first.timings.first_byte_ms <= first.timings.total_ms
    assert second.timings.connect_ms is None


async def test_a_connection_the_peer_closed_meanwhile_is_not_used(transport: Transport, tmp_path: Path) -> None:
    async with Peer() as peer:
        await transport.send(post(peer, tmp_path))
        for protocol in list(peer.open_protocols):
            protocol.cut()
        await peer.until(lambda: not peer.open_protocols)
        answer = await transport.send(post(peer, tmp_path))
    assert answer.status == 200
    assert peer.connections == 2


async def test_unknown_authority(transport: Transport) -> None:
    async with Peer() as peer:
        caught = await failure(transport, HttpRequest("POST", peer.origin, body=b"x"))
    assert caught.kind is FailureKind.TLS
    assert "authority that is not trusted here" in caught.detail


async def test_other_host_name(transport: Transport, tmp_path: Path) -> None:
    ca = trustme.CA()
    async with Peer(ca=ca, certificate=ca.issue_cert("push.example")) as peer:
        caught = await failure(transport, post(peer, tmp_path))
    assert caught.kind is FailureKind.TLS
    assert "another host name" in caught.detail


async def test_expired_certificate(transport: Transport, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    ca = trustme.CA()
    old = ca.issue_cert(
        "127.0.0.1", not_before=datetime(2020, 1, 1, tzinfo=UTC), not_after=datetime(2020, 2, 1, tzinfo=UTC)
    )
    async with Peer(ca=ca, certificate=old) as peer:
        caught = await failure(transport, post(peer, tmp_path))
    assert caught.kind is FailureKind.TLS
    assert "has expired" in caught.detail


async def test_closed_port(transport: Transport, free_port: int) -> None:
    caught = await failure(transport, HttpRequest("POST", f"https://127.0.0.1:{free_port}/", body=b"x"))
    assert caught.kind is FailureKind.REFUSED


async def test_name_that_does_not_resolve(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    caught = await failure(transport, HttpRequest("POST", "https://push.invalid/", body=b"x"))
    assert caught.kind is FailureKind.NAME
    assert "Name or service not known" in caught.detail or "push.invalid" in caught.detail


async def test_label_no_resolver_takes(transport: Transport) -> None:
    caught = await failure(transport, HttpRequest("POST", f"https://{'a' * 70}.example/", body=b"x"))
    assert caught.kind in (FailureKind.NAME, FailureKind.INVALID)


async def test_port_that_accepts_and_keeps_silent(transport: Transport, silent_port: int) -> None:
    request = HttpRequest("POST", f"https://127.0.0.1:{silent_port}/", body=b"x", timeout_seconds=0.2)
    caught = await failure(transport, request)
    assert caught.kind is FailureKind.CONNECT_TIMEOUT
    assert "TLS handshake" in caught.detail


async def test_server_that_never_answers(transport: Transport, tmp_path: Path) -> None:
    async with Peer(lambda seen: Reply(stall=True)) as peer:
        # Long enough for a handshake on a busy machine: only the answer is to be late.
        caught = await failure(transport, post(peer, tmp_path, timeout_seconds=1.5))
    assert caught.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize("alpn", [("h2",), ("http/1.1",)])
async def test_connection_cut_after_the_request(transport: Transport, tmp_path: Path, alpn: tuple[str]) -> None:
    async with Peer(lambda seen: Reply(drop=True), alpn=alpn) as peer:
        caught = await failure(transport, post(peer, tmp_path))
    assert caught.kind is FailureKind.RESET
    assert not caught.kind.never_arrived


async def test_refused_stream_was_not_processed(transport: Transport, tmp_path: Path) -> None:
    async with Peer(lambda seen: Reply(reset=7)) as peer:
        caught = await failure(transport, post(peer, tmp_path))
    assert caught.kind is FailureKind.UNPROCESSED


async def test_other_reset_may_have_been_processed(transport: Transport, tmp_path: Path) -> None:
    async with Peer(lambda seen: Reply(reset=2)) as peer:
        caught = await failure(transport, post(peer, tmp_path))
    assert caught.kind is FailureKind.RESET
    assert "INTERNAL_ERROR" in caught.detail


async def test_goaway_below_this_stream_was_not_processed(transport: Transport, tmp_path: Path) -> None:
    async with Peer(lambda seen: Reply(goaway=0, goaway_data=b'{"reason":"Shutdown"}', close=True)) as peer:
        caught = await failure(transport, post(peer, tmp_path))
    assert caught.kind is FailureKind.UNPROCESSED
    if isinstance(transport, HttpxTransport):  # libcurl does not hand out the frame's text
        assert "Shutdown" in caught.detail


async def test_goaway_that_includes_this_stream_is_unclear(transport: Transport, tmp_path: Path) -> None:
    async with Peer(lambda seen: Reply(goaway=-1, stall=True, close=True)) as peer:
        caught = await failure(transport, post(peer, tmp_path))
    assert caught.kind is FailureKind.RESET


async def test_http2_is_insisted_on(transport: Transport, tmp_path: Path) -> None:
    async with Peer(alpn=("http/1.1",)) as peer:
        caught = await failure(transport, post(peer, tmp_path, link={"http2_only": True}))
        assert caught.kind is FailureKind.HTTP2_NEEDED
    async with Peer(alpn=()) as peer:
        caught = await failure(transport, post(peer, tmp_path, link={"http2_only": True}))
        assert caught.kind is FailureKind.HTTP2_NEEDED
    async with Peer(is_plain=True) as peer:
        caught = await failure(transport, post(peer, tmp_path, link={"http2_only": True}))
        assert caught.kind is FailureKind.HTTP2_NEEDED
    assert peer.seen == []


async def test_tls_to_a_port_without_it(transport: Transport, tmp_path: Path) -> None:
    async with Peer(is_plain=True) as peer:
        request = HttpRequest("POST", peer.origin.replace("http:", "https:"), body=b"x")
        caught = await failure(transport, request)
    assert caught.kind is FailureKind.TLS


async def test_plain_http_works(transport: Transport) -> None:
    async with Peer(is_plain=True) as peer:
        answer = await transport.send(HttpRequest("POST", peer.origin + "/hook", body=b"x"))
    assert answer.status == 200
    assert peer.seen[0].path == "/hook"


async def test_html_and_huge_answers(transport: Transport, tmp_path: Path) -> None:
    page = b"<html>502 Bad Gateway</html>"
    async with Peer(lambda seen: Reply(status=502, body=page)) as peer:
        answer = await transport.send(post(peer, tmp_path))
    assert (answer.status, answer.body, answer.is_cut) == (502, page, False)
    for size, is_cut in ((2 * 1024 * 1024, False), (2 * 1024 * 1024 + 1, True)):
        async with Peer(lambda seen, size=size: Reply(body=b"x" * size)) as peer:  # type: ignore[misc]
            answer = await transport.send(post(peer, tmp_path))
        assert (answer.status, answer.is_cut) == (200, is_cut)
        assert len(answer.body) == (KEEP_OF_CUT_BYTES if is_cut else size)


async def test_compressed_answer(transport: Transport, tmp_path: Path) -> None:
    packed = gzip.compress(b'{"name":"x"}')
    async with Peer(lambda seen: Reply(body=packed, headers=(("content-encoding", "gzip"),))) as peer:
        answer = await transport.send(post(peer, tmp_path))
    assert answer.body == b'{"name":"x"}'


async def test_broken_compression(transport: Transport, tmp_path: Path) -> None:
    async with Peer(lambda seen: Reply(body=b"no gzip", headers=(("content-encoding", "gzip"),))) as peer:
        caught = await failure(transport, post(peer, tmp_path))
    assert caught.kind is FailureKind.PROTOCOL


async def test_redirects_are_not_followed(transport: Transport, tmp_path: Path) -> None:
    async with Peer(lambda seen: Reply(status=307, headers=(("location", "/elsewhere"),))) as peer:
        answer = await transport.send(post(peer, tmp_path))
    assert answer.status == 307
    assert len(peer.seen) == 1


async def test_requests_that_nobody_could_read(transport: Transport) -> None:
    for request in (
        HttpRequest("POST", "https://127.0.0.1:1/a b"),
        HttpRequest("POST", "ftp://127.0.0.1/"),
        HttpRequest("POST", "https://127.0.0.1:99999/"),
        HttpRequest("PO ST", "https://127.0.0.1:1/"),
        HttpRequest("POST", "https://127.0.0.1:1/", (("x", "a\r\nb: c"),)),
        HttpRequest("POST", "https://127.0.0.1:1/", (("bad name", "a"),)),
    ):
        caught = await failure(transport, request)
        assert caught.kind is FailureKind.INVALID
        assert caught.kind.never_arrived


async def test_ca_file_that_is_none(transport: Transport, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    for content in (None, "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        if content is not None:
            path.write_text(content)
        caught = await failure(
            transport, HttpRequest("POST", "https://127.0.0.1:1/", link=Link(ca_file=str(path), identity=str(content)))
        )
        assert caught.kind is FailureKind.TLS
        assert str(path) in caught.detail


def p12(leaf: trustme.LeafCert, passphrase: bytes) -> Secret:
    import base64

    key = load_pem_private_key(leaf.private_key_pem.bytes(), None)
    certificate = load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
    raw = pkcs12.serialize_key_and_certificates(
        b"push",
        key,
        certificate,
        None,
        BestAvailableEncryption(passphrase),  # type: ignore[arg-type]
    )
    return Secret(base64.b64encode(raw).decode())


async def test_client_certificates(transport: Transport, tmp_path: Path) -> None:
    client_ca, strange_ca = trustme.CA(), trustme.CA()
    good = ClientCertificate(p12(client_ca.issue_cert("app"), b"geheim"), Secret("geheim"))
    strange = ClientCertificate(p12(strange_ca.issue_cert("app"), b"geheim"), Secret("geheim"))
    wrong = ClientCertificate(good.material, Secret("falsch"))
    async with Peer(client_ca=client_ca) as peer:
        answer = await transport.send(post(peer, tmp_path, link={"certificate": good}))
        assert answer.status == 200
        for certificate in (strange, wrong):
            caught = await failure(transport, post(peer, tmp_path, link={"certificate": certificate}))
            assert caught.kind is FailureKind.CLIENT_CERTIFICATE, caught.detail
    assert len(peer.seen) == 1


async def test_alert_for_a_missing_client_certificate(transport: Transport, tmp_path: Path) -> None:
    ca = trustme.CA()
    with StrictServer(ca) as port:
        link = Link(ca_file=Peer(ca=ca).ca_file(tmp_path))
        caught = await failure(transport, HttpRequest("POST", f"https://127.0.0.1:{port}/", body=b"x", link=link))
    assert caught.kind is FailureKind.CLIENT_CERTIFICATE
    assert "refused the client certificate" in caught.detail


async def test_no_key_stays_behind_on_disk(
    transport: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    ca = trustme.CA()
    certificate = ClientCertificate(p12(ca.issue_cert("app"), b"geheim"), Secret("geheim"))
    async with Peer(client_ca=ca) as peer:
        await transport.send(post(peer, tmp_path, link={"certificate": certificate}))
        assert not [path for path in folder.iterdir() if "PRIVATE" in path.read_text()]
        await transport.aclose()
    assert list(folder.iterdir()) == []


async def test_close_waits_for_what_is_under_way(transport: Transport, tmp_path: Path) -> None:
    async with Peer(lambda seen: Reply(delay=0.05)) as peer:
        sending = asyncio.ensure_future(transport.send(post(peer, tmp_path)))
        await peer.until(lambda: bool(peer.seen))
        await transport.aclose()
        assert (await sending).status == 200
    caught = await failure(transport, post(peer, tmp_path))
    assert caught.kind.never_arrived


async def test_goaways_never_double_and_never_lie(transport: Transport, tmp_path: Path) -> None:
    count = 0

    def answer(seen: Seen) -> Reply:
        nonlocal count
        count += 1
        return Reply(goaway=-1) if count % 20 == 0 else Reply()

    async with Peer(answer) as peer:
        accepted: list[str] = []

        async def one(number: int) -> None:
            try:
                await transport.send(post(peer, tmp_path, f"/{number}"))
                accepted.append(f"/{number}")
            except TransportFailure as error:
                assert error.kind in (FailureKind.RESET, FailureKind.UNPROCESSED, FailureKind.PROTOCOL)  # noqa: PT017

        for start in range(0, 200, 8):
            await asyncio.gather(*(one(number) for number in range(start, start + 8)))
    paths = [seen.path for seen in peer.seen]
    assert len(set(paths)) == len(paths)
    assert set(accepted) <= set(paths)
    assert len(accepted) >= 100


async def test_a_sender_that_breaks_down_is_told_and_replaced(
    tmp_path: Path, expected_logs: Callable[[str], None]
) -> None:
    class Breaking(ThreadMotor):
        def post(self, command: Command) -> None:
            if isinstance(command, AddRequest) and command.request.url.endswith("/break"):
                super().post(None)  # type: ignore[arg-type]  # what no lane understands
            else:
                super().post(command)

    expected_logs("the bulk transport broke down")
    transport = CurlTransport({}, Breaking)
    async with Peer(lambda seen: Reply(delay=0.05)) as peer:
        under_way = asyncio.ensure_future(transport.send(post(peer, tmp_path)))
        await peer.until(lambda: bool(peer.seen))
        caught = await failure(transport, post(peer, tmp_path, "/break"))
        assert caught.kind is FailureKind.RESET
        with pytest.raises(TransportFailure):
            await under_way
        assert (await transport.send(post(peer, tmp_path))).status == 200
        await transport.aclose()


async def test_a_process_that_cannot_be_started_has_sent_nothing(
    tmp_path: Path, expected_logs: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_logs("the bulk transport broke down")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))
    transport = in_a_process({})
    async with Peer() as peer:
        caught = await failure(transport, post(peer, tmp_path))
        await transport.aclose()
    assert caught.kind is FailureKind.UNPROCESSED
    assert peer.seen == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the process through /proc")
async def test_a_process_that_dies_leaves_what_it_had_unclear(
    tmp_path: Path, expected_logs: Callable[[str], None]
) -> None:
    expected_logs("the bulk transport broke down")
    transport = in_a_process({})
    async with Peer(lambda seen: Reply(stall=True)) as peer:
        under_way = asyncio.ensure_future(transport.send(post(peer, tmp_path)))
        await peer.until(lambda: bool(peer.seen))
        [child] = [int(name) for name in os.listdir("/proc") if name.isdigit() and _is_child(name)]
        os.kill(child, signal.SIGKILL)
        with pytest.raises(TransportFailure) as caught:
            await under_way
        await transport.aclose()
    assert caught.value.kind is FailureKind.RESET


def _is_child(pid: str) -> bool:
    with contextlib.suppress(OSError):
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(parts[1]) == os.getpid() and b"transport_curl_child" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
