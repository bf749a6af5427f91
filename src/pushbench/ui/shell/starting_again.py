"""Starting Pushbench once more over another folder, for a window that ends itself."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QProcess

from pushbench.domain.errors import UserError


def _tr(text: str) -> str:
    return QCoreApplication.translate("StartingAgain", text)


def command_for(home: Path) -> tuple[str, list[str]]:
    """Return program and arguments that open a window over a home, installed as a bundle or not."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "pushbench"]
    return sys.executable, [*module, "--home", str(home)]


def start_over(home: Path) -> None:
    """Open another window over ``home`` that outlives this one. Raises UserError."""
    program, arguments = command_for(home)
    started = QProcess.startDetached(program, arguments)
    if not (started[0] if isinstance(started, tuple) else started):
        raise UserError(
            _tr("Pushbench could not be started again."),
            _tr("The system refused to run {program}.").format(program=program),
            _tr("Close this window and start: pushbench --home {home}").format(home=home),
        )
