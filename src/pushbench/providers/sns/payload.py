"""Message to SNS document and back: ``{"default": ..., "APNS": {...}, "GCM": {...}}`` with its message attributes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft, Finding
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Kind, Message
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Size
from pushbench.providers.formats.aps import PUSH_TYPES, aps_of, as_text, priority_of
from pushbench.providers.formats.connection import image_key, link_key
from pushbench.providers.formats.fcm_message import BuiltMessage, build_message
from pushbench.providers.formats.fcm_read import object_of
from pushbench.providers.formats.json_body import body_size, read_json
from pushbench.providers.sns import notices
from pushbench.providers.sns.attributes import (
    APNS_COLLAPSE_ID,
    APNS_PRIORITY,
    APNS_PUSH_TYPE,
    PARAMETERS,
    PREFIX,
    attributes_of,
)
from pushbench.providers.sns.carried import losses
from pushbench.providers.sns.document import BASE, Document, message_text, part_text, read_document
from pushbench.providers.sns.platforms import DEFAULT, MOST_MESSAGE_BYTES, PLATFORMS, apple_key
from pushbench.providers.sns.request import platform_of

ID = "sns"
_ANDROID_BLOCKS = ("notification", "data", "android")
_UNCOMPOSED = ("BAIDU", "WNS", "MPNS")


def compose(message: Message, credentials: Credentials | None, now: float) -> Draft:
    """Turn a resolved message into a draft; ``now`` (Unix seconds) dates a Live Activity."""
    kind, platform = message.delivery.kind, platform_of(credentials)
    key = apple_key(platform, is_voip=kind is Kind.VOIP)
    notes: list[Finding] = []
    payload: JsonObject = {DEFAULT: default_text(message)}
    payload[key] = {"aps": aps_of(message, now), **_apple_data(message, credentials, key, notes)}
    built = build_message(message, image_key=image_key(credentials), link_key=link_key(credentials), now=now)
    android: JsonObject = {name: part for name in _ANDROID_BLOCKS if (part := built.message.get(name))}
    if kind is not Kind.LIVE_ACTIVITY:
        payload["GCM"] = {"fcmV1Message": {"message": android}}
    if platform == "ADM" and kind is not Kind.LIVE_ACTIVITY:
        payload["ADM"] = _adm(message, android)
    notes += _notes(message, platform, key, built)
    fields = losses(message, key, image_key(credentials), link_key(credentials))
    return Draft(ID, payload, _attributes(message, key, payload), notes=tuple(notes), losses=fields)


def default_text(message: Message) -> str:
    """Return what subscribers without a key of their own get: the title and the body, one under the other.

    A silent message shows nothing anywhere, so that not even a subscriber by e-mail reads its words.
    """
    if message.delivery.kind is Kind.SILENT:
        return ""
    words = (message.content.title, message.content.body)
    return "\n".join(as_text(word) for word in words if word is not None)


def _apple_data(message: Message, credentials: Credentials | None, key: str, notes: list[Finding]) -> JsonObject:
    """Return what stands beside ``aps``; a key of data's own goes before image and link."""
    if message.delivery.kind is Kind.LIVE_ACTIVITY:
        return {}
    made: JsonObject = {name: value for name, value in message.data.items() if name != "aps"}
    content = message.content
    for name, own, value in (
        ("image", image_key(credentials), content.image),
        ("link", link_key(credentials), content.link),
    ):
        if value is None:
            continue
        if own == "aps" or own in message.data:
            what = f"The {name} does not go to Apple: its key {own} is taken."
            notes.append(notices.KEY_TAKEN.at(child(child(BASE, key), own), what, provider=ID))
        else:
            made[own] = as_text(value)
    if "aps" in message.data:
        what = "The data key aps does not go to Apple: the name is its own."
        notes.append(notices.KEY_TAKEN.at(child(child(BASE, key), "aps"), what, provider=ID))
    return made


def _adm(message: Message, android: JsonObject) -> JsonObject:
    """Amazon devices get everything as data: ADM shows nothing by itself."""
    data = object_of(android, "data")
    words = {
        name: as_text(value) for name in ("title", "body") if (value := getattr(message.content, name)) is not None
    }
    made: JsonObject = {"data": {**words, **data}}
    if message.delivery.collapse_id is not None:
        made["consolidationKey"] = as_text(message.delivery.collapse_id)
    if message.delivery.ttl_seconds is not None:
        made["expiresAfter"] = message.delivery.ttl_seconds
    return made


def _attributes(message: Message, key: str, payload: JsonObject) -> dict[str, str]:
    delivery = message.delivery
    made = {APNS_PUSH_TYPE: PUSH_TYPES[delivery.kind], APNS_PRIORITY: str(priority_of(delivery))}
    if delivery.collapse_id is not None:
        made[APNS_COLLAPSE_ID] = as_text(delivery.collapse_id)
    if delivery.ttl_seconds is not None:
        made |= {f"{PREFIX}{name}.TTL": str(delivery.ttl_seconds) for name in (key, "GCM", "ADM") if name in payload}
    return made


