"""The Compose screen renders, and its controls reach the view-model."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver

from pushbench.domain.message import Content, Message, Override
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.plan import Guard, SendOrder, SendPlan
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.production_dialog import ProductionDialog
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.text_field import TextField


@pytest.fixture
def model(driver: Driver, session: Session) -> Iterator[ComposeModel]:
    made = ComposeModel(session, save_after_ms=60_000)
    driver.run(made.start())
    driver.until(lambda: made.state.target_summary)
    yield made
    made.files.open.stop()


def shown(theme: Theme, model: ComposeModel, qtbot: QtBot, width: int = 1366, height: int = 850) -> ComposeScreen:
    screen = ComposeScreen(theme, model)
    qtbot.addWidget(screen)
    screen.setMinimumSize(800, 600)  # as the window does
    screen.resize(width, height)
    screen.show()
    return screen


def test_it_paints_in_both_appearances(any_theme: Theme, model: ComposeModel, qtbot: QtBot) -> None:
    screen = shown(any_theme, model, qtbot)
    image = screen.grab().toImage()
    assert len({image.pixelColor(x, y).name() for x in range(0, 1300, 13) for y in range(0, 800, 13)}) > 40


def test_every_control_has_a_name(theme: Theme, model: ComposeModel, qtbot: QtBot) -> None:
    screen = shown(theme, model, qtbot)
    nameless = [
        widget
        for widget in screen.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and isinstance(widget, (QAbstractButton, QLineEdit, TextField, QTabBar))
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert not nameless


def test_typing_reaches_the_message(theme: Theme, model: ComposeModel, qtbot: QtBot) -> None:
    screen = shown(theme, model, qtbot)
    title = next(field for field in screen.form.findChildren(TextField) if field.accessibleName() == "Title")
    title.select(0, len(title.text()))
    qtbot.keyClicks(title, "Hi")
    assert model.state.message.content.title == "Hi"
    assert '"title": "Hi"' in screen.json.editor.text()
    screen.json.editor.reveal(screen.json.editor.text().index("Hi"))
    qtbot.keyClicks(screen.json.editor, "Oh ")
    assert model.state.by_hand == {"content/title"}
    assert model.state.message.content.title == "Hi"


def test_showing_the_same_state_twice_changes_nothing(theme: Theme, model: ComposeModel, qtbot: QtBot) -> None:
    screen = shown(theme, model, qtbot)
    before = screen.grab().toImage()
    model.changed.emit()
    assert screen.grab().toImage() == before


def test_a_narrow_window_folds_library_and_split(theme: Theme, model: ComposeModel, qtbot: QtBot) -> None:
    screen = shown(theme, model, qtbot, width=940, height=620)
    assert not screen.library.isVisible()
    assert screen.form.isVisible()
    assert not screen.json.isVisible()
    model.choose_layout("json")
    assert screen.json.isVisible()
    screen.toggle_library()
    assert screen.library.isVisible()
    screen.resize(1400, 800)
    model.choose_layout("split")
    assert screen.form.isVisible()
    assert screen.json.isVisible()


def test_the_log_folds_to_its_head(theme: Theme, model: ComposeModel, qtbot: QtBot) -> None:
    screen = shown(theme, model, qtbot)
    screen.toggle_dock()
    assert screen.dock.height() < 50
    screen.toggle_dock()
    assert screen.dock.height() > 100


def test_problems_are_walked_and_fixed_from_the_json(
    theme: Theme, model: ComposeModel, qtbot: QtBot, driver: Driver
) -> None:
    screen = shown(theme, model, qtbot)
    bad = Message(name="Bad", content=Content(title="Hi"), overrides={"apns": Override({"apns-priority": "high"})})
    model.files.take(bad)
    driver.until(lambda: model.state.message.name == "Bad")
    screen.json.next_problem()
    text = screen.json.editor
    assert text.text()[text.textCursor().position() :].startswith('"high"')
    fix = next(b for b in text.viewport().findChildren(QPushButton) if b.text() == "Set to 10")
    qtbot.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert model.state.sheet is not None
    assert not model.state.sheet.errors


def test_the_send_button_says_what_it_does(theme: Theme, model: ComposeModel, qtbot: QtBot, driver: Driver) -> None:
    screen = shown(theme, model, qtbot)
    button = screen.bar.send.main
    assert button.text() == "Send"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.until(lambda: model.state.send.accepted == 3 and not model.sending.sender.is_busy)
    model.sending.log.flush()
    assert screen.dock.view.rows.rowCount() == 3
    opened: list[str] = []
    model.session.delivery_wanted.connect(opened.append)
    screen.dock.view.opened.emit(screen.dock.view.rows.key_at(0))
    assert opened == [screen.dock.view.rows.key_at(0)]


def plan(count: int, crowds: tuple[str, ...] = ()) -> SendPlan:
    needs = count > 10 or bool(crowds)
    guard = Guard(True, ("Skylark iOS live",), count, crowds, needs)
    return SendPlan("run", SendOrder(Message(name="Gate change"), ("@all",)), (), (), guard)


async def answered(dialog: ProductionDialog, key: str) -> object:
    asking = asyncio.get_running_loop().create_task(dialog.confirmation())
    await asyncio.sleep(0.01)
    next(b for b in dialog.findChildren(QPushButton) if b.objectName() == key).click()
    return await asking


def test_production_names_what_it_asks_for(theme: Theme, qtbot: QtBot, driver: Driver) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    dialog = ProductionDialog(theme, plan(49, ("topic:news",)), parent)
    buttons = {b.objectName(): b for b in dialog.findChildren(QPushButton)}
    assert dialog.heading.text() == "Send to 48 devices and 1 topic?"
    assert buttons["cancel"].isDefault()
    assert not buttons["go"].isEnabled()
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setText("49")
    assert not buttons["go"].isEnabled()
    field.setText("48")
    assert buttons["go"].isEnabled()
    assert buttons["go"].text() == "Send to 48"
    result = driver.run(answered(dialog, "go"))
    assert getattr(result, "device_count", None) == 49


def test_a_few_devices_need_no_number_and_cancel_is_no(theme: Theme, qtbot: QtBot, driver: Driver) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    dialog = ProductionDialog(theme, plan(2), parent)
    assert dialog.findChild(QLineEdit) is None
    assert driver.run(answered(dialog, "cancel")) is None
    assert Target(TargetKind.TOPIC, "news", "topic:news").kind.is_crowd


def test_the_send_button_says_to_how_many_where_they_are_many(
    theme: Theme, model: ComposeModel, qtbot: QtBot, driver: Driver
) -> None:
    screen = shown(theme, model, qtbot)
    model.targeting.set_targets([f"token:{number:064x}" for number in range(21)])
    driver.until(lambda: model.state.target_count == 21)
    assert screen.bar.send.main.text() == "Send to 21"
    model.targeting.set_targets([f"token:{number:064x}" for number in range(20)])
    driver.until(lambda: model.state.target_count == 20)
    assert screen.bar.send.main.text() == "Send"
