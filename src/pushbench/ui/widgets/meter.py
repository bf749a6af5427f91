"""The payload meter: a bar and always the figures."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushbench.ui.theme.theme import Theme

_NEAR = 0.9


def grouped(number: int) -> str:
    """Return a whole number with thousands separators."""
    return f"{number:,}"


class Meter(QWidget):
    """Green up to 90 %, amber to 100 %, red above."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._used = 0
        self._limit = 0
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_size(self, used: int, limit: int) -> None:
        """Show used bytes of a limit in bytes."""
        if (used, limit) == (self._used, self._limit):
            return
        self._used, self._limit = used, limit
        self.setAccessibleName(self.tr("Payload size"))
        self.setAccessibleDescription(f"{' '.join(self._words())} {self._remark()}".strip())
        self.setToolTip(self.accessibleDescription())
        self.updateGeometry()
        self.update()

    @property
    def tone(self) -> str:
        share = self._used / self._limit if self._limit else 0.0
        return "red" if share > 1 else "amber" if share > _NEAR else "green"

    def _words(self) -> tuple[str, str]:
        return grouped(self._used), f"/ {grouped(self._limit)} B"

    def _remark(self) -> str:
        if self.tone == "green":
            return ""
        left = self._limit - self._used
        return (
            self.tr("{count} B left").format(count=grouped(left))
            if left >= 0
            else self.tr("{count} B over").format(count=grouped(-left))
        )

    def sizeHint(self) -> QSize:
        theme = self._theme
        used, limit = self._words()
        width = theme.px(96 + 10) + theme.metrics("code-strong").horizontalAdvance(used)
        width += theme.px(5) + theme.metrics("code").horizontalAdvance(limit)
        if self._remark():
            width += theme.px(10) + theme.metrics("label").horizontalAdvance(self._remark())
        return QSize(width + 4, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(0, (self.height() - 6) / 2, theme.px(96), 6)
        painter.setBrush(theme.color("press"))
        painter.drawRoundedRect(bar, 3, 3)
        share = min(1.0, self._used / self._limit) if self._limit else 0.0
        if share > 0:
            painter.setBrush(theme.color(f"{self.tone}-dot"))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(6.0, bar.width() * share), 6), 3, 3)
        x = theme.px(96 + 10)
        pieces = zip(
            (*self._words(), self._remark()),
            ("code-strong", "code", "label"),
            ("text", "text-3", self.tone),
            (5, 10, 0),
            strict=True,
        )
        for text, role, token, gap in pieces:
            if text:
                painter.setFont(theme.font(role))
                painter.setPen(theme.color(token))
                painter.drawText(x, 0, self.width(), self.height(), int(Qt.AlignmentFlag.AlignVCenter), text)
                x += theme.metrics(role).horizontalAdvance(text) + theme.px(gap)
        painter.end()
