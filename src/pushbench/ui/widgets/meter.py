"""The payload meter: a bar and always the figures."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushbench.ui.theme.style.paint import paint_box
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.table.cell_painter import Run

_NEAR = 0.9
_BAR = 96
_LEAST_BAR = 24


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
        width = self.sizeHint().width()
        self._used, self._limit = used, limit
        self.setAccessibleName(self.tr("Payload size"))
        self.setAccessibleDescription(f"{' '.join(self._words())} {self._remark()}".strip())
        self.setToolTip(self.accessibleDescription())
        if self.sizeHint().width() != width:
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
        width = theme.px(_BAR + 10) + theme.metrics("code-strong").horizontalAdvance(used)
        width += theme.px(5) + theme.metrics("code").horizontalAdvance(limit)
        if self._remark():
            width += theme.px(10) + theme.metrics("label").horizontalAdvance(self._remark())
        return QSize(width + 4, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            run = Run(painter, theme, self.rect())
            bar = theme.px(_BAR) - max(0, self.sizeHint().width() - self.width())
            if bar >= theme.px(_LEAST_BAR):  # the figures say more
                self._paint_bar(painter, QRectF(run.box(bar, 6)))
                run.x += bar + theme.px(10)
            used, limit = self._words()
            run.words(used, "code-strong", "text")
            run.skip(5)
            run.words(limit, "code", "text-3")
            run.skip(10)
            run.words(self._remark(), "label", self.tone)

    def _paint_bar(self, painter: QPainter, bar: QRectF) -> None:
        theme = self._theme
        paint_box(painter, bar, theme.color("press"), None, 3)
        share = min(1.0, self._used / self._limit) if self._limit else 0.0
        if share > 0:
            filled = QRectF(bar)
            filled.setWidth(max(6.0, bar.width() * share))
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                filled.moveRight(bar.right())
            paint_box(painter, filled, theme.color(f"{self.tone}-dot"), None, 3)
