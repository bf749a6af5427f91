"""The list of deliveries: rows below headings of runs that fold."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pushbench.ui.history.listing import is_delivery, more_of, run_of
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.table.view import RowsView


class HistoryTable(RowsView):
    """Keeps the rows in sight where they are when newer ones come on top."""

    def __init__(self, theme: Theme, model: HistoryModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, model.rows, name, row_height="log-row", is_multiple=True, parent=parent)
        self._model = model
        self.pressed_cell.connect(self._on_pressed)
        self.opened.connect(self._on_opened)
        model.rows.rowsInserted.connect(self._on_inserted)
        model.arrived.connect(self.flash)

    @property
    def selected_deliveries(self) -> list[str]:
        """Ids of the selected rows, headings left out."""
        return [key for key in self.selected_keys if is_delivery(key)]

    def _on_pressed(self, key: str, _column: str) -> None:
        if run_of(key):
            self._model.fold(key)
        elif more_of(key):
            self._model.spread(key)
        else:
            self._model.open_inspector()

    def _on_opened(self, key: str) -> None:
        if not is_delivery(key):
            return  # both clicks of a double click have folded it already
        self._model.verbs.open_as_message(key)

    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        bar = self.verticalScrollBar()
        if bar.value() > 0 and first <= self.rowAt(0):
            added = (last - first + 1) * self.verticalHeader().defaultSectionSize()
            self.updateGeometries()
            bar.setValue(bar.value() + added)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.current_key
        row = self._model.rows.get(key) if key else None
        is_open = bool(getattr(row, "is_open", False))
        if key and run_of(key):
            keys = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
            keys.add(Qt.Key.Key_Left if is_open else Qt.Key.Key_Right)
            if event.key() in keys:
                self._model.fold(key)
                return
        if key and more_of(key) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._model.spread(key)
            return
        super().keyPressEvent(event)
