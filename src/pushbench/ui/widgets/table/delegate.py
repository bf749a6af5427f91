"""Paints every cell of every table."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from pushbench.ui.theme.style.paint import paint_tick
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.pill import Pill, paint_pill, pill_width
from pushbench.ui.widgets.table.cells import Cell, GroupRow
from pushbench.ui.widgets.table.model import CELL, ROW, Index, RowsModel

TICK = "tick"
"""Key of the column whose check marks show the selection."""


class CellDelegate(QStyledItemDelegate):
    """One painter for text, icons, dots, pills, check marks, group heads and rows on their way."""

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self.hovered_row = -1
        self.flash: dict[str, float] = {}
        """Row keys that just came -> strength from 1 to 0."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, self._view.verticalHeader().defaultSectionSize())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        row = index.data(ROW)
        painter.save()
        painter.setClipRect(rect)
        if isinstance(row, GroupRow):
            self._paint_group(painter, rect, row, is_current=self._is_current(index))
        else:
            is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_ground(painter, rect, index, is_selected=is_selected)
            if row is None:
                self._paint_skeleton(painter, rect)
            else:
                cell = index.data(CELL)
                if isinstance(cell, Cell):
                    if cell.is_checked is not None and self._column(index) == TICK:
                        cell = replace(cell, is_checked=is_selected)
                    self._paint_cell(painter, rect, cell)
        painter.restore()

    # -- grounds ------------------------------------------------------------------------------------

    def _paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, is_selected: bool) -> None:
        theme = self._theme
        has_focus = self._view.hasFocus()
        if is_selected:
            painter.fillRect(rect, theme.color("sel" if has_focus else "press"))
            if index.column() == 0 and has_focus:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.color("accent"))
        elif index.row() == self.hovered_row:
            painter.fillRect(rect, theme.color("hover"))
        if self.flash:
            strength = self.flash.get(self._key(index), 0.0)
            if strength > 0 and not is_selected:
                color = QColor(theme.color("accent-soft"))
                color.setAlphaF(strength)
                painter.fillRect(rect, color)

    @staticmethod
    def _column(index: Index) -> str:
        model = index.model()
        return model.columns[index.column()].key if isinstance(model, RowsModel) else ""

    @staticmethod
    def _key(index: Index) -> str:
        model = index.model()
        return model.key_at(index.row()) if isinstance(model, RowsModel) else ""

    def _paint_skeleton(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("press"))
        width = min(rect.width() - 16, self._theme.px(90))
        if width > 8:
            painter.drawRoundedRect(QRectF(rect.left() + 8, rect.center().y() - 3, width, 7), 3, 3)

    def _is_current(self, index: Index) -> bool:
        return self._view.hasFocus() and self._view.currentIndex().row() == index.row()

    def _paint_group(self, painter: QPainter, cell: QRect, row: GroupRow, *, is_current: bool = False) -> None:
        theme = self._theme
        view = self._view
        left = view.columnViewportPosition(0)
        head = QRect(left, cell.top(), view.horizontalHeader().length(), cell.height())
        if row.is_link:
            self._paint_link(painter, head, row, is_current=is_current)
            return
        painter.fillRect(head, theme.color("sunken"))
        painter.fillRect(QRect(head.left(), head.top(), head.width(), 1), theme.color("line"))
        painter.fillRect(QRect(head.left(), head.bottom(), head.width(), 1), theme.color("line"))
        ratio = painter.device().devicePixelRatio()
        x = head.left() + theme.px(12)
        chevron = theme.pixmap("chevron-down" if row.is_open else "chevron-right", "text-3", 14, ratio)
        painter.drawPixmap(x, head.center().y() - theme.px(7) + 1, chevron)
        x += theme.px(20)
        x = self._words(painter, head, x, row.title, "section", "text") + theme.px(8)
        self._words(painter, head, x, row.remark, "body", "text-2")
        right = head.right() - theme.px(14)
        if row.end:
            width = theme.metrics("secondary").horizontalAdvance(row.end)
            self._words(painter, head, right - width, row.end, "secondary", "text-2")
            right -= max(width, theme.px(56)) + theme.px(8)
        for pill in reversed(row.pills):
            right -= pill_width(pill, theme)
            paint_pill(painter, right, head.center().y() + 1, pill, theme)
            right -= theme.px(8)
        if is_current:
            self._paint_ring(painter, head)

    def _paint_link(self, painter: QPainter, head: QRect, row: GroupRow, *, is_current: bool) -> None:
        self._words(painter, head, head.left() + self._theme.px(28), row.title, "body", "accent-text")
        if is_current:
            self._paint_ring(painter, head)

    def _paint_ring(self, painter: QPainter, head: QRect) -> None:
        painter.setPen(QPen(self._theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(head.adjusted(1, 1, -1, -1))

    def _words(self, painter: QPainter, head: QRect, x: int, text: str, role: str, token: str) -> int:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.color(token))
        painter.drawText(QRect(x, head.top(), head.width(), head.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        return x + self._theme.metrics(role).horizontalAdvance(text)

    # -- cells --------------------------------------------------------------------------------------

    def _paint_cell(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        theme = self._theme
        middle = rect.center().y() + 1
        x = rect.left() + theme.px(10)
        right = rect.right() - theme.px(6)
        ratio = painter.device().devicePixelRatio()
        if cell.is_checked is not None:
            self._paint_check(painter, x, middle, is_checked=cell.is_checked)
            return
        if cell.icon:
            size = theme.px(16)
            painter.drawPixmap(x, middle - size // 2, theme.pixmap(cell.icon, cell.icon_token, 16, ratio))
            x += size + theme.px(7)
        if cell.dot:
            x = self._paint_dot(painter, x, middle, cell.dot)
        if cell.text:
            x = self._paint_text(painter, QRect(x, rect.top(), right - x, rect.height()), cell)
        for pill in cell.pills:
            if x + theme.px(16) > right:
                break
            x += int(paint_pill(painter, x, middle, pill, theme, max(theme.px(16), right - x))) + theme.px(5)

    def _paint_text(self, painter: QPainter, room: QRect, cell: Cell) -> int:
        metrics = self._theme.metrics(cell.role)
        mode = Qt.TextElideMode.ElideMiddle if cell.elides_middle else Qt.TextElideMode.ElideRight
        text = metrics.elidedText(cell.text, mode, room.width())
        painter.setFont(self._theme.font(cell.role))
        painter.setPen(self._theme.color(cell.token))
        side = Qt.AlignmentFlag.AlignRight if cell.is_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), text)
        return room.left() + metrics.horizontalAdvance(text) + self._theme.px(8)

    def _paint_dot(self, painter: QPainter, x: int, middle: int, token: str) -> int:
        side = self._theme.px(7)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(token))
        box = QRectF(x, middle - side / 2, side, side)
        if token == "red-solid":
            painter.drawRoundedRect(box, 1, 1)
        else:
            painter.drawEllipse(box)
        return x + side + self._theme.px(6)

    def _paint_check(self, painter: QPainter, x: int, middle: int, *, is_checked: bool) -> None:
        theme = self._theme
        side = theme.px(15)
        box = QRectF(x + 0.5, middle - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("accent" if is_checked else "line-strong"))
        painter.setBrush(theme.color("accent" if is_checked else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        if is_checked:
            paint_tick(painter, box)


def count_pill(tone: str, icon: str, count: int) -> Pill:
    """Return the small pill of a group head."""
    return Pill(f"{count:,}", tone, icon)
