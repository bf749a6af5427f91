"""The screens of an open workspace, and the ways between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pushbench.ui.actions import ActionTable
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.devices.model import DevicesModel
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.providers.model import ProvidersModel
from pushbench.ui.session import Session
from pushbench.ui.shell.window_actions import window_actions

if TYPE_CHECKING:
    from pushbench.ui.shell.application import Application


class Screens:
    """Makes view-models at once and widgets when they are first shown."""

    def __init__(self, application: Application, session: Session) -> None:
        self.application = application
        self.session = session
        self.theme = application.theme
        self.window = application.window
        self.compose = ComposeModel(session)
        self.devices = DevicesModel(session)
        self.providers = ProvidersModel(session)
        self.history = HistoryModel(session)
        self.actions = ActionTable(self.window, lambda why: session.notices.tell(why))
        self.actions.add(window_actions(self))
        self.window.add_screen("compose", self._make_compose)
        self.window.add_screen("devices", self._make_devices)
        self.window.add_screen("providers", self._make_providers)
        self.window.add_screen("history", self._make_history)
        self.window.place_chosen.connect(self.show)
        session.place_wanted.connect(self.show)
        session.delivery_wanted.connect(self._show_delivery)
        self.compose.changed.connect(self._on_compose)

    async def start(self) -> None:
        """Read what the first screen shows, then show it."""
        await self.compose.start()
        self.show("compose")

    def show(self, key: str) -> None:
        """Bring a screen into sight."""
        if self.window.show_place(key) is not None:
            self.actions.set_screen(key)
            self._on_compose()

    def _make_compose(self) -> QWidget:
        screen = ComposeScreen(self.theme, self.compose)
        screen.bar.new_profile_wanted.connect(lambda: self.show("providers"))
        return screen

    def _make_devices(self) -> QWidget:
        from pushbench.ui.devices.screen import DevicesScreen

        self.devices.start()
        return DevicesScreen(self.theme, self.devices)

    def _make_providers(self) -> QWidget:
        from pushbench.ui.providers.screen import ProvidersScreen

        self.providers.start()
        return ProvidersScreen(self.theme, self.providers)

    def _make_history(self) -> QWidget:
        from pushbench.ui.history.screen import HistoryScreen

        self.history.start()
        return HistoryScreen(self.theme, self.history)

    def _show_delivery(self, delivery_id: str) -> None:
        self.show("history")
        self.history.reveal(delivery_id)

    @property
    def compose_screen(self) -> ComposeScreen | None:
        screen = self.window.made_screen("compose")
        return screen if isinstance(screen, ComposeScreen) else None

    def _on_compose(self) -> None:
        state = self.compose.state
        is_production = state.profile is not None and state.profile.is_production
        self.window.set_production(is_production and self.window.current_place == "compose")

    async def finish(self) -> None:
        """Write what is unsaved and remember sizes."""
        if self.compose_screen is not None:
            self.compose_screen.keep_sizes()
        self.compose.files.open.stop()
        self.compose.sending.sender.stop()
        try:
            await self.compose.files.open.save_all()
        except Exception as error:  # noqa: BLE001 - a full disk must not keep the program from ending
            self.session.notices.report("save at the end", error)
        state, window = self.session.state, self.window
        state.is_maximized = window.isMaximized()
        if not state.is_maximized:
            state.width, state.height = window.width(), window.height()
        state.screen = window.current_place or state.screen
        state.keep_look(self.theme.look)
