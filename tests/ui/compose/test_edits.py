"""Changes to a message, undo over form and JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.message import Action, Interruption, Kind, LiveActivity, Message, Override, Priority
from pushbench.ui.compose import edits
from pushbench.ui.compose.undo import Edition, UndoStack


def test_an_empty_field_is_not_written() -> None:
    message = edits.with_content(Message(), "title", "Hello")
    assert message.content.title == "Hello"
    assert edits.with_content(message, "title", "").content.title is None


@pytest.mark.parametrize(
    ("text", "badge"), [("3", 3), (" 12 ", 12), ("{{unread}}", "{{unread}}"), ("", None), ("x", "x")]
)
def test_a_badge_is_a_number_or_a_template(text: str, badge: object) -> None:
    assert edits.with_content(Message(), "badge", text).content.badge == badge


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("kind", "voip", Kind.VOIP),
        ("priority", "", None),
        ("priority", "low", Priority.LOW),
        ("interruption", "time-sensitive", Interruption.TIME_SENSITIVE),
        ("ttl_seconds", "1 hour", 3600),
        ("ttl_seconds", "90", 90),
        ("ttl_seconds", "1.5 h", 5400),
        ("ttl_seconds", "2 days", 172800),
        ("ttl_seconds", "0", 0),
        ("relevance", "0,9", 0.9),
        ("collapse_id", "gate", "gate"),
    ],
)
def test_delivery_fields_are_read_from_their_controls(key: str, text: str, value: object) -> None:
    assert getattr(edits.with_delivery(Message(), key, text).delivery, key) == value


@pytest.mark.parametrize(
    ("key", "text"), [("ttl_seconds", "soon"), ("relevance", "much"), ("ttl_seconds", "5 lightyears")]
)
def test_what_cannot_be_a_value_says_so(key: str, text: str) -> None:
    with pytest.raises(ValueError, match="Write"):
        edits.with_delivery(Message(), key, text)


@given(st.integers(min_value=0, max_value=10**8))
def test_durations_read_back(seconds: int) -> None:
    assert edits.read_duration(edits.duration_words(seconds)) == seconds


def test_an_action_gets_its_id_from_its_title_until_it_has_its_own() -> None:
    message = edits.with_action(edits.add_action(Message()), 0, "title", "Walk me there")
    assert message.actions == (Action("walk_me_there", "Walk me there"),)
    message = edits.with_action(message, 0, "id", "walk")
    message = edits.with_action(message, 0, "title", "Run")
    assert message.actions[0].id == "walk"


def test_actions_move_and_go() -> None:
    message = Message(actions=(Action("a", "A"), Action("b", "B")))
    assert [a.id for a in edits.move_action(message, 0, 1).actions] == ["b", "a"]
    assert edits.move_action(message, 1, 1) is message
    assert [a.id for a in edits.remove_action(message, 0).actions] == ["b"]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("B42", "text", "B42"),
        ("2", "number", 2),
        ("true", "yes / no", True),
        ('{"a": [1]}', "JSON", {"a": [1]}),
        ("{{seats}}", "number", "{{seats}}"),
        ("2", "text", "2"),
    ],
)
def test_table_values_have_kinds(text: str, kind: str, value: object) -> None:
    assert edits.read_value(text, kind) == value


@pytest.mark.parametrize(("text", "kind"), [("x", "number"), ("true", "number"), ("1", "yes / no"), ("{", "JSON")])
def test_a_value_of_another_kind_is_refused(text: str, kind: str) -> None:
    with pytest.raises(ValueError, match="no"):
        edits.read_value(text, kind)


@pytest.mark.parametrize("value", ["text", 3, 2.5, True, None, {"a": 1}, [1, "b"]])
def test_cells_read_back(value: object) -> None:
    text, kind = edits.value_text(value), edits.kind_of(value)  # type: ignore[arg-type]
    assert edits.read_value(text, kind) == value


def test_live_activity_parts_are_made_when_missing() -> None:
    message = edits.with_live_activity(Message(), "event", "start")
    assert message.delivery.live_activity == LiveActivity(event="start")


def test_overrides_come_and_go() -> None:
    message = edits.with_override(Message(), "apns", Override({"apns-priority": "5"}))
    assert "apns" in message.overrides
    assert edits.with_override(message, "apns", None).overrides == {}


def edition(title: str) -> Edition:
    return Edition(edits.with_content(Message(), "title", title))


def test_typing_in_one_place_is_one_step() -> None:
    stack = UndoStack(edition(""))
    for number, text in enumerate(("H", "He", "Hel")):
        stack.push(edition(text), "content/title", number * 0.2)
    stack.push(edition("Hel, later"), "content/title", 60.0)
    assert stack.undo() == edition("Hel")
    assert stack.undo() == edition("")
    assert not stack.can_undo
    assert stack.undo() == edition("")
    assert stack.redo() == edition("Hel")


def test_another_place_is_another_step_and_an_edit_forgets_the_future() -> None:
    stack = UndoStack(edition(""))
    stack.push(edition("a"), "content/title", 0.0)
    stack.push(edition("ab"), "json/apns", 0.1)
    assert stack.undo() == edition("a")
    stack.push(edition("c"), "content/title", 0.2)
    assert not stack.can_redo
    assert stack.undo() == edition("a")


def test_the_same_again_is_no_step() -> None:
    stack = UndoStack(edition("a"))
    stack.push(edition("a"), "x", 0.0)
    assert not stack.can_undo


@given(st.lists(st.text(max_size=3), min_size=1, max_size=30))
def test_undoing_everything_gives_the_beginning_and_redoing_the_end(texts: list[str]) -> None:
    stack = UndoStack(edition("start"))
    for number, text in enumerate(texts):
        stack.push(edition(text), "", number * 10.0)
    end = stack.now
    while stack.can_undo:
        stack.undo()
    assert stack.now == edition("start")
    while stack.can_redo:
        stack.redo()
    assert stack.now == end
