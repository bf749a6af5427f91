"""What the virtual devices got, numbered from 1 in order of arrival."""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from dataclasses import dataclass

from pushbench.domain.json_value import Json
from pushbench.sandbox.exchange import Received

CAPACITY = 20_000
"""How many pushes are kept; a load test drops the oldest, the numbers go on."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """One push and its number."""

    number: int
    received: Received

    def to_json(self) -> dict[str, Json]:
        """Return the push as ``GET /received`` lists it; bytes as text, else base64 with ``..._encoding``."""
        received = self.received
        return {
            "number": self.number,
            "provider": received.provider,
            "device": received.device,
            "token": received.token,
            "at": received.at,
            "path": received.path,
            "headers": dict(received.headers),
            **_bytes("wire_body", received.wire_body),
            **_bytes("payload", received.payload),
            "title": received.title,
            "body": received.body,
            "checks": list(received.checks),
            "answer_status": received.answer_status,
            "via": received.via,
        }


class Inbox:
    """Keeps the newest pushes and wakes those who wait for the next."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._kept: deque[Numbered] = deque(maxlen=capacity)
        self._last = 0
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def received(self) -> list[Received]:
        return [numbered.received for numbered in self._kept]

    def add(self, received: Received) -> None:
        self._last += 1
        self._kept.append(Numbered(self._last, received))
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    def clear(self) -> None:
        """Forget every push; the next one's number goes on from the last, so that nobody misses it."""
        self._kept.clear()

    def since(self, number: int) -> list[Numbered]:
        """Return the pushes with a greater number, oldest first."""
        newer: list[Numbered] = []
        for numbered in reversed(self._kept):
            if numbered.number <= number:
                break
            newer.append(numbered)
        newer.reverse()
        return newer

    async def wait_since(self, number: int, seconds: float) -> list[Numbered]:
        """Return what is newer than ``number``; with nothing there wait up to ``seconds`` for it."""
        found = self.since(number)
        if found or seconds <= 0:
            return found
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return []
        finally:
            self._waiting.discard(future)
        return self.since(number)


def _bytes(name: str, value: bytes) -> dict[str, Json]:
    try:
        return {name: value.decode("utf-8")}
    except UnicodeDecodeError:
        return {name: base64.b64encode(value).decode("ascii"), f"{name}_encoding": "base64"}
