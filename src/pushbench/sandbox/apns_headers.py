"""APNs' rules for single headers; each function reads one and raises :class:`Refused` when it is wrong.

Source: Apple, "Sending notification requests to APNs".
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from pushbench.sandbox.apns_reasons import Refused
from pushbench.sandbox.apns_tokens import SUFFIXES
from pushbench.sandbox.exchange import Request
from pushbench.sandbox.wire import bytes_of

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
COLLAPSE_BYTES = 64
CHANNEL_BYTES = 64
_BUNDLE = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST_FIRST = sorted(filter(None, SUFFIXES.values()), key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Topic:
    """``apns-topic`` in its two parts."""

    bundle_id: str
    suffix: str

    @property
    def text(self) -> str:
        return self.bundle_id + self.suffix


def check_duplicates(request: Request) -> None:
    names = [name for name, _ in request.headers if name != "cookie"]
    if len(names) != len(set(names)):
        raise Refused("DuplicateHeaders")


def read_id(request: Request, name: str) -> str | None:
    """Read ``apns-id`` or ``apns-request-id``; upper case passes, the answer echoes it unchanged."""
    value = request.header(name)
    if value is not None and UUID.fullmatch(value) is None:
        raise Refused("BadMessageId")
    return value


def split_topic(text: str) -> Topic:
    """Part a topic at the push type's suffix; refuses what is no bundle id and a doubled suffix."""
    suffix = next((known for known in _LONGEST_FIRST if text.endswith(known)), "")
    bundle_id = text[: len(text) - len(suffix)]
    is_doubled = any(bundle_id.endswith(known) for known in _LONGEST_FIRST)
    if is_doubled or len(text) > 255 or _BUNDLE.fullmatch(bundle_id) is None:
        raise Refused("BadTopic")
    return Topic(bundle_id, suffix)


def read_push_type(request: Request) -> str | None:
    """Read ``apns-push-type``; None when it is absent."""
    value = request.header("apns-push-type")
    if value is not None and value not in SUFFIXES:
        raise Refused("InvalidPushType")
    return value


def check_topic_fits(topic: Topic, push_type: str | None) -> None:
    """Refuse a topic without, or with another, suffix than the push type asks for."""
    if push_type is not None and topic.suffix != SUFFIXES[push_type]:
        raise Refused("BadTopic")
    if push_type == "mdm" and not topic.text.startswith("com.apple.mgmt."):
        raise Refused("BadTopic")


def read_priority(request: Request, push_type: str | None) -> int:
    """Read ``apns-priority``; absent is 10, for background 5."""
    value = request.header("apns-priority")
    if value is None:
        return 5 if push_type == "background" else 10
    if value not in ("10", "5", "1") or (push_type == "background" and value == "10"):
        raise Refused("BadPriority")
    return int(value)


def read_expiration(request: Request) -> int | None:
    """Read ``apns-expiration`` in Unix seconds; None when it is absent."""
    value = request.header("apns-expiration")
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,15}", value) is None:
        raise Refused("BadExpirationDate")
    return int(value)


def read_collapse_id(request: Request) -> str | None:
    value = request.header("apns-collapse-id")
    if value is not None and len(bytes_of(value)) > COLLAPSE_BYTES:
        raise Refused("BadCollapseId")
    return value or None


def read_channel_id(request: Request) -> str:
    value = request.header("apns-channel-id")
    if not value:
        raise Refused("MissingChannelId")
    try:
        base64.b64decode(bytes_of(value), validate=True)
    except binascii.Error:
        raise Refused("BadChannelId") from None
    if len(value) > CHANNEL_BYTES:
        raise Refused("BadChannelId")
    return value
