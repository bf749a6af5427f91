"""Recently deleted: what was deleted in the last 30 days, and the ways back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pushbench.ui.theme.style.menus import paint_row_ring
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import ago_words, exact_words
from pushbench.ui.widgets.boxes import column, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up_at

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from pushbench.store.message_bin import Deleted

    Index = QModelIndex | QPersistentModelIndex

_ENTRY = Qt.ItemDataRole.UserRole


class DeletedRow(QPushButton):
    """The row at the foot of the library that opens the view, with a count."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = 0
        self._is_hovered = False
        self.setFlat(True)
        self.setProperty("kind", "quiet")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(32))
        theme.changed.connect(lambda: self.setFixedHeight(theme.px(32)))
        self.show_count(0)

    def show_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleName(self.tr("Recently deleted, {count}").format(count=count))
        self.setToolTip(self.tr("Messages deleted in the last 30 days"))
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            rect = self.rect().adjusted(6, 2, -6, -2)
            if self._is_hovered or self.isDown():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("press" if self.isDown() else "hover"))
                painter.drawRoundedRect(rect, 6, 6)
            size, left = theme.px(16), rect.left() + theme.px(6)
            icon = theme.pixmap("trash", "text-2", 16, self.devicePixelRatioF())
            at = QRect(left, rect.center().y() - size // 2 + 1, size, size)
            painter.drawPixmap(QStyle.visualRect(self.layoutDirection(), self.rect(), at), icon)
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("text-2"))
            middle = int(Qt.AlignmentFlag.AlignVCenter)
            count = theme.metrics("secondary").horizontalAdvance(str(self._count)) + theme.px(12)
            room = rect.adjusted(theme.px(30), 0, -count, 0)
            words = theme.metrics("body").elidedText(
                self.tr("Recently deleted"), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(QStyle.visualRect(self.layoutDirection(), self.rect(), room), middle, words)
            painter.setFont(theme.font("secondary"))
            painter.setPen(theme.color("text-3"))
            end = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            room = QStyle.visualRect(self.layoutDirection(), self.rect(), rect.adjusted(0, 0, -theme.px(8), 0))
            painter.drawText(room, end, str(self._count))


class _DeletedDelegate(QStyledItemDelegate):
    """Two lines: the name; the folder and when."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.px(44))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = self._theme, option.rect.adjusted(6, 1, -6, -1)
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.setBrush(theme.color("sel" if is_selected else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        paint_row_ring(theme, option, painter, rect)
        inner = rect.adjusted(theme.px(8), theme.px(4), -theme.px(8), -theme.px(4))
        half = inner.height() // 2
        lines = (
            ("body", "text", index.data(Qt.ItemDataRole.DisplayRole)),
            ("caption", "text-3", index.data(_ENTRY + 1)),
        )
        for number, (role, token, text) in enumerate(lines):
            painter.setFont(theme.font(role))
            painter.setPen(theme.color(token))
            shown = theme.metrics(role).elidedText(str(text), Qt.TextElideMode.ElideRight, inner.width())
            place = QRect(inner.left(), inner.top() + half * number, inner.width(), half)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()


class _DeletedList(QListWidget):
    menu_wanted = Signal(QPoint)
    restore_wanted = Signal()
    delete_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.restore_wanted.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            at = self.viewport().mapToGlobal(self.visualItemRect(self.currentItem()).bottomLeft())
        self.menu_wanted.emit(at)


class DeletedView(QWidget):
    """``back_wanted`` leads to the library; the others tell the selected :class:`Deleted` entries."""

    back_wanted = Signal()
    restore_wanted = Signal(tuple)
    delete_wanted = Signal(tuple)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[Deleted, ...] = ()
        self.list = _DeletedList()
        self.list.setProperty("role", "side")
        self.list.setAccessibleName(self.tr("Recently deleted messages"))
        self.list.setItemDelegate(_DeletedDelegate(theme, self.list))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.itemSelectionChanged.connect(self._enable)
        self.list.restore_wanted.connect(self._restore)
        self.list.delete_wanted.connect(self._delete)
        self.list.menu_wanted.connect(self._open_menu)
        back = icon_button(theme, "arrow-left", self.tr("Back to messages"), self.back_wanted.emit)
        self._empty = label(
            theme, self.tr("Nothing was deleted in the last 30 days."), "caption", tone="caption", wraps=True
        )
        self.restore = button(theme, self.tr("Restore"), self._restore, size="small")
        self.delete = button(theme, self.tr("Delete for good…"), self._delete, size="small", kind="danger")
        self.setLayout(
            column(
                row(back, label(theme, self.tr("Recently deleted"), "section"), None, margins=(8, 0, 8, 0), spacing=6),
                row(self._empty, margins=(12, 0, 12, 0)),
                self.list,
                row(self.restore, self.delete, None, margins=(10, 0, 10, 0), spacing=6),
                spacing=8,
                margins=(0, 10, 0, 8),
                grows=2,
            )
        )
        self._enable()

    def show_entries(self, entries: tuple[Deleted, ...]) -> None:
        """Show these deleted messages."""
        if entries is self._entries:
            return
        self._entries = entries
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(entry.name)
            when = ago_words(entry.at, time.time())
            item.setData(_ENTRY, entry)
            item.setData(_ENTRY + 1, f"{entry.folder} · {when}" if entry.folder else when)
            deleted = self.tr("Deleted {time}").format(time=exact_words(entry.at))
            item.setToolTip(f"{entry.key}\n{deleted}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.name}, {when}")
            self.list.addItem(item)
        if entries:
            self.list.setCurrentRow(0)
        self._empty.setVisible(not entries)
        self._enable()

    @property
    def chosen(self) -> tuple[Deleted, ...]:
        """The selected entries."""
        return tuple(item.data(_ENTRY) for item in self.list.selectedItems())

    def _enable(self) -> None:
        why = "" if self.chosen else self.tr("Select a message first")
        for each in (self.restore, self.delete):
            each.setEnabled(not why)
            each.setToolTip(why)

    def _restore(self) -> None:
        if self.chosen:
            self.restore_wanted.emit(self.chosen)

    def _delete(self) -> None:
        if self.chosen:
            self.delete_wanted.emit(self.chosen)

    def _open_menu(self, point: QPoint) -> None:
        if self.chosen:
            items = (
                MenuItem(self.tr("Restore"), self._restore, "archive-restore"),
                MenuItem(self.tr("Delete for good…"), self._delete, "trash"),
            )
            pop_up_at(self._theme, items, self, point)
