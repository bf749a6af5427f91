"""A line to search with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pushbench.ui.theme.theme import Theme


class SearchField(QLineEdit):
    """Has a magnifier and a cross; Escape clears it, and leaves it when it is empty."""

    def __init__(self, theme: Theme, hint: str, *, is_top: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self.setProperty("extent", "top" if is_top else "")
        self.addAction(theme.icon("search", "text-3"), QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.clearFocus()
            event.ignore()
