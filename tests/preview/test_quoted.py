"""The words a reader loses are quoted whole."""

from __future__ import annotations

import pytest

from pushbench.preview.sheet import quoted

BODY = "Ana, it is 8 minutes on foot from Security. Your seat is still 14C."


@pytest.mark.parametrize(
    ("text", "lost", "told"),
    [
        (BODY, "om Security. Your seat is still 14C.", "from Security. Your seat is still 14C."),
        (BODY, " from Security. Your seat is still 14C.", "from Security. Your seat is still 14C."),
        (BODY, "from Security. Your seat is still 14C.", "from Security. Your seat is still 14C."),
        ("Gate", "te", "Gate"),
        ("one two", "", ""),
        (
            "ゲートが変わりました" * 8,
            "わりました" + "ゲートが変わりました" * 7,
            ("わりました" + "ゲートが変わりました" * 7)[:79],
        ),
        ("a " * 60, "a " * 60, ("a " * 40).strip() + "…"),
        ("word " * 30, "d " + "word " * 29, ("word " * 16).strip() + "…"),
    ],
    ids=range(8),
)
def test_no_word_is_quoted_in_part(text: str, lost: str, told: str) -> None:
    assert quoted(text, lost).startswith(told)
    assert len(quoted(text, lost)) <= 81
