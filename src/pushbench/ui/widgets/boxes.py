"""Rows, columns, panes and hairlines."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

_GROUNDS = {
    "bg": QPalette.ColorRole.Window,
    "surface": QPalette.ColorRole.Base,
    "sunken": QPalette.ColorRole.AlternateBase,
}
_SIZING = ("extent", "kind", "joined")
"""Properties that change how large a button is."""

Part = QWidget | QLayout | int | None
"""A widget, a layout, a fixed space in pixels, or ``None`` for a stretch."""

Margins = int | tuple[int, int, int, int]
"""One margin for all sides, or left, top, right, bottom."""


def row(*parts: Part, spacing: int = 8, margins: Margins = 0, grows: int | None = None) -> QHBoxLayout:
    """Lay parts side by side, centred vertically; ``grows`` is the place of the part that takes what is left."""
    layout = QHBoxLayout()
    _fill(layout, parts, spacing, margins)
    if grows is not None:
        layout.setStretch(grows, 1)
    return layout


def column(*parts: Part, spacing: int = 8, margins: Margins = 0, grows: int | None = None) -> QVBoxLayout:
    """Lay parts below each other; ``grows`` is the place of the part that takes what is left."""
    layout = QVBoxLayout()
    _fill(layout, parts, spacing, margins)
    if grows is not None:
        layout.setStretch(grows, 1)
    return layout


def _fill(layout: QBoxLayout, parts: tuple[Part, ...], spacing: int, margins: Margins) -> None:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


def pane(layout: QLayout | None = None, surface: str = "surface", parent: QWidget | None = None) -> QWidget:
    """Return a widget that fills its ground with ``bg``, ``surface`` or ``sunken``."""
    widget = QWidget(parent)
    widget.setProperty("surface", surface)
    # Filled by Qt itself, from the palette: a style written in Python would be asked at every repaint.
    widget.setBackgroundRole(_GROUNDS[surface])
    widget.setAutoFillBackground(True)
    if layout is not None:
        widget.setLayout(layout)
    return widget


def box(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """Return a plain transparent widget around a layout."""
    widget = QWidget(parent)
    widget.setLayout(layout)
    return widget


def hairline(*, vertical: bool = False) -> QFrame:
    """Return a line of one pixel."""
    frame = QFrame()
    frame.setProperty("line", "vertical" if vertical else "horizontal")
    frame.setFixedWidth(1) if vertical else frame.setFixedHeight(1)
    return frame


def scrolling(widget: QWidget) -> QScrollArea:
    """Let what is too wide for its place be scrolled to, rather than be cut off."""
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area


def framed(layout: QLayout, role: str, parent: QWidget | None = None) -> QFrame:
    """Return a frame that the stylesheet dresses by its role: ``card``, ``field``, ``note`` ..."""
    frame = QFrame(parent)
    frame.setProperty("role", role)
    frame.setLayout(layout)
    return frame


def stretchy(widget: QWidget) -> QWidget:
    """Let a widget take the width that is left and return it."""
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, widget.sizePolicy().verticalPolicy())
    return widget


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style reads and paint anew; does nothing when it is set already."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if name == "tone" and isinstance(widget, QLabel):
        from pushbench.ui.theme.style.polish import set_tone  # not for the first texts, which have one tone

        set_tone(widget, str(value or ""))
    elif name in _SIZING:
        remeasure(widget)
    widget.update()


def remeasure(widget: QWidget) -> None:
    """Let a button forget the size it once reckoned; Qt keeps it until something about the style changes."""
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
    widget.updateGeometry()


def clear(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
            inner.deleteLater()
