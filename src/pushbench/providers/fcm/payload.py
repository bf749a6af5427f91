"""Message to FCM body and back: ``{"message": {...}}`` without its target."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Message
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Size
from pushbench.providers.fcm.notices import COMPOSED
from pushbench.providers.fcm.request import OWN_HEADERS, without_target
from pushbench.providers.formats.carrying import Carrier
from pushbench.providers.formats.connection import image_key, link_key
from pushbench.providers.formats.fcm_checks import as_text
from pushbench.providers.formats.fcm_losses import carry_message
from pushbench.providers.formats.fcm_message import build_message
from pushbench.providers.formats.fcm_read import object_of
from pushbench.providers.formats.fcm_schema import MOST_BYTES
from pushbench.providers.formats.json_body import body_size, read_json

ID = "fcm"
_ABOUT_THE_WIRE = OWN_HEADERS | {"host", "content-length", "user-agent", "accept", "accept-encoding", "connection"}
_FOR_ONE_SEND = frozenset({"validate_only", "validateOnly"})


def compose(message: Message, credentials: Credentials | None, now: float) -> Draft:
    """Turn a resolved message into a draft."""
    keys = {"image_key": image_key(credentials), "link_key": link_key(credentials)}
    built = build_message(message, **keys, now=now)
    carrier = Carrier(message, "FCM")
    carry_message(carrier, message, built, **keys, at="/payload/message")
    notes = tuple(
        COMPOSED[remark.kind].at(f"/payload/message{remark.pointer}", remark.what, provider=ID)
        for remark in built.remarks
    )
    return Draft(ID, {"message": built.message}, notes=notes, losses=carrier.losses())


def received(request: HttpRequest) -> Draft:
    """Read a request that left back into a draft: without target, sign-in and the wish to validate only."""
    headers = {name: value for name, value in request.headers if name.lower() not in _ABOUT_THE_WIRE}
    body = request.plain if request.plain is not None else request.body
    read = read_json(body)
    if not read.is_valid:
        return Draft(ID, body.decode("utf-8", "replace"), headers)
    return Draft(ID, _unaddressed(read.value), headers)


def _unaddressed(value: Json) -> Json:
    message = value.get("message") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(message, dict):
        return value
    rest = {key: item for key, item in value.items() if key not in _FOR_ONE_SEND}
    return {**rest, "message": without_target(message)}


def message_of(payload: Json) -> JsonObject:
    """Return the message in a payload, a payload that is JSON text included; empty where there is none."""
    if isinstance(payload, str):
        payload = read_json(payload).value
    message = payload.get("message") if isinstance(payload, dict) else None
    return message if isinstance(message, dict) else {}


def size(draft: Draft) -> Size:
    """Measure what one device gets: the largest platform's notification and data, as compact JSON."""
    parts = carried(message_of(draft.payload))
    used = max((body_size(part) for part in parts.values() if part), default=0)
    return Size(used, MOST_BYTES, "notification and data, largest platform")


def carried(message: Mapping[str, Json]) -> Mapping[str, JsonObject]:
    """Return what counts against the limit, for each platform: its notification and its data."""
    common, data = object_of(message, "notification"), object_of(message, "data")
    block = "android_v2" if object_of(message, "android_v2") else "android"
    is_v2 = block == "android_v2"
    shown = (
        object_of(message, block, "remote_notification", "notification")
        if is_v2
        else object_of(message, block, "notification")
    )
    payload = object_of(message, "apns", "payload")
    overrides_common = isinstance(payload.get("aps"), dict) and "alert" in object_of(payload, "aps")
    return {
        "android": _joined({**common, **shown}, object_of(message, block, "data") or data),
        "ios": {**({} if overrides_common else common), **data, **payload},
        "web": _joined(
            {**common, **object_of(message, "webpush", "notification")}, object_of(message, "webpush", "data") or data
        ),
    }


def _joined(notification: JsonObject, data: JsonObject) -> JsonObject:
    return {key: value for key, value in (("notification", notification), ("data", data)) if value}


def bare_size(message: Mapping[str, Json]) -> int:
    """Count keys and values alone, without JSON's signs, as FCM's reference describes its limit for Android."""
    part = carried(message)["android"]
    return sum(
        len(key.encode("utf-8", "replace")) + len(as_text(value).encode("utf-8", "replace"))
        for block in part.values()
        for key, value in (block.items() if isinstance(block, dict) else ())
        if value is not None
    )
