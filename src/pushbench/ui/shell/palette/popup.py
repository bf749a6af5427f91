"""The palette's popup: a search field over a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from pushbench.ui.shell.palette.entries import Entry
from pushbench.ui.shell.palette.lines import PaletteList
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import round_corners

_MOST = 420
_STEPS = {
    Qt.Key.Key_Down: (1, True),
    Qt.Key.Key_Up: (-1, True),
    Qt.Key.Key_PageDown: (9, False),
    Qt.Key.Key_PageUp: (-9, False),
}


class PalettePopup(QFrame):
    """``typed`` tells the search, ``picked`` the chosen line's key, ``closed`` that it went away."""

    typed = Signal(str)
    picked = Signal(str)
    refused = Signal(str)
    """Why the chosen line cannot be done."""
    closed = Signal()

    def __init__(self, theme: Theme, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self.setProperty("role", "popup")
        self.setAccessibleName(name)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.setProperty("extent", "top")
        self.search.addAction(theme.icon("search", "text-3"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = PaletteList(theme, name, self)
        self._nothing = label(theme, "", "body", tone="caption", wraps=True)
        self._nothing.setContentsMargins(8, 6, 8, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        for widget in (self.search, self.list, self._nothing):
            layout.addWidget(widget)
        self.search.textChanged.connect(self.typed)
        self.search.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self._pick())

    def show_entries(self, entries: tuple[Entry, ...], *, has_groups: bool, nothing: str) -> None:
        """Show lines, or a sentence when there are none, and take the height they need."""
        self.list.show_entries(entries, has_groups=has_groups)
        self._nothing.setText(nothing)
        self._nothing.setVisible(not entries)
        self.list.setVisible(bool(entries))
        self.list.setFixedHeight(min(self.list.height_wanted(), self._theme.px(_MOST)))
        self.layout().activate()  # type: ignore[union-attr]  # the layout is set above
        self.resize(self.width(), self.sizeHint().height())

    def open_below(self, anchor: QWidget, width: int) -> None:
        """Show the popup, its edge on the lower edge of a widget."""
        screen = anchor.screen().availableGeometry()
        width = min(width, screen.width())
        self.resize(width, self.sizeHint().height())
        corner = anchor.mapToGlobal(QPoint((anchor.width() - width) // 2, anchor.height() + 4))
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - width)))
        self.move(corner)
        self.show()
        self.search.setFocus()

    def _pick(self) -> None:
        entry = self.list.current
        if entry is None:
            return
        if entry.why:
            self.refused.emit(entry.why)
            return
        self.hide()
        self.picked.emit(entry.key)

    # -- events -------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        if key in _STEPS:
            by, wraps = _STEPS[key]
            self.list.step(by, wraps=wraps)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick()
        elif key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() != "cocoa":
            round_corners(self, self._theme.radius("popover"))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
