"""The place below the top edge where errors and crashes are told."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.domain.errors import UserError
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.notes import Note, Words


class NoticeBar(QWidget):
    """Shows the last trouble until it is closed; the window goes on behind it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = Note(theme, closable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self._note)
        self._note.closed.connect(self.hide)
        self.hide()

    def show_trouble(self, error: UserError) -> None:
        """Tell the three parts of a trouble that can be mended."""
        self._note.show_words("red", Words(error.what, error.why, error.fix))
        self._open()

    def show_crash(self, line: str, trace: str) -> None:
        """Tell of a bug; the details can be copied."""
        words = Words(
            self.tr("Something in Pushbench went wrong."),
            line,
            self.tr("Your text is kept. The details are in the log; copy them for a report."),
        )
        copy = (self.tr("Copy details"), lambda: QGuiApplication.clipboard().setText(trace))
        self._note.show_words("red", words, (copy,))
        self._open()

    def _open(self) -> None:
        self._note.show()
        self.show()
