"""What the window opens with: the first steps until something was sent or a service was connected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui.conftest import Driver
from tests.ui.fake_workspace import FakeWorkspace
from tests.ui.sandbox.fake_emulator import FakeEmulator

from pushbench.domain.outcome import DeliveryRecord, Outcome, OutcomeKind
from pushbench.domain.profile import Environment, Profile
from pushbench.engine.home import DATABASE_NAME
from pushbench.store.history import RunRecord
from pushbench.ui.sandbox.first_run import WELCOMED, seems_due
from pushbench.ui.sandbox.paste_dialog import PasteDialog, looks_pasted
from pushbench.ui.sandbox.screen import SandboxScreen
from pushbench.ui.sandbox.state import Phase
from pushbench.ui.shell.application import Application
from pushbench.ui.shell.screens import Screens
from pushbench.ui.shell.window_state import WELCOME_DUE, WindowState

Prepare = Callable[[FakeWorkspace], Any]


class Window:
    """An application over a home that can be opened again."""

    def __init__(self, driver: Driver, qapp: QApplication, home: Path) -> None:
        self.driver, self._qapp, self.home = driver, qapp, home

    def open(self, prepare: Prepare = lambda workspace: None) -> None:
        self.workspace = FakeWorkspace(self.home)
        self.workspace.local = FakeEmulator()  # type: ignore[assignment]
        prepare(self.workspace)

        async def opener(_home: Path | None) -> FakeWorkspace:
            return self.workspace

        self._app = Application(self._qapp, self.home, {}, opener=opener)  # type: ignore[arg-type]
        self._settled = False
        self._app.on_settled = self._on_settled
        self._task = self.driver.loop.create_task(self._app.main())
        self.driver.until(lambda: self._settled or self._task.done())
        self.driver.turn()

    def _on_settled(self) -> None:
        self._settled = True

    def close(self) -> None:
        self._app.close()
        self.driver.until(self._task.done)
        assert self._task.result() == 0

    @property
    def screens(self) -> Screens:
        assert self._app.screens is not None
        return self._app.screens

    @property
    def place(self) -> str:
        return self.screens.window.current_place

    @property
    def sandbox(self) -> SandboxScreen:
        made = self.screens.window.made_screen("sandbox")
        assert isinstance(made, SandboxScreen)
        return made


@pytest.fixture
def window(driver: Driver, qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    home = tmp_path / "home"
    home.mkdir()
    made = Window(driver, qapp, home)
    yield made
    made.close()


def _delivery() -> DeliveryRecord:
    return DeliveryRecord(
        "d1", "r1", "apns", "local-apns", "local", "Virtual iPhone", "device", "ab", Outcome(OutcomeKind.ACCEPTED, 200)
    )


def _sent(workspace: FakeWorkspace) -> None:
    workspace.store.database.history.start_run(RunRecord("r1", 1.0, "", "{}", "set", 1))
    workspace.store.database.history.add([_delivery()])


def _connected(workspace: FakeWorkspace) -> None:
    workspace.store.database.profiles.put(Profile("staging", "apns", Environment.SANDBOX))


def test_a_first_start_shows_the_first_step_and_starts_nothing(window: Window) -> None:
    window.open()
    assert window.place == "sandbox"
    assert window.sandbox.steps.isVisible()
    assert window.sandbox.steps.start.isVisible()
    assert window.sandbox.steps.leave.text() == "Skip to an empty message"
    assert window.screens.sandbox.state.phase is Phase.OFF
    assert not window.workspace.local.is_running


@pytest.mark.parametrize("prepare", [_sent, _connected])
def test_who_has_sent_or_connected_something_gets_compose(window: Window, prepare: Prepare) -> None:
    window.open(prepare)
    assert window.place == "compose"
    window.close()
    state = json.loads((window.home / "window.json").read_text())
    assert state["choices"][WELCOME_DUE] is False
    window.open(prepare)
    assert window.place == "compose"


def test_two_keys_send_the_first_push(window: Window) -> None:
    window.open()
    window.screens.window.activateWindow()
    steps = window.sandbox.steps
    assert window.screens.window.focusWidget() is steps.start
    QTest.keyClick(steps.start, Qt.Key.Key_Return)
    window.driver.until(lambda: window.screens.window.focusWidget() is steps.send)
    QTest.keyClick(steps.send, Qt.Key.Key_Return)
    window.driver.until(lambda: steps.yours.isVisible())
    assert window.screens.window.focusWidget() is steps.yours


def test_skipping_leads_to_an_empty_message(window: Window) -> None:
    window.open()
    window.sandbox.steps.leave.click()
    window.driver.until(lambda: window.screens.compose.state.message.name.startswith("Untitled"))
    assert window.place == "compose"
    assert not window.screens.sandbox.state.is_welcome


def test_the_sample_is_not_made_twice(window: Window) -> None:
    window.open()
    before = len(window.screens.compose.state.library)
    window.sandbox.steps.start.click()
    window.driver.until(lambda: window.screens.sandbox.state.is_running)
    window.screens.sandbox.make_it_yours()
    window.driver.until(lambda: window.screens.compose.state.message.name == "Hello from Pushbench")
    assert window.place == "compose"
    assert len(window.screens.compose.state.library) == before


def test_help_brings_the_first_steps_back(window: Window) -> None:
    window.open(_sent)
    window.screens.show("sandbox")
    assert not window.sandbox.steps.isVisible()
    assert window.sandbox.panel.start.isVisible() or window.sandbox.panel.stop.isVisible()
    window.screens.show("compose")
    window.screens.actions.run("help.welcome")
    assert window.place == "sandbox"
    assert window.sandbox.steps.isVisible()


def test_a_pasted_payload_becomes_a_message(window: Window) -> None:
    window.open()
    window.screens.sandbox.open_pasted('{"aps": {"alert": {"title": "Pasted"}}}')
    window.driver.until(lambda: window.screens.compose.state.message.content.title == "Pasted")
    assert window.place == "compose"


def test_the_paste_dialog_takes_only_what_fits_from_the_clipboard(theme: Any, qapp: QApplication) -> None:
    assert all(looks_pasted(text) for text in ('{"a": 1}', " curl -X POST x", "[1]"))
    assert not looks_pasted("a password")
    QApplication.clipboard().setText("a password")
    dialog = PasteDialog(theme)
    assert dialog.text == ""
    dialog.deleteLater()
    QApplication.clipboard().setText('{"aps": {}}')
    dialog = PasteDialog(theme)
    assert dialog.text == '{"aps": {}}'
    dialog.deleteLater()


@pytest.mark.parametrize(
    ("choices", "has_database", "due"),
    [
        ({}, False, True),
        ({}, True, False),
        ({WELCOME_DUE: True}, True, True),
        ({WELCOME_DUE: False}, False, False),
        ({WELCOMED: True, WELCOME_DUE: True}, False, False),
        ({WELCOME_DUE: "odd"}, True, False),
    ],
)
def test_the_guess_before_the_store_is_open(
    tmp_path: Path, choices: dict[str, Any], has_database: bool, due: bool
) -> None:
    if has_database:
        (tmp_path / DATABASE_NAME).touch()
    assert seems_due(WindowState(choices=choices), tmp_path) is due
