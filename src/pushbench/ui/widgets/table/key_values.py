"""An editable table of keys, kinds and values with a last row that adds one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from pushbench.ui.theme.style.menus import paint_row_ring
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.menu import MenuItem, pop_up_at
from pushbench.ui.widgets.variables import VARIABLE

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MOST_ROWS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class KeyValueRow:
    """One row; a problem is told in the tool tip and by a red sign."""

    key: str
    kind: str
    value: str
    problem: str = ""


class KeyValueModel(QAbstractTableModel):
    """Rows and, below them, the row that adds one. ``edited`` tells all rows after a change."""

    edited = Signal(object)

    def __init__(self, titles: tuple[str, str, str], add_text: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = titles
        self._add_text = add_text
        self._rows: tuple[KeyValueRow, ...] = ()

    @property
    def rows(self) -> tuple[KeyValueRow, ...]:
        return self._rows

    def set_rows(self, rows: tuple[KeyValueRow, ...]) -> None:
        """Show these rows."""
        if rows == self._rows:
            return
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        self.dataChanged.emit(self.index(0, 0), self.index(len(rows), 2))

    def row(self, number: int) -> KeyValueRow | None:
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def set_kind(self, number: int, kind: str) -> None:
        row = self.row(number)
        if row is not None:
            self._change(number, replace(row, kind=kind))

    def remove(self, number: int) -> None:
        if self.row(number) is not None:
            self.edited.emit(self._rows[:number] + self._rows[number + 1 :])

    def move(self, number: int, by: int) -> bool:
        """Move a row up or down; returns whether it moved."""
        other = number + by
        if self.row(number) is None or self.row(other) is None:
            return False
        rows = list(self._rows)
        rows[number], rows[other] = rows[other], rows[number]
        self.edited.emit(tuple(rows))
        return True

    def _change(self, number: int, row: KeyValueRow) -> None:
        rows = list(self._rows)
        if number == len(rows):
            rows.append(row)
        else:
            rows[number] = row
        self.edited.emit(tuple(rows))

    # -- Qt's questions -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows) + 1

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < 3:
            return self._titles[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.row(index.row())
        if row is None:
            is_first = index.column() == 0 and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return self._add_text if is_first else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole):
            return (row.key, row.kind, row.value)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.problem or (row.value if index.column() == 2 else None)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        can_edit = index.column() != 1 and (self.row(index.row()) is not None or index.column() == 0)
        return usual | Qt.ItemFlag.ItemIsEditable if can_edit else usual

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        text = str(value)
        row = self.row(index.row())
        if row is None:
            if text.strip():
                self._change(index.row(), KeyValueRow(text.strip(), "text", ""))
            return True
        before = (row.key, row.kind, row.value)[index.column()]
        if text == before:
            return True
        changed = replace(row, key=text.strip()) if index.column() == 0 else replace(row, value=text)
        if changed.key:
            self._change(index.row(), changed)
        return True


class _KeyValueDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, self._theme.px(27))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        rect: QRect = option.rect
        model = index.model()
        row = model.row(index.row()) if isinstance(model, KeyValueModel) else None
        painter.save()
        painter.setClipRect(rect)
        if option.state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            painter.fillRect(rect, theme.color("sel"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        room = rect.adjusted(theme.px(9), 0, -theme.px(6), -1)
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        text = str(index.data() or "")
        if row is None:
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("text-3"))
            painter.drawText(room, middle, text)
        elif index.column() == 1:
            painter.setFont(theme.font("secondary"))
            painter.setPen(theme.color("text-2"))
            painter.drawText(room, middle, text)
        else:
            self._paint_code(painter, room, text)
        if row is not None and row.problem and index.column() == 2:
            ratio = painter.device().devicePixelRatio()
            side = theme.px(14)
            sign = theme.pixmap("circle-alert", "red", 14, ratio)
            painter.drawPixmap(rect.right() - side - theme.px(6), rect.center().y() - side // 2, sign)
        paint_row_ring(theme, option, painter, rect)
        painter.restore()

    def _paint_code(self, painter: QPainter, room: QRect, text: str) -> None:
        theme = self._theme
        metrics = theme.metrics("code")
        text = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(theme.font("code"))
        x, done = room.left(), 0
        top = room.center().y() - metrics.height() // 2
        for match in VARIABLE.finditer(text):
            x = self._piece(painter, x, room, text[done : match.start()], "text")
            width = metrics.horizontalAdvance(match.group())
            painter.fillRect(x - 1, top, width + 2, metrics.height() + 1, theme.color("accent-soft"))
            x = self._piece(painter, x, room, match.group(), "accent-text")
            done = match.end()
        self._piece(painter, x, room, text[done:], "text")

    def _piece(self, painter: QPainter, x: int, room: QRect, text: str, token: str) -> int:
        painter.setPen(self._theme.color(token))
        painter.drawText(x, room.top(), room.width(), room.height(), int(Qt.AlignmentFlag.AlignVCenter), text)
        return x + self._theme.metrics("code").horizontalAdvance(text)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        edit = QLineEdit(parent)
        edit.setProperty("noRing", True)
        edit.setFont(self._theme.font("code"))
        edit.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return edit

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())


class KeyValueTable(QTableView):
    """As high as its rows, up to twelve. Delete removes a row, Alt Up and Alt Down move it."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        titles: tuple[str, str, str],
        add_text: str,
        kinds: tuple[str, ...],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kinds = kinds
        self.values = KeyValueModel(titles, add_text, self)
        self.setModel(self.values)
        self.setItemDelegate(_KeyValueDelegate(theme, self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._on_clicked)
        for signal in (self.values.modelReset, self.values.dataChanged, theme.resized):
            signal.connect(self._settle)
        self._settle()

    def _settle(self) -> None:
        theme = self._theme
        self.verticalHeader().setDefaultSectionSize(theme.px(27))
        header = self.horizontalHeader()
        header.setFixedHeight(theme.px(26))
        header.setFont(theme.font("label"))
        self.setColumnWidth(0, theme.px(130))
        self.setColumnWidth(1, theme.px(72))
        shown = min(self.values.rowCount(), _MOST_ROWS_SHOWN)
        self.setFixedHeight(theme.px(26) + shown * theme.px(27) + 2)

    def _on_clicked(self, index: QModelIndex) -> None:
        if self.values.row(index.row()) is None:
            self.edit(self.values.index(index.row(), 0))
        elif index.column() == 1 and len(self._kinds) > 1:
            self._offer_kinds(index)

    def _offer_kinds(self, index: QModelIndex) -> None:
        number = index.row()
        row = self.values.row(number)
        point = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        items = tuple(
            MenuItem(kind, _set_kind(self.values, number, kind), is_checked=row is not None and row.kind == kind)
            for kind in self._kinds
        )
        pop_up_at(self._theme, items, self, point)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Delete and number >= 0:
            self.values.remove(number)
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            column = self.currentIndex().column()
            if self.values.move(number, step):
                self.setCurrentIndex(self.values.index(number + step, column))
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            index = self.currentIndex()
            if index.column() == 1 and self.values.row(number) is not None:
                self._offer_kinds(index)
            else:
                self.edit(index)
            return
        super().keyPressEvent(event)


def _set_kind(values: KeyValueModel, number: int, kind: str) -> Callable[[], object]:
    return lambda: values.set_kind(number, kind)
