"""What every use case may need, wired once by the workspace."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.ports import Clock, Randomness, Transport, Vault
from pushbench.domain.tasks import TaskScope
from pushbench.engine.default_proxy import DefaultProxy, Routed
from pushbench.engine.dispatcher import Dispatcher
from pushbench.engine.local_sandbox import LocalSandbox
from pushbench.engine.patience import answer_timeout
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
    has_questions: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever a delivery is kept that its service can be asked about later."""

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
        self._dispatchers: dict[int, Dispatcher] = {}
        self.proxy = DefaultProxy(environ)
        """Settled by the workspace once its store is open."""

    def use_tokens(self, tokens: StoredTokens) -> None:
        self._tokens = tokens

    @property
    def late(self) -> Transport:
        """A transport that becomes the interactive one at its first request."""
        return _Late(self)

    async def single(self) -> Transport:
        """Return the interactive transport."""
        if self._single is None:
            module = await _loaded("pushbench.engine.transport_httpx")
            self._single = self._single or module.HttpxTransport(self._environ)
        return self._single

    async def _many(self) -> Transport:
        if self._bulk is None:
            await _loaded("pushbench.engine.transport_curl_lanes")  # libcurl, which the thread's motor needs
            module = await _loaded("pushbench.engine.transport_curl")
            self._bulk = self._bulk or module.CurlTransport(self._environ)
        return self._bulk

    async def _very_many(self) -> Transport:
        if self._large is None:
            curl = await _loaded("pushbench.engine.transport_curl")
            process = await _loaded("pushbench.engine.transport_curl_process")
            if not process.can_run():
                return await self._many()
            self._large = self._large or curl.CurlTransport(self._environ, process.ProcessMotor)
        return self._large

    async def dispatcher(self, deliveries: int = 1) -> Dispatcher:
        """Return the dispatcher for a run of that many deliveries."""
        if deliveries > LARGE:
            transport = await self._very_many()
        elif deliveries > MANY:
            transport = await self._many()
        else:
            transport = await self.single()
        found = self._dispatchers.get(id(transport))
        if found is None:
            found = self._over(Routed(transport, self.proxy))
            self._dispatchers[id(transport)] = found
        return found

    def rehearsal(self) -> Dispatcher:
        """Return a dispatcher for dry runs alone; it has no way out."""
        return self._over(_NoWayOut())

    def _over(self, transport: Transport) -> Dispatcher:
        seconds = answer_timeout(self._environ)
        return Dispatcher(transport, self._clock, self._randomness, self._tokens, timeout_seconds=seconds)

    async def aclose(self) -> None:
        """Close dispatchers, then connections."""
        for dispatcher in self._dispatchers.values():
            await dispatcher.aclose()
        for transport in {id(it): it for it in (self._large, self._bulk, self._single)}.values():
            if transport is not None:
                await transport.aclose()


async def _loaded(name: str) -> Any:
    """Import a module off the event loop: the HTTP libraries take up to 100 ms."""
    return await asyncio.to_thread(importlib.import_module, name)


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
        return await (await self._transports.single()).send(request)

    async def aclose(self) -> None:
        return
