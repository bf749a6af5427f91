"""What a widget needs once, before it is first shown."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSplitter,
    QWidget,
)

from pushbench.ui.theme.palette import TONES
from pushbench.ui.theme.style.frames import BORDERED

_Role = QPalette.ColorRole
_MENU_MARGIN = 5
_FIELD_MARGIN = 5


def polish(widget: QWidget) -> None:
    """Give frames their borders, labels their tone, fields and menus their room."""
    if isinstance(widget, QLabel):
        set_tone(widget, str(widget.property("tone") or ""))
    elif isinstance(widget, QAbstractScrollArea):
        _polish_scroll_area(widget)
    elif isinstance(widget, QLineEdit):
        _polish_line_edit(widget)
    elif isinstance(widget, QSplitter):
        widget.setHandleWidth(1)
    elif isinstance(widget, QFrame):
        _polish_frame(widget)
    elif isinstance(widget, QMenu):
        widget.setContentsMargins(_MENU_MARGIN, _MENU_MARGIN, _MENU_MARGIN, _MENU_MARGIN)
    elif isinstance(widget, QDialog):
        widget.setBackgroundRole(_Role.Base)


def set_tone(label: QWidget, tone: str) -> None:
    """Let a label take the colour of its tone from the palette."""
    label.setForegroundRole(TONES.get(tone, _Role.WindowText))


def _polish_frame(frame: QFrame) -> None:
    if frame.property("role") in BORDERED:
        frame.setFrameShape(QFrame.Shape.Box)
        frame.setLineWidth(1)
        if frame.isWindow():
            frame.setBackgroundRole(_Role.Base)


def _polish_scroll_area(area: QAbstractScrollArea) -> None:
    role = area.property("role")
    if role in BORDERED:
        area.setFrameShape(QFrame.Shape.Box)
        area.setLineWidth(1)
        return
    area.setFrameShape(QFrame.Shape.NoFrame)
    if isinstance(area, QScrollArea):
        area.viewport().setAutoFillBackground(False)
    elif role in ("side", "library") and isinstance(area, QAbstractItemView):
        area.viewport().setBackgroundRole(_Role.Window)


def _polish_line_edit(edit: QLineEdit) -> None:
    if edit.property("bare"):
        edit.setFrame(False)
    elif edit.hasFrame():
        edit.setTextMargins(_FIELD_MARGIN, 0, _FIELD_MARGIN, 0)
