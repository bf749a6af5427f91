"""Where trouble goes: words for what a user can mend, the crash panel for what only a programmer can."""

from __future__ import annotations

import logging
import traceback

from PySide6.QtCore import QObject, QTimer, Signal

from pushbench.domain.errors import UserError
from pushbench.ui.faults import Bugs, is_unasked

_log = logging.getLogger("pushbench.window")


class Notices(QObject):
    """One place every task, slot and view-model reports to; the window shows what it tells."""

    troubled = Signal(object)
    """A ``UserError``."""
    crashed = Signal(str, str)
    """One line and the traceback of a bug."""
    told = Signal(str, str, object, str)
    """A short message, the words of its action, the action (a callable or None) and an icon's name (or "")."""

    def __init__(self) -> None:
        super().__init__()
        self._bugs = Bugs()
        self._is_telling = False

    def report(self, name: str, error: BaseException) -> None:
        """Show an error that reached a task's or slot's edge; a bug is logged with its traceback.

        A bug that comes at every frame is logged and shown once.
        """
        if isinstance(error, UserError):
            self.troubled.emit(error)
            return
        if not self._bugs.is_news(error):
            return
        trace = "".join(traceback.format_exception(error))
        _log.error("%s failed\n%s", name, trace)
        line = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if is_unasked(error):  # the window is being painted or laid out and cannot be changed meanwhile
            QTimer.singleShot(0, self, lambda: self._tell_crash(line, trace))
        else:
            self._tell_crash(line, trace)

    def _tell_crash(self, line: str, trace: str) -> None:
        """Show a bug, unless it came from showing a bug."""
        if self._is_telling:
            return
        self._is_telling = True
        try:
            self.crashed.emit(line, trace)
        finally:
            self._is_telling = False

    def tell(self, text: str, action: str = "", run: object = None, icon: str = "") -> None:
        """Show a short message that goes by itself, with one action and a Lucide icon if they are given."""
        self.told.emit(text, action, run, icon)
