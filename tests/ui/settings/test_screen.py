"""Sections, search, appearance, and what a keyboard and a screen reader find."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from tests.ui.conftest import Driver

from pushbench.ui.settings.appearance_page import AppearancePage
from pushbench.ui.settings.index import entries, sections
from pushbench.ui.settings.model import SettingsModel
from pushbench.ui.settings.page import SettingRow
from pushbench.ui.settings.screen import SettingsScreen
from pushbench.ui.settings.sizes import count_words, size_words
from pushbench.ui.theme.theme import Mode, Theme


def top_of(screen: SettingsScreen, widget: QWidget) -> int:
    return widget.mapTo(screen.view.viewport(), QPoint(0, 0)).y()


def listed(screen: SettingsScreen) -> list[str]:
    lines = screen.list.lines
    return [lines.item(row).text for row in range(lines.rowCount()) if lines.item(row).key]


def test_every_section_and_row_of_the_index_is_there(screen: SettingsScreen) -> None:
    assert listed(screen) == [*(section.title for section in sections()), "About Pushbench"]
    for entry in entries():
        row = screen.page(entry.section).rows[entry.key]
        if isinstance(row, SettingRow):
            assert row.title.text() == entry.title


@pytest.mark.parametrize("key", [section.key for section in sections()])
def test_the_list_leads_to_a_section(screen: SettingsScreen, driver: Driver, model: SettingsModel, key: str) -> None:
    screen.list.chosen.emit(key)
    driver.turn()
    assert model.state.page == key
    assert screen.list.current_key == key
    assert 0 <= top_of(screen, screen.page(key)) < screen.view.viewport().height()


def test_the_list_follows_the_scroll_position(screen: SettingsScreen, driver: Driver, model: SettingsModel) -> None:
    bar = screen.view.verticalScrollBar()
    seen = []
    for value in range(0, bar.maximum() + 1, 40):
        bar.setValue(value)
        seen.append(model.state.page)
    bar.setValue(bar.maximum())
    assert list(dict.fromkeys([*seen, model.state.page])) == [section.key for section in sections()]
    bar.setValue(0)
    assert screen.list.current_key == "appearance"


def test_the_page_is_remembered(screen: SettingsScreen, model: SettingsModel, theme: Theme, driver: Driver) -> None:
    screen.show_section("network")
    again = SettingsModel(model.session, theme, lambda: ())
    other = SettingsScreen(theme, again)
    other.resize(1368, 850)
    other.show()
    driver.until(lambda: len(other._pages) == 7)
    driver.turn()
    assert again.state.page == "network"
    assert other.view.verticalScrollBar().value() > 0
    other.hide()
    other.deleteLater()


def test_a_search_lists_rows_and_leads_to_them(screen: SettingsScreen, driver: Driver, model: SettingsModel) -> None:
    screen.search.setText("zoom")
    assert listed(screen) == ["Text size"]
    screen.search.setText("8787 port")
    assert listed(screen) == ["Preferred port"]
    QTest.keyClick(screen.search, Qt.Key.Key_Return)
    driver.turn()
    assert model.state.page == "sandbox"
    row = screen.page("sandbox").rows["port"]
    assert 0 <= top_of(screen, row) < screen.view.viewport().height()
    screen.search.setText("no such thing")
    assert listed(screen) == []
    assert "No setting fits “no such thing”." in [it.text() for it in screen.findChildren(QLabel) if it.isVisible()]
    QTest.keyClick(screen.search, Qt.Key.Key_Escape)
    assert len(listed(screen)) == 8


def test_the_panel_gives_way_where_there_is_little_room(screen: SettingsScreen, driver: Driver) -> None:
    assert screen.panel.isVisible()
    for width, height in ((952, 610), (888, 560)):
        screen.resize(width, height)
        driver.turn()
        assert not screen.panel.isVisible()
        bar = screen.view.horizontalScrollBar()
        assert bar.maximum() == 0, "nothing is cut off at the side"
        assert screen._whole.width() <= screen.view.viewport().width()


def test_about_is_an_action(screen: SettingsScreen, ran: list[str]) -> None:
    screen.list.chosen.emit("help.about")
    assert ran == ["help.about"]


def test_appearance_is_live_and_kept(screen: SettingsScreen, model: SettingsModel, theme: Theme) -> None:
    page = screen.page("appearance")
    assert isinstance(page, AppearancePage)
    page.mode.chosen.emit("dark")
    page.text_size.chosen.emit("120")
    page.contrast.click()
    page.motion.click()
    assert theme.is_dark
    assert theme.px(100) == 120
    look = model.session.state.look
    assert (look.mode, look.text_percent) == (Mode.DARK, 120)
    assert (look.is_high_contrast, look.is_motion_reduced) == (True, True)
    assert page.text_size.current == "120"


def test_the_theme_changes_by_keyboard_alone(screen: SettingsScreen, driver: Driver, theme: Theme) -> None:
    screen.activateWindow()
    page = screen.page("appearance")
    assert isinstance(page, AppearancePage)
    screen.list.setFocus()
    light = next(it for it in page.mode.findChildren(QAbstractButton) if it.text() == "Light")
    for _ in range(12):
        focused = screen.focusWidget()
        if focused is not None and page.mode.isAncestorOf(focused):
            break
        QTest.keyClick(focused or screen, Qt.Key.Key_Tab)
    assert page.mode.isAncestorOf(screen.focusWidget())
    assert light.isChecked()
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Right)
    assert theme.look.mode is Mode.DARK


def test_everything_that_takes_the_keyboard_has_a_name(screen: SettingsScreen) -> None:
    for widget in screen.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, QLabel):
            words = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            assert words, widget
            assert not isinstance(widget, QLineEdit) or widget.accessibleName()


def test_what_is_disabled_says_why(screen: SettingsScreen) -> None:
    for button in screen.findChildren(QAbstractButton):
        if button.isVisible() and not button.isEnabled():
            assert button.toolTip(), button.text()


def test_the_largest_text_fits(screen: SettingsScreen, model: SettingsModel, driver: Driver) -> None:
    screen.resize(888, 560)
    model.set_text_percent(140)
    driver.turn()
    assert screen.view.horizontalScrollBar().maximum() == 0


def test_sizes_and_counts_in_words() -> None:
    assert [size_words(it) for it in (0, 572, 1000, 48_234_000, 999_999_999)] == [
        "0 B",
        "572 B",
        "1.0 kB",
        "48.2 MB",
        "1.0 GB",
    ]
    assert count_words(1, "file", "files") == "1 file"
    assert count_words(12345, "file", "files") == "12,345 files"
