"""The library as a tree: folders with their messages, filtered by a search, rows given out in portions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
    Signal,
)

from pushbench.store.message_places import folder_of
from pushbench.ui.compose.file_words import dot_words

if TYPE_CHECKING:
    from pushbench.store.message_library import FileEntry
    from pushbench.ui.compose.summaries import Summaries

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
MESSAGES = "application/x-pushbench-messages"
"""What is dragged within the library: ``{"keys": [...], "folders": [...]}``."""
PORTION = 300
"""Rows of one folder that the view learns of at once."""
_ROOT = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
_FLAGS |= Qt.ItemFlag.ItemIsDropEnabled


@dataclass(frozen=True, slots=True)
class Line:
    """What one row shows."""

    name: str
    key: str
    """A message's key; empty for a folder."""
    folder: str
    """The folder's own path, or the one the message lies in."""
    depth: int
    remark: str = ""
    dot: str = ""
    tip: str = ""


@dataclass(slots=True)
class Folder:
    """One folder that the tree shows."""

    path: str
    number: int
    depth: int
    parent: Folder | None = None
    row: int = 0
    folders: list[Folder] = field(default_factory=list)
    entries: list[FileEntry] = field(default_factory=list)
    shown: int = 0
    count: int = 0
    """Messages in it and below it."""

    @property
    def size(self) -> int:
        return len(self.folders) + len(self.entries)


