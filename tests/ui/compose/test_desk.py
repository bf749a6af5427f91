"""What one provider makes of an edition, in both directions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.finding import Fix, Severity
from pushbench.domain.message import Content, Delivery, Kind, Message, Override, Priority
from pushbench.domain.profile import Credentials, Environment
from pushbench.engine.registry import Registry
from pushbench.ui.compose.desk import Desk, Sheet
from pushbench.ui.compose.field_map import FieldMap
from pushbench.ui.compose.field_view import template_offset
from pushbench.ui.compose.problems import field_problems, inline_notes, line_marks, message_field, squiggles
from pushbench.ui.compose.undo import Edition

NOW = 1_763_820_000.0
MESSAGE = Message(
    name="Gate",
    content=Content(title="Gate {{gate}}", body="Hurry", badge=1),
    delivery=Delivery(priority=Priority.HIGH, relevance=0.5),
    variables={"gate": "B42"},
)


@pytest.fixture
def desk() -> Desk:
    return Desk(FakeWorkspace(), lambda: NOW)  # type: ignore[arg-type]


def sheet(desk: Desk, edition: Edition, provider: str = "apns") -> Sheet:
    return desk.sheet(edition, provider)


def document(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value


def test_the_editor_shows_templates_and_the_draft_is_resolved(desk: Desk) -> None:
    made = sheet(desk, Edition(MESSAGE))
    assert document(made.text)["payload"]["aps"]["alert"]["title"] == "Gate {{gate}}"
    assert made.draft is not None
    assert made.draft.payload["aps"]["alert"]["title"] == "Gate B42"  # type: ignore[index,call-overload]
    assert (made.is_typed, made.trouble, made.overridden) == (False, None, frozenset())
    assert made.size is not None
    assert made.size.limit == 4096


def test_an_edit_in_the_json_becomes_an_override(desk: Desk) -> None:
    edition = Edition(MESSAGE)
    changed = document(sheet(desk, edition).text)
    changed["payload"]["aps"]["relevance-score"] = 0.9
    changed["headers"]["apns-priority"] = "5"
    typed = desk.typed(edition, "apns", json.dumps(changed))
    override = typed.message.overrides["apns"]
    assert (override.headers, override.payload) == ({"apns-priority": "5"}, {"aps": {"relevance-score": 0.9}})
    made = sheet(desk, typed)
    assert made.is_typed
    assert made.overridden == {"/headers/apns-priority", "/payload/aps/relevance-score"}
    assert made.draft is not None
    assert made.draft.headers["apns-priority"] == "5"


def test_typing_the_form_value_again_leaves_no_override(desk: Desk) -> None:
    edition = Edition(MESSAGE)
    text = sheet(desk, edition).text
    other = desk.typed(edition, "apns", text.replace('"badge": 1', '"badge": 2'))
    assert "apns" in other.message.overrides
    again = desk.typed(other, "apns", text)
    assert again.message.overrides == {}


@pytest.mark.parametrize("text", ["", "{", '{"headers": {}, "payload": {"aps": {"badge": }}}', "nonsense", "{}"])
def test_what_is_no_document_is_kept_and_never_drafted(desk: Desk, text: str) -> None:
    edition = Edition(MESSAGE)
    typed = desk.typed(edition, "apns", text)
    made = sheet(desk, typed)
    assert (made.text, made.draft) == (text, None)
    assert made.trouble is not None
    assert made.error_count >= 1
    assert typed.message == MESSAGE
    assert sheet(desk, typed, "fcm").draft is not None


def test_a_form_edit_prints_valid_text_anew_and_keeps_broken_text(desk: Desk) -> None:
    edition = Edition(MESSAGE)
    text = sheet(desk, edition).text
    edition = desk.typed(edition, "apns", text.replace("  ", " "))
    edition = desk.typed(edition, "fcm", "{ broken")
    after = desk.after_form_edit(edition, MESSAGE)
    assert dict(after.texts) == {"fcm": "{ broken"}


def test_a_null_that_cannot_be_kept_is_noticed(desk: Desk) -> None:
    edition = Edition(MESSAGE)
    changed = document(sheet(desk, edition).text)
    changed["payload"]["extra"] = None
    made = sheet(desk, desk.typed(edition, "apns", json.dumps(changed)))
    assert made.trouble is not None
    assert "null" in made.trouble.what
    assert made.draft is None
    changed["payload"]["extra"] = [None]
    assert sheet(desk, desk.typed(edition, "apns", json.dumps(changed))).trouble is None


def test_a_null_that_the_form_writes_may_stay(desk: Desk) -> None:
    edition = Edition(replace(MESSAGE, data={"nothing": None}))
    text = sheet(desk, edition).text
    assert ": null" in text
    assert sheet(desk, desk.typed(edition, "apns", text.replace("Hurry", "Run"))).trouble is None


def test_a_number_typed_for_a_header_is_the_same_header(desk: Desk) -> None:
    edition = Edition(MESSAGE)
    changed = document(sheet(desk, edition).text)
    changed["headers"]["apns-priority"] = 5
    text = json.dumps(changed)
    assert sheet(desk, desk.typed(edition, "apns", text)).text == text


def test_a_time_that_only_grew_older_is_not_set_by_hand() -> None:
    times = iter(range(1_763_820_060, 1_763_830_000, 60))
    desk = Desk(FakeWorkspace(), lambda: float(next(times)))  # type: ignore[arg-type]
    message = replace(MESSAGE, delivery=replace(MESSAGE.delivery, ttl_seconds=3600))
    edition = Edition(message, {}, 1_763_820_000.0)
    text = sheet(desk, edition).text
    typed = desk.typed(edition, "apns", text.replace('"badge": 1', '"badge": 2'))
    assert sheet(desk, typed).overridden == {"/payload/aps/badge"}
    later = desk.after_form_edit(typed, typed.message)
    assert later.at > edition.at
    assert sheet(desk, later).overridden == {"/payload/aps/badge"}


def test_a_text_is_printed_anew_when_the_profile_changes_below_it(desk: Desk) -> None:
    edition = Edition(MESSAGE)
    typed = desk.typed(edition, "apns", sheet(desk, edition).text.replace('"badge": 1', '"badge":   2'))
    assert sheet(desk, typed).is_typed
    desk.credentials["apns"] = Credentials("p", "apns", Environment.SANDBOX, {"bundle_id": "app.skylark"})
    made = sheet(desk, typed)
    assert not made.is_typed
    assert document(made.text)["headers"]["apns-topic"] == "app.skylark"
    assert document(made.text)["payload"]["aps"]["badge"] == 2
    assert made.trouble is None


def test_a_fix_is_one_click_and_can_be_taken_back(desk: Desk) -> None:
    wrong = Edition(Message(content=MESSAGE.content, overrides={"apns": Override({"apns-priority": "high"})}))
    made = sheet(desk, wrong)
    finding = next(item for item in made.errors if item.pointer == "/headers/apns-priority")
    assert finding.patch is not None
    fixed = desk.with_fix(wrong, "apns", finding.patch)
    assert not [item for item in sheet(desk, fixed).errors if item.pointer == finding.pointer]
    back = desk.with_form_value(wrong, "apns", "/headers/apns-priority")
    assert back.message.overrides == {}
    assert desk.with_form_only(fixed, "apns").message.overrides == {}
    assert desk.with_form_value(back, "apns", "/headers/apns-priority") == back


def test_a_fix_may_take_a_key_away(desk: Desk) -> None:
    edition = desk.with_fix(Edition(MESSAGE), "apns", Fix("Remove", {"payload": {"aps": {"badge": None}}}))
    made = sheet(desk, edition)
    assert "badge" not in document(made.text)["payload"]["aps"]
    assert "/payload/aps/badge" in made.overridden


@pytest.mark.parametrize("provider", Registry().ids)
def test_form_fields_are_found_by_trying(desk: Desk, provider: str) -> None:
    fields = FieldMap().fields(desk.provider(provider), Kind.ALERT, None)
    assert {"content/title", "content/body", "delivery/priority"} <= set(fields.values())
    pointer = next(place for place, name in fields.items() if name == "content/title")
    made = FieldMap()
    assert made.field_at(desk.provider(provider), Kind.ALERT, None, pointer) == "content/title"
    assert made.by_hand(desk.provider(provider), Kind.ALERT, None, frozenset({pointer})) == {"content/title"}
    assert made.by_hand(desk.provider(provider), Kind.ALERT, None, frozenset()) == frozenset()


def test_an_override_of_a_parent_marks_the_fields_below(desk: Desk) -> None:
    marks = FieldMap().by_hand(desk.provider("apns"), Kind.ALERT, None, frozenset({"/payload/aps/alert"}))
    assert {"content/title", "content/subtitle", "content/body"} <= marks


def test_findings_stand_at_lines_and_fields(desk: Desk) -> None:
    edition = Edition(Message(content=Content(title="Hi"), overrides={"apns": Override({"apns-priority": "high"})}))
    made = sheet(desk, edition)

    def line_of(offset: int) -> int:
        return made.text.count("\n", 0, offset)

    marks = {mark.line: mark.tone for mark in line_marks(made, line_of)}
    line = line_of(made.text.index("apns-priority"))
    assert marks[line] == "red"
    notes = inline_notes(made, line_of)
    note = next(item for item in notes if item.line == line)
    assert [action.key for action in note.actions] == ["fix", "form", "why"]
    assert any(made.text[wave.start : wave.end] == '"high"' for wave in squiggles(made))
    fields = FieldMap()
    where = field_problems(made.findings, lambda p: fields.field_at(desk.provider("apns"), Kind.ALERT, None, p))
    assert where["delivery/priority"][0] == "red"


def test_broken_text_is_marked_where_it_breaks(desk: Desk) -> None:
    made = sheet(desk, desk.typed(Edition(MESSAGE), "apns", '{\n "headers": {},\n "payload": {"a": 1,,}\n}'))
    notes = inline_notes(made, lambda offset: made.text.count("\n", 0, offset))
    assert notes[0].line == 2
    assert notes[0].tone == "red"


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("/content/title", "content/title"),
        ("/delivery/relevance", "delivery/relevance"),
        ("/data/x", "data"),
        ("", None),
    ],
)
def test_pointers_into_the_message_name_fields(pointer: str, field: str | None) -> None:
    assert message_field(pointer) == field


@pytest.mark.parametrize(
    ("template", "resolved", "kept", "offset"),
    [
        ("Gate changed to {{gate}}, hurry", "Gate changed to B42, hurry", 10, 10),
        ("Gate changed to {{gate}}, hurry", "Gate changed to B42, hurry", 21, 26),
        ("Gate changed to {{gate}}, hurry", "Gate changed to B42, hurry", 17, 16),
        ("plain", "plain", 3, 3),
        ("{{all}}", "everything", 4, 0),
        ("{{#if x}}a{{/if}}", "a", 1, 17),
    ],
)
def test_the_cut_is_found_in_the_template(template: str, resolved: str, kept: int, offset: int) -> None:
    assert template_offset(template, resolved, kept) == offset


def test_severities_of_a_sheet(desk: Desk) -> None:
    made = sheet(
        desk, Edition(Message(content=Content(title="Hi"), overrides={"apns": Override({"apns-priority": "x"})}))
    )
    assert all(finding.severity is Severity.ERROR for finding in made.errors)
