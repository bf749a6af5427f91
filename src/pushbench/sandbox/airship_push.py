"""The emulated Airship's reading of a push object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pushbench.sandbox.airship_answers import Path, Problem
from pushbench.sandbox.airship_audience import audience_problems
from pushbench.sandbox.airship_shapes import INSIDE, NEEDED, PLATFORMS, SHAPES

_URL = re.compile(r"(?:https?://|tel:|sms:|mailto:|\{\{)")


def push_problems(push: Any, path: Path = (), *, needs_audience: bool = True) -> Iterator[Problem]:
    """Yield what is wrong with one push object."""
    if not isinstance(push, dict):
        yield path, "a push must be an object"
        return
    if needs_audience:
        if "audience" in push:
            yield from audience_problems(push["audience"], (*path, "audience"))
        yield from device_problems(push.get("device_types"), (*path, "device_types"))
    yield from _shape("push" if needs_audience else "arm", push, path)
    if not any(push.get(name) for name in ("notification", "message", "in_app")):
        yield path, "one of notification, message or in_app is required"
    types = push.get("device_types", "all")
    yield from _notification(push.get("notification"), types, (*path, "notification"))
    localizations = push.get("localizations")
    for index, entry in enumerate(localizations if isinstance(localizations, list) else []):
        yield from _localization(entry, types, (*path, "localizations", index))


def device_problems(types: Any, path: Path) -> Iterator[Problem]:
    """Yield what is wrong with device_types."""
    if types == "all":
        return
    if not isinstance(types, list) or not types:
        yield path, "device_types must be a non-empty array"
        return
    for index, each in enumerate(types):
        if each not in PLATFORMS and not (isinstance(each, str) and each.startswith("open::") and len(each) > 6):
            yield (*path, index), f"unknown device type {str(each)[:40]}"


def _localization(entry: Any, types: Any, path: Path) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield path, "a localization must be an object"
        return
    unknown = set(entry) - {"language", "country", "notification", "message", "in_app"}
    if unknown:
        yield (*path, min(unknown)), f"unknown key {min(unknown)}"
    if not (entry.get("language") or entry.get("country")):
        yield path, "one of language or country is required"
    for name, pattern in (("language", r"[a-z]{2}"), ("country", r"[A-Z]{2}")):
        if name in entry and not (isinstance(entry[name], str) and re.fullmatch(pattern, entry[name])):
            yield (*path, name), f"{name} is not valid"
    if not any(entry.get(name) for name in ("notification", "message", "in_app")):
        yield path, "one of notification, message or in_app is required"
    for name in ("notification", "message", "in_app"):
        if name in entry and not isinstance(entry[name], dict):
            yield (*path, name), f"{name} must be an object"
    yield from _notification(entry.get("notification"), types, (*path, "notification"))


def _notification(notification: Any, types: Any, path: Path) -> Iterator[Problem]:
    if not isinstance(notification, dict):
        return
    if not notification:
        yield path, "notification may not be empty"
    for name, value in notification.items():
        here = (*path, name)
        if name == "alert":
            if not isinstance(value, str):
                yield here, "alert must be a string"
        elif name in ("actions", "interactive"):
            yield from _block(name, value, here)
        elif name in (*PLATFORMS, "mms") or name.startswith("open::"):
            wanted = "sms" if name == "mms" else name
            if types != "all" and isinstance(types, list) and wanted not in types:
                yield here, f"{name} is not in device_types"
            yield from _block("open" if name.startswith("open::") else name, value, here)
        else:
            yield here, f"unknown key {name[:40]}"
    if "sms" in notification and "mms" in notification:
        yield (*path, "mms"), "sms and mms may not be combined"
    if isinstance(types, list) and "email" in types and "email" not in notification:
        yield path, "email override must be included when email is in device_types"


def _block(shape: str, value: Any, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield path, f"{shape} must be an object"
        return
    yield from _shape(shape, value, path)
    for name in ("actions", "interactive", "template"):
        if (
            name in value
            and isinstance(value[name], dict)
            and shape in ("ios", "android", "amazon", "web", "open", "in_app", "button")
        ):
            yield from _block(name, value[name], (*path, name))
    if shape == "web":
        for index, each in enumerate(_listed(value.get("buttons"))):
            yield from _block("button", each, (*path, "buttons", index))
    if shape == "interactive":
        actions = value.get("button_actions")
        for name, each in (actions if isinstance(actions, dict) else {}).items():
            yield from _block("actions", each, (*path, "button_actions", name))
    if shape == "wns" and len(value) != 1:
        yield path, "wns must have exactly one of alert, toast, tile and badge"
    if shape == "style" or "style" in value:
        yield from _style(value.get("style", value), path)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _style(style: Any, path: Path) -> Iterator[Problem]:
    wanted = {"big_text": "big_text", "big_picture": "big_picture", "inbox": "lines"}
    if not isinstance(style, dict) or style.get("type") not in wanted:
        return
    needed = wanted[style["type"]]
    if needed not in style:
        yield (*path, "style"), f"style {style['type']} needs {needed}"
    for name in set(wanted.values()) - {needed}:
        if name in style:
            yield (*path, "style", name), f"{name} does not belong to the style {style['type']}"


def _special(shape: str, value: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Yield what lies between the members of one object."""
    if shape == "template" and not {"template_id", "fields"} & set(value):
        yield path, "template_id is required"
    if shape == "live_activity" and value.get("event") == "start" and not value.get("attributes_type"):
        yield path, "attributes_type is required to start"
    if shape == "open_action":
        kind, content = value.get("type"), value.get("content")
        if kind == "landing_page" and not (isinstance(content, dict) and content.get("body")):
            yield (*path, "content"), "a landing page needs a body"
        elif kind in ("url", "deep_link") and not isinstance(content, str):
            yield (*path, "content"), "content must be a string"
        elif kind == "url" and isinstance(content, str) and not _URL.match(content):
            yield (*path, "content"), "content is no valid URL"


def _shape(shape: str, value: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    checks = SHAPES["push" if shape == "arm" else shape]
    for name, each in value.items():
        here = (*path, name)
        if name not in checks:
            yield here, f"unknown key {name[:40]}"
            continue
        trouble = checks[name](each)
        if trouble:
            yield here, f"{name} {trouble}"
        inner = INSIDE.get(("push" if shape == "arm" else shape, name))
        if inner and isinstance(each, dict):
            yield from _shape(inner, each, here)
    has_template = "template" in value and shape in ("email", "message")
    for name in NEEDED.get(shape, ()):
        if name not in value and not has_template:
            yield path, f"{name} is required"
    yield from _special(shape, value, path)
