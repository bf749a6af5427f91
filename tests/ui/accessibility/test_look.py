"""Less motion, more contrast, and a language that is read from right to left, in the whole window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QAbstractAnimation, QObject, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from tests.ui.accessibility.conftest import Desk
from tests.ui.accessibility.survey import is_behind, known_as, surroundings
from tests.ui.accessibility.test_walk import tour
from tests.ui.accessibility.views import COMPOSE, COMPOSE_MORE, DEVICES, HELP, HISTORY, PROVIDERS, SETTINGS, View, walk

from pushbench.ui.theme.theme import Mode
from pushbench.ui.widgets.busy import Busy, Working
from pushbench.ui.widgets.table.view import RowsView

MOVING: tuple[View, ...] = (COMPOSE[0], COMPOSE[3], *COMPOSE_MORE[:2], PROVIDERS[1], HELP[5])
OUTLINED: tuple[View, ...] = (COMPOSE[0], DEVICES[0], PROVIDERS[0], HISTORY[0], SETTINGS[0])


def running(root: QObject) -> list[QAbstractAnimation]:
    found = root.findChildren(QAbstractAnimation)
    return [each for each in found if each.state() is QAbstractAnimation.State.Running]


def test_nothing_moves_where_motion_is_reduced(desk: Desk) -> None:
    theme = desk.application.theme
    theme.choose(replace(theme.look, is_motion_reduced=True))
    moving = []
    for view, top in walk(desk, MOVING):
        desk.application.notices.tell("Something was told")
        moving += [f"{view.name}: {animation}" for animation in [*running(desk.window), *running(top)]]
        for widget in (*desk.window.findChildren(QWidget), *top.findChildren(QWidget)):
            if isinstance(widget, RowsView) and widget.painter_.flash:
                moving.append(f"{view.name}: rows of {widget.accessibleName()} glow")
        turning: list[Any] = [*desk.window.findChildren(Busy), *desk.window.findChildren(Working)]
        moving += [f"{view.name}: something turns" for each in turning if each._timer.isActive()]
    assert not moving, "\n".join(moving)


def luminance(color: QColor) -> float:
    plain = (color.redF(), color.greenF(), color.blueF())
    parts: list[float] = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in plain]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def controls(top: QWidget) -> Iterator[QWidget]:
    """Yield the fields and buttons in sight whose outline tells where they are."""
    for widget in top.findChildren(QWidget):
        is_button = isinstance(widget, QPushButton) and widget.property("kind") in ("", None) and widget.isEnabled()
        is_field = isinstance(widget, QLineEdit | QComboBox) and not widget.property("bare")
        is_whole = not widget.visibleRegion().isEmpty() and widget.visibleRegion().boundingRect() == widget.rect()
        if (is_button or is_field) and is_whole and not widget.hasFocus() and widget.isEnabled():
            yield widget


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_every_control_has_an_outline_where_contrast_is_increased(desk: Desk, mode: Mode) -> None:
    theme = desk.application.theme
    theme.choose(replace(theme.look, mode=mode, is_high_contrast=True))
    faint, counted = {}, 0
    for view, top in walk(desk, OUTLINED):
        image = top.grab().toImage()
        for widget in controls(top):
            counted += 1
            corner = widget.mapTo(top, QPoint(0, widget.height() // 2))
            edge = [image.pixelColor(corner.x() + x, corner.y()) for x in range(3)]
            inside = image.pixelColor(corner.x() + 4, corner.y())
            best = max(contrast(color, inside) for color in edge)
            if best < 3:
                faint[known_as(widget)] = f"{view.name}: {known_as(widget)} {best:.2f}"
    assert counted > 20
    assert not faint, "\n".join(faint.values())


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_tab_reads_from_right_to_left_where_the_language_does(mirrored: None, desk: Desk) -> None:
    wrong = []
    for view, top in walk(desk, (COMPOSE[0], DEVICES[0], HISTORY[0])):
        seen = tour(desk, top, "Tab")
        assert seen[0].mapTo(top, QPoint()).x() > top.width() // 2, "the rail comes first, and stands at the right"
        for first, second in pairwise(seen):
            if surroundings(first) is surroundings(second) and not is_behind(first, second):
                wrong.append(f"{view.name}: {known_as(second)} comes after {known_as(first)}")
    assert not wrong, "\n".join(wrong)
