"""A small HTTPS server of our own that can misbehave on demand; the transports are tested against it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings
import h11
import trustme


@dataclass(frozen=True)
class Seen:
    """One request that the server read whole."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int
    stream: int
    is_http2: bool


@dataclass(frozen=True)
class Reply:
    """What the server does with a request."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0.0
    reset: int | None = None
    """Reset the stream with this code instead of answering."""
    drop: bool = False
    """Cut the connection without a word."""
    stall: bool = False
    """Never answer."""
    goaway: int | None = None
    """Send a GOAWAY with this last stream id (-1: the highest that was processed), then answer."""
    goaway_data: bytes = b""
    close: bool = False
    """Close the connection after the answer."""
    max_streams: int | None = None
    """Announce this limit before the answer."""


Answer = Callable[[Seen], Reply]


@dataclass
class Peer:
    """Runs on a free loopback port; ``seen`` holds the requests that count as processed."""

    answer: Answer = field(default=lambda seen: Reply())
    alpn: tuple[str, ...] = ("h2", "http/1.1")
    max_streams: int | None = None
    client_ca: trustme.CA | None = None
    certificate: trustme.LeafCert | None = None
    is_plain: bool = False
    ca: trustme.CA = field(default_factory=trustme.CA)
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    open_protocols: set[Protocol] = field(default_factory=set)
    _server: asyncio.Server | None = None

    @property
    def origin(self) -> str:
        return f"{'http' if self.is_plain else 'https'}://127.0.0.1:{self.port}"

    def ca_file(self, folder: Path) -> str:
        path = folder / f"ca-{self.port}.pem"
        if not path.exists():
            self.ca.cert_pem.write_to_path(path)
        return str(path)

    async def __aenter__(self) -> Peer:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Protocol(self), "127.0.0.1", 0, ssl=None if self.is_plain else self._context(), backlog=500
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the loop run until something happened on the server's side."""
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110  # the server's state has no event
                await asyncio.sleep(0.001)

    def _context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (self.certificate or self.ca.issue_cert("127.0.0.1", "localhost")).configure_cert(context)
        if self.alpn:
            context.set_alpn_protocols(list(self.alpn))
        if self.client_ca is not None:
            self.client_ca.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for protocol in list(self.open_protocols):
            protocol.cut()
        await self._server.wait_closed()
        await asyncio.sleep(0)


