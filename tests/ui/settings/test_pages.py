"""History, network, sandbox and keyboard: each setting does what it says, and says what it does."""

from __future__ import annotations

import socket

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.engine.test_retention import delivery
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.settings.conftest import dialog_of, press

from pushbench.domain.secret import Secret
from pushbench.engine.settings import Keep, ProxyMode
from pushbench.engine.workspace import Workspace
from pushbench.ui.actions import ActionTable
from pushbench.ui.session import Session
from pushbench.ui.settings.history_page import HistoryPage
from pushbench.ui.settings.housekeeping import keep_house
from pushbench.ui.settings.key_dialog import KeyDialog
from pushbench.ui.settings.keyboard_page import KeyboardPage
from pushbench.ui.settings.network_model import system_words
from pushbench.ui.settings.network_page import NetworkPage
from pushbench.ui.settings.sandbox_page import SandboxPage
from pushbench.ui.settings.screen import SettingsScreen
from pushbench.ui.widgets.dialogs import Question


def settled(driver: Driver, session: Session) -> None:
    """Wait until no part of Settings does anything."""
    driver.until(lambda: not [name for name in session.scope.running if "housekeeping" not in name])


# history ----------------------------------------------------------------------------------------


@pytest.fixture
def history(screen: SettingsScreen, driver: Driver, real: Workspace, session: Session) -> HistoryPage:
    driver.run(real.store.run(lambda db: db.history.add([delivery(n, days_ago=n) for n in range(40)])))
    session.history_changed.emit()
    page = screen.page("history")
    assert isinstance(page, HistoryPage)
    driver.until(lambda: page._model.state.deliveries == 40)
    settled(driver, session)
    return page


def test_a_number_to_keep_is_told_before_anything_goes(
    history: HistoryPage, driver: Driver, real: Workspace, session: Session, told: HeardNotices
) -> None:
    history.keep.chosen.emit("deliveries")
    history.amount.setText("15")
    history.amount.setModified(True)
    history.amount.editingFinished.emit()
    driver.until(lambda: history._model.state.due == 25)
    assert real.upkeep.settings.retention.keep is Keep.DELIVERIES
    assert "25 deliveries are older" in history._due_row.hint
    assert driver.run(real.upkeep.deliveries()) == 40
    history.prune.click()
    driver.until(lambda: history._model.state.deliveries == 15)
    settled(driver, session)
    assert told.messages[-1].startswith("25 deliveries removed from the history.")
    assert not history._due_row.isVisibleTo(history)


@pytest.mark.parametrize("typed", ["0", "-3", "many", "", "99999999999999", "1.5e3"])
def test_what_is_no_number_is_said_and_not_kept(
    history: HistoryPage, real: Workspace, typed: str, driver: Driver
) -> None:
    history.keep.chosen.emit("days")
    history.amount.setText(typed)
    history.amount.setModified(True)
    history.amount.editingFinished.emit()
    driver.turn()
    assert "whole number" in history._keep_row.hint
    assert real.upkeep.settings.retention.days == 90


def test_clearing_asks_first(
    history: HistoryPage, driver: Driver, real: Workspace, session: Session, told: HeardNotices
) -> None:
    history.clear.click()
    press(dialog_of(driver, Question), "cancel")
    settled(driver, session)
    assert driver.run(real.upkeep.deliveries()) == 40
    history.clear.click()
    press(dialog_of(driver, Question), "go")
    driver.until(lambda: history._model.state.deliveries == 0)
    settled(driver, session)
    assert "40 deliveries removed" in told.messages[-1]
    assert history.clear.toolTip() == "The history is empty"


def test_old_history_goes_by_itself_and_is_told(
    history: HistoryPage, driver: Driver, real: Workspace, session: Session, told: HeardNotices
) -> None:
    driver.run(real.upkeep.keep_history(real.upkeep.settings.retention.__class__(Keep.DELIVERIES, deliveries=10)))
    session.scope.start("housekeeping", keep_house(session))
    driver.until(lambda: told.messages)
    assert told.messages[-1].startswith("30 deliveries removed")
    assert driver.run(real.upkeep.deliveries()) == 10


# network ----------------------------------------------------------------------------------------


@pytest.fixture
def network(screen: SettingsScreen) -> NetworkPage:
    page = screen.page("network")
    assert isinstance(page, NetworkPage)
    return page


