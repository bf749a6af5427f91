"""Menus and popups with round corners on every system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QPainterPath, QRegion, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from pushbench.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of a menu; ``None`` in a list of items is a separator."""

    title: str
    run: Callable[[], object]
    icon: str | None = None
    shortcut: str = ""
    is_enabled: bool = True
    is_checked: bool | None = None
    why_disabled: str = ""


def round_corners(widget: QWidget, radius: int) -> None:
    """Cut the corners of a popup. A mask works without a compositor too, where translucency gives black corners."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(widget.rect()).adjusted(-0.5, -0.5, 0.5, 0.5), radius, radius)
    widget.setMask(QRegion(path.toFillPolygon().toPolygon()))


class Menu(QMenu):
    """A menu made from values."""

    def __init__(self, theme: Theme, items: tuple[MenuItem | None, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setToolTipsVisible(True)
        for item in items:
            if item is None:
                self.addSeparator()
            else:
                self.addAction(self._action(item))

    def _action(self, item: MenuItem) -> QAction:
        action = QAction(item.title, self)
        if item.icon:
            action.setIcon(self._theme.icon(item.icon, "text-2"))
        if item.shortcut:
            action.setShortcut(QKeySequence(item.shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setEnabled(item.is_enabled)
        if not item.is_enabled and item.why_disabled:
            action.setToolTip(item.why_disabled)
        if item.is_checked is not None:
            action.setCheckable(True)
            action.setChecked(item.is_checked)
        run = item.run
        action.triggered.connect(lambda _checked=False: run())
        return action

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() != "cocoa":
            round_corners(self, self._theme.radius("popover"))


def pop_up(theme: Theme, items: tuple[MenuItem | None, ...], below: QWidget, *, at_end: bool = False) -> Menu:
    """Open a menu below a widget, flush with its start or its end; it deletes itself when it closes."""
    menu = Menu(theme, items, below)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    corner = QPoint(0, below.height() + 4)
    if at_end:
        corner.setX(below.width() - menu.sizeHint().width())
    menu.popup(below.mapToGlobal(corner))
    return menu


def pop_up_at(theme: Theme, items: tuple[MenuItem | None, ...], owner: QWidget, point: QPoint) -> Menu:
    """Open a context menu at a global point; it deletes itself when it closes."""
    menu = Menu(theme, items, owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(point)
    return menu
