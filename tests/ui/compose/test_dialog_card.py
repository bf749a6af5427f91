"""Dialogs are white cards that are as high as what they hold."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pushbench.domain.message import Message
from pushbench.engine.plan import Guard, SendOrder, SendPlan
from pushbench.ui.compose.production_dialog import ProductionDialog, bold, with_names
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Question
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.prose import Piece, Prose


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def production(theme: Theme, holder: QWidget) -> ProductionDialog:
    guard = Guard(True, ("Skylark iOS live",), 49, ("topic:news",), True)
    order = SendOrder(Message(name="Gate {change}"), ("@all",), profile_set="Skylark Production")
    return ProductionDialog(theme, SendPlan("run", order, (), (), guard), holder)


def test_the_ground_is_the_card_s_and_the_line_on_top_is_red(any_theme: Theme, holder: QWidget, qtbot: QtBot) -> None:
    dialog = production(any_theme, holder)
    dialog.show()
    qtbot.waitExposed(dialog)
    image = dialog.grab().toImage()
    assert image.pixelColor(dialog.width() // 2, 1) == any_theme.color("red-solid")
    assert image.pixelColor(8, dialog.height() // 2) == any_theme.color("surface")
    assert image.pixelColor(0, dialog.height() // 2) == any_theme.color("line-strong")
    dialog.close()


def test_nothing_is_empty_between_the_number_and_the_buttons(theme: Theme, holder: QWidget, qtbot: QtBot) -> None:
    dialog = production(theme, holder)
    dialog.show()
    qtbot.waitExposed(dialog)
    field = dialog.findChild(QLineEdit)
    send = next(b for b in dialog.findChildren(QPushButton) if b.objectName() == "go")
    assert field is not None
    gap = send.mapTo(dialog, QPoint(0, 0)).y() - field.mapTo(dialog, field.rect().bottomLeft()).y()
    assert 8 < gap < 40
    assert dialog.height() - send.mapTo(dialog, send.rect().bottomLeft()).y() < 24
    dialog.close()


def test_the_paragraph_names_message_set_and_topic(theme: Theme, holder: QWidget) -> None:
    dialog = production(theme, holder)
    prose = dialog.findChild(Prose)
    assert prose is not None
    assert prose.text.startswith("“Gate {change}” goes out through Skylark Production. The topic news reaches")


def test_names_stand_where_their_places_are() -> None:
    pieces = with_names("To {whom}, from {who}.", whom=bold("Ana"), who=Piece("me"))
    assert [(piece.text, piece.weight) for piece in pieces] == [
        ("To ", None),
        ("Ana", 600),
        (", from ", None),
        ("me", None),
        (".", None),
    ]


def test_a_dialog_grows_with_what_it_says(theme: Theme, holder: QWidget, qtbot: QtBot) -> None:
    dialog = Question(theme, "Delete it?", "It can be brought back.", go="Delete", parent=holder)
    dialog.show()
    qtbot.waitExposed(dialog)
    before = dialog.height()
    dialog.body.addWidget(label(theme, "Many words. " * 40, wraps=True))
    qtbot.waitUntil(lambda: dialog.height() > before + 40)
    dialog.close()
