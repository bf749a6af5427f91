"""The store's one thread: the database is opened, asked and closed there, the event loop never waits for it.

SQLAlchemy is imported on that thread, so importing this module costs nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pushbench.store.database import Database

T = TypeVar("T")


class StoreThread:
    """Runs work over the database, one piece after the other, in the order it was asked for."""

    def __init__(self, executor: ThreadPoolExecutor, database: Database) -> None:
        self._executor = executor
        self._database = database
        self._is_closed = False

    @classmethod
    async def open(cls, path: Path | None) -> StoreThread:
        """Open the database of a workspace (``None``: in memory). Raises UserError as ``Database`` does."""
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pushbench-store")
        opening = asyncio.get_running_loop().run_in_executor(executor, _open, path)
        try:
            database = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(lambda done: _abandon(executor, done))
            raise
        except BaseException:
            executor.shutdown(wait=False)
            raise
        return cls(executor, database)

    async def run(self, work: Callable[[Database], T]) -> T:
        """Return what ``work`` returns, run on the store's thread; its errors come out as they are.

        Cancelling the caller does not stop work that has begun: what it writes is written whole.
        """
        if self._is_closed:
            raise RuntimeError("the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, self._database)

    async def aclose(self) -> None:
        """Finish the work that was asked for, then close the database. A second call does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        closing = asyncio.get_running_loop().run_in_executor(self._executor, self._database.close)
        try:
            await asyncio.shield(closing)
        finally:
            self._executor.shutdown(wait=False)


def _open(path: Path | None) -> Database:
    from pushbench.store.database import Database

    return Database(path)


def _abandon(executor: ThreadPoolExecutor, opening: asyncio.Future[Database]) -> None:
    """Close on its own thread what nobody waits for any more."""
    if not opening.cancelled() and opening.exception() is None:
        executor.submit(opening.result().close)
    executor.shutdown(wait=False)
