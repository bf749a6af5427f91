"""What the emulated Novu sends to APNs, FCM and the others for one token: templates filled, overrides merged.

Source: github.com/novuhq/novu, packages/providers (fcm, apns, expo, one-signal, pushpad, pusher-beams, push-webhook).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TOPIC = "dev.pushbench.demo"
_FCM_ROUTING = ("token", "tokens", "topic", "condition")
_DASHED = (
    "contentAvailable",
    "mutableContent",
    "launchImage",
    "urlArgs",
    "titleLocKey",
    "titleLocArgs",
    "actionLocKey",
    "locKey",
    "locArgs",
)
_ALERT_PARTS = (
    *("body", "title", "subtitle", "locKey", "locArgs", "titleLocKey", "titleLocArgs", "subtitleLocKey"),
    *("subtitleLocArgs", "action", "actionLocKey", "launchImage"),
)
_UPPER = re.compile(r"(?<!^)([A-Z])")


@dataclass(frozen=True, slots=True)
class Push:
    """One token's push before it is written for its service."""

    provider: str
    token: str
    title: str
    body: str
    payload: Mapping[str, Any]
    overrides: Mapping[str, Any]
    step: str
    subscriber: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handed:
    """What a service is sent: whose format, headers and body, and the words shown where the body is no one else's."""

    provider: str
    headers: Mapping[str, str]
    body: Any
    title: str = ""
    text: str = ""


def deep(*many: Mapping[str, Any]) -> dict[str, Any]:
    """Merge objects, the later ones stronger."""
    made: dict[str, Any] = {}
    for one in many:
        for key, value in one.items():
            if isinstance(value, dict) and isinstance(made.get(key), dict):
                made[key] = deep(made[key], value)
            else:
                made[key] = value
    return made


def at(value: Any, *keys: str) -> dict[str, Any]:
    """Return the object below some keys, else an empty one."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return dict(value) if isinstance(value, Mapping) else {}


def _layers(push: Push) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The old free overrides, the known fields, and the passthrough's body; the step's go before the workflow's."""
    overrides = push.overrides
    of_step = at(overrides, "steps", push.step, "providers", push.provider)
    native = deep(at(overrides, "providers", push.provider), of_step)
    through = at(native, "_passthrough", "body")
    native.pop("_passthrough", None)
    return at(overrides, push.provider), native, through


def handed(push: Push, secret: str = "") -> Handed:
    """Return what one service is sent for one token."""
    return (
        {
            "apns": _apns,
            "fcm": _fcm,
            "expo": _expo,
            "one-signal": _one_signal,
            "pushpad": _pushpad,
            "pusher-beams": _beams,
        }[push.provider](push)
        if push.provider != "push-webhook"
        else _webhook(push, secret)
    )


# Apple


def _apns(push: Push) -> Handed:
    old, native, through = _layers(push)
    recased = {_dashed(name) if name in _DASHED else name: value for name, value in native.items()}
    base = {"body": push.body, "title": push.title, "payload": dict(push.payload), "topic": TOPIC, **old}
    made = deep(base, recased, through)
    headers = {
        "apns-topic": str(made.get("topic")),
        "apns-push-type": str(made.get("pushType") or "alert"),
        "apns-priority": str(made.get("priority", 10)),
    }
    if isinstance(made.get("expiry"), int) and made["expiry"] >= 0:
        headers["apns-expiration"] = str(made["expiry"])
    if made.get("collapseId"):
        headers["apns-collapse-id"] = str(made["collapseId"])
    return Handed("apns", headers, _compiled(made))


def _dashed(name: str) -> str:
    return _UPPER.sub(r"-\1", name).lower()


