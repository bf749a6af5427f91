"""What the window's tests share: the qasync loop, a theme, a session over the test workspace, and leak checks."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
import qasync
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.errors import UserError
from pushbench.domain.tasks import TaskScope
from pushbench.ui.notices import Notices
from pushbench.ui.session import Session
from pushbench.ui.shell.window_state import WindowState
from pushbench.ui.theme.theme import Look, Mode, Theme
from pushbench.ui.theme.tokens import load_tokens
from pushbench.ui.worker import Worker

T = TypeVar("T")
PATIENCE_SECONDS = 20.0


class Driver:
    """Turns the window's loop, which counts as running for the whole test, as it does in the program."""

    def __init__(self, loop: Any, app: QApplication) -> None:
        self.loop = loop
        self._app = app

    def run(self, work: Awaitable[T]) -> T:
        """Turn the loop until a coroutine has ended and return its result."""

        async def bounded() -> T:
            return await asyncio.wait_for(work, PATIENCE_SECONDS)

        task: asyncio.Task[T] = self.loop.create_task(bounded())
        self._turn_until(task.done)
        return task.result()

    def until(self, condition: Callable[[], object]) -> None:
        """Turn the loop until something holds."""
        self._turn_until(condition)

    def turn(self) -> None:
        """Let everything that is due happen."""
        for _ in range(5):
            self._app.processEvents()

    def _turn_until(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS + 1
        while not condition():
            assert time.monotonic() < end, "it never came to hold"
            self._app.processEvents()
            time.sleep(0.0005)


@pytest.fixture
def driver(qapp: QApplication) -> Iterator[Driver]:
    qapp.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(qapp, already_running=True)
    loop.set_default_executor(ThreadPoolExecutor(2))
    asyncio.set_event_loop(loop)
    yield Driver(loop, qapp)
    left = [task.get_name() for task in asyncio.all_tasks(loop) if not task.done()]
    asyncio.events._set_running_loop(None)
    # loop.stop() would end the application, after which Qt starts no event loop any more.
    loop._QEventLoop__is_running = False
    loop.close()
    asyncio.set_event_loop(None)
    assert not left, f"tasks outlive their window: {left}"


@pytest.fixture(autouse=True, scope="module")
def settled_memory() -> None:
    """Keep what is there when a file of tests begins out of every later look for garbage, which is long then."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_stray_windows(qapp: QApplication) -> Iterator[None]:
    """Fail when a test leaves a top-level widget behind."""
    before = {id(widget) for widget in QApplication.topLevelWidgets()}
    yield
    gc.collect()
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
    left = [widget for widget in QApplication.topLevelWidgets() if id(widget) not in before and widget.isVisible()]
    assert not left, f"left open: {left}"


@pytest.fixture(params=["light", "dark"])
def any_theme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    yield from _theme(Mode(request.param), qapp)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    yield from _theme(Mode.LIGHT, qapp)


def _theme(mode: Mode, qapp: QApplication) -> Iterator[Theme]:
    qapp.setStyle("Fusion")
    made = Theme(load_tokens(), Look(mode=mode))
    made.apply()
    yield made
    made.disconnect_system()


class HeardNotices(Notices):
    """Keeps what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: list[UserError] = []
        self.crashes: list[str] = []
        self.messages: list[str] = []
        self.actions: list[Any] = []
        self.troubled.connect(self.troubles.append)
        self.crashed.connect(lambda line, trace: self.crashes.append(trace))
        self.told.connect(self._on_told)

    def _on_told(self, text: str, action: str, run: Any) -> None:
        self.messages.append(text)
        self.actions.append(run)


@pytest.fixture
def notices() -> HeardNotices:
    return HeardNotices()


@pytest.fixture
def workspace(driver: Driver, tmp_path: Path) -> Iterator[FakeWorkspace]:
    made = FakeWorkspace(tmp_path / "home")
    driver.run(made.ensure_first_start())
    yield made
    if not made.is_closed:
        driver.run(made.aclose())


@pytest.fixture
def session(driver: Driver, workspace: FakeWorkspace, notices: HeardNotices) -> Iterator[Session]:
    scope = TaskScope("test", notices.report)
    worker = Worker()
    yield Session(workspace, scope, notices, worker, WindowState())  # type: ignore[arg-type]
    driver.run(scope.aclose())
    worker.close()
    assert not notices.crashes, notices.crashes[0]
