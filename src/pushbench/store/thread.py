"""The store's one thread: the database is opened, asked and closed there, the event loop never waits for it.

SQLAlchemy is imported on that thread, so importing this module costs nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pushbench.store.database import Database

T = TypeVar("T")


class StoreThread:
    """Runs work over the database, one piece after the other, in the order it was asked for."""

    def __init__(self, path: Path | None) -> None:
        """Open nothing yet: the database (``None``: in memory) is opened when it is first asked for something."""
        self._path = path
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pushbench-store")
        self._database: Future[Database] | None = None
        self._is_closed = False

    @classmethod
    async def open(cls, path: Path | None) -> StoreThread:
        """Open the database of a workspace. Raises UserError as ``Database`` does."""
        store = cls(path)
        try:
            await store.opened()
        except BaseException:
            store.abandon()
            raise
        return store

    async def opened(self) -> None:
        """Open the database if it is not open yet. Raises UserError as ``Database`` does."""
        await asyncio.shield(asyncio.wrap_future(self._opening()))

    def _opening(self) -> Future[Database]:
        if self._database is None:
            self._database = self._executor.submit(_open, self._path)
        return self._database

    async def run(self, work: Callable[[Database], T]) -> T:
        """Return what ``work`` returns, run on the store's thread; its errors come out as they are.

        So does the trouble of a database that does not open, every time.
        Cancelling the caller does not stop work that has begun: what it writes is written whole.
        """
        if self._is_closed:
            raise RuntimeError("the store is closed")
        database = self._opening()
        return await asyncio.get_running_loop().run_in_executor(self._executor, lambda: work(database.result()))

    async def aclose(self) -> None:
        """Finish the work that was asked for, then close the database. A second call does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        closing = asyncio.get_running_loop().run_in_executor(self._executor, self._close)
        try:
            await asyncio.shield(closing)
        finally:
            self._executor.shutdown(wait=False)

    def _close(self) -> None:
        """Close on the store's thread; a database that did not open has nothing to close."""
        if self._database is not None and self._database.exception() is None:
            self._database.result().close()

    def abandon(self) -> None:
        """Close what nobody waits for any more, once it is open, without waiting for that."""
        self._is_closed = True
        self._executor.submit(self._close)
        self._executor.shutdown(wait=False)


def _open(path: Path | None) -> Database:
    from pushbench.store.database import Database

    return Database(path)
