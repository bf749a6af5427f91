"""Named tasks that belong to somebody and end with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Reporter = Callable[[str, BaseException], None]


class TaskScope:
    """Starts tasks, keeps a reference to each, and awaits them all when it closes.

    One name runs once: starting a name again cancels the task that holds it ("latest wins").
    Errors go to one reporter; a child scope uses its parent's unless it has its own.
    """

    def __init__(self, name: str, reporter: Reporter | None = None, parent: TaskScope | None = None) -> None:
        self.name = name
        self._parent = parent
        self._reporter = reporter
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._children: list[TaskScope] = []
        self._ending: set[asyncio.Task[Any]] = set()
        self._nothing: asyncio.Future[Any] | None = None
        """What a closed scope gives for a task: made while the loop still runs, for late timers outlive it."""
        if parent is not None:
            parent._children.append(self)

    def child(self, name: str) -> TaskScope:
        """Return a scope that closes with this one."""
        return TaskScope(f"{self.name}/{name}", parent=self)

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Future[Any]:
        """Run ``work`` under ``name``; a running task of that name is cancelled first.

        A closed scope starts nothing: what still reacts to events while everything ends gets a future that is
        cancelled already.
        """
        if self._nothing is not None:
            work.close()
            return self._nothing
        self.cancel(name)
        task = asyncio.get_running_loop().create_task(work, name=f"{self.name}:{name}")
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._finish(name, done))
        return task

    def cancel(self, name: str) -> None:
        """Cancel the task of that name, if it runs."""
        task = self._tasks.pop(name, None)
        if task is not None and not task.done():
            self._ending.add(task)
            task.cancel()

    def is_running(self, name: str) -> bool:
        task = self._tasks.get(name)
        return task is not None and not task.done()

    @property
    def running(self) -> tuple[str, ...]:
        """Names of the tasks that are under way, children's included."""
        own = [name for name, task in self._tasks.items() if not task.done()]
        return (*own, *(f"{child.name}:{name}" for child in self._children for name in child.running))

    async def aclose(self) -> None:
        """Cancel every task and child scope, and wait until all have ended."""
        if self._nothing is None:
            self._nothing = asyncio.get_running_loop().create_future()
            self._nothing.cancel()
        for child in list(self._children):
            await child.aclose()
        if self._parent is not None and self in self._parent._children:
            self._parent._children.remove(self)
        for name in list(self._tasks):
            self.cancel(name)
        pending = [task for task in self._ending if task is not asyncio.current_task()]
        if pending:
            await asyncio.gather(*pending, return_exceptions=True)

    def _finish(self, name: str, task: asyncio.Task[Any]) -> None:
        self._ending.discard(task)
        if self._tasks.get(name) is task:
            del self._tasks[name]
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._report(f"{self.name}:{name}", error)

    def _report(self, name: str, error: BaseException) -> None:
        if self._reporter is not None:
            self._reporter(name, error)
        elif self._parent is not None:
            self._parent._report(name, error)
        else:
            asyncio.get_running_loop().call_exception_handler({"message": f"task {name} failed", "exception": error})
