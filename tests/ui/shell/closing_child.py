"""The real window in a process of its own that is told to end at a given moment; tells on standard output when it was."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QMessageBox

PHASES = {
    "show": ("pushbench.ui.shell.front", "show_front"),
    "furnish": ("pushbench.ui.shell.stage", "furnish"),
    "load": ("pushbench.ui.shell.loading", "load"),
    "open": ("pushbench.engine.workspace", "Workspace.open"),
    "store": ("pushbench.engine.workspace", "Workspace.open_store"),
    "first start": ("pushbench.engine.workspace", "Workspace.ensure_first_start"),
    "screens": ("pushbench.ui.shell.screens", "Screens.show_first"),
    "sandbox": ("pushbench.ui.shell.application", "Application._start_sandbox"),
}
"""Phase of the start -> what is called in it; the signal comes with the call."""


def end() -> None:
    sys.stdout.write(f"{time.monotonic()}\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGTERM)


def end_with_call(module: str, name: str) -> None:
    """Have the signal come as soon as a function is called."""
    holder: Any = import_module(module)
    *path, last = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    before = holder.__dict__[last]
    called = before.__func__ if isinstance(before, classmethod) else before
    told: list[int] = []

    def now(*args: Any, **kwargs: Any) -> Any:
        if not told:
            told.append(1)
            end()
        return called(*args, **kwargs)

    setattr(holder, last, classmethod(now) if isinstance(before, classmethod) else now)


def with_dialog(owner: Any) -> None:
    owner.screens.actions.run("help.about")


def with_palette(owner: Any) -> None:
    owner.screens.actions.run("window.palette")


def with_menu(owner: Any) -> None:
    """A menu with a loop of its own."""
    menu = QMenu(owner.window)
    menu.addAction("Something")
    QTimer.singleShot(0, menu, lambda: menu.exec(owner.window.mapToGlobal(QPoint(200, 200))))


def with_file_dialog(owner: Any) -> None:
    """Qt's own file dialog, and over it the box in a loop of its own that says there is no such file."""
    owner.screens.actions.run("message.open")

    def look() -> None:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible()]
        if not shown:
            QTimer.singleShot(50, look)
            return
        field = shown[0].findChild(QLineEdit)
        field.setText("no such file.json")
        # Posted: within QTest's own calls no other thread gets to run, so that nothing could end.
        key = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
        QApplication.postEvent(field, key)

    look()


def with_full_disk(owner: Any) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    owner.screens.compose.editing.set_content("body", "typed on a full disk")


def with_full_folder(owner: Any) -> None:
    from pushbench.store import text_file

    write = text_file._write_aside

    def refuse(path: Path, data: bytes) -> None:
        if path.is_relative_to(owner.workspace.home):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, data)

    text_file._write_aside = refuse
    owner.screens.compose.editing.set_content("body", "typed on a full disk")


def with_text(owner: Any) -> None:
    owner.screens.compose.editing.set_content("title", "Typed just now")


SITUATIONS: dict[str, Callable[[Any], None]] = {
    "text": with_text,
    "dialog": with_dialog,
    "palette": with_palette,
    "menu": with_menu,
    "file dialog": with_file_dialog,
    "full disk": with_full_disk,
    "full folder": with_full_folder,
}


def has_come_up(name: str) -> bool:
    """Whether the situation is there."""
    if name in ("menu", "palette"):
        return QApplication.activePopupWidget() is not None
    if name == "file dialog":
        return any(isinstance(w, QMessageBox) and w.isVisible() for w in QApplication.topLevelWidgets())
    return name != "dialog" or QApplication.activeModalWidget() is not None


def end_in(name: str) -> Callable[[], None]:
    """Return what brings the situation about when the window is at work."""
    from pushbench.ui.shell import application as shell

    owners: list[Any] = []
    begin = shell.Application.__init__

    def remember(self: Any, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        owners.append(self)

    shell.Application.__init__ = remember  # type: ignore[method-assign]

    def wait_for(condition: Callable[[], object], then: Callable[[], None]) -> None:
        def look() -> None:
            if condition():
                then()
            else:
                QTimer.singleShot(50, look)

        look()

    def is_ready() -> bool:
        return bool(owners and owners[0].screens is not None and owners[0].screens.compose.state.is_ready)

    def bring_about() -> None:
        QTimer.singleShot(0, lambda: SITUATIONS[name](owners[0]))
        wait_for(lambda: has_come_up(name), lambda: threading.Timer(0.2, end).start())

    return lambda: wait_for(is_ready, bring_about)


def main() -> int:
    from pushbench.ui.app import run

    app = QApplication([])
    moment = sys.argv[2]
    if moment in PHASES:
        end_with_call(*PHASES[moment])
    else:
        begin = end_in(moment)
        QTimer.singleShot(0, app, begin)
    return run(Path(sys.argv[1]), dict(os.environ))


if __name__ == "__main__":
    sys.exit(main())
