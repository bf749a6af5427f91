"""Every key of a push as the emulated Airship knows it: its type and its range."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pushbench.sandbox.airship_audience import UUID

PLATFORMS = ("ios", "android", "amazon", "wns", "web", "sms", "email")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_COLOR = re.compile(r"#[0-9a-f]{6}")
_BADGE = re.compile(r"auto|[+-][0-9]+")
Check = Callable[[Any], str | None]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_time(value: Any) -> bool:
    """Whether a value is a time as Airship writes it: no offset, seconds included."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) else "must be a string"


def _truth(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be a boolean"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) or (_is_whole(value) and value in (0, 1)) else "must be a boolean"


def _whole(value: Any) -> str | None:
    return None if _is_whole(value) else "must be an integer"


def _number(value: Any) -> str | None:
    return None if _is_number(value) else "must be a number"


def _share(value: Any) -> str | None:
    return None if _is_number(value) and 0 <= value <= 1 else "must be between 0 and 1"


def _object(value: Any) -> str | None:
    return None if isinstance(value, dict) else "must be an object"


def _anything(value: Any) -> str | None:
    return None


def _texts(value: Any) -> str | None:
    is_right = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return None if is_right else "must be an array of strings"


def _map(value: Any) -> str | None:
    is_right = isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return None if is_right else "must be an object of strings"


def _one_of(*words: Any) -> Check:
    return lambda value: None if value in words and not isinstance(value, bool) else f"must be one of {words}"


def _life(value: Any) -> str | None:
    return None if (_is_whole(value) and value >= 0) or is_time(value) else "must be seconds or a timestamp in UTC"


def _tags(value: Any) -> str | None:
    is_right = (isinstance(value, str) and value) or (isinstance(value, list) and value and _texts(value) is None)
    return None if is_right else "must be a string or a non-empty array of strings"


def _badge(value: Any) -> str | None:
    return None if _is_whole(value) or (isinstance(value, str) and _BADGE.fullmatch(value)) else "is no valid badge"


def _color(value: Any) -> str | None:
    return None if isinstance(value, str) and _COLOR.fullmatch(value) else "must be #rrggbb"


def _id(value: Any) -> str | None:
    return None if isinstance(value, str) and UUID.fullmatch(value) else "must be a UUID"


def _android_extra(value: Any) -> str | None:
    if _map(value):
        return _map(value)
    bad = [name for name in value if name in ("from", "message_type", "data") or name.startswith(("google", "gcm"))]
    return f"may not contain {bad[0]}" if bad else None


def _collapse(value: Any) -> str | None:
    is_right = isinstance(value, str) and len(value.encode("utf-8", "replace")) <= 64
    return None if is_right else "must be a string of at most 64 bytes"


_COMMON: Mapping[str, Check] = {
    "alert": _text,
    "title": _text,
    "actions": _object,
    "interactive": _object,
    "template": _object,
}
_EVENT = _one_of("start", "update", "end")
_DROID_WORDS = (
    *("alarm", "call", "email", "err", "event", "msg", "promo", "recommendation", "service", "social", "status"),
    *("sys", "transport"),
)
SHAPES: Mapping[str, Mapping[str, Check]] = {
    "ios": {
        **_COMMON,
        "alert": lambda value: None if isinstance(value, str | dict) else "must be a string or an object",
        "subtitle": _text,
        "badge": _badge,
        "sound": lambda value: None if isinstance(value, str | dict) else "must be a string or an object",
        "content_available": _flag,
        "content-available": _flag,
        "mutable_content": _flag,
        "extra": _object,
        "expiry": _life,
        "priority": _one_of(5, 10),
        "collapse_id": _collapse,
        "thread_id": _text,
        "category": _text,
        "interruption_level": _one_of("passive", "active", "time-sensitive", "critical"),
        "relevance_score": _share,
        "target_content_id": _text,
        "media_attachment": _object,
        "live_activity": _object,
    },
    "android": {
        **_COMMON,
        "summary": _text,
        "extra": _android_extra,
        "collapse_key": _text,
        "time_to_live": _life,
        "delivery_priority": _one_of("high", "normal"),
        "priority": _one_of(-2, -1, 0, 1, 2),
        "visibility": _one_of(-1, 0, 1),
        "category": _one_of(*_DROID_WORDS),
        "style": _object,
        "sound": _text,
        "icon": _text,
        "icon_color": _color,
        "notification_channel": _text,
        "notification_tag": _text,
        "local_only": _truth,
        "wearable": _object,
        "public_notification": _object,
        "deliver_to": _one_of("all", "opted_in"),
        "delay_while_idle": _truth,
        "live_update": _object,
    },
    "amazon": {
        **_COMMON,
        "summary": _text,
        "consolidation_key": _text,
        "expires_after": _life,
        "extra": _map,
        "style": _object,
        "sound": _text,
        "icon": _text,
        "icon_color": _color,
        "notification_channel": _text,
        "notification_tag": _text,
    },
    "web": {
        **_COMMON,
        "extra": _map,
        "icon": _object,
        "image": _object,
        "buttons": lambda value: (
            None if isinstance(value, list) and all(isinstance(b, dict) for b in value) else "must be an array"
        ),
        "require_interaction": _truth,
        "time_to_live": _life,
    },
    "wns": {"alert": _text, "toast": _object, "tile": _object, "badge": _object},
    "sms": {
        "alert": lambda value: (
            None if isinstance(value, str) and len(value) <= 1600 else "must be at most 1600 characters"
        ),
        "expiry": _life,
        "shorten_links": _truth,
        "template": _object,
    },
    "mms": {"fallback_text": _text, "slides": _anything, "subject": _text, "shorten_links": _truth},
    "email": {
        "message_type": _one_of("transactional", "commercial"),
        **dict.fromkeys(("subject", "plaintext_body", "html_body", "reply_to", "sender_address", "sender_name"), _text),
        "attachments": _anything,
        "bcc": _tags,
        "click_tracking": _truth,
        "open_tracking": _truth,
        "bypass_opt_in_level": _truth,
        "template": _object,
    },
    "open": {**_COMMON, "summary": _text, "extra": _map, "media_attachment": _text},
    "media_attachment": {"url": _text, "content": _object, "options": _object},
    "media_content": {"title": _text, "subtitle": _text, "body": _text},
    "media_options": {"time": _number, "crop": _object, "hidden": _truth},
    "crop": dict.fromkeys(("x", "y", "width", "height"), _share),
    "sound": {"name": _text, "volume": _share, "critical": _flag},
    "style": {
        "type": _one_of("big_text", "big_picture", "inbox"),
        "big_text": _text,
        "big_picture": _text,
        "lines": _texts,
        "title": _text,
        "summary": _text,
    },
    "public_notification": {"title": _text, "alert": _text, "summary": _text},
    "wearable": {"background_image": _text, "extra_pages": _anything, "interactive": _object},
    "live_activity": {
        "name": _text,
        "event": _EVENT,
        "content_state": _object,
        "alert": _object,
        "priority": _one_of(5, 10),
        "relevance_score": _number,
        **dict.fromkeys(("stale_date", "dismissal_date", "timestamp"), _whole),
        "attributes": _object,
        "attributes_type": _text,
    },
    "live_update": {
        "name": _text,
        "event": _EVENT,
        "content_state": _object,
        "type": _text,
        "dismissal_date": _whole,
        "timestamp": _whole,
    },
    "actions": {
        "add_tag": _tags,
        "remove_tag": _tags,
        "open": _object,
        "share": _text,
        "app_defined": _object,
        "add_custom_event": _object,
    },
    "open_action": {"type": _one_of("url", "deep_link", "landing_page"), "content": _anything, "fallback_url": _text},
    "custom_event": {"name": _text, "properties": _object, "value": _number},
    "interactive": {"type": _text, "button_actions": _object},
    "picture": {"url": _text},
    "button": {"id": _text, "label": _text, "actions": _object},
    "template": {"template_id": _id, "fields": _object, "variable_defaults": _anything},
    "message": {
        "title": _text,
        "body": _text,
        "content_type": _text,
        "content_encoding": _one_of("utf-8", "base64"),
        "extra": _map,
        "expiry": _life,
        "icons": _object,
        "options": _object,
        "campaigns": _object,
        "template": _object,
    },
    "in_app": {
        "alert": _text,
        "display_type": _one_of("banner"),
        "expiry": _life,
        "display": _object,
        "actions": _object,
        "interactive": _object,
        "extra": _map,
    },
    "display": {
        "primary_color": _color,
        "secondary_color": _color,
        "duration": _whole,
        "position": _one_of("top", "bottom"),
    },
    "options": {
        "expiry": lambda value: _life(value) or ("must be positive" if value == 0 else None),
        **dict.fromkeys(
            (
                "no_throttle",
                "bypass_frequency_limits",
                "bypass_holdout_groups",
                "omit_from_activity_log",
                "personalization",
                "redact_payload",
            ),
            _truth,
        ),
    },
    "campaigns": {"categories": lambda value: _categories(value)},
    "push": {
        "audience": _anything,
        "device_types": _anything,
        "notification": _object,
        "message": _object,
        "in_app": _object,
        "options": _object,
        "campaigns": _object,
        "localizations": lambda value: None if isinstance(value, list) else "must be an array",
        "global_attributes": _object,
        "orchestration": _object,
        "message_type": _one_of("transactional", "commercial"),
        "feed_references": _anything,
    },
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "media_attachment": ("url",),
    "picture": ("url",),
    "sound": ("name",),
    "button": ("id", "label"),
    "interactive": ("type",),
    "open_action": ("type", "content"),
    "custom_event": ("name",),
    "live_activity": ("name", "event"),
    "live_update": ("name", "event"),
    "style": ("type",),
    "message": ("title", "body"),
    "in_app": ("alert", "display_type"),
    "campaigns": ("categories",),
    "mms": ("fallback_text", "slides"),
    "email": ("message_type", "subject", "plaintext_body", "reply_to", "sender_address", "sender_name"),
    "push": ("audience", "device_types"),
}
INSIDE: Mapping[tuple[str, str], str] = {
    ("ios", "media_attachment"): "media_attachment",
    ("media_attachment", "content"): "media_content",
    ("media_attachment", "options"): "media_options",
    ("media_options", "crop"): "crop",
    ("ios", "sound"): "sound",
    ("ios", "live_activity"): "live_activity",
    ("android", "live_update"): "live_update",
    ("android", "style"): "style",
    ("amazon", "style"): "style",
    ("android", "public_notification"): "public_notification",
    ("android", "wearable"): "wearable",
    ("actions", "open"): "open_action",
    ("actions", "add_custom_event"): "custom_event",
    ("web", "icon"): "picture",
    ("web", "image"): "picture",
    ("in_app", "display"): "display",
    ("push", "options"): "options",
    ("push", "campaigns"): "campaigns",
    ("push", "message"): "message",
    ("push", "in_app"): "in_app",
}


def _categories(value: Any) -> str | None:
    listed = [value] if isinstance(value, str) else value
    is_right = (
        isinstance(listed, list)
        and 1 <= len(listed) <= 10
        and all(isinstance(c, str) and 0 < len(c) <= 64 for c in listed)
    )
    return None if is_right else "must be 1 to 10 strings of at most 64 characters"
