"""The focus ring: two pixels of accent around whatever has the keyboard.

A stylesheet can only draw inside a widget; the ring is a child of the widget's parent and so is clipped
and scrolled with it. It shows for fields and for keyboard focus, not for buttons clicked with the mouse.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTextBrowser,
    QWidget,
)
from shiboken6 import isValid

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle

_OUT = 3
"""Two pixels of ring and one between."""
_WITH_PARTS = (QAbstractItemView, QTabBar)
"""They paint the ring themselves, around a row or a tab."""
_GIVES_PLACES = (QSplitter, QStackedWidget)
_FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox)


class Ring(QWidget):
    """Two pixels of accent, one pixel outside of a widget; follows it."""

    def __init__(self, theme: Theme, around: QWidget) -> None:
        """``around`` must have a parent."""
        super().__init__(_roomy(around))
        self._theme = theme
        self._around = around
        self._is_over = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        part: QWidget | None = around
        while part is not None and part is not self.parentWidget():
            part.installEventFilter(self)
            part = part.parentWidget()
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            corner = self._around.mapTo(parent, QPoint(0, 0))
            self.setGeometry(QRect(corner, self._around.size()).adjusted(-_OUT, -_OUT, _OUT, _OUT))
            self.setVisible(self._around.isVisible())

    def end(self) -> None:
        """Go for good, also while what it was around still moves."""
        self._is_over = True
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._is_over and event.type() in (
            QEvent.Type.Move,
            QEvent.Type.Resize,
            QEvent.Type.Show,
            QEvent.Type.Hide,
        ):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("accent"), 2))
            radius = float(self._around.property("ringRadius") or 8)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


def _roomy(around: QWidget) -> QWidget:
    """Return the nearest parent that does not cut the ring off; what scrolls keeps it inside.

    Never one that would make the ring a part of its own: a splitter gives every child a place.
    """
    parent, free = around.parentWidget(), around
    while parent is not None:
        box = QRect(around.mapTo(parent, QPoint(0, 0)), around.size()).adjusted(-_OUT, -_OUT, _OUT, _OUT)
        above = parent.parentWidget()
        is_last = above is None or parent.isWindow() or isinstance(above.parentWidget(), QAbstractScrollArea)
        if not isinstance(parent, _GIVES_PLACES):
            free = parent
        if is_last or (parent is free and parent.rect().contains(box)):
            return free
        parent = above
    return free


class FocusRing(QObject):
    """Puts a ring around the widget that has the focus; one per application."""

    def __init__(self, theme: Theme, app: QApplication) -> None:
        super().__init__(app)
        self._theme = theme
        self._ring: Ring | None = None
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if self._ring is not None and isValid(self._ring):
            self._ring.end()
        self._ring = None
        if isinstance(old, _WITH_PARTS) and isValid(old):
            restyle(old, "ring", False)
        if now is None:
            return
        by_mouse = bool(QGuiApplication.mouseButtons())
        target = _framed(now)
        if isinstance(now, _WITH_PARTS):
            restyle(now, "ring", not by_mouse)
        if target.parentWidget() is not None and _wants_ring(target, by_mouse=by_mouse):
            self._ring = Ring(self._theme, target)


def _framed(widget: QWidget) -> QWidget:
    """Return the frame a borderless field sits in."""
    parent = widget.parentWidget()
    while parent is not None and widget.property("bare"):
        if parent.property("role") == "field" or isinstance(parent, QComboBox):
            return parent
        parent = parent.parentWidget()
    return widget


def _wants_ring(widget: QWidget, *, by_mouse: bool) -> bool:
    if isinstance(widget, QAbstractItemView):
        return not by_mouse and not widget.currentIndex().isValid()  # else the row has it
    if widget.property("noRing") or isinstance(widget, QTabBar):
        return False
    if isinstance(widget, _FIELDS) or widget.property("role") == "field":
        return bool(widget.property("role") != "code")
    return isinstance(widget, (QAbstractButton, QScrollArea, QTextBrowser)) and not by_mouse
