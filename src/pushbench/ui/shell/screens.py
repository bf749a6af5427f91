"""The screens of an open workspace, and the ways between them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from pushbench.ui.actions import ActionTable
from pushbench.ui.compose.actions import compose_actions
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.devices.actions import devices_actions
from pushbench.ui.help.room import HelpRoom
from pushbench.ui.history.actions import history_actions
from pushbench.ui.providers.actions import providers_actions
from pushbench.ui.sandbox.actions import sandbox_actions
from pushbench.ui.sandbox.first_run import is_due, seems_due
from pushbench.ui.session import Session
from pushbench.ui.settings.actions import settings_actions
from pushbench.ui.shell.command_palette import CommandPalette
from pushbench.ui.shell.keyboard import Keyboard
from pushbench.ui.shell.menus import WindowMenu, fill_bar, has_system_bar
from pushbench.ui.shell.placing import bring_into_sight, keep
from pushbench.ui.shell.speaker import Speaker
from pushbench.ui.shell.status_model import StatusModel
from pushbench.ui.shell.window_actions import window_actions
from pushbench.ui.shell.window_state import write_state

if TYPE_CHECKING:
    from pushbench.ui.devices.model import DevicesModel
    from pushbench.ui.history.model import HistoryModel
    from pushbench.ui.providers.model import ProvidersModel
    from pushbench.ui.sandbox.model import SandboxModel
    from pushbench.ui.settings.model import SettingsModel
    from pushbench.ui.shell.application import Application

_STATE_AFTER_SECONDS = 0.6


class Screens:
    """Makes view-models at once and widgets when they are first shown."""

    def __init__(self, application: Application, session: Session) -> None:
        self.application = application
        self.session = session
        self.theme = application.theme
        self.window = application.window
        self.compose = ComposeModel(session)
        self._composer = application.stage.composer
        self.actions = ActionTable(
            self.window,
            lambda why: session.notices.tell(why),
            kept=session.state.choices.setdefault("bindings", {}),
        )
        self.actions.go = self.show
        session.actions = self.actions
        self.help = HelpRoom(self.theme, session, self.window, self.actions, self.show)
        self._is_composer_whole = False
        self._wants_composer = False
        self._is_welcoming = False
        self._add_actions()
        self._menu: WindowMenu | None = None
        self.keyboard = Keyboard(self.window)
        self.window.escape_pressed.connect(self.keyboard.escape)
        QGuiApplication.instance().screenRemoved.connect(self._on_screen_gone)  # type: ignore[union-attr]
        self.window.rail.mark.clicked.connect(lambda _checked=False: self.open_menu())
        if has_system_bar():
            fill_bar(self.window.menuBar(), self.theme, self.actions)
        self.window.add_screen("compose", self._make_compose)
        self.window.add_screen("devices", self._make_devices)
        self.window.add_screen("providers", self._make_providers)
        self.window.add_screen("history", self._make_history)
        self.window.add_screen("sandbox", self._make_sandbox)
        self.window.add_screen("settings", self._make_settings)
        self.window.place_chosen.connect(self.show)
        session.place_wanted.connect(self.show)
        session.delivery_wanted.connect(self._show_delivery)
        session.profile_wanted.connect(self._show_profile)
        session.welcome_wanted.connect(self.show_welcome)
        self.compose.changed.connect(self._on_compose)
        self.palette = CommandPalette(self)
        self.status = StatusModel(session, self.compose, session.scope)
        self.status.changed.connect(self._on_status)
        self.actions.changed.connect(self._keep_state)
        self.window.status.chosen.connect(self._on_status_chosen)
        self.window.notices.report_wanted.connect(self.help.show_diagnostics)
        self.window.notices.log_wanted.connect(self.help.show_log)
        self.speaker = Speaker(self.window, self.compose)

    def _add_actions(self) -> None:
        """Fill the table; every screen brings its own actions, which ask for it when they run."""
        made: Callable[[str], Callable[[], Any]] = lambda key: lambda: self.window.made_screen(key)  # noqa: E731
        self.actions.add(window_actions(self))
        self.actions.add(compose_actions(lambda: self.compose, made("compose")))
        self.actions.add(devices_actions(lambda: self.devices, made("devices")))
        self.actions.add(providers_actions(lambda: self.providers, made("providers")))
        self.actions.add(history_actions(lambda: self.history, made("history")))
        self.actions.add(sandbox_actions(lambda: self.sandbox, made("sandbox")))
        self.actions.add(settings_actions(lambda: self.settings, made("settings")))

    # -- view-models of screens that are not shown first come into being when they are asked for ----------

    @cached_property
    def devices(self) -> DevicesModel:
        from pushbench.ui.devices.model import DevicesModel

        return DevicesModel(self.session)

    @cached_property
    def providers(self) -> ProvidersModel:
        from pushbench.ui.providers.model import ProvidersModel

        return ProvidersModel(self.session)

    @cached_property
    def history(self) -> HistoryModel:
        from pushbench.ui.history.model import HistoryModel

        return HistoryModel(self.session)

    @cached_property
    def sandbox(self) -> SandboxModel:
        from pushbench.ui.sandbox.model import SandboxModel

        return SandboxModel(self.session)

    @cached_property
    def settings(self) -> SettingsModel:
        from pushbench.ui.settings.model import SettingsModel

        return SettingsModel(self.session, self.theme, lambda: self.actions.all)

    async def show_first(self) -> None:
        """Show Compose with the messages that were open, or the first steps; needs no store."""
        if seems_due(self.session.state, self.session.home):
            self.show_welcome()
        await self.compose.open_messages()
        composer = self._composer
        if composer is None:
            composer = self._composer = ComposeScreen(self.theme, sizes=self.session.state.sizes)
            if not self.is_welcoming:
                self.window.show_early(composer)
        for step in composer.steps(self.compose):
            step()
            await asyncio.sleep(0)
        self._is_composer_whole = True
        if not self.is_welcoming or self._wants_composer:
            self.show("compose")

    async def follow_store(self) -> None:
        """Read what the open store holds, and whether the first steps are still due."""
        await self.compose.follow_store()
        self.status.scope.start("vault", self.status.start())
        self.session.scope.start("housekeeping", self._keep_house())
        due = await is_due(self.session.workspace, self.session.state)
        if due and not self.is_welcoming and self.window.current_place == "compose" and not self._wants_composer:
            self.show_welcome()
        elif not due and self.is_welcoming:
            self.sandbox.close_welcome()
            self.show("compose")

    async def _keep_house(self) -> None:
        from pushbench.ui.settings.housekeeping import keep_house

        await keep_house(self.session)

    @property
    def is_welcoming(self) -> bool:
        """Whether the first steps are in sight; the sandbox waits for the first of them then."""
        return self._is_welcoming and self.sandbox.state.is_welcome

    def show_welcome(self) -> None:
        """Show the first steps beside the sandbox."""
        self._is_welcoming = True
        self.sandbox.show_welcome()
        self.show("sandbox")

    def show(self, key: str) -> None:
        """Bring a screen into sight; Compose once it is whole."""
        if key == "compose" and not self._is_composer_whole:
            self._wants_composer = True
            return
        before = self.window.current_place
        if self.window.show_place(key, self.keyboard.enter_screen if before != key else lambda: None) is not None:
            self.actions.set_screen(key)
            self._on_compose()
            self.status.show_place(key, None if key == "compose" else getattr(self, key))
            if before != key:
                self._keep_state()

    def _make_compose(self) -> QWidget:
        """Take the screen that :meth:`show_first` has completed."""
        screen = self._composer
        assert screen is not None  # noqa: S101  # nothing else is shown before
        screen.bar.new_profile_wanted.connect(self._new_set)
        return screen

    def _new_set(self) -> None:
        from pushbench.ui.providers.model import NEW_SET

        self.show("providers")
        self.providers.choose_set(NEW_SET)

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

    def _make_sandbox(self) -> QWidget:
        from pushbench.ui.sandbox.screen import SandboxScreen

        self.sandbox.start()
        return SandboxScreen(self.theme, self.sandbox)

    def _make_settings(self) -> QWidget:
        from pushbench.ui.settings.screen import SettingsScreen

        self.settings.start()
        return SettingsScreen(self.theme, self.settings)

    def _show_profile(self, name: str) -> None:
        self.show("providers")
        self.providers.choose(name)

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

    # -- what actions do ------------------------------------------------------------------------------

    def open_menu(self) -> None:
        """Open the one menu at the sign above the rail."""
        if self._menu is None:
            self._menu = WindowMenu(self.theme, self.actions, self.window)
        mark = self.window.rail.mark
        self._menu.open_below(mark)

    def open_palette(self) -> None:
        self.palette.open()

    def toggle_full_screen(self) -> None:
        window = self.window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    def step_pane(self, by: int) -> None:
        """Give the keyboard to the next pane of the window, round the end."""
        self.keyboard.step_pane(by)

    def _on_screen_gone(self) -> None:
        bring_into_sight(self.window)

    def _on_status(self) -> None:
        self.window.status.show_items(self.status.state.left, self.status.state.right)

    def _keep_state(self) -> None:
        """Write sizes, place and keys a moment later, so that a killed process loses little of them."""
        self.session.scope.start("window state", self._write_state())

    async def _write_state(self) -> None:
        await asyncio.sleep(_STATE_AFTER_SECONDS)
        keep(self.window, self.session.state)
        await self.session.worker.run(write_state, self.session.home, deepcopy(self.session.state))

    def _on_status_chosen(self, verb: str) -> None:
        if verb:
            self.actions.run(verb)

    async def finish(self) -> None:
        """Write what is unsaved and remember sizes."""
        self.status.stop()
        QGuiApplication.instance().screenRemoved.disconnect(self._on_screen_gone)  # type: ignore[union-attr]
        for screen in self.window.made_screens:
            keep_sizes = getattr(screen, "keep_sizes", None)
            if keep_sizes is not None:
                keep_sizes()
        self.compose.sending.sender.stop()
        try:
            await self.compose.files.finish()
        except Exception as error:  # noqa: BLE001 - a mistake in saving must not keep the program from ending
            self.session.notices.report("save at the end", error)
        state, window = self.session.state, self.window
        keep(window, state)
        state.screen = window.current_place or state.screen
        state.keep_look(self.theme.look)
