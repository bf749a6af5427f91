"""What a message's content becomes in Airship's notification object, for one language at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Action, Content, Delivery, Kind, LiveActivity, Message, Priority
from pushbench.providers.airship.fields import ANDROID_CATEGORIES, MOST_WEB_BUTTONS
from pushbench.providers.formats import aps
from pushbench.providers.formats.fcm_checks import as_text

QUIET = (Kind.SILENT, Kind.DATA)
_RAW_NAME = re.compile(r"([a-z][a-z0-9_]*)(?:\.[A-Za-z0-9]+)?")


def is_web(text: str | None) -> bool:
    """Whether a text is a web address."""
    return isinstance(text, str) and text.startswith(("https://", "http://"))


def notification_of(message: Message, content: Content, data: Mapping[str, Json], now: float) -> JsonObject:
    """Return the notification object; ``data`` is what the app's code gets, ``now`` dates a Live Activity."""
    if message.delivery.kind is Kind.LIVE_ACTIVITY:
        return activity_of(message, content, now)
    if message.delivery.kind in QUIET:
        return _quiet(message.delivery, data)
    made = _shown(message, content)
    ios, android, web = _ios(message, content), _android(message, content), _web(message, content)
    if data:
        ios["extra"], android["extra"], web["extra"] = dict(data), as_texts(data), as_texts(data)
    blocks: JsonObject = {"ios": ios, "android": android, "web": web}
    return {**made, **{name: block for name, block in blocks.items() if block}}


def as_texts(data: Mapping[str, Json]) -> JsonObject:
    """Return data with every value as text: Android and browsers take nothing else."""
    return {key: as_text(value) for key, value in data.items()}


def _shown(message: Message, content: Content) -> JsonObject:
    made: JsonObject = {}
    text = content.title if content.body is None else content.body
    if text is not None:
        made["alert"] = aps.as_text(text)
    if content.link is not None:
        made["actions"] = opens(aps.as_text(content.link))
    if message.actions and content.category is not None:
        linked: JsonObject = {action.id: opens(aps.as_text(action.link)) for action in message.actions if action.link}
        made["interactive"] = {"type": aps.as_text(content.category), **({"button_actions": linked} if linked else {})}
    return made


def opens(link: str) -> JsonObject:
    """Return the action that opens a link: a web address, or a deep link into the app."""
    return {"open": {"type": "url" if is_web(link) else "deep_link", "content": link}}


def title_of(content: Content) -> str | None:
    """Return the title where there is a text beside it; alone it is the text."""
    return None if content.title is None or content.body is None else aps.as_text(content.title)


def _put(into: JsonObject, **values: Any) -> JsonObject:
    into.update({name: value for name, value in values.items() if value is not None})
    return into


def _text(value: Any) -> str | None:
    return None if value is None else aps.as_text(value)


def _ios(message: Message, content: Content) -> JsonObject:
    delivery = message.delivery
    made = _put({}, title=title_of(content), subtitle=_text(content.subtitle), sound=_text(content.sound))
    if content.badge is not None:
        made["badge"] = aps.badge_of(content.badge)
    if content.category is not None and not message.actions:
        made["category"] = aps.as_text(content.category)
    if content.image is not None:
        made["media_attachment"] = {"url": aps.as_text(content.image)}
    level = delivery.interruption.value if delivery.interruption is not None else None
    _put(made, thread_id=_text(content.thread), interruption_level=level, relevance_score=delivery.relevance)
    return _put(made, **_ios_delivery(delivery))


def _ios_delivery(delivery: Delivery) -> dict[str, Any]:
    priority = 5 if delivery.kind in QUIET else max(5, aps.priority_of(delivery))
    expiry = 0 if delivery.ttl_seconds == 0 else None
    return {"priority": priority, "collapse_id": _text(delivery.collapse_id), "expiry": expiry}


