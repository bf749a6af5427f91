"""FCM's own discovery document, as google-api-python-client ships it, against all we know of the message.

It is read three times: by the schema that the rules walk, by the emulator's own, and by what the composer makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import googleapiclient
import pytest
from tests.providers.fcm.given import PROJECT, context, token
from tests.providers.test_losses import FULL, MESSAGES

from pushbench.compose import merge_patch
from pushbench.domain.exchange import Step
from pushbench.domain.json_value import Json
from pushbench.domain.message import Content, Delivery, Kind, LiveActivity, Message, Priority
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.formats.fcm_schema import RESOURCES, FieldType, Standing
from pushbench.sandbox import fcm_schema as emulated

pytestmark = pytest.mark.peers
NOW = 1_795_340_460.0
SIGNED_IN = Credentials(
    "Skylark", "fcm", Environment.PRODUCTION, {"project_id": PROJECT}, {"access_token": Secret("ya29.a-token-of-mine")}
)
SAME_SHAPE = {"GoogleFirebaseFcmV1AndroidNotificationV2LightSettings": "LightSettings"}
"""Schemas that the document has twice under two names, member for member; ours are one."""
ENVELOPES = {
    "SendMessageRequest": "wraps the message; compared on its own below",
    "Empty": "the answer of a deletion",
    "TopicSubscription": "the answer of topic management",
    "ListTopicSubscriptionsResponse": "the answer of topic management",
}
"""Schemas that are no part of a message, and why we need none of them in its table."""
NOT_MARKED: Mapping[tuple[str, str], str] = {
    ("Message", "token"): "deprecated in favour of fid, and what nearly every app still has; a rule tells of it",
}
"""Fields whose deprecation our table does not mark, and why."""
OUTPUT_ONLY = {("Message", "name")}
"""Fields that the document calls output only in words alone."""


@cache
def document() -> Mapping[str, Any]:
    path = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents" / "fcm.v1.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def schema(name: str) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = document()["schemas"][name].get("properties", {})
    return properties


def ours(name: str) -> str:
    return SAME_SHAPE.get(name, name)


def kind_of(published: Mapping[str, Any]) -> tuple[FieldType, str]:
    """Return the type our table has to give a published field, and for an object whose shape it has."""
    if "$ref" in published:
        return FieldType.OBJECT, ours(published["$ref"])
    word, shape = published["type"], published.get("format", "")
    if word == "object":
        inner = published["additionalProperties"]["type"]
        return {"string": FieldType.STRING_MAP, "any": FieldType.STRUCT}[inner], ""
    if word == "array":
        inner = published["items"].get("format", "")
        return {"": FieldType.STRINGS, "google-duration": FieldType.DURATIONS}[inner], ""
    if "enum" in published:
        return FieldType.ENUM, ""
    simple = {
        ("string", ""): FieldType.STRING,
        ("string", "google-duration"): FieldType.DURATION,
        ("string", "google-datetime"): FieldType.TIMESTAMP,
        ("boolean", ""): FieldType.BOOL,
        ("integer", "int32"): FieldType.INT32,
        ("number", "float"): FieldType.FLOAT,
    }
    return simple[word, shape], ""


def test_it_is_the_revision_our_texts_name() -> None:
    """A newer one is no fault: this test then says what to read again."""
    assert document()["revision"] == "20261023"
    assert (
        json.loads((Path(__file__).parents[1] / "providers/fcm/discovery_fields.json").read_text())["revision"]
        == 20261023
    )


def test_no_schema_is_missing_and_none_is_invented() -> None:
    assert {ours(name) for name in document()["schemas"]} - ENVELOPES.keys() == set(RESOURCES)
    for name, twin in SAME_SHAPE.items():
        assert {key: kind_of(item) for key, item in schema(name).items()} == {
            key: kind_of(item) for key, item in schema(twin).items()
        }


def test_every_field_is_known_with_its_type_and_words() -> None:
    for name in document()["schemas"].keys() - ENVELOPES.keys():
        published, mine = schema(name), {field.camel: field for field in RESOURCES[ours(name)].fields}
        assert mine.keys() == published.keys(), name
        for key, item in published.items():
            expected = (*kind_of(item), tuple(item.get("enum", ())))
            field = mine[key]
            assert (field.type, field.resource, field.choices) == expected, f"{name}.{key}"
            assert field.standing is _standing(name, key, item), f"{name}.{key}"


def _standing(name: str, key: str, item: Mapping[str, Any]) -> Standing:
    if (name, key) in OUTPUT_ONLY:
        assert "Output Only" in item["description"]
        return Standing.OUTPUT_ONLY
    if (name, key) in NOT_MARKED:
        assert item["deprecated"]
        return Standing.CURRENT
    return Standing.DEPRECATED if item.get("deprecated") else Standing.CURRENT


def shape_of(published: Mapping[str, Any]) -> Any:
    """Return what the emulator has to hold for a published field."""
    kind, resource = kind_of(published)
    if kind is FieldType.OBJECT:
        return resource
    shapes: Mapping[FieldType, Any] = {
        FieldType.STRING_MAP: emulated.TextMap(),
        FieldType.STRUCT: emulated.AnyObject(),
        FieldType.STRINGS: emulated.Many(emulated.STRING),
        FieldType.BOOL: emulated.BOOL,
        FieldType.INT32: emulated.INT32,
        FieldType.FLOAT: emulated.FLOAT,
        FieldType.STRING: emulated.STRING,
    }
    return shapes.get(kind, kind)


def differences(shape: Any, name: str, path: str) -> Iterator[str]:
    """Yield where the emulator's shape and a published schema differ."""
    members = {_camel(key): value for key, value in shape.members.items()}
    published = schema(name)
    for key in members.keys() ^ published.keys():
        yield f"{path}.{key} is in one of them only"
    for key in members.keys() & published.keys():
        item, member, where = published[key], members[key], f"{path}.{key}"
        if "$ref" in item:
            yield from differences(member, item["$ref"], where)
        elif "enum" in item:
            if not isinstance(member, emulated.Choice) or set(member.names) != set(item["enum"]):
                yield f"{where} takes other words"
        elif item.get("format", "").startswith("google-") or "google-" in item.get("items", {}).get("format", ""):
            inner = member.item if isinstance(member, emulated.Many) else member
            if not isinstance(inner, emulated.Scalar) or inner == emulated.STRING:
                yield f"{where} is no time"
        elif member != shape_of(item):
            yield f"{where} is {member}, not {shape_of(item)}"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def test_the_emulators_own_reading_is_the_same() -> None:
    assert list(differences(emulated.BODY, "SendMessageRequest", "")) == []