def test_none_and_system_count_at_once(network: NetworkPage, driver: Driver, real: Workspace) -> None:
    network.mode.chosen.emit("none")
    driver.until(lambda: real.upkeep.settings.proxy.mode is ProxyMode.NONE)
    assert network._mode_row.hint.startswith("Straight")
    network.mode.chosen.emit("system")
    driver.until(lambda: real.upkeep.settings.proxy.mode is ProxyMode.SYSTEM)


def test_an_address_counts_when_it_is_saved(
    network: NetworkPage, driver: Driver, real: Workspace, told: HeardNotices
) -> None:
    network.mode.chosen.emit("url")
    driver.turn()
    assert real.upkeep.settings.proxy.mode is ProxyMode.SYSTEM
    assert not network.save.isEnabled()
    assert network.save.toolTip()
    QTest.keyClicks(network.address, "proxy")
    network.save.click()
    driver.until(lambda: network._model.state.problem)
    assert "http://host:port" in network._address_row.hint
    network.address.clear()
    QTest.keyClicks(network.address, "proxy.example:3128")
    network.save.click()
    driver.until(lambda: real.upkeep.settings.proxy.mode is ProxyMode.URL)
    driver.until(lambda: told.messages)
    assert network.address.text() == "http://proxy.example:3128"
    proxy = driver.run(real.upkeep.parts.transports.proxy.for_url("https://api.push.apple.com"))
    assert proxy == Secret("http://proxy.example:3128")


def test_a_password_is_kept_in_the_vault_and_never_shown(
    network: NetworkPage, driver: Driver, real: Workspace, told: HeardNotices
) -> None:
    driver.run(real.upkeep.move_secrets("memory"))
    network.mode.chosen.emit("url")
    for field, text in (
        (network.address, "http://proxy.example:3128"),
        (network.user, "me"),
        (network.password, "geheim-es"),
    ):
        QTest.keyClicks(field, text)
    QTest.keyClick(network.password, Qt.Key.Key_Return)
    driver.until(lambda: real.upkeep.settings.proxy.has_password)
    driver.until(lambda: told.messages)
    assert network.password.text() == ""
    assert "stored" in network.password.placeholderText()
    QTest.keyClicks(network.user, "2")
    network.save.click()
    driver.until(lambda: real.upkeep.settings.proxy.user == "me2")
    assert real.upkeep.settings.proxy.has_password, "what was not typed anew stays"


@pytest.mark.parametrize(
    ("environ_", "expected"),
    [
        ({}, ("No proxy variable is set", "")),
        ({"HTTPS_PROXY": "http://me:geheim@proxy.example:3128"}, ("HTTPS_PROXY names proxy.example:3128.", "")),
        ({"all_proxy": "socks5://x:1", "NO_PROXY": "a, b"}, ("all_proxy names x:1.", "Straight to: a, b")),
        ({"https_proxy": "http://[::1"}, ("https_proxy names an address that cannot be read", "")),
    ],
)
def test_the_system_s_setting_in_words(environ_: dict[str, str], expected: tuple[str, str]) -> None:
    words, exceptions = system_words(environ_)
    assert words.startswith(expected[0])
    assert exceptions == expected[1]
    assert "geheim" not in words


# sandbox ----------------------------------------------------------------------------------------


@pytest.fixture
def sandbox(screen: SettingsScreen) -> SandboxPage:
    page = screen.page("sandbox")
    assert isinstance(page, SandboxPage)
    return page


def type_port(page: SandboxPage, text: str) -> None:
    page.port.clear()
    QTest.keyClicks(page.port, text)
    QTest.keyClick(page.port, Qt.Key.Key_Return)


def test_the_port_counts_for_the_next_start(sandbox: SandboxPage, driver: Driver, real: Workspace) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    type_port(sandbox, str(port))
    driver.until(lambda: sandbox._model.state.port == port)
    assert real.local.preferred_port == port
    assert f"Port {port} is free" in sandbox._port_row.hint


def test_a_taken_port_is_explained(sandbox: SandboxPage, driver: Driver) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        type_port(sandbox, str(port))
        driver.until(lambda: sandbox._model.state.is_taken and sandbox._model.state.port == port)
        assert f"Another program has port {port}" in sandbox._port_row.hint


