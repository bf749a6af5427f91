"""The emulator's TLS server: one listener per endpoint, HTTP/2 by h2 and HTTP/1.1 by h11.

Whatever a client sends, garbage included, ends in an answer, a protocol's own complaint or a closed
socket, never in a traceback or a warning.
"""

from __future__ import annotations

import asyncio
import itertools
import ssl

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.tasks import Reporter, TaskScope
from pushbench.sandbox.exchange import Connection, Endpoint
from pushbench.sandbox.http1 import Http1Side
from pushbench.sandbox.http2 import Http2Side
from pushbench.sandbox.tls import TlsConnection
from pushbench.sandbox.wire import Responder, Side, Wire

CLOSING_SECONDS = 0.3
"""How long a closing listener waits for clients to take their last answer and close."""
_PREFACE = b"PRI * HTTP/2.0"

_connection_ids = itertools.count(1)


def protocols_of(endpoint: Endpoint) -> tuple[str, ...]:
    """Return what ALPN offers at an endpoint."""
    return ("h2",) if endpoint.is_http2_only else ("h2", "http/1.1")


class Listener:
    """One open port."""

    def __init__(
        self, endpoint: Endpoint, context: ssl.SSLContext, respond: Responder, reporter: Reporter | None = None
    ) -> None:
        self.endpoint = endpoint
        self.respond = respond
        self.scope = TaskScope(endpoint.key, reporter)
        self.origin = ""
        self.port = 0
        self.sessions: set[_Session] = set()
        self.is_closing = False
        self._context = context
        self._server: asyncio.Server | None = None
        self._all_gone = asyncio.Event()

    async def open(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one. Raises UserError when the port cannot be had."""
        try:
            self._server = await asyncio.get_running_loop().create_server(
                lambda: _Session(self, self._context).tls, host, port, backlog=256
            )
        except (OSError, OverflowError) as error:
            raise UserError(
                f"The sandbox cannot listen on {host}:{port}.",
                f"The system says: {getattr(error, 'strerror', None) or error}.",
                "Close the program that uses the port, or choose another with --port (0 takes a free one).",
                trouble=Trouble.STOPPED,
            ) from error
        self.port = self._server.sockets[0].getsockname()[1]
        self.origin = f"https://{host}:{self.port}"

    async def aclose(self) -> None:
        """Stop listening, end every task, say goodbye to every client, and close every socket."""
        self.is_closing = True
        # A connection that was just accepted gets its transport in the next turn of the loop.
        await asyncio.sleep(0)
        if self._server is not None:
            self._server.close()
        await self.scope.aclose()
        for session in list(self.sessions):
            session.shut()
        await self._wait_until_gone(CLOSING_SECONDS)
        for session in list(self.sessions):
            session.tls.abort()
        await self._wait_until_gone(None)
        if self._server is not None:
            await self._server.wait_closed()

    def leave(self, session: _Session) -> None:
        """Note that a session's socket is gone."""
        self.sessions.discard(session)
        if not self.sessions:
            self._all_gone.set()

    async def _wait_until_gone(self, seconds: float | None) -> None:
        if not self.sessions:
            return
        self._all_gone.clear()
        try:
            await asyncio.wait_for(self._all_gone.wait(), seconds)
        except TimeoutError:
            return


class _Session:
    """Finds out which HTTP a connection speaks and hands the bytes on."""

    def __init__(self, listener: Listener, context: ssl.SSLContext) -> None:
        self._listener = listener
        self._side: Side | None = None
        self._wire: Wire | None = None
        self._first = b""
        self.tls = TlsConnection(context, self)

    def connected(self) -> None:
        self._listener.sessions.add(self)

    def secured(self, tls: TlsConnection) -> None:
        self._wire = wire = Wire(
            tls=tls,
            connection=Connection(id=next(_connection_ids), is_http2=False, client_certificate=tls.client_certificate),
            endpoint=self._listener.endpoint,
            origin=self._listener.origin,
            respond=self._listener.respond,
            scope=self._listener.scope,
        )
        if self._listener.is_closing:
            tls.close()
        elif self._listener.endpoint.is_http2_only or tls.protocol == "h2":
            self._side = _speak(wire, is_http2=True)
        elif tls.protocol == "http/1.1":
            self._side = _speak(wire, is_http2=False)

    def received(self, data: bytes) -> None:
        if self._wire is None:
            return
        if self._side is None:
            # No ALPN: the first bytes tell.
            self._first += data
            if len(self._first) < len(_PREFACE) and _PREFACE.startswith(self._first):
                return
            self._side = _speak(self._wire, is_http2=self._first.startswith(_PREFACE))
            data = self._first
        self._side.receive(data)

    def ended(self) -> None:
        self.tls.close()

    def lost(self) -> None:
        if self._side is not None:
            self._side.lost()
        self._listener.leave(self)

    def shut(self) -> None:
        if self._side is not None:
            self._side.shut()
        else:
            self.tls.close()


def _speak(wire: Wire, *, is_http2: bool) -> Side:
    wire.connection.is_http2 = is_http2
    side: Side = Http2Side(wire) if is_http2 else Http1Side(wire)
    side.begin()
    return side
