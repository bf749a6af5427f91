"""A small window above the others that goes when it is left: filters, explanations, short forms."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QWidget
from shiboken6 import isValid

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.menu import round_corners

_GAP = 4


class Popover(QFrame):
    """Holds any layout. Escape or a press elsewhere closes it, and the focus goes back to where it was."""

    closed = Signal()

    def __init__(self, theme: Theme, name: str, content: QLayout, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._before: QWidget | None = None
        self.setProperty("role", "popup")
        self.setAccessibleName(name)
        self.setLayout(content)
        self._fade = QPropertyAnimation(self, b"windowOpacity", self)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.setEasingCurve(QEasingCurve.Type.OutQuad)

    def open_below(self, anchor: QWidget, *, at_end: bool = False) -> None:
        """Show it below a widget, flush with its start or its end, inside the screen."""
        self._before = _focused()
        self.setLayoutDirection(anchor.layoutDirection())
        self.adjustSize()
        is_right = at_end is (anchor.layoutDirection() == Qt.LayoutDirection.LeftToRight)
        left = anchor.width() - self.width() if is_right else 0
        self._open(anchor, anchor.mapToGlobal(QPoint(left, anchor.height() + _GAP)))

    def open_at(self, corner: QPoint, owner: QWidget) -> None:
        """Show it with its first corner at a global place, inside the screen of its owner."""
        self._before = _focused()
        self.setLayoutDirection(owner.layoutDirection())
        self._open(owner, corner)

    def _open(self, anchor: QWidget, corner: QPoint) -> None:
        self.move(inside_screen(anchor, corner, self))
        duration = self._theme.motion_ms("fade-ms")
        if duration:
            self.setWindowOpacity(0.0)
            self._fade.setDuration(duration)
            self._fade.start()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.focusNextChild()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() != "cocoa":
            round_corners(self, self._theme.radius("popover"))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()


def _focused() -> QWidget | None:
    """Return what has the keyboard; a popover that has just been closed, and is about to go, has it no more."""
    found = QApplication.focusWidget()
    return found if found is not None and found.isVisible() else None


def inside_screen(anchor: QWidget, corner: QPoint, popup: QWidget) -> QPoint:
    """Return where a popup goes that shall stand at a global point, so that all of it can be seen."""
    screen = anchor.screen().availableGeometry()
    left = max(screen.left(), min(corner.x(), screen.right() - popup.width()))
    top = corner.y()
    if top + popup.height() > screen.bottom():
        above = anchor.mapToGlobal(QPoint(0, 0)).y() - popup.height() - _GAP
        top = above if above >= screen.top() else max(screen.top(), screen.bottom() - popup.height())
    return QPoint(left, top)
