"""Every pair of colours that the window paints keeps its contrast, in both themes and at both contrasts.

The table is the design's: text at 4.5 to 1, marks and what shows a state at 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from itertools import product

import pytest

from pushbench.ui.theme.contrast import contrast
from pushbench.ui.theme.style.buttons import FACES
from pushbench.ui.theme.tokens import Tokens, load_tokens

SURFACES = ("bg", "surface", "sunken")
GROUNDS = (*SURFACES, "hover", "press", "sel", "gray-bg")
TINTS = ("green", "amber", "red")
SYNTAX = ("js-key", "js-str", "js-num", "js-kw", "js-pun")

TEXT_PAIRS = sorted(
    {
        *product(("text", "text-2"), GROUNDS),
        *product(("text-3",), (*SURFACES, "hover", "sel", "gray-bg")),
        *product(("text", "text-2"), ("red-bg", "amber-bg", "green-bg", "accent-soft", "row-ovr")),
        *((tint, f"{tint}-bg") for tint in TINTS),
        *product(TINTS, (*SURFACES, "hover", "sel")),
        *product(SYNTAX, ("surface", "row-ovr", "red-bg", "amber-bg")),
        *product(("accent-text",), (*GROUNDS, "accent-soft", "red-bg", "amber-bg", "green-bg")),
        *product(("on-accent",), ("accent", "accent-hover", "accent-press", "red-solid", "red-hover", "red-press")),
        *product(("on-toast", "toast-link"), ("toast", "toast-hover")),
        ("text", "segment"),
        ("qr-ink", "qr-ground"),
    }
)
MARK_PAIRS = sorted(
    {
        *product(("green-dot", "amber-dot", "red-dot", "accent", "red-solid"), SURFACES),
        *((f"{tint}-dot", f"{tint}-bg") for tint in ("red", "green")),
        ("accent", "row-ovr"),
        ("on-accent", "accent"),
    }
)
OUTLINES = ("green-line", "amber-line", "red-line", "accent-line", "line-strong")


@pytest.fixture(params=["light", "dark", "light, more contrast", "dark, more contrast"])
def colors(request: pytest.FixtureRequest) -> dict[str, str]:
    tokens: Tokens = load_tokens()
    return tokens.colors(is_dark="dark" in request.param, is_high_contrast="more" in request.param)


def _too_weak(pairs: list[tuple[str, str]], colors: dict[str, str], least: float) -> list[str]:
    found = ((ink, ground, contrast(colors[ink], colors[ground])) for ink, ground in pairs)
    return [f"{ink} on {ground}: {ratio:.2f}" for ink, ground, ratio in found if ratio < least]


def test_text_is_readable(colors: dict[str, str]) -> None:
    assert not _too_weak(TEXT_PAIRS, colors, 4.5)


def test_marks_and_the_focus_ring_stand_out(colors: dict[str, str]) -> None:
    assert not _too_weak(MARK_PAIRS, colors, 3.0)


def test_every_state_of_every_button_is_readable(colors: dict[str, str]) -> None:
    pairs = [
        (face.ink, ground)
        for kind, face in FACES.items()
        for ground in (face.ground, face.hover, face.press)
        if ground and kind != "toast"
    ]
    assert not _too_weak(pairs, colors, 4.5)


@pytest.mark.parametrize("is_dark", [False, True])
def test_more_contrast_turns_soft_fills_into_outlines(is_dark: bool) -> None:
    colors = load_tokens().colors(is_dark=is_dark, is_high_contrast=True)
    for tint in (*TINTS, "gray"):
        assert colors[f"{tint}-bg"] == colors["surface"]
    assert not _too_weak([(line, "surface") for line in OUTLINES], colors, 3.0)


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


def test_the_lowest_pairs_are_those_the_design_measured() -> None:
    tokens = load_tokens()
    light, dark = tokens.colors(is_dark=False), tokens.colors(is_dark=True)
    assert contrast(light["text-3"], light["gray-bg"]) == pytest.approx(4.52, abs=0.01)
    assert contrast(dark["text-3"], dark["gray-bg"]) == pytest.approx(4.83, abs=0.01)
    assert contrast(light["on-accent"], light["red-solid"]) == pytest.approx(5.54, abs=0.01)
