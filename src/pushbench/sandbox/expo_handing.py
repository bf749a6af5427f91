"""What Expo sends to APNs and FCM for one of its messages.

Source: Expo, message request format ("maps to ..."); Handle incoming notifications (what devices log).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pushbench.sandbox.expo_tokens import Project

FOUR_WEEKS_SECONDS = 2_419_200
TOPIC = "dev.pushbench.demo"
LIMIT = 4096


def apns_of(message: Mapping[str, Any], project: Project) -> dict[str, Any]:
    """Return the APNs payload."""
    alert = {name: message[name] for name in ("title", "subtitle", "body") if message.get(name)}
    aps: dict[str, Any] = {"alert": alert} if alert else {}
    sound = message.get("sound")
    if isinstance(sound, dict):
        sound = {name: int(value) if value in (True, False) else value for name, value in sound.items()}
    named = {
        "badge": message.get("badge"),
        "sound": sound or None,
        "category": message.get("categoryId"),
        "thread-id": message.get("threadId"),
        "target-content-id": message.get("targetContentId"),
        "interruption-level": message.get("interruptionLevel"),
        "relevance-score": message.get("relevanceScore"),
        "filter-criteria": message.get("filterCriteria"),
        "content-available": 1 if _is_woken(message) else None,
        "mutable-content": 1 if message.get("mutableContent") else None,
    }
    aps.update({key: value for key, value in named.items() if value is not None})
    data = dict(message.get("data") or {})
    if message.get("richContent"):
        data["_richContent"] = message["richContent"]
    return {"aps": aps, "body": data, **_ids(project)}


def apns_headers_of(message: Mapping[str, Any], now: float) -> dict[str, str]:
    """Return the APNs headers."""
    is_visible = any(message.get(name) for name in ("title", "subtitle", "body", "sound")) or "badge" in message
    push_type = "background" if _is_woken(message) and not is_visible else "alert"
    headers = {"apns-topic": TOPIC, "apns-push-type": push_type}
    headers["apns-priority"] = "5" if message.get("priority") == "normal" or push_type == "background" else "10"
    headers["apns-expiration"] = str(int(_until(message, now)))
    if message.get("collapseId"):
        headers["apns-collapse-id"] = message["collapseId"]
    return headers


def fcm_of(message: Mapping[str, Any], project: Project, now: float) -> dict[str, Any]:
    """Return the FCM message: a notification unless it is headless, and the words once more in data."""
    data = {
        "title": message.get("title"),
        "message": message.get("body"),
        "channelId": message.get("channelId"),
        "categoryId": message.get("categoryId"),
        "body": json.dumps(message["data"], ensure_ascii=False) if message.get("data") else None,
        **_ids(project),
    }
    android: dict[str, Any] = {
        "priority": "high" if message.get("priority") == "high" else "normal",
        "ttl": f"{int(min(max(_until(message, now) - now, 0), FOUR_WEEKS_SECONDS))}s",
    }
    if message.get("collapseId"):
        android["collapse_key"] = message["collapseId"]
    made: dict[str, Any] = {"data": {key: value for key, value in data.items() if value}, "android": android}
    if any(message.get(name) for name in ("title", "subtitle", "body", "icon", "channelId")):
        made["notification"] = _present(
            {
                "title": message.get("title"),
                "body": message.get("body"),
                "image": (message.get("richContent") or {}).get("image"),
            }
        )
        android["notification"] = _present(
            {"channel_id": message.get("channelId"), "icon": message.get("icon"), "tag": message.get("tag")}
        )
    return {"message": made}


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _is_woken(message: Mapping[str, Any]) -> bool:
    return message.get("contentAvailable", message.get("_contentAvailable")) is True


def _until(message: Mapping[str, Any], now: float) -> float:
    if message.get("ttl") is not None:
        return now + float(message["ttl"]) if message["ttl"] else 0.0
    expiration = message.get("expiration")
    return float(expiration) if expiration is not None else now + FOUR_WEEKS_SECONDS


def _ids(project: Project) -> dict[str, str]:
    return {"experienceId": project.name, "scopeKey": project.name, "projectId": project.id}
