"""What every use case may need, wired once by the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.ports import Clock, Randomness, Transport, Vault
from pushbench.domain.tasks import TaskScope
from pushbench.engine.dispatcher import Dispatcher
from pushbench.engine.local_sandbox import LocalSandbox
from pushbench.engine.registry import Registry
from pushbench.engine.tokens import StoredTokens
from pushbench.store.thread import StoreThread

MANY = 8
"""Runs of more deliveries than this go through the bulk transport."""
LARGE = 500
"""Runs of more than this are sent by a process of their own, which costs a moment to start."""


@dataclass(slots=True)
class Parts:
    """An open workspace, taken apart."""

    home: Path | None
    environ: Mapping[str, str]
    clock: Clock
    randomness: Randomness
    registry: Registry
    store: StoreThread
    vault: Vault
    local: LocalSandbox
    tokens: StoredTokens
    transports: Transports
    scope: TaskScope

    async def seal(self, record: str, plain: bytes) -> bytes:
        """Seal off the event loop: deriving a key or asking a keychain takes its time."""
        return await asyncio.to_thread(self.vault.seal, record, plain)

    async def unseal(self, record: str, sealed: bytes) -> bytes:
        """Unseal off the event loop."""
        return await asyncio.to_thread(self.vault.unseal, record, sealed)


class Transports:
    """The two transports with a dispatcher each, made when first needed: their imports cost start-up time."""

    def __init__(
        self, environ: Mapping[str, str], clock: Clock, randomness: Randomness, transport: Transport | None = None
    ) -> None:
        """``transport`` takes the place of both."""
        self._environ = environ
        self._clock = clock
        self._randomness = randomness
        self._tokens: StoredTokens | None = None
        self._single = transport
        self._bulk = transport
        self._large = transport
        self._dispatchers: dict[str, Dispatcher] = {}

    def use_tokens(self, tokens: StoredTokens) -> None:
        self._tokens = tokens

    @property
    def late(self) -> Transport:
        """A transport that becomes the interactive one at its first request."""
        return _Late(self)

    @property
    def single(self) -> Transport:
        """The interactive transport."""
        if self._single is None:
            from pushbench.engine.transport_httpx import HttpxTransport

            self._single = HttpxTransport(self._environ)
        return self._single

    @property
    def bulk(self) -> Transport:
        """The transport for many requests."""
        if self._bulk is None:
            from pushbench.engine.transport_curl import CurlTransport

            self._bulk = CurlTransport(self._environ)
        return self._bulk

    @property
    def large(self) -> Transport:
        """The transport for very many requests: a process where one can be started, else the same as bulk."""
        if self._large is None:
            from pushbench.engine.transport_curl import CurlTransport
            from pushbench.engine.transport_curl_process import ProcessMotor, can_run

            self._large = CurlTransport(self._environ, ProcessMotor) if can_run() else self.bulk
        return self._large

    def dispatcher(self, deliveries: int = 1) -> Dispatcher:
        """Return the dispatcher for a run of that many deliveries."""
        size = "large" if deliveries > LARGE else "bulk" if deliveries > MANY else "single"
        found = self._dispatchers.get(size)
        if found is None:
            transport: Transport = getattr(self, size)
            found = self._dispatchers[size] = Dispatcher(transport, self._clock, self._randomness, self._tokens)
        return found

    def rehearsal(self) -> Dispatcher:
        """Return a dispatcher for dry runs alone; it has no way out."""
        return Dispatcher(_NoWayOut(), self._clock, self._randomness, self._tokens)

    async def aclose(self) -> None:
        """Close dispatchers, then connections."""
        for dispatcher in self._dispatchers.values():
            await dispatcher.aclose()
        for transport in {id(it): it for it in (self._large, self._bulk, self._single)}.values():
            if transport is not None:
                await transport.aclose()


class _NoWayOut:
    """A transport that sends nothing: a dry run opens no connection, whatever a provider asks for."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        raise TransportFailure(FailureKind.UNREACHABLE, "a dry run opens no connection")

    async def aclose(self) -> None:
        return


class _Late:
    """Puts the import of httpx off until something is sent."""

    def __init__(self, transports: Transports) -> None:
        self._transports = transports

    async def send(self, request: HttpRequest) -> HttpResponse:
        return await self._transports.single.send(request)

    async def aclose(self) -> None:
        return
