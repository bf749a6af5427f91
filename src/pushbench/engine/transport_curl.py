"""The bulk transport: libcurl on a worker thread for each origin and link, results crossing in batches."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import itertools
import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from typing import TypeAlias

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import HttpRequest, HttpResponse, Link
from pushbench.domain.secret import Secret
from pushbench.engine.handshake import ask_why
from pushbench.engine.proxies import choose_proxy
from pushbench.engine.request_lines import check_lines
from pushbench.engine.tls import make_context
from pushbench.engine.transport_curl_lane import Lane, Result, wait_for

log = logging.getLogger(__name__)

IDLE_SECONDS = 240.0
"""A lane without requests closes its connections after this time; the next request opens new ones."""
HANDED_OVER_AT_ONCE = 16
"""Answers given to the event loop in one go; more would keep a window from painting."""

Results: TypeAlias = list[tuple[int, Result]]


class CurlTransport:
    """A :class:`~pushbench.domain.ports.Transport` for many requests: multiplexed, on threads of its own.

    A request's timeout covers the wait for a free stream too. All calls come from one event loop.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ
        self._workers: dict[tuple[str, Link], _Worker] = {}
        self._waiting: dict[int, tuple[asyncio.Future[HttpResponse], _Worker]] = {}
        self._numbers = itertools.count()
        self._is_closed = False

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, whatever its status. Raises ``TransportFailure`` and nothing else."""
        check_lines(request)
        if self._is_closed:
            raise TransportFailure(FailureKind.UNREACHABLE, "Pushbench is closing")
        if request.link.http2_only and not request.url.startswith("https:"):
            raise TransportFailure(FailureKind.HTTP2_NEEDED, "HTTP/2 is spoken over TLS only, and the URL is http://")
        worker, number = self._worker(request), next(self._numbers)
        future: asyncio.Future[HttpResponse] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (future, worker)
        worker.add(number, request)
        try:
            return await future
        except asyncio.CancelledError:
            worker.cancel(number)
            raise
        except TransportFailure as failure:
            raise await worker.refusal(request, failure) or failure from failure
        finally:
            self._waiting.pop(number, None)

    async def aclose(self) -> None:
        """Finish what is under way and close every connection."""
        self._is_closed = True
        workers, self._workers = list(self._workers.values()), {}
        for worker in workers:
            worker.close()
        for worker in workers:
            await asyncio.to_thread(worker.join)
        # What the threads handed over last is still in the loop's queue.
        while self._waiting:
            await asyncio.wait([future for future, _ in self._waiting.values()])
            await asyncio.sleep(0)

    def _worker(self, request: HttpRequest) -> _Worker:
        key = (request.origin, request.link)
        worker = self._workers.get(key)
        if worker is None:
            worker = self._workers[key] = _Worker(request.link, choose_proxy(request, self._environ))
            loop = asyncio.get_running_loop()
            worker.start(
                lambda results: loop.call_soon_threadsafe(self._deliver, loop, results),
                lambda error: loop.call_soon_threadsafe(self._on_crash, key, error),
            )
        return worker

    def _deliver(self, loop: asyncio.AbstractEventLoop, results: Results) -> None:
        for number, result in results[:HANDED_OVER_AT_ONCE]:
            future, _ = self._waiting.get(number, (None, None))
            if future is None or future.done():
                continue
            if isinstance(result, TransportFailure):
                future.set_exception(result)
            else:
                future.set_result(result)
        if len(results) > HANDED_OVER_AT_ONCE:
            loop.call_soon(self._deliver, loop, results[HANDED_OVER_AT_ONCE:])

    def _on_crash(self, key: tuple[str, Link], error: Exception) -> None:
        log.error("the thread of the bulk transport ended", exc_info=error)
        crashed = self._workers.pop(key, None)
        for future, worker in self._waiting.values():
            if worker is crashed and not future.done():
                future.set_exception(TransportFailure(FailureKind.RESET, f"the bulk transport broke down: {error}"))


class _Worker:
    """A thread that drives one lane, told what to do through a queue and a socket that wakes it."""

    has_answered = False
    """Whether any request of this link was ever answered."""

    def __init__(self, link: Link, proxy: Secret | None) -> None:
        self._link = link
        self._proxy = proxy
        self._commands: collections.deque[tuple[int, HttpRequest | None]] = collections.deque()
        self._is_closing = False
        self._asking = asyncio.Lock()
        self._has_asked = False
        self._refusal: TransportFailure | None = None
        self._lane: Lane | None = None
        self._inner, self._outer = socket.socketpair()
        self._inner.setblocking(False)
        self._outer.setblocking(False)

    async def refusal(self, request: HttpRequest, failure: TransportFailure) -> TransportFailure | None:
        """Return the true failure when connections break because the server wants another client certificate."""
        broke = failure.kind in (FailureKind.RESET, FailureKind.UNPROCESSED) and "stream" not in failure.detail
        if not broke or self.has_answered or self._proxy is not None:
            return None
        if self._link.certificate is None and "Send failure" not in failure.detail:
            return None
        async with self._asking:
            if not self._has_asked:
                self._has_asked = True
                self._refusal = await ask_why(request, await asyncio.to_thread(make_context, self._link))
        return self._refusal

    def start(self, report: Callable[[Results], object], crash: Callable[[Exception], object]) -> None:
        """Start the thread; it hands results to ``report``, and its own breakdown to ``crash``."""
        self._thread = threading.Thread(target=self._run, args=(report, crash), name="pushbench-curl", daemon=True)
        self._thread.start()

    def add(self, number: int, request: HttpRequest) -> None:
        self._commands.append((number, request))
        self._wake()

    def cancel(self, number: int) -> None:
        self._commands.append((number, None))
        self._wake()

    def close(self) -> None:
        """Ask the thread to end once nothing is under way."""
        self._is_closing = True
        self._wake()

    def join(self) -> None:
        self._thread.join()
        self._outer.close()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):  # full means awake already; closed means ended
            self._outer.send(b"\0")

    def _run(self, report: Callable[[Results], object], crash: Callable[[Exception], object]) -> None:
        try:
            while not (self._is_closing and self._is_idle()):
                results = self._obey()
                if self._lane is not None:
                    results += self._lane.step()
                if results:
                    self.has_answered = self.has_answered or any(isinstance(it, HttpResponse) for _, it in results)
                    report(results)
                elif not self._commands:
                    self._wait()
        except Exception as error:  # noqa: BLE001  # the thread's boundary: whoever waits must hear of it
            crash(error)
        finally:
            self._close_lane()
            self._inner.close()

    def _is_idle(self) -> bool:
        return not self._commands and (self._lane is None or not self._lane.in_flight)

    def _obey(self) -> Results:
        refused: Results = []
        while self._commands:
            number, request = self._commands.popleft()
            try:
                if request is not None:
                    self._open_lane().add(number, request)
                elif self._lane is not None:
                    self._lane.cancel(number)
            except TransportFailure as failure:
                refused.append((number, failure))
        return refused

    def _open_lane(self) -> Lane:
        if self._lane is None:
            self._lane = Lane(self._link, self._proxy)
        return self._lane

    def _close_lane(self) -> None:
        if self._lane is not None:
            self._lane.close()
            self._lane = None

    def _wait(self) -> None:
        if self._lane is not None and self._lane.in_flight:
            self._lane.wait(self._inner)
        elif not self._is_closing:
            was_woken = wait_for([self._inner.fileno()], [], [], IDLE_SECONDS)
            if not was_woken:
                self._close_lane()
        with contextlib.suppress(BlockingIOError):
            while self._inner.recv(4096):
                pass
