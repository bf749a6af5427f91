"""Builds Apple's ``aps`` dictionary and the APNs headers from a resolved message.

Used wherever a service takes an APNs payload: APNs itself, the ``apns`` block of FCM, and relays.
Source: Apple, "Generating a remote notification" and "Sending notification requests to APNs".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Content, Delivery, Kind, LiveActivity, Message, Priority

PUSH_TYPES: Mapping[Kind, str] = {
    Kind.ALERT: "alert",
    Kind.SILENT: "background",
    Kind.DATA: "background",
    Kind.VOIP: "voip",
    Kind.LIVE_ACTIVITY: "liveactivity",
}

_PRIORITIES: Mapping[Priority, int] = {Priority.HIGH: 10, Priority.NORMAL: 5, Priority.LOW: 1}


def aps_of(message: Message, now: float) -> JsonObject:
    """Return the ``aps`` dictionary; ``now`` (Unix seconds) becomes a Live Activity's timestamp."""
    kind = message.delivery.kind
    if kind in (Kind.SILENT, Kind.DATA):
        return {"content-available": 1}
    if kind is Kind.LIVE_ACTIVITY:
        return _activity_aps(message.content, message.delivery, now)
    if kind is Kind.VOIP:
        alert = alert_of(message.content)
        return {"alert": alert} if alert else {}
    return alert_aps(message.content, message.delivery)


def alert_aps(content: Content, delivery: Delivery) -> JsonObject:
    """Return the ``aps`` dictionary of a visible notification; what is not written is left out."""
    aps: JsonObject = {}
    alert = alert_of(content)
    if alert:
        aps["alert"] = alert
    if content.badge is not None:
        aps["badge"] = badge_of(content.badge)
    _put(aps, "sound", content.sound)
    _put(aps, "thread-id", content.thread)
    _put(aps, "category", content.category)
    if content.image is not None:
        aps["mutable-content"] = 1
    if delivery.interruption is not None:
        aps["interruption-level"] = delivery.interruption.value
    if delivery.relevance is not None:
        aps["relevance-score"] = delivery.relevance
    return aps


def alert_of(content: Content) -> JsonObject:
    """Return the ``alert`` object: ``title``, ``subtitle``, ``body`` as far as they are written."""
    alert: JsonObject = {}
    _put(alert, "title", content.title)
    _put(alert, "subtitle", content.subtitle)
    _put(alert, "body", content.body)
    return alert


def badge_of(badge: int | str) -> Json:
    """Return a badge as a number where its text is one; other text stays, for a rule to name."""
    text = str(badge).strip() if isinstance(badge, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else badge


def _activity_aps(content: Content, delivery: Delivery, now: float) -> JsonObject:
    activity = delivery.live_activity or LiveActivity()
    aps: JsonObject = {"timestamp": int(now), "event": activity.event}
    if activity.event != "end" or activity.state:
        aps["content-state"] = dict(activity.state)
    if activity.attributes_type is not None:
        aps["attributes-type"] = activity.attributes_type
    if activity.attributes or activity.event == "start":
        aps["attributes"] = dict(activity.attributes)
    if activity.stale_at is not None:
        aps["stale-date"] = activity.stale_at
    if activity.dismiss_at is not None:
        aps["dismissal-date"] = activity.dismiss_at
    alert = alert_of(replace(content, subtitle=None))
    if alert:
        # An activity alerts with title, body and a sound that stands inside; without words it does not alert.
        _put(alert, "sound", content.sound)
        aps["alert"] = alert
    if delivery.relevance is not None:
        aps["relevance-score"] = delivery.relevance
    return aps


def priority_of(delivery: Delivery) -> int:
    """Return ``apns-priority``: background takes only 5, a Live Activity 5 or 10."""
    if PUSH_TYPES[delivery.kind] == "background":
        return 5
    priority = _PRIORITIES[delivery.effective_priority]
    return max(5, priority) if delivery.kind is Kind.LIVE_ACTIVITY else priority


def expiration_of(delivery: Delivery, now: float) -> int | None:
    """Return ``apns-expiration`` in Unix seconds; 0 is "try once, never store", None leaves it to APNs."""
    if delivery.ttl_seconds is None:
        return None
    return int(now) + delivery.ttl_seconds if delivery.ttl_seconds else 0


def apns_headers(message: Message, now: float) -> dict[str, str]:
    """Return the APNs headers that need no profile, in sending order; the topic is put in by the caller."""
    delivery = message.delivery
    headers = {"apns-push-type": PUSH_TYPES[delivery.kind], "apns-priority": str(priority_of(delivery))}
    expiration = expiration_of(delivery, now)
    if expiration is not None:
        headers["apns-expiration"] = str(expiration)
    if delivery.collapse_id is not None:
        headers["apns-collapse-id"] = as_text(delivery.collapse_id)
    return headers


def as_text(value: Json) -> str:
    """Return a value as text: a template that is one whole expression may have left a number."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _put(into: JsonObject, key: str, value: Json) -> None:
    if value is not None:
        into[key] = as_text(value)
