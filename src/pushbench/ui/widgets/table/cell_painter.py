"""Paints what stands in one cell, from the leading edge on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from pushbench.ui.theme.style.fields import paint_check
from pushbench.ui.theme.style.paint import paint_box
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.pill import paint_pill, pill_width
from pushbench.ui.widgets.table.cells import Cell

_LEADING = 10
_TRAILING = 6


class Run:
    """A place in a row that moves on as parts are painted; mirrored where text runs from right to left."""

    def __init__(self, painter: QPainter, theme: Theme, rect: QRect) -> None:
        self._painter = painter
        self._theme = theme
        self._rect = rect
        self._is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.x = rect.left()
        """Counted as if text ran from left to right."""

    def skip(self, size: float) -> None:
        """Leave so many unscaled pixels free."""
        self.x += self._theme.px(size)

    def box(self, width: int, height: int) -> QRect:
        """Return the next part's place, in the middle of the row."""
        left = self._rect.left() + self._rect.right() - self.x - width + 1 if self._is_mirrored else self.x
        return QRect(left, self._rect.center().y() + 1 - height // 2, width, height)

    def icon(self, name: str, token: str, size: int = 16) -> None:
        """Paint an icon of so many unscaled pixels."""
        side = self._theme.px(size)
        pixmap = self._theme.pixmap(name, token, size, self._painter.device().devicePixelRatioF())
        self._painter.drawPixmap(self.box(side, side).topLeft(), pixmap)
        self.x += side

    def words(
        self,
        text: str,
        role: str,
        token: str,
        room: int = 1_000_000,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        at_end: bool = False,
    ) -> None:
        """Paint words in at most so many pixels, at the end of the room or at its start."""
        metrics = self._theme.metrics(role)
        width = metrics.horizontalAdvance(text)
        if width > room:
            text = metrics.elidedText(text, mode, room)
            width = metrics.horizontalAdvance(text)
        if at_end:
            self.x += max(0, room - width)
        self._painter.setFont(self._theme.font(role))
        self._painter.setPen(self._theme.color(token))
        box = self.box(width + 2, self._rect.height())
        box.moveTop(self._rect.top())
        self._painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
        self.x += width


def paint_cell(painter: QPainter, theme: Theme, rect: QRect, cell: Cell) -> None:
    """Paint icon, dot, words and pills of a cell, as far as there is room."""
    run = Run(painter, theme, rect)
    run.skip(_LEADING)
    right = rect.right() - theme.px(_TRAILING)
    if cell.is_checked is not None:
        box = QRectF(run.box(theme.px(16), theme.px(16)))
        paint_check(theme, box, painter, is_checked=cell.is_checked, is_enabled=True)
        return
    if cell.icon:
        run.icon(cell.icon, cell.icon_token)
        run.skip(7)
    if cell.dot:
        _paint_dot(painter, theme, run, cell.dot)
    if cell.text:
        mode = Qt.TextElideMode.ElideMiddle if cell.elides_middle else Qt.TextElideMode.ElideRight
        run.words(cell.text, cell.role, cell.token, max(0, right - run.x), mode=mode, at_end=cell.is_right)
        run.skip(8)
    for pill in cell.pills:
        room = right - run.x
        if room < theme.px(16):
            break
        width = min(pill_width(pill, theme), room)
        paint_pill(painter, run.box(width, 1).left(), rect.center().y() + 1, pill, theme, width)
        run.x += width + theme.px(5)


def _paint_dot(painter: QPainter, theme: Theme, run: Run, token: str) -> None:
    """Paint a dot; a square for production, which must differ without its colour."""
    side = theme.px(7)
    paint_box(painter, run.box(side, side), theme.color(token), None, 1 if token == "red-solid" else side / 2)
    run.x += side
    run.skip(6)
