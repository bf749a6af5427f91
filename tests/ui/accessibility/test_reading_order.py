"""The order in which Tab reads a window: bands from the top, columns from the leading edge."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QButtonGroup, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pushbench.ui.widgets.reading_order import read, step_focus, stops

PLACES = {
    "bar": QRect(0, 0, 400, 30),
    "left": QRect(0, 40, 100, 300),
    "upper": QRect(110, 40, 180, 140),
    "lower": QRect(110, 190, 180, 150),
    "right": QRect(300, 40, 100, 300),
}


@pytest.fixture
def window(qapp: QApplication) -> QWidget:
    made = QWidget()
    made.resize(400, 400)
    return made


def named(parent: QWidget, name: str, box: QRect) -> QPushButton:
    made = QPushButton(parent)
    made.setObjectName(name)
    made.setGeometry(box)
    return made


@pytest.mark.parametrize(
    ("is_mirrored", "wanted"),
    [(False, ["bar", "left", "upper", "lower", "right"]), (True, ["bar", "right", "upper", "lower", "left"])],
)
def test_bands_come_before_columns_and_columns_follow_the_language(
    window: QWidget, is_mirrored: bool, wanted: list[str]
) -> None:
    parts = [named(window, name, box) for name, box in reversed(PLACES.items())]
    assert [part.objectName() for part in read(parts, is_mirrored=is_mirrored)] == wanted


def test_what_lies_over_others_comes_after_them(window: QWidget) -> None:
    over = named(window, "over", QRect(20, 200, 300, 100))
    below = named(window, "below", QRect(0, 0, 400, 400))
    assert read([over, below], is_mirrored=False) == [below, over]


def test_tab_follows_the_places_and_not_the_order_of_making(window: QWidget, qtbot: QtBot) -> None:
    inner = QWidget(window)
    inner.setGeometry(0, 50, 400, 100)
    second = QLineEdit(inner)
    second.setGeometry(0, 0, 90, 30)
    third = named(inner, "third", QRect(100, 0, 90, 30))
    first = named(window, "first", QRect(0, 0, 90, 30))
    hidden = named(window, "hidden", QRect(0, 200, 90, 30))
    hidden.hide()
    for widget in (third, first):
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert stops(window) == [first, second, third]
    first.setFocus()
    for wanted in (second, third, first):
        assert step_focus(window, is_forward=True)
        assert QApplication.focusWidget() is wanted
    step_focus(window, is_forward=False)
    assert QApplication.focusWidget() is third
    window.close()


def test_one_of_exclusive_buttons_is_a_stop_and_that_is_the_chosen_one(window: QWidget) -> None:
    group = QButtonGroup(window)
    for place in range(3):
        one = named(window, str(place), QRect(place * 50, 0, 40, 30))
        one.setCheckable(True)
        group.addButton(one)
    behind = named(window, "behind", QRect(200, 0, 40, 30))
    window.show()
    group.buttons()[1].setChecked(True)
    assert stops(window) == [group.buttons()[1], behind]
    window.close()


def test_a_window_without_controls_has_nowhere_to_go(window: QWidget) -> None:
    window.show()
    assert not step_focus(window, is_forward=True)
    window.close()
