"""One command's life: an open workspace, a printer, and the loop it runs on."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pushbench.cli.environment import Environment
from pushbench.cli.output import Printer
from pushbench.engine.workspace import Workspace

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Session:
    """What the group hands to every command."""

    env: Environment
    home: Path

    def printer(self, *, is_json: bool = False) -> Printer:
        return Printer(self.env, is_json=is_json)

    @contextlib.asynccontextmanager
    async def workspace(self, *, in_memory: bool = False) -> AsyncIterator[Workspace]:
        """Open the home's workspace and close it in order, whatever happens."""
        workspace = await Workspace.open(
            None if in_memory else self.home,
            environ=self.env.environ,
            clock=self.env.clock,
            randomness=self.env.randomness,
        )
        try:
            yield workspace
        finally:
            await workspace.aclose()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a command's coroutine on a loop of its own."""
        return asyncio.run(work)


@contextlib.contextmanager
def on_stop_signal(stop: Callable[[], None], *, heeds_interrupts: bool = True) -> Any:
    """Call ``stop`` for SIGINT and SIGTERM while the block runs; a second signal acts as usual.

    Without ``heeds_interrupts`` nothing happens on SIGINT: Ctrl+C reaches a whole group of processes, and one that
    serves another waits until that has ended in order.
    Where the loop cannot handle signals (Windows) Ctrl+C stays a KeyboardInterrupt.
    """
    loop = asyncio.get_running_loop()
    handled: list[signal.Signals] = []

    def once() -> None:
        for name in handled:
            loop.remove_signal_handler(name)
        handled.clear()
        stop()

    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        loop.add_signal_handler(signal.SIGTERM, once)
        handled.append(signal.SIGTERM)
        loop.add_signal_handler(signal.SIGINT, once if heeds_interrupts else _nothing)
        handled.append(signal.SIGINT)
    try:
        yield
    finally:
        for name in handled:
            loop.remove_signal_handler(name)


def _nothing() -> None:
    return
