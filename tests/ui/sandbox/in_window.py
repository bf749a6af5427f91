"""Tests as one coroutine on the window's loop: tasks of a live screen must not be turned while the loop stands."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from PySide6.QtWidgets import QApplication

PATIENCE_SECONDS = 90.0


class Opened(Protocol):
    """Something a test needs, made and taken down on the loop."""

    loop: Any

    async def open(self) -> None: ...

    async def aclose(self) -> None: ...


def in_window(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an asynchronous test between ``stage.open`` and ``stage.aclose``."""

    @functools.wraps(test)
    def run(**fixtures: Any) -> None:
        stage: Opened = fixtures["stage"]

        async def whole() -> None:
            await stage.open()
            try:
                await test(**fixtures)
            finally:
                await stage.aclose()

        _run(stage.loop, asyncio.wait_for(whole(), PATIENCE_SECONDS))

    return run


def _run(loop: Any, work: Coroutine[Any, Any, None]) -> None:
    """Turn the loop until ``work`` has ended, whether or not it counts as running already."""
    if not loop.is_running():
        loop.run_until_complete(work)
        return
    task = loop.create_task(work)
    while not task.done():
        QApplication.processEvents()
        time.sleep(0.0005)
    task.result()


async def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Let the loop turn until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to hold"
        await asyncio.sleep(0.005)


async def turn() -> None:
    """Let everything that is due happen."""
    await asyncio.sleep(0.02)
