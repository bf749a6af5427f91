"""Paints every row of every table: its ground, its cells, group heads, rows on their way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QElapsedTimer, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from pushbench.ui.theme.style.paint import paint_box
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.pill import Pill, paint_pill, pill_width
from pushbench.ui.widgets.table.cell_painter import Run, paint_cell
from pushbench.ui.widgets.table.cells import Cell, GroupRow
from pushbench.ui.widgets.table.model import CELL, ROW, Index, RowsModel

TICK = "tick"
"""Key of the column whose check marks show the selection."""
_BAR = 3


@dataclass(frozen=True, slots=True)
class RowLook:
    """The state a row is painted in."""

    is_selected: bool = False
    is_hovered: bool = False
    is_current: bool = False
    """It has the keyboard's place and the table has the keyboard."""
    has_focus: bool = False
    """The table has the keyboard."""


class CellDelegate(QStyledItemDelegate):
    """One painter for text, icons, dots, pills, check marks, group heads and rows on their way."""

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._waiting = QElapsedTimer()
        self.hovered_row = -1
        self.flash: dict[str, float] = {}
        """Row keys that just came -> strength from 1 to 0."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, self._view.verticalHeader().defaultSectionSize())

    def look_of(self, option: QStyleOptionViewItem, index: Index) -> RowLook:
        """Return the state of the row that a cell belongs to."""
        has_focus = self._view.hasFocus()
        return RowLook(
            bool(option.state & QStyle.StateFlag.State_Selected),
            index.row() == self.hovered_row,
            has_focus and self._view.currentIndex().row() == index.row(),
            has_focus,
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        row = index.data(ROW)
        look = self.look_of(option, index)
        painter.save()
        painter.setClipRect(rect)
        if isinstance(row, GroupRow):
            self._paint_group(painter, rect, row, is_current=look.is_current)
        else:
            self._paint_ground(painter, rect, index, look)
            if row is None:
                self._paint_skeleton(painter, rect)
            else:
                cell = index.data(CELL)
                if isinstance(cell, Cell):
                    if cell.is_checked is not None and self._column(index) == TICK:
                        cell = replace(cell, is_checked=look.is_selected)
                    paint_cell(painter, self._theme, rect, cell)
            if look.is_current and not look.is_selected:
                self._paint_ring(painter, self._whole_row(rect))
        painter.restore()

    # -- grounds ------------------------------------------------------------------------------------

    def _paint_ground(self, painter: QPainter, rect: QRect, index: Index, look: RowLook) -> None:
        theme = self._theme
        if look.is_selected:
            painter.fillRect(rect, theme.color("sel" if look.has_focus else "press"))
            if look.has_focus:
                row = self._whole_row(rect)
                bar = QRect(row.left(), row.top(), _BAR, row.height())
                painter.fillRect(QStyle.visualRect(painter.layoutDirection(), row, bar), theme.color("accent"))
        elif look.is_hovered:
            painter.fillRect(rect, theme.color("hover"))
        if self.flash:
            strength = self.flash.get(self._key(index), 0.0)
            if strength > 0 and not look.is_selected:
                color = QColor(theme.color("sel"))
                color.setAlphaF(strength)
                painter.fillRect(rect, color)

    def _whole_row(self, cell: QRect) -> QRect:
        """Return the row of a cell; painting is clipped to the cell."""
        header = self._view.horizontalHeader()
        is_mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        first = header.logicalIndex(header.count() - 1 if is_mirrored else 0)
        left = self._view.columnViewportPosition(first) if header.count() else cell.left()
        return QRect(left, cell.top(), header.length(), cell.height())

    def _paint_ring(self, painter: QPainter, row: QRect) -> None:
        painter.setPen(QPen(self._theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(row.adjusted(1, 1, -1, -1))

    @staticmethod
    def _column(index: Index) -> str:
        model = index.model()
        return model.columns[index.column()].key if isinstance(model, RowsModel) else ""

    @staticmethod
    def _key(index: Index) -> str:
        model = index.model()
        return model.key_at(index.row()) if isinstance(model, RowsModel) else ""

    # -- rows on their way ----------------------------------------------------------------------------

    def rows_came(self) -> None:
        """Let the next wait begin anew."""
        self._waiting.invalidate()

    def _is_soon(self) -> bool:
        """Whether the wait is still too short to show anything; begins it and ends it with a paint."""
        wait_ms = self._theme.tokens.motion["skeleton-after-ms"]
        if not self._waiting.isValid():
            self._waiting.start()
            QTimer.singleShot(wait_ms + 5, self._view.viewport(), self._view.viewport().update)
        return self._waiting.elapsed() < wait_ms

    def _paint_skeleton(self, painter: QPainter, rect: QRect) -> None:
        """Paint a bar in the shape of a cell's words, but not for rows that come soon."""
        theme = self._theme
        if self._is_soon():
            return
        width = min(rect.width() - 16, theme.px(90))
        if width > 8:
            box = QRectF(Run(painter, theme, rect.adjusted(10, 0, -6, 0)).box(width, 7))
            paint_box(painter, box, theme.color("press"), None, 3.5)

    # -- group heads ----------------------------------------------------------------------------------

    def _paint_group(self, painter: QPainter, cell: QRect, row: GroupRow, *, is_current: bool = False) -> None:
        theme = self._theme
        head = self._whole_row(cell)
        run = Run(painter, theme, head)
        if row.is_link:
            run.skip(28)
            run.words(row.title, "body", "accent-text")
        else:
            painter.fillRect(head, theme.color("sunken"))
            painter.fillRect(QRect(head.left(), head.top(), head.width(), 1), theme.color("line"))
            painter.fillRect(QRect(head.left(), head.bottom(), head.width(), 1), theme.color("line"))
            self._paint_head(painter, run, head, row)
        if is_current:
            self._paint_ring(painter, head)

    def _paint_head(self, painter: QPainter, run: Run, head: QRect, row: GroupRow) -> None:
        theme = self._theme
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        run.skip(12)
        run.icon("chevron-down" if row.is_open else "chevron-left" if is_mirrored else "chevron-right", "text-3", 14)
        run.skip(6)
        run.words(row.title, "section", "text")
        run.skip(8)
        run.words(row.remark, "body", "text-2", max(0, head.right() - self._end_width(row) - run.x))
        right = head.right() - theme.px(14)
        if row.end:
            width = theme.metrics("secondary").horizontalAdvance(row.end)
            run.x = right - width
            run.words(row.end, "secondary", "text-2")
            right -= max(width, theme.px(56)) + theme.px(8)
        for pill in reversed(row.pills):
            width = pill_width(pill, theme)
            right -= width
            run.x = right
            paint_pill(painter, run.box(width, 1).left(), head.center().y() + 1, pill, theme)
            right -= theme.px(8)

    def _end_width(self, row: GroupRow) -> int:
        """Return what the time and the pills of a head take."""
        theme = self._theme
        words = theme.metrics("secondary").horizontalAdvance(row.end)
        end = max(words, theme.px(56)) + theme.px(8) if row.end else 0
        return theme.px(22) + end + sum(pill_width(pill, theme) + theme.px(8) for pill in row.pills)


def count_pill(tone: str, icon: str, count: int) -> Pill:
    """Return the small pill of a group head."""
    return Pill(f"{count:,}", tone, icon)
