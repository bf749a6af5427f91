"""The table of fields: complete, and strict about every type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pushbench.providers.formats.fcm_problem import Fault
from pushbench.providers.formats.fcm_read import field_of, object_of, spelled
from pushbench.providers.formats.fcm_schema import PLACES, RESOURCES, Field, FieldType, Format, Standing, camel_case
from pushbench.providers.formats.fcm_walk import walk

_DISCOVERY = json.loads((Path(__file__).parent / "discovery_fields.json").read_text())


def test_every_field_of_the_discovery_document_is_in_the_table() -> None:
    mine = {
        name: {field.camel: [field.type.name, *field.choices] for field in resource.fields}
        for name, resource in RESOURCES.items()
    }
    assert mine == _DISCOVERY["resources"]


def test_every_field_says_what_it_is_for() -> None:
    for resource in RESOURCES.values():
        for field in resource.fields:
            assert field.what.endswith((".", "..")), field


GOOD: dict[FieldType, list[Any]] = {
    FieldType.STRING: ["x", ""],
    FieldType.BOOL: [True, False],
    FieldType.INT32: [1, "7", 3.0],
    FieldType.FLOAT: [0.5, 1, "0.25"],
    FieldType.DURATION: ["3s", "0s", "3.000000001s"],
    FieldType.TIMESTAMP: ["2026-11-22T09:41:00Z", "2026-11-22T09:41:00.123456789+02:00"],
    FieldType.OBJECT: [{}],
    FieldType.STRING_MAP: [{}, {"a": "b"}],
    FieldType.STRINGS: [[], ["a"]],
    FieldType.DURATIONS: [[], ["0s", "0.5s"]],
    FieldType.STRUCT: [{}, {"a": 1}],
}
BAD: dict[FieldType, list[Any]] = {
    FieldType.STRING: [1, True, [], {}, 1.5],
    FieldType.BOOL: ["true", 1, 0, [], {}, "yes"],
    FieldType.INT32: [1.5, "x", True, [], {}, 2**31, -(2**31) - 1, "99999999999"],
    FieldType.FLOAT: ["x", True, [], {}],
    FieldType.DURATION: [3, "3", "1h", "-1s", "", "s", "3.0000000001s", [], {}, True],
    FieldType.TIMESTAMP: [1_795_340_460, "2026-11-22", "2026-13-22T09:41:00Z", "now", [], {}],
    FieldType.ENUM: ["NOPE", True, [], {}, 99, -1, 1.5],
    FieldType.OBJECT: ["x", 1, True, []],
    FieldType.STRING_MAP: ["x", 1, [], {"a": 1}, {"a": None}, {"a": {}}, {"a": True}],
    FieldType.STRINGS: ["x", 1, {}, [1], [None]],
    FieldType.DURATIONS: ["3s", 1, {}, [3], ["3"]],
    FieldType.STRUCT: ["x", 1, []],
}


def every_field() -> Iterator[tuple[tuple[str, ...], Field]]:
    for path, resource in PLACES.items():
        for field in resource.fields:
            yield path, field


def nested(path: tuple[str, ...], name: str, value: Any) -> dict[str, Any]:
    made: Any = {name: value}
    for key in reversed(path):
        made = {key: made}
    return made


def good_values(field: Field) -> list[Any]:
    if field.type is FieldType.ENUM:
        lower = [choice.lower() for choice in field.choices] if field.any_case else []
        return [*field.choices, *lower, 1]
    shaped = {
        Format.COLOR: ["#2a5be0", "#ABCDEF"],
        Format.LABEL: ["spring_sale.2026~%-1"],
        Format.HTTPS_URL: ["https://skylark.app/x"],
        Format.URL: ["https://cdn.example/a.png"],
        Format.TTL: ["0s", "2419200s", "3.5s"],
        Format.UNIT: [0, 1, 0.5],
        Format.COUNT: [0, 3],
    }
    return shaped.get(field.format) or GOOD[field.type]


@pytest.mark.parametrize(
    ("path", "field"), [pytest.param(*item, id=".".join((*item[0], item[1].name))) for item in every_field()]
)
def test_field(path: tuple[str, ...], field: Field) -> None:
    """Both spellings are taken with every good value; every bad value is a fault at its place."""
    for name in {field.name, field.camel}:
        pointer = "".join(f"/{key}" for key in (*path, name))
        for value in (*good_values(field), None):
            faults = {problem.fault for problem in walk(nested(path, name, value))}
            allowed = {Standing.DEPRECATED: {Fault.DEPRECATED}, Standing.OUTPUT_ONLY: {Fault.OUTPUT_ONLY}}
            assert faults == allowed.get(field.standing, set()), (name, value)
        for value in BAD[field.type]:
            problems = list(walk(nested(path, name, value)))
            assert any(problem.pointer.startswith(pointer) for problem in problems), (name, value)
            assert {problem.fault for problem in problems} - {Fault.DEPRECATED, Fault.OUTPUT_ONLY}, (name, value)


@pytest.mark.parametrize(
    ("path", "name", "value", "fault", "goes_to"),
    [
        ((), "notificaton", {"title": "x"}, Fault.MISSPELT, "/notification"),
        ((), "web-push", {"data": {}}, Fault.MISSPELT, "/webpush"),
        ((), "webPush", {"data": {}}, Fault.MISSPELT, "/webpush"),
        ((), "FcmOptions", {}, Fault.MISSPELT, "/fcm_options"),
        (("android",), "collapse-key", "x", Fault.MISSPELT, "/android/collapse_key"),
        (("android",), "prioroty", "high", Fault.MISSPELT, "/android/priority"),
        (("android", "notification"), "channelid", "x", Fault.MISSPELT, "/android/notification/channel_id"),
        (
            ("android", "notification"),
            "priority",
            "high",
            Fault.MISSPELT,
            "/android/notification/notification_priority",
        ),
        ((), "priority", "high", Fault.MISPLACED, "/android/priority"),
        ((), "ttl", 3600, Fault.MISPLACED, "/android/ttl"),
        ((), "collapseKey", "x", Fault.MISPLACED, "/android/collapse_key"),
        ((), "title", "x", Fault.MISPLACED, "/notification/title"),
        ((), "image", "https://a.b", Fault.MISPLACED, "/notification/image"),
        ((), "analytics_label", "x", Fault.MISPLACED, "/fcm_options/analytics_label"),
        ((), "content_available", True, Fault.MISPLACED, "/apns/payload/aps/content-available"),
        ((), "mutableContent", 1, Fault.MISPLACED, "/apns/payload/aps/mutable-content"),
        ((), "aps", {"badge": 1}, Fault.MISPLACED, "/apns/payload/aps"),
        ((), "apns-priority", "5", Fault.MISPLACED, "/apns/headers/apns-priority"),
        (("notification",), "sound", "default", Fault.MISPLACED, "/android/notification/sound"),
        (("notification",), "click_action", "X", Fault.MISPLACED, "/android/notification/click_action"),
        (("notification",), "badge", 1, Fault.MISPLACED, "/apns/payload/aps/badge"),
        (("notification",), "subtitle", "x", Fault.MISPLACED, "/apns/payload/aps/alert/subtitle"),
        (("notification",), "requireInteraction", True, Fault.MISPLACED, "/webpush/notification/requireInteraction"),
        (("notification",), "data", {"a": "b"}, Fault.MISPLACED, "/data"),
        (("android",), "title", "x", Fault.MISPLACED, "/android/notification/title"),
        (("android", "notification"), "ttl", "3s", Fault.MISPLACED, "/android/ttl"),
        (("android", "notification"), "data", {"a": "b"}, Fault.MISPLACED, "/android/data"),
        (("apns",), "aps", {"badge": 1}, Fault.MISPLACED, "/apns/payload/aps"),
        (("apns",), "badge", 1, Fault.MISPLACED, "/apns/payload/aps/badge"),
        (("apns",), "apns-collapse-id", "x", Fault.MISPLACED, "/apns/headers/apns-collapse-id"),
        (("webpush",), "title", "x", Fault.MISPLACED, "/webpush/notification/title"),
        (("webpush",), "icon", "https://a.b", Fault.MISPLACED, "/webpush/notification/icon"),
        (("webpush",), "link", "https://a.b", Fault.MISPLACED, "/webpush/fcm_options/link"),
        (("android",), "time_to_live", 60, Fault.LEGACY, "/android/ttl"),
        ((), "time_to_live", 60, Fault.LEGACY, "/android/ttl"),
        (("notification",), "android_channel_id", "x", Fault.LEGACY, "/android/notification/channel_id"),
    ],
)
def test_a_stray_field_is_sent_home(path: tuple[str, ...], name: str, value: Any, fault: Fault, goes_to: str) -> None:
    message = nested(path, name, value)
    problem = next(problem for problem in walk(message) if problem.pointer.endswith(f"/{name}"))
    assert problem.fault is fault
    assert [edit.pointer for edit in problem.edits] == ["".join(f"/{key}" for key in (*path, name)), goes_to]
    assert problem.edits[0].value is None


@pytest.mark.parametrize(
    "name", ["registration_ids", "to", "dry_run", "delay_while_idle", "tokens", "notification_key"]
)
def test_a_legacy_field_is_only_removed(name: str) -> None:
    (problem,) = walk({name: "x"})
    assert problem.fault is Fault.LEGACY
    assert [(edit.pointer, edit.value) for edit in problem.edits] == [(f"/{name}", None)]
    assert problem.why


def test_a_target_in_a_block_is_only_removed() -> None:
    (problem,) = walk({"android": {"token": "x"}})
    assert problem.fault is Fault.MISPLACED
    assert [(edit.pointer, edit.value) for edit in problem.edits] == [("/android/token", None)]


def test_nothing_is_moved_over_what_stands_there() -> None:
    (problem,) = walk({"ttl": "3s", "android": {"ttl": "5s"}})
    assert (problem.fault, problem.edits) == (Fault.MISPLACED, ())
    blocked = next(problem for problem in walk({"ttl": "3s", "android": "x"}) if problem.fault is Fault.MISPLACED)
    assert blocked.edits == ()


def test_the_messages_own_spelling_is_kept_when_moving() -> None:
    (problem,) = walk({"link": "https://a.b", "webpush": {"fcmOptions": {}}})
    assert problem.edits[1].pointer == "/webpush/fcmOptions/link"


def test_both_spellings_at_once_are_one_too_many() -> None:
    (problem,) = walk({"android": {"collapseKey": "a", "collapse_key": "b"}})
    assert (problem.fault, problem.pointer) == (Fault.TWICE, "/android/collapseKey")


def test_a_deprecated_field_becomes_the_new_one() -> None:
    (problem,) = walk({"android": {"notification": {"bypass_proxy_notification": True}}})
    assert problem.fault is Fault.DEPRECATED
    assert problem.edits[1].pointer == "/android/notification/proxy"
    assert problem.edits[1].value == "DENY"


def test_an_unknown_field_is_named_with_its_place() -> None:
    (problem,) = walk({"android": {"xyzzy": 1}})
    assert problem.fault is Fault.UNKNOWN
    assert "message.android" in problem.what


@pytest.mark.parametrize(
    ("path", "name", "wrong", "right"),
    [
        (("android",), "ttl", 3600, "3600s"),
        (("android",), "ttl", "3600", "3600s"),
        (("android",), "ttl", "1h", "3600s"),
        (("android",), "ttl", "2d", "172800s"),
        (("android",), "ttl", "500ms", "0.5s"),
        (("android",), "ttl", "9999999s", "2419200s"),
        (("android",), "ttl", "-5s", "0s"),
        (("android",), "priority", "hihg", "high"),
        (("android",), "priority", "nromal", "normal"),
        (("android",), "direct_boot_ok", "true", True),
        (("android",), "direct_boot_ok", 0, False),
        (("android", "notification"), "color", "f00", "#ff0000"),
        (("android", "notification"), "color", "2A5BE0", "#2A5BE0"),
        (("android", "notification"), "visibility", "public", "PUBLIC"),
        (("android", "notification"), "notification_priority", "max", "PRIORITY_MAX"),
        (("android", "notification"), "event_time", 1_795_340_460, "2026-11-22T09:41:00Z"),
        (("android", "notification"), "event_time", 1_795_340_460_000, "2026-11-22T09:41:00Z"),
        (("android", "notification"), "notification_count", 2.4, 2),
        (("android", "notification"), "title", 5, "5"),
        (("android", "notification"), "title_loc_args", "Ana", ["Ana"]),
        (("android", "notification", "light_settings", "color"), "red", 255, 1.0),
        (("fcm_options",), "analytics_label", "spring sale!", "spring_sale"),
        (("webpush", "fcm_options"), "link", "http://a.b", "https://a.b"),
    ],
)
def test_a_slip_has_a_mend(path: tuple[str, ...], name: str, wrong: Any, right: Any) -> None:
    (problem,) = walk(nested(path, name, wrong))
    (edit,) = problem.edits
    assert edit.value == right
    assert type(edit.value) is type(right)
    assert problem.label
    assert not list(walk(nested(path, name, right)))


def test_values_of_data_become_text() -> None:
    problems = list(walk({"data": {"n": 1, "b": True, "o": {"x": [1]}, "f": 1.5, "none": None, "s": "ok"}}))
    assert {problem.fault for problem in problems} == {Fault.NOT_TEXT}
    assert {problem.pointer: problem.edits[0].value for problem in problems} == {
        "/data/n": "1",
        "/data/b": "true",
        "/data/o": '{"x":[1]}',
        "/data/f": "1.5",
        "/data/none": None,
    }


def test_reading_takes_either_spelling() -> None:
    message = {"fcmOptions": {"analyticsLabel": "x"}, "android": {"notification": "no object"}}
    assert field_of(object_of(message, "fcm_options"), "analytics_label") == "x"
    assert object_of(message, "android", "notification") == {}
    assert object_of(message, "apns", "payload") == {}
    assert spelled(message, "fcm_options", "analytics_label") == "/fcmOptions/analyticsLabel"
    assert spelled(message, "webpush", "fcm_options") == "/webpush/fcm_options"
    assert camel_case("body_loc_key") == "bodyLocKey"
