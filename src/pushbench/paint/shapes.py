"""Paths: rounded rectangles with equal, unequal and Apple-smooth corners."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

SMOOTHING = 1.2
"""How much further than its radius a smooth corner starts to bend."""


def rounded(rect: QRectF, radius: float, *, is_continuous: bool = False, bottom: float | None = None) -> QPainterPath:
    """Return a rectangle with rounded corners; ``bottom`` is the lower corners' radius when it differs."""
    limit = min(rect.width(), rect.height()) / 2
    top_radius = min(radius, limit)
    bottom_radius = top_radius if bottom is None else min(bottom, limit)
    path = QPainterPath()
    if not is_continuous and bottom is None:
        path.addRoundedRect(rect, top_radius, top_radius)
        return path
    reach = SMOOTHING if is_continuous else 1.0
    pull = 0.36 if is_continuous else 0.4477
    _corners(path, rect, [min(top_radius * reach, limit)] * 2 + [min(bottom_radius * reach, limit)] * 2, pull)
    return path


def _corners(path: QPainterPath, rect: QRectF, reach: list[float], pull: float) -> None:
    """Add the outline clockwise from the top left; ``pull`` is how near the handles lie to the corner."""
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    top_left, top_right, bottom_right, bottom_left = reach
    path.moveTo(left + top_left, top)
    path.lineTo(right - top_right, top)
    path.cubicTo(right - top_right * pull, top, right, top + top_right * pull, right, top + top_right)
    path.lineTo(right, bottom - bottom_right)
    path.cubicTo(right, bottom - bottom_right * pull, right - bottom_right * pull, bottom, right - bottom_right, bottom)
    path.lineTo(left + bottom_left, bottom)
    path.cubicTo(left + bottom_left * pull, bottom, left, bottom - bottom_left * pull, left, bottom - bottom_left)
    path.lineTo(left, top + top_left)
    path.cubicTo(left, top + top_left * pull, left + top_left * pull, top, left + top_left, top)
    path.closeSubpath()
