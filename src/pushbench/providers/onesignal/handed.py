"""What OneSignal makes of a push for Apple, Google and browsers, as its SDKs read it. Total.

Source: OneSignal's public SDKs (Android: NotificationFormatHelper and NotificationPayload keys; iOS: OSNotification;
web: notification payload of the service worker). The notification's id is known to OneSignal alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pushbench.domain.json_value import Json, JsonObject, compact
from pushbench.providers.formats.aps_keys import is_integer, is_number
from pushbench.providers.onesignal.fields import MAIN_LANGUAGE

_LEVELS = {"time_sensitive": "time-sensitive"}
_APS_TEXTS = {
    "ios_category": "category",
    "thread_id": "thread-id",
    "summary_arg": "summary-arg",
    "target_content_identifier": "target-content-id",
}
_ANDROID_TEXTS = {
    "small_icon": "sicon",
    "large_icon": "licon",
    "android_channel_id": "chnl",
    "existing_android_channel_id": "oth_chnl",
    "android_accent_color": "bgac",
    "android_led_color": "ledc",
    "android_sound": "sound",
    "android_group": "grp",
    "collapse_id": "collapse_key",
}


def text_of(payload: Mapping[str, Json], name: str) -> str | None:
    """Return a field that is a text and not empty."""
    value = payload.get(name)
    return value if isinstance(value, str) and value else None


def object_of(payload: Mapping[str, Json], name: str) -> JsonObject:
    """Return a field that is an object, else an empty one."""
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


def words_of(payload: Mapping[str, Json], name: str, language: str = MAIN_LANGUAGE) -> str | None:
    """Return what a reader of a language gets: their own text, else the English one."""
    texts = object_of(payload, name)
    return text_of(texts, language) or text_of(texts, MAIN_LANGUAGE)


def languages_of(payload: Mapping[str, Json]) -> tuple[str, ...]:
    """Return the languages that any text has, the main one first."""
    found = {name for field in ("contents", "headings", "subtitle") for name in object_of(payload, field)}
    return (MAIN_LANGUAGE, *sorted(found - {MAIN_LANGUAGE}))


def objects_of(payload: Mapping[str, Json], name: str) -> list[JsonObject]:
    """Return the objects of a list."""
    value = payload.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def wakes_app(payload: Mapping[str, Json]) -> bool:
    """Whether it asks to wake the app."""
    return payload.get("content_available") is True


def is_seen(payload: Mapping[str, Json]) -> bool:
    """Whether there is anything to show: words, or a template that OneSignal alone knows."""
    return any(object_of(payload, name) for name in ("contents", "headings", "subtitle", "apns_alert"))


def app_link(payload: Mapping[str, Json]) -> str | None:
    """Return what a tap in an app opens."""
    return text_of(payload, "app_url") or text_of(payload, "url")


def web_link(payload: Mapping[str, Json]) -> str | None:
    """Return what a click in a browser opens."""
    return text_of(payload, "web_url") or text_of(payload, "url")


def attachments(payload: Mapping[str, Json]) -> JsonObject:
    """Return what an iPhone attaches: the platform's own, else the common picture."""
    own, common = object_of(payload, "ios_attachments"), text_of(payload, "global_image")
    return own or ({"id": common} if common else {})


def push_type(payload: Mapping[str, Json]) -> str:
    """Return the APNs push type."""
    if payload.get("apns_push_type_override") == "voip":
        return "voip"
    return "background" if wakes_app(payload) and not is_seen(payload) else "alert"


def apns_payload(payload: Mapping[str, Json], language: str = MAIN_LANGUAGE) -> JsonObject:
    """Return the APNs payload."""
    aps = dict(_aps(payload, language))
    made: JsonObject = {"aps": aps, "custom": _custom(object_of(payload, "data"), app_link(payload))}
    if attached := attachments(payload):
        made["att"] = attached
    buttons: list[Json] = [
        {short: item[name] for short, name in (("n", "text"), ("i", "id"), ("p", "icon")) if name in item}
        for item in objects_of(payload, "buttons")
    ]
    if buttons:
        made["buttons"] = buttons
    return made


