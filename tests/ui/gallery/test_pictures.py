"""Every section of the gallery looks as it did when somebody last looked at it.

A failure leaves expected, actual and difference in pytest's temporary folder and names it. Where the new look is
wanted: ``.venv/bin/python -m tests.ui.gallery.rewrite`` writes the reference pictures anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication
from tests.ui.gallery.compare import compare

from pushbench.ui.gallery.pictures import SHOTS, Shot, posed, take_section, with_few_colors, write_pictures
from pushbench.ui.gallery.sections import SECTIONS, Section
from pushbench.ui.theme.theme import Theme

REFERENCES = Path(__file__).parent / "references"


@pytest.mark.parametrize("shot", SHOTS[:2], ids=lambda shot: shot.name)
@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_a_section_looks_as_it_did(section: Section, shot: Shot, theme: Theme, tmp_path: Path) -> None:
    with posed(theme, shot):
        actual = take_section(theme, section)
    expected = QImage(str(REFERENCES / f"{section.key}-{shot.name}.png"))
    assert not expected.isNull(), "there is no reference picture yet"
    difference = compare(actual, expected)
    if difference.is_seen:
        for name, image in (("expected", expected), ("actual", actual), ("difference", difference.picture)):
            image.save(str(tmp_path / f"{section.key}-{shot.name}-{name}.png"))
        pytest.fail(f"{section.key} in {shot.name}: {difference.words}; see {tmp_path}")


def test_every_reference_belongs_to_a_section() -> None:
    wanted = {f"{section.key}-{shot.name}.png" for section in SECTIONS for shot in SHOTS[:2]}
    assert {path.name for path in REFERENCES.glob("*.png")} == wanted


def test_the_references_stay_small() -> None:
    assert sum(path.stat().st_size for path in REFERENCES.glob("*.png")) < 700_000


@pytest.mark.slow
def test_whole_pictures_are_written_in_every_appearance(theme: Theme, tmp_path: Path) -> None:
    look, direction = theme.look, QApplication.layoutDirection()
    write_pictures(theme, tmp_path)
    assert {path.stem for path in tmp_path.glob("*.png")} == {shot.name for shot in SHOTS}
    pictures = {path.stem: QImage(str(path)) for path in tmp_path.glob("*.png")}
    assert pictures["large"].width() > pictures["light"].width() * 1.3
    assert compare(pictures["dark"], pictures["light"]).is_seen
    assert compare(pictures["mirrored"], pictures["light"]).is_seen
    assert (theme.look, QApplication.layoutDirection()) == (look, direction)


def _drawn(text: str, *, shift: float = 0.0, color: str = "#191D25") -> QImage:
    image = QImage(240, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setFont(QFont("PbUiI", 13))
        painter.setPen(QColor(color))
        painter.translate(shift, 0)
        painter.drawText(12, 40, text)
    return image


def test_the_comparison_forgives_other_smoothing(theme: Theme) -> None:
    theme.font("body")
    assert not compare(_drawn("Gate changed"), _drawn("Gate changed", shift=0.3)).is_seen
    assert not compare(with_few_colors(_drawn("Gate changed")), _drawn("Gate changed")).is_seen


@pytest.mark.parametrize(
    "other", [_drawn, lambda text: _drawn("Rate changed now"), lambda text: _drawn(text, color="#D6372B")]
)
def test_the_comparison_sees_other_words_and_colours(other: object, theme: Theme) -> None:
    theme.font("body")
    if other is _drawn:
        assert compare(_drawn("Gate changed"), _drawn("")).is_seen
    else:
        assert compare(other("Gate changed"), _drawn("Gate changed")).is_seen  # type: ignore[operator]


def test_the_comparison_sees_another_size() -> None:
    small = QImage(200, 80, QImage.Format.Format_RGB32)
    assert compare(small, _drawn("")).is_seen
