"""The window's way in: an application, an event loop, one window, an ordered end."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pushbench.engine.home import default_home

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from pushbench.ui.shell.front import Front
    from pushbench.ui.shell.stage import Stage


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

    home = home if home is not None else default_home(environ)
    front = make_front(home)
    show_front(front)
    return _work(app, home, environ or os.environ, _furnish(app, front, home))


def _furnish(app: QApplication, front: Front, home: Path) -> Stage:
    """Load and put up what stands around the screens; the window answers in between."""
    from PySide6.QtCore import Qt  # noqa: F401  # its enumerations take as long as half of the rest

    app.processEvents()
    from pushbench.ui.shell.stage import furnish

    app.processEvents()
    stage = furnish(front, home, app.processEvents)
    app.processEvents()
    return stage


def _work(app: QApplication, home: Path, environ: Mapping[str, str], stage: Stage) -> int:
    """Run the event loop; it is loaded only now that the window is in sight."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    app.processEvents()
    import qasync

    from pushbench.ui.shell.application import Application

    loop = qasync.QEventLoop(app)
    # qasync's own pool is made of QThreads, which may still run when they are destroyed.
    loop.set_default_executor(ThreadPoolExecutor(4, thread_name_prefix="pushbench"))
    asyncio.set_event_loop(loop)
    try:
        window = Application(app, home, environ, stage=stage)
        window.on_settled = _collect_again
        return loop.run_until_complete(window.main())  # type: ignore[no-any-return]
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def _collect_again() -> None:
    """Let the collector work as ever on what comes after the start."""
    gc.freeze()
    gc.enable()