def _aps(payload: Mapping[str, Json], language: str) -> Iterator[tuple[str, Json]]:
    parts = {"title": "headings", "subtitle": "subtitle", "body": "contents"}
    alert: JsonObject = {key: text for key, field in parts.items() if (text := words_of(payload, field, language))}
    alert.update(object_of(payload, "apns_alert"))
    if alert:
        yield "alert", alert
        yield "mutable-content", 1
        sound = text_of(payload, "ios_sound") or "default"
        if sound != "nil":
            yield "sound", sound
    if wakes_app(payload):
        yield "content-available", 1
    badge = payload.get("ios_badgeCount")
    if payload.get("ios_badgeType") in ("SetTo", "Increase") and is_integer(badge):
        yield "badge", badge
    for name, key in _APS_TEXTS.items():
        if text := text_of(payload, name):
            yield key, text
    level = text_of(payload, "ios_interruption_level")
    if level:
        yield "interruption-level", _LEVELS.get(level, level)
    for name, key in (("ios_relevance_score", "relevance-score"), ("summary_arg_count", "summary-arg-count")):
        if is_number(payload.get(name)):
            yield key, payload[name]


def _custom(data: JsonObject, link: str | None) -> JsonObject:
    return {"i": "", **({"a": data} if data else {}), **({"u": link} if link else {})}


def fcm_data(payload: Mapping[str, Json], language: str = MAIN_LANGUAGE) -> dict[str, str]:
    """Return FCM's data: OneSignal sends Android no notification block, its SDK shows the words itself."""
    data = object_of(payload, "data")
    buttons: list[Json] = [*objects_of(payload, "buttons")]
    more: JsonObject = {"actionButtons": buttons} if buttons else {}
    made: dict[str, str] = {"custom": _as_json(_custom({**data, **more}, app_link(payload)))}
    for field, key in (("contents", "alert"), ("headings", "title")):
        if text := words_of(payload, field, language):
            made[key] = text
    if picture := text_of(payload, "big_picture") or text_of(payload, "global_image"):
        made["bicon"] = picture
    made.update({key: text for name, key in _ANDROID_TEXTS.items() if (text := text_of(payload, name))})
    made["pri"] = str(payload["priority"]) if is_integer(payload.get("priority")) else "5"
    return made


def web_payload(payload: Mapping[str, Json], language: str = MAIN_LANGUAGE) -> JsonObject:
    """Return what OneSignal's service worker gets."""
    data, link = object_of(payload, "data"), web_link(payload)
    made: JsonObject = {"custom": _custom(data, link)}
    for field, key in (("headings", "title"), ("contents", "alert")):
        if text := words_of(payload, field, language):
            made[key] = text
    named = {
        "icon": text_of(payload, "chrome_web_icon") or text_of(payload, "firefox_icon"),
        "image": text_of(payload, "chrome_web_image") or text_of(payload, "global_image"),
        "badge": text_of(payload, "chrome_web_badge"),
        "tag": text_of(payload, "web_push_topic"),
    }
    made.update({key: text for key, text in named.items() if text})
    short = (("i", "id"), ("n", "text"), ("p", "icon"), ("u", "url"))
    buttons: list[Json] = [
        {key: item[name] for key, name in short if name in item} for item in objects_of(payload, "web_buttons")
    ]
    return {**made, **({"o": buttons} if buttons else {})}


def activity_aps(payload: Mapping[str, Json], language: str = MAIN_LANGUAGE) -> JsonObject:
    """Return the APNs payload of a Live Activity push, without its timestamp."""
    aps: JsonObject = {"event": payload.get("event"), "content-state": object_of(payload, "event_updates")}
    if payload.get("event") == "start":
        aps["attributes-type"] = text_of(payload, "activity_type") or ""
        aps["attributes"] = object_of(payload, "event_attributes")
    alert: JsonObject = {
        key: text
        for key, field in (("title", "headings"), ("body", "contents"))
        if (text := words_of(payload, field, language))
    }
    if alert:
        sound = text_of(payload, "ios_sound") or text_of(payload, "sound")
        aps["alert"] = {**alert, **({"sound": sound} if sound else {})}
    for name, key in (("stale_date", "stale-date"), ("dismissal_date", "dismissal-date")):
        if is_number(payload.get(name)):
            aps[key] = payload[name]
    if is_number(payload.get("ios_relevance_score")):
        aps["relevance-score"] = payload["ios_relevance_score"]
    return {"aps": aps}


def _as_json(value: JsonObject) -> str:
    try:
        return compact(value)
    except (ValueError, RecursionError):
        return ""
