"""Variables offered while typing, images that are dropped, and “Why?” at a field."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver

from pushbench.domain.message import Action, Content, Message, Override
from pushbench.ui.compose.image_field import ImageField
from pushbench.ui.compose.local_images import dropped_image, is_local, read_image
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.compose.variable_offers import offered
from pushbench.ui.explain.popover import ExplainPopover
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.notes import IconLabel
from pushbench.ui.widgets.text_field import TextField

GATE = Message(
    name="Gate",
    content=Content(title="Gate "),
    variables={"gate": "B42", "first_name": "Ana", "trip": {"id": "7731"}},
    actions=(Action("a", "Walk", "app://a"), Action("b", "Tell", "app://b")),
)


@pytest.fixture
def model(driver: Driver, session: Session) -> Iterator[ComposeModel]:
    made = ComposeModel(session, save_after_ms=60_000)
    driver.run(made.start())
    driver.until(lambda: made.state.target_summary)
    yield made
    made.files.open.stop()


@pytest.fixture
def screen(theme: Theme, model: ComposeModel, qtbot: QtBot, driver: Driver) -> ComposeScreen:
    made = ComposeScreen(theme, model)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    made.activateWindow()
    model.files.take(GATE)
    driver.until(lambda: model.state.message.name == "Gate")
    return made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    image = QImage(1600, 800, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    path = tmp_path / "gate b42.png"
    assert image.save(str(path))
    return path


def field(screen: ComposeScreen, name: str) -> TextField:
    return next(field for field in screen.form.findChildren(TextField) if field.accessibleName() == name)


def focus(made: TextField, driver: Driver) -> None:
    made.setFocus()
    driver.until(made.hasFocus)
    cursor = made.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    made.setTextCursor(cursor)


def test_two_braces_offer_variables_with_their_values(
    screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    title = field(screen, "Title")
    focus(title, driver)
    qtbot.keyClicks(title, "{{")
    assert screen.offers.names == ["first_name", "gate", "trip.id"]
    qtbot.keyClicks(title, "ga")
    assert screen.offers.names == ["gate"]
    qtbot.keyClick(title, Qt.Key.Key_Return)
    assert model.state.message.content.title == "Gate {{gate}}"
    assert not screen.offers.is_open


def test_arrows_choose_and_escape_leaves_the_text(
    screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    title = field(screen, "Title")
    focus(title, driver)
    qtbot.keyClicks(title, "{{")
    qtbot.keyClick(title, Qt.Key.Key_Down)
    qtbot.keyClick(title, Qt.Key.Key_Tab)
    assert model.state.message.content.title == "Gate {{gate}}"
    qtbot.keyClicks(title, " {{tr")
    assert screen.offers.is_open
    qtbot.keyClick(title, Qt.Key.Key_Escape)
    assert not screen.offers.is_open
    assert model.state.message.content.title == "Gate {{gate}} {{tr"


def test_attributes_of_the_device_win_over_sample_values() -> None:
    assert offered({"gate": "A1", "n": 1}, {"gate": "B42", "trip": {"time": "14:35"}}) == {
        "gate": "B42",
        "n": "1",
        "trip.time": "14:35",
    }


def test_pictures_are_read_from_files_and_data_alone(picture: Path) -> None:
    address = QUrl.fromLocalFile(str(picture)).toString()
    found = read_image(address)
    assert found is not None
    assert found.words.startswith("1,600 × 800, ")
    assert found.image.width() == 1200
    data = "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode()
    assert read_image(data) is not None
    assert read_image("data:image/png;base64,####") is None
    assert read_image("data:image/png") is None
    assert read_image(address + ".gone") is None
    assert not is_local("https://cdn.skylark.app/g/b42.jpg")


def test_a_dropped_image_is_set_and_shown(
    screen: ComposeScreen, model: ComposeModel, driver: Driver, picture: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    address = dropped_image(data)
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    screen.preview.dropEvent(event)
    assert model.state.message.content.image == address
    driver.until(lambda: model.images.find(address) is not None)
    image = next(made for made in screen.form.findChildren(ImageField))
    driver.until(lambda: image._thumbnail is not None and image._thumbnail.isVisible())
    assert image.viewportMargins().left() > 30


def test_an_image_pasted_into_its_field_replaces_the_address(
    screen: ComposeScreen, model: ComposeModel, picture: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    image = next(made for made in screen.form.findChildren(ImageField))
    image.setPlainText("https://old.example/a.png")
    assert image.canInsertFromMimeData(data)
    image.insertFromMimeData(data)
    assert model.state.message.content.image == dropped_image(data)


def test_files_that_are_no_images_are_left_to_the_library(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "message.json"))])
    assert dropped_image(data) == ""
    assert dropped_image(QMimeData()) == ""


def test_a_wrong_field_explains_itself(
    screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    model.files.take(
        Message(name="Bad", content=Content(title="Hi"), overrides={"apns": Override({"apns-priority": "high"})})
    )
    driver.until(lambda: model.state.message.name == "Bad")
    model.choose_provider("apns")
    made = screen.form._fields["delivery/priority"]
    link = next(b for b in made.findChildren(QPushButton) if b.text() == "Why?")
    assert not link.isHidden()
    link.click()
    popover = next(w for w in QApplication.topLevelWidgets() if isinstance(w, ExplainPopover) and w.isVisible())
    assert popover.explanation.rule.startswith("APNS")
    popover.close()
    model.editing.use_form_only()
    assert link.isHidden()


def test_alt_arrows_move_an_action_and_keep_the_keyboard_on_it(
    screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    first = field(screen, "Title of action 1")
    focus(first, driver)
    qtbot.keyClick(first, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [action.title for action in model.state.message.actions] == ["Tell", "Walk"]
    assert field(screen, "Title of action 2").hasFocus()
    qtbot.keyClick(field(screen, "Title of action 2"), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [action.title for action in model.state.message.actions] == ["Tell", "Walk"]


def test_an_action_is_dragged_by_its_grip(screen: ComposeScreen, model: ComposeModel, qtbot: QtBot) -> None:
    model.editing.add_action()
    grips = [made for made in screen.form.findChildren(IconLabel) if "Drag" in made.toolTip()]
    assert len(grips) == 3
    middle = grips[0].rect().center()
    qtbot.mousePress(grips[0], Qt.MouseButton.LeftButton, pos=middle)
    below = grips[0].mapFromGlobal(grips[2].mapToGlobal(grips[2].rect().center()))
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        QPointF(below),
        QPointF(grips[0].mapToGlobal(below)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(grips[0], move)
    qtbot.mouseRelease(grips[0], Qt.MouseButton.LeftButton, pos=below)
    assert [action.title for action in model.state.message.actions] == ["Tell", "", "Walk"]