class LibraryTree(QAbstractItemModel):
    """Folders first, then messages, both by name. Drops are told, not done here.

    ``moved`` tells keys, folders and the folder they were dropped on; ``files_dropped`` paths and folder;
    ``text_dropped`` text and folder.
    """

    moved = Signal(tuple, tuple, str)
    files_dropped = Signal(tuple, str)
    text_dropped = Signal(str, str)

    def __init__(self, summaries: Summaries, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._summaries = summaries
        self._entries: tuple[FileEntry, ...] = ()
        self._names: tuple[str, ...] = ()
        self._words: list[str] = []
        self._wanted = ""
        self._dots: Mapping[str, str] = {}
        self._folders: list[Folder] = [Folder("", 0, -1)]
        self._by_path: dict[str, Folder] = {"": self._folders[0]}
        self.hidden = 0
        """Messages that the search hides."""

    # -- what is shown --------------------------------------------------------------------------------

    def show_entries(self, entries: tuple[FileEntry, ...], folders: tuple[str, ...], wanted: str) -> bool:
        """Show these messages and folders as far as they fit the search; returns whether anything differs."""
        wanted = wanted.strip().casefold()
        if entries is self._entries and folders is self._names and wanted == self._wanted:
            return False
        if entries is not self._entries:
            self._words = [f"{entry.folder}/{entry.name}".casefold() for entry in entries]
        self._entries, self._names, self._wanted = entries, folders, wanted
        self.beginResetModel()
        self._build()
        self.endResetModel()
        return True

    def show_dots(self, dots: Mapping[str, str]) -> bool:
        """Show these dots; returns whether any differs."""
        differs = dots != self._dots
        self._dots = dots
        return differs

    def _build(self) -> None:
        root = Folder("", 0, -1)
        self._folders, self._by_path = [root], {"": root}
        if not self._wanted:
            for path in self._names:
                self._folder(path)
        fitting = 0
        for entry, words in zip(self._entries, self._words, strict=True):
            if not self._wanted or self._wanted in words:
                fitting += 1
                self._folder(entry.folder).entries.append(entry)
        self.hidden = len(self._entries) - fitting
        for folder in self._folders:
            folder.folders.sort(key=lambda inner: inner.path.casefold())
            for row, inner in enumerate(folder.folders):
                inner.row = row
            folder.shown = min(folder.size, PORTION)
            above: Folder | None = folder
            while above is not None:
                above.count += len(folder.entries)
                above = above.parent

    def _folder(self, path: str) -> Folder:
        found = self._by_path.get(path)
        if found is None:
            parent = self._folder(folder_of(path))
            found = Folder(path, len(self._folders), parent.depth + 1, parent)
            self._folders.append(found)
            self._by_path[path] = found
            parent.folders.append(found)
        return found

    @property
    def is_searching(self) -> bool:
        return bool(self._wanted)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every folder that is shown."""
        return tuple(folder.path for folder in self._folders[1:])

    # -- places ---------------------------------------------------------------------------------------

    def line(self, index: Index) -> Line | None:
        """Return what a row shows."""
        if not index.isValid():
            return None
        parent = self._folders[index.internalId()]
        if index.row() < len(parent.folders):
            folder = parent.folders[index.row()]
            name = folder.path.rpartition("/")[2]
            return Line(name, "", folder.path, folder.depth, str(folder.count), "", folder.path)
        entry = parent.entries[index.row() - len(parent.folders)]
        summary = self._summaries.of(entry.key)
        dot = "red-dot" if summary.trouble else self._dots.get(entry.key, "")
        tip = f"{entry.key}\n{summary.trouble}" if summary.trouble else entry.key
        return Line(entry.name, entry.key, entry.folder, parent.depth + 1, summary.remark, dot, tip)

    def index_of_folder(self, path: str) -> QModelIndex:
        """Return a folder's place; invalid where it is not shown."""
        folder = self._by_path.get(path)
        if folder is None or folder.parent is None:
            return QModelIndex()
        return self.createIndex(folder.row, 0, folder.parent.number)

    def index_of(self, key: str) -> QModelIndex:
        """Return a message's place, giving out as many rows as that takes; invalid where it is not shown."""
        folder = self._by_path.get(folder_of(key))
        for number, entry in enumerate(folder.entries if folder is not None else ()):
            if entry.key == key and folder is not None:
                row = len(folder.folders) + number
                if folder.shown <= row:
                    self._give(folder, row + 1)
                return self.createIndex(row, 0, folder.number)
        return QModelIndex()

    # -- what a view asks -----------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        folder = self._at(parent)
        if folder is None or column or not 0 <= row < folder.shown:
            return QModelIndex()
        return self.createIndex(row, 0, folder.number)

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        if not index.isValid():
            return QModelIndex()
        folder = self._folders[index.internalId()]
        return QModelIndex() if folder.parent is None else self.createIndex(folder.row, 0, folder.parent.number)

    def _at(self, index: Index) -> Folder | None:
        """Return the folder at an index; None for a message."""
        if not index.isValid():
            return self._folders[0]
        parent = self._folders[index.internalId()]
        return parent.folders[index.row()] if index.row() < len(parent.folders) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        folder = self._at(parent)
        return folder.shown if folder is not None else 0

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 1

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        folder = self._at(parent)
        return folder is not None and folder.size > 0

    def canFetchMore(self, parent: Index) -> bool:
        folder = self._at(parent)
        return folder is not None and folder.shown < folder.size

    def fetchMore(self, parent: Index) -> None:
        folder = self._at(parent)
        if folder is not None and folder.shown < folder.size:
            self._give(folder, folder.shown + PORTION)

    def _give(self, folder: Folder, shown: int) -> None:
        """Let the view learn of rows up to a number of them, in whole portions."""
        more = min(folder.size, -(-shown // PORTION) * PORTION)
        self.beginInsertRows(self.index_of_folder(folder.path), folder.shown, more - 1)
        folder.shown = more
        self.endInsertRows()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        is_message = index.row() >= len(self._folders[index.internalId()].folders)
        return _FLAGS | Qt.ItemFlag.ItemNeverHasChildren if is_message else _FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (
            LINE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        line = self.line(index)
        if line is None:
            return None
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.tip
        return line.name if role == Qt.ItemDataRole.DisplayRole else self._spoken(line)

    def _spoken(self, line: Line) -> str:
        if not line.key:
            count = int(line.remark)
            return self.tr("{name}, folder, {count} messages").format(name=line.name, count=count)
        return ", ".join(part for part in (line.name, line.remark, dot_words(line.dot)) if part)

    # -- dragging and dropping ------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [MESSAGES, "text/uri-list", "text/plain"]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:  # type: ignore[override]
        lines = [line for index in indexes if (line := self.line(index)) is not None]
        data = QMimeData()
        keys = [line.key for line in lines if line.key]
        folders = [line.folder for line in lines if not line.key]
        data.setData(MESSAGES, json.dumps({"keys": keys, "folders": folders}).encode())
        data.setUrls([QUrl.fromLocalFile(str(self._summaries.path_of(key))) for key in (*keys, *folders)])
        return data

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        return data.hasFormat(MESSAGES) or data.hasUrls() or data.hasText()

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        line = self.line(parent)
        folder = line.folder if line is not None else ""
        if data.hasFormat(MESSAGES):
            keys, folders = dragged(data)
            self.moved.emit(keys, folders, folder)
        elif data.hasUrls() and any(url.isLocalFile() for url in data.urls()):
            self.files_dropped.emit(tuple(local_files(data)), folder)
        elif data.hasText():
            self.text_dropped.emit(data.text(), folder)
        else:
            return False
        return True


def dragged(data: QMimeData) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys and folders that are dragged; nothing for data that another program made up."""
    try:
        document = json.loads(bytes(data.data(MESSAGES).data()))
        keys, folders = document["keys"], document["folders"]
        return tuple(str(key) for key in keys), tuple(str(folder) for folder in folders)
    except (ValueError, KeyError, TypeError):
        return (), ()


def local_files(data: QMimeData) -> Iterator[str]:
    """Yield the paths of dragged files."""
    for url in data.urls():
        if url.isLocalFile():
            yield url.toLocalFile()
