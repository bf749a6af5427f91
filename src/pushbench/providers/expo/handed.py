"""What Expo makes of its message for Apple and for Google, as far as it can be known from outside. Total.

Source: Expo, message request format ("maps to ..."), Send notifications with FCM and APNs, Handle incoming
notifications (what a device logged); expo-notifications, NotificationData and RemoteNotificationContent. The project's
ids (experienceId, scopeKey, projectId) are known to Expo alone and left out here.
"""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.json_value import Json, JsonObject, compact

_WORDS = ("title", "subtitle", "body")
_SHOWING = ("title", "subtitle", "body", "icon", "channelId")
"""One of these makes it a notification message; without any it is headless."""
_APS_TEXTS = {
    "categoryId": "category",
    "threadId": "thread-id",
    "targetContentId": "target-content-id",
    "interruptionLevel": "interruption-level",
    "filterCriteria": "filter-criteria",
}


def is_headless(message: Mapping[str, Json]) -> bool:
    """Whether it asks to show nothing: a data message on Android, a background push on an iPhone."""
    return not any(message.get(name) not in (None, "") for name in _SHOWING)


def text_of(message: Mapping[str, Json], name: str) -> str | None:
    """Return a field that is a text and not empty."""
    value = message.get(name)
    return value if isinstance(value, str) and value else None


def object_of(message: Mapping[str, Json], name: str) -> JsonObject:
    """Return a field that is an object, else an empty one."""
    value = message.get(name)
    return value if isinstance(value, dict) else {}


def image_of(message: Mapping[str, Json]) -> str | None:
    """Return the address of the image."""
    return text_of(object_of(message, "richContent"), "image")


def wakes_app(message: Mapping[str, Json]) -> bool:
    """Whether an iPhone's app is woken; the old name counts where the new one is absent."""
    value = message.get("contentAvailable", message.get("_contentAvailable"))
    return value is True


def push_type(message: Mapping[str, Json]) -> str:
    """Return the APNs push type Expo must send: background for what only wakes the app."""
    is_seen = any(text_of(message, name) for name in _WORDS)
    is_heard = message.get("sound") is not None or message.get("badge") is not None
    return "alert" if is_seen or is_heard or not wakes_app(message) else "background"


def app_data(message: Mapping[str, Json]) -> JsonObject:
    """Return what the app reads: the data, with the rich content Expo puts in for the service extension."""
    rich = object_of(message, "richContent")
    return {**object_of(message, "data"), **({"_richContent": rich} if rich else {})}


def apns_payload(message: Mapping[str, Json]) -> JsonObject:
    """Return the APNs payload."""
    aps: JsonObject = {}
    alert: JsonObject = {name: text for name in _WORDS if (text := text_of(message, name))}
    if alert:
        aps["alert"] = alert
    for name, key in (("badge", "badge"), ("relevanceScore", "relevance-score")):
        if message.get(name) is not None:
            aps[key] = message[name]
    sound = message.get("sound")
    if isinstance(sound, str | dict) and sound:
        aps["sound"] = _sound(sound)
    for name, key in _APS_TEXTS.items():
        text = text_of(message, name)
        if text:
            aps[key] = text
    if wakes_app(message):
        aps["content-available"] = 1
    if message.get("mutableContent") is True:
        aps["mutable-content"] = 1
    data = app_data(message)
    return {"aps": aps, **({"body": data} if data else {})}


def _sound(sound: str | JsonObject) -> Json:
    if isinstance(sound, str):
        return sound
    return {key: int(value) if isinstance(value, bool) else value for key, value in sound.items() if value is not None}


def android_data(message: Mapping[str, Json]) -> dict[str, str]:
    """Return FCM's data: the words once more, and the app's own data as JSON text under ``body``."""
    made = {
        "title": text_of(message, "title"),
        "message": text_of(message, "body"),
        "channelId": text_of(message, "channelId"),
        "categoryId": text_of(message, "categoryId"),
        "body": _as_json(object_of(message, "data")),
    }
    return {key: text for key, text in made.items() if text}


def _as_json(data: JsonObject) -> str:
    try:
        return compact(data) if data else ""
    except (ValueError, RecursionError):
        return ""
