"""Real fonts and pixels, offscreen: breaking, cutting, drawing, exporting."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QRawFont

from pushbench.domain.errors import UserError
from pushbench.domain.shown import Shown, ShownAction, ShownKind
from pushbench.paint.colors import color
from pushbench.paint.export import to_image, to_png
from pushbench.paint.fonts import large_font, load_fonts, renamed
from pushbench.paint.painter import outer_size, paint
from pushbench.paint.ruler import QtRuler
from pushbench.preview.elements import Style
from pushbench.preview.layout import PreviewOptions, lay_out
from pushbench.preview.surfaces import SURFACES, Surface, surface

BODY = Style("inter", 15, 400, -0.032)


# A worker has one Qt application for life, and the window's tests need one with widgets.
pytestmark = pytest.mark.usefixtures("qapp")


def sample(platform: str, **more: object) -> Shown:
    fields: dict[str, object] = {
        "title": "Gate changed to B42, boarding moved to 14:35",
        "body": "Eight minutes on foot. " * 12,
    }
    fields.update(more)
    return Shown(ShownKind.NOTIFICATION, platform, **fields)  # type: ignore[arg-type]


def test_the_bundled_fonts_are_the_ones_that_draw() -> None:
    families = load_fonts()
    assert set(families) == {"inter", "roboto", "open-sans", "noto-sans", "arabic"}
    for key in ("inter", "roboto", "open-sans", "noto-sans"):
        assert QRawFont.fromFont(large_font(Style(key, 15))).familyName().startswith(families[key][:5])


def test_renaming_wants_one_length() -> None:
    with pytest.raises(ValueError, match="length"):
        renamed(b"", "Inter", "Private")


def test_weight_and_width_axes_change_the_advance() -> None:
    ruler = QtRuler()
    text = "The autumn sale on every jacket"
    assert ruler.width(text, Style("inter", 15, 600)) > ruler.width(text, Style("inter", 15, 400))
    assert ruler.width(text, Style("open-sans", 14, 400, 0, 95)) < ruler.width(text, Style("open-sans", 14, 400))


def test_apples_line_is_as_long_as_the_figures_say() -> None:
    line = "The autumn sale on every jacket, coat and jumper starts tomorrow morning at nine"
    assert QtRuler().width(line, BODY) == pytest.approx(547, rel=0.015)


def test_breaking_keeps_every_character_or_names_it_as_lost() -> None:
    text = "Your parcel leaves the depot tonight and arrives on Thursday between nine and eleven in the morning."
    broken = QtRuler().lines(text, BODY, 200, 2)
    assert len(broken.lines) == 2
    assert broken.lines[-1].endswith("…")
    assert text[: broken.kept] + broken.lost == text


def test_hard_breaks_count_as_lines_and_end_the_last_one() -> None:
    broken = QtRuler().lines("one\ntwo\nthree", BODY, 300, 2)
    assert broken.lines == ("one", "two…")
    assert broken.lost == "\nthree"
    assert QtRuler().lines("one\n\nthree", BODY, 300, 5).lines == ("one", "", "three")


def test_emoji_are_never_cut_in_half() -> None:
    text = "👩‍👩‍👧‍👦" * 40
    broken = QtRuler().lines(text, BODY, 120, 1)
    assert "�" not in broken.lines[0]
    assert text[: broken.kept] + broken.lost == text


@settings(max_examples=80)
@given(text=st.text(max_size=120), width=st.floats(1, 400), lines=st.integers(1, 5))
def test_any_text_breaks(text: str, width: float, lines: int) -> None:
    broken = QtRuler().lines(text, BODY, width, lines)
    assert len(broken.lines) <= max(lines, 1)
    assert 0 <= broken.kept <= len(text)


@pytest.mark.parametrize("place", SURFACES, ids=lambda place: place.id)
@pytest.mark.parametrize("is_dark", [False, True])
def test_every_surface_paints_its_message(place: Surface, is_dark: bool) -> None:
    options = PreviewOptions(is_dark=is_dark)
    ruler = QtRuler()
    full = to_image(lay_out(sample(place.platform), place, ruler, options), 1)
    empty = to_image(lay_out(Shown(ShownKind.NOTHING, place.platform), place, ruler, options), 1)
    assert full.size() == empty.size()
    assert full != empty


def test_the_same_appearance_gives_the_same_pixels() -> None:
    place, ruler = surface("iphone-lock"), QtRuler()
    first, second = (to_image(lay_out(sample("ios"), place, ruler), 2) for _ in range(2))
    assert first == second


def test_a_loaded_image_is_drawn_cropped_to_its_centre() -> None:
    stripes = QImage(300, 100, QImage.Format.Format_RGB32)
    stripes.fill(QColor("#00FF00"))
    painter = QPainter(stripes)
    painter.fillRect(0, 0, 90, 100, QColor("#FF0000"))
    painter.fillRect(210, 0, 90, 100, QColor("#FF0000"))
    painter.end()
    appearance = lay_out(sample("ios", image="https://a.example/p.jpg"), surface("iphone-lock"), QtRuler())
    image = to_image(appearance, 1, lambda source: stripes if source.startswith("https") else None)
    colors = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height() * 3 // 4, image.height())
    }
    assert "#00ff00" in colors
    assert "#ff0000" not in colors


def test_png_carries_its_texts() -> None:
    appearance = lay_out(sample("web", actions=(ShownAction("a", "Open"),)), surface("chrome-windows"), QtRuler())
    digest = hashlib.sha256(b"payload").hexdigest()
    image = QImage.fromData(to_png(appearance, 2, {"pushbench-payload-sha256": digest}))
    assert image.text("pushbench-payload-sha256") == digest
    assert "Chrome on Windows 11" in image.text("Description")
    assert (image.width(), image.height()) == tuple(round(length * 2) for length in outer_size(appearance))


def test_a_giant_picture_is_refused_with_words() -> None:
    with pytest.raises(UserError, match="too large"):
        to_image(lay_out(sample("ios"), surface("iphone-lock"), QtRuler()), 100)


@pytest.mark.parametrize(
    ("text", "alpha"), [("#102030", 255), ("#10203080", 128), ("nonsense", 255), ("#12345678Z", 255), ("", 255)]
)
def test_any_colour_text_gives_a_colour(text: str, alpha: int) -> None:
    assert color(text).isValid()
    assert color(text).alpha() == alpha


def test_painting_restores_the_painter() -> None:
    image = QImage(100, 200, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, 100, 200), lay_out(sample("ios"), surface("iphone-lock"), QtRuler()))
    assert painter.transform().isIdentity()
    painter.end()
