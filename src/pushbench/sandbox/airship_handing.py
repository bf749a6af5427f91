"""What the emulated Airship sends to APNs, FCM and a browser for one channel.

Source: what Airship's public SDKs read on each platform.
"""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pushbench.sandbox.airship_people import Channel

TOPIC = "dev.pushbench.demo"
Made = tuple[str, dict[str, str], dict[str, Any], str, str]
"""Provider, its headers, its body, and the title and text that Airship's own SDK shows."""
_IF = re.compile(r"\{\{#if ([\w.]+)\}\}(.*?)(?:\{\{else\}\}(.*?))?\{\{/if\}\}", re.DOTALL)
_NAME = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_OPEN = {"url": "^u", "deep_link": "^d", "landing_page": "^p"}
_SHORT = {"add_tag": "^+t", "remove_tag": "^-t", "share": "^s"}


def handed(channel: Channel, push: Mapping[str, Any], identifier: str, now: float) -> Made | None:
    """Return what one channel's service is sent, or None where there is nothing to send."""
    notification = _localized(channel, push)
    if not notification.get("alert") and not notification.get(channel.device_type):
        return None
    options = push.get("options") or {}
    if options.get("personalization") is True:
        values = {**channel.attributes, **(push.get("global_attributes") or {})}
        notification = _filled(notification, values)
    life = _seconds(options.get("expiry"), now)
    if channel.device_type == "ios":
        return _apple(notification, identifier, life, now)
    if channel.device_type == "android":
        return _google(notification, identifier, life, now)
    return _browser(notification, identifier) if channel.device_type == "web" else None


def _localized(channel: Channel, push: Mapping[str, Any]) -> dict[str, Any]:
    def fit(entry: Mapping[str, Any]) -> int:
        language, country = entry.get("language"), entry.get("country")
        if language not in (None, channel.language) or country not in (None, channel.country):
            return 0
        return 2 * (language is not None) + (country is not None)

    entries = [entry for entry in push.get("localizations") or [] if entry.get("notification")]
    best = max(entries, key=fit, default=None)
    return dict(best["notification"]) if best is not None and fit(best) else dict(push.get("notification") or {})


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, values) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, values) for each in value]
    if not isinstance(value, str):
        return value
    text = _IF.sub(lambda m: (m[2] if values.get(m[1]) else m[3]) or "", value)
    return _NAME.sub(lambda m: str(values.get(m[1], "")), text)


def _seconds(value: Any, now: float) -> int | None:
    if isinstance(value, str):
        return max(0, timegm(datetime.fromisoformat(value).timetuple()) - int(now))
    return value if isinstance(value, int) else None


def _actions(actions: Mapping[str, Any]) -> dict[str, Any]:
    made = {short: actions[name] for name, short in _SHORT.items() if actions.get(name)}
    opened = actions.get("open") or {}
    if opened:
        made[_OPEN[opened["type"]]] = opened["content"]
    made.update(actions.get("app_defined") or {})
    if actions.get("add_custom_event"):
        made["add_custom_event_action"] = actions["add_custom_event"]
    return made


def _of(notification: Mapping[str, Any], platform: str, name: str) -> dict[str, Any]:
    own = (notification.get(platform) or {}).get(name)
    return own or notification.get(name) or {}


def _apple(notification: dict[str, Any], identifier: str, life: int | None, now: float) -> Made:
    ios = notification.get("ios") or {}
    if ios.get("live_activity"):
        return _activity(ios["live_activity"], now)
    alert = ios.get("alert")
    text = alert if isinstance(alert, str) else notification.get("alert")
    if not isinstance(alert, dict):
        parts = {"title": ios.get("title"), "subtitle": ios.get("subtitle"), "body": text}
        alert = {key: value for key, value in parts.items() if value}
    wakes = bool(ios.get("content_available") or ios.get("content-available"))
    interactive = _of(notification, "ios", "interactive")
    badge = ios.get("badge")
    named = {
        "alert": alert,
        "sound": ios.get("sound"),
        "badge": 1 if badge in ("auto", "+1") else None if isinstance(badge, str) else badge,
        "content-available": 1 if wakes else None,
        "mutable-content": 1 if ios.get("mutable_content") or ios.get("media_attachment") else None,
        "category": ios.get("category") or interactive.get("type"),
        "thread-id": ios.get("thread_id"),
        "target-content-id": ios.get("target_content_id"),
        "interruption-level": ios.get("interruption_level"),
        "relevance-score": ios.get("relevance_score"),
    }
    aps = {key: value for key, value in named.items() if value not in (None, "", {})}
    made: dict[str, Any] = {"aps": aps, "_": identifier, **(ios.get("extra") or {})}
    made.update(_actions(_of(notification, "ios", "actions")))
    if ios.get("media_attachment"):
        made["com.urbanairship.media_attachment"] = {**ios["media_attachment"], "url": [ios["media_attachment"]["url"]]}
    if interactive.get("button_actions"):
        buttons = {key: _actions(each) for key, each in interactive["button_actions"].items()}
        made["com.urbanairship.interactive_actions"] = buttons
    is_quiet = wakes and not alert
    headers = {"apns-topic": TOPIC, "apns-push-type": "background" if is_quiet else "alert"}
    headers["apns-priority"] = "5" if is_quiet else str(ios.get("priority", 10))
    own = _seconds(ios["expiry"], now) if "expiry" in ios else life
    if own is not None:
        headers["apns-expiration"] = str(int(now) + own) if own else "0"
    if ios.get("collapse_id"):
        headers["apns-collapse-id"] = ios["collapse_id"]
    return "apns", headers, made, str(alert.get("title") or ""), str(alert.get("body") or "")


