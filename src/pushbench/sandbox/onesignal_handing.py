"""What the emulated OneSignal sends to APNs, FCM and a browser for one subscription.

Source: what OneSignal's public SDKs read on each platform.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

TOPIC = "dev.pushbench.demo"
DEFAULT_TTL = 259_200
Made = tuple[str, dict[str, str], dict[str, Any], str, str]
"""Provider, its headers, its body, and the title and text that OneSignal's own SDK shows."""


def handed(platform: str, body: Mapping[str, Any], identifier: str, language: str, now: float) -> Made:
    """Return what one platform's service is sent."""
    title, text = _word(body, "headings", language), _word(body, "contents", language)
    if platform == "ios":
        return "apns", _apns_headers(body, now), _apns(body, identifier, language), title, text
    if platform == "android":
        return "fcm", {}, {"message": _fcm(body, identifier, language)}, title, text
    return "webpush", {}, _web(body, identifier, language), title, text


def _word(body: Mapping[str, Any], name: str, language: str) -> str:
    texts = body.get(name) or {}
    return str(texts.get(language) or texts.get("en") or "")


def _custom(body: Mapping[str, Any], identifier: str, *urls: str, **more: Any) -> dict[str, Any]:
    data = {**(body.get("data") or {}), **more}
    url = next((body[name] for name in urls if body.get(name)), None)
    return {"i": identifier, **({"a": data} if data else {}), **({"u": url} if url else {})}


def _apns(body: Mapping[str, Any], identifier: str, language: str) -> dict[str, Any]:
    lines = {"title": "headings", "subtitle": "subtitle", "body": "contents"}
    alert = {key: text for key, name in lines.items() if (text := _word(body, name, language))}
    alert.update(body.get("apns_alert") or {})
    aps: dict[str, Any] = {}
    if alert:
        aps = {"alert": alert, "mutable-content": 1}
        if body.get("ios_sound") != "nil":
            aps["sound"] = body.get("ios_sound") or "default"
    if body.get("content_available") is True:
        aps["content-available"] = 1
    if body.get("ios_badgeType") in ("SetTo", "Increase") and isinstance(body.get("ios_badgeCount"), int):
        aps["badge"] = max(0, body["ios_badgeCount"])
    named = {
        "category": body.get("ios_category"),
        "thread-id": body.get("thread_id"),
        "summary-arg": body.get("summary_arg"),
        "summary-arg-count": body.get("summary_arg_count"),
        "target-content-id": body.get("target_content_identifier"),
        "interruption-level": str(body.get("ios_interruption_level") or "").replace("_", "-"),
        "relevance-score": body.get("ios_relevance_score"),
    }
    aps.update({key: value for key, value in named.items() if value not in (None, "")})
    made: dict[str, Any] = {"aps": aps, "custom": _custom(body, identifier, "app_url", "url")}
    attached = body.get("ios_attachments") or ({"id": body["global_image"]} if body.get("global_image") else None)
    if attached:
        made["att"] = attached
    if body.get("buttons"):
        made["buttons"] = [
            {key: item[name] for key, name in (("n", "text"), ("i", "id"), ("p", "icon")) if name in item}
            for item in body["buttons"]
        ]
    return made


def _apns_headers(body: Mapping[str, Any], now: float) -> dict[str, str]:
    is_quiet = body.get("content_available") is True and not body.get("contents")
    kind = body.get("apns_push_type_override") or ("background" if is_quiet else "alert")
    headers = {"apns-topic": TOPIC + (".voip" if kind == "voip" else ""), "apns-push-type": str(kind)}
    headers["apns-priority"] = "5" if is_quiet or body.get("priority") == 5 else "10"
    ttl = body.get("ttl", DEFAULT_TTL)
    headers["apns-expiration"] = str(int(now) + ttl) if ttl else "0"
    if body.get("collapse_id"):
        headers["apns-collapse-id"] = str(body["collapse_id"])
    return headers


def _fcm(body: Mapping[str, Any], identifier: str, language: str) -> dict[str, Any]:
    buttons = {"actionButtons": body["buttons"]} if body.get("buttons") else {}
    named = {
        "custom": json.dumps(_custom(body, identifier, "app_url", "url", **buttons), ensure_ascii=False),
        "alert": _word(body, "contents", language),
        "title": _word(body, "headings", language),
        "bicon": body.get("big_picture") or body.get("global_image"),
        "sicon": body.get("small_icon"),
        "licon": body.get("large_icon"),
        "chnl": body.get("android_channel_id"),
        "oth_chnl": body.get("existing_android_channel_id"),
        "bgac": body.get("android_accent_color"),
        "grp": body.get("android_group"),
        "pri": str(body.get("priority") or 5),
    }
    android: dict[str, Any] = {
        "priority": "high" if body.get("priority", 10) == 10 else "normal",
        "ttl": f"{body.get('ttl', DEFAULT_TTL)}s",
    }
    if body.get("collapse_id"):
        android["collapse_key"] = str(body["collapse_id"])
    return {"data": {key: str(value) for key, value in named.items() if value}, "android": android}


def _web(body: Mapping[str, Any], identifier: str, language: str) -> dict[str, Any]:
    named = {
        "custom": _custom(body, identifier, "web_url", "url"),
        "title": _word(body, "headings", language),
        "alert": _word(body, "contents", language),
        "icon": body.get("chrome_web_icon") or body.get("firefox_icon"),
        "image": body.get("chrome_web_image") or body.get("global_image"),
        "badge": body.get("chrome_web_badge"),
        "tag": body.get("web_push_topic"),
        "o": [
            {key: item[name] for key, name in (("i", "id"), ("n", "text"), ("p", "icon"), ("u", "url")) if name in item}
            for item in body.get("web_buttons") or []
        ],
    }
    return {key: value for key, value in named.items() if value}


def activity(body: Mapping[str, Any], kind: str, now: float) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the APNs headers and payload of a Live Activity push."""
    aps: dict[str, Any] = {"timestamp": int(now), "event": body["event"], "content-state": body["event_updates"]}
    if body["event"] == "start":
        aps.update({"attributes-type": kind, "attributes": body["event_attributes"]})
    alert = {
        key: text for key, name in (("title", "headings"), ("body", "contents")) if (text := _word(body, name, "en"))
    }
    sound = body.get("ios_sound") or body.get("sound")
    if alert:
        aps["alert"] = {**alert, **({"sound": sound} if sound else {})}
    named = (
        ("stale_date", "stale-date"),
        ("dismissal_date", "dismissal-date"),
        ("ios_relevance_score", "relevance-score"),
    )
    aps.update({key: body[name] for name, key in named if body.get(name) is not None})
    headers = {
        "apns-topic": f"{TOPIC}.push-type.liveactivity",
        "apns-push-type": "liveactivity",
        "apns-priority": str(body.get("priority") or 10),
    }
    return headers, {"aps": aps}
