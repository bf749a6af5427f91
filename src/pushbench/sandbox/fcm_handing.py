"""What FCM hands to the platforms: to Android itself, to iPhones through APNs, to browsers through Web Push.

Source: REST reference, resource Message; Firebase's SDK for Apple platforms names the keys that are added.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TOPIC = "dev.pushbench.demo"
MONTH_SECONDS = 30 * 86_400
ROADS = {"ios": "apns", "web": "webpush"}
"""Platform -> whose device its pushes reach."""


def device_payload(message: Mapping[str, Any], platform: str) -> dict[str, Any]:
    """Return what FCM hands to one platform: common parts, overridden by that platform's block."""
    common = message.get("notification") or {}
    if platform == "ios":
        return _apple_payload(message, common)
    block = message.get("webpush" if platform == "web" else "android") or {}
    if platform == "android" and not block:
        remote = (message.get("android_v2") or {}).get("remote_notification") or {}
        block = {**(message.get("android_v2") or {}), "notification": remote.get("notification") or {}}
    payload: dict[str, Any] = {}
    notification = {**common, **(block.get("notification") or {})}
    data = {**(message.get("data") or {}), **(block.get("data") or {})}
    if notification:
        payload["notification"] = notification
    if data:
        payload["data"] = data
    if (block.get("fcm_options") or {}).get("link"):
        payload["fcmOptions"] = {"link": block["fcm_options"]["link"]}
    return payload


def _apple_payload(message: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    own = (message.get("apns") or {}).get("payload") or {}
    aps = dict(own.get("aps") or {}) if isinstance(own.get("aps"), dict) else {}
    words = {name: common[name] for name in ("title", "body") if common.get(name)}
    if "alert" not in aps and words:
        aps["alert"] = words
    return {**(message.get("data") or {}), **own, "aps": aps, "gcm.message_id": "0"}


def payload_words(payload: Mapping[str, Any]) -> tuple[str, str]:
    """Return title and body as the device shows them, empty for data messages."""
    aps = payload.get("aps")
    if isinstance(aps, Mapping):
        alert = aps.get("alert")
        if isinstance(alert, str):
            return "", alert
        shown: Mapping[str, Any] = alert if isinstance(alert, Mapping) else {}
    else:
        shown = payload.get("notification") or {}
    title, body = shown.get("title"), shown.get("body")
    return (title if isinstance(title, str) else ""), (body if isinstance(body, str) else "")


def handed_headers(message: Mapping[str, Any], platform: str, now: float) -> dict[str, str]:
    """Return the headers of the next service: what the message sets, over FCM's own defaults."""
    block = message.get("webpush" if platform == "web" else "apns") or {}
    own = {name.lower(): value for name, value in (block.get("headers") or {}).items()}
    if platform == "web":
        return {"ttl": str(MONTH_SECONDS - 2 * 86_400), **own}
    aps = ((block.get("payload") or {}).get("aps")) or {}
    is_silent = isinstance(aps, Mapping) and aps.get("content-available") == 1 and "alert" not in aps
    words = message.get("notification") or {}
    kind = "background" if is_silent and not words else "alert"
    defaults = {
        "apns-topic": TOPIC,
        "apns-push-type": kind,
        "apns-priority": "5" if kind == "background" else "10",
        "apns-expiration": str(int(now) + MONTH_SECONDS),
    }
    return {**defaults, **own}
