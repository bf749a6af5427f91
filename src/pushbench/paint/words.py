"""Drawing text lines with a forced pitch, as the platforms do."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextLayout, QTextOption

from pushbench.paint.colors import color
from pushbench.paint.fonts import RESOLUTION, large_font
from pushbench.preview.elements import Style, Words

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


def draw_words(painter: QPainter, words: Words) -> None:
    """Draw the lines; each baseline sits ``pitch`` under the one before."""
    for index, line in enumerate(words.lines):
        rect = QRectF(words.box.x, words.box.y + index * words.pitch, words.box.width, words.pitch)
        draw_line(painter, rect, line, words.style, color(words.color), words.align)


def draw_line(painter: QPainter, rect: QRectF, text: str, style: Style, tint: QColor, align: str = "left") -> None:
    """Draw one line, vertically centred in ``rect``, its direction taken from its first strong character."""
    font = large_font(style)
    metrics = QFontMetricsF(font)
    option = QTextOption(_ALIGN[align] | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    # A little more than the box: what just fits must not be pushed away by rounding.
    line.setLineWidth((rect.width() + 1) * RESOLUTION)
    layout.endLayout()
    top = rect.y() * RESOLUTION + (rect.height() * RESOLUTION - metrics.height()) / 2
    painter.save()
    painter.scale(1 / RESOLUTION, 1 / RESOLUTION)
    painter.setPen(tint)
    layout.draw(painter, QPointF(rect.x() * RESOLUTION, top))
    painter.restore()
