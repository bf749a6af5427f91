"""The bulk transport: libcurl on a thread or in a process of its own, results crossing in batches."""

from __future__ import annotations

import asyncio
import collections
import itertools
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import HttpRequest, HttpResponse, Link
from pushbench.domain.secret import Secret
from pushbench.engine.handshake import ask_why
from pushbench.engine.proxies import choose_proxy
from pushbench.engine.request_lines import check_lines, origin_of
from pushbench.engine.tls import make_context
from pushbench.engine.transport_curl_commands import AddRequest, CancelRequest, Command, OpenLane, Result, Results

log = logging.getLogger(__name__)

TURN_SECONDS = 0.004
"""How long the event loop may be kept by the answers it is given in one turn; more would hold a window up."""
_FEWEST, _MOST = 4, 256


class MotorNotStarted(Exception):
    """A motor never began, so nothing that was posted to it has left."""


class Motor(Protocol):
    """Whatever runs :class:`Lanes` away from the event loop."""

    def start(self, report: Callable[[Results], object], crash: Callable[[Exception], object]) -> None:
        """Begin; results go to ``report`` and a breakdown to ``crash``, both called from another thread."""
        ...

    def post(self, command: Command) -> None: ...

    def end(self) -> None:
        """Stop once nothing is under way."""
        ...

    def join(self) -> None:
        """Block until it has stopped."""
        ...


class ThreadMotor:
    """Runs the lanes on one thread of this process."""

    def __init__(self) -> None:
        from pushbench.engine.transport_curl_lanes import Lanes

        self._lanes = Lanes()
        self._thread: threading.Thread | None = None

    def start(self, report: Callable[[Results], object], crash: Callable[[Exception], object]) -> None:
        self._thread = threading.Thread(target=self._run, args=(report, crash), name="pushbench-curl", daemon=True)
        self._thread.start()

    def post(self, command: Command) -> None:
        self._lanes.post(command)

    def end(self) -> None:
        self._lanes.end()

    def join(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def _run(self, report: Callable[[Results], object], crash: Callable[[Exception], object]) -> None:
        try:
            while not self._lanes.is_done:
                results = self._lanes.turn()
                if results:
                    report(results)
        except Exception as error:  # noqa: BLE001  # the thread's boundary: whoever waits must hear of it
            crash(error)
        finally:
            self._lanes.close()


@dataclass(slots=True)
class _Route:
    """One origin and link, as the event loop's side knows it."""

    lane: int
    link: Link
    proxy: Secret | None
    has_answered: bool = False
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    has_asked: bool = False
    refusal: TransportFailure | None = None


class CurlTransport:
    """A :class:`~pushbench.domain.ports.Transport` for many requests, multiplexed over few connections.

    A request's timeout covers the wait for a free stream too. All calls come from one event loop. The motor is
    started by the first request, and made anew by ``make_motor`` when it broke down.
    """

    def __init__(self, environ: Mapping[str, str] | None = None, make_motor: Callable[[], Motor] = ThreadMotor) -> None:
        self._environ = os.environ if environ is None else environ
        self._make_motor = make_motor
        self._motor: Motor | None = None
        self._routes: dict[tuple[str, Link], _Route] = {}
        self._waiting: dict[int, tuple[asyncio.Future[HttpResponse], _Route]] = {}
        self._landed: collections.deque[tuple[int, Result]] = collections.deque()
        self._share = _FEWEST
        self._handed_at = 0.0
        self._numbers = itertools.count()
        self._is_closed = False

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, whatever its status. Raises ``TransportFailure`` and nothing else."""
        check_lines(request)
        if self._is_closed:
            raise TransportFailure(FailureKind.UNREACHABLE, "Pushbench is closing")
        if request.link.http2_only and not request.url.startswith("https:"):
            raise TransportFailure(FailureKind.HTTP2_NEEDED, "HTTP/2 is spoken over TLS only, and the URL is http://")
        motor, route, number = self._running(), self._route(request), next(self._numbers)
        future: asyncio.Future[HttpResponse] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (future, route)
        motor.post(AddRequest(route.lane, number, request))
        try:
            return await future
        except asyncio.CancelledError:
            motor.post(CancelRequest(route.lane, number))
            raise
        except TransportFailure as failure:
            raise await _refusal(route, request, failure) or failure from failure
        finally:
            self._waiting.pop(number, None)

    async def aclose(self) -> None:
        """Finish what is under way and close every connection."""
        self._is_closed = True
        motor, self._motor = self._motor, None
        if motor is not None:
            motor.end()
            await asyncio.to_thread(motor.join)
        # What was handed over last is still in the loop's queue.
        while self._waiting:
            await asyncio.wait([future for future, _ in self._waiting.values()])
            await asyncio.sleep(0)

    def _running(self) -> Motor:
        if self._motor is None:
            self._routes.clear()
            motor = self._motor = self._make_motor()
            loop = asyncio.get_running_loop()
            motor.start(
                lambda results: loop.call_soon_threadsafe(self._deliver, loop, results),
                lambda error: loop.call_soon_threadsafe(self._on_crash, motor, error),
            )
        return self._motor

    def _route(self, request: HttpRequest) -> _Route:
        key = (origin_of(request.url), request.link)
        route = self._routes.get(key)
        if route is None:
            route = self._routes[key] = _Route(next(self._numbers), request.link, choose_proxy(request, self._environ))
            self._running().post(OpenLane(route.lane, route.link, route.proxy))
        return route

    def _deliver(self, loop: asyncio.AbstractEventLoop, results: Results) -> None:
        is_idle = not self._landed
        self._landed.extend(results)
        if is_idle:
            self._handed_at = 0.0
            self._hand_over(loop)

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give some answers out, then let the loop turn. How many follows from how long the last turn took."""
        now = time.monotonic()
        if self._handed_at:
            fitting = self._share * TURN_SECONDS / max(now - self._handed_at, 1e-6)
            self._share = round(max(_FEWEST, min(_MOST, self._share * 1.5, fitting)))
        self._handed_at = now
        for _ in range(min(self._share, len(self._landed))):
            number, result = self._landed.popleft()
            waiting = self._waiting.get(number)
            if waiting is None or waiting[0].done():
                continue
            if isinstance(result, TransportFailure):
                waiting[0].set_exception(result)
            else:
                waiting[1].has_answered = True
                waiting[0].set_result(result)
        if self._landed:
            loop.call_soon(self._hand_over, loop)

    def _on_crash(self, motor: Motor, error: Exception) -> None:
        log.error("the bulk transport broke down", exc_info=error)
        if self._motor is motor:
            self._motor = None
        kind = FailureKind.UNPROCESSED if isinstance(error, MotorNotStarted) else FailureKind.RESET
        for future, _ in self._waiting.values():
            if not future.done():
                future.set_exception(TransportFailure(kind, f"the bulk transport broke down: {error}"))


async def _refusal(route: _Route, request: HttpRequest, failure: TransportFailure) -> TransportFailure | None:
    """Return the true failure when connections break because the server wants another client certificate."""
    broke = failure.kind in (FailureKind.RESET, FailureKind.UNPROCESSED) and "stream" not in failure.detail
    if not broke or route.has_answered or route.proxy is not None:
        return None
    async with route.asking:
        if not route.has_asked:
            route.has_asked = True
            route.refusal = await ask_why(request, await asyncio.to_thread(make_context, route.link))
    return route.refusal
