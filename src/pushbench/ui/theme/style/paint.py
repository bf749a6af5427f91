"""Boxes, lines and words as every control paints them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyleOption

State = QStyle.StateFlag


def is_on(option: QStyleOption, *flags: QStyle.StateFlag) -> bool:
    """Whether every flag is set in a control's state."""
    state = option.state
    return all(state & flag for flag in flags)


def paint_box(
    painter: QPainter,
    rect: QRect | QRectF,
    ground: QColor | None,
    line: QColor | None,
    radius: float,
    *,
    width: float = 1.0,
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    """Paint a box with round corners whose line lies inside the rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush(ground) if ground is not None else QBrush(Qt.BrushStyle.NoBrush))
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(rect), radius, radius)
    else:
        painter.setPen(QPen(line, width, dash))
        half = width / 2
        inner = max(0.0, radius - half)
        painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), inner, inner)
    painter.restore()


def half_round(rect: QRectF, radius: float, *, is_left_round: bool) -> QPainterPath:
    """Return a box that is round at one side only, for two buttons in one."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(rect, radius, radius)
    square = QRectF(rect)
    square.setLeft(rect.center().x()) if is_left_round else square.setRight(rect.center().x())
    path.addRect(square)
    return path.simplified()


def paint_tick(painter: QPainter, box: QRectF, color: QColor | Qt.GlobalColor = Qt.GlobalColor.white) -> None:
    """Paint a tick into a checked box."""
    from PySide6.QtGui import QPolygonF

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    left, top, side = box.left(), box.top(), box.width()
    points = [(0.28, 0.52), (0.44, 0.67), (0.73, 0.34)]
    painter.drawPolyline(QPolygonF([QPointF(left + x * side, top + y * side) for x, y in points]))
    painter.restore()


def paint_circle(painter: QPainter, box: QRectF, ground: QColor, line: QColor, width: float = 1.0) -> None:
    """Paint a filled circle with a line inside its edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground)
    painter.setPen(QPen(line, width))
    half = width / 2
    painter.drawEllipse(box.adjusted(half, half, -half, -half))
    painter.restore()
