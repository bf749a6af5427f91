"""Line edits, drop-downs, number fields, check boxes and radio buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QStyle, QStyleOption, QStyleOptionComboBox, QWidget

from pushbench.ui.theme.style.buttons import HEIGHTS
from pushbench.ui.theme.style.paint import State, is_on, paint_box, paint_circle, paint_tick

if TYPE_CHECKING:
    from pushbench.ui.theme.theme import Theme

PADDING = 8
CHEVRON = 14


def field_height(theme: Theme, widget: QWidget | None) -> int:
    """Return the height of a one-line field in pixels."""
    extent = str(widget.property("extent") or "") if widget is not None else ""
    return theme.px(HEIGHTS.get(extent, 28))


def paint_field(theme: Theme, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Paint the box of a field; a ``bare`` one has none."""
    if widget is not None and (
        widget.property("bare") or isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox))
    ):
        return
    ground, line = "surface", "line-strong"
    if widget is not None and widget.property("wrong"):
        line = "red-dot"
    elif not is_on(option, State.State_Enabled):
        ground, line = "sunken", "line"
    elif is_on(option, State.State_HasFocus):
        line = "accent"
    paint_box(painter, option.rect, theme.color(ground), theme.color(line), theme.radius("control"))


def combo_size(theme: Theme, content: QSize, widget: QWidget | None) -> QSize:
    """Return the size of a drop-down around its longest words."""
    return QSize(content.width() + theme.px(2 * PADDING + CHEVRON + 6), field_height(theme, widget))


def combo_part(theme: Theme, option: QStyleOptionComboBox, part: QStyle.SubControl) -> QRect:
    """Return where the words or the arrow of a drop-down stand."""
    rect = option.rect
    arrow = theme.px(CHEVRON + 10)
    if part == QStyle.SubControl.SC_ComboBoxEditField:
        box = rect.adjusted(theme.px(PADDING), 1, -arrow, -1)
    elif part == QStyle.SubControl.SC_ComboBoxArrow:
        box = QRect(rect.right() - arrow + 1, rect.top(), arrow, rect.height())
    else:
        return QRect(rect)
    return QStyle.visualRect(option.direction, rect, box)


def paint_combo(theme: Theme, option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None) -> None:
    """Paint the box and the arrow of a drop-down."""
    paint_field(theme, option, painter, widget)
    size = theme.px(CHEVRON)
    arrow = combo_part(theme, option, QStyle.SubControl.SC_ComboBoxArrow)
    token = "text-2" if is_on(option, State.State_Enabled) else "disabled"
    pixmap = theme.pixmap("chevron-down", token, CHEVRON, painter.device().devicePixelRatioF())
    painter.drawPixmap(arrow.left() + (arrow.width() - size) // 2, arrow.top() + (arrow.height() - size) // 2, pixmap)


def paint_combo_words(theme: Theme, option: QStyleOptionComboBox, painter: QPainter) -> None:
    """Paint the chosen words of a drop-down that cannot be typed into."""
    if option.editable:
        return
    room = combo_part(theme, option, QStyle.SubControl.SC_ComboBoxEditField)
    painter.setPen(theme.color("text" if is_on(option, State.State_Enabled) else "disabled"))
    text = option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, room.width())
    # The painter mirrors the side by itself.
    painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)


def paint_spin_box(theme: Theme, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Paint the box of a number field and its two arrows."""
    paint_field(theme, option, painter, widget)
    size, ratio = theme.px(12), painter.device().devicePixelRatioF()
    token = "text-2" if is_on(option, State.State_Enabled) else "disabled"
    for icon, top in (("chevron-up", 0.28), ("chevron-down", 0.72)):
        box = QRect(option.rect.right() - size - theme.px(5), 0, size, size)
        box.moveTop(round(option.rect.height() * top - size / 2))
        painter.drawPixmap(QStyle.visualRect(option.direction, option.rect, box), theme.pixmap(icon, token, 12, ratio))


def paint_check(theme: Theme, box: QRectF, painter: QPainter, *, is_checked: bool, is_enabled: bool) -> None:
    """Paint the box of a check box."""
    line = "line" if not is_enabled else "accent" if is_checked else "line-strong"
    ground = "surface" if not is_checked else "accent" if is_enabled else "disabled"
    paint_box(painter, box, theme.color(ground), theme.color(line), theme.radius("tag"))
    if is_checked:
        paint_tick(painter, box, theme.color("on-accent"))


def paint_radio(theme: Theme, box: QRectF, painter: QPainter, *, is_checked: bool, is_enabled: bool) -> None:
    """Paint the circle of a radio button."""
    ground = theme.color("surface")
    if is_checked:
        paint_circle(painter, box, ground, theme.color("accent" if is_enabled else "disabled"), box.width() * 0.31)
    else:
        paint_circle(painter, box, ground, theme.color("line-strong" if is_enabled else "line"))


def paint_indicator(theme: Theme, option: QStyleOption, painter: QPainter, *, is_round: bool) -> None:
    """Paint the mark of Qt's own check boxes and radio buttons."""
    rect = QRectF(option.rect)
    side = min(rect.width(), rect.height())
    box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    paint = paint_radio if is_round else paint_check
    paint(theme, box, painter, is_checked=is_on(option, State.State_On), is_enabled=is_on(option, State.State_Enabled))
