"""The shape of FCM's v1 ``Message``, read from the public discovery document, and Google's words for
what does not fit it.

A shape is one of the small classes below; :func:`violations` walks a value along a shape and yields
``(field, description)`` pairs as the service's ``fieldViolations`` have them. Both ``snake_case`` and
``lowerCamelCase`` names are accepted, as proto-JSON does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; ``type_name`` is the proto type Google names in its errors."""

    type_name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An enum; names are accepted in any case, as the service does for the priorities."""

    path: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    item: Shape


@dataclass(frozen=True, slots=True)
class TextMap:
    """map<string, string>."""


@dataclass(frozen=True, slots=True)
class AnyObject:
    """google.protobuf.Struct."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A message type."""

    members: Mapping[str, Shape] = field(default_factory=dict)


Shape: TypeAlias = "Scalar | Choice | Many | TextMap | AnyObject | Fields"

STRING, BOOL, INT32, FLOAT = Scalar("TYPE_STRING"), Scalar("TYPE_BOOL"), Scalar("TYPE_INT32"), Scalar("TYPE_FLOAT")
DURATION = Scalar("type.googleapis.com/google.protobuf.Duration")
TIMESTAMP = Scalar("type.googleapis.com/google.protobuf.Timestamp")

_LABEL = Fields({"analytics_label": STRING})
_COLOR = Fields({"red": FLOAT, "green": FLOAT, "blue": FLOAT, "alpha": FLOAT})
_LIGHT = Fields({"color": _COLOR, "light_on_duration": DURATION, "light_off_duration": DURATION})
_NOTIFICATION_V2: dict[str, Shape] = {
    **dict.fromkeys(
        (
            "title",
            "body",
            "icon",
            "color",
            "sound",
            "tag",
            "click_action",
            "body_loc_key",
            "title_loc_key",
            "channel_id",
            "ticker",
            "image",
        ),
        STRING,
    ),
    "body_loc_args": Many(STRING),
    "title_loc_args": Many(STRING),
    "sticky": BOOL,
    "event_time": TIMESTAMP,
    "local_only": BOOL,
    "notification_priority": Choice(
        "type.googleapis.com/google.firebase.fcm.v1.AndroidNotification.NotificationPriority",
        ("PRIORITY_UNSPECIFIED", "PRIORITY_MIN", "PRIORITY_LOW", "PRIORITY_DEFAULT", "PRIORITY_HIGH", "PRIORITY_MAX"),
    ),
    "default_sound": BOOL,
    "default_vibrate_timings": BOOL,
    "default_light_settings": BOOL,
    "vibrate_timings": Many(DURATION),
    "visibility": Choice(
        "type.googleapis.com/google.firebase.fcm.v1.AndroidNotification.Visibility",
        ("VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"),
    ),
    "notification_count": INT32,
    "light_settings": _LIGHT,
}
_ANDROID_NOTIFICATION = Fields(
    {
        **_NOTIFICATION_V2,
        "bypass_proxy_notification": BOOL,
        "proxy": Choice(
            "type.googleapis.com/google.firebase.fcm.v1.AndroidNotification.Proxy",
            ("PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED"),
        ),
    }
)
_ANDROID_COMMON: dict[str, Shape] = {
    "collapse_key": STRING,
    "ttl": DURATION,
    "restricted_package_name": STRING,
    "data": TextMap(),
    "fcm_options": _LABEL,
    "direct_boot_ok": BOOL,
    "bandwidth_constrained_ok": BOOL,
    "restricted_satellite_ok": BOOL,
}
MESSAGE = Fields(
    {
        "name": STRING,
        "data": TextMap(),
        "notification": Fields({"title": STRING, "body": STRING, "image": STRING}),
        "android": Fields(
            {
                **_ANDROID_COMMON,
                "priority": Choice(
                    "type.googleapis.com/google.firebase.fcm.v1.AndroidConfig.AndroidMessagePriority",
                    ("NORMAL", "HIGH"),
                ),
                "notification": _ANDROID_NOTIFICATION,
            }
        ),
        "android_v2": Fields(
            {
                **_ANDROID_COMMON,
                "background_sync": Fields({}),
                "remote_notification": Fields(
                    {
                        "mutable_content": BOOL,
                        "use_as_v1_data_message": BOOL,
                        "notification": Fields({**_NOTIFICATION_V2, "id": INT32}),
                    }
                ),
            }
        ),
        "webpush": Fields(
            {
                "headers": TextMap(),
                "data": TextMap(),
                "notification": AnyObject(),
                "fcm_options": Fields({"link": STRING, "analytics_label": STRING}),
            }
        ),
        "apns": Fields(
            {
                "headers": TextMap(),
                "payload": AnyObject(),
                "fcm_options": Fields({"analytics_label": STRING, "image": STRING}),
                "live_activity_token": STRING,
            }
        ),
        "fcm_options": _LABEL,
        "fid": STRING,
        "token": STRING,
        "topic": STRING,
        "condition": STRING,
    }
)
BODY = Fields({"validate_only": BOOL, "message": MESSAGE})


