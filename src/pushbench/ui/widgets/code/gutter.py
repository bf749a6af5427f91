"""Line numbers and signs left of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.code.marks import LineMark
from pushbench.ui.widgets.labelled import paint_diamond

if TYPE_CHECKING:
    from pushbench.ui.widgets.code.editor import JsonEditor


class Gutter(QWidget):
    """Painted beside the editor's viewport."""

    def __init__(self, theme: Theme, editor: JsonEditor) -> None:
        super().__init__(editor)
        self._theme = theme
        self._editor = editor

    def wanted_width(self) -> int:
        digits = max(2, len(str(max(1, self._editor.blockCount()))))
        return self._theme.px(14) + digits * self._theme.metrics("code").horizontalAdvance("0") + self._theme.px(12)

    def sizeHint(self) -> QSize:
        return QSize(self.wanted_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), theme.color("surface"))
            painter.setFont(theme.font("code"))
            marks = {mark.line: mark for mark in self._editor.marks}
            for number, top, height in self._editor.visible_lines():
                if top > event.rect().bottom():
                    break
                mark = marks.get(number)
                if mark is not None:
                    self._paint_mark(painter, mark, top, height)
                painter.setPen(theme.color("text-2" if mark is not None and mark.tone != "by-hand" else "text-3"))
                room = QRect(0, int(top), self.width() - theme.px(12), int(height))
                at = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(room, int(at), str(number + 1))

    def _paint_mark(self, painter: QPainter, mark: LineMark, top: float, height: float) -> None:
        theme = self._theme
        if mark.tone != "gray":
            ground = "row-ovr" if mark.tone == "by-hand" else f"{mark.tone}-bg"
            painter.fillRect(QRectF(0, top, self.width(), height), theme.color(ground))
        middle = QPointF(theme.px(8), top + height / 2)
        if mark.tone == "by-hand":
            paint_diamond(painter, middle, theme.px(3.5), theme)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text-3" if mark.tone == "gray" else f"{mark.tone}-dot"))
        painter.drawEllipse(middle, theme.px(3.5), theme.px(3.5))
        painter.restore()

    def _mark_at(self, y: float) -> LineMark | None:
        marks = {mark.line: mark for mark in self._editor.marks}
        for number, top, height in self._editor.visible_lines():
            if top <= y <= top + height:
                return marks.get(number)
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        mark = self._mark_at(event.position().y())
        if mark is not None:
            self._editor.mark_pressed.emit(mark.line)

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            mark = self._mark_at(event.pos().y())
            QToolTip.showText(event.globalPos(), mark.tip if mark is not None else "", self)
            return True
        return super().event(event)  # type: ignore[arg-type]
