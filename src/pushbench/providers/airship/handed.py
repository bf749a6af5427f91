"""What Airship makes of a notification for Apple, Google and browsers, as its SDKs read it. Total.

Source: Airship's public SDKs (iOS: APNs payload and actions; Android: PushMessage's keys). What browsers get is
Airship's own and [unsure]; ids and tracking keys are known to Airship alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pushbench.domain.json_value import Json, JsonObject, compact
from pushbench.providers.formats.aps_keys import is_integer, is_number

_OPENS = {"url": "^u", "deep_link": "^d", "landing_page": "^p"}
_APS_TEXTS = {"category": "category", "thread_id": "thread-id", "target_content_id": "target-content-id"}
_ANDROID_PREFIX = "com.urbanairship"
_ANDROID_VALUES = (
    *("title", "summary", "sound", "icon", "icon_color", "notification_channel", "notification_tag", "category"),
    *("priority", "visibility", "local_only"),
)
_ANDROID_OBJECTS = ("style", "public_notification", "wearable")


def text_of(value: Mapping[str, Json], name: str) -> str | None:
    """Return a field that is a text and not empty."""
    found = value.get(name)
    return found if isinstance(found, str) and found else None


def object_of(value: Mapping[str, Json], name: str) -> JsonObject:
    """Return a field that is an object, else an empty one."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def objects_of(value: Mapping[str, Json], name: str) -> list[JsonObject]:
    """Return the objects of a list."""
    found = value.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def words_of(notification: Mapping[str, Json], platform: str) -> str | None:
    """Return the text a platform shows: its own, else the common one."""
    return text_of(object_of(notification, platform), "alert") or text_of(notification, "alert")


def own_or_common(notification: Mapping[str, Json], platform: str, name: str) -> JsonObject:
    """Return a platform's own object of that name (actions, interactive), else the common one."""
    return object_of(object_of(notification, platform), name) or object_of(notification, name)


def link_of(notification: Mapping[str, Json], platform: str) -> str | None:
    """Return what a tap opens."""
    opened = object_of(own_or_common(notification, platform, "actions"), "open")
    return text_of(opened, "content")


def wakes_app(ios: Mapping[str, Json]) -> bool:
    """Whether the override for iPhones asks to wake the app."""
    return any(ios.get(name) in (True, 1) for name in ("content_available", "content-available"))


def push_type(notification: Mapping[str, Json]) -> str:
    """Return the APNs push type."""
    ios = object_of(notification, "ios")
    if "live_activity" in ios:
        return "liveactivity"
    return "background" if wakes_app(ios) and not _alert(notification, ios) else "alert"


def apns_payload(notification: Mapping[str, Json]) -> JsonObject:
    """Return the APNs payload."""
    ios = object_of(notification, "ios")
    if "live_activity" in ios:
        return {"aps": activity_aps(object_of(ios, "live_activity"))}
    made: JsonObject = {"aps": dict(_aps(notification, ios)), **object_of(ios, "extra")}
    made.update(short_actions(own_or_common(notification, "ios", "actions")))
    if media := object_of(ios, "media_attachment"):
        url: list[Json] = [media.get("url")]
        made[f"{_ANDROID_PREFIX}.media_attachment"] = {**media, "url": url}
    if buttons := object_of(own_or_common(notification, "ios", "interactive"), "button_actions"):
        made[f"{_ANDROID_PREFIX}.interactive_actions"] = _button_actions(buttons)
    return made


def _button_actions(buttons: JsonObject) -> JsonObject:
    return {key: short_actions(value) if isinstance(value, dict) else {} for key, value in buttons.items()}


def _alert(notification: Mapping[str, Json], ios: JsonObject) -> Json:
    own = ios.get("alert")
    if isinstance(own, dict):
        return own or None
    body = words_of(notification, "ios")
    parts = {"title": text_of(ios, "title"), "subtitle": text_of(ios, "subtitle"), "body": body}
    alert: JsonObject = {name: text for name, text in parts.items() if text}
    return alert or None


