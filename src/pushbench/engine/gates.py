"""Keeps a run within its limits: requests at once and per second, for each origin."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolimiter import AsyncLimiter


class Gate:
    """Lets requests to one origin through; an asynchronous context manager around each request."""

    def __init__(self, concurrency: int, rate: float | None) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._limiter = None if rate is None else _limiter(rate)

    async def __aenter__(self) -> None:
        await self._slots.acquire()
        if self._limiter is not None:
            try:
                await self._limiter.acquire()
            except BaseException:
                self._slots.release()
                raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._slots.release()


def _limiter(rate: float) -> AsyncLimiter:
    from aiolimiter import AsyncLimiter

    # One request per 1/rate seconds rather than ``rate`` at once per second: a service counts bursts too.
    return AsyncLimiter(1, 1 / rate)


class Gates:
    """One gate for each origin; lives as long as a run."""

    def __init__(self, concurrency: int, rate: float | None = None) -> None:
        self._concurrency = concurrency
        self._rate = rate
        self._gates: dict[str, Gate] = {}

    def at(self, origin: str) -> Gate:
        gate = self._gates.get(origin)
        if gate is None:
            gate = self._gates[origin] = Gate(self._concurrency, self._rate)
        return gate
