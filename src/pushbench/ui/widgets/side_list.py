"""The list at the left of a screen: filters with counts below headings."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.picker import PickerItem, PickerList


class SideList(PickerList):
    """A picker list that keeps its choice. ``chosen`` tells a key, ``menu_wanted`` key and global point."""

    chosen = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.setProperty("role", "side")
        self._is_rendering = False
        self._items: tuple[PickerItem, ...] = ()
        self.entered.disconnect(self.setCurrentIndex)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_items(self, items: tuple[PickerItem, ...], chosen: str) -> None:
        """Show these lines with one chosen."""
        self._is_rendering = True
        if items != self._items:
            self._items = items
            self.lines.set_items(items)
        for row in range(self.lines.rowCount()):
            if self.lines.item(row).key == chosen:
                self.setCurrentIndex(self.lines.index(row, 0))
        self._is_rendering = False

    def _on_current(self) -> None:
        key = self.current_key
        if key and not self._is_rendering:
            self.chosen.emit(key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos()) if event.reason() == QContextMenuEvent.Reason.Mouse else self.currentIndex()
        if index.isValid() and self.lines.item(index.row()).key:
            point = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            self.menu_wanted.emit(self.lines.item(index.row()).key, point)
