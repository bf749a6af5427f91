"""The form's fields in the names of the services behind Novu: what stands in each ``_passthrough.body``.

There Novu changes nothing: keys outside of it may be written in another case (see ``fields.APN_RECASED``), and FCM's
were up to 2025. Source: docs.novu.co (Trigger overrides), Novu's providers, @parse/node-apn, Expo and OneSignal.
"""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Content, Kind, Message, Priority
from pushbench.providers.formats import aps
from pushbench.providers.formats.fcm_message import is_address

_APPLE_TEXTS = {"subtitle": "subtitle", "sound": "sound", "category": "category", "thread": "threadId"}
_EXPO_TEXTS = {
    "subtitle": "subtitle",
    "sound": "sound",
    "category": "categoryId",
    "thread": "threadId",
    "channel": "channelId",
}
_MOST_BUTTONS = 3
_EXPO_PRIORITIES = {Priority.HIGH: "high", Priority.NORMAL: "normal", Priority.LOW: "normal"}
_ONE_SIGNAL_PRIORITIES = {Priority.HIGH: 10, Priority.NORMAL: 5, Priority.LOW: 5}


def _texts(content: Content, names: Mapping[str, str]) -> JsonObject:
    values = {field: getattr(content, source) for source, field in names.items()}
    return {field: aps.as_text(value) for field, value in values.items() if value is not None}


def _delivery(message: Message, now: float) -> JsonObject:
    """What an Apple push says of its delivery, in the library's names; an alert's usual priority needs no words."""
    delivery = message.delivery
    made: JsonObject = {}
    priority = aps.priority_of(delivery)
    if priority != 10 or (delivery.priority is not None and delivery.kind is not Kind.ALERT):
        made["priority"] = priority
    expiration = aps.expiration_of(delivery, now)
    if expiration is not None:
        made["expiry"] = expiration
    if delivery.collapse_id is not None:
        made["collapseId"] = aps.as_text(delivery.collapse_id)
    return made


def apple(message: Message, now: float) -> JsonObject:
    """Return the properties of the Apple library's Notification; title, text and payload come from Novu."""
    content, delivery = message.content, message.delivery
    made = _texts(content, _APPLE_TEXTS)
    if content.badge is not None:
        made["badge"] = aps.badge_of(content.badge)
    if content.image is not None:
        made["mutableContent"] = True
    if delivery.interruption is not None:
        made["interruptionLevel"] = delivery.interruption.value
    if delivery.relevance is not None:
        made["relevanceScore"] = delivery.relevance
    return {**made, **_delivery(message, now)}


def raw_apple(message: Message, now: float, values: Mapping[str, Json]) -> JsonObject:
    """Return a push whose payload is written whole, because the template's words must not make an alert."""
    raw: JsonObject = {**{key: value for key, value in values.items() if key != "aps"}, "aps": aps.aps_of(message, now)}
    kind = aps.PUSH_TYPES[message.delivery.kind]
    return {"rawPayload": raw, "pushType": kind, **_delivery(message, now)}


def expo(message: Message) -> JsonObject:
    """Return Expo's own fields."""
    content, delivery = message.content, message.delivery
    made = _texts(content, _EXPO_TEXTS)
    if content.badge is not None:
        made["badge"] = aps.badge_of(content.badge)
    if content.icon is not None and not is_address(content.icon):
        made["icon"] = aps.as_text(content.icon)
    if content.image is not None:
        made["richContent"], made["mutableContent"] = {"image": aps.as_text(content.image)}, True
    if delivery.interruption is not None:
        made["interruptionLevel"] = delivery.interruption.value
    if delivery.relevance is not None:
        made["relevanceScore"] = delivery.relevance
    return {**made, **_expo_delivery(message)}


