from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compose.fake_provider import FakeProvider

from pushbench.compose.draft import (
    draft_from_document,
    is_empty,
    make_draft,
    override_from_document,
    with_override,
    without,
)
from pushbench.domain.errors import UserError
from pushbench.domain.message import Content, Message, Override

PROVIDER = FakeProvider()
MESSAGE = Message(content=Content(title="Hi", badge=1), data={"k": "v"})


def document(message=MESSAGE, now=100.0):
    return make_draft(PROVIDER, message, None, now).document()


def test_without_override_the_form_leaves_as_it_is():
    draft = make_draft(PROVIDER, MESSAGE, None, 100.0)
    assert draft == PROVIDER.compose(MESSAGE, None, 100.0)
    assert draft.overridden == frozenset()


def test_an_override_is_put_over_and_marked():
    override = Override(
        headers={"priority": 5, "x-now": None, "new": True}, payload={"nested": {"b": None}, "badge": 9}
    )
    draft = make_draft(
        PROVIDER, replace(MESSAGE, overrides={"fake": override, "other": Override(payload=1)}), None, 1.0
    )
    assert draft.headers == {"Priority": "5", "new": "true"}
    assert draft.payload == {"title": "Hi", "data": {"k": "v"}, "nested": {"a": 1}, "badge": 9}
    assert draft.overridden == {
        "/headers/Priority",
        "/headers/x-now",
        "/headers/new",
        "/payload/nested/b",
        "/payload/badge",
    }
    assert draft.notes == PROVIDER.compose(MESSAGE, None, 1.0).notes


def test_an_override_may_replace_the_payload_by_text():
    draft = with_override(PROVIDER.compose(MESSAGE, None, 1.0), Override(payload="{broken"))
    assert draft.payload == "{broken"
    assert draft.overridden == {"/payload"}


def test_an_unchanged_document_is_an_empty_override():
    override = override_from_document(PROVIDER, MESSAGE, None, 100.0, document())
    assert is_empty(override)


def test_hand_edits_become_the_smallest_override():
    edited = document()
    edited["payload"]["nested"] = {"a": 1, "b": {"c": 3}}
    del edited["payload"]["badge"]
    edited["headers"]["priority"] = edited["headers"].pop("Priority")
    edited["headers"]["x-now"] = "7"
    edited["headers"]["extra"] = 5
    override = override_from_document(PROVIDER, MESSAGE, None, 100.0, edited)
    assert override == Override(
        headers={"x-now": "7", "extra": "5"}, payload={"nested": {"b": {"c": 3}}, "badge": None}
    )


def test_a_form_change_later_shows_beside_the_override():
    edited = document()
    edited["payload"]["badge"] = 9
    override = override_from_document(PROVIDER, MESSAGE, None, 100.0, edited)
    later = replace(MESSAGE, content=Content(title="Later", badge=1), overrides={"fake": override})
    assert make_draft(PROVIDER, later, None, 100.0).payload["title"] == "Later"
    assert make_draft(PROVIDER, later, None, 100.0).payload["badge"] == 9


values = st.recursive(
    st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["title", "data", "nested", "a", "b"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(values, st.dictionaries(st.sampled_from(["x-now", "Priority", "new"]), st.text("ab", max_size=2)))
def test_any_edited_document_comes_out_again(payload, headers):
    override = override_from_document(PROVIDER, MESSAGE, None, 100.0, {"headers": headers, "payload": payload})
    draft = make_draft(PROVIDER, replace(MESSAGE, overrides={"fake": override}), None, 100.0)
    assert draft.document() == {"headers": headers, "payload": payload}


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        "text",
        {},
        {"headers": {}},
        {"payload": {}, "headers": []},
        {"payload": {}, "headers": {"a": None}},
        {"payload": {}, "headers": {"a": {}}},
        {"payload": {}, "extra": 1},
    ],
)
def test_a_document_of_another_shape_is_refused_with_words(bad):
    with pytest.raises(UserError):
        draft_from_document("fake", bad)


def test_reads_a_document_back():
    draft = draft_from_document("fake", {"payload": [1], "headers": {"a": 5, "b": False, "c": "x"}})
    assert (draft.provider, draft.payload, draft.headers) == ("fake", [1], {"a": "5", "b": "false", "c": "x"})
    assert draft_from_document("fake", {"payload": "text"}).headers == {}


def test_one_change_can_be_taken_back():
    override = Override(headers={"Priority": "5", "x": "1"}, payload={"nested": {"b": {"c": 3}}, "badge": None})
    assert without(override, "/headers/priority").headers == {"x": "1"}
    assert without(override, "/payload/nested/b/c").payload == {"badge": None}
    assert without(override, "/payload/badge").payload == {"nested": {"b": {"c": 3}}}
    assert is_empty(without(without(Override(payload={"a": 1}), "/payload/a"), "/payload/zzz"))
    assert without(Override(payload="text"), "/payload").payload == {}
    assert without(override, "/payload/nosuch") == override
