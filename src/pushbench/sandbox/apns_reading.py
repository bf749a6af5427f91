"""What the virtual iPhone makes of a payload: the words it would show, read from the wire's JSON alone.

Source: Apple, "Generating a remote notification"; "Starting and updating Live Activities with
ActivityKit push notifications".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.domain.json_value import Json

APP_DECIDES = "The app gets this push and decides what shows"
_ACTIVITY_KEYS: Mapping[str, tuple[str, ...]] = {
    "start": ("timestamp", "content-state", "attributes-type", "attributes", "alert"),
    "update": ("timestamp", "content-state"),
    "end": ("timestamp",),
}
"""Event to the keys of ``aps`` without which the device drops it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Title and body as they show, empty when nothing does, and one sentence on why or what."""

    title: str = ""
    body: str = ""
    remark: str = ""


def read(payload: Mapping[str, Json], push_type: str | None, token_name: str) -> Reading:
    """Read a payload as the device with that token would."""
    aps = payload.get("aps")
    content: Mapping[str, Json] = aps if isinstance(aps, dict) else {}
    if token_name in ("live_activity", "push_to_start", "channel"):
        return _read_activity(content, token_name)
    if token_name not in ("device", "other_app"):
        return Reading(remark=APP_DECIDES)
    if push_type == "background":
        return Reading(remark="Nothing shows: the push type is background")
    return _read_alert(content.get("alert"))


def _read_activity(content: Mapping[str, Json], token_name: str) -> Reading:
    event = content.get("event")
    if not isinstance(event, str) or event not in _ACTIVITY_KEYS:
        return Reading(remark="The device drops this: aps.event is none of start, update, end")
    if (event == "start") != (token_name == "push_to_start"):
        return Reading(remark=f"The device drops this: event “{event}” does not belong to this kind of token")
    missing = [key for key in _ACTIVITY_KEYS[event] if key not in content]
    if missing:
        return Reading(remark=f"The device drops this: aps.{missing[0]} is missing")
    timestamp = content["timestamp"]
    if isinstance(timestamp, bool) or not isinstance(timestamp, int | float):
        return Reading(remark="The device drops this: aps.timestamp is no number")
    alert = _read_alert(content.get("alert"))
    return Reading(alert.title, alert.body, f"Live Activity, event “{event}”")


def _read_alert(alert: Json) -> Reading:
    if isinstance(alert, str):
        title, body = "", _shown(alert)
    elif isinstance(alert, dict):
        title = _line(alert, "title", "title-loc-key")
        body = _line(alert, "body", "loc-key")
    else:
        title = body = ""
    if title or body:
        return Reading(title, body, "The device shows an alert")
    return Reading(remark="Nothing shows: aps.alert holds no words")


def _line(alert: Mapping[str, Json], plain: str, key: str) -> str:
    """A plain text, else the localisation key: the virtual app has no strings file, and iOS shows the key then."""
    value = alert.get(plain)
    if isinstance(value, dict):
        value = value.get("loc-key")
    localised = alert.get(key)
    chosen = localised if isinstance(localised, str) and localised else value
    return _shown(chosen) if isinstance(chosen, str) else ""


def _shown(text: str) -> str:
    """A lone surrogate is no character; a device shows the replacement sign."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
