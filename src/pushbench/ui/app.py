"""The window's way in: an application, an event loop, one window, an ordered end."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pushbench.engine.home import default_home, settled_home

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from pushbench.ui.shell.front import Front
    from pushbench.ui.shell.stage import Stage


_ANSWER_EVERY_MS = 10
_PASSES = 3
"""A key, what it changes, and the painting of it each take a pass of the events."""


def has_screen(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window can be shown; Qt ends the process without a word where it cannot."""
    if not platform.startswith("linux") or environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal", "vnc"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def run(home: Path | None, environ: Mapping[str, str]) -> int:
    """Open the window and return the exit code when it has been closed; ``None`` is the usual home."""
    if not has_screen(environ):
        sys.stderr.write(
            "Pushbench cannot open a window. There is no screen here: DISPLAY and WAYLAND_DISPLAY are empty. "
            "Start it in a desktop session, or use the command line: pushbench --help\n"
        )
        return 2
    from pushbench.ui.faults import EarlyFaults

    ending, faults = _Ending(), EarlyFaults()
    # What is loaded now stays; looking through it for garbage would take a fifth of the start.
    gc.disable()
    from PySide6.QtWidgets import QApplication

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([sys.argv[0] or "pushbench"])
    app.setApplicationName("Pushbench")
    app.setApplicationDisplayName("Pushbench")
    app.setDesktopFileName("pushbench")
    app.setQuitOnLastWindowClosed(False)
    app.setStyle("Fusion")

    from pushbench.ui.shell.front import make_front, show_front

    home = settled_home(home if home is not None else default_home(environ))
    front = make_front(home)
    show_front(front)
    stage = _furnish(app, front, home)
    _load(app)
    faults.tell(stage.notices)
    try:
        return _work(app, home, environ or os.environ, stage, ending)
    finally:
        faults.end()


def _furnish(app: QApplication, front: Front, home: Path) -> Stage:
    """Load and put up the first texts and what stands around the screens; the window answers in between."""

    def give_way() -> None:
        for _ in range(_PASSES):
            app.processEvents()

    from PySide6.QtCore import Qt  # noqa: F401  # its enumerations take as long as half of the rest

    app.processEvents()
    from pushbench.ui.shell.stage import furnish

    stage = furnish(front, home, give_way)
    give_way()
    return stage


def _load(app: QApplication) -> None:
    """Load everything else on another thread, while the window answers."""
    from threading import Thread

    from PySide6.QtCore import QEventLoop, QTimer

    from pushbench.ui.shell.loading import load, short_turns

    thread = Thread(target=load, daemon=True)
    # Wakes the loop to see whether the thread has ended, and Python to see whether a signal has come.
    beat = QTimer()
    beat.start(_ANSWER_EVERY_MS)
    turn = QEventLoop()
    with short_turns():
        thread.start()
        while thread.is_alive():
            turn.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    beat.stop()


def _work(app: QApplication, home: Path, environ: Mapping[str, str], stage: Stage, ending: _Ending) -> int:
    """Run the event loop until the window is closed."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    import qasync

    from pushbench.ui.shell.application import Application

    loop = qasync.QEventLoop(app)
    # qasync's own pool is made of QThreads, which may still run when they are destroyed.
    loop.set_default_executor(ThreadPoolExecutor(4, thread_name_prefix="pushbench"))
    asyncio.set_event_loop(loop)
    try:
        window = Application(app, home, environ, stage=stage, is_ending=ending)
        window.on_settled = _collect_again
        return loop.run_until_complete(window.main())  # type: ignore[no-any-return]
    finally:
        asyncio.set_event_loop(None)
        loop.close()


class _Ending:
    """Remembers a signal that ends the program until there is a loop that can end it in order."""

    def __init__(self) -> None:
        self._is_wanted = False
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                signal.signal(number, self._on_signal)
            except ValueError:
                return  # not the main thread; whoever runs it there has the signals

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._is_wanted = True

    def __call__(self) -> bool:
        return self._is_wanted


def _collect_again() -> None:
    """Let the collector work as ever on what comes after the start."""
    gc.freeze()
    gc.enable()
