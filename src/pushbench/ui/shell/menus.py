"""The menus of the window, from the one table of actions.

A Mac has them in its menu bar. Elsewhere the window shows no bar: the sign at the top of the rail and F10 open one
menu with the same submenus.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QMenuBar, QWidget

from pushbench.ui.actions import ActionTable
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.menu import Menu


def _tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)


@dataclass(frozen=True, slots=True)
class MenuSpec:
    """One menu: its title and the parts of ids whose actions stand in it, each a section."""

    key: str
    title: str
    sections: tuple[str, ...]


def menu_specs() -> tuple[MenuSpec, ...]:
    """Return the menus in the order of the bar."""
    return (
        MenuSpec("file", _tr("File"), ("message", "workspace", "file")),
        MenuSpec("edit", _tr("Edit"), ("edit", "clipboard")),
        MenuSpec("view", _tr("View"), ("view", "look")),
        MenuSpec("send", _tr("Send"), ("send", "log")),
        MenuSpec("devices", _tr("Devices"), ("devices",)),
        MenuSpec("providers", _tr("Providers"), ("providers",)),
        MenuSpec("history", _tr("History"), ("history",)),
        MenuSpec("sandbox", _tr("Sandbox"), ("sandbox",)),
        MenuSpec("go", _tr("Go"), ("go",)),
        MenuSpec("window", _tr("Window"), ("window",)),
        MenuSpec("help", _tr("Help"), ("help",)),
    )


def sections_of(table: ActionTable, spec: MenuSpec) -> tuple[tuple[str, ...], ...]:
    """Return the ids of a menu's actions, section by section, without empty sections."""
    found = (tuple(action.id for action in table.all if action.id.split(".")[0] == name) for name in spec.sections)
    return tuple(section for section in found if section)


class ActionMenu(Menu):
    """A menu of the table's own ``QAction`` values; they tell what cannot be done while it is open."""

    def __init__(
        self, theme: Theme, table: ActionTable, spec: MenuSpec, *, has_icons: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, (), parent)
        self._table = table
        self._has_icons = has_icons
        self.setTitle(spec.title)
        self.setObjectName(f"menu-{spec.key}")
        self._ids: list[str] = []
        for section in sections_of(table, spec):
            if self._ids:
                self.addSeparator()
            for key in section:
                self.addAction(table.q_action(key))
            self._ids.extend(section)
        self.aboutToShow.connect(self._refresh)
        self.aboutToHide.connect(table.settle)

    def _refresh(self) -> None:
        for key in self._ids:
            self._table.refresh(key)
            action, made = self._table.get(key), self._table.q_action(key)
            made.setIconVisibleInMenu(self._has_icons)
            if self._has_icons and action.icon:
                made.setIcon(self._theme.icon(action.icon, "text-2"))


def fill_bar(bar: QMenuBar, theme: Theme, table: ActionTable) -> None:
    """Fill a menu bar anew, for systems that have one outside the window."""
    bar.clear()
    for spec in menu_specs():
        if sections_of(table, spec):
            bar.addMenu(ActionMenu(theme, table, spec, has_icons=False, parent=bar))


class WindowMenu(Menu):
    """Everything in one menu: the palette, then a submenu for each menu of the bar."""

    def __init__(self, theme: Theme, table: ActionTable, parent: QWidget) -> None:
        super().__init__(theme, (), parent)
        self.setObjectName("menu-window-all")
        self.setAccessibleName(_tr("Menu"))
        self.submenus: list[ActionMenu] = []
        if "window.palette" in table:
            self.addAction(table.q_action("window.palette"))
            self.addSeparator()
        for spec in menu_specs():
            if sections_of(table, spec):
                made = ActionMenu(theme, table, spec, has_icons=True, parent=self)
                self.submenus.append(made)
                self.addMenu(made)

    def open_below(self, anchor: QWidget) -> None:
        """Open below a widget with the first line chosen, for the keyboard."""
        actions = self.actions()
        corner = QPoint(anchor.width() - self.sizeHint().width(), anchor.height())
        is_mirrored = anchor.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.popup(anchor.mapToGlobal(corner if is_mirrored else QPoint(6, anchor.height())))
        if actions:
            self.setActiveAction(actions[0])


def has_system_bar(platform: str = sys.platform) -> bool:
    """Whether the system shows menus outside the window."""
    return platform == "darwin"
