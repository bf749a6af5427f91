"""Reads what is published: its checks in SNS's order, and what one platform's service would be sent.

Sources: Amazon SNS API reference, Publish; developer guide, "Creating a platform-specific payload" and "Using Google
Firebase Cloud Messaging v1 payloads"; sentences as recorded from AWS.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pushbench.sandbox.sns_query import Attribute, Call
from pushbench.sandbox.sns_xml import Refused, invalid

MOST_BYTES = 262_144
MOST_TOPIC_BYTES = 1_048_576
_LIMITS = {"GCM": 4096, "ADM": 6144, "APNS_VOIP": 5120, "APNS_VOIP_SANDBOX": 5120}
_APPLE_LIMIT = 4096
_JSON_PLATFORMS = ("GCM", "ADM", "BAIDU")
_PREFIX = "AWS.SNS.MOBILE."
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,256}")
_TYPES = ("String", "String.Array", "Number", "Binary")
_NUMBER = re.compile(r"-?\d{1,38}(\.\d+)?([eE][+-]?\d+)?")
_GROUP = re.compile(r"[!-~]{1,128}")


@dataclass(frozen=True, slots=True)
class Published:
    """One message that passed the checks that do not depend on who gets it."""

    text: str
    parts: Mapping[str, str] | None
    """The structure's strings by key; None for plain text."""
    attributes: Mapping[str, str]

    def text_for(self, platform: str) -> str | None:
        """Return the text a platform gets, or None where neither its key nor ``default`` is there."""
        if self.parts is None:
            return None
        return self.parts.get(platform)

    @property
    def default(self) -> str | None:
        return self.text if self.parts is None else self.parts.get("default")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the next service would be sent."""

    service: str
    """``apns`` or ``fcm``; empty for a platform that the sandbox has no device of."""
    payload: bytes
    headers: tuple[tuple[str, str], ...] = ()
    push_type: str = ""


def read_message(call: Call, *, is_topic: bool, is_fifo: bool, most_bytes: int = MOST_BYTES) -> Published:
    """Check message, subject, attributes and structure. Raises :class:`Refused`."""
    text = call.get("Message")
    if text is None:
        raise Refused(
            "ValidationError",
            "1 validation error detected: Value null at 'message' failed to satisfy constraint: Member must not be null",
        )
    if not text:
        raise invalid("Empty message")
    attributes = call.message_attributes()
    size = sum(
        len(part.encode("utf-8", "replace")) for item in attributes for part in (item.name, item.type, item.value)
    )
    if len(text.encode("utf-8", "replace")) + size > most_bytes:
        raise invalid("Message too long")
    _check_subject(call.get("Subject"))
    _check_attributes(attributes)
    _check_fifo(call, is_topic=is_topic, is_fifo=is_fifo)
    structure = call.get("MessageStructure")
    if structure not in (None, "", "json"):
        raise invalid("MessageStructure")
    parts = _read_structure(text) if structure == "json" else None
    if parts is not None and is_topic and "default" not in parts:
        raise invalid("Message Structure - No default entry in JSON message body")
    return Published(text, parts, {item.name: item.value for item in attributes})


def _check_subject(subject: str | None) -> None:
    if subject is None:
        return
    is_plain = subject.isascii() and subject.isprintable()
    if not 0 < len(subject) < 100 or not is_plain or subject.startswith(" "):
        raise invalid("Subject")


def _check_attributes(attributes: tuple[Attribute, ...]) -> None:
    for item in attributes:
        _check_name(item.name)
        if not any(item.type == kind or item.type.startswith(f"{kind}.") for kind in _TYPES):
            kinds = "the set of supported type prefixes is Binary, Number, and String"
            what = f"The message attribute '{item.name}' has an invalid message attribute type, {kinds}."
            raise Refused("ParameterValueInvalid", what)
        if not item.value:
            what = f"The message attribute '{item.name}' must contain non-empty message attribute value."
            raise Refused("ParameterValueInvalid", what)
        _check_value(item)


def _check_name(name: str) -> None:
    is_shaped = _NAME.fullmatch(name) and not name.startswith(".") and not name.endswith(".") and ".." not in name
    is_foreign = name.lower().startswith(("aws.", "amazon.")) and not name.startswith(_PREFIX)
    if not is_shaped or is_foreign:
        what = f"The message attribute name '{name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters, and must not begin with AWS. or Amazon."
        raise Refused("ParameterValueInvalid", what)


def _check_value(item: Attribute) -> None:
    if item.type.startswith("Number") and not _NUMBER.fullmatch(item.value):
        raise Refused("ParameterValueInvalid", f"Could not cast message attribute '{item.name}' value to number.")
    if item.type.startswith("Binary"):
        try:
            base64.b64decode(item.value, validate=True)
        except (binascii.Error, ValueError):
            raise Refused("ParameterValueInvalid", f"The message attribute '{item.name}' is no base64.") from None
    if (
        item.name.startswith(_PREFIX)
        and item.name.endswith(".TTL")
        and not (item.value.isascii() and item.value.isdigit())
    ):
        raise invalid(f"MessageAttributes Reason: {item.name} must be a number of seconds")


def _check_fifo(call: Call, *, is_topic: bool, is_fifo: bool) -> None:
    group, deduplication = call.get("MessageGroupId"), call.get("MessageDeduplicationId")
    for name, value in (("MessageGroupId", group), ("MessageDeduplicationId", deduplication)):
        if value is not None and not _GROUP.fullmatch(value):
            raise invalid(
                f"{name} Reason: can only include alphanumeric and punctuation characters. 1 to 128 in length"
            )
    if is_fifo and group is None:
        raise invalid("The MessageGroupId parameter is required for FIFO topics")
    if is_topic and not is_fifo and deduplication is not None:
        raise invalid("The request includes a parameter that is not valid for this topic type: MessageDeduplicationId")


def _read_structure(text: str) -> Mapping[str, str]:
    """Return the structure's strings; a value that is none makes its key be ignored."""
    failed = invalid("Message Structure - JSON message body failed to parse")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    try:
        document = json.loads(text, object_pairs_hook=once)
        if not isinstance(document, dict):
            raise failed
        parts = {key: value for key, value in document.items() if isinstance(value, str)}
        for key, value in parts.items():
            if value and (key.startswith(("APNS", "MACOS")) or key in _JSON_PLATFORMS):
                json.loads(value, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise failed from None
    return parts


def outgoing(published: Published, platform: str, token: str, bundle_id: str, now: float) -> Outgoing:
    """Return what an endpoint's service would be sent. Raises :class:`Refused` where SNS would not send it."""
    own, default = published.text_for(platform), published.default
    if own is None and default is None:
        raise invalid("Message Structure - No default entry in JSON message body")
    if platform.startswith(("APNS", "MACOS")):
        return _apple(published, platform, own, bundle_id, now)
    if platform == "GCM":
        return _google(own, default or "", token)
    text = own if own is not None else default or ""
    _check_limit(platform, text)
    return Outgoing("", text.encode())


def _check_limit(platform: str, text: str) -> None:
    is_apple = platform.startswith(("APNS", "MACOS"))
    limit = _LIMITS.get(platform, _APPLE_LIMIT if is_apple else MOST_TOPIC_BYTES)
    if len(text.encode("utf-8", "replace")) > limit:
        name = "APNS" if is_apple else platform
        words = "Notification is too long" if is_apple else "Notification data is larger than allowed limit"
        raise invalid(f"Message Reason: Invalid notification for protocol {name}: {words}")


def _apple(published: Published, platform: str, own: str | None, bundle_id: str, now: float) -> Outgoing:
    wrapped = {"aps": {"alert": published.default or ""}}
    text = own if own is not None else json.dumps(wrapped, ensure_ascii=False, separators=(",", ":"))
    _check_limit(platform, text)
    push_type = published.attributes.get(f"{_PREFIX}APNS.PUSH_TYPE") or _push_type(platform, text)
    usual = bundle_id + {"voip": ".voip", "liveactivity": ".push-type.liveactivity"}.get(push_type, "")
    headers = {
        "apns-topic": published.attributes.get(f"{_PREFIX}APNS.TOPIC", usual),
        "apns-push-type": push_type,
        "apns-priority": published.attributes.get(
            f"{_PREFIX}APNS.PRIORITY", "5" if push_type == "background" else "10"
        ),
    }
    ttl = published.attributes.get(f"{_PREFIX}{platform}.TTL")
    if ttl is not None:
        headers["apns-expiration"] = str(int(now) + int(ttl[:10])) if int(ttl) else "0"
    collapse = published.attributes.get(f"{_PREFIX}APNS.COLLAPSE_ID")
    if collapse is not None:
        headers["apns-collapse-id"] = collapse
    return Outgoing("apns", text.encode("utf-8", "replace"), tuple(headers.items()), push_type)


def _push_type(platform: str, text: str) -> str:
    """SNS sends background only where nothing can be seen or heard."""
    if "VOIP" in platform:
        return "voip"
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return "alert"
    aps = document.get("aps") if isinstance(document, dict) else None
    if not isinstance(aps, dict):
        return "alert"
    is_visible = any(key in aps for key in ("alert", "badge", "sound"))
    return "background" if aps.get("content-available") == 1 and not is_visible else "alert"


def _google(own: str | None, default: str, token: str) -> Outgoing:
    if own is None:
        _check_limit("GCM", default)
        return _to_google({"data": {"default": default}}, token)
    _check_limit("GCM", own)
    document = json.loads(own) if own else {}
    if not isinstance(document, dict):
        raise invalid("Message Reason: Invalid notification for protocol GCM: Notification is malformed")
    if "fcmV1Message" not in document:
        return _to_google(_translated(document), token)
    wrapping = document["fcmV1Message"]
    message = wrapping.get("message") if isinstance(wrapping, dict) else None
    if not isinstance(message, dict):
        raise invalid("Message Reason: Invalid notification for protocol GCM: fcmV1Message holds no message")
    return _to_google(message, token)


def _to_google(message: Mapping[str, Any], token: str) -> Outgoing:
    body = {"message": {**message, "token": token}}
    return Outgoing("fcm", json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def _translated(document: Mapping[str, Any]) -> dict[str, Any]:
    """Say the old API's shape in v1's words."""
    old = document.get("notification")
    notification = old if isinstance(old, dict) else {}
    common = {key: value for key, value in notification.items() if key in ("title", "body", "image")}
    names = {"android_channel_id": "channel_id"}
    own = {names.get(key, key): value for key, value in notification.items() if key not in common}
    android = {
        key: value
        for key, value in (
            ("notification", own),
            ("priority", document.get("priority")),
            ("collapse_key", document.get("collapse_key")),
            ("ttl", f"{document['time_to_live']}s" if "time_to_live" in document else None),
        )
        if value
    }
    data = document.get("data")
    made = {"notification": common, "data": data if isinstance(data, dict) else {}, "android": android}
    return {key: value for key, value in made.items() if value}
