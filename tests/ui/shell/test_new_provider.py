"""A provider that only stands in the two lists is everywhere in the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from tests.engine.newcomer import Newcomer, register
from tests.ui.conftest import Driver
from tests.ui.shell.conftest import Opened

from pushbench.ui.history.screen import HistoryScreen
from pushbench.ui.providers.screen import ProvidersScreen


@pytest.fixture(autouse=True)
def newcomer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Newcomer]:
    """Comes before the window opens."""
    return register(monkeypatch)  # type: ignore[return-value]


@pytest.fixture
def wider(newcomer: Newcomer, opened: Opened) -> Opened:
    return opened


def words_of_menu(driver: Driver) -> list[str]:
    """Return what the open menu offers, and close it."""
    driver.turn()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions()]
    menu.close()
    return words


def test_compose_shows_its_json_and_finds_its_problems(wider: Opened, driver: Driver) -> None:
    compose = wider.screens.compose
    assert "Dummy" in [tab.title for tab in compose.state.providers]
    compose.choose_provider("dummy")
    compose.editing.set_content("title", "LOUD")
    driver.until(lambda: compose.state.sheet is not None and "LOUD" in compose.state.sheet.text)
    sheet = compose.state.sheet
    assert sheet is not None
    assert "DUM001" in [finding.rule for finding in sheet.findings]


def test_its_profiles_are_made_in_a_form_of_its_fields(wider: Opened, driver: Driver) -> None:
    wider.screens.show("providers")
    driver.turn()
    screen = wider.application.window.made_screen("providers")
    assert isinstance(screen, ProvidersScreen)
    screen.open_new()
    assert "Dummy Push" in words_of_menu(driver)
    wider.screens.providers.new("dummy")
    driver.until(lambda: wider.screens.providers.state.draft is not None)
    driver.turn()
    shown = {found.text() for found in screen.form.findChildren(QLabel)}
    assert {"Key", "Bundle ID", "Base URL", "CA file"} <= shown


def test_history_filters_by_it(wider: Opened, driver: Driver) -> None:
    wider.screens.show("history")
    driver.turn()
    screen = wider.application.window.made_screen("history")
    assert isinstance(screen, HistoryScreen)
    screen.filters.provider.click()
    assert "Dummy" in words_of_menu(driver)
