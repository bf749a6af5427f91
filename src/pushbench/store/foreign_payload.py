"""Payloads of single providers, opened as messages.

What the form can say without loss stands in the form; everything else is kept as an override, so
that the payload leaves as it was. The whole table of who reads what is :data:`_READERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pushbench.domain.json_value import Json
from pushbench.domain.message import (
    Content,
    Delivery,
    Interruption,
    Kind,
    LiveActivity,
    Message,
    Override,
)
from pushbench.domain.message_rules import SIMULATOR_BUNDLE
from pushbench.domain.pointer import child

_FCM_PARTS = frozenset(
    {"android", "apns", "webpush", "fcm_options", "token", "topic", "condition", "fid", "to", "registration_ids"}
)
_FCM_ADDRESS = ("token", "topic", "condition", "fid", "name")
_LEVELS = {level.value: level for level in Interruption}


def read_foreign(document: Mapping[str, Json], name: str) -> tuple[Message, str] | None:
    """Return the message of a provider's payload and what the payload is, or None when it is none.

    A document ``{"headers": ..., "payload": ...}``, as the JSON editor shows it, is read as well.
    """
    headers: Json = {}
    if document and set(document) <= {"headers", "payload"} and isinstance(document.get("payload"), dict):
        headers = document.get("headers", {})
        document = document["payload"]  # type: ignore[assignment]
    for provider, title, is_it, read in _READERS:
        if is_it(document) and isinstance(headers, dict):
            message = replace(read(document), name=name)
            return _with_headers(message, provider, headers), title
    return None


def _with_headers(message: Message, provider: str, headers: Mapping[str, Json]) -> Message:
    """Add headers to the override, and drop an override that says nothing."""
    override = replace(message.overrides[provider], headers=headers)
    return replace(message, overrides={provider: override} if override != Override() else {})


def _is_apns(document: Mapping[str, Json]) -> bool:
    return "aps" in document or SIMULATOR_BUNDLE in document


def _apns(document: Mapping[str, Json]) -> Message:
    custom = {key: value for key, value in document.items() if key not in ("aps", SIMULATOR_BUNDLE)}
    unknown = {child("", SIMULATOR_BUNDLE): document[SIMULATOR_BUNDLE]} if SIMULATOR_BUNDLE in document else {}
    aps = document.get("aps", {})
    if not isinstance(aps, dict):
        return Message(overrides={"apns": Override(payload={"aps": aps})}, data=custom, unknown=unknown)
    rest: dict[str, Any] = dict(aps)
    content = _alert(rest)
    content = replace(
        content,
        badge=_taken(rest, "badge", int),
        sound=_taken(rest, "sound", str),
        thread=_taken(rest, "thread-id", str),
        category=_taken(rest, "category", str),
    )
    return Message(
        content=content,
        delivery=_apns_delivery(rest),
        data=custom,
        overrides={"apns": Override(payload={"aps": rest} if rest else {})},
        unknown=unknown,
    )


def _alert(rest: dict[str, Any]) -> Content:
    """Take title, subtitle and body out of ``alert``; a plain text is the body."""
    alert = rest.pop("alert", None)
    if isinstance(alert, str):
        return Content(body=alert)
    if not isinstance(alert, dict):
        rest.update({} if alert is None else {"alert": alert})
        return Content()
    left: dict[str, Any] = dict(alert)
    content = Content(**{key: _taken(left, key, str) for key in ("title", "subtitle", "body")})
    rest.update({"alert": left} if left else {})
    return content


def _apns_delivery(rest: dict[str, Any]) -> Delivery:
    level = _LEVELS.get(rest["interruption-level"]) if isinstance(rest.get("interruption-level"), str) else None
    if level is not None:
        del rest["interruption-level"]
    delivery = Delivery(interruption=level, relevance=_taken(rest, "relevance-score", (int, float)))
    if rest.get("event") in ("start", "update", "end") and isinstance(rest.get("content-state", {}), dict):
        return replace(delivery, kind=Kind.LIVE_ACTIVITY, live_activity=_live_activity(rest))
    is_silent = rest.get("content-available") == 1 and not isinstance(rest["content-available"], bool)
    if is_silent and list(rest) == ["content-available"]:
        return replace(delivery, kind=Kind.SILENT)
    return delivery


def _live_activity(rest: dict[str, Any]) -> LiveActivity:
    return LiveActivity(
        event=rest.pop("event"),
        state=_taken(rest, "content-state", dict) or {},
        attributes_type=_taken(rest, "attributes-type", str),
        attributes=_taken(rest, "attributes", dict) or {},
        stale_at=_taken(rest, "stale-date", int),
        dismiss_at=_taken(rest, "dismissal-date", int),
    )


def _is_fcm(document: Mapping[str, Json]) -> bool:
    if isinstance(document.get("message"), dict) and "format" not in document:
        return True
    return isinstance(document.get("notification"), dict) and not _FCM_PARTS.isdisjoint(document)


def _fcm(document: Mapping[str, Json]) -> Message:
    inner = document.get("message")
    body: dict[str, Any] = dict(document) if isinstance(inner, dict) else {"message": dict(document)}
    left: dict[str, Any] = dict(body.pop("message"))
    address = {key: left.pop(key) for key in _FCM_ADDRESS if key in left}
    has_notification = "notification" in left
    content = _notification(left, "notification", ("title", "body", "image"))
    data: Any = left.get("data")
    is_plain = isinstance(data, dict) and all(isinstance(value, str) for value in data.values())
    if is_plain:
        del left["data"]
    return Message(
        content=content,
        delivery=Delivery(kind=Kind.ALERT if has_notification or not data else Kind.DATA),
        data=data if is_plain else {},
        overrides={"fcm": Override(payload={**body, **({"message": left} if left else {})})},
        unknown={"/message": address} if address else {},
    )


def _is_web(document: Mapping[str, Json]) -> bool:
    return "web_push" in document or isinstance(document.get("notification"), dict)


def _web(document: Mapping[str, Json]) -> Message:
    left: dict[str, Any] = dict(document)
    keys = ("title", "body", "navigate") if left.get("web_push") == 8030 else ("title", "body")
    content = _notification(left, "notification", keys)
    if left.get("web_push") == 8030 and content.link is not None:
        del left["web_push"]
    return Message(content=content, overrides={"webpush": Override(payload=left)})


def _notification(left: dict[str, Any], key: str, names: tuple[str, ...]) -> Content:
    """Take texts out of a notification object; what is left of it stays."""
    notification = left.get(key)
    if not isinstance(notification, dict):
        return Content()
    rest = dict(notification)
    fields = {("link" if name == "navigate" else name): _taken(rest, name, str) for name in names}
    if rest:
        left[key] = rest
    else:
        del left[key]
    return Content(**fields)


def _taken(rest: dict[str, Any], key: str, kind: type[Any] | tuple[type[Any], ...]) -> Any:
    """Take a value of the right type out of ``rest``; any other stays there."""
    value = rest.get(key)
    if value is None or isinstance(value, bool) or not isinstance(value, kind):
        return None
    return rest.pop(key)


_READERS: tuple[tuple[str, str, Callable[[Mapping[str, Json]], bool], Callable[[Mapping[str, Json]], Message]], ...] = (
    ("apns", "an APNs payload", _is_apns, _apns),
    ("fcm", "an FCM request", _is_fcm, _fcm),
    ("webpush", "a Web Push payload", _is_web, _web),
)
