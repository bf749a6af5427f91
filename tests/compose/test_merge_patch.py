from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.compose.merge_patch import apply, diff, is_same, touched
from pushbench.domain.pointer import value_at

# Appendix A of RFC 7396.
RFC_CASES = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]

scalars = (
    st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False, allow_infinity=False, width=16)
    | st.text("ab/~", max_size=3)
)
without_nulls = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=2), inner, max_size=4),
    max_leaves=12,
)
any_json = st.recursive(
    scalars | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=2), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(("target", "patch", "result"), RFC_CASES)
def test_applies_as_the_rfc_says(target, patch, result):
    assert is_same(apply(target, patch), result)


def test_leaves_its_arguments_alone():
    target, patch = {"a": {"b": 1}}, {"a": {"b": None, "c": {"d": 1}}}
    apply(target, patch)
    assert target == {"a": {"b": 1}}
    assert patch == {"a": {"b": None, "c": {"d": 1}}}


@given(any_json, without_nulls)
def test_a_difference_applied_gives_the_second_value(before, after):
    assert is_same(apply(before, diff(before, after)), after)


@given(any_json)
def test_no_difference_is_an_empty_patch_for_objects(value):
    assert diff({"a": value}, {"a": value}) == {}


def test_types_make_a_difference():
    assert diff({"n": 1}, {"n": True}) == {"n": True}
    assert diff({"n": 1}, {"n": 1.0}) == {"n": 1.0}
    assert type(diff({"n": 1}, {"n": 1.0})["n"]) is float


def test_a_null_cannot_be_set_in_an_object():
    assert diff({"a": 1}, {"a": None}) == {"a": None}
    assert apply({"a": 1}, {"a": None}) == {}
    assert diff({}, {"a": None}) == {}
    assert apply({}, diff({}, {"a": [None]})) == {"a": [None]}


def test_touched_names_leaves_deletions_and_empty_objects():
    patch = {"aps": {"alert": {"title": "x"}, "badge": None, "empty": {}}, "a/b": [1]}
    assert touched(patch, "/payload") == {
        "/payload/aps/alert/title",
        "/payload/aps/badge",
        "/payload/aps/empty",
        "/payload/a~1b",
    }
    assert touched({}) == frozenset()
    assert touched("text", "/payload") == {"/payload"}


@given(any_json, without_nulls)
def test_what_is_not_touched_is_not_changed(before, after):
    if not isinstance(before, dict) or not isinstance(after, dict):
        return
    pointers = touched(diff(before, after))
    result = apply(before, diff(before, after))
    for key in before:
        pointer = "/" + key.replace("~", "~0").replace("/", "~1")
        if not any(spot == pointer or spot.startswith(pointer + "/") for spot in pointers):
            assert is_same(value_at(result, pointer), before[key])
