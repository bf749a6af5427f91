"""The window stands where it was left, on a screen that is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from tests.ui.shell.conftest import Opened

from pushbench.ui.shell.placing import Place, bring_into_sight, fitted, keep, put_back
from pushbench.ui.shell.window_state import WindowState, read_state, write_state

LAPTOP: Place = (0, 25, 1440, 875)
DESK: Place = (1440, 0, 2560, 1440)


@pytest.mark.parametrize(
    ("wanted", "screens", "place"),
    [
        ((100, 100, 1200, 700), [LAPTOP], (100, 100, 1200, 700)),
        ((1600, 80, 1800, 1200), [LAPTOP, DESK], (1600, 80, 1800, 1200)),
        ((1600, 80, 1800, 1200), [LAPTOP], (0, 25, 1440, 875)),
        ((3000, 2000, 1200, 700), [LAPTOP, DESK], (120, 112, 1200, 700)),
        ((-1150, 100, 1200, 700), [LAPTOP], (120, 112, 1200, 700)),
        ((-900, 100, 1200, 700), [LAPTOP], (-900, 100, 1200, 700)),
        ((100, 0, 1200, 700), [LAPTOP], (100, 25, 1200, 700)),
        ((100, 880, 1200, 700), [LAPTOP], (120, 112, 1200, 700)),
        ((0, 0, 5000, 3000), [LAPTOP], (0, 25, 1440, 875)),
        ((0, 25, 300, 200), [LAPTOP], (0, 25, 960, 640)),
        ((7, 8, 1000, 700), [], (7, 8, 1000, 700)),
    ],
)
def test_a_window_is_put_where_it_can_be_taken_hold_of(wanted: Place, screens: list[Place], place: Place) -> None:
    assert fitted(wanted, screens) == place


@pytest.mark.parametrize("position", [[], [1], ["a", "b"], [1, 2, 3], [True, False]])
def test_odd_positions_are_left_to_the_system(qtbot: QtBot, position: list[object]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    before = window.pos()
    put_back(window, WindowState(width=970, height=650, position=position))  # type: ignore[arg-type]
    assert window.pos() == before
    assert window.width() >= 960


def test_a_place_is_kept_and_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(40, 30, 980, 660)
    window.show()
    state = WindowState()
    keep(window, state)
    write_state(tmp_path, state)
    again = QWidget()
    qtbot.addWidget(again)
    put_back(again, read_state(tmp_path))
    assert (again.width(), again.height()) == (980, 660)
    assert [again.x(), again.y()] == state.position


def test_a_maximised_window_remembers_what_it_goes_back_to(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(40, 30, 980, 660)
    window.showMaximized()
    qtbot.waitUntil(window.isMaximized)
    state = WindowState()
    keep(window, state)
    assert state.is_maximized
    assert (state.width, state.height) == (980, 660)


def test_a_window_whose_screen_went_comes_into_sight(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(9000, 9000, 980, 660)
    window.show()
    bring_into_sight(window)
    assert window.x() < 2000
    assert window.y() < 2000


def test_a_screen_that_goes_is_noticed(opened: Opened, qapp: object) -> None:
    window = opened.application.window
    window.move(9000, 9000)
    opened.screens._on_screen_gone()
    assert window.x() < 2000
