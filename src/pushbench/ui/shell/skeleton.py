"""What stands in the window until the first screen is ready: bars in the shape of what comes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pushbench.ui.theme.theme import Theme


class Skeleton(QWidget):
    """Library, form, editor and preview as quiet blocks."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(self.tr("Opening"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("bg"))
        top, library = theme.height("top-bar"), theme.width("library")
        preview = self.width() - theme.width("preview")
        painter.fillRect(QRectF(library, top, preview - library, self.height() - top), theme.color("surface"))
        painter.fillRect(QRectF(0, top, self.width(), 1), theme.color("line"))
        for x in (library, library + theme.width("form"), preview):
            painter.fillRect(QRectF(x, top, 1, self.height() - top), theme.color("line"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("press"))
        for number in range(9):
            width = library * (0.45 + 0.06 * (number * 3 % 5))
            painter.drawRoundedRect(QRectF(theme.px(14), top + theme.px(20 + 28 * number), width, theme.px(10)), 4, 4)
        for number, height in enumerate((28, 28, 62, 28)):
            y = top + theme.px(56) + sum(theme.px(h + 28) for h in (28, 28, 62, 28)[:number])
            painter.drawRoundedRect(QRectF(library + theme.px(16), y, theme.width("form") - 32, theme.px(height)), 6, 6)
        painter.drawRoundedRect(QRectF(theme.px(12), theme.px(10), library * 1.2, theme.px(32)), 6, 6)
        painter.end()
