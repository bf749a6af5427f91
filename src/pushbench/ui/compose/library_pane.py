"""The list of message files by folder."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pushbench.store.message_library import FileEntry as LibraryEntry
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.name_dialog import ask_name
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import pane, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up_at
from pushbench.ui.widgets.search_field import SearchField

Index = QModelIndex | QPersistentModelIndex
_LINE = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()

Line = LibraryEntry | tuple[str, int, bool]
"""A message, or a folder's name, count and whether it is open."""


class LibraryModel(QAbstractListModel):
    """Folders as headings, messages below them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[LibraryEntry, ...] = ()
        self._wanted = ""
        self._closed: set[str] = set()
        self._lines: list[Line] = []
        self.hidden = 0

    def show_entries(self, entries: tuple[LibraryEntry, ...], wanted: str) -> None:
        if entries != self._entries or wanted != self._wanted:
            self._entries, self._wanted = entries, wanted
            self._rebuild()

    def toggle(self, folder: str) -> None:
        self._closed ^= {folder}
        self._rebuild()

    def _rebuild(self) -> None:
        wanted = self._wanted.strip().lower()
        fitting = [entry for entry in self._entries if wanted in f"{entry.folder}/{entry.name}".lower()]
        self.hidden = len(self._entries) - len(fitting)
        folders: dict[str, list[LibraryEntry]] = {}
        for entry in fitting:
            folders.setdefault(entry.folder, []).append(entry)
        self.beginResetModel()
        self._lines = list(folders.pop("", []))
        for name, entries in folders.items():
            is_open = name not in self._closed or bool(wanted)
            self._lines.append((name, len(entries), is_open))
            self._lines.extend(entries if is_open else [])
        self.endResetModel()

    def line(self, number: int) -> Line:
        return self._lines[number]

    def row_of(self, key: str) -> int | None:
        return next(
            (n for n, line in enumerate(self._lines) if isinstance(line, LibraryEntry) and line.key == key), None
        )

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == _LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.name if isinstance(line, LibraryEntry) else f"{line[0]}, {line[1]}"
        return None


class _LibraryDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        line = index.data(_LINE)
        rect: QRect = option.rect.adjusted(6, 0, -6, 0)
        ratio = painter.device().devicePixelRatio()
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if is_selected or is_hovered:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sel" if is_selected else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        middle = rect.center().y() + 1
        if isinstance(line, LibraryEntry):
            x = rect.left() + theme.px(28 if line.folder else 8)
            icon, role, token = "file-text", "body", "accent-text" if is_selected else "text"
            remark = ""
        else:
            _, count, is_open = line
            chevron = theme.pixmap("chevron-down" if is_open else "chevron-right", "text-3", 14, ratio)
            painter.drawPixmap(rect.left() + theme.px(2), middle - theme.px(7), chevron)
            x = rect.left() + theme.px(18)
            icon, role, token, remark = "folder-open" if is_open else "folder", "body-medium", "text", str(count)
        painter.drawPixmap(
            x, middle - theme.px(8), theme.pixmap(icon, "accent-text" if is_selected else "text-2", 16, ratio)
        )
        x += theme.px(22)
        right = rect.right() - theme.px(8)
        if remark:
            width = theme.metrics("caption").horizontalAdvance(remark)
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("text-3"))
            painter.drawText(
                right - width, rect.top(), width + 2, rect.height(), int(Qt.AlignmentFlag.AlignVCenter), remark
            )
            right -= width + theme.px(6)
        text = line.name if isinstance(line, LibraryEntry) else line[0]
        painter.setFont(theme.font(role))
        painter.setPen(theme.color(token))
        shown = theme.metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, right - x)
        painter.drawText(x, rect.top(), right - x + 2, rect.height(), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()


class LibraryList(QListView):
    """``opened`` tells a message's key, ``menu_wanted`` key and global point."""

    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    delete_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LibraryModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(_LibraryDelegate(theme, self))
        self.setProperty("role", "side")
        self.setAccessibleName(self.tr("Messages"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def choose(self, key: str) -> None:
        number = self.lines.row_of(key)
        index = self.lines.index(number, 0) if number is not None else QModelIndex()
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def _key_at(self, index: QModelIndex) -> str | None:
        line = self.lines.line(index.row()) if index.isValid() else None
        return line.key if isinstance(line, LibraryEntry) else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self.indexAt(event.position().toPoint()))

    def _open(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        line = self.lines.line(index.row())
        if isinstance(line, LibraryEntry):
            self.opened.emit(line.key)
        else:
            self.lines.toggle(line[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self._key_at(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and key:
            self.delete_wanted.emit(key)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos()) if event.reason() == QContextMenuEvent.Reason.Mouse else self.currentIndex()
        key = self._key_at(index)
        if key:
            self.menu_wanted.emit(key, self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))


class LibraryPane(QWidget):
    """Head, search and list."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.search = SearchField(theme, self.tr("Search messages"))
        self.search.textChanged.connect(model.files.search)
        self.list = LibraryList(theme)
        self.list.opened.connect(model.files.open_message)
        self.list.menu_wanted.connect(self._open_menu)
        self.list.delete_wanted.connect(model.files.delete)
        self._hidden = label(theme, "", "caption", tone="caption", wraps=True)
        add = icon_button(theme, "plus", self.tr("New message"), model.files.new_message)
        body = QVBoxLayout()
        body.setContentsMargins(0, 10, 0, 8)
        body.setSpacing(8)
        body.addLayout(row(label(theme, self.tr("Messages"), "section"), None, add, margins=(12, 0, 8, 0)))
        body.addLayout(row(self.search, margins=(10, 0, 10, 0)))
        body.addWidget(self.list, 1)
        body.addLayout(row(self._hidden, margins=(12, 0, 12, 0)))
        ground = pane(body, "bg")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ground)
        self.setMinimumWidth(theme.px(160))

    def show_state(self, state: ComposeState) -> None:
        self.list.lines.show_entries(state.library, state.library_search)
        self.list.choose(state.current)
        hidden = self.list.lines.hidden
        self._hidden.setText(self.tr("{count} messages hidden by the search").format(count=hidden) if hidden else "")
        self._hidden.setVisible(bool(hidden))

    def _open_menu(self, key: str, point: QPoint) -> None:
        files = self._model.files
        items = (
            MenuItem(self.tr("Open"), lambda: files.open_message(key), "file-text"),
            MenuItem(self.tr("Rename…"), lambda: self.rename(key), "pencil"),
            None,
            MenuItem(self.tr("Delete"), lambda: files.delete(key), "trash"),
        )
        pop_up_at(self._theme, items, self, point)

    def rename(self, key: str) -> None:
        """Ask for another name."""
        before = key.rpartition("/")[2].removesuffix(".push.json")

        async def ask() -> None:
            name = await ask_name(self._theme, self.tr("Rename message"), before, self.window())
            if name:
                self._model.files.rename(key, name)

        self._model.scope.start("ask name", ask())