def _compiled(made: Mapping[str, Any]) -> dict[str, Any]:
    """Compile a notification as the Apple library does."""
    if made.get("rawPayload") is not None:
        raw = made["rawPayload"]
        return raw if isinstance(raw, dict) else {}
    aps: dict[str, Any] = dict(made["aps"]) if isinstance(made.get("aps"), dict) else {}
    alert: Any = made.get("alert", aps.get("alert"))
    if alert is None:
        alert = {_dashed(name): made[name] for name in _ALERT_PARTS if name in made}
    if alert is not None and "aps" not in made:
        aps["alert"] = alert
    for name in (
        "category",
        "threadId",
        "interruptionLevel",
        "filterCriteria",
        "event",
        "attributesType",
        "inputPushChannel",
    ):
        if isinstance(made.get(name), str):
            aps[_dashed(name)] = made[name]
    if isinstance(made.get("targetContentIdentifier"), str):
        aps["target-content-id"] = made["targetContentIdentifier"]
    for name in ("badge", "relevanceScore", "timestamp", "staleDate", "dismissalDate", "inputPushToken"):
        if isinstance(made.get(name), int | float) and not isinstance(made[name], bool):
            aps[_dashed(name)] = made[name]
    for name in ("contentState", "attributes"):
        if isinstance(made.get(name), dict):
            aps[_dashed(name)] = made[name]
    for name in ("contentAvailable", "mutableContent"):
        if made.get(name) in (True, 1):
            aps[_dashed(name)] = 1
    if isinstance(made.get("sound"), str | dict):
        aps["sound"] = made["sound"]
    own = made.get("payload")
    return {**(own if isinstance(own, dict) else {}), **({"aps": aps} if aps else {})}


# Google


def _fcm(push: Push) -> Handed:
    old, native, through = _layers(push)
    base: dict[str, Any] = {name: old[name] for name in ("android", "apns", "fcmOptions") if name in old}
    if "webPush" in old:
        base["webpush"] = old["webPush"]
    if old.get("type") == "data":
        texts = {key: value if isinstance(value, str) else _json(value) for key, value in push.payload.items()}
        base["data"] = {**texts, "title": push.title, "body": push.body, "message": push.body}
    else:
        known = ("deviceTokens", "type", "android", "apns", "fcmOptions", "webPush", "data")
        more = {name: value for name, value in old.items() if name not in known}
        base["notification"] = {"title": push.title, "body": push.body, **more}
        base["data"] = at(old, "data")
    made = deep(base, native, through)
    message = {key: value for key, value in made.items() if key not in _FCM_ROUTING and value not in ({}, None)}
    return Handed("fcm", {}, {"message": _snake(message)})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _snake(message: Mapping[str, Any]) -> dict[str, Any]:
    """Write the library's names as the wire has them."""
    made = dict(message)
    if isinstance(made.get("notification"), dict):
        made["notification"] = {
            "image" if key == "imageUrl" else key: value for key, value in made["notification"].items()
        }
    if isinstance(made.get("android"), dict):
        made["android"] = _android(made["android"])
    if isinstance(made.get("webpush"), dict):
        made["webpush"] = {
            "fcm_options" if key == "fcmOptions" else key: value for key, value in made["webpush"].items()
        }
    if isinstance(made.get("fcmOptions"), dict):
        made["fcm_options"] = {"analytics_label": made.pop("fcmOptions").get("analyticsLabel")}
    aps = at(made, "apns", "payload", "aps")
    if aps:
        renamed = {
            _dashed(key) if key in ("contentAvailable", "mutableContent", "threadId") else key: value
            for key, value in aps.items()
        }
        switched = {
            key: 1 if value is True and key.endswith(("-available", "-content")) else value
            for key, value in renamed.items()
        }
        made["apns"] = {**made["apns"], "payload": {**made["apns"]["payload"], "aps": switched}}
    return made


def _android(android: Mapping[str, Any]) -> dict[str, Any]:
    made = {_UPPER.sub(r"_\1", key).lower(): value for key, value in android.items()}
    if isinstance(made.get("ttl"), int):
        seconds, rest = divmod(made["ttl"], 1000)
        made["ttl"] = f"{seconds}.{rest:03}s" if rest else f"{seconds}s"
    inner = made.get("notification")
    if isinstance(inner, dict):
        special = {"imageUrl": "image", "eventTimestamp": "event_time", "priority": "notification_priority"}
        made["notification"] = {
            special.get(key, _UPPER.sub(r"_\1", key).lower()): value for key, value in inner.items()
        }
    return made


