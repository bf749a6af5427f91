"""The Send menu below its split button, and the menu of a row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pushbench.ui.gallery.still import card, line
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, row
from pushbench.ui.widgets.buttons import SplitButton, show_keys
from pushbench.ui.widgets.menu import Menu, MenuItem


def _item(title: str, icon: str, keys: str = "", *, is_enabled: bool = True) -> MenuItem:
    return MenuItem(
        title, lambda: None, icon, keys, is_enabled=is_enabled, why_disabled="" if is_enabled else "Not now"
    )


def _still_menu(theme: Theme, items: tuple[MenuItem | None, ...], chosen: int | None) -> QWidget:
    menu = Menu(theme, items)
    menu.setWindowFlags(Qt.WindowType.Widget)
    menu.setSizePolicy(menu.sizePolicy().horizontalPolicy(), menu.sizePolicy().verticalPolicy())
    menu.setMinimumHeight(menu.sizeHint().height())
    if chosen is not None:
        menu.setActiveAction(menu.actions()[chosen])
    return menu


def send_menu(theme: Theme) -> QWidget:
    """The first line chosen, one line not possible."""
    split = SplitButton(theme, "Send", "send", "More ways to send")
    show_keys(split.main, "Ctrl ↵")
    items = (
        _item("Send now", "send", "Ctrl+Return"),
        _item("Validate only", "shield-check", "Ctrl+Shift+Return"),
        _item("Preview as recipient…", "eye", "Ctrl+Shift+P"),
        _item("Send test matrix", "layout-grid", "Ctrl+Alt+Return"),
        None,
        _item("Send later…", "clock", is_enabled=False),
        _item("Use in a load test", "gauge", is_enabled=False),
        _item("Copy as cURL", "terminal", "Ctrl+Shift+C"),
    )
    return card(theme, "Send menu", box(row(None, split)), line(_still_menu(theme, items, 0)))


def context_menu(theme: Theme) -> QWidget:
    """Nothing chosen."""
    items = (
        _item("Send again", "rotate-ccw", "Ctrl+R"),
        _item("Open as message", "square-pen", "Ctrl+O"),
        _item("Copy id", "copy", "Ctrl+C"),
        _item("Copy as cURL", "terminal", "Ctrl+Shift+C"),
        None,
        _item("Show only this device", "list-filter"),
    )
    return card(theme, "Context menu of a log row", line(_still_menu(theme, items, None)))
