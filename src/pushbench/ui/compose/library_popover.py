"""The library over the editors, where the window is too narrow for it beside them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from pushbench.ui.widgets.menu import round_corners


class LibraryPopover(QFrame):
    """Lends a place to the library pane; a click elsewhere, Escape or opening a message closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pane: QWidget | None = None
        self._button: QWidget | None = None
        self._before: QWidget | None = None
        self.setProperty("role", "popup")
        self.setAccessibleName(self.tr("Messages"))
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(1, 1, 1, 1)
        self.hide()

    def open_over(self, pane: QWidget, place: QRect, button: QWidget) -> None:
        """Show the library at a place of the screen; ``button`` opens and closes it."""
        self._button = button
        self._before = QApplication.focusWidget()
        if self._pane is not pane:
            self._inside.addWidget(pane)
            self._pane = pane
        self.setGeometry(place)
        round_corners(self, 10)
        pane.show()
        self.show()
        self.raise_()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def give_back(self) -> QWidget | None:
        """Close, and hand the library over to another parent."""
        self.close_up(takes_focus=False)
        pane, self._pane = self._pane, None
        if pane is not None:
            self._inside.removeWidget(pane)
        return pane

    def close_up(self, *, takes_focus: bool = True) -> None:
        """Hide, and give the keyboard back to where it was."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        if self.isVisible():
            self.hide()
            if takes_focus and self._before is not None and self._before.isVisible():
                self._before.setFocus()
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isVisible():
            return False
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            self._on_press(watched, event)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(watched, event)
        return False

    def _on_press(self, watched: QObject, event: QMouseEvent) -> None:
        """Close on a press elsewhere in this window; menus and dialogs of the library are windows of their own."""
        if not isinstance(watched, QWidget) or watched.window() is not self.window():
            return
        point = self.mapFromGlobal(event.globalPosition().toPoint())
        on_button = self._button is not None and (watched is self._button or self._button.isAncestorOf(watched))
        if not self.rect().contains(point) and not on_button:
            self.close_up(takes_focus=False)

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        focus = QApplication.focusWidget()
        is_inside = focus is not None and self.isAncestorOf(focus) and watched is focus
        if event.key() != Qt.Key.Key_Escape or not is_inside:
            return False
        text = getattr(focus, "text", None)
        if callable(text) and hasattr(focus, "setPlaceholderText") and text():
            return False  # the search clears itself first
        self.close_up()
        return True
