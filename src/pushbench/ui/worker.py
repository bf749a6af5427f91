"""A thread for files and for work that would hold up the window."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """Runs one call after the other on a thread of its own."""

    def __init__(self, name: str = "pushbench-files") -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` on the thread and return its result; its errors come back as they are."""
        return await asyncio.wrap_future(self._pool.submit(work, *args, **kwargs))

    def run_last(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` after everything queued and wait; only while shutting down."""
        return self._pool.submit(work, *args, **kwargs).result()

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        self._pool.shutdown(wait=True)
