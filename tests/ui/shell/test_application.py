"""Start and end of the window: first paint first, screens on demand, nothing left behind."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from tests.ui.conftest import Driver
from tests.ui.fake_workspace import FakeWorkspace
from tests.ui.shell.conftest import Opened

from pushbench.domain.errors import UserError
from pushbench.ui.app import has_screen
from pushbench.ui.shell.application import Application
from pushbench.ui.shell.pane_order import first_focusable, panes_of
from pushbench.ui.shell.places import places
from pushbench.ui.shell.trouble_page import TroublePage
from pushbench.ui.shell.window_state import WindowState, read_state, write_state


def test_closing_ends_everything_in_order(opened: Opened, driver: Driver) -> None:
    before = threading.active_count()
    opened.screens.compose.editing.set_content("title", "Typed a moment ago")
    window = opened.application.window
    window.closeEvent(QCloseEvent())
    driver.until(opened.task.done)
    assert opened.workspace.is_closed
    assert not isValid(window)
    assert not opened.application.scope.running
    assert threading.active_count() <= before
    saved = next((opened.workspace.home / "messages").glob("*.push.json"))  # type: ignore[operator]
    assert json.loads(saved.read_text())["content"]["title"] == "Typed a moment ago"
    assert read_state(opened.workspace.home).choices["targets"]


def test_closing_during_a_send_asks_nothing(opened: Opened, driver: Driver) -> None:
    opened.workspace.retries.add("Virtual iPhone")
    opened.workspace.released.clear()
    opened.screens.compose.sending.send()
    driver.until(lambda: opened.screens.compose.sending.log.retrying == 1)
    opened.application.close()
    driver.until(opened.task.done)
    assert opened.workspace.is_closed


@pytest.mark.parametrize("place", [place.key for place in places()])
def test_every_place_opens(opened: Opened, driver: Driver, place: str) -> None:
    opened.screens.show(place)
    driver.turn()
    assert opened.application.window.current_place == place
    assert not opened.application.window.grab().isNull()


def test_screens_are_made_when_they_are_shown(opened: Opened) -> None:
    assert opened.application.window.made_screen("devices") is None
    opened.screens.show("devices")
    first = opened.application.window.made_screen("devices")
    opened.screens.show("compose")
    opened.screens.show("devices")
    assert opened.application.window.made_screen("devices") is first


def test_shortcuts_belong_to_their_screen(opened: Opened) -> None:
    actions = opened.screens.actions
    assert "send.now" in [action.id for action in actions.available()]
    opened.screens.show("settings")
    assert "send.now" not in [action.id for action in actions.available()]
    keys: dict[tuple[str, str], str] = {}
    for action in actions.all:
        for shortcut in action.shortcuts:
            for screen in [action.screen] if action.screen else [place.key for place in places()]:
                assert (screen, shortcut) not in keys, f"{shortcut} means {action.id} and {keys[screen, shortcut]}"
                keys[screen, shortcut] = action.id


def test_the_palette_lists_what_can_be_done(opened: Opened, driver: Driver) -> None:
    opened.screens.open_palette()
    picker = opened.screens.palette.popup
    picker.search.setText("provid")
    driver.turn()
    assert picker.list.current.key in ("go.providers", "view.provider")
    picker.picked.emit("go.providers")
    assert opened.application.window.current_place == "providers"
    picker.hide()


def test_trouble_is_told_and_the_window_stays(opened: Opened, driver: Driver) -> None:
    window = opened.application.window
    opened.application.notices.report("x", UserError("What happened.", "Why.", "Do this."))
    texts = [child.text() for child in window.notices.findChildren(QLabel)]
    assert {"What happened.", "Why.", "Do this."} <= set(texts)
    assert window.notices.isVisible()


def test_a_bug_shows_the_crash_panel_and_is_logged(
    opened: Opened, driver: Driver, expected_logs: Callable[[str], None]
) -> None:
    expected_logs("a slot failed")
    window = opened.application.window

    async def broken() -> None:
        raise ZeroDivisionError("a bug")

    sys.excepthook(ZeroDivisionError, ZeroDivisionError("a bug"), None)
    assert window.notices.isVisible()
    expected_logs("window:broken failed")
    opened.application.scope.start("broken", broken())
    driver.turn()
    copy = next(b for b in window.notices.findChildren(QPushButton) if b.text() == "Copy details")
    driver.turn()
    copy.click()
    assert "ZeroDivisionError" in QApplication.clipboard().text()
    assert window.isVisible()


def test_a_home_that_cannot_be_opened_is_told(driver: Driver, qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> None:
    async def opener(_home: Path | None) -> FakeWorkspace:
        raise UserError("The history is newer than this program.", "It was opened by version 9.", "Update Pushbench.")

    application = Application(qapp, tmp_path, {}, opener=opener)  # type: ignore[arg-type]
    task = driver.loop.create_task(application.main())
    driver.until(lambda: application.window.findChild(TroublePage) is not None)
    assert application.window.findChild(TroublePage).accessibleName() == "The history is newer than this program."
    application.close()
    driver.until(task.done)
    assert task.result() == 0


def test_panes_are_walked_in_reading_order(opened: Opened) -> None:
    screen = opened.screens.compose_screen
    assert screen is not None
    opened.application.window.resize(1440, 900)
    panes = [pane for pane in panes_of(screen) if first_focusable(pane) is not None]
    places = [
        next(n for n, pane in enumerate(panes) if pane is part or pane.isAncestorOf(part))
        for part in (screen.bar, screen.library, screen.head, screen.form, screen.json, screen.dock, screen.preview)
    ]
    assert places == sorted(set(places))


def test_text_size_is_changed_by_keys_and_remembered(opened: Opened, driver: Driver) -> None:
    opened.screens.actions.run("window.larger")
    assert opened.application.theme.look.text_percent == 110
    opened.screens.actions.run("window.usual")
    assert opened.application.theme.look.text_percent == 100
    opened.screens.settings.set_mode("dark")
    opened.application.close()
    driver.until(opened.task.done)
    assert read_state(opened.workspace.home).mode == "dark"


def test_the_status_line_follows_the_sandbox(opened: Opened, driver: Driver) -> None:
    driver.until(lambda: opened.workspace.local.is_running)
    driver.turn()
    assert opened.screens.status.state.left[0].text == "Sandbox on 127.0.0.1:8787"
    driver.run(opened.workspace.local.stop())
    assert opened.screens.status.state.left[0].text == "Sandbox off"


def test_production_shows_the_red_line_in_compose_only(opened: Opened, driver: Driver) -> None:
    from dataclasses import replace

    from pushbench.domain.profile import Environment

    compose = opened.screens.compose
    compose.become(profile=replace(compose.state.profile, environment=Environment.PRODUCTION))
    line = opened.application.window._line
    assert line.isVisible()
    assert line.accessibleName() == "Production"
    opened.screens.show("settings")
    assert not line.isVisible()
    opened.screens.show("compose")
    assert opened.screens.compose_screen.bar.send.main.text() == "Send to production…"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"width": "wide", "mode": 3}', "\x00"])
def test_a_damaged_window_file_gives_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "window.json").write_text(text)
    assert read_state(tmp_path) == WindowState()
    assert read_state(tmp_path / "nowhere") == WindowState()


def test_the_window_file_reads_back(tmp_path: Path) -> None:
    state = WindowState(mode="dark", text_percent=120, sizes={"compose": [1, 2, 3]}, choices={"targets": ["a"]})
    write_state(tmp_path, state)
    assert read_state(tmp_path) == state
    assert [path.name for path in tmp_path.iterdir()] == ["window.json"]
    (tmp_path / "file").write_text("")
    write_state(tmp_path / "file", state)


@pytest.mark.parametrize(
    ("environ", "platform", "can"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_without_a_screen_no_window_is_tried(environ: dict[str, str], platform: str, can: bool) -> None:
    assert has_screen(environ, platform) is can


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    code = (
        "import sys; from pushbench.ui.shell.application import Application;"
        "heavy = {'httpx', 'sqlalchemy', 'alembic', 'keyring', 'pygments', 'pywebpush', 'jwt', 'rich', 'click',"
        " 'pycurl', 'cryptography', 'lucide', 'pushbench.engine.workspace', 'pushbench.ui.compose.screen'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment())
    assert done.stdout.strip() == "[]"


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": "src", "QT_QPA_PLATFORM": "offscreen"}


def test_the_window_asks_rather_than_closes(opened: Opened) -> None:
    event = QCloseEvent()
    opened.application.window.closeEvent(event)
    assert not event.isAccepted()
    assert event.type() is QEvent.Type.Close
    assert opened.application.window.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose) is False
