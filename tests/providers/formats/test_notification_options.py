"""The table of notification options, its types, and the names people write instead."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.providers.formats.notification_options import (
    OPTION,
    OPTIONS,
    Browser,
    OptionType,
    is_absolute,
    is_address,
    is_right_type,
    misspelt,
)


def test_every_option_knows_every_browser_and_has_a_right_default() -> None:
    assert len(OPTION) == len(OPTIONS) == 16
    for option in OPTIONS:
        assert list(option.support) == list(Browser)
        assert option.default is None or is_right_type(option.type, option.default), option.name


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("title", ()),
        ("data", ()),
        ("image", (Browser.FIREFOX, Browser.SAFARI, Browser.IOS)),
        ("icon", (Browser.SAFARI, Browser.IOS)),
        ("requireInteraction", (Browser.SAFARI, Browser.IOS)),
        ("silent", (Browser.IOS,)),
        ("navigate", (Browser.CHROME, Browser.FIREFOX)),
    ],
)
def test_who_ignores_an_option(name: str, without: tuple[Browser, ...]) -> None:
    assert OPTION[name].unsupported() == without


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (OptionType.TEXT, ["", "x"], [None, 1, [], {}]),
        (OptionType.URL, ["/a", "https://h/a", "a.png", "data:image/png;base64,AA", "?x"], ["", "ic_gate", "a b", 1]),
        (OptionType.FLAG, [True, False], [None, 0, "true"]),
        (OptionType.FLAG_OR_NULL, [True, None], [0, "false"]),
        (OptionType.NUMBER, [0, -1, 1.5, 10**30], [True, "1", float("nan"), float("inf")]),
        (OptionType.VIBRATION, [[], [200, 100.5], 200], ["200", [True], [[1]], {}]),
        (OptionType.DIRECTION, ["auto", "ltr", "rtl"], ["LTR", "", None, ["auto"], {}]),
        (OptionType.ACTIONS, [[], [{}]], [{}, ["a"], None]),
        (OptionType.ANY, [None, {}, 1], []),
    ],
)
def test_types(kind: OptionType, right: list[Any], wrong: list[Any]) -> None:
    assert all(is_right_type(kind, value) for value in right)
    assert not any(is_right_type(kind, value) for value in wrong)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Title", "title"),
        ("require_interaction", "requireInteraction"),
        ("require-interaction", "requireInteraction"),
        ("renotfy", "renotify"),
        ("click_action", "navigate"),
        ("imageUrl", "image"),
        ("message", "body"),
        ("subtitle", None),
        ("sound", None),
        ("x", None),
        ("", None),
    ],
)
def test_what_somebody_meant(written: str, meant: str | None) -> None:
    assert misspelt(written) == meant


@pytest.mark.parametrize(
    "value", ["https://", "https://h:99999", "https://[::1", "ftp://h", "h/x", "https://a b", 5, None]
)
def test_addresses_that_are_not_absolute(value: Any) -> None:
    assert not is_absolute(value)


@given(st.text() | st.none() | st.integers() | st.lists(st.text()))
def test_any_value_is_judged(value: Any) -> None:
    assert is_address(value) or not is_absolute(value)
    for kind in OptionType:
        is_right_type(kind, value)
    misspelt(str(value))
