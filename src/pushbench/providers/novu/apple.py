"""The Apple library for Node that Novu hands APNs overrides to: which property becomes which key of the payload.

Source: @parse/node-apn 8.1.0, Notification and its setters; a value that a setter refuses is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.json_value import Json, JsonObject
from pushbench.providers.formats.aps_keys import is_number

_ALERT = {
    "locKey": "loc-key",
    "locArgs": "loc-args",
    "title": "title",
    "subtitle": "subtitle",
    "titleLocKey": "title-loc-key",
    "titleLocArgs": "title-loc-args",
    "subtitleLocKey": "subtitle-loc-key",
    "subtitleLocArgs": "subtitle-loc-args",
    "action": "action",
    "actionLocKey": "action-loc-key",
    "launchImage": "launch-image",
}
_TEXTS = {
    "category": "category",
    "threadId": "thread-id",
    "targetContentIdentifier": "target-content-id",
    "interruptionLevel": "interruption-level",
    "filterCriteria": "filter-criteria",
    "event": "event",
    "inputPushChannel": "input-push-channel",
    "attributesType": "attributes-type",
}
_NUMBERS = {
    "badge": "badge",
    "relevanceScore": "relevance-score",
    "timestamp": "timestamp",
    "staleDate": "stale-date",
    "dismissalDate": "dismissal-date",
    "inputPushToken": "input-push-token",
}
_OBJECTS = {"contentState": "content-state", "attributes": "attributes"}
_FLAGS = {"contentAvailable": "content-available", "mutableContent": "mutable-content"}
_HEADERS = {
    "topic": "apns-topic",
    "pushType": "apns-push-type",
    "priority": "apns-priority",
    "expiry": "apns-expiration",
    "collapseId": "apns-collapse-id",
    "id": "apns-id",
}


def apns_payload(notification: Mapping[str, Json]) -> JsonObject:
    """Return the payload that a Notification with these properties becomes. Total."""
    raw = notification.get("rawPayload")
    if isinstance(raw, dict):
        return raw
    if isinstance(notification.get("mdm"), str):
        return {"mdm": notification["mdm"]}
    aps: JsonObject = {}
    for name, value in notification.items():
        _set(aps, name, value)
    aps = {key: value for key, value in aps.items() if value is not None}
    payload = notification.get("payload")
    return {**(payload if isinstance(payload, dict) else {}), **({"aps": aps} if aps else {})}


def apns_headers(notification: Mapping[str, Json]) -> dict[str, str]:
    """Return the headers such a Notification leaves with; the library always names a priority, 10 when none is set."""
    made: dict[str, str] = {}
    for name, header in _HEADERS.items():
        value = notification.get(name, 10 if name == "priority" else None)
        if isinstance(value, str) and value:
            made[header] = value
        elif is_number(value) and isinstance(value, int | float) and value >= 0:
            made[header] = f"{value:g}" if value < 1e6 else str(int(value))
    return made


def push_type(notification: Mapping[str, Json]) -> str:
    """Return the push type, as Apple takes it where none is named."""
    named = notification.get("pushType")
    return named if isinstance(named, str) and named else "alert"


def _set(aps: JsonObject, name: str, value: Json) -> None:
    if name == "aps":
        aps.clear()
        aps.update(value if isinstance(value, dict) else {})
    elif name == "alert":
        aps["alert"] = value
    elif name == "body":
        alert = aps.get("alert")
        aps["alert"] = {**alert, "body": value} if isinstance(alert, dict) else value
    elif name in _ALERT:
        alert = aps.get("alert")
        kept: JsonObject = dict(alert) if isinstance(alert, dict) else {} if alert is None else {"body": alert}
        aps["alert"] = {**kept, _ALERT[name]: value}
    else:
        _set_plain(aps, name, value)


def _set_plain(aps: JsonObject, name: str, value: Json) -> None:
    if name in _TEXTS and isinstance(value, str):
        aps[_TEXTS[name]] = value
    elif name in _NUMBERS and is_number(value):
        aps[_NUMBERS[name]] = value
    elif name in _OBJECTS and isinstance(value, dict):
        aps[_OBJECTS[name]] = value
    elif name in _FLAGS:
        aps[_FLAGS[name]] = 1 if value is True or (is_number(value) and value == 1) else None
    elif name == "sound" and isinstance(value, str | dict):
        aps["sound"] = value
    elif name == "contentChanged":
        aps["content-changed"] = True if value is True or (is_number(value) and value == 1) else None
    elif name == "urlArgs" and isinstance(value, list):
        aps["url-args"] = value
