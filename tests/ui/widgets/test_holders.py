"""Splitters, popovers, focus rings, QR codes."""

from __future__ import annotations

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.focus_ring import Ring
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.popover import Popover
from pushbench.ui.widgets.qr import QUIET_MODULES, QrCode, qr_modules
from pushbench.ui.widgets.splitter import Splitter

TEXT = "http://192.168.1.20:8790/4F7K-92QX"


def _read(image: QImage) -> list[str]:
    """Read the codes in a picture, as a phone would."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    lines = [bytes(grey.constScanLine(y))[: grey.width()] for y in range(grey.height())]
    view = memoryview(b"".join(lines)).cast("B", (grey.height(), grey.width()))
    return [code.text for code in zxingcpp.read_barcodes(view)]


@pytest.mark.parametrize("side", [96, 150, 221])
@pytest.mark.parametrize("text", [TEXT, "https://example.com/" + "x" * 60, "Grüße ☂"])
def test_a_qr_code_can_be_read_in_both_appearances(any_theme: Theme, qtbot: QtBot, text: str, side: int) -> None:
    code = QrCode(any_theme, text, side=side)
    qtbot.addWidget(code)
    code.resize(code.sizeHint())
    assert _read(code.grab().toImage()) == [text]
    assert (code.accessibleName(), code.accessibleDescription()) == ("QR code", text)


def test_a_qr_code_stands_on_white_with_a_quiet_zone(any_theme: Theme, qtbot: QtBot) -> None:
    code = QrCode(any_theme, TEXT)
    qtbot.addWidget(code)
    code.resize(code.sizeHint())
    image = code.grab().toImage()
    dark = [
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).lightness() < 60
    ]
    inside = [(x, y) for x, y in dark if 2 < x < image.width() - 3 and 2 < y < image.height() - 3]
    least = min(min(x, y) for x, y in inside)
    module = code.sizeHint().width() // (len(qr_modules(TEXT)) + 2 * QUIET_MODULES)
    assert least >= QUIET_MODULES * module
    assert image.pixelColor(least - 4, least - 4).name() == "#ffffff"


def test_an_empty_qr_code_is_an_empty_square(theme: Theme, qtbot: QtBot) -> None:
    code = QrCode(theme)
    qtbot.addWidget(code)
    code.resize(code.sizeHint())
    assert _read(code.grab().toImage()) == []


def _splitter(sizes: dict[str, list[int]], qtbot: QtBot) -> Splitter:
    splitter = Splitter("history", sizes, Qt.Orientation.Horizontal)
    qtbot.addWidget(splitter)
    for _ in range(2):
        splitter.addWidget(QWidget())
    splitter.resize(601, 100)
    return splitter


def test_a_splitter_remembers_what_was_dragged(qtbot: QtBot) -> None:
    sizes: dict[str, list[int]] = {}
    splitter = _splitter(sizes, qtbot)
    splitter.restore([400, 200])
    splitter.show()
    splitter.moveSplitter(250, 1)
    assert sizes["history"] == splitter.sizes() == [250, 350]
    again = _splitter(sizes, qtbot)
    again.restore([400, 200])
    again.show()
    assert again.sizes() == [250, 350]


@pytest.mark.parametrize("kept", [[], [1], [1, 2, 3], [-5, 10], [0, 0]])
def test_what_does_not_fit_gives_the_usual_sizes(qtbot: QtBot, kept: list[int]) -> None:
    splitter = _splitter({"history": kept}, qtbot)
    splitter.restore([400, 200])
    splitter.show()
    assert splitter.sizes() == [400, 200]


def test_a_popover_gives_the_focus_back(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    field = QLineEdit()
    anchor = button(theme, "Filter")
    window = box(column(field, anchor))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    popover = Popover(theme, "Filters", row(label(theme, "Only"), button(theme, "Rejected"), margins=10), window)
    closed: list[bool] = []
    popover.closed.connect(lambda: closed.append(True))
    popover.open_below(anchor)
    assert popover.isVisible()
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    assert closed == [True]
    assert qapp.focusWidget() is field


def test_a_ring_is_not_cut_off_by_a_tight_parent(theme: Theme, qtbot: QtBot) -> None:
    made = QPushButton("Send")
    tight = box(row(made))
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(20, 20, 20, 20)
    layout.addWidget(tight)
    qtbot.addWidget(window)
    window.show()
    ring = Ring(theme, made)
    assert ring.parentWidget() is window
    corner = made.mapTo(window, made.rect().topLeft())
    assert (ring.x(), ring.y(), ring.width()) == (corner.x() - 3, corner.y() - 3, made.width() + 6)
    layout.setContentsMargins(40, 20, 20, 20)
    layout.activate()
    assert ring.x() == made.mapTo(window, made.rect().topLeft()).x() - 3


def test_a_ring_scrolls_with_what_it_is_around(theme: Theme, qtbot: QtBot) -> None:
    made = QPushButton("Send")
    inner = box(column(made, 900))
    area = QScrollArea()
    area.setWidget(inner)
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    assert Ring(theme, made).parentWidget() is inner


def test_a_ring_never_becomes_a_part_of_a_splitter(theme: Theme, qtbot: QtBot) -> None:
    splitter = QSplitter()
    qtbot.addWidget(splitter)
    side, made = QWidget(), QPushButton("Paste")
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)  # so that the ring does not fit into the side
    column.addWidget(made)
    splitter.addWidget(side)
    splitter.addWidget(QWidget())
    splitter.resize(300, 200)
    splitter.show()
    assert Ring(theme, made).parentWidget() is side
    assert Ring(theme, side).parentWidget() is side
    assert splitter.count() == 2