def web_of(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the web SDK's worker gets of a message."""
    notification = {**at(message, "notification"), **at(message, "webpush", "notification")}
    named = {
        "notification": notification,
        "data": at(message, "webpush", "data") or at(message, "data"),
        "fcmOptions": at(message, "webpush", "fcm_options"),
    }
    return {key: value for key, value in named.items() if value}


# The others


def _expo(push: Push) -> Handed:
    old, native, through = _layers(push)
    base = {"title": push.title, "body": push.body, "data": dict(push.payload), "badge": None, "sound": None, **old}
    message = deep(base, native, through)
    alert = {name: message[name] for name in ("title", "subtitle", "body") if message.get(name)}
    named = {
        "alert": alert or None,
        "badge": message.get("badge"),
        "sound": message.get("sound"),
        "category": message.get("categoryId"),
        "thread-id": message.get("threadId"),
        "interruption-level": message.get("interruptionLevel"),
        "relevance-score": message.get("relevanceScore"),
        "content-available": 1 if message.get("contentAvailable") or message.get("_contentAvailable") else None,
        "mutable-content": 1 if message.get("mutableContent") else None,
    }
    kind = "alert" if alert or message.get("badge") is not None else "background"
    headers = {"apns-topic": TOPIC, "apns-push-type": kind, "apns-priority": "10" if kind == "alert" else "5"}
    aps = {key: value for key, value in named.items() if value is not None}
    return Handed("apns", headers, {"aps": aps, "body": message.get("data") or {}})


def _one_signal(push: Push) -> Handed:
    old, native, through = _layers(push)
    base = {
        "headings": {"en": push.title},
        "contents": {"en": push.body},
        "subtitle": {"en": old.get("subtitle")},
        "data": dict(push.payload),
        "ios_sound": old.get("sound"),
        "ios_category": old.get("categoryId"),
    }
    message = deep(base, {_UPPER.sub(r"_\1", key).lower(): value for key, value in native.items()}, through)
    lines = {"title": "headings", "subtitle": "subtitle", "body": "contents"}
    alert = {key: text for key, name in lines.items() if (text := at(message, name).get("en"))}
    named = {
        "alert": alert,
        "sound": message.get("ios_sound") or "default",
        "category": message.get("ios_category"),
        "thread-id": message.get("thread_id"),
        "badge": message.get("ios_badgeCount") if message.get("ios_badgeType") in ("SetTo", "Increase") else None,
    }
    headers = {"apns-topic": TOPIC, "apns-push-type": "alert", "apns-priority": "10"}
    aps = {key: value for key, value in named.items() if value not in (None, "")}
    return Handed(
        "apns", headers, {"aps": {**aps, "mutable-content": 1}, "custom": {"i": "", "a": message.get("data") or {}}}
    )


def _pushpad(push: Push) -> Handed:
    old, native, through = _layers(push)
    made = deep({"title": push.title, "body": push.body, **old}, native, through)
    return Handed("webpush", {}, made, str(made.get("title") or ""), str(made.get("body") or ""))


def _beams(push: Push) -> Handed:
    _, native, through = _layers(push)
    notification = {"title": push.title, "body": push.body}
    made = deep(
        {"fcm": {"notification": notification, "data": {}}, "apns": {"aps": {"alert": notification}}}, native, through
    )
    fcm = made.get("fcm")
    message = fcm if isinstance(fcm, dict) else {"notification": notification}
    return Handed("fcm", {}, {"message": {key: value for key, value in message.items() if value != {}}})


def _webhook(push: Push, secret: str) -> Handed:
    old, _, through = _layers(push)
    body = {
        "target": [push.token],
        "title": push.title,
        "content": push.body,
        "overrides": old,
        "payload": {
            **push.payload,
            "__source": "sdk",
            "subscriber": push.subscriber,
            "step": {"digest": False, "events": [], "total_count": 0},
        },
    }
    made = deep(body, through)
    signature = hmac.new(secret.encode(), _json(made).encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()
    return Handed(
        "push-webhook", {"content-type": "application/json", "x-novu-signature": signature}, made, push.title, push.body
    )
