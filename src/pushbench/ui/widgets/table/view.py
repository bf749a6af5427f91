"""The view of every table."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.table.cells import Column
from pushbench.ui.widgets.table.delegate import TICK, CellDelegate
from pushbench.ui.widgets.table.model import RowsModel

_FLASH_STEP_MS = 60


class RowsView(QTableView):
    """Shows a :class:`RowsModel` as full rows.

    ``chosen`` tells the current key (or ``""``), ``opened`` a double click or Enter, ``menu_wanted`` a right
    click, the menu key or the "..." column, with a global point; ``pressed_cell`` a click with the column's key.
    """

    chosen = Signal(str)
    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    pressed_cell = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        rows: RowsModel,
        name: str,
        *,
        row_height: str,
        is_multiple: bool = False,
        has_header: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows = rows
        self._row_height = row_height
        self._empty_text = ""
        self._flash = QTimer(self)
        self._flash.setInterval(_FLASH_STEP_MS)
        self._flash.timeout.connect(self._on_flash)
        self._has_header = has_header
        self.setModel(rows)
        self.setAccessibleName(name)
        self.painter_ = CellDelegate(theme, self)
        self.setItemDelegate(self.painter_)
        rows.dataChanged.connect(lambda *_parts: self.painter_.rows_came())
        rows.modelReset.connect(self.painter_.rows_came)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if is_multiple else mode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setVisible(has_header)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        self._settle()
        theme.resized.connect(self._settle)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.key_at(index.row())))
        self.clicked.connect(self._on_clicked)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _settle(self) -> None:
        theme = self._theme
        self.verticalHeader().setDefaultSectionSize(theme.height(self._row_height))
        header = self.horizontalHeader()
        header.setFixedHeight(theme.px(28))
        header.setFont(theme.font("label"))
        self._fit_columns()

    def _fit_columns(self) -> None:
        widths = fit_columns(self.rows.columns, self.viewport().width(), self._theme.px)
        for number, width in enumerate(widths):
            self.setColumnHidden(number, width == 0)
            if width and self.columnWidth(number) != width:
                self.setColumnWidth(number, width)

    # -- selection ----------------------------------------------------------------------------------

    @property
    def current_key(self) -> str | None:
        index = self.currentIndex()
        return self.rows.key_at(index.row()) if index.isValid() else None

    @property
    def selected_keys(self) -> list[str]:
        """Keys of the selected rows in the order shown."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.rows.key_at(number) for number in numbers]

    def choose(self, key: str | None) -> None:
        """Make a row the current one without telling ``chosen``."""
        if key == self.current_key:
            return
        number = self.rows.row_of(key) if key else None
        selection = self.selectionModel()
        was_blocked = selection.blockSignals(True)
        if number is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.selectRow(number)
        selection.blockSignals(was_blocked)
        self.viewport().update()

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Let a click in the column of ticks add to the selection or take from it."""
        is_tick = index.isValid() and self.rows.columns[index.column()].key == TICK
        if is_tick and isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress:
                return QItemSelectionModel.SelectionFlag.Toggle | QItemSelectionModel.SelectionFlag.Rows
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if previous.isValid():  # its ring goes round the whole row, but Qt paints only the cell anew
            top, height = self.rowViewportPosition(previous.row()), self.rowHeight(previous.row())
            self.viewport().update(0, top, self.viewport().width(), height)
        self.chosen.emit(self.rows.key_at(current.row()) if current.isValid() else "")

    def _on_clicked(self, index: QModelIndex) -> None:
        column = self.rows.columns[index.column()]
        key = self.rows.key_at(index.row())
        self.pressed_cell.emit(key, column.key)
        if column.key == "more":
            rect = self.visualRect(index)
            self.menu_wanted.emit(key, self.viewport().mapToGlobal(rect.bottomLeft()))

    # -- events -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.current_key
        if event.matches(QKeySequence.StandardKey.Copy):
            numbers = sorted({index.row() for index in self.selectionModel().selectedRows()})
            QGuiApplication.clipboard().setText(self.rows.copied_text(numbers))
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if key:
                self.opened.emit(key)
            return
        is_menu_key = event.key() == Qt.Key.Key_Menu or (
            event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        )
        if is_menu_key and key:
            rect = self.visualRect(self.currentIndex())
            self.menu_wanted.emit(key, self.viewport().mapToGlobal(rect.bottomLeft()))
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.RightButton and index.isValid():
            self.menu_wanted.emit(self.rows.key_at(index.row()), event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, number: int) -> None:
        before = self.painter_.hovered_row
        if number == before:
            return
        self.painter_.hovered_row = number
        for row in (before, number):
            if row >= 0:
                top, height = self.rowViewportPosition(row), self.rowHeight(row)
                self.viewport().update(0, top, self.viewport().width(), height)

    # -- what is painted beside the rows --------------------------------------------------------------

    def set_empty_text(self, text: str) -> None:
        """Say in the middle of the table why there are no rows."""
        self._empty_text = text
        self.setAccessibleDescription(text if not self.rows.rowCount() else "")
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty_text and not self.rows.rowCount():
            with QPainter(self.viewport()) as painter:
                painter.setFont(self._theme.font("body"))
                painter.setPen(self._theme.color("text-3"))
                room = self.viewport().rect().adjusted(16, 8, -16, -8)
                flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
                painter.drawText(room, flags, self._empty_text)

    def flash(self, keys: Iterable[str]) -> None:
        """Let rows that just came glow for a moment; not where motion is reduced."""
        if self._theme.motion_ms("row-flash-ms"):
            self.painter_.flash.update(dict.fromkeys(keys, 1.0))
            self._flash.start()

    def _on_flash(self) -> None:
        step = _FLASH_STEP_MS / max(1, self._theme.motion_ms("row-flash-ms"))
        flash = self.painter_.flash
        for key in list(flash):
            flash[key] -= step
            if flash[key] <= 0:
                del flash[key]
        if not flash:
            self._flash.stop()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def fit_columns(columns: tuple[Column, ...], room: int, px: Callable[[float], int]) -> list[int]:
    """Share out a width: stretching columns take what is left; with too little room some give, then some drop out (0)."""
    widths = [px(column.width) for column in columns]
    for number in sorted(range(len(columns)), key=lambda place: -columns[place].drops):
        least = sum(width - px(_spare(column)) for width, column in zip(widths, columns, strict=True) if width)
        if least <= room or not columns[number].drops:
            break
        widths[number] = 0
    missing = sum(widths) - room
    for number, column in sorted(enumerate(columns), key=lambda item: item[1].stretches):
        if missing <= 0:
            break
        give = min(missing, px(_spare(column))) if widths[number] else 0
        widths[number] -= give
        missing -= give
    stretchy = [number for number, column in enumerate(columns) if column.stretches and widths[number]]
    if missing < 0 and stretchy:
        for number in stretchy:
            widths[number] += -missing // len(stretchy)
    return widths


def _spare(column: Column) -> int:
    return column.gives or (column.width // 3 if column.stretches else 0)
