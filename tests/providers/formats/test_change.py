"""One-click mends as merge patches."""

from __future__ import annotations

from pushbench.compose import merge_patch
from pushbench.domain.json_value import Json
from pushbench.providers.formats.change import fix


def test_pointers_become_one_patch() -> None:
    made = fix("Rename to b", ("/payload/aps/a~1x", None), ("/payload/aps/b", 1), ("/headers/h", "v"))
    assert made.label == "Rename to b"
    assert made.patch == {"payload": {"aps": {"a/x": None, "b": 1}}, "headers": {"h": "v"}}


def test_a_patch_does_what_it_says() -> None:
    before: Json = {"payload": {"aps": {"a": 1, "keep": [1]}}, "headers": {}}
    made = fix("Move", ("/payload/aps/a", None), ("/payload/a", 1))
    assert merge_patch.apply(before, dict(made.patch)) == {"payload": {"aps": {"keep": [1]}, "a": 1}, "headers": {}}


def test_a_later_change_below_an_earlier_one_wins() -> None:
    assert fix("Set", ("/a", None), ("/a/b", 1)).patch == {"a": {"b": 1}}
