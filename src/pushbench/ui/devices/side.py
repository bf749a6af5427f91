"""The list beside the devices: filters and groups; devices are dropped onto groups."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from pushbench.ui.devices.table import DEVICES_MIME, dragged_names
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.side_list import SideList


class DeviceSide(SideList):
    """``devices_dropped`` tells a line's key and the names; only lines that ``accepts_drop`` take any."""

    devices_dropped = Signal(str, list)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._look = theme
        self._target = -1
        self.setAcceptDrops(True)

    def accepts_drop(self, key: str) -> bool:
        """Whether devices can be put there: into a group, new or known."""
        return key.startswith("group:") or key == "new-group"

    def _row_at(self, point: QPoint) -> int:
        index = self.indexAt(point)
        return index.row() if index.isValid() and self.accepts_drop(self.lines.item(index.row()).key) else -1

    def _aim(self, row: int) -> None:
        if row != self._target:
            self._target = row
            self.viewport().update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(DEVICES_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()  # files go to the screen

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._aim(self._row_at(event.position().toPoint()))
        event.setAccepted(self._target >= 0)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        row = self._row_at(event.position().toPoint())
        self._aim(-1)
        names = dragged_names(event.mimeData())
        if row >= 0 and names:
            event.acceptProposedAction()
            self.devices_dropped.emit(self.lines.item(row).key, names)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._target >= 0:
            with QPainter(self.viewport()) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(self._look.color("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                rect = self.visualRect(self.lines.index(self._target, 0))
                painter.drawRoundedRect(QRectF(rect).adjusted(3, 1, -3, -1), 6, 6)
