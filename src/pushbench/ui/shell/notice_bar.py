"""The place below the top edge where errors and crashes are told."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from pushbench.domain.errors import UserError
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.notes import Note, Words

Step = tuple[str, Callable[[], object]]


class NoticeBar(QWidget):
    """Shows the last trouble until it is closed; the window goes on behind it.

    ``told`` tells the words of every notice; ``report_wanted`` the wish to save diagnostics, ``log_wanted`` to see
    the log.
    """

    told = Signal(str)
    report_wanted = Signal()
    log_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None
        self._crashes = 0
        self.note = Note(theme, closable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self.note)
        self.note.closed.connect(self._close)
        self.hide()

    def show_trouble(self, error: UserError) -> None:
        """Tell the three parts of a trouble that can be mended."""
        self._show(Words(error.what, error.why, error.fix))

    def show_crash(self, line: str, trace: str) -> None:
        """Tell of a bug. What can be copied has lost everything that looks like a secret."""
        from pushbench.engine.logbook import scrubbed

        self._crashes += 1
        again = self.tr(" It happened {count} times.").format(count=self._crashes) if self._crashes > 1 else ""
        words = Words(
            self.tr("Something in Pushbench went wrong."),
            scrubbed(line) + again,
            self.tr("Your text is kept and the window goes on. Copy the details for a report, or save diagnostics."),
        )
        details = scrubbed(trace)
        self._show(
            words,
            (self.tr("Copy details"), lambda: QGuiApplication.clipboard().setText(details)),
            (self.tr("Save diagnostics…"), self.report_wanted.emit),
            (self.tr("Show the log"), self.log_wanted.emit),
        )

    def close_note(self) -> None:
        """Take the notice away and give the keyboard back."""
        self.note.hide()
        self._close()

    def _show(self, words: Words, *steps: Step) -> None:
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.note.show_words("red", words, steps)
        self.note.show()
        self.show()
        self.told.emit(" ".join(part for part in (words.what, words.why, words.fix) if part))

    def _close(self) -> None:
        has_keyboard = (now := QApplication.focusWidget()) is not None and self.isAncestorOf(now)
        before, self._before = self._before, None
        self._crashes = 0
        self.hide()
        if has_keyboard and before is not None and isValid(before) and before.isVisible():
            before.setFocus()
