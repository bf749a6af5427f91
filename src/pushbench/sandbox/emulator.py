"""The built-in sandbox: every emulated service on its own loopback port, with virtual devices and faults."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pushbench.domain.ports import Clock, Randomness
from pushbench.domain.tasks import Reporter
from pushbench.sandbox import control
from pushbench.sandbox import services as all_services
from pushbench.sandbox.authority import Authority
from pushbench.sandbox.exchange import Answer, Destination, Endpoint, Received, Relay, Request, Service
from pushbench.sandbox.faults import Fault, FaultKind, Faults
from pushbench.sandbox.inbox import Inbox
from pushbench.sandbox.ready import Ready, describe
from pushbench.sandbox.server import Listener, protocols_of
from pushbench.sandbox.services import Make
from pushbench.sandbox.wire import Disruption, Reaction, Responder


class SystemRandomness:
    """The operating system's randomness."""

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def uuid(self) -> str:
        return str(uuid.uuid4())


class Emulator:
    """Runs on the caller's event loop between ``start`` and ``aclose``.

    ``keys`` holds what an earlier emulator's ``keys()`` gave, so that its authority, credentials and
    device tokens stay the same. ``client_authorities`` are PEM certificates accepted, beside the
    sandbox's own authority, as issuers of client certificates. ``ca_dir`` is where the CA file goes
    (default: a private temporary folder). ``services`` are those of :mod:`pushbench.sandbox.services` unless given.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        keys: Mapping[str, str] | None = None,
        randomness: Randomness | None = None,
        ca_dir: Path | None = None,
        client_authorities: Sequence[bytes] = (),
        services: Sequence[Make] | None = None,
        reporter: Reporter | None = None,
    ) -> None:
        self._clock = clock
        self._keys = dict(keys or {})
        self._authority = Authority(self._keys)
        chosen = randomness or SystemRandomness()
        self.services: tuple[Service, ...] = tuple(
            make(self._keys, clock, chosen) for make in services or all_services.SERVICES
        )
        self.faults = Faults([service.provider for service in self.services])
        self.inbox = Inbox()
        self.on_received: Callable[[Received], None] | None = None
        self._ready: Ready | None = None
        self._client_authorities = b"".join([self._authority.root.certificate_pem, *client_authorities])
        self._reporter = reporter
        self._ca_dir = ca_dir
        self._ca_file: Path | None = None
        self._listeners: list[Listener] = []
        for service in self.services:
            service.deliver = self._deliver
            if isinstance(service, Relay):
                service.hand_on = partial(self._hand_on, service.provider)

    @property
    def ready(self) -> Ready:
        """What a program must know to use this emulator; it must be running."""
        if self._ready is None:
            raise RuntimeError("the emulator is not running")
        return self._ready

    @property
    def received(self) -> list[Received]:
        """What the virtual devices got, oldest first."""
        return self.inbox.received

    def keys(self) -> dict[str, str]:
        """Return what must be kept, secretly, for the next start to be the same sandbox."""
        return dict(self._keys)

    def service(self, provider: str) -> Service:
        """Return the emulated service of a provider; raises KeyError."""
        return {service.provider: service for service in self.services}[provider]

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> Ready:
        """Listen: the control port at ``port`` (0: any free one), the services at free ones.

        Raises UserError when the port is taken.
        """
        if self._listeners:
            raise RuntimeError("the emulator runs already")
        try:
            controller = control.Control(self.faults, self.inbox, ready=lambda: self.ready.to_json(), reset=self.reset)
            entrance = await self._listen(control.ENDPOINT, controller.respond, host, port)
            for service in self.services:
                service.origins = {
                    endpoint.key: (await self._listen(endpoint, self._responder(service), host)).origin
                    for endpoint in service.endpoints
                }
            self._ca_file = self._write_ca()
        except BaseException:
            await self.aclose()
            raise
        self._ready = Ready(
            pid=os.getpid(),
            ca_file=str(self._ca_file),
            control_url=entrance.origin,
            port=entrance.port,
            providers={service.provider: describe(service) for service in self.services},
            devices=tuple(device for service in self.services for device in service.devices()),
        )
        return self._ready

    async def aclose(self) -> None:
        """Close every socket, end every task and remove the CA file. May be called twice."""
        listeners, self._listeners = self._listeners, []
        self._ready = None
        await asyncio.gather(*(listener.aclose() for listener in listeners))
        self._remove_ca()

    def reset(self) -> None:
        """Forget pushes, faults and what the services learned; keys and devices stay."""
        self.faults.clear()
        self.inbox.clear()
        for service in self.services:
            service.reset()

    async def _listen(self, endpoint: Endpoint, respond: Responder, host: str, port: int = 0) -> Listener:
        context = self._authority.server_context(
            protocols_of(endpoint),
            client_authorities=self._client_authorities if endpoint.asks_for_certificate else None,
        )
        listener = Listener(endpoint, context, respond, self._reporter)
        await listener.open(host, port)
        self._listeners.append(listener)
        return listener

    def _responder(self, service: Service) -> Responder:
        async def respond(request: Request) -> Reaction:
            fault = None
            if self.faults:
                fault = self.faults.strike(service.provider, service.token_of(request), request.connection)
            if fault is None:
                return await service.handle(request)
            return await self._suffer(fault, service, request)

        return respond

    async def _suffer(self, fault: Fault, service: Service, request: Request) -> Reaction:
        match fault.kind:
            case FaultKind.REASON:
                return service.fault_answer(request, fault.reason, fault.status, fault.retry_after)
            case FaultKind.MALFORMED:
                return fault.malformed_answer()
            case FaultKind.STALL:
                return Disruption.STALL
            case FaultKind.RESET:
                return Disruption.RESET
            case FaultKind.REFUSED:
                return Disruption.REFUSED
            case FaultKind.SLOW:
                await self._clock.sleep(fault.delay_seconds)
                return await service.handle(request)
            case FaultKind.GOAWAY:
                answer: Answer = await service.handle(request)
                return replace(answer, goaway=fault.debug_data)

    def _deliver(self, received: Received) -> None:
        self.inbox.add(received)
        if self.on_received is not None:
            self.on_received(received)

    def _hand_on(self, via: str, received: Received) -> str | None:
        service = self.service(received.provider)
        if not isinstance(service, Destination):
            raise TypeError(f"{received.provider} has no device that {via} could reach")
        taken = service.take_in(replace(received, via=via))
        if isinstance(taken, str):
            return taken
        own = {device.token for device in service.devices() if device.name == taken.device}
        struck = self.faults.strike_relayed(received.provider, {received.token, *own})
        if struck is not None:
            return struck
        self._deliver(taken)
        return None

    def _write_ca(self) -> Path:
        folder = self._ca_dir or Path(tempfile.mkdtemp(prefix="pushbench-sandbox-"))
        path = folder.absolute() / "sandbox-ca.pem"
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(self._authority.root.certificate_pem)
        return path

    def _remove_ca(self) -> None:
        path, self._ca_file = self._ca_file, None
        if path is None:
            return
        if self._ca_dir is None:
            shutil.rmtree(path.parent, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
