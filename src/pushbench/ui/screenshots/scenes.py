"""What is done in the window before each picture, by the window's own verbs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QTableView, QWidget

from pushbench.ui.providers.profile_list import ProfileList
from pushbench.ui.screenshots.clock import NOON, PictureClock, moment
from pushbench.ui.screenshots.png import write_png
from pushbench.ui.screenshots.skylark import PRODUCTION, STAGING, sendings
from pushbench.ui.theme.theme import Mode
from pushbench.ui.widgets.side_list import SideList

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.shell.application import Application
    from pushbench.ui.shell.screens import Screens

SIZES = ((1440, 900, ""), (1024, 700, "-small"))
MODES = (Mode.LIGHT, Mode.DARK)
MESSAGE = "Trips/Gate change.push.json"
TABS = ("Silent/Sync itinerary.push.json", "Trips/Rate your trip.push.json", MESSAGE)
_APP_FILE = """{
  "project_info": {"project_number": "418004180041", "project_id": "skylark-stg", "storage_bucket": "skylark-stg.app"},
  "client": [{
    "client_info": {
      "mobilesdk_app_id": "1:418004180041:android:5c1a7e0b42",
      "android_client_info": {"package_name": "app.skylark"}
    },
    "api_key": [{"current_key": "AIzaSyMadeUpForThePicture0000000000000"}]
  }],
  "configuration_version": "1"
}"""
_PATIENCE_SECONDS = 60.0
_SETTLE_SECONDS = 0.7

Do = Callable[["Stand"], Awaitable[None]]


async def _nothing(_stand: Stand) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture's name, what leads to it, and what is done after it."""

    name: str
    prepare: Do
    after: Do = _nothing
    is_small_too: bool = True
    """Whether it is taken in the small window as well; the folder of pictures has to stay small."""


