"""The command palette: every action that can be done now, and every message, by typing a few letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.widgets.picker import Picker, PickerItem

if TYPE_CHECKING:
    from pushbench.ui.shell.screens import Screens

_MESSAGE = "message:"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Palette", text)


class CommandPalette:
    """A picker over actions and messages in the middle of the window's top."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        window = screens.window
        self._picker = Picker(screens.theme, _tr("Commands"), _tr("Do, go to or open"), window)
        self._picker.picked.connect(self._on_picked)

    def open(self) -> None:
        """Show the palette."""
        screens = self._screens
        screens.window.rail.setFocus()
        items: list[PickerItem] = []
        group = ""
        for action in screens.actions.available():
            if action.id == "window.palette":
                continue
            if action.group != group:
                group = action.group
                items.append(PickerItem("", group))
            keys = screens.actions.shortcut_text(action.id)
            items.append(PickerItem(action.id, action.title, action.icon, remark=keys, words=group))
        library = screens.compose.state.library
        if library:
            items.append(PickerItem("", _tr("Messages")))
            items += [
                PickerItem(f"{_MESSAGE}{entry.key}", entry.name, "file-text", remark=entry.folder) for entry in library
            ]
        self._picker.open_below(screens.window.top_middle, tuple(items), width=screens.theme.px(520))

    def _on_picked(self, key: str) -> None:
        if key.startswith(_MESSAGE):
            self._screens.show("compose")
            self._screens.compose.files.open_message(key.removeprefix(_MESSAGE))
        else:
            self._screens.actions.run(key)
