"""Menus beside the menu bar name the keys an action has now, on this system, also after they were changed."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QMenu
from tests.ui.conftest import Driver
from tests.ui.shell.conftest import Opened

import pushbench.ui
from pushbench.ui.bindings import key_words

_ASKED = re.compile(r'keys_of\("([^"]+)"\)')


def test_the_send_menu_follows_changed_keys(opened: Opened, driver: Driver) -> None:
    screens = opened.screens
    screens.actions.rebind("send.now", ["Ctrl+Shift+M"])
    screen = screens.compose_screen
    assert screen is not None
    screen.bar.open_menu()
    driver.turn()
    menu = next(menu for menu in screen.bar.findChildren(QMenu) if menu.isVisible())
    shown = {action.text(): action.shortcut().toString() for action in menu.actions()}
    assert shown["Send now"] == "Ctrl+Shift+M"
    assert shown["Validate only"] == "Ctrl+Shift+Return"
    menu.close()
    screens.compose.changed.emit()
    assert key_words("Ctrl+Shift+M") in screen.bar.send.main.toolTip()


def test_every_action_whose_keys_a_menu_shows_exists(opened: Opened) -> None:
    folder = Path(pushbench.ui.__file__).parent
    asked = {name for file in folder.rglob("*.py") for name in _ASKED.findall(file.read_text(encoding="utf-8"))}
    assert len(asked) >= 8
    assert [name for name in asked if name not in opened.screens.actions] == []
