"""The command palette: what fits, in which order, what is remembered, what cannot be done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver
from tests.ui.shell.conftest import Opened

from pushbench.ui.shell.palette.entries import RECENT_KEPT, Entry, found, listed, remember
from pushbench.ui.shell.palette.matching import match


@pytest.mark.parametrize(
    ("wanted", "title", "places"),
    [
        ("new", "New message", {0, 1, 2}),
        ("mess", "New message", {4, 5, 6, 7}),
        ("nm", "New message", {0, 4}),
        ("mes new", "New message", {0, 1, 2, 4, 5, 6}),
        ("ÜBER", "Über", {0, 1, 2, 3}),
        ("sag", "New message", {7, 8, 9}),
    ],
)
def test_typed_letters_are_found(wanted: str, title: str, places: set[int]) -> None:
    fit = match(wanted, title)
    assert fit is not None
    assert fit.places == places


@pytest.mark.parametrize(("wanted", "title"), [("xyz", "New message"), ("wsa", "New message"), ("new old", "New")])
def test_what_does_not_fit_is_left_out(wanted: str, title: str) -> None:
    assert match(wanted, title) is None


def test_the_start_is_better_than_a_word_is_better_than_the_inside() -> None:
    scores = [match("send", title) for title in ("Send", "To send", "Resend", "Stop every new device")]
    values = [fit.score for fit in scores if fit is not None]
    assert values == sorted(values, reverse=True)
    assert len(values) == 4


def test_other_words_fit_without_being_marked() -> None:
    fit = match("appearance", "Dark theme", "Appearance")
    assert fit is not None
    assert fit.places == frozenset()


ENTRIES = (
    Entry("a", "Send", group="Send"),
    Entry("b", "Send again", group="Send", why="Choose one first."),
    Entry("c", "Send log", group="View", is_elsewhere=True),
)


def test_what_was_used_last_comes_first() -> None:
    lines = listed(ENTRIES, ["c", "gone"])
    assert [line.key or line.title for line in lines] == ["Recent", "c", "Send", "a", "b"]
    assert next(line.key for line in found(ENTRIES, "send", ["c"])) == "a"
    assert [line.key for line in found(ENTRIES, "send l", ["c"])] == ["c"]
    assert [line.key for line in found(ENTRIES, "s", ["c"])] == ["c", "a", "b"]


def test_few_are_remembered_each_once() -> None:
    recent: list[str] = []
    for number in range(20):
        remember(recent, str(number))
    remember(recent, "15")
    assert recent[:2] == ["15", "19"]
    assert len(recent) == RECENT_KEPT


def test_the_palette_runs_remembers_and_searches(opened: Opened, driver: Driver, qtbot: QtBot) -> None:
    screens = opened.screens
    screens.open_palette()
    popup = screens.palette.popup
    qtbot.keyClicks(popup.search, "dark")
    assert popup.list.current is not None
    assert popup.list.current.key == "look.dark"
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert opened.application.theme.is_dark
    screens.open_palette()
    assert [popup.list.lines.entry(row).title for row in range(2)] == ["Recent", "Dark theme"]
    assert opened.application.state.choices["palette"] == ["look.dark"]
    popup.hide()


def test_what_cannot_be_done_says_why_and_stays(opened: Opened, qtbot: QtBot) -> None:
    screens = opened.screens
    screens.open_palette()
    popup = screens.palette.popup
    qtbot.keyClicks(popup.search, "send again")
    entry = popup.list.current
    assert entry is not None
    assert entry.key == "log.again"
    assert "send log first" in entry.why
    assert entry.why in entry.spoken
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert popup.isVisible()
    popup.hide()


def test_arrows_and_escape(opened: Opened, qtbot: QtBot) -> None:
    opened.screens.open_palette()
    popup = opened.screens.palette.popup
    rows = popup.list.lines.rows
    qtbot.keyClick(popup.search, Qt.Key.Key_Up)
    assert popup.list.currentIndex().row() == rows[-1]
    qtbot.keyClick(popup.search, Qt.Key.Key_Down)
    assert popup.list.currentIndex().row() == rows[0]
    qtbot.keyClick(popup.search, Qt.Key.Key_PageDown)
    assert popup.list.currentIndex().row() == rows[9]
    qtbot.keyClicks(popup.search, "zzzz")
    assert popup.list.current is None
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    qtbot.keyClick(popup.search, Qt.Key.Key_Escape)
    assert popup.search.text() == ""
    assert popup.isVisible()
    qtbot.keyClick(popup.search, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_devices_are_found_and_shown(opened: Opened, driver: Driver, qtbot: QtBot) -> None:
    opened.screens.open_palette()
    popup = opened.screens.palette.popup
    qtbot.keyClicks(popup.search, "pixel")
    driver.until(
        lambda: any(popup.list.lines.entry(row).key == "device:Virtual Pixel" for row in popup.list.lines.rows)
    )
    popup.picked.emit("device:Virtual Pixel")
    popup.hide()
    driver.until(lambda: opened.screens.devices.state.current == "Virtual Pixel")
    assert opened.application.window.current_place == "devices"


def test_messages_and_profiles_are_found(opened: Opened, qtbot: QtBot) -> None:
    opened.screens.open_palette()
    popup = opened.screens.palette.popup
    qtbot.keyClicks(popup.search, "hello")
    assert popup.list.current is not None
    assert popup.list.current.key.startswith("message:")
    popup.search.clear()
    qtbot.keyClicks(popup.search, "this computer")
    assert popup.list.current.key == "profile:set:This computer"
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert opened.application.window.current_place == "compose"


def test_an_action_of_another_screen_brings_it_into_sight(opened: Opened, qtbot: QtBot) -> None:
    opened.screens.open_palette()
    popup = opened.screens.palette.popup
    qtbot.keyClicks(popup.search, "find a device")
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert opened.application.window.current_place == "devices"
