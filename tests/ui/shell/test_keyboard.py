"""Panes by F6, Escape, and where the keyboard goes when screens change."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QWidget
from tests.ui.conftest import Driver
from tests.ui.shell.conftest import Opened

from pushbench.domain.errors import UserError
from pushbench.ui.shell.pane_order import first_focusable, main_list
from pushbench.ui.shell.places import places


def press(opened: Opened, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(opened.application.window.windowHandle(), key, modifier)


@pytest.fixture
def active(opened: Opened, driver: Driver) -> Opened:
    window = opened.application.window
    window.resize(1440, 900)
    window.activateWindow()
    driver.until(window.isActiveWindow)
    opened.screens.show("compose")
    driver.turn()
    return opened


def focused_pane(opened: Opened) -> QWidget:
    now = QApplication.focusWidget()
    assert now is not None
    return next(pane for pane in opened.screens.keyboard.panes if pane is now or pane.isAncestorOf(now))


@pytest.mark.parametrize("place", [place.key for place in places()])
def test_f6_visits_every_pane_of_a_screen_and_comes_round(active: Opened, driver: Driver, place: str) -> None:
    active.screens.show(place)
    driver.turn()
    usable = [pane for pane in active.screens.keyboard.panes if first_focusable(pane) is not None]
    assert len(usable) >= 2
    active.screens.keyboard._order.enter(usable[0])
    seen = [focused_pane(active)]
    for _ in usable[1:]:
        press(active, Qt.Key.Key_F6)
        seen.append(focused_pane(active))
    assert seen == usable
    press(active, Qt.Key.Key_F6)
    assert focused_pane(active) is usable[0]
    press(active, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert focused_pane(active) is usable[-1]


def test_a_pane_remembers_where_the_keyboard_was(active: Opened) -> None:
    screen = active.screens.compose_screen
    assert screen is not None
    body = screen.form.findChildren(QPlainTextEdit)[2]
    body.setFocus()
    press(active, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is not body
    press(active, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is body


def test_escape_closes_the_notice_then_clears_the_search_then_goes_to_the_list(active: Opened, driver: Driver) -> None:
    screen = active.screens.compose_screen
    assert screen is not None
    active.application.notices.report("x", UserError("What.", "Why.", "Fix."))
    screen.library.search.setText("hello")
    title = screen.form.findChildren(QPlainTextEdit)[0]
    title.setFocus()
    before = title.toPlainText()
    press(active, Qt.Key.Key_Escape)
    assert not active.application.window.notices.isVisible()
    assert screen.library.search.text() == "hello"
    press(active, Qt.Key.Key_Escape)
    assert screen.library.search.text() == ""
    press(active, Qt.Key.Key_Escape)
    now = QApplication.focusWidget()
    assert isinstance(now, QAbstractItemView)
    assert now is main_list(screen)
    assert title.toPlainText() == before


def test_escape_in_a_search_clears_it_then_goes_to_the_list(active: Opened, driver: Driver) -> None:
    active.screens.show("devices")
    driver.turn()
    screen = active.application.window.made_screen("devices")
    assert screen is not None
    search = screen.findChild(QLineEdit)
    assert search is not None
    search.setFocus()
    search.setText("pixel")
    press(active, Qt.Key.Key_Escape)
    assert search.text() == ""
    press(active, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is main_list(screen)


@pytest.mark.parametrize("place", [place.key for place in places() if place.key not in ("compose", "settings")])
def test_a_screen_that_comes_into_sight_has_the_keyboard(active: Opened, driver: Driver, place: str) -> None:
    active.screens.show(place)
    driver.turn()
    screen = active.application.window.made_screen(place)
    now = QApplication.focusWidget()
    assert screen is not None
    assert now is not None
    assert screen.isAncestorOf(now)
    active.screens.show("compose")
    driver.turn()
    active.screens.show(place)
    assert QApplication.focusWidget() is now


def test_whoever_walks_the_rail_stays_on_it(active: Opened, driver: Driver) -> None:
    rail = active.application.window.rail
    button = next(child for child in rail.findChildren(QWidget) if child.accessibleName() == "Devices")
    button.setFocus()
    press(active, Qt.Key.Key_Space)
    assert active.application.window.current_place == "devices"
    assert QApplication.focusWidget() is button


class Flashes(QObject):
    """Notes every window that is shown: a widget that is shown before it has a parent is one."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.mark.parametrize("place", [place.key for place in places()])
def test_making_a_screen_flashes_no_window(active: Opened, driver: Driver, qapp: QApplication, place: str) -> None:
    flashes = Flashes()
    qapp.installEventFilter(flashes)
    active.screens.show(place)
    driver.turn()
    qapp.removeEventFilter(flashes)
    assert flashes.seen == []
