"""Edits become merge patches: applied, they do what they say and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.compose import merge_patch
from pushbench.domain.finding import Fix
from pushbench.providers.formats.json_edit import Edit, fix_of

DOCUMENT: dict[str, Any] = {"payload": {"a": 1, "o": {"x": 1, "y": 2}, "l": [1, {"z": 1, "w": 2}, [3, 4]], "s": "text"}}


@pytest.mark.parametrize(
    ("edits", "changed"),
    [
        ([("/payload/a", 2)], {"a": 2}),
        ([("/payload/a", None)], {"a": ...}),
        ([("/payload/o/x", None), ("/payload/o/new", 3)], {"o": {"y": 2, "new": 3}}),
        ([("/payload/fresh/deep/er", 1)], {"fresh": {"deep": {"er": 1}}}),
        ([("/payload/l/0", 9)], {"l": [9, {"z": 1, "w": 2}, [3, 4]]}),
        ([("/payload/l/0", None)], {"l": [{"z": 1, "w": 2}, [3, 4]]}),
        ([("/payload/l/1/z", 5)], {"l": [1, {"z": 5, "w": 2}, [3, 4]]}),
        ([("/payload/l/1/z", None)], {"l": [1, {"w": 2}, [3, 4]]}),
        ([("/payload/l/2/1", 5)], {"l": [1, {"z": 1, "w": 2}, [3, 5]]}),
        ([("/payload/l/0", 7), ("/payload/l/1/z", 8)], {"l": [7, {"z": 8, "w": 2}, [3, 4]]}),
        ([("/payload/t~1i~0l", 1)], {"t/i~l": 1}),
    ],
)
def test_edits(edits: list[tuple[str, Any]], changed: dict[str, Any]) -> None:
    before = copy.deepcopy(DOCUMENT)
    fix = fix_of("Mend", DOCUMENT, [Edit(*edit) for edit in edits])
    assert fix is not None
    after = merge_patch.apply(DOCUMENT, dict(fix.patch))
    expected = {**DOCUMENT["payload"], **changed}
    assert after == {"payload": {key: value for key, value in expected.items() if value is not ...}}
    assert before == DOCUMENT
    assert fix.label == "Mend"


@pytest.mark.parametrize(
    "pointer",
    [
        "",
        "/payload/s/x",
        "/payload/a/b/c",
        "/payload/l/9",
        "/payload/l/x",
        "/payload/l/-1",
        "/payload/l/0/x",
        "/payload/l/1/z/q",
    ],
)
def test_an_edit_that_cannot_be_made_gives_no_fix(pointer: str) -> None:
    assert fix_of("Mend", DOCUMENT, [Edit(pointer, 1)]) is None


def test_no_edits_no_fix() -> None:
    assert fix_of("Mend", DOCUMENT, []) is None


_KEYS = st.text("ab/~0 ", min_size=1, max_size=3)
_JSON = st.recursive(
    st.booleans() | st.integers(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3)
)


@given(st.dictionaries(_KEYS, _JSON, max_size=4), st.lists(_KEYS, min_size=1, max_size=3), st.integers())
def test_an_edit_is_all_that_changes(document: dict[str, Any], keys: list[str], value: int) -> None:
    pointer = "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)
    fix = fix_of("Mend", document, [Edit(pointer, value)])
    if not isinstance(fix, Fix):
        return
    here: Any = merge_patch.apply(document, dict(fix.patch))
    there: Any = document
    for key in keys[:-1]:
        if not isinstance(here, dict):
            here, there = here[int(key)], there[int(key)]
            continue
        same = {name: item for name, item in (there or {}).items() if name != key}
        assert {name: item for name, item in here.items() if name != key} == same
        here, there = here[key], (there or {}).get(key)
    assert (here[keys[-1]] if isinstance(here, dict) else here[int(keys[-1])]) == value
