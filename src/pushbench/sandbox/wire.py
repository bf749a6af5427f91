"""What both HTTP versions of the emulator's server share: the socket's side and the way to a service."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from pushbench.domain.tasks import TaskScope
from pushbench.sandbox.exchange import Answer, Connection, Endpoint, Request
from pushbench.sandbox.tls import TlsConnection

_log = logging.getLogger(__name__)


class Disruption(Enum):
    """What happens to a request instead of an answer."""

    RESET = "reset"
    """HTTP/2: RST_STREAM with INTERNAL_ERROR. HTTP/1.1: the connection is cut with a TCP reset."""
    REFUSED = "refused"
    """HTTP/2: RST_STREAM with REFUSED_STREAM, "not processed". HTTP/1.1: as RESET."""
    STALL = "stall"
    """Nothing at all, until the client gives up."""


Reaction = Answer | Disruption
Responder = Callable[[Request], Awaitable[Reaction]]


class Side(Protocol):
    """One HTTP version's half of a connection; all methods are called on the loop's thread."""

    def begin(self) -> None: ...

    def receive(self, data: bytes) -> None:
        """Take bytes of any content. Never raises."""
        ...

    def shut(self) -> None:
        """Say goodbye as the protocol has it, then close."""
        ...

    def lost(self) -> None:
        """The socket is gone: drop what is under way."""
        ...


@dataclass(slots=True)
class Wire:
    """A side's outlet: the TLS connection, what is known of it, and who answers."""

    tls: TlsConnection
    connection: Connection
    endpoint: Endpoint
    origin: str
    respond: Responder
    scope: TaskScope

    async def react(self, request: Request) -> Reaction:
        """Ask for the reaction; a service that raises is a bug, told in the log and answered with 500."""
        try:
            reaction = await self.respond(request)
        except Exception:  # noqa: BLE001 (the task's boundary: the client must hear something)
            _log.exception("the emulator failed at %s %s", request.method, request.route)
            return Answer(500, (("content-type", "application/json"),), b'{"error":"InternalServerError"}')
        if reaction is Disruption.STALL:
            await asyncio.get_running_loop().create_future()
        return reaction


def text_of(raw: bytes) -> str:
    """Decode a header's bytes without loss."""
    return raw.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """The inverse of :func:`text_of`."""
    return text.encode("utf-8", "surrogateescape")


class Upload:
    """A request's body while it arrives: at most ``limit`` bytes are kept."""

    __slots__ = ("dropped", "kept", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.kept = bytearray()
        self.dropped = 0

    def add(self, data: bytes) -> None:
        room = max(0, self.limit - len(self.kept))
        self.kept += data[:room]
        self.dropped += max(0, len(data) - room)
