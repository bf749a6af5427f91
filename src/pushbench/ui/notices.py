"""Where trouble goes: words for what a user can mend, the crash panel for what only a programmer can."""

from __future__ import annotations

import logging
import traceback

from PySide6.QtCore import QObject, Signal

from pushbench.domain.errors import UserError

_log = logging.getLogger("pushbench.window")


class Notices(QObject):
    """One place every task, slot and view-model reports to; the window shows what it tells."""

    troubled = Signal(object)
    """A ``UserError``."""
    crashed = Signal(str, str)
    """One line and the traceback of a bug."""
    told = Signal(str, str, object, str)
    """A short message, the words of its action, the action (a callable or None) and an icon's name (or "")."""

    def report(self, name: str, error: BaseException) -> None:
        """Show an error that reached a task's or slot's edge; a bug is logged with its traceback."""
        if isinstance(error, UserError):
            self.troubled.emit(error)
            return
        trace = "".join(traceback.format_exception(error))
        _log.error("%s failed\n%s", name, trace)
        self.crashed.emit(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__, trace)

    def tell(self, text: str, action: str = "", run: object = None, icon: str = "") -> None:
        """Show a short message that goes by itself, with one action and a Lucide icon if they are given."""
        self.told.emit(text, action, run, icon)
