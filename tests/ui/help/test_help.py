"""Shortcuts, documentation, About and log as dialogs."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.engine.registry import Registry
from pushbench.ui.bindings import Binding, key_words
from pushbench.ui.help.about_dialog import AboutDialog
from pushbench.ui.help.licences import licences
from pushbench.ui.help.log_dialog import LogDialog
from pushbench.ui.help.reader import Reader, Topic
from pushbench.ui.help.reference import reference
from pushbench.ui.help.shortcut_sheet import ShortcutSheet, as_text, fitting, halves
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme

BINDINGS = (
    Binding("go.compose", "Go to", "Compose", ("Ctrl+1",), ("Ctrl+1",)),
    Binding("send.now", "Send", "Send", ("Ctrl+Return", "Ctrl+Enter"), ("Ctrl+Return",)),
    Binding("send.validate", "Send", "Validate only", ("Ctrl+Shift+Return",), ("Ctrl+Shift+Return",)),
    Binding("log.failed", "Send", "Retry failed", (), ()),
)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(960, 640)
    yield made
    QGuiApplication.clipboard().clear()


def test_the_sheet_lists_what_has_keys_and_searches(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = ShortcutSheet(theme, BINDINGS, window)
    qtbot.addWidget(sheet)
    assert sheet.shown == ("go.compose", "send.now", "send.validate")
    sheet.search.setText("valid")
    assert sheet.shown == ("send.validate",)
    sheet.search.setText("shift return")
    assert sheet.shown == ("send.validate",)
    sheet.search.setText("zzz")
    assert sheet.shown == ()
    sheet.choose("copy")
    text = QGuiApplication.clipboard().text()
    assert f"Send\t{key_words('Ctrl+Return')}, {key_words('Ctrl+Enter')}" in text
    assert "Retry failed" not in as_text(sheet._bindings)


def test_groups_are_shared_out_in_order() -> None:
    groups = fitting(BINDINGS, "")
    left, right = halves(groups)
    assert [name for name, _ in (*left, *right)] == ["Go to", "Send"]


def test_every_needed_package_is_listed_with_its_whole_text() -> None:
    found = {licence.name.lower().replace("_", "-"): licence for licence in licences()}
    assert {"pushbench", "inter", "jetbrains mono", "roboto", "lucide", "python", "httpx", "pycurl"} <= set(found)
    for name in ("pyside6-essentials", "shiboken6"):
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in found[name].text
    assert "SIL OPEN FONT LICENSE" in found["inter"].text.upper()
    assert "pytest" not in found
    short = [licence.name for licence in found.values() if len(licence.text) < 400]
    assert short == []
    assert found["httpx"].version == importlib.metadata.version("httpx")


def test_about_shows_every_licence(
    theme: Theme, session: Session, window: QWidget, driver: Driver, qtbot: QtBot
) -> None:
    dialog = AboutDialog(theme, session, window)
    qtbot.addWidget(dialog)
    driver.until(lambda: dialog.reader.current is not None)
    dialog.reader.choose("fonts:Inter")
    assert "Inter Project Authors" in dialog.reader.text.toPlainText()
    dialog.reader.search.setText("lgpl")
    shown = [dialog.reader.list.lines.entry(row).title for row in dialog.reader.list.lines.rows]
    assert "PySide6_Essentials" in shown
    dialog.choose("copy")
    assert QGuiApplication.clipboard().text().startswith("Pushbench 0.")


def test_every_rule_answer_and_document_can_be_read() -> None:
    topics = reference(Registry().providers)
    keys = [topic.key for topic in topics]
    assert len(keys) == len(set(keys))
    rules = sum(len(provider.rules) for provider in Registry().providers)
    assert sum(key.startswith("rule:") for key in keys) > rules
    assert all(topic.text and topic.title for topic in topics)
    gone = next(topic for topic in topics if "Unregistered" in topic.title and "410" in topic.title)
    assert gone.links
    assert gone.links[0][1].startswith("https://")


def test_the_reader_is_walked_by_keys_and_opens_addresses(theme: Theme, qtbot: QtBot) -> None:
    opened: list[str] = []
    reader = Reader(theme, "Topics", "Search", browse=opened.append)
    qtbot.addWidget(reader)
    reader.show_topics(
        (
            Topic("a", "One", "First", "First text"),
            Topic("b", "One", "Second", "Second text", links=(("Page", "https://example.org/page"),)),
        )
    )
    assert reader.current is not None
    assert reader.current.key == "a"
    qtbot.keyClick(reader.search, Qt.Key.Key_Down)
    assert reader.text.toPlainText() == "Second text"
    item = reader._links.itemAt(0)
    assert item is not None
    item.widget().click()  # type: ignore[union-attr]
    assert opened == ["https://example.org/page"]
    reader.search.setText("nothing like it")
    assert reader.current is None
    assert reader.text.toPlainText() == ""


def test_the_log_is_shown_without_secrets(
    theme: Theme, session: Session, workspace: FakeWorkspace, window: QWidget, driver: Driver, qtbot: QtBot
) -> None:
    home = workspace.home
    assert isinstance(home, Path)
    home.mkdir(exist_ok=True)
    (home / "pushbench.log").write_text("a line\nauthorization: bearer eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJUIn0.c2ln\n")
    dialog = LogDialog(theme, session, window)
    qtbot.addWidget(dialog)
    driver.until(lambda: "a line" in dialog.text.toPlainText())
    assert "eyJ" not in dialog.text.toPlainText()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == str(home / "pushbench.log")
