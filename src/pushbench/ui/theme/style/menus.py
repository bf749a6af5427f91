"""Menus, menu bars and the lists of drop-downs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionMenuItem, QStyleOptionViewItem, QWidget

from pushbench.ui.theme.style.paint import State, is_on, paint_box, paint_tick

if TYPE_CHECKING:
    from pushbench.ui.theme.theme import Theme

ROW = 28
_SEPARATOR = 11
_EDGE = 9
_ICON = 16
_AFTER_ICON = 9
_BEFORE_KEYS = 28


def item_size(theme: Theme, option: QStyleOptionMenuItem, widget: QWidget | None) -> QSize:
    """Return the size of a menu's line around icon, words and keys."""
    if option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator:
        return QSize(10, theme.px(_SEPARATOR))
    words, keys = _parts(option.text)
    metrics = option.fontMetrics
    width = theme.px(2 * _EDGE) + metrics.size(int(Qt.TextFlag.TextShowMnemonic), words).width()
    if _has_leading(option):
        width += theme.px(_ICON + _AFTER_ICON)
    if keys:
        width += theme.px(_BEFORE_KEYS)  # Qt adds the widest keys of the menu by itself
    if option.menuItemType == QStyleOptionMenuItem.MenuItemType.SubMenu:
        width += theme.px(_ICON + 8)
    return QSize(width, theme.px(ROW))


def _parts(text: str) -> tuple[str, str]:
    words, _, keys = text.partition("\t")
    return words, keys


def _has_leading(option: QStyleOptionMenuItem) -> bool:
    return option.maxIconWidth > 0 or bool(option.menuHasCheckableItems)


def paint_item(theme: Theme, option: QStyleOptionMenuItem, painter: QPainter) -> None:
    """Paint one line of a menu."""
    rect = option.rect
    if option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator:
        edge = theme.px(6)
        painter.fillRect(rect.left() + edge, rect.center().y(), rect.width() - 2 * edge, 1, theme.color("line"))
        return
    is_enabled = is_on(option, State.State_Enabled)
    is_chosen = is_on(option, State.State_Selected) and is_enabled
    if is_chosen:
        paint_box(painter, rect, theme.color("accent"), None, theme.radius("small"))
    ink = theme.color("on-accent" if is_chosen else "text" if is_enabled else "disabled")
    inner = rect.adjusted(theme.px(_EDGE), 0, -theme.px(_EDGE), 0)
    if _has_leading(option):
        _paint_leading(theme, option, painter, inner, is_chosen=is_chosen, is_enabled=is_enabled)
        inner.setLeft(inner.left() + theme.px(_ICON + _AFTER_ICON))
    words, keys = _parts(option.text)
    painter.setPen(ink)
    # Qt asks for the keys' ampersands to be shown as they are; the words may hold a mnemonic.
    _words(option, painter, rect, inner, words, Qt.AlignmentFlag.AlignLeft, int(Qt.TextFlag.TextShowMnemonic))
    if keys:
        painter.setPen(ink if is_chosen or not is_enabled else theme.color("text-3"))
        _words(option, painter, rect, inner, keys, Qt.AlignmentFlag.AlignRight, 0)
    if option.menuItemType == QStyleOptionMenuItem.MenuItemType.SubMenu:
        _paint_arrow(theme, option, painter, rect, is_chosen=is_chosen)


def _words(
    option: QStyleOptionMenuItem,
    painter: QPainter,
    rect: QRect,
    box: QRect,
    text: str,
    side: Qt.AlignmentFlag,
    flags: int,
) -> None:
    placed = QStyle.visualRect(option.direction, rect, box)
    # The painter mirrors the side by itself.
    painter.drawText(placed, int(side | Qt.AlignmentFlag.AlignVCenter) | flags | int(Qt.TextFlag.TextSingleLine), text)


def _paint_leading(
    theme: Theme, option: QStyleOptionMenuItem, painter: QPainter, inner: QRect, *, is_chosen: bool, is_enabled: bool
) -> None:
    side = theme.px(_ICON)
    box = QRect(inner.left(), inner.center().y() - side // 2 + 1, side, side)
    placed = QStyle.visualRect(option.direction, option.rect, box)
    if option.checkType != QStyleOptionMenuItem.CheckType.NotCheckable and option.checked:
        paint_tick(painter, placed.toRectF(), theme.color("on-accent" if is_chosen else "accent-text"))
    elif not option.icon.isNull():
        mode = QIcon.Mode.Selected if is_chosen else QIcon.Mode.Normal if is_enabled else QIcon.Mode.Disabled
        option.icon.paint(painter, placed, Qt.AlignmentFlag.AlignCenter, mode)


def _paint_arrow(
    theme: Theme, option: QStyleOptionMenuItem, painter: QPainter, rect: QRect, *, is_chosen: bool
) -> None:
    side = theme.px(14)
    box = QRect(rect.right() - side - theme.px(6), rect.center().y() - side // 2 + 1, side, side)
    icon = "chevron-right" if option.direction == Qt.LayoutDirection.LeftToRight else "chevron-left"
    pixmap = theme.pixmap(icon, "on-accent" if is_chosen else "text-2", 14, painter.device().devicePixelRatioF())
    painter.drawPixmap(QStyle.visualRect(option.direction, rect, box), pixmap)


def paint_bar_item(theme: Theme, option: QStyleOptionMenuItem, painter: QPainter) -> None:
    """Paint one word of a menu bar."""
    painter.fillRect(option.rect, theme.color("bg"))
    if is_on(option, State.State_Selected) or is_on(option, State.State_Sunken):
        paint_box(painter, option.rect.adjusted(1, 2, -1, -2), theme.color("press"), None, theme.radius("small"))
    painter.setPen(theme.color("text" if is_on(option, State.State_Enabled) else "disabled"))
    painter.drawText(option.rect, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic), option.text)


def paint_list_row(theme: Theme, option: QStyleOptionViewItem, painter: QPainter) -> None:
    """Paint the ground of a line in a plain list."""
    if is_on(option, State.State_Selected):
        paint_box(painter, option.rect, theme.color("sel"), None, theme.radius("small"))
    elif is_on(option, State.State_MouseOver, State.State_Enabled):
        paint_box(painter, option.rect, theme.color("hover"), None, theme.radius("small"))
    paint_row_ring(theme, option, painter, option.rect)


def paint_row_ring(theme: Theme, option: QStyleOptionViewItem, painter: QPainter, row: QRect) -> None:
    """Paint the focus ring inside the edge of a list's current row, where the keyboard came to the list by keys."""
    if is_on(option, State.State_HasFocus) and option.widget is not None and option.widget.property("ring"):
        paint_box(painter, row, None, theme.color("accent"), theme.radius("small"), width=2)
