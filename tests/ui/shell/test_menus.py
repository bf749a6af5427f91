"""Menus from the table: everything is reachable, what cannot be done says why, a Mac's own places."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMenuBar
from tests.ui.conftest import Driver
from tests.ui.shell.conftest import Opened

from pushbench.ui.shell.menus import ActionMenu, WindowMenu, fill_bar, menu_specs
from pushbench.ui.theme.icons import icon_book


def ids_of(menu: QMenu) -> set[str]:
    """Return the ids of a menu's actions and of its submenus'."""
    found = set()
    for action in menu.actions():
        submenu = action.menu()
        found |= ids_of(submenu) if isinstance(submenu, QMenu) else {action.objectName()}
    return found - {""}


def test_every_action_is_in_the_window_menu(opened: Opened) -> None:
    opened.screens.open_menu()
    menu = opened.application.window.findChild(WindowMenu)
    assert menu is not None
    assert menu.isVisible()
    assert ids_of(menu) == {action.id for action in opened.screens.actions.all}
    menu.hide()


def test_every_action_is_in_the_menu_bar_of_a_mac(opened: Opened) -> None:
    bar = QMenuBar(opened.application.window)
    fill_bar(bar, opened.application.theme, opened.screens.actions)
    menus = bar.findChildren(ActionMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert [menu.title() for menu in menus] == [spec.title for spec in menu_specs()]
    assert set().union(*(ids_of(menu) for menu in menus)) == {action.id for action in opened.screens.actions.all}
    roles = {key: opened.screens.actions.q_action(key).menuRole() for key in ("help.about", "go.settings", "file.quit")}
    assert list(roles.values()) == [
        QAction.MenuRole.AboutRole,
        QAction.MenuRole.PreferencesRole,
        QAction.MenuRole.QuitRole,
    ]
    others = [
        action.id
        for action in opened.screens.actions.all
        if action.id not in roles
        and opened.screens.actions.q_action(action.id).menuRole() is not QAction.MenuRole.NoRole
    ]
    assert others == []
    bar.deleteLater()


def test_a_menu_tells_what_cannot_be_done_and_keys_answer_again(opened: Opened, driver: Driver) -> None:
    opened.screens.open_menu()
    menu = opened.application.window.findChild(WindowMenu)
    assert menu is not None
    made = {submenu.objectName(): submenu for submenu in menu.submenus}
    made["menu-send"].aboutToShow.emit()
    again = opened.screens.actions.q_action("log.again")
    assert not again.isEnabled()
    assert "send log first" in again.toolTip()
    made["menu-devices"].aboutToShow.emit()
    assert not opened.screens.actions.q_action("devices.add").isEnabled()
    made["menu-send"].aboutToHide.emit()
    assert again.isEnabled()
    menu.hide()


def test_f10_opens_the_menu_and_escape_closes_it(opened: Opened, driver: Driver) -> None:
    window = opened.application.window
    window.activateWindow()
    driver.until(window.isActiveWindow)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F10)
    menu = window.findChild(WindowMenu)
    assert menu is not None
    assert menu.isVisible()
    assert menu.activeAction() is menu.actions()[0]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_every_icon_exists(opened: Opened) -> None:
    wanted = {action.icon for action in opened.screens.actions.all if action.icon}
    assert wanted <= set(icon_book())


def test_marks_show_what_is_on(opened: Opened) -> None:
    table = opened.screens.actions
    table.refresh("window.full")
    assert table.q_action("window.full").isCheckable()
    assert not table.q_action("window.full").isChecked()
