"""Which keys stand for what: what can be a shortcut, conflicts, what is remembered."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver
from tests.ui.shell.conftest import Opened

from pushbench.domain.errors import UserError
from pushbench.ui.actions import Action, ActionTable
from pushbench.ui.bindings import checked_key, read_bindings
from pushbench.ui.shell.window_state import read_state


class Table:
    """A table with three actions, and what was done with it."""

    def __init__(self, window: QWidget, kept: dict[str, Any], platform: str = "linux") -> None:
        self.done: list[str] = []
        self.refused: list[str] = []
        self.kept = kept
        self.table = ActionTable(window, self.refused.append, kept=kept, platform=platform)
        self.table.go = self.table.set_screen
        self.table.add(
            [
                self._action("send.now", ("Ctrl+Return",), "compose"),
                self._action("devices.add", ("Ctrl+N",), "devices"),
                self._action("message.new", ("Ctrl+N",), "compose"),
                self._action("window.palette", ("Ctrl+K",), mac=("Meta+K",)),
                Action("edit.copy", "Copy", lambda: None, ("Ctrl+Insert",), is_field_key=True),
            ]
        )
        self.table.set_screen("compose")

    def _action(self, key: str, keys: tuple[str, ...], screen: str = "", mac: tuple[str, ...] | None = None) -> Action:
        return Action(key, key, lambda: self.done.append(key), keys, "Group", screen, mac_shortcuts=mac)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def made(window: QWidget) -> Table:
    return Table(window, {})


@pytest.mark.parametrize(
    ("text", "portable"),
    [
        ("ctrl+shift+k", "Ctrl+Shift+K"),
        ("F9", "F9"),
        ("Del", "Del"),
        ("Alt+PgDown", "Alt+PgDown"),
        ("Meta+1", "Meta+1"),
    ],
)
def test_a_shortcut_is_kept_in_portable_text(qapp: object, text: str, portable: str) -> None:
    assert checked_key(text, platform="linux") == portable


@pytest.mark.parametrize(
    "text", ["", "K", "Shift+K", "7", "Space", "Return", "Down", "Ctrl+C", "Ctrl+Alt+Q", "Ctrl+Foo", "Ctrl+K, Ctrl+S"]
)
def test_what_cannot_be_a_shortcut_is_told(qapp: object, text: str) -> None:
    with pytest.raises(UserError) as caught:
        checked_key(text, platform="linux")
    assert all((caught.value.what, caught.value.why, caught.value.fix))


def test_option_types_nothing_that_command_needs(qapp: object) -> None:
    assert checked_key("Ctrl+Alt+P", platform="darwin") == "Ctrl+Alt+P"


def test_a_mac_has_its_own_keys(window: QWidget) -> None:
    assert Table(window, {}, "darwin").table.keys("window.palette") == ("Meta+K",)
    assert Table(window, {}, "win32").table.keys("window.palette") == ("Ctrl+K",)


def test_other_keys_work_at_once_and_are_remembered(made: Table, window: QWidget) -> None:
    heard: list[bool] = []
    made.table.changed.connect(lambda: heard.append(True))
    made.table.rebind("send.now", ["ctrl+shift+m"])
    assert made.table.q_action("send.now").shortcuts() == [QKeySequence("Ctrl+Shift+M")]
    assert made.kept == {"send.now": ["Ctrl+Shift+M"]}
    assert heard == [True]
    line = next(line for line in made.table.bindings if line.id == "send.now")
    assert line.is_changed
    assert line.usual_keys == ("Ctrl+Return",)
    again = Table(window, dict(made.kept))
    assert again.table.keys("send.now") == ("Ctrl+Shift+M",)


def test_a_key_of_another_action_is_refused_by_name(made: Table) -> None:
    with pytest.raises(UserError) as caught:
        made.table.rebind("send.now", ["Ctrl+K"])
    assert "window.palette" in caught.value.why
    assert made.table.keys("send.now") == ("Ctrl+Return",)
    assert [action.id for action in made.table.conflicts("window.palette", "Ctrl+N")] == ["devices.add", "message.new"]


def test_a_key_can_be_taken(made: Table) -> None:
    made.table.rebind("send.now", ["Ctrl+K"], takes=True)
    assert made.table.keys("send.now") == ("Ctrl+K",)
    assert made.table.keys("window.palette") == ()


def test_screens_share_keys_without_a_conflict(made: Table) -> None:
    assert made.table.conflicts("devices.add", "Ctrl+Return") == ()
    made.table.rebind("devices.add", ["Ctrl+Return"])
    assert made.table.keys("send.now") == ("Ctrl+Return",)


def test_what_text_fields_need_cannot_be_taken(made: Table) -> None:
    with pytest.raises(UserError):
        made.table.rebind("send.now", ["Ctrl+Insert"], takes=True)


def test_usual_keys_come_back(made: Table) -> None:
    made.table.rebind("send.now", ["Ctrl+K"], takes=True)
    made.table.reset("window.palette")
    assert made.table.keys("window.palette") == ("Ctrl+K",)
    assert made.table.keys("send.now") == ()
    made.table.reset()
    assert made.kept == {}
    assert not [line for line in made.table.bindings if line.is_changed]


def test_usual_keys_given_by_hand_count_as_unchanged(made: Table) -> None:
    made.table.rebind("send.now", ["F9"])
    made.table.rebind("send.now", ["Ctrl+Return"])
    assert made.kept == {}


@pytest.mark.parametrize("kept", [{"send.now": "Ctrl+M"}, {"send.now": None}, {"gone.action": ["Ctrl+M"]}])
def test_damaged_memory_does_no_harm(window: QWidget, kept: dict[str, Any]) -> None:
    assert Table(window, kept).table.keys("send.now") == ("Ctrl+Return",)


def test_remembered_letters_are_left_out(qapp: object) -> None:
    assert read_bindings({"a": ["K", "Ctrl+M"]}, platform="linux") == {"a": ("Ctrl+M",)}


def test_an_action_of_another_screen_goes_there_first(made: Table) -> None:
    made.table.run("devices.add")
    assert made.table.screen == "devices"
    assert made.done == ["devices.add"]


def test_keys_press_what_they_stand_for(made: Table, window: QWidget, qtbot: QtBot) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    handle = window.windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert made.done == ["message.new"]
    made.table.rebind("message.new", ["Ctrl+M"])
    QTest.keyClick(handle, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(handle, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert made.done == ["message.new", "message.new"]


def test_changed_keys_outlive_a_killed_process(opened: Opened, driver: Driver) -> None:
    opened.screens.actions.rebind("send.now", ["Ctrl+Shift+M"])
    home = opened.workspace.home
    driver.until(lambda: read_state(home).choices.get("bindings") == {"send.now": ["Ctrl+Shift+M"]})