def misfits(value: Any, item: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield where a value that we send is not what a published field takes."""
    if "$ref" in item:
        known = schema(item["$ref"])
        spelled = {_snake(key): key for key in known} | {key: key for key in known}
        if not isinstance(value, dict):
            yield f"{path} is no object"
            return
        for key, inner in value.items():
            if key not in spelled:
                yield f"{path}.{key} does not exist"
            else:
                yield from misfits(inner, known[spelled[key]], f"{path}.{key}")
        return
    word = item["type"]
    right: Mapping[str, Any] = {
        "string": str,
        "boolean": bool,
        "integer": int,
        "number": (int, float),
        "array": list,
        "object": dict,
    }
    if not isinstance(value, right[word]) or (word in ("integer", "number") and isinstance(value, bool)):
        yield f"{path} is {value!r}, not {word}"
    elif word == "array":
        for place, inner in enumerate(value):
            yield from misfits(inner, item["items"], f"{path}[{place}]")
    elif word == "object" and item["additionalProperties"]["type"] == "string":
        yield from (f"{path}.{key} is no text" for key, inner in value.items() if not isinstance(inner, str))
    elif "enum" in item and value.upper() not in item["enum"]:
        yield f"{path} is {value!r}, none of its words"
    elif item.get("format") == "google-duration" and not (value.endswith("s") and float(value[:-1]) >= 0):
        yield f"{path} is {value!r}, no duration"


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


SENT = {
    **MESSAGES,
    "empty": Message(),
    **{priority.value: Message(content=Content("T"), delivery=Delivery(priority=priority)) for priority in Priority},
    "end": replace(
        FULL, delivery=Delivery(Kind.LIVE_ACTIVITY, live_activity=LiveActivity("end", dismiss_at=1_800_022_222))
    ),
    "badge as text": Message(content=Content("T", badge="3", sound="default")),
    "no seconds": Message(content=Content("T"), delivery=Delivery(ttl_seconds=0)),
}
TARGETS = (
    token(),
    Target(TargetKind.FID, "cAbCdEfGhIjKlMnOpQrStU", "fid:x"),
    Target(TargetKind.TOPIC, "news", "topic:news"),
    Target(TargetKind.CONDITION, "'news' in topics", "condition:x"),
)


def test_all_that_the_composer_makes_fits_the_published_request() -> None:
    request = {"$ref": "SendMessageRequest"}
    for name, message in SENT.items():
        draft = PROVIDER.compose(message, None, NOW)
        if message.delivery.kind is Kind.LIVE_ACTIVITY:
            # What the device's attribute would bring: without it nothing leaves.
            patch: Json = {"message": {"apns": {"live_activity_token": "ab" * 32}}}
            draft = replace(draft, payload=merge_patch.apply(draft.payload, patch))
        for target in TARGETS:
            for is_validation in (False, True):
                body = json.loads(delivered(draft, target, is_validation=is_validation).request.body)
                assert list(misfits(body, request, "")) == [], name
                assert ("validate_only" in body) is is_validation


def delivered(draft: Any, target: Target, *, is_validation: bool = False) -> Step:
    """Return the step that sends, signed in with a token of one's own."""
    exchange = PROVIDER.exchange(draft, target, SIGNED_IN, context(is_validation=is_validation))
    step = next(exchange)
    assert step.kind is StepKind.DELIVER
    exchange.close()
    return step


def test_the_address_the_method_and_the_scope_are_the_published_ones() -> None:
    method = document()["resources"]["projects"]["resources"]["messages"]["methods"]["send"]
    step = delivered(PROVIDER.compose(FULL, None, NOW), token())
    path = method["flatPath"].replace("{projectsId}", SIGNED_IN.fields["project_id"])
    assert (step.request.method, urlsplit(step.request.url).path) == (method["httpMethod"], f"/{path}")
    assert step.request.url.startswith(document()["rootUrl"])


def test_the_check_hears_what_is_wrong() -> None:
    request = {"$ref": "SendMessageRequest"}
    for spoilt in (
        {"message": {"titel": "x"}},
        {"message": {"data": {"n": 1}}},
        {"message": {"android": {"ttl": 60}}},
        {"message": {"android": {"ttl": "1h"}}},
        {"message": {"android": {"priority": "urgent"}}},
        {"message": {"android": {"notification": {"titleLocArgs": [1]}}}},
        {"message": {"android": {"notification": {"notification_count": True}}}},
        {"message": []},
    ):
        try:
            found = list(misfits(spoilt, request, ""))
        except ValueError:
            found = ["no number"]
        assert found, spoilt
