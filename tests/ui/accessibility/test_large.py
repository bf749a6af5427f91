"""Text of 140 %: no word is cut in any view, in a usual window and in the smallest one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QScrollArea, QWidget
from tests.ui.accessibility.conftest import Desk
from tests.ui.accessibility.survey import known_as
from tests.ui.accessibility.views import COMPOSE, DEVICES, HELP, HISTORY, PROVIDERS, SANDBOX, SETTINGS, View, walk

from pushbench.ui.shell.status_line import StatusPart
from pushbench.ui.widgets.labels import ElidedLabel

SIZES = {"usual": (1440, 900), "smallest": (960, 640)}
GROUPS: dict[str, tuple[View, ...]] = {
    "compose": COMPOSE,
    "devices, providers and sandbox": (*DEVICES, *PROVIDERS, *SANDBOX),
    "history, settings and help": (*HISTORY[:-1], SETTINGS[0], *HELP),
}
_SLACK = 2


def cut_texts(top: QWidget) -> Iterator[str]:
    """Tell every label and button whose words have too little room and that does not tell them otherwise."""
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not top.window():
            continue
        if isinstance(widget, QAbstractScrollArea) and (outside := cut_off(widget, top)) is not None:
            yield f"{known(widget)} is cut off by {type(outside).__name__}"
        if isinstance(widget, QScrollArea) and (lost := hidden_width(widget)) > _SLACK:
            yield f"{lost} px of {known(widget)} {widget.accessibleName()} cannot be scrolled to"
        text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
        if not text or isinstance(widget, ElidedLabel) or text in widget.toolTip():
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            wanted = widget.heightForWidth(widget.width())
            if wanted > widget.height() + _SLACK:
                yield f"{known(widget)} needs a height of {wanted} and has {widget.height()}"
        elif not isinstance(widget, StatusPart):
            hint = widget.minimumSizeHint() if isinstance(widget, QLabel) else widget.sizeHint()
            if hint.width() > widget.width() + _SLACK or hint.height() > widget.height() + _SLACK:
                yield f"{known(widget)} needs {hint.toTuple()} and has {widget.size().toTuple()}"
        if (outside := cut_off(widget, top)) is not None:
            yield f"{known(widget)} is cut off by {type(outside).__name__} {outside.objectName()}"


def hidden_width(area: QScrollArea) -> int:
    """Return how much wider the content is than its place, where no bar leads there."""
    content = area.widget()
    is_barred = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return content.width() - area.viewport().width() if content is not None and is_barred else 0


def known(widget: QWidget) -> str:
    return known_as(widget) if not isinstance(widget, QLabel) else f"label “{widget.text()[:60]}”"


def cut_off(widget: QWidget, top: QWidget) -> QWidget | None:
    """Return the parent that shows only a part of a widget; what scrolls does so on purpose."""
    parent = widget.parentWidget()
    while parent is not None and parent is not top.window():
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            return None
        box = QRect(widget.mapTo(parent, QPoint()), widget.size())
        if not parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(box):
            return parent
        parent = parent.parentWidget()
    return None


@pytest.mark.parametrize("group", GROUPS)
def test_no_word_is_cut(desk: Desk, group: str) -> None:
    theme = desk.application.theme
    theme.choose(replace(theme.look, text_percent=140))
    cut: dict[str, str] = {}
    for view, top in walk(desk, GROUPS[group]):
        for size, room in SIZES.items():
            if top is desk.window:
                desk.window.resize(*room)
                desk.settle()
            for line in cut_texts(top):
                cut.setdefault(line, f"{view.name}, {size}")
    assert not cut, "\n".join(f"{name}: {line}" for line, name in cut.items())