def _android(message: Message, content: Content) -> JsonObject:
    delivery = message.delivery
    made = _put({}, title=title_of(content), summary=_text(content.subtitle))
    if content.image is not None:
        made["style"] = {"type": "big_picture", "big_picture": aps.as_text(content.image)}
    if content.icon is not None and not is_web(aps.as_text(content.icon)):
        made["icon"] = aps.as_text(content.icon)
    sound = _RAW_NAME.fullmatch(_text(content.sound) or "")
    if sound and sound[1] != "default":
        made["sound"] = sound[1]
    category = (_text(content.category) or "").lower()
    if category in ANDROID_CATEGORIES:
        made["category"] = category
    _put(made, notification_channel=_text(content.channel), notification_tag=_text(delivery.collapse_id))
    return _put(made, **_android_delivery(delivery))


def _android_delivery(delivery: Delivery) -> dict[str, Any]:
    is_high = delivery.effective_priority is Priority.HIGH
    live = 0 if delivery.ttl_seconds == 0 else None
    return {
        "delivery_priority": "high" if is_high else "normal",
        "collapse_key": _text(delivery.collapse_id),
        "time_to_live": live,
    }


def _web(message: Message, content: Content) -> JsonObject:
    made = _put({}, title=title_of(content))
    if is_web(_text(content.icon)):
        made["icon"] = {"url": _text(content.icon)}
    if is_web(_text(content.image)):
        made["image"] = {"url": _text(content.image)}
    buttons: list[Json] = [_button(action) for action in message.actions[:MOST_WEB_BUTTONS]]
    if buttons:
        made["buttons"] = buttons
    return _put(made, time_to_live=0 if message.delivery.ttl_seconds == 0 else None)


def _button(action: Action) -> JsonObject:
    made: JsonObject = {"id": aps.as_text(action.id), "label": aps.as_text(action.title)}
    return {**made, **({"actions": opens(aps.as_text(action.link))} if action.link else {})}


def _quiet(delivery: Delivery, data: Mapping[str, Json]) -> JsonObject:
    ios: JsonObject = {"content_available": True, **({"extra": dict(data)} if data else {})}
    android: JsonObject = {"extra": as_texts(data)} if data else {}
    return {"ios": _put(ios, **_ios_delivery(delivery)), "android": _put(android, **_android_delivery(delivery))}


def activity_of(message: Message, content: Content, now: float) -> JsonObject:
    """Return a Live Activity for iPhones and a Live Update for Android, both under one name."""
    delivery = message.delivery
    activity = delivery.live_activity or LiveActivity()
    common: JsonObject = {
        "name": activity_name(message),
        "event": activity.event,
        "content_state": dict(activity.state),
    }
    ios = {**common, **_activity_alert(content), "priority": max(5, aps.priority_of(delivery))}
    _put(ios, relevance_score=delivery.relevance, stale_date=activity.stale_at, dismissal_date=activity.dismiss_at)
    if activity.attributes_type is not None:
        ios["attributes_type"] = aps.as_text(activity.attributes_type)
    if activity.attributes or activity.event == "start":
        ios["attributes"] = dict(activity.attributes)
    android = _put(dict(common), type=_text(activity.attributes_type), dismissal_date=activity.dismiss_at)
    stamp: JsonObject = {"timestamp": int(now)}
    return {"ios": {"live_activity": {**ios, **stamp}}, "android": {"live_update": {**android, **stamp}}}


def activity_name(message: Message) -> str:
    """Return the name an activity is found by: the collapse id, else its type."""
    activity = message.delivery.live_activity or LiveActivity()
    return aps.as_text(message.delivery.collapse_id or activity.attributes_type or "")


def _activity_alert(content: Content) -> JsonObject:
    alert = _put({}, title=_text(content.title), body=_text(content.body))
    if alert and content.sound is not None:
        alert["sound"] = aps.as_text(content.sound)
    return {"alert": alert} if alert else {}
