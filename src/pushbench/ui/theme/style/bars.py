"""Scroll bars, progress bars, table heads, splitters and tool tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QScrollArea,
    QStyle,
    QStyleOptionHeader,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QWidget,
)

from pushbench.ui.theme.style.paint import State, is_on, paint_box

if TYPE_CHECKING:
    from pushbench.ui.theme.theme import Theme

SCROLL_BAR = 10
_SHORTEST = 28


def scroll_part(option: QStyleOptionSlider, part: QStyle.SubControl) -> QRect:
    """Return where the parts of a scroll bar are; it has no arrows."""
    rect = option.rect
    is_flat = option.orientation == Qt.Orientation.Horizontal
    length = rect.width() if is_flat else rect.height()
    span = option.maximum - option.minimum
    handle = length
    if span > 0:
        handle = min(length, max(_SHORTEST, length * option.pageStep // (span + option.pageStep)))
    start = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - handle, option.upsideDown
    )
    first, size = {
        QStyle.SubControl.SC_ScrollBarSlider: (start, handle),
        QStyle.SubControl.SC_ScrollBarSubPage: (0, start),
        QStyle.SubControl.SC_ScrollBarAddPage: (start + handle, length - start - handle),
        QStyle.SubControl.SC_ScrollBarGroove: (0, length),
    }.get(part, (0, 0))
    box = (
        QRect(rect.left() + first, rect.top(), size, rect.height())
        if is_flat
        else QRect(rect.left(), rect.top() + first, rect.width(), size)
    )
    return QStyle.visualRect(option.direction, rect, box) if is_flat else box


def paint_scroll_bar(theme: Theme, option: QStyleOptionSlider, painter: QPainter, bar: QWidget | None) -> None:
    """Paint the handle of a scroll bar; its track has the ground of what it scrolls."""
    ground = _ground(bar)
    if ground is not None:
        painter.fillRect(option.rect, ground)
    if option.maximum <= option.minimum:
        return
    box = QRectF(scroll_part(option, QStyle.SubControl.SC_ScrollBarSlider))
    is_flat = option.orientation == Qt.Orientation.Horizontal
    box = box.adjusted(2, 3, -2, -2) if is_flat else box.adjusted(3, 2, -2, -2)
    is_hot = is_on(option, State.State_MouseOver) or is_on(option, State.State_Sunken)
    paint_box(painter, box, theme.color("text-3" if is_hot else "line-strong"), None, 2.5)


def _ground(bar: QWidget | None) -> QColor | None:
    """Return the ground of what a bar scrolls, or None where it has none of its own.

    Read while ``area`` is held: of Qt's own dialogs the Python objects of children end with their parent's.
    """
    area = bar.parentWidget() if bar is not None else None
    while area is not None and not isinstance(area, QAbstractScrollArea):
        area = area.parentWidget()
    if area is None:
        return None
    inside = area.widget() if isinstance(area, QScrollArea) else area.viewport()
    if inside is None or not inside.autoFillBackground():
        return None
    return inside.palette().color(inside.backgroundRole())


def paint_progress(theme: Theme, option: QStyleOptionProgressBar, painter: QPainter) -> None:
    """Paint a progress bar; one without an end is full."""
    rect = QRectF(option.rect)
    radius = min(3.0, rect.height() / 2)
    paint_box(painter, rect, theme.color("press"), None, radius)
    span = option.maximum - option.minimum
    share = (option.progress - option.minimum) / span if span > 0 else 1.0
    width = rect.width() * min(1.0, max(0.0, share))
    if width > 0:
        left = rect.left() if option.direction == Qt.LayoutDirection.LeftToRight else rect.right() - width
        paint_box(painter, QRectF(left, rect.top(), width, rect.height()), theme.color("accent"), None, radius)


def paint_head(theme: Theme, rect: QRect, painter: QPainter) -> None:
    """Paint the ground of a table's head with its line below."""
    painter.fillRect(rect, theme.color("sunken"))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))


def paint_head_words(theme: Theme, option: QStyleOptionHeader, painter: QPainter) -> None:
    """Paint one word of a table's head."""
    room = option.rect.adjusted(theme.px(10), 0, -theme.px(6), 0)
    painter.setPen(theme.color("text-2"))
    text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room.width())
    # The painter mirrors the side by itself.
    painter.drawText(room, int(option.textAlignment | Qt.AlignmentFlag.AlignVCenter), text)