def snake(name: str) -> str:
    """``validateOnly`` -> ``validate_only``."""
    return re.sub(r"(?<!^)([A-Z])", lambda match: f"_{match.group(1).lower()}", name)


def normalised(value: Any, shape: Shape) -> Any:
    """Return ``value`` with every known name in snake case; free-form parts stay as they are."""
    if isinstance(shape, Fields) and isinstance(value, dict):
        return {snake(key): normalised(part, shape.members[snake(key)]) for key, part in value.items()}
    if isinstance(shape, Many) and isinstance(value, list):
        return [normalised(part, shape.item) for part in value]
    return value


def violations(value: Any, shape: Shape, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield what does not fit, in the service's own words."""
    if value is None:
        return
    if isinstance(shape, Fields):
        yield from _field_violations(value, shape, place)
    elif isinstance(shape, Many):
        if not isinstance(value, list):
            yield _invalid(place, "TYPE_MESSAGE", value)
            return
        for index, part in enumerate(value):
            yield from violations(part, shape.item, f"{place}[{index}]")
    elif isinstance(shape, TextMap):
        yield from _map_violations(value, place)
    elif isinstance(shape, AnyObject):
        if not isinstance(value, dict):
            yield _invalid(place, "type.googleapis.com/google.protobuf.Struct", value)
    elif isinstance(shape, Choice):
        if not isinstance(value, str) or value.upper() not in shape.names:
            yield _invalid(place, shape.path, value)
    elif not _fits_scalar(value, shape):
        yield _invalid(place, shape.type_name, value)


def _field_violations(value: Any, shape: Fields, place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield _invalid(place, "TYPE_MESSAGE", value)
        return
    for key, part in value.items():
        member = shape.members.get(snake(key))
        if member is None:
            where = f" at '{place}'" if place else ""
            yield place, f'Invalid JSON payload received. Unknown name "{key}"{where}: Cannot find field.'
        else:
            yield from violations(part, member, f"{place}.{snake(key)}" if place else snake(key))


def _map_violations(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield _invalid(place, "map", value)
        return
    for index, part in enumerate(value.values()):
        if not isinstance(part, str):
            yield _invalid(f"{place}[{index}].value", "TYPE_STRING", part)


def _invalid(place: str, type_name: str, value: Any) -> tuple[str, str]:
    shown = json.dumps(value, ensure_ascii=False)
    return place, f"Invalid value at '{place}' ({type_name}), {shown[:200]}"


def _fits_scalar(value: Any, shape: Scalar) -> bool:
    if shape is STRING:
        return isinstance(value, str)
    if shape is BOOL:
        return isinstance(value, bool)
    if shape is INT32:
        return _is_int32(value)
    if shape is FLOAT:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if shape is DURATION:
        return isinstance(value, str) and re.fullmatch(r"-?\d{1,12}(\.\d{1,9})?s", value) is not None
    return isinstance(value, str) and _is_timestamp(value)


def _is_int32(value: Any) -> bool:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,10}", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31


def _is_timestamp(value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", value):
        return False
    try:
        datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value).upper())
    except ValueError:
        return False
    return True
