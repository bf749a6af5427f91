"""The token file as values."""

from __future__ import annotations

import pytest

from pushbench.ui.theme.tokens import Tokens, load_tokens


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return load_tokens()


def test_both_appearances_know_the_same_tokens(tokens: Tokens) -> None:
    assert set(tokens.light) == set(tokens.dark)


def test_more_contrast_changes_only_what_there_is(tokens: Tokens) -> None:
    assert set(tokens.high_contrast["light"]) == set(tokens.high_contrast["dark"]) <= set(tokens.light)


def test_no_text_is_smaller_than_eleven(tokens: Tokens) -> None:
    assert min(style.size for style in tokens.type.values()) == 11


def test_controls_can_be_hit(tokens: Tokens) -> None:
    assert min(tokens.heights[name] for name in ("control", "small", "top-control", "welcome")) >= 24