def _expo_delivery(message: Message) -> JsonObject:
    delivery = message.delivery
    made: JsonObject = {}
    if delivery.priority is not None or delivery.kind is Kind.VOIP:
        made["priority"] = _EXPO_PRIORITIES[delivery.effective_priority]
    if delivery.ttl_seconds is not None:
        made["ttl"] = delivery.ttl_seconds
    if delivery.collapse_id is not None:
        made["collapseId"] = made["tag"] = aps.as_text(delivery.collapse_id)
    return made


def quiet_expo(message: Message) -> JsonObject:
    """Return what keeps Expo from showing the template's words."""
    if message.delivery.kind is Kind.LIVE_ACTIVITY:
        return {"title": "", "body": ""}
    return {"title": "", "body": "", "contentAvailable": True, **_expo_delivery(message)}


def one_signal(message: Message) -> JsonObject:
    """Return OneSignal's own fields."""
    content, delivery = message.content, message.delivery
    made = _texts(
        content, {"category": "ios_category", "thread": "thread_id", "channel": "existing_android_channel_id"}
    )
    if content.subtitle is not None:
        made["subtitle"] = {"en": aps.as_text(content.subtitle)}
    if content.sound is not None and content.sound != "default":
        made["ios_sound"] = aps.as_text(content.sound)
    if content.badge is not None:
        made["ios_badgeType"], made["ios_badgeCount"] = "SetTo", aps.badge_of(content.badge)
    made.update(_one_signal_media(content))
    buttons: list[Json] = [
        {"id": action.id, "text": action.title, **_resource(action.icon)} for action in message.actions[:_MOST_BUTTONS]
    ]
    if buttons:
        # OneSignal shows the last one first.
        made["buttons"] = buttons[::-1]
    if delivery.interruption is not None:
        made["ios_interruption_level"] = delivery.interruption.value.replace("-", "_")
    if delivery.relevance is not None:
        made["ios_relevance_score"] = delivery.relevance
    if delivery.priority is not None:
        made["priority"] = _ONE_SIGNAL_PRIORITIES[delivery.priority]
    if delivery.ttl_seconds is not None:
        made["ttl"] = delivery.ttl_seconds
    if delivery.collapse_id is not None:
        made["collapse_id"] = aps.as_text(delivery.collapse_id)
    return made


def _resource(icon: str | None) -> JsonObject:
    return {"icon": aps.as_text(icon)} if icon is not None and not is_address(icon) else {}


def _one_signal_media(content: Content) -> JsonObject:
    made: JsonObject = {}
    if content.image is not None:
        made["global_image" if is_address(content.image) else "big_picture"] = aps.as_text(content.image)
    if content.icon is not None:
        for name in ("large_icon", "chrome_web_icon") if is_address(content.icon) else ("small_icon",):
            made[name] = aps.as_text(content.icon)
    if content.link is not None:
        made["url" if is_address(content.link) else "app_url"] = aps.as_text(content.link)
    return made


def firebase_message(built: Mapping[str, Json], message: Message, *, is_seen: bool) -> JsonObject:
    """Return FCM's message in the library's names without what Novu gives: the words, and the data of a data message."""
    made = {key: dict(value) for key, value in built.items() if isinstance(value, dict)}
    notification = made.get("notification", {})
    for name in ("title", "body"):
        notification.pop(name, None)
    if not is_seen:
        made.pop("data", None)
    android = made.get("android", {})
    if message.delivery.priority is None and is_seen:
        android.pop("priority", None)
    made["apns"] = _without_alert(made.get("apns", {}))
    return {key: value for key, value in made.items() if value}


def _without_alert(apns: JsonObject) -> JsonObject:
    """An alert of its own would take the place of the template's words."""
    payload = apns.get("payload")
    inner = payload.get("aps") if isinstance(payload, dict) else None
    if not isinstance(inner, dict):
        return apns
    kept = {key: value for key, value in inner.items() if key != "alert"}
    rest = {key: value for key, value in apns.items() if key != "payload"}
    return {**rest, "payload": {"aps": kept}} if kept else rest
