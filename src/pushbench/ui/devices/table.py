"""The table of devices: Space ticks, a double click renames in place, rows are dragged onto groups."""

from __future__ import annotations

import json

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QItemSelectionRange,
    QMimeData,
    QObject,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.choices import CheckBox
from pushbench.ui.widgets.pill import Pill, paint_pill, pill_height, pill_width
from pushbench.ui.widgets.table.delegate import TICK
from pushbench.ui.widgets.table.model import RowsModel
from pushbench.ui.widgets.table.view import RowsView

DEVICES_MIME = "application/x-pushbench-devices"
"""A JSON list of names."""


def dragged_names(data: QMimeData) -> list[str]:
    """Return the devices that are dragged; none for anything else."""
    try:
        names = json.loads(bytes(data.data(DEVICES_MIME).data()).decode("utf-8", "replace"))
    except ValueError:
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


class DeviceTable(RowsView):
    """``renamed`` tells old and new name, ``copy_wanted`` that the selection is to be copied."""

    renamed = Signal(str, str)
    copy_wanted = Signal()

    def __init__(self, theme: Theme, rows: RowsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, rows, name, row_height="device-row", is_multiple=True, parent=parent)
        self._pressed_at: QPoint | None = None
        self._editor: QLineEdit | None = None
        self.all = CheckBox(theme, "", self.horizontalHeader())
        self.all.setAccessibleName(self.tr("Select all devices"))
        self.all.setToolTip(self.tr("Select all"))
        self.all.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.all.clicked.connect(self._on_all)
        self.selectionModel().selectionChanged.connect(lambda *_: self._show_all())
        rows.modelReset.connect(self._show_all)
        self._place_all()

    # -- selection ----------------------------------------------------------------------------------

    @property
    def selected_keys(self) -> list[str]:
        """Keys of the selected rows in the order shown; by ranges, for there may be a hundred thousand."""
        keys = self.rows.keys
        ranges = sorted((part.top(), part.bottom()) for part in self._ranges())
        numbers = dict.fromkeys(number for top, bottom in ranges for number in range(top, bottom + 1))
        return [keys[number] for number in numbers if number < len(keys)]

    def _ranges(self) -> list[QItemSelectionRange]:
        return list(self.selectionModel().selection())  # type: ignore[no-any-return, call-overload]  # its stub is no list

    def _on_all(self) -> None:
        self.selectAll() if self.all.isChecked() else self.clearSelection()

    def _show_all(self) -> None:
        count = sum(part.height() for part in self._ranges())
        self.all.setChecked(bool(count) and count == self.rows.rowCount())

    def _place_all(self) -> None:
        theme, header = self._theme, self.horizontalHeader()
        side = theme.px(16)
        self.all.setGeometry(theme.px(10), (header.height() - side) // 2, side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_all()

    # -- keyboard -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(index, flag.Toggle | flag.Rows)
        elif event.key() == Qt.Key.Key_F2 and index.isValid():
            self.edit_name(self.rows.key_at(index.row()))
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    # -- renaming in place --------------------------------------------------------------------------

    def edit_name(self, key: str) -> None:
        """Put an input over the name of a device; Enter keeps what is typed, Escape does not."""
        row = self.rows.row_of(key)
        if row is None:
            return
        self._end_editing()
        column = next(n for n, item in enumerate(self.rows.columns) if item.key == "name")
        index = self.rows.index(row, column)
        self.scrollTo(index)
        rect: QRect = self.visualRect(index)
        editor = QLineEdit(key, self.viewport())
        editor.setAccessibleName(self.tr("Name of the device"))
        editor.setGeometry(rect.adjusted(self._theme.px(26), 2, -2, -2))
        editor.selectAll()
        editor.returnPressed.connect(lambda: self._keep_name(key))
        editor.installEventFilter(self)
        self._editor = editor
        editor.show()
        editor.setFocus()

    def _keep_name(self, key: str) -> None:
        text = self._editor.text().strip() if self._editor is not None else ""
        self._end_editing()
        self.setFocus()
        if text and text != key:
            self.renamed.emit(key, text)

    def _end_editing(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            editor.removeEventFilter(self)
            editor.hide()
            editor.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._editor:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                if event.key() == Qt.Key.Key_Escape:
                    self._end_editing()
                    self.setFocus()
                    return True
            elif event.type() == QEvent.Type.FocusOut:
                self._end_editing()
        return super().eventFilter(watched, event)

    # -- mouse --------------------------------------------------------------------------------------

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        key = self.rows.columns[index.column()].key if index.isValid() else ""
        if key == "name":
            self.edit_name(self.rows.key_at(index.row()))
        elif key != TICK:
            super().mouseDoubleClickEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        is_row = index.isValid() and self.rows.columns[index.column()].key != TICK
        self._pressed_at = event.position().toPoint() if is_plain and is_row else None
        if self._pressed_at is not None and self.selectionModel().isSelected(index) and len(self.selected_keys) > 1:
            return  # a drag takes all that are selected; a mere click chooses when the button is let go
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._pressed_at is not None:
            moved = (event.position().toPoint() - self._pressed_at).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self._pressed_at = None
                self._drag()
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at = self._pressed_at, None
        if pressed_at is not None and len(self.selected_keys) > 1:
            index = self.indexAt(pressed_at)
            if index.isValid():
                self.selectRow(index.row())
        super().mouseReleaseEvent(event)

    def _drag(self) -> None:
        names = self.selected_keys
        drag = QDrag(self)
        drag.setMimeData(self.drag_data(names))
        drag.setPixmap(self._drag_picture(names))
        drag.exec(Qt.DropAction.CopyAction)

    @staticmethod
    def drag_data(names: list[str]) -> QMimeData:
        """Return devices as what is dragged: for groups, and as text for anything else."""
        data = QMimeData()
        data.setData(DEVICES_MIME, json.dumps(names).encode())
        data.setText("\n".join(names))
        return data

    def _drag_picture(self, names: list[str]) -> QPixmap:
        theme = self._theme
        many = self.tr("{count} devices").format(count=f"{len(names):,}")
        pill = Pill(names[0] if len(names) == 1 else many, "blue", "smartphone")
        ratio = self.devicePixelRatioF()
        width, height = pill_width(pill, theme), pill_height(pill, theme)
        picture = QPixmap(round(width * ratio), round(height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            paint_pill(painter, 0, height / 2, pill, theme)
        return picture
