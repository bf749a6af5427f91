"""All lanes of one thread: commands in, results out, one place to wait."""

from __future__ import annotations

import collections
import contextlib
import socket

from pushbench.domain.errors import TransportFailure
from pushbench.domain.http import Link
from pushbench.domain.secret import Secret
from pushbench.engine.transport_curl_commands import CancelRequest, Command, OpenLane, Results
from pushbench.engine.transport_curl_lane import Lane, wait_for

IDLE_SECONDS = 240.0
"""A lane without requests closes its connections after this time; the next request opens new ones."""


class WakeUp:
    """Lets one thread end another's wait; a byte at most is under way."""

    def __init__(self) -> None:
        self._inner, self._outer = socket.socketpair()
        self._inner.setblocking(False)
        self._outer.setblocking(False)
        self._is_called = False

    @property
    def descriptor(self) -> int:
        return self._inner.fileno()

    def call(self) -> None:
        """End the wait. Each byte would cost a switch between threads, so one is enough until it is taken."""
        if self._is_called:
            return
        self._is_called = True
        with contextlib.suppress(BlockingIOError, OSError):
            self._outer.send(b"\0")

    def take(self) -> None:
        """Get ready for the next call; what the caller waits for must be looked at after this."""
        with contextlib.suppress(BlockingIOError):
            while self._inner.recv(4096):
                pass
        self._is_called = False

    def close(self) -> None:
        self._inner.close()
        self._outer.close()


class Lanes:
    """Drives every lane of a thread; other threads only call :meth:`post` and :meth:`end`."""

    def __init__(self) -> None:
        self._commands: collections.deque[Command] = collections.deque()
        self._links: dict[int, tuple[Link, Secret | None]] = {}
        self._lanes: dict[int, Lane] = {}
        self._wake = WakeUp()
        self._is_ending = False

    def post(self, command: Command) -> None:
        self._commands.append(command)
        self._wake.call()

    def end(self) -> None:
        """Let :meth:`is_done` become true once nothing is under way."""
        self._is_ending = True
        self._wake.call()

    @property
    def is_done(self) -> bool:
        return self._is_ending and not self._commands and not self._in_flight

    @property
    def _in_flight(self) -> bool:
        return any(lane.in_flight for lane in self._lanes.values())

    def turn(self) -> Results:
        """Obey what was posted, move what can move, and return what ended; waits when nothing did."""
        results = self._obey()
        for lane in self._lanes.values():
            results += lane.step()
        if not results and not self._commands and not self.is_done:
            self._wait()
        return results

    def close(self) -> None:
        """Close every connection; what is still under way is dropped."""
        self._close_lanes()
        self._wake.close()

    def _close_lanes(self) -> None:
        for lane in self._lanes.values():
            lane.close()
        self._lanes.clear()

    def _obey(self) -> Results:
        refused: Results = []
        while self._commands:
            command = self._commands.popleft()
            if isinstance(command, OpenLane):
                self._links[command.lane] = (command.link, command.proxy)
            elif isinstance(command, CancelRequest):
                if command.lane in self._lanes:
                    self._lanes[command.lane].cancel(command.number)
            else:
                try:
                    self._lane(command.lane).add(command.number, command.request)
                except TransportFailure as failure:
                    refused.append((command.number, failure))
        return refused

    def _lane(self, number: int) -> Lane:
        lane = self._lanes.get(number)
        if lane is None:
            lane = self._lanes[number] = Lane(*self._links[number])
        return lane

    def _wait(self) -> None:
        reading, writing, failing = [self._wake.descriptor], list[int](), list[int]()
        seconds = IDLE_SECONDS
        is_idle = not self._in_flight
        for lane in self._lanes.values():
            if lane.in_flight:
                its = lane.interests()
                reading += its[0]
                writing += its[1]
                failing += its[2]
                seconds = min(seconds, its[3])
        was_called = wait_for(reading, writing, failing, seconds)
        if is_idle and not was_called:
            self._close_lanes()
        self._wake.take()
