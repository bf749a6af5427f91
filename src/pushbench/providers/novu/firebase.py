"""FCM's message in the names of Google's library for Node (firebase-admin), which Novu hands its overrides to.

Source: firebase-admin for Node, Message, AndroidConfig, ApnsConfig and WebpushConfig. Over REST's v1 message only the
names differ, and ``ttl``, which is a number of milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pushbench.domain.json_value import Json, JsonObject
from pushbench.providers.formats.aps_keys import is_number

_ANDROID = {
    "collapse_key": "collapseKey",
    "restricted_package_name": "restrictedPackageName",
    "direct_boot_ok": "directBootOk",
}
_ANDROID_NOTIFICATION = {
    "click_action": "clickAction",
    "body_loc_key": "bodyLocKey",
    "body_loc_args": "bodyLocArgs",
    "title_loc_key": "titleLocKey",
    "title_loc_args": "titleLocArgs",
    "channel_id": "channelId",
    "image": "imageUrl",
    "notification_count": "notificationCount",
    "event_time": "eventTimestamp",
    "local_only": "localOnly",
    "notification_priority": "priority",
    "vibrate_timings": "vibrateTimingsMillis",
    "default_vibrate_timings": "defaultVibrateTimings",
    "default_sound": "defaultSound",
    "default_light_settings": "defaultLightSettings",
    "light_settings": "lightSettings",
}
_APS = {"content-available": "contentAvailable", "mutable-content": "mutableContent", "thread-id": "threadId"}
_SWITCHES = ("content-available", "mutable-content", "contentAvailable", "mutableContent")
_DURATION = re.compile(r"(\d{1,12})(?:\.(\d{1,9}))?s")


def to_admin(message: Mapping[str, Json]) -> JsonObject:
    """Return a v1 message as the library's users write it."""
    made: JsonObject = {}
    for key, value in message.items():
        if not isinstance(value, dict):
            made[key] = value
        elif key == "notification":
            made[key] = _renamed(value, {"image": "imageUrl"})
        elif key == "android":
            made[key] = _android_to_admin(value)
        elif key == "apns":
            made[key] = _apns(value, _APS, (1, True))
        elif key == "webpush":
            made[key] = _renamed(value, {"fcm_options": "fcmOptions"})
        elif key == "fcm_options":
            made["fcmOptions"] = _renamed(value, {"analytics_label": "analyticsLabel"})
        else:
            made[key] = value
    return made


def to_wire(message: Mapping[str, Json]) -> JsonObject:
    """Return what the library sends: the v1 message. Total."""
    made: JsonObject = {}
    for key, value in message.items():
        if not isinstance(value, dict):
            made[key] = value
        elif key == "notification":
            made[key] = _renamed(value, {"imageUrl": "image"})
        elif key == "android":
            made[key] = _android_to_wire(value)
        elif key == "apns":
            made[key] = _apns(value, _turned(_APS), (True, 1))
        elif key == "webpush":
            made[key] = _renamed(value, {"fcmOptions": "fcm_options"})
        elif key == "fcmOptions":
            made["fcm_options"] = _renamed(value, {"analyticsLabel": "analytics_label"})
        else:
            made[key] = value
    return made


def _renamed(values: Mapping[str, Json], names: Mapping[str, str]) -> JsonObject:
    return {names.get(key, key): value for key, value in values.items()}


def _turned(names: Mapping[str, str]) -> Mapping[str, str]:
    return {value: key for key, value in names.items()}


def _android_to_admin(android: JsonObject) -> JsonObject:
    made = _renamed(android, _ANDROID)
    ttl = made.get("ttl")
    found = _DURATION.fullmatch(ttl) if isinstance(ttl, str) else None
    if found is not None:
        made["ttl"] = int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0")[:3])
    inner = made.get("notification")
    if isinstance(inner, dict):
        made["notification"] = _renamed(inner, _ANDROID_NOTIFICATION)
    return made


def _android_to_wire(android: JsonObject) -> JsonObject:
    made = _renamed(android, {**_turned(_ANDROID), "fcmOptions": "fcm_options"})
    ttl = made.get("ttl")
    if is_number(ttl) and isinstance(ttl, int | float) and 0 <= ttl < 1e15:
        seconds, rest = divmod(int(ttl), 1000)
        made["ttl"] = f"{seconds}s" if not rest else f"{seconds}.{rest:03}s"
    inner = made.get("notification")
    if isinstance(inner, dict):
        made["notification"] = _notification_to_wire(inner)
    return made


def _notification_to_wire(notification: JsonObject) -> JsonObject:
    made = _renamed(notification, _turned(_ANDROID_NOTIFICATION))
    priority, visibility = made.get("notification_priority"), made.get("visibility")
    if isinstance(priority, str) and not priority.startswith("PRIORITY_"):
        made["notification_priority"] = f"PRIORITY_{priority.upper()}"
    if isinstance(visibility, str):
        made["visibility"] = visibility.upper()
    timings = made.get("vibrate_timings")
    if isinstance(timings, list):
        made["vibrate_timings"] = [
            f"{item / 1000:g}s" if isinstance(item, int | float) and is_number(item) else item for item in timings
        ]
    return made


def _apns(apns: JsonObject, names: Mapping[str, str], flag: tuple[Json, Json]) -> JsonObject:
    """Rename what stands in ``aps``; a switch that is the first of ``flag`` becomes the second."""
    payload = apns.get("payload")
    aps = payload.get("aps") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(aps, dict):
        return dict(apns)
    off, on = flag
    made: JsonObject = {
        names.get(key, key): on if key in _SWITCHES and value == off and type(value) is type(off) else value
        for key, value in aps.items()
    }
    return {**apns, "payload": {**payload, "aps": made}}
