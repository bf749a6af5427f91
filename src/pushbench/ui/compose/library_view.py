"""The tree of the library on screen: painting, keys, mouse, dropping."""

from __future__ import annotations

import time

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from pushbench.ui.compose.library_tree import LINE, LibraryTree, Line
from pushbench.ui.compose.summaries import Summaries
from pushbench.ui.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_TURN_SECONDS = 0.004
_STEP = 14
"""Pixels that a folder within a folder is further in."""


class LibraryDelegate(QStyledItemDelegate):
    """Paints chevron, icon, name, and a dot, a hint or a count at the right."""

    def __init__(self, theme: Theme, view: LibraryView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        if not isinstance(line, Line):
            return
        rect = QRect(option.rect)
        rect.setLeft(0)
        rect.setRight(self._view.viewport().width() - 1)
        rect.adjust(6, 0, -6, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = self._paint_ground(painter, option, rect, line)
        left = self._paint_icons(painter, rect, line, index, is_chosen=is_chosen)
        right = self._paint_end(painter, rect, line)
        room = self._mirrored(rect, QRect(left, rect.top(), right - left, rect.height()))
        self._paint_name(painter, room, line, is_chosen=is_chosen)
        painter.restore()

    def _mirrored(self, row: QRect, part: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), row, part)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, line: Line) -> bool:
        theme, view = self._theme, self._view
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_chosen = is_selected and (view.hasFocus() or (bool(line.key) and line.key == view.shown_key))
        if is_selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sel" if is_chosen else "press" if is_selected else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        if view.shows_ring and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), 6, 6)
        return is_chosen

    def _paint_icons(self, painter: QPainter, rect: QRect, line: Line, index: Index, *, is_chosen: bool) -> int:
        theme, ratio = self._theme, painter.device().devicePixelRatio()
        middle = rect.center().y() + 1
        x = rect.left() + theme.px(4 + _STEP * max(0, line.depth - (1 if line.key else 0)))
        tint = "accent-text" if is_chosen else "text-2"
        if line.key:
            x += theme.px(20) if line.folder else theme.px(2)
            icon = "file-text"
        else:
            is_open = self._view.isExpanded(index)
            chevron = theme.pixmap("chevron-down" if is_open else "chevron-right", "text-3", 14, ratio)
            side = theme.px(14)
            painter.drawPixmap(self._mirrored(rect, QRect(x, middle - theme.px(7), side, side)), chevron)
            x += theme.px(17)
            icon = "folder-open" if is_open else "folder"
        place = self._mirrored(rect, QRect(x, middle - theme.px(8), theme.px(16), theme.px(16)))
        painter.drawPixmap(place, theme.pixmap(icon, tint, 16, ratio))
        return x + theme.px(23 if not line.key else 22)

    def _paint_end(self, painter: QPainter, rect: QRect, line: Line) -> int:
        theme = self._theme
        right = rect.right() - theme.px(8)
        if line.dot:
            size = theme.px(6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(line.dot))
            dot = QRect(right - size, rect.center().y() - size // 2 + 1, size, size)
            painter.drawEllipse(self._mirrored(rect, dot))
            return right - size - theme.px(6)
        if not line.remark:
            return right
        role = "caption" if line.key else "secondary"
        width = theme.metrics(role).horizontalAdvance(line.remark)
        painter.setFont(theme.font(role))
        painter.setPen(theme.color("text-3"))
        place = self._mirrored(rect, QRect(right - width, rect.top(), width + 2, rect.height()))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), line.remark)
        return right - width - theme.px(6)

    def _paint_name(self, painter: QPainter, rect: QRect, line: Line, *, is_chosen: bool) -> None:
        theme = self._theme
        role = "body" if line.key else "body-medium"
        painter.setFont(theme.font(role))
        is_in_sight = bool(line.key) and line.key == self._view.shown_key
        painter.setPen(theme.color("accent-text" if is_chosen or is_in_sight else "text"))
        shown = theme.metrics(role).elidedText(line.name, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect.adjusted(0, 0, 2, 0), int(Qt.AlignmentFlag.AlignVCenter), shown)


