"""The real time and the real randomness."""

from __future__ import annotations

import asyncio
import os
import time
import uuid


class SystemClock:
    """A :class:`~pushbench.domain.ports.Clock` that reads the computer's clocks."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SystemRandomness:
    """A :class:`~pushbench.domain.ports.Randomness` that asks the operating system."""

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def uuid(self) -> str:
        return str(uuid.uuid4())
