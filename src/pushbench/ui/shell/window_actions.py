"""The actions of the window itself; each screen's stand in its own package."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action
from pushbench.ui.shell.places import places

if TYPE_CHECKING:
    from pushbench.ui.shell.screens import Screens


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def window_actions(screens: Screens) -> tuple[Action, ...]:
    """Return the window's own actions, in the order of lists."""
    return (*_go_actions(screens), *_own_actions(screens))


def _go_actions(screens: Screens) -> tuple[Action, ...]:
    group = _tr("Go to")
    found = []
    for number, place in enumerate(places(), 1):
        key = "Ctrl+," if place.is_at_end else f"Ctrl+{number}"
        found.append(
            Action(f"go.{place.key}", place.text, partial(screens.show, place.key), (key,), group, icon=place.icon)
        )
    return tuple(found)


def _own_actions(screens: Screens) -> tuple[Action, ...]:
    group = _tr("Window")
    return (
        Action("window.palette", _tr("Command palette"), screens.open_palette, ("Ctrl+K",), group, icon="list-filter"),
        Action("window.full", _tr("Full screen"), screens.toggle_full_screen, ("F11",), group, icon="monitor"),
        Action("window.panes", _tr("Next pane"), partial(screens.step_pane, 1), ("F6",), group),
        Action("window.panes.back", _tr("Previous pane"), partial(screens.step_pane, -1), ("Shift+F6",), group),
    )
