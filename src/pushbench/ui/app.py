"""The window's way in: an application, an event loop, one window, an ordered end."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pushbench.engine.home import default_home


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
    from PySide6.QtWidgets import QApplication

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([sys.argv[0] or "pushbench"])
    app.setApplicationName("Pushbench")
    app.setApplicationDisplayName("Pushbench")
    app.setDesktopFileName("pushbench")
    app.setQuitOnLastWindowClosed(False)
    app.setStyle("Fusion")

    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    import qasync

    from pushbench.ui.shell.application import Application

    loop = qasync.QEventLoop(app)
    # qasync's own pool is made of QThreads, which may still run when they are destroyed.
    loop.set_default_executor(ThreadPoolExecutor(4, thread_name_prefix="pushbench"))
    asyncio.set_event_loop(loop)
    try:
        window = Application(app, home if home is not None else default_home(environ), environ or os.environ)
        return loop.run_until_complete(window.main())  # type: ignore[no-any-return]
    finally:
        asyncio.set_event_loop(None)
        loop.close()