def _activity(activity: Mapping[str, Any], now: float) -> Made:
    aps: dict[str, Any] = {
        "timestamp": activity.get("timestamp", int(now)),
        "event": activity["event"],
        "content-state": activity.get("content_state") or {},
    }
    if activity["event"] == "start":
        aps.update(
            {"attributes-type": activity.get("attributes_type", ""), "attributes": activity.get("attributes") or {}}
        )
    names = (("alert", "alert"), ("stale_date", "stale-date"), ("dismissal_date", "dismissal-date"))
    aps.update(
        {key: activity[name] for name, key in (*names, ("relevance_score", "relevance-score")) if name in activity}
    )
    headers = {
        "apns-topic": f"{TOPIC}.push-type.liveactivity",
        "apns-push-type": "liveactivity",
        "apns-priority": str(activity.get("priority", 10)),
    }
    alert = activity.get("alert") or {}
    return "apns", headers, {"aps": aps}, str(alert.get("title", "")), str(alert.get("body", ""))


def _google(notification: dict[str, Any], identifier: str, life: int | None, now: float) -> Made:
    droid = notification.get("android") or {}
    text = droid.get("alert") or notification.get("alert") or ""
    data = {**(droid.get("extra") or {}), "com.urbanairship.push.PUSH_ID": identifier}
    if text:
        data["com.urbanairship.push.ALERT"] = text
    plain = (
        *("title", "summary", "sound", "icon", "icon_color", "notification_channel", "notification_tag", "category"),
        *("priority", "visibility", "local_only"),
    )
    for name in plain:
        if droid.get(name) not in (None, ""):
            data[f"com.urbanairship.{name}"] = droid[name] if isinstance(droid[name], str) else _json(droid[name])
    for name in ("style", "public_notification", "wearable", "live_update"):
        if droid.get(name):
            data[f"com.urbanairship.{name}"] = _json(droid[name])
    actions = _actions(_of(notification, "android", "actions"))
    if actions:
        data["com.urbanairship.actions"] = _json(actions)
    interactive = _of(notification, "android", "interactive")
    if interactive.get("type"):
        data["com.urbanairship.interactive_type"] = interactive["type"]
    if interactive.get("button_actions"):
        buttons = {key: _actions(each) for key, each in interactive["button_actions"].items()}
        data["com.urbanairship.interactive_actions"] = _json(buttons)
    android: dict[str, Any] = {"priority": "high" if droid.get("delivery_priority") == "high" else "normal"}
    own = _seconds(droid["time_to_live"], now) if "time_to_live" in droid else life
    if own is not None:
        android["ttl"] = f"{min(own, 2_419_200)}s"
    if droid.get("collapse_key"):
        android["collapse_key"] = droid["collapse_key"]
    title = str(droid.get("title") or "")
    return "fcm", {}, {"message": {"data": data, "android": android}}, title, str(text)


def _browser(notification: dict[str, Any], identifier: str) -> Made:
    web = notification.get("web") or {}
    text = web.get("alert") or notification.get("alert") or ""
    named = {
        "push_id": identifier,
        "title": web.get("title"),
        "alert": text,
        "icon": (web.get("icon") or {}).get("url"),
        "image": (web.get("image") or {}).get("url"),
        "actions": _actions(_of(notification, "web", "actions")),
        "buttons": [{**each, "actions": _actions(each.get("actions") or {})} for each in web.get("buttons") or []],
        "extra": web.get("extra"),
        "require_interaction": web.get("require_interaction"),
    }
    made = {key: value for key, value in named.items() if value not in (None, "", {}, [])}
    return "webpush", {}, made, str(web.get("title") or ""), str(text)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
