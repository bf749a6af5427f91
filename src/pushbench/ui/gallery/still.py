"""States that a picture must hold still: hover, press and focus without mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, framed
from pushbench.ui.widgets.boxes import column as stack
from pushbench.ui.widgets.focus_ring import Ring
from pushbench.ui.widgets.labels import label


def hovered(widget: QWidget) -> QWidget:
    """Return the widget as under the mouse."""
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    return widget


def pressed(button: QPushButton) -> QPushButton:
    """Return the button as held down."""
    button.setDown(True)
    return button


def disabled(widget: QWidget, why: str) -> QWidget:
    """Return the widget disabled, with the reason in its tool tip."""
    widget.setEnabled(False)
    widget.setToolTip(why)
    return widget


class Ringed(QWidget):
    """Shows a widget with the focus ring around it."""

    def __init__(self, theme: Theme, inner: QWidget, *, fills: bool = False) -> None:
        super().__init__()
        inner.setProperty("focused", True)
        self.setLayout(stack(inner, margins=0))
        self.setSizePolicy(inner.sizePolicy())
        if fills:
            self.setMinimumWidth(0)
        self._theme = theme
        self._inner = inner
        self._ring: Ring | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ring is None:
            self._ring = Ring(self._theme, self._inner)


def card(theme: Theme, title: str, *parts: QWidget, spacing: int = 8) -> QWidget:
    """Return a section as a card below its title."""
    head = label(theme, title, "nav", tone="secondary", wraps=True)
    theme.dress(head, "caption-strong")
    made = framed(stack(head, *parts, spacing=spacing, margins=(12, 9, 12, 13)), "card")
    made.setProperty("surface", None)
    return made


def line(*parts: QWidget | int | None, spacing: int = 6) -> QWidget:
    """Return parts side by side at the leading edge."""
    from pushbench.ui.widgets.boxes import row

    return box(row(*parts, None, spacing=spacing))