class LibraryView(QTreeView):
    """``opened`` tells a message's key; ``menu_wanted`` a global point; the others act on what is selected."""

    opened = Signal(str)
    menu_wanted = Signal(QPoint)
    delete_wanted = Signal()
    rename_wanted = Signal()

    def __init__(self, theme: Theme, summaries: Summaries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = LibraryTree(summaries, self)
        self.closed: set[str] = set()
        """Folders that are folded, as a person left them."""
        self.shown_key = ""
        self.shows_ring = False
        self._to_unfold: list[str] = []
        self._scrolled = 0
        self._brought: str | None = None
        """The message that was last brought into sight."""
        self._pressed = QPersistentModelIndex()
        self.setModel(self.tree)
        self.setItemDelegate(LibraryDelegate(theme, self))
        self.setProperty("role", "side")
        self.setAccessibleName(self.tr("Messages"))
        self.setMouseTracking(True)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAutoExpandDelay(600)
        self.expanded.connect(lambda index: self._note_fold(index, is_closed=False))
        self.collapsed.connect(lambda index: self._note_fold(index, is_closed=True))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._give_more())
        summaries.arrived.connect(self.viewport().update)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    # -- what is shown --------------------------------------------------------------------------------

    def settle(self, scrolled: int = 0) -> None:
        """Unfold folders as they were left, after the tree was made anew; ``scrolled`` is where the view was.

        What takes long goes on in later turns of the event loop.
        """
        is_searching = self.tree.is_searching
        self._to_unfold = [path for path in self.tree.paths if is_searching or path not in self.closed]
        self._scrolled = scrolled
        self._unfold_some()

    def _unfold_some(self) -> None:
        until = time.perf_counter() + _TURN_SECONDS
        blocked = self.blockSignals(True)
        while self._to_unfold and time.perf_counter() < until:
            self.setExpanded(self.tree.index_of_folder(self._to_unfold.pop(0)), True)
        self.blockSignals(blocked)
        if self._to_unfold:
            QTimer.singleShot(0, self, self._unfold_some)
        elif self._scrolled:
            self.verticalScrollBar().setValue(self._scrolled)
            self._scrolled = 0

    def choose(self, key: str) -> None:
        """Select the message in sight, unfolding its folder when it is another than before."""
        self.shown_key = key
        index = self.tree.index_of(key)
        if index.isValid():
            if self._to_unfold and self.tree.line(index).folder in self._to_unfold:  # type: ignore[union-attr]
                self.setExpanded(index.parent(), True)
            is_out_of_sight = index.parent().isValid() and not self.isExpanded(index.parent())
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            if is_out_of_sight and self._brought in (None, key):
                self.selectionModel().select(index, flag)  # a current row would unfold its folder
            else:
                self.selectionModel().setCurrentIndex(index, flag)
                self.scrollTo(index)
            self._brought = key
        self.viewport().update()

    def _note_fold(self, index: QModelIndex, *, is_closed: bool) -> None:
        line = self.tree.line(index)
        if line is not None and not self.tree.is_searching:
            (self.closed.add if is_closed else self.closed.discard)(line.folder)

    def fold_all(self) -> None:
        """Fold every folder."""
        for path in self.tree.paths:
            self.setExpanded(self.tree.index_of_folder(path), False)

    def _give_more(self) -> None:
        """Let the folder at the lower edge have its next rows before the end of those it has comes into sight."""
        below = self.viewport().rect().bottom() + self.viewport().height()
        index = self.indexAt(QPoint(4, self.viewport().rect().bottom() - 2))
        while index.isValid():
            parent = index.parent()
            last = self.tree.index(self.tree.rowCount(parent) - 1, 0, parent)
            if self.tree.canFetchMore(parent) and self.visualRect(last).top() < below:
                self.tree.fetchMore(parent)
                return
            index = parent

    # -- what is selected -----------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[Line, ...]:
        """The selected rows."""
        found = [self.tree.line(index) for index in self.selectionModel().selectedRows()]
        return tuple(line for line in found if line is not None)

    @property
    def keys(self) -> tuple[str, ...]:
        """Selected messages."""
        return tuple(line.key for line in self.lines if line.key)

    @property
    def folders(self) -> tuple[str, ...]:
        """Selected folders."""
        return tuple(line.folder for line in self.lines if not line.key)

    @property
    def folder(self) -> str:
        """Where a new message goes: the selected folder, or the one of the selected message."""
        line = self.tree.line(self.currentIndex())
        return line.folder if line is not None else ""

    # -- events ---------------------------------------------------------------------------------------

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """The delegate paints the chevrons."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.shows_ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.shows_ring = False
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.shows_ring = False
        self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        is_click = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if is_click and index.isValid() and QPersistentModelIndex(index) == self._pressed:
            self._act(index)

    def _act(self, index: QModelIndex) -> None:
        line = self.tree.line(index)
        if line is None:
            return
        if line.key:
            self.opened.emit(line.key)
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_ring = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._act(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.lines:
            self.delete_wanted.emit()
        elif event.key() == Qt.Key.Key_F2 and self.currentIndex().isValid():
            self.rename_wanted.emit()
        elif event.key() == Qt.Key.Key_Left and self._goes_up():
            self.setCurrentIndex(self.currentIndex().parent())
        else:
            super().keyPressEvent(event)
            self._give_more()

    def _goes_up(self) -> bool:
        """Whether the left arrow leads to the folder around: Qt does so only where there is an indentation."""
        index = self.currentIndex()
        return index.parent().isValid() and not self.isExpanded(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(event.globalPos())
        else:
            rect = self.visualRect(self.currentIndex())
            self.menu_wanted.emit(self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(24, 0)))