def _notes(message: Message, platform: str, key: str, built: BuiltMessage) -> Iterator[Finding]:
    base, kind = f"{BASE}/GCM/fcmV1Message/message", message.delivery.kind
    for remark in built.remarks:
        notice = notices.COMPOSED.get(remark.kind)
        if notice is not None and kind is not Kind.LIVE_ACTIVITY:
            what = "On Android a call is a data message." if notice is notices.VOIP_GOOGLE else remark.what
            pointer = base if notice is notices.VOIP_GOOGLE else f"{base}{remark.pointer}"
            yield notice.at(pointer, what, provider=ID)
    if kind is Kind.LIVE_ACTIVITY:
        yield notices.NO_GOOGLE.at(BASE, "Android devices get nothing of the Live Activity.", provider=ID)
    if kind is Kind.LIVE_ACTIVITY and message.data:
        what = "A Live Activity reads only its own state; the data is left out."
        yield notices.ACTIVITY_DATA.at(child(BASE, key), what, provider=ID)
    if kind is Kind.DATA and default_text(message):
        what = "An iPhone gets a background push: title and body go to Android alone."
        yield notices.WORDS_DROPPED.at(f"{child(BASE, key)}/aps", what, provider=ID)
    if message.actions:
        count = len(message.actions)
        what = "1 button is not sent." if count == 1 else f"{count} buttons are not sent."
        yield notices.BUTTONS.at(BASE, what, provider=ID)
    if platform in _UNCOMPOSED:
        yield notices.OTHER_PLATFORM.at(BASE, f"Nothing is composed for {platform}.", provider=ID)


def received(request: HttpRequest) -> Draft:
    """Read a Publish that left back into a draft: objects under the keys where their text comes out the same. Total."""
    body = request.plain if request.plain is not None else request.body
    fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if "Message" not in fields:
        return Draft(ID, body.decode("utf-8", "replace"))
    headers = {name: fields[name] for name in PARAMETERS if name in fields}
    headers |= dict(_received_attributes(fields))
    text = fields["Message"]
    if headers.get("MessageStructure") != "json":
        return Draft(ID, text, headers)
    read = read_json(text)
    if not isinstance(read.value, dict) or read.duplicates:
        return Draft(ID, text, headers)
    payload: JsonObject = {key: _unfolded(key, value) for key, value in read.value.items()}
    if _is_same(message_text, payload, text):
        del headers["MessageStructure"]
        return Draft(ID, payload, headers)
    return Draft(ID, text, headers)


def _is_same(written: Callable[[JsonObject], str], value: JsonObject, text: str) -> bool:
    try:
        return written(value) == text
    except UserError:
        return False


def _unfolded(key: str, value: Json) -> Json:
    """Return the object that a platform's text is, where writing it again gives the same text."""
    row = PLATFORMS.get(key)
    if not isinstance(value, str) or row is None or not row.is_push:
        return value
    read = read_json(value)
    if not isinstance(read.value, dict) or read.duplicates or not _is_same(part_text, read.value, value):
        return value
    return read.value


def _received_attributes(fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    for number in range(1, 200):
        start = f"MessageAttributes.entry.{number}"
        name = fields.get(f"{start}.Name")
        if name is None:
            return
        kind = fields.get(f"{start}.Value.DataType", "String")
        value = fields.get(f"{start}.Value.StringValue", fields.get(f"{start}.Value.BinaryValue", ""))
        yield (name if kind == "String" else f"{name}:{kind}"), value


def size(draft: Draft) -> Size:
    """Measure what is nearest to its limit: one platform's text, or the whole Message."""
    sizes = [Size(used_by_message(draft), MOST_MESSAGE_BYTES, "message")]
    for part in read_document(draft).parts:
        row = part.platform
        if row is not None and row.limit_bytes < MOST_MESSAGE_BYTES:
            sizes.append(Size(part.size, row.limit_bytes, f"{part.key} payload"))
    return max(sizes, key=lambda item: item.used / item.limit)


def used_by_message(draft: Draft) -> int:
    """Return the bytes of Message and message attributes, which SNS counts together."""
    document = draft.payload
    if isinstance(document, dict):
        inner = {key: _sized(value) if isinstance(value, dict) else value for key, value in document.items()}
        used = body_size(inner)
    else:
        used = body_size(document)
    named = attributes_of(draft.headers)
    return used + sum(
        len(text.encode("utf-8", "replace")) for item in named for text in (item.name, item.type, item.value)
    )


def _sized(value: JsonObject) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        return ""


def default_part(document: Document) -> str:
    """Return a text for a missing ``default``: the words of the first APNs payload that has some."""
    for part in document.apple():
        aps = part.object.get("aps")
        alert = aps.get("alert") if isinstance(aps, dict) else None
        words = [alert] if isinstance(alert, str) else []
        if isinstance(alert, dict):
            words = [text for name in ("title", "body") if isinstance(text := alert.get(name), str)]
        if words:
            return "\n".join(words)
    return ""