def _aps(notification: Mapping[str, Json], ios: JsonObject) -> Iterator[tuple[str, Json]]:
    alert = _alert(notification, ios)
    if alert is not None:
        yield "alert", alert
    sound = ios.get("sound")
    if isinstance(sound, str | dict) and sound:
        yield "sound", sound
    if is_integer(ios.get("badge")):
        yield "badge", ios["badge"]
    if wakes_app(ios):
        yield "content-available", 1
    if ios.get("mutable_content") in (True, 1) or "media_attachment" in ios:
        yield "mutable-content", 1
    for name, key in _APS_TEXTS.items():
        if text := text_of(ios, name):
            yield key, text
    kind = text_of(own_or_common(notification, "ios", "interactive"), "type")
    if kind and not text_of(ios, "category"):
        yield "category", kind
    if level := text_of(ios, "interruption_level"):
        yield "interruption-level", level
    if is_number(ios.get("relevance_score")):
        yield "relevance-score", ios["relevance_score"]


def short_actions(actions: Mapping[str, Json]) -> JsonObject:
    """Return actions under the short names that devices get."""
    made: JsonObject = {}
    for name, short in (("add_tag", "^+t"), ("remove_tag", "^-t"), ("share", "^s")):
        if actions.get(name):
            made[short] = actions[name]
    opened = object_of(actions, "open")
    short_open = _OPENS.get(str(opened.get("type")))
    if short_open and opened.get("content") is not None:
        made[short_open] = opened["content"]
    made.update(object_of(actions, "app_defined"))
    if event := object_of(actions, "add_custom_event"):
        made["add_custom_event_action"] = event
    return made


def activity_aps(activity: Mapping[str, Json]) -> JsonObject:
    """Return the ``aps`` dictionary of a Live Activity push."""
    made: JsonObject = {"event": activity.get("event"), "content-state": object_of(activity, "content_state")}
    if is_integer(activity.get("timestamp")):
        made["timestamp"] = activity["timestamp"]
    if activity.get("event") == "start":
        made["attributes-type"] = text_of(activity, "attributes_type") or ""
        made["attributes"] = object_of(activity, "attributes")
    if alert := object_of(activity, "alert"):
        made["alert"] = alert
    for name, key in (
        ("stale_date", "stale-date"),
        ("dismissal_date", "dismissal-date"),
        ("relevance_score", "relevance-score"),
    ):
        if is_number(activity.get(name)):
            made[key] = activity[name]
    return made


def fcm_data(notification: Mapping[str, Json]) -> dict[str, str]:
    """Return FCM's data: Airship sends Android no notification block, its SDK shows the words itself."""
    android = object_of(notification, "android")
    made = {key: value for key, value in object_of(android, "extra").items() if isinstance(value, str)}
    if words := words_of(notification, "android"):
        made[f"{_ANDROID_PREFIX}.push.ALERT"] = words
    for name in _ANDROID_VALUES:
        value = android.get(name)
        if value not in (None, ""):
            made[f"{_ANDROID_PREFIX}.{name}"] = value if isinstance(value, str) else _as_json(value)
    for name in _ANDROID_OBJECTS:
        if block := object_of(android, name):
            made[f"{_ANDROID_PREFIX}.{name}"] = _as_json(block)
    if actions := short_actions(own_or_common(notification, "android", "actions")):
        made[f"{_ANDROID_PREFIX}.actions"] = _as_json(actions)
    interactive = own_or_common(notification, "android", "interactive")
    if kind := text_of(interactive, "type"):
        made[f"{_ANDROID_PREFIX}.interactive_type"] = kind
    if buttons := object_of(interactive, "button_actions"):
        made[f"{_ANDROID_PREFIX}.interactive_actions"] = _as_json(_button_actions(buttons))
    if update := object_of(android, "live_update"):
        made[f"{_ANDROID_PREFIX}.live_update"] = _as_json(update)
    return made


def web_payload(notification: Mapping[str, Json]) -> JsonObject:
    """Return what Airship's service worker gets."""
    web = object_of(notification, "web")
    named: JsonObject = {
        "title": text_of(web, "title"),
        "alert": words_of(notification, "web"),
        "icon": text_of(object_of(web, "icon"), "url"),
        "image": text_of(object_of(web, "image"), "url"),
        "actions": short_actions(own_or_common(notification, "web", "actions")),
        "buttons": [
            {**item, "actions": short_actions(object_of(item, "actions"))} for item in objects_of(web, "buttons")
        ],
        "extra": object_of(web, "extra"),
        "require_interaction": web.get("require_interaction"),
    }
    return {key: value for key, value in named.items() if value not in (None, {}, [])}


def _as_json(value: Json) -> str:
    try:
        return compact(value)
    except (ValueError, RecursionError):
        return ""
