"""The window in a language that is read from right to left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.conftest import Driver
from tests.ui.shell.conftest import Opened

from pushbench.ui.shell.places import places
from pushbench.ui.shell.placing import LEAST_HEIGHT, LEAST_WIDTH


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def turned(mirrored: None, opened: Opened, driver: Driver) -> Opened:
    opened.application.window.resize(1440, 900)
    opened.screens.show("compose")
    driver.turn()
    return opened


def left(part: QWidget, window: QWidget) -> int:
    return part.mapTo(window, QPoint(0, 0)).x()


def test_rail_panes_and_status_stand_the_other_way_round(turned: Opened) -> None:
    window, screen = turned.application.window, turned.screens.compose_screen
    assert screen is not None
    places_ = [left(part, window) for part in (window.rail, screen.library, screen.form, screen.json, screen.preview)]
    assert places_ == sorted(places_, reverse=True)
    assert window.rail.geometry().right() == window.width() - 1 or places_[0] > window.width() // 2
    first = window.status.left[0]
    assert left(first, window) > window.width() // 2


def test_panes_are_walked_in_the_same_order(turned: Opened) -> None:
    screen = turned.screens.compose_screen
    assert screen is not None
    panes = turned.screens.keyboard.panes
    numbers = [
        next(n for n, pane in enumerate(panes) if pane is part or pane.isAncestorOf(part))
        for part in (screen.bar, screen.library, screen.head, screen.form, screen.json, screen.dock, screen.preview)
    ]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("place", [place.key for place in places()])
def test_every_screen_paints_mirrored(turned: Opened, driver: Driver, place: str) -> None:
    turned.screens.show(place)
    driver.turn()
    assert not turned.application.window.grab().isNull()
    assert turned.application.window.layoutDirection() is Qt.LayoutDirection.RightToLeft


@pytest.mark.parametrize("place", [place.key for place in places()])
def test_every_screen_fits_the_smallest_window(opened: Opened, driver: Driver, place: str) -> None:
    window = opened.application.window
    window.resize(LEAST_WIDTH, LEAST_HEIGHT)
    opened.screens.show(place)
    driver.turn()
    assert (window.width(), window.height()) == (LEAST_WIDTH, LEAST_HEIGHT)
    screen = window.made_screen(place)
    assert screen is not None
    assert screen.minimumSizeHint().width() <= screen.width(), f"needs {screen.minimumSizeHint().width()}"
    assert screen.minimumSizeHint().height() <= screen.height(), f"needs {screen.minimumSizeHint().height()}"
