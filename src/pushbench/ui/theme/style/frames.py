"""Cards, notes, popups and the other frames by their ``role``, ``tone`` and ``state``; grounds and hairlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pushbench.ui.theme.style.paint import paint_box

if TYPE_CHECKING:
    from pushbench.ui.theme.theme import Theme

Box = tuple[str, str, int]
"""Tokens of ground and line (empty: none), radius in pixels."""

_NOTES = {
    "red": ("red-bg", "red-line", 8),
    "amber": ("amber-bg", "amber-line", 8),
    "green": ("green-bg", "green-line", 8),
    "blue": ("accent-soft", "accent-line", 8),
}
_BOXES: dict[str, Box] = {
    "card": ("surface", "line", 8),
    "note": ("surface", "line", 8),
    "segments": ("gray-bg", "", 7),
    "code-frame": ("surface", "line-strong", 8),
    "toast": ("toast", "", 8),
    "tile": ("gray-bg", "line", 8),
    "popup": ("surface", "line-strong", 10),
    "field": ("surface", "line-strong", 6),
    "qr": ("qr-ground", "line", 8),
}
_LINES = {"horizontal": "line", "vertical": "line", "production": "red-solid"}
BORDERED = frozenset(_BOXES) | {"drop"}
"""Roles whose frame takes one pixel from the room inside."""


def paint_frame(theme: Theme, rect: QRect, painter: QPainter, widget: QWidget) -> bool:
    """Paint a frame that names its role or line; says whether there was one."""
    line = widget.property("line")
    if line:
        painter.fillRect(rect, theme.color(_LINES[line]))
        return True
    role = widget.property("role")
    if role == "drop":
        _paint_drop(theme, rect, painter, str(widget.property("state") or ""))
        return True
    if role not in _BOXES:
        return False
    if role == "card" and widget.property("state") == "active":
        paint_box(painter, rect, theme.color("surface"), theme.color("accent"), theme.radius("card"), width=2)
        return True
    ground, line, radius = _box(role, widget, is_high_contrast=theme.is_high_contrast)
    paint_box(painter, rect, theme.color(ground), theme.color(line) if line else None, radius)
    return True


def _box(role: str, widget: QWidget, *, is_high_contrast: bool) -> Box:
    if role == "note":
        return _NOTES.get(str(widget.property("tone") or ""), _BOXES["note"])
    ground, line, radius = _BOXES[role]
    if role == "card" and widget.property("state") == "waiting":
        ground = "sunken"
    if role in ("field", "code-frame"):
        if widget.property("wrong"):
            line = "red-dot"
        elif widget.property("focused") or (role == "field" and widget.hasFocus()):
            line = "accent"
        elif not widget.isEnabled():
            ground, line = "sunken", "line"
    if is_high_contrast and role in ("segments", "toast", "card", "tile"):
        line = "line-strong"
    return ground, line, radius


def _paint_drop(theme: Theme, rect: QRect, painter: QPainter, state: str) -> None:
    ground, line = {"over": ("accent-soft", "accent"), "refused": ("red-bg", "red-dot")}.get(
        state, ("sunken", "line-strong")
    )
    paint_box(painter, rect, theme.color(ground), theme.color(line), theme.radius("card"), dash=Qt.PenStyle.DashLine)


def paint_ground(theme: Theme, rect: QRect, painter: QPainter, widget: QWidget) -> bool:
    """Fill a widget that names its ``surface``; says whether it does."""
    surface = widget.property("surface")
    if not surface:
        return False
    painter.fillRect(rect, theme.color(surface))
    return True
