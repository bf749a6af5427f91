"""The actions of the window itself; each screen's stand in its own package."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action
from pushbench.ui.shell.focused import call_focused, why_not_focused
from pushbench.ui.shell.places import places

if TYPE_CHECKING:
    from pushbench.ui.shell.screens import Screens


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def window_actions(screens: Screens) -> tuple[Action, ...]:
    """Return the window's own actions, in the order of lists."""
    return (*_go_actions(screens), *_clipboard_actions(), *_own_actions(screens), *_help_actions(screens))


def _go_actions(screens: Screens) -> tuple[Action, ...]:
    group = _tr("Go to")
    found = []
    for number, place in enumerate(places(), 1):
        key = "Ctrl+," if place.is_at_end else f"Ctrl+{number}"
        found.append(
            Action(
                f"go.{place.key}",
                place.text,
                partial(screens.show, place.key),
                (key,),
                group,
                icon=place.icon,
                words=place.tip,
                role="preferences" if place.key == "settings" else "",
            )
        )
    return tuple(found)


def _clipboard_actions() -> tuple[Action, ...]:
    """Return what every text field does by itself, for the menus."""
    group = _tr("Edit")

    def add(key: str, title: str, verb: str, shortcut: str, icon: str) -> Action:
        run = partial(call_focused, verb)
        why = partial(why_not_focused, verb)
        return Action(f"clipboard.{key}", title, run, (shortcut,), group, "", icon, why, is_field_key=True)

    return (
        add("cut", _tr("Cut"), "cut", "Ctrl+X", "scissors"),
        add("copy", _tr("Copy"), "copy", "Ctrl+C", "copy"),
        add("paste", _tr("Paste"), "paste", "Ctrl+V", "clipboard-paste"),
        add("all", _tr("Select all"), "selectAll", "Ctrl+A", "list-filter"),
    )


def _own_actions(screens: Screens) -> tuple[Action, ...]:
    group = _tr("Window")
    quit_title = _tr("Quit Pushbench") if sys.platform == "darwin" else _tr("Quit")
    return (
        Action("window.palette", _tr("Command palette"), screens.open_palette, ("Ctrl+K",), group, icon="list-filter"),
        Action("window.menu", _tr("Open the menu"), screens.open_menu, ("F10",), group, mac_shortcuts=()),
        Action("window.panes", _tr("Next pane"), partial(screens.step_pane, 1), ("F6",), group),
        Action("window.panes.back", _tr("Previous pane"), partial(screens.step_pane, -1), ("Shift+F6",), group),
        Action(
            "window.full",
            _tr("Full screen"),
            screens.toggle_full_screen,
            ("F11",),
            group,
            icon="monitor",
            mac_shortcuts=("Meta+Ctrl+F",),
            is_on=screens.window.isFullScreen,
        ),
        Action("file.quit", quit_title, screens.window.close, ("Ctrl+Q",), _tr("Window"), role="quit"),
    )


def _help_actions(screens: Screens) -> tuple[Action, ...]:
    group, room = _tr("Help"), screens.help
    return (
        Action(
            "help.keys",
            _tr("Keyboard shortcuts"),
            lambda: room.show_keys(),
            ("Ctrl+/", "F1", "?"),
            group,
            icon="keyboard",
            mac_shortcuts=("Ctrl+/", "?"),
        ),
        Action("help.topics", _tr("Documentation"), lambda: room.show_topics(), (), group, icon="book-open"),
        Action("help.welcome", _tr("Welcome"), lambda: room.show_welcome(), (), group, icon="flask-conical"),
        Action("help.log", _tr("Show the log"), lambda: room.show_log(), (), group, icon="file-text"),
        Action(
            "help.diagnostics",
            _tr("Save diagnostics…"),
            lambda: room.show_diagnostics(),
            (),
            group,
            icon="file-down",
            words=_tr("Support report"),
        ),
        Action(
            "help.about",
            _tr("About Pushbench"),
            lambda: room.show_about(),
            (),
            group,
            icon="info",
            words=_tr("Version licences"),
            role="about",
        ),
    )
