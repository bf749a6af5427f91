"""The command palette: every action, message, profile and device, by typing a few letters."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.shell.palette.entries import Entry, action_entries, found, listed, remember

if TYPE_CHECKING:
    from pushbench.domain.device import Device
    from pushbench.store.database import Database
    from pushbench.ui.shell.palette.popup import PalettePopup
    from pushbench.ui.shell.screens import Screens

_MESSAGE, _PROFILE, _DEVICE = "message:", "profile:", "device:"
_RECENT = "palette"
_WIDTH = 560
_DEVICES_SHOWN = 6
_SEEK_AFTER_SECONDS = 0.12


def _tr(text: str) -> str:
    return QCoreApplication.translate("Palette", text)


class CommandPalette:
    """Opens in the middle of the window's top; what was used last comes first, also after a restart."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        self._entries: tuple[Entry, ...] = ()
        self._devices: tuple[Entry, ...] = ()

    @cached_property
    def popup(self) -> PalettePopup:
        """The popup, made when it is first asked for."""
        from pushbench.ui.shell.palette.popup import PalettePopup

        screens = self._screens
        made = PalettePopup(screens.theme, _tr("Commands"), _tr("Do, go to or open"), screens.window)
        made.typed.connect(self._on_typed)
        made.picked.connect(self._on_picked)
        made.refused.connect(screens.session.notices.tell)
        return made

    @property
    def recent(self) -> list[str]:
        """Keys of what was used last, newest first."""
        kept: list[str] = self._screens.session.state.choices.setdefault(_RECENT, [])
        return kept

    def open(self) -> None:
        """Show the palette with everything."""
        self._entries = (
            *action_entries(self._screens.actions, without=frozenset({"window.palette"})),
            *self._messages(),
            *self._profiles(),
        )
        self._devices = ()
        self.popup.search.clear()
        self._show("")
        self.popup.open_below(self._screens.window.top_middle, self._screens.theme.px(_WIDTH))

    def _messages(self) -> list[Entry]:
        group, library = _tr("Messages"), self._screens.compose.state.library
        return [Entry(f"{_MESSAGE}{item.key}", item.name, "file-text", group, words=item.folder) for item in library]

    def _profiles(self) -> list[Entry]:
        group = _tr("Profile sets")
        return [
            Entry(f"{_PROFILE}{choice.key}", choice.title, "key-round", group, words=" ".join(choice.profiles.values()))
            for choice in self._screens.compose.state.profiles
        ]

    # -- search -------------------------------------------------------------------------------------

    def _on_typed(self, text: str) -> None:
        self._devices = ()
        self._show(text)
        if text.strip():
            self._screens.session.scope.start("palette", self._seek(text))

    async def _seek(self, text: str) -> None:
        """Ask the store for devices a moment after the last key."""
        await asyncio.sleep(_SEEK_AFTER_SECONDS)
        if text != self.popup.search.text() or not self.popup.isVisible():
            return

        def work(database: Database) -> tuple[Device, ...]:
            from pushbench.store.devices import DeviceQuery

            return tuple(database.devices.page(DeviceQuery(search=text.strip()), None, _DEVICES_SHOWN).items)

        devices = await self._screens.session.workspace.store.run(work)
        if text == self.popup.search.text() and self.popup.isVisible():
            group = _tr("Devices")
            self._devices = tuple(Entry(f"{_DEVICE}{d.name}", d.name, "smartphone", group, words=text) for d in devices)
            self._show(text)

    def _show(self, text: str) -> None:
        if text.strip():
            lines = found((*self._entries, *self._devices), text, self.recent)
        else:
            lines = listed(self._entries, self.recent)
        nothing = _tr("Nothing is called “{text}”.").format(text=text.strip())
        self.popup.show_entries(lines, has_groups=not text.strip(), nothing=nothing)

    # -- choosing -----------------------------------------------------------------------------------

    def _on_picked(self, key: str) -> None:
        remember(self.recent, key)
        screens = self._screens
        if key.startswith(_MESSAGE):
            screens.show("compose")
            screens.compose.files.open_message(key.removeprefix(_MESSAGE))
        elif key.startswith(_PROFILE):
            screens.show("compose")
            screens.compose.choose_profile(key.removeprefix(_PROFILE))
        elif key.startswith(_DEVICE):
            screens.show("devices")
            screens.devices.choose(key.removeprefix(_DEVICE))
        else:
            screens.actions.run(key)
