"""A window in daily use, and hands that only know its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.accessibility import story
from tests.ui.conftest import Driver
from tests.ui.fake_workspace import FakeWorkspace
from tests.ui.sandbox.fake_emulator import FakeEmulator

from pushbench.ui.shell.application import Application
from pushbench.ui.shell.screens import Screens

_MOST_STEPS = 300
"""More than any window has stops for Tab."""


class StoryWorkspace(FakeWorkspace):
    """Holds the story from its first start on."""

    async def ensure_first_start(self) -> None:
        await super().ensure_first_start()
        story.furnish(self)


class Desk:
    """An open window with the keyboard before it. Nothing here uses a mouse."""

    def __init__(self, driver: Driver, application: Application, workspace: FakeWorkspace) -> None:
        self.driver = driver
        self.application = application
        self.workspace = workspace

    @property
    def screens(self) -> Screens:
        screens = self.application.screens
        assert screens is not None
        return screens

    @property
    def window(self) -> QWidget:
        return self.application.window

    @property
    def top(self) -> QWidget:
        """The window, dialog or popup that has the keyboard."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    @property
    def focus(self) -> QWidget:
        """What has the keyboard, as the open popup or the window sees it."""
        if QApplication.activeWindow() is None:
            self.come_back()
        top = self.top
        now = (top.focusWidget() or top) if top.isWindow() and top is not self.window else QApplication.focusWidget()
        assert now is not None, "nothing has the keyboard"
        return now

    def until(self, condition: Callable[[], object]) -> None:
        self.driver.until(condition)

    def turn(self) -> None:
        self.driver.turn()

    def settle(self) -> None:
        """Wait until nothing is read or made any more; what watches or asks goes on."""
        self.driver.turn()
        self.driver.until(lambda: self._asks() or not self._busy())
        self.driver.turn()

    def come_back(self) -> None:
        """Have the keyboard in the window again, as a window manager sees to it."""
        self.window.activateWindow()
        self.driver.until(lambda: QApplication.activeWindow() is self.window)

    @staticmethod
    def _asks() -> bool:
        return bool(QApplication.activeModalWidget() or QApplication.activePopupWidget())

    def _busy(self) -> list[str]:
        return [name for name in self.application.scope.running if not _watches(name)]

    # -- keys -----------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys as people write them, ``Ctrl+K``."""
        for text in keys:
            combination = QKeySequence(text)[0]  # type: ignore[index]
            QTest.keyClick(self._keyed(), combination.key(), combination.keyboardModifiers())
            self.driver.turn()

    def type(self, text: str) -> None:
        """Type letters, one key each."""
        for letter in text:
            QTest.keyClick(self._keyed(), letter)  # type: ignore[call-overload]
        self.driver.turn()

    def _keyed(self) -> QWindow:
        """The window that the system would give keys to."""
        if QApplication.activeWindow() is None:
            self.come_back()  # a dialog that is deleted late takes the keyboard along where nobody manages windows
        handle = QGuiApplication.focusWindow() or self.window.windowHandle()
        assert handle is not None
        return handle

    def tab_to(self, *names: str, backwards: bool = False) -> QWidget:
        """Press Tab until a control whose name begins with one of these has the keyboard."""
        seen = []
        for _ in range(_MOST_STEPS):
            if spoken(self.focus).startswith(names):
                return self.focus
            seen.append(spoken(self.focus))
            self.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"Tab never came to {names}; it passed {list(dict.fromkeys(seen))}")


def _watches(name: str) -> bool:
    return any(word in name for word in ("follow", "housekeeping", "backup", "vault", "faults", "latencies"))


def spoken(widget: QWidget) -> str:
    """Return a control's name as a screen reader is given it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def described(widget: QWidget) -> str:
    """Return a control's description as a screen reader is given it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Description) if interface is not None else ""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    return made


@contextmanager
def opened(driver: Driver, qapp: QApplication, workspace: FakeWorkspace) -> Iterator[Desk]:
    """Open a window over a workspace; what follows runs while it is open."""
    home = workspace.home
    workspace.local = FakeEmulator()

    async def opener(_home: Path | None) -> FakeWorkspace:
        return workspace

    application = Application(qapp, home, {}, opener=opener)  # type: ignore[arg-type]
    settled: list[bool] = []
    application.on_settled = lambda: settled.append(True)
    task: asyncio.Task[int] = driver.loop.create_task(application.main())
    driver.until(lambda: settled or task.done())
    try:
        desk = Desk(driver, application, workspace)
        desk.come_back()
        driver.turn()
        yield desk
    finally:
        application.close()
        driver.until(task.done)
    assert task.result() == 0


@pytest.fixture
def desk(driver: Driver, qapp: QApplication, home: Path) -> Iterator[Desk]:
    """The window of someone who works with it every day."""
    story.window_state(home)
    with opened(driver, qapp, StoryWorkspace(home)) as desk:
        desk.settle()
        yield desk


@pytest.fixture
def first_desk(driver: Driver, qapp: QApplication, home: Path) -> Iterator[Desk]:
    """The window of someone who opens it for the first time."""
    with opened(driver, qapp, FakeWorkspace(home)) as desk:
        yield desk
