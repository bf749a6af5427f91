"""The live theme: fonts, icons, switching."""

from __future__ import annotations

import json

import pytest
from PySide6.QtGui import QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from pushbench.resources import read_text
from pushbench.ui.theme.icons import body_from_package, icon_book, icon_svg
from pushbench.ui.theme.theme import Look, Mode, Theme


def test_the_bundled_fonts_win_over_the_systems(theme: Theme) -> None:
    for role in ("body", "code"):
        font = theme.font(role)
        assert QFontInfo(font).family() == font.family()
        assert font.family().startswith("PbUi")


def test_weights_differ(theme: Theme) -> None:
    light, bold = theme.metrics("body"), theme.metrics("section")
    assert light.horizontalAdvance("Gate changed") < bold.horizontalAdvance("Gate changed")


def test_switching_is_live(theme: Theme, qapp: QApplication) -> None:
    seen: list[bool] = []
    theme.changed.connect(lambda: seen.append(theme.is_dark))
    before = qapp.palette().color(QPalette.ColorRole.Window)
    theme.choose(Look(mode=Mode.DARK))
    assert seen == [True]
    assert qapp.palette().color(QPalette.ColorRole.Window) != before
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == theme.tokens.dark["bg"]
    theme.choose(Look(mode=Mode.DARK))
    assert seen == [True]


def test_text_size_scales_fonts_and_rows(theme: Theme) -> None:
    size, row = theme.font("body").pixelSize(), theme.height("log-row")
    theme.choose(Look(mode=Mode.LIGHT, text_percent=140))
    assert theme.font("body").pixelSize() == round(size * 1.4)
    assert theme.height("log-row") == round(row * 1.4)
    theme.choose(Look(mode=Mode.LIGHT, text_percent=900))
    assert theme.font("body").pixelSize() == round(size * 1.4)


def test_dressed_widgets_follow_and_dead_ones_are_forgotten(theme: Theme) -> None:
    label, button = QLabel("words"), QPushButton("Send")
    theme.dress(label, "heading")
    theme.tint(button, "send")
    before = label.font().pixelSize()
    button.deleteLater()
    QApplication.sendPostedEvents(button, 0)
    del button
    theme.choose(Look(mode=Mode.DARK, text_percent=120))
    assert label.font().pixelSize() > before


def test_reduced_motion_makes_everything_immediate(theme: Theme) -> None:
    assert theme.motion_ms("fade-ms") == 120
    theme.choose(Look(mode=Mode.LIGHT, is_motion_reduced=True))
    assert theme.motion_ms("fade-ms") == 0


def test_system_mode_follows_the_system(theme: Theme) -> None:
    theme.choose(Look(mode=Mode.SYSTEM))
    wants_dark = QGuiApplication.styleHints().colorScheme().name == "Dark"
    assert theme.is_dark is wants_dark


def test_the_icon_book_is_what_the_package_has() -> None:
    book = json.loads(read_text("icons.json"))["icons"]
    for name in ("send", "flask-conical", "rotate-ccw-clock"):
        assert book[name] == body_from_package(name)


def test_icons_outside_the_book_come_from_the_package() -> None:
    assert "accessibility" not in json.loads(read_text("icons.json"))["icons"]
    assert b"<circle" in icon_svg("accessibility", "#000000", 1.75)
    icon_book().pop("accessibility")
    with pytest.raises(KeyError):
        icon_svg("no-such-icon", "#000000", 1.75)


def test_an_icon_has_the_colour_that_was_asked_for(theme: Theme) -> None:
    image = theme.pixmap("square", "red", 16).toImage()
    colors = {
        image.pixelColor(x, y).name() for x in range(16) for y in range(16) if image.pixelColor(x, y).alpha() > 200
    }
    assert theme.color("red").name() in colors
