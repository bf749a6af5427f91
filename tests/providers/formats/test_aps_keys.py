"""What misspelt keys were meant to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.providers.formats.aps_keys import ALERT_KEYS, APS_KEYS, SOUND_KEYS, is_integer, is_number, meant


@pytest.mark.parametrize(
    ("name", "table", "right"),
    [
        ("mutableContent", "aps", "mutable-content"),
        ("mutable_content", "aps", "mutable-content"),
        ("MUTABLE-CONTENT", "aps", "mutable-content"),
        ("threadId", "aps", "thread-id"),
        ("threadIdentifier", "aps", "thread-id"),
        ("contentState", "aps", "content-state"),
        ("interruptionLevel", "aps", "interruption-level"),
        ("relevence-score", "aps", "relevance-score"),
        ("bagde", "aps", "badge"),
        ("sounds", "aps", "sound"),
        ("Badge", "aps", "badge"),
        ("titleLocKey", "alert", "title-loc-key"),
        ("bodyLocKey", "alert", "loc-key"),
        ("message", "alert", "body"),
        ("subTitle", "alert", "subtitle"),
        ("fileName", "sound", "name"),
        ("gate", "aps", None),
        ("id", "aps", None),
        ("", "aps", None),
        ("user-id", "aps", None),
        ("seats", "alert", None),
        ("x" * 5000, "aps", None),
    ],
)
def test_meant(name: str, table: str, right: str | None) -> None:
    assert meant(name, table) == right


@pytest.mark.parametrize(("table", "keys"), [("aps", APS_KEYS), ("alert", ALERT_KEYS), ("sound", SOUND_KEYS)])
def test_documented_keys_mean_themselves_and_every_other_dress_means_them(table: str, keys: dict[str, object]) -> None:
    for key in keys:
        assert meant(key, table) is None
        first, *rest = key.split("-")
        for dress in ("_".join([first, *rest]), first + "".join(word.title() for word in rest), key.upper()):
            assert dress == key or meant(dress, table) == key


@given(st.text(), st.sampled_from(["aps", "alert", "sound"]))
def test_any_name_is_judged(name: str, table: str) -> None:
    assert meant(name, table) is None or meant(name, table) != name


def test_every_key_is_described() -> None:
    for key in (*APS_KEYS.values(), *ALERT_KEYS.values(), *SOUND_KEYS.values()):
        assert key.note.endswith(".")


def test_numbers_are_json_numbers() -> None:
    assert is_number(1)
    assert is_number(1.5)
    assert not is_number(True)
    assert not is_number("1")
    assert is_integer(3.0)
    assert not is_integer(float("nan"))
    assert not is_integer(float("inf"))
    assert not is_integer(False)
