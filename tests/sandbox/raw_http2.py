"""A blocking HTTP/2 client that can do what polite ones cannot: leave headers out, hold bodies back, send anything."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from h2 import events
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.settings import SettingCodes, Settings
from tests.sandbox.running import APP, HELLO, Running

Headers = Sequence[tuple[str, str]]
_CONFIG = H2Configuration(
    client_side=True,
    header_encoding="utf-8",
    validate_outbound_headers=False,
    normalize_outbound_headers=False,
)


def tls_socket(port: int, context: ssl.SSLContext, *, alpn: Sequence[str] = ("h2",)) -> ssl.SSLSocket:
    context.set_alpn_protocols(list(alpn))
    plain = socket.create_connection(("127.0.0.1", port), timeout=10)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return context.wrap_socket(plain, server_hostname="127.0.0.1")


def read_all(sock: socket.socket) -> bytes:
    """Read until the peer closes; a reset counts as closed."""
    found = b""
    try:
        while data := sock.recv(65536):
            found += data
    except (ConnectionResetError, ssl.SSLError):
        return found
    return found


class RawHttp2:
    """One connection; every event it ever got is in ``seen``."""

    def __init__(
        self,
        sandbox: Running,
        *,
        port: int | None = None,
        tls: ssl.SSLContext | None = None,
        settings: dict[SettingCodes, int] | None = None,
    ) -> None:
        self.sandbox = sandbox
        context = tls or ssl.create_default_context(cafile=sandbox.ready.ca_file)
        self.sock = tls_socket(port or sandbox.port(), context)
        self.h2 = H2Connection(_CONFIG)
        if settings:
            self.h2.local_settings = Settings(client=True, initial_values=settings)
        self.seen: list[events.Event] = []
        self.is_closed = False
        self.jwt = sandbox.jwt()
        self.h2.initiate_connection()
        self.flush()

    def __enter__(self) -> RawHttp2:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sock.close()

    def flush(self) -> None:
        self.sock.sendall(self.h2.data_to_send())

    def open(self, headers: Headers, *, end: bool = True) -> int:
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(stream, headers, end_stream=end)
        return stream

    def push(self, token: str | None = None, *, body: bytes = HELLO, jwt: str | None = None, **more: str) -> int:
        """Queue a whole push and send it; return its stream."""
        stream = self.open(self.push_headers(token, jwt=jwt, **more), end=not body)
        if body:
            self.h2.send_data(stream, body, end_stream=True)
        self.flush()
        return stream

    def push_headers(self, token: str | None = None, *, jwt: str | None = None, **more: str) -> list[tuple[str, str]]:
        return [
            (":method", "POST"),
            (":scheme", "https"),
            (":authority", "sandbox"),
            (":path", f"/3/device/{token or self.sandbox.token()}"),
            ("authorization", f"bearer {jwt or self.jwt}"),
            ("apns-topic", APP),
            *((name.replace("_", "-"), value) for name, value in more.items()),
        ]

    def until(self, wanted: Callable[[events.Event], bool]) -> events.Event:
        """Read until an event fits; fail when the connection ends first."""
        for event in self.seen:
            if wanted(event):
                return event
        while not self.is_closed:
            for event in self._read():
                if wanted(event):
                    return event
        raise AssertionError(f"the connection ended without it: {self.seen}")

    def until_closed(self) -> None:
        while not self.is_closed:
            self._read()

    def answer(self, stream: int) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of a stream once it has ended."""
        self.until(lambda event: isinstance(event, events.StreamEnded) and event.stream_id == stream)
        return self.status(stream), self.headers(stream), self.body(stream)

    def status(self, stream: int) -> int:
        return int(self.headers(stream)[":status"])

    def headers(self, stream: int) -> dict[str, str]:
        event = self.until(lambda event: isinstance(event, events.ResponseReceived) and event.stream_id == stream)
        assert isinstance(event, events.ResponseReceived)
        found: Any = event.headers
        return dict(found)

    def body(self, stream: int) -> bytes:
        return b"".join(
            event.data or b""
            for event in self.seen
            if isinstance(event, events.DataReceived) and event.stream_id == stream
        )

    def reset_code(self, stream: int) -> int:
        event = self.until(lambda event: isinstance(event, events.StreamReset) and event.stream_id == stream)
        assert isinstance(event, events.StreamReset)
        return int(event.error_code)

    def goaway(self) -> events.ConnectionTerminated:
        event = self.until(lambda event: isinstance(event, events.ConnectionTerminated))
        assert isinstance(event, events.ConnectionTerminated)
        return event

    def stream_limits(self) -> list[int]:
        """Every SETTINGS_MAX_CONCURRENT_STREAMS the server announced."""
        return [
            event.changed_settings[SettingCodes.MAX_CONCURRENT_STREAMS].new_value
            for event in self.seen
            if isinstance(event, events.RemoteSettingsChanged)
            and SettingCodes.MAX_CONCURRENT_STREAMS in event.changed_settings
        ]

    def _read(self) -> list[events.Event]:
        try:
            data = self.sock.recv(65536)
        except (ConnectionResetError, ssl.SSLError):
            data = b""
        if not data:
            self.is_closed = True
            return []
        found = self.h2.receive_data(data)
        for event in found:
            if isinstance(event, events.DataReceived) and event.flow_controlled_length:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        self.seen += found
        self.flush()
        return found
