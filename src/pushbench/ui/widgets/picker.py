"""A popup list with a search field: profile sets, targets, commands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.menu import round_corners
from pushbench.ui.widgets.picker_list import PickerItem, PickerList, PickerModel

__all__ = ["Picker", "PickerItem", "PickerList", "PickerModel"]


_HIGHEST = 440
"""Of the list: a set of all services and its profiles, and the way to a new one, are in sight without scrolling."""

_LOWEST = 160
"""Of the list, where there is less room below: then it covers what opened it."""


class Picker(QFrame):
    """The popup: a search field over a list. ``picked`` tells the key."""

    picked = Signal(str)
    typed = Signal(str)
    """Each change of the search, for owners that look further than the lines at hand."""
    closed = Signal()

    def __init__(self, theme: Theme, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self.setProperty("role", "popup")
        self.setAccessibleName(name)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.addAction(theme.icon("search", "text-3"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = PickerList(theme, name, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 8, 6, 8)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.search.textChanged.connect(self._on_search)
        self.search.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self._pick())

    def open_below(self, anchor: QWidget, items: tuple[PickerItem, ...], *, width: int = 0) -> None:
        """Show the lines below a widget."""
        self.list.lines.set_items(items)
        self.search.clear()
        self.list.choose_first()
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        screen = anchor.screen().availableGeometry()
        around = self.search.sizeHint().height() + self._theme.px(30)
        room = max(screen.bottom() - corner.y() - around, self._theme.px(_LOWEST))
        wanted = min(self.list.height_wanted(), self._theme.px(_HIGHEST), room)
        self.list.setFixedHeight(max(wanted, self._theme.px(30)))
        self.resize(width or max(anchor.width(), self._theme.px(320)), self.sizeHint().height())
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.search.setFocus()

    def set_items(self, items: tuple[PickerItem, ...]) -> None:
        """Take other lines while the list is open."""
        self.list.lines.set_items(items)
        self.list.choose_first()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() != "cocoa":
            round_corners(self, self._theme.radius("popover"))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def _on_search(self, text: str) -> None:
        self.list.lines.search(text)
        self.list.choose_first()
        self.typed.emit(text)

    def _pick(self) -> None:
        key = self.list.current_key
        if key:
            self.hide()
            self.picked.emit(key)
