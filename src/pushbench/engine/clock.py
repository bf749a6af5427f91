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

    bytes = staticmethod(os.urandom)
    """The very function, so that who is given it can tell that nobody fixed the randomness."""

    def uuid(self) -> str:
        return str(uuid.uuid4())