@pytest.mark.parametrize("typed", ["80", "99999", "x", ""])
def test_what_is_no_port_is_said(sandbox: SandboxPage, driver: Driver, real: Workspace, typed: str) -> None:
    type_port(sandbox, typed)
    if not typed:
        sandbox.port.setModified(True)
        sandbox.port.editingFinished.emit()
    driver.until(lambda: sandbox._model.state.problem)
    assert "1024 to 65535" in sandbox._port_row.hint
    assert real.upkeep.settings.sandbox_port == 8787
    sandbox.usual.click()
    driver.until(lambda: not sandbox._model.state.problem)


def test_the_start_with_the_window_is_kept(sandbox: SandboxPage, driver: Driver, real: Workspace) -> None:
    sandbox.starts.click()
    driver.until(lambda: not real.upkeep.settings.is_sandbox_started)
    assert not driver.run(real.upkeep.load()).is_sandbox_started


# keyboard ---------------------------------------------------------------------------------------


@pytest.fixture
def keyboard(screen: SettingsScreen) -> KeyboardPage:
    page = screen.page("keyboard")
    assert isinstance(page, KeyboardPage)
    return page


def shown(page: KeyboardPage) -> list[str]:
    rows = page.table.rows
    return [rows.key_at(number) for number in range(rows.rowCount())]


def record(page: KeyboardPage, driver: Driver, key: str) -> KeyDialog:
    page.table.choose(key)
    page.change(key)
    return dialog_of(driver, KeyDialog)


def test_actions_stand_below_their_groups_and_are_searched(keyboard: KeyboardPage) -> None:
    assert shown(keyboard)[:3] == ["heading:Go to", "go.compose", "go.history"]
    keyboard.search.setText("ctrl+k")
    assert shown(keyboard) == ["heading:Window", "window.palette"]
    assert "5 hidden by the search" in keyboard._count.text()
    keyboard.search.setText("zzz")
    assert shown(keyboard) == []


def test_groups_fold(keyboard: KeyboardPage) -> None:
    keyboard.table.opened.emit("heading:Go to")
    assert "go.compose" not in shown(keyboard)
    keyboard.table.opened.emit("heading:Go to")
    assert "go.compose" in shown(keyboard)


def test_new_keys_are_recorded_and_work(keyboard: KeyboardPage, driver: Driver, table: ActionTable) -> None:
    dialog = record(keyboard, driver, "window.palette")
    QTest.keyClick(
        dialog.recorder, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert dialog.remark.text() == "Nothing else has these keys."
    press(dialog, "go")
    driver.until(lambda: table.keys("window.palette") == ("Ctrl+Shift+P",))
    driver.until(lambda: not keyboard._model.scope.running)
    assert "1 changed" in keyboard._count.text()
    keyboard.table.choose("window.palette")
    keyboard._settle()
    keyboard.usual.click()
    assert table.keys("window.palette") == ("Ctrl+K",)


def test_a_conflict_is_named_and_taken_over(keyboard: KeyboardPage, driver: Driver, table: ActionTable) -> None:
    dialog = record(keyboard, driver, "go.compose")
    QTest.keyClick(dialog.recorder, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert "“Command palette”" in dialog.remark.text()
    dialog.adds.click()
    press(dialog, "go")
    driver.until(lambda: table.keys("window.palette") == ())
    assert table.keys("go.compose") == ("Ctrl+K", "Ctrl+1")
    driver.until(lambda: not keyboard._model.scope.running)


@pytest.mark.parametrize("key", [Qt.Key.Key_A, Qt.Key.Key_Space])
def test_keys_that_write_text_are_refused(
    keyboard: KeyboardPage, driver: Driver, key: Qt.Key, table: ActionTable
) -> None:
    dialog = record(keyboard, driver, "go.compose")
    QTest.keyClick(dialog.recorder, key)
    assert "cannot be a shortcut" in dialog.remark.text()
    dialog.reject()
    driver.until(lambda: not keyboard._model.scope.running)
    assert table.keys("go.compose") == ("Ctrl+1",)


def test_delete_takes_keys_away_and_reset_all_brings_them_back(
    keyboard: KeyboardPage, driver: Driver, table: ActionTable
) -> None:
    keyboard.table.choose("go.history")
    QTest.keyClick(keyboard.table, Qt.Key.Key_Delete)
    assert table.keys("go.history") == ()
    keyboard.reset.click()
    press(dialog_of(driver, Question), "go")
    driver.until(lambda: table.keys("go.history") == ("Ctrl+4",))
    driver.until(lambda: not keyboard._model.scope.running)
    assert not keyboard.reset.isEnabled()
