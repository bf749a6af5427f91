"""One TLS connection of the emulator's server, pumped by hand between a plain socket and ``ssl``.

asyncio's own TLS drops the alert when a handshake fails, so that a client with a wrong certificate
would see a closed socket and no reason; and it warns in the log about peers that vanish.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from enum import Enum
from typing import Protocol, cast

HANDSHAKE_SECONDS = 20.0
GOODBYE_SECONDS = 1.0
"""How long a closed connection waits for its peer to close too, as long as nothing moves."""
_READ_BYTES = 64 * 1024
_LINGER_NOT = struct.pack("ii", 1, 0)


class Upper(Protocol):
    """Who uses the connection."""

    def connected(self) -> None:
        """The socket is there; ``lost`` follows in any case."""
        ...

    def secured(self, tls: TlsConnection) -> None:
        """The handshake is done."""
        ...

    def received(self, data: bytes) -> None: ...

    def ended(self) -> None:
        """The peer sends no more."""
        ...

    def lost(self) -> None:
        """The socket is gone; called once, also when the handshake never ended."""
        ...


class _State(Enum):
    SHAKING = 1
    OPEN = 2
    CLOSING = 3
    GONE = 4


class TlsConnection(asyncio.Protocol):
    """The server's side of one connection; writes after its end are dropped without a word."""

    def __init__(self, context: ssl.SSLContext, upper: Upper) -> None:
        self._upper = upper
        self._inward = ssl.MemoryBIO()
        self._outward = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._inward, self._outward, server_side=True)
        self._state = _State.SHAKING
        self._timer: asyncio.TimerHandle | None = None
        self._unsent = 0

    @property
    def is_open(self) -> bool:
        """Whether the handshake is done and nobody has closed yet."""
        return self._state is _State.OPEN

    @property
    def protocol(self) -> str | None:
        """What ALPN agreed on."""
        return self._tls.selected_alpn_protocol()

    @property
    def client_certificate(self) -> bytes | None:
        """DER."""
        return self._tls.getpeercert(binary_form=True)

    def write(self, data: bytes) -> None:
        if data and self.is_open:
            self._tls.write(data)
            self._flush()

    def close(self) -> None:
        """Send what is queued, say goodbye, and wait a moment for the peer to do the same.

        Closing a socket with unread bytes makes the kernel send a reset, which can overtake an answer.
        """
        if self._state not in (_State.SHAKING, _State.OPEN):
            return
        if self.is_open:
            # SSLWantReadError: the peer's own goodbye is not awaited here.
            with contextlib.suppress(ssl.SSLError):
                self._tls.unwrap()
            self._flush()
        self._state = _State.CLOSING
        try:
            self._transport.write_eof()
        except (OSError, NotImplementedError):
            # The peer is gone already, or this kind of socket has no half-close.
            self._transport.close()
            return
        self._transport.resume_reading()
        self._await_goodbye()

    def abort(self) -> None:
        """Close at once, queued bytes lost."""
        self._transport.abort()

    def cut(self) -> None:
        """Close at once with a TCP reset."""
        sock = self._transport.get_extra_info("socket")
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        except OSError:
            # The socket is gone already; there is nothing left to reset.
            self._transport.abort()
            return
        self._transport.abort()

    def pause_reading(self) -> None:
        if self._state is _State.OPEN:
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        if self._state is _State.OPEN:
            self._transport.resume_reading()

    # -- what asyncio calls --

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._timer = asyncio.get_running_loop().call_later(HANDSHAKE_SECONDS, self.abort)
        self._upper.connected()

    def data_received(self, data: bytes) -> None:
        if self._state in (_State.CLOSING, _State.GONE):
            return
        self._inward.write(data)
        if self._state is _State.SHAKING:
            self._shake_hands()
        if self._state is _State.OPEN:
            self._read()

    def eof_received(self) -> bool:
        if self._state is _State.OPEN:
            self._upper.ended()
        return False

    def pause_writing(self) -> None:
        # A client that does not read its answers gets no more of its requests read.
        self.pause_reading()

    def resume_writing(self) -> None:
        self.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        self._state = _State.GONE
        if self._timer is not None:
            self._timer.cancel()
        self._upper.lost()

    # -- inside --

    def _shake_hands(self) -> None:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return
        except ssl.SSLError:
            # Not TLS, no common version, an unknown certificate ...: the alert is all there is to say.
            self._flush()
            self.close()
            return
        self._flush()
        if self._timer is not None:
            self._timer.cancel()
        self._state = _State.OPEN
        self._upper.secured(self)

    def _read(self) -> None:
        while self._state is _State.OPEN:
            try:
                data = self._tls.read(_READ_BYTES)
            except ssl.SSLWantReadError:
                break
            except ssl.SSLError:
                # The peer's goodbye, or bytes that do not decrypt.
                self._flush()
                self._upper.ended()
                return
            if not data:
                self._upper.ended()
                return
            self._upper.received(data)
        # Reading can make TLS write: key updates, session tickets.
        self._flush()

    def _flush(self) -> None:
        data = self._outward.read()
        if data and self._state in (_State.SHAKING, _State.OPEN) and not self._transport.is_closing():
            self._transport.write(data)

    def _await_goodbye(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._unsent = self._transport.get_write_buffer_size()
        self._timer = asyncio.get_running_loop().call_later(GOODBYE_SECONDS, self._lose_patience)

    def _lose_patience(self) -> None:
        if 0 < self._transport.get_write_buffer_size() < self._unsent:
            self._await_goodbye()
        else:
            self._transport.abort()