class Stand:
    """Holds the window still and takes pictures of it."""

    def __init__(self, window: Application, folder: Path, clock: PictureClock | None) -> None:
        self.window = window
        self.folder = folder
        self.clock = clock

    @property
    def screens(self) -> Screens:
        screens = self.window.screens
        assert screens is not None  # noqa: S101  # nothing is asked before it is there
        return screens

    def is_ready(self) -> bool:
        return self.window.screens is not None and self.screens.compose.state.is_ready

    async def until(self, is_done: Callable[[], object]) -> None:
        """Wait for something the window does by itself; raises TimeoutError."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not is_done():  # noqa: ASYNC110  # many parts of the window have their share in it
                await asyncio.sleep(0.05)

    async def take(self, scene: Scene) -> None:
        """Take a scene's pictures in every size and appearance."""
        theme = self.window.theme
        for width, height, suffix in SIZES if scene.is_small_too else SIZES[:1]:
            self.window.window.resize(width, height)
            for mode in MODES:
                theme.choose(replace(theme.look, mode=mode))
                await scene.prepare(self)
                await asyncio.sleep(_SETTLE_SECONDS)
                write_png(self.picture(), self.folder / f"{scene.name}-{mode.value}{suffix}.png")
                await scene.after(self)

    def focus_table(self, key: str) -> None:
        """Give the keyboard to a screen's list or table, where a person would have it."""
        self.window.window.activateWindow()
        screen = self.window.window.made_screen(key)
        kind = ProfileList if key == "providers" else QTableView
        table = screen.findChild(kind) if screen is not None else None
        if table is not None:
            table.setFocus()

    async def choose_section(self, key: str) -> None:
        """Lead the settings to a section, with the keyboard in the list of sections."""
        screen = self.window.window.made_screen("settings")
        side = screen.findChild(SideList) if screen is not None else None
        if side is None:
            raise LookupError("the settings have no list of sections")
        side.setFocus()
        await asyncio.sleep(_SETTLE_SECONDS)  # pages come one after the other
        rows = [row for row in range(side.lines.rowCount()) if side.lines.item(row).key == key]
        if not rows:
            raise LookupError(f"the settings have no section {key}")
        side.setCurrentIndex(side.lines.index(rows[0], 0))

    def picture(self) -> QImage:
        """Return the window with the popups and dialogs that are open over it."""
        main = self.window.window
        image = main.grab().toImage()
        with QPainter(image) as painter:
            for widget in QApplication.topLevelWidgets():
                if widget is not main and widget.isVisible() and widget.windowType() != Qt.WindowType.ToolTip:
                    self._paint_over(painter, main, widget)
        return image.convertToFormat(QImage.Format.Format_RGB32)

    @staticmethod
    def _paint_over(painter: QPainter, main: QWidget, widget: QWidget) -> None:
        place = widget.pos() - main.pos()
        if isinstance(widget, QDialog):
            # Offscreen there is no window manager that would put it into the middle.
            place.setX((main.width() - widget.width()) // 2)
            place.setY((main.height() - widget.height()) // 3)
        painter.save()
        painter.translate(place)
        if not widget.mask().isEmpty():
            painter.setClipRegion(widget.mask())
        painter.drawPixmap(0, 0, widget.grab())
        painter.restore()


# -- the working home ------------------------------------------------------------------------------------


async def _compose(stand: Stand) -> None:
    """Open three messages, and send the last of them once as the story says."""
    screens = stand.screens
    compose = screens.compose
    screens.show("compose")
    for key in TABS:
        compose.files.open_message(key)
        await stand.until(partial(_is_open, compose, key))
    compose.files.close_tabs(tuple(tab.key for tab in compose.state.tabs if tab.key not in TABS))
    await stand.until(lambda: compose.state.profile is not None and compose.state.profile.title == STAGING)
    if not compose.sending.log.rows.keys:
        await _send_last(stand)


def _is_open(compose: ComposeModel, key: str) -> bool:
    return compose.state.current == key


async def _send_last(stand: Stand) -> None:
    """Send the newest send of the story from the window itself."""
    from pushbench.ui.screenshots.story import set_faults

    compose, workspace = stand.screens.compose, stand.screens.session.workspace
    last = sendings()[-1]
    if stand.clock is not None:
        stand.clock.set(moment(last.days_before, last.clock))
    await set_faults(workspace, last)
    await stand.until(lambda: len(compose.state.targets) == len(last.targets))
    compose.sending.send()
    await stand.until(lambda: compose.state.send.total > 0 and compose.state.send.done == compose.state.send.total)
    await stand.until(lambda: not compose.sending.sender.is_busy)
    await workspace.local.clear_faults()
    if stand.clock is not None:
        stand.clock.set(NOON.timestamp())
    stand.screens.session.history_changed.emit()
    stand.screens.session.devices_changed.emit()


async def _devices(stand: Stand) -> None:
    stand.screens.show("devices")
    model = stand.screens.devices
    await stand.until(lambda: model.state.is_ready)
    model.choose("Ana's iPhone 16")
    await stand.until(lambda: model.state.current == "Ana's iPhone 16")
    stand.focus_table("devices")


async def _providers(stand: Stand) -> None:
    stand.screens.show("providers")
    model = stand.screens.providers
    await stand.until(lambda: model.state.profiles)
    model.choose("Skylark iOS")
    await stand.until(lambda: model.state.current == "Skylark iOS")
    if not model.state.results:
        model.test()
        await stand.until(lambda: model.state.tested_at is not None and not model.state.is_testing)
    stand.focus_table("providers")


async def _providers_set(stand: Stand) -> None:
    stand.screens.show("providers")
    model = stand.screens.providers
    await stand.until(lambda: model.state.profiles)
    model.choose_set(STAGING)
    await stand.until(lambda: model.state.current_set == STAGING)
    stand.focus_table("providers")


async def _doctor(stand: Stand) -> None:
    """Read the file of an app in place of a server's key, which is the commonest mistake."""
    await _providers(stand)
    doctor = stand.screens.providers.doctor
    doctor.read_text(_APP_FILE)
    await stand.until(lambda: doctor.state.found is not None and not doctor.state.is_reading)
    stand.focus_table("providers")


async def _leave_doctor(stand: Stand) -> None:
    stand.screens.providers.doctor.close()


async def _losses(stand: Stand) -> None:
    await _compose(stand)
    stand.screens.compose.choose_provider("fcm")
    stand.screens.actions.run("view.losses")


async def _leave_losses(stand: Stand) -> None:
    await _close_popups(stand)
    stand.screens.compose.choose_provider("apns")


async def _history(stand: Stand) -> None:
    stand.screens.show("history")
    model = stand.screens.history
    await stand.until(lambda: model.state.is_ready and model.rows.keys)
    found = await model.session.workspace.store.run(_refused)
    model.show_tab("summary")
    model.choose(found)
    await stand.until(lambda: model.state.current == found)
    stand.focus_table("history")


async def _history_request(stand: Stand) -> None:
    await _history(stand)
    stand.screens.history.show_tab("request")


async def _history_preview(stand: Stand) -> None:
    await _history(stand)
    stand.screens.history.show_tab("preview")


async def _history_export(stand: Stand) -> None:
    await _history_request(stand)
    made = stand.window.window.made_screen("history")
    made.open_export()  # type: ignore[union-attr]


def _refused(db: object) -> str:
    from pushbench.store.history import HistoryQuery

    rows = db.history.page(HistoryQuery(status="410"), limit=1)  # type: ignore[attr-defined]
    return str(rows[0].id)


async def _sandbox(stand: Stand) -> None:
    stand.screens.show("sandbox")


async def _settings(stand: Stand) -> None:
    stand.screens.show("settings")
    await stand.choose_section("appearance")


async def _settings_keyboard(stand: Stand) -> None:
    stand.screens.show("settings")
    await stand.choose_section("keyboard")


async def _settings_data(stand: Stand) -> None:
    stand.screens.show("settings")
    await stand.choose_section("data")


async def _palette(stand: Stand) -> None:
    await _compose(stand)
    stand.screens.open_palette()


async def _close_popups(stand: Stand) -> None:
    for widget in QApplication.topLevelWidgets():
        if widget is not stand.window.window and widget.isVisible():
            widget.close()
    await asyncio.sleep(0.1)


async def _production(stand: Stand) -> None:
    """Ask for a send to Production; the dialog is what is pictured."""
    screens = stand.screens
    compose = screens.compose
    screens.show("compose")
    compose.files.open_message(MESSAGE)
    compose.choose_profile(f"set:{PRODUCTION}")
    await stand.until(lambda: compose.state.profile is not None and compose.state.profile.title == PRODUCTION)
    compose.sending.send()
    await stand.until(
        lambda: any(isinstance(widget, QDialog) and widget.isVisible() for widget in QApplication.topLevelWidgets())
    )


async def _leave_production(stand: Stand) -> None:
    await _close_popups(stand)
    compose = stand.screens.compose
    await stand.until(lambda: not compose.sending.sender.is_busy)
    compose.choose_profile(f"set:{STAGING}")
    await stand.until(lambda: compose.state.profile is not None and compose.state.profile.title == STAGING)


# -- the first run ---------------------------------------------------------------------------------------


async def _first_run(stand: Stand) -> None:
    stand.screens.show("sandbox")


async def _first_push(stand: Stand) -> None:
    """Press the buttons that offer themselves until a push has arrived."""
    stand.screens.show("sandbox")
    local = stand.screens.session.workspace.local
    while not (local.is_running and await local.received()):
        button = _primary(stand)
        if button is not None:
            button.click()
        await asyncio.sleep(0.5)


def _primary(stand: Stand) -> QPushButton | None:
    screen = stand.window.window.made_screen("sandbox")
    buttons = screen.findChildren(QPushButton) if screen is not None else []
    return next((b for b in buttons if b.isVisible() and b.isEnabled() and b.property("kind") == "primary"), None)


FIRST_RUN = (Scene("first-run", _first_run), Scene("first-push", _first_push))
WORKING = (
    Scene("compose", _compose),
    Scene("devices", _devices),
    Scene("providers", _providers),
    Scene("providers-set", _providers_set, is_small_too=False),
    Scene("doctor", _doctor, _leave_doctor),
    Scene("losses", _losses, _leave_losses, is_small_too=False),
    Scene("history", _history),
    Scene("history-request", _history_request),
    Scene("history-preview", _history_preview, is_small_too=False),
    Scene("history-export", _history_export, _close_popups, is_small_too=False),
    Scene("sandbox", _sandbox),
    Scene("settings", _settings),
    Scene("settings-keyboard", _settings_keyboard, is_small_too=False),
    Scene("settings-data", _settings_data, is_small_too=False),
    Scene("palette", _palette, _close_popups, is_small_too=False),
    Scene("production", _production, _leave_production),
)
"""In the order they are taken; the first one sends."""