class Protocol(asyncio.Protocol):
    """One connection, HTTP/2 or HTTP/1.1 as negotiated."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.is_http2 = False
        self.pending: dict[int, tuple[list[tuple[str, str]], bytearray]] = {}
        self.unsent: dict[int, bytes] = {}
        self.timers: list[asyncio.TimerHandle] = []
        self.refuses_above: int | None = None
        self.highest = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.peer.connections += 1
        self.number = self.peer.connections
        self.peer.open_protocols.add(self)
        tls = transport.get_extra_info("ssl_object")
        self.is_http2 = tls is not None and tls.selected_alpn_protocol() == "h2"
        if self.is_http2:
            self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
            if self.peer.max_streams is not None:
                # Set afterwards, a value would count only once it is acknowledged and never be announced.
                first = {h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: self.peer.max_streams}
                self.h2.local_settings = h2.settings.Settings(client=False, initial_values=first)
            self.h2.initiate_connection()
            self.h2.increment_flow_control_window(2**24)
            self.flush()
        else:
            self.h11 = h11.Connection(h11.SERVER)
            self.request: h11.Request | None = None
            self.body = bytearray()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in self.timers:
            timer.cancel()
        self.peer.open_protocols.discard(self)

    def cut(self) -> None:
        self.transport.abort()  # type: ignore[attr-defined]

    def flush(self) -> None:
        data = self.h2.data_to_send()
        if data and not self.transport.is_closing():
            self.transport.write(data)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if self.is_http2:
            for event in self.h2.receive_data(data):
                self.on_h2(event)
            self.flush()
        else:
            try:
                self.h11.receive_data(data)
                self.pump_h11()
            except h11.RemoteProtocolError:
                self.cut()

    # HTTP/2 -----------------------------------------------------------------------------------

    def on_h2(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            self.pending[event.stream_id] = ([(str(key), str(value)) for key, value in event.headers], bytearray())
        elif isinstance(event, h2.events.DataReceived):
            if event.stream_id in self.pending:
                self.pending[event.stream_id][1].extend(event.data)
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.on_request(event.stream_id)
        elif isinstance(event, h2.events.StreamReset):
            self.pending.pop(event.stream_id, None)
            self.unsent.pop(event.stream_id, None)
        elif isinstance(event, h2.events.WindowUpdated):
            for stream in list(self.unsent):
                self.push(stream)

    def on_request(self, stream: int) -> None:
        if self.refuses_above is not None and stream > self.refuses_above:
            return
        headers, body = self.pending.pop(stream)
        plain = dict(headers)
        seen = Seen(plain[":method"], plain[":path"], tuple(headers), bytes(body), self.number, stream, True)
        reply = self.peer.answer(seen)
        if reply.reset != int(h2.errors.ErrorCodes.REFUSED_STREAM):
            self.peer.seen.append(seen)
            self.highest = max(self.highest, stream)
        self.later(reply.delay, lambda: self.reply_h2(stream, reply))

    def later(self, delay: float, work: Callable[[], None]) -> None:
        if delay:
            self.timers.append(asyncio.get_running_loop().call_later(delay, work))
        else:
            work()

    def reply_h2(self, stream: int, reply: Reply) -> None:
        if self.transport.is_closing():
            return
        if reply.drop:
            self.cut()
            return
        if reply.max_streams is not None:
            self.h2.update_settings({h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: reply.max_streams})
        if reply.goaway is not None:
            self.send_goaway(self.highest if reply.goaway < 0 else reply.goaway, reply.goaway_data)
            if self.refuses_above is not None and stream > self.refuses_above:
                self.flush()
                return
        if reply.reset is not None:
            self.h2.reset_stream(stream, reply.reset)
        elif not reply.stall:
            head = [(":status", str(reply.status)), *reply.headers]
            self.h2.send_headers(stream, head, end_stream=not reply.body)
            if reply.body:
                self.unsent[stream] = reply.body
                self.push(stream)
        self.flush()
        if reply.close:
            self.transport.close()

    def send_goaway(self, last: int, data: bytes) -> None:
        # h2 refuses to send anything after its own close_connection(), so the frame is written by hand.
        self.flush()
        payload = last.to_bytes(4, "big") + bytes(4) + data
        frame = len(payload).to_bytes(3, "big") + b"\x07\x00" + bytes(4) + payload
        self.transport.write(frame)  # type: ignore[attr-defined]
        self.refuses_above = last

    def push(self, stream: int) -> None:
        data = self.unsent.get(stream, b"")
        while data:
            size = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size, len(data))
            if size <= 0:
                self.unsent[stream] = data
                return
            self.h2.send_data(stream, data[:size], end_stream=size == len(data))
            data = data[size:]
        self.unsent.pop(stream, None)

    # HTTP/1.1 ---------------------------------------------------------------------------------

    def pump_h11(self) -> None:
        while True:
            event = self.h11.next_event()
            if isinstance(event, h11.Request):
                self.request, self.body = event, bytearray()
            elif isinstance(event, h11.Data):
                self.body.extend(event.data)
            elif isinstance(event, h11.EndOfMessage):
                self.on_h11()
                return
            else:
                return

    def on_h11(self) -> None:
        assert self.request is not None
        headers = tuple((key.decode(), value.decode()) for key, value in self.request.headers)
        seen = Seen(
            self.request.method.decode(), self.request.target.decode(), headers, bytes(self.body), self.number, 0, False
        )
        reply = self.peer.answer(seen)
        self.peer.seen.append(seen)
        self.later(reply.delay, lambda: self.reply_h11(reply))

    def reply_h11(self, reply: Reply) -> None:
        if reply.drop:
            self.cut()
            return
        if reply.stall or self.transport.is_closing():
            return
        head = [("content-length", str(len(reply.body))), *reply.headers]
        write = self.transport.write  # type: ignore[attr-defined]
        write(self.h11.send(h11.Response(status_code=reply.status, headers=head)))
        write(self.h11.send(h11.Data(data=reply.body)))
        write(self.h11.send(h11.EndOfMessage()) or b"")
        if reply.close:
            self.transport.close()
        elif self.h11.our_state is h11.DONE and self.h11.their_state is h11.DONE:
            self.h11.start_next_cycle()
            self.pump_h11()


class StrictServer:
    """A blocking TLS server that wants a client certificate and sends the alert that asyncio's servers swallow."""

    def __init__(self, ca: trustme.CA) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert("127.0.0.1").configure_cert(self.context)
        ca.configure_trust(self.context)
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.context.set_alpn_protocols(["h2", "http/1.1"])

    def __enter__(self) -> int:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        port: int = self.listener.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def run(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client, contextlib.suppress(OSError):
                self.context.wrap_socket(client, server_side=True).close()
