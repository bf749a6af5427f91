"""The token file keeps the contrast that the design measured."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QColor

from pushbench.ui.theme.tokens import Tokens, load_tokens

GROUNDS = ("bg", "surface", "sunken", "hover", "sel", "gray-bg")
TEXTS = ("text", "text-2", "text-3")
TINTS = ("green", "amber", "red")
SYNTAX = ("js-key", "js-str", "js-num", "js-kw", "js-pun")


def luminance(color: str) -> float:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    made = QColor(color)
    return 0.2126 * channel(made.redF()) + 0.7152 * channel(made.greenF()) + 0.0722 * channel(made.blueF())


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return load_tokens()


def pairs() -> list[tuple[str, str]]:
    found = list(product(TEXTS, GROUNDS))
    found += [(tint, f"{tint}-bg") for tint in TINTS]
    found += [(tint, "surface") for tint in TINTS]
    found += list(product(SYNTAX, ("surface", "row-ovr", "red-bg", "amber-bg")))
    found += [("accent-text", ground) for ground in ("surface", "bg", "sel", "accent-soft")]
    return [*found, ("on-accent", "accent"), ("on-accent", "red-solid")]


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), pairs(), ids=lambda value: value)
def test_text_is_readable(tokens: Tokens, ink: str, ground: str, is_dark: bool) -> None:
    colors = tokens.colors(is_dark=is_dark)
    assert contrast(colors[ink], colors[ground]) >= 4.5


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("mark", ["green-dot", "amber-dot", "red-dot", "accent"])
def test_marks_stand_out(tokens: Tokens, mark: str, is_dark: bool) -> None:
    colors = tokens.colors(is_dark=is_dark)
    assert contrast(colors[mark], colors["surface"]) >= 3.0


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_control_borders_stand_out_when_contrast_is_increased(tokens: Tokens, is_dark: bool) -> None:
    colors = tokens.colors(is_dark=is_dark, is_high_contrast=True)
    assert contrast(colors["line-strong"], colors["surface"]) >= 3.0


def test_both_appearances_know_the_same_tokens(tokens: Tokens) -> None:
    assert set(tokens.light) == set(tokens.dark)


def test_no_text_is_smaller_than_eleven(tokens: Tokens) -> None:
    assert min(style.size for style in tokens.type.values()) == 11
