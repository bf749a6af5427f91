"""One model for every table: keys in order, rows fetched when they come into sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from pushbench.ui.widgets.table.cells import Cell, Column, GroupRow

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
CELL = Qt.ItemDataRole.UserRole + 1
ROW = Qt.ItemDataRole.UserRole + 2
_KEPT_ROWS = 4000


class RowsModel(QAbstractTableModel):
    """Rows of any type under unique keys.

    Keys may be known before their rows: ``wanted`` then tells, once per turn of the event loop, the keys
    whose rows came into sight; the owner answers with :meth:`put`. ``more_wanted`` asks for further keys
    when ``has_more`` is set and the end comes into sight. With ``can_refetch`` rows long out of sight may be
    forgotten. With ``is_newest_first`` new keys are cheap at the top.
    """

    wanted = Signal(list)
    more_wanted = Signal()

    def __init__(
        self,
        columns: tuple[Column, ...],
        *,
        is_newest_first: bool = False,
        can_refetch: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._can_refetch = can_refetch
        self.columns = columns
        self.has_more = False
        self._is_newest_first = is_newest_first
        self._keys: list[str] = []
        self._rows: dict[str, Any] = {}
        self._places: dict[str, int] | None = None
        self._asked: dict[str, None] = {}
        self._is_asking = False

    # -- content ------------------------------------------------------------------------------------

    def reset(self, keys: Sequence[str], rows: Mapping[str, Any] | None = None, *, has_more: bool = False) -> None:
        """Show other keys; rows that are not given are asked for when they come into sight."""
        self.beginResetModel()
        self._keys = list(reversed(keys)) if self._is_newest_first else list(keys)
        self._rows = dict(rows or {})
        self._places = None
        self._asked.clear()
        self.has_more = has_more
        self.endResetModel()

    def append(self, rows: Sequence[tuple[str, Any]], *, has_more: bool = False) -> None:
        """Add rows at the end."""
        self.has_more = has_more
        if not rows:
            return
        if self._is_newest_first:
            raise ValueError("a newest-first model grows at the top")
        first = len(self._keys)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._keys.extend(key for key, _ in rows)
        self._rows.update(rows)
        self._places = None
        self.endInsertRows()

    def add_on_top(self, rows: Sequence[tuple[str, Any]]) -> None:
        """Add rows before the first; the last of ``rows`` comes to stand at the very top."""
        if not rows:
            return
        self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
        if self._is_newest_first:
            for key, row in rows:
                if self._places is not None:
                    self._places[key] = len(self._keys)
                self._keys.append(key)
                self._rows[key] = row
        else:
            self._keys[:0] = [key for key, _ in reversed(rows)]
            self._rows.update(rows)
            self._places = None
        self.endInsertRows()

    def add_below(self, rows: Sequence[tuple[str, Any]]) -> None:
        """Add rows after the last, in the order shown; in a newest-first model these are older ones."""
        if not self._is_newest_first:
            self.append(rows, has_more=self.has_more)
        elif rows:
            first = len(self._keys)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._keys[:0] = [key for key, _ in reversed(rows)]
            self._rows.update(rows)
            self._places = None
            self.endInsertRows()

    def drop_last(self, count: int) -> None:
        """Take the last rows shown away, all at once."""
        count = min(count, len(self._keys))
        if count <= 0:
            return
        last = len(self._keys)
        self.beginRemoveRows(QModelIndex(), last - count, last - 1)
        span = slice(0, count) if self._is_newest_first else slice(last - count, last)
        for key in self._keys[span]:
            self._rows.pop(key, None)
        del self._keys[span]
        self._places = None
        self.endRemoveRows()

    def change_to(self, keys: Sequence[str], rows: Mapping[str, Any], *, has_more: bool = False) -> None:
        """Show other keys by replacing one span, so that selection, current row and scroll position stay."""
        if self._is_newest_first:
            raise ValueError("a newest-first model grows at the top")
        wanted = list(keys)
        first, last = _common_ends(self._keys, wanted)
        self.has_more = has_more
        self._rows = {**self._rows, **rows}
        if first + last < len(self._keys):
            self.beginRemoveRows(QModelIndex(), first, len(self._keys) - last - 1)
            del self._keys[first : len(self._keys) - last]
            self._places = None
            self.endRemoveRows()
        if first + last < len(wanted):
            self.beginInsertRows(QModelIndex(), first, len(wanted) - last - 1)
            self._keys[first:first] = wanted[first : len(wanted) - last]
            self._places = None
            self.endInsertRows()
        self._rows = dict(rows)
        if self._keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._keys) - 1, len(self.columns) - 1))

    def put(self, rows: Mapping[str, Any]) -> None:
        """Fill in or replace the rows of known keys."""
        touched = [number for key in rows if (number := self.row_of(key)) is not None]
        self._rows.update({key: row for key, row in rows.items() if self.row_of(key) is not None})
        for key in rows:
            self._asked.pop(key, None)
        if touched:
            self.dataChanged.emit(self.index(min(touched), 0), self.index(max(touched), len(self.columns) - 1))
        self._forget_some(keep=set(rows))

    def remove(self, keys: Iterable[str]) -> None:
        """Take rows away."""
        for number in sorted((n for key in keys if (n := self.row_of(key)) is not None), reverse=True):
            self.beginRemoveRows(QModelIndex(), number, number)
            key = self._keys.pop(self._place(number))
            self._rows.pop(key, None)
            self._places = None
            self.endRemoveRows()

    def refresh(self) -> None:
        """Let every row be read anew."""
        self._rows.clear()
        self._asked.clear()
        if self._keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._keys) - 1, len(self.columns) - 1))

    # -- look-up ------------------------------------------------------------------------------------

    @property
    def keys(self) -> list[str]:
        """The keys in the order shown."""
        return list(reversed(self._keys)) if self._is_newest_first else list(self._keys)

    def key_at(self, number: int) -> str:
        return self._keys[self._place(number)]

    def row_at(self, number: int) -> Any:
        """Return the row, or None while it is on its way."""
        return self._rows.get(self.key_at(number))

    def get(self, key: str) -> Any:
        return self._rows.get(key)

    def row_of(self, key: str) -> int | None:
        """Return where a key is shown."""
        if self._places is None:
            self._places = {known: place for place, known in enumerate(self._keys)}
        place = self._places.get(key)
        return None if place is None else self._place(place)

    def _place(self, number: int) -> int:
        return len(self._keys) - 1 - number if self._is_newest_first else number

    # -- Qt's questions -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._keys):
            return None
        if role not in (
            CELL,
            ROW,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        row = self.row_at(index.row())
        if row is None:
            self._ask(self.key_at(index.row()))
            return None
        if role == ROW:
            return row
        if isinstance(row, GroupRow):
            return None if role == CELL else f"{row.title} {row.remark}".strip()
        cell = self.columns[index.column()].cell(row)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0 and not cell.spoken:
            return self._row_words(cell, row)
        return self._cell_data(cell, role)

    def _row_words(self, first: Cell, row: Any) -> str:
        """Return what the first cell tells of a row that is walked as a whole; ids and tokens tell their own cells."""
        others = [column.cell(row) for column in self.columns[1:]]
        words = [cell.accessible for cell in others if cell.role != "code"]
        return ", ".join(part for part in (*words, first.accessible) if part)

    @staticmethod
    def _cell_data(cell: Cell, role: int) -> Any:
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        return cell.accessible

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows.get(self.key_at(index.row())), GroupRow):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self.has_more

    def fetchMore(self, parent: Index) -> None:
        if self.has_more:
            self.has_more = False
            self.more_wanted.emit()

    # -- fetching -----------------------------------------------------------------------------------

    def _ask(self, key: str) -> None:
        if key in self._asked:
            return
        self._asked[key] = None
        if not self._is_asking:
            self._is_asking = True
            QTimer.singleShot(0, self, self._tell_wanted)

    def _tell_wanted(self) -> None:
        self._is_asking = False
        wanted = [key for key in self._asked if key not in self._rows]
        if wanted:
            self.wanted.emit(wanted)

    def _forget_some(self, keep: set[str]) -> None:
        if len(self._rows) <= _KEPT_ROWS or not self._can_refetch:
            return
        for key in list(self._rows)[: len(self._rows) - _KEPT_ROWS // 2]:
            if key not in keep:
                del self._rows[key]

    def copied_text(self, numbers: Sequence[int]) -> str:
        """Return rows as tab-separated text for the clipboard."""
        lines = []
        for number in numbers:
            row = self.row_at(number)
            if row is not None and not isinstance(row, GroupRow):
                lines.append("\t".join(_plain(column, row) for column in self.columns))
        return "\n".join(lines)


def _common_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Return how many keys are equal at the start and, beyond those, at the end."""
    most = min(len(before), len(after))
    first = next((number for number in range(most) if before[number] != after[number]), most)
    most -= first
    last = next((number for number in range(most) if before[-1 - number] != after[-1 - number]), most)
    return first, last


def _plain(column: Column, row: Any) -> str:
    text = column.copied(row) if column.copied is not None else column.cell(row).accessible
    return " ".join(text.split())
