"""The emulated Airship's reading of audience selectors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pushbench.sandbox.airship_answers import Path, Problem

MOST = 1000
_DEEPEST = 60
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_DIGITS = re.compile(r"[0-9]+")
_IDS = ("channel", "ios_channel", "android_channel", "amazon_channel", "web_channel", "open_channel", "apid", "wns")
_NAMES = ("tag", "segment", "named_user", "alias", "static_list", "subscription_lists", "email_address", "sms_sender")
_BESIDE = {"tag": {"group"}, "attribute": {"operator", "value", "precision"}}
_OPERATORS = ("is_empty", "before", "after", "range", "equals", "contains", "less", "greater")
_PRECISIONS = ("years", "months", "weeks", "days", "hours", "minutes")


def audience_problems(audience: Any, path: Path = ("audience",)) -> Iterator[Problem]:
    """Yield what is wrong with an audience."""
    if audience == "all":
        return
    if audience == "triggered":
        yield path, "triggered is only valid in a pipeline"
        return
    yield from _problems(audience, path, 0)
    if _count(audience) > MOST:
        yield path, f"an audience may hold at most {MOST} selectors"


def _count(selector: Any) -> int:
    if isinstance(selector, dict):
        logic = [name for name in ("and", "or", "not") if name in selector]
        return sum(_count(selector[name]) for name in logic) if logic else max(1, *map(_width, selector.values()), 1)
    return sum(_count(each) for each in selector) if isinstance(selector, list) else 1


def _width(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


def _problems(selector: Any, path: Path, depth: int) -> Iterator[Problem]:
    if not isinstance(selector, dict) or not selector:
        yield path, "a selector must be an object with one key"
        return
    if depth > _DEEPEST:
        yield path, "selectors are nested too deeply"
        return
    name = next((key for key in selector if key in (*_IDS, *_NAMES, "and", "or", "not")), None)
    name = name or next((key for key in selector if key in ("device_token", "sms_id", "attribute", "location")), None)
    if name is None:
        yield (*path, next(iter(selector))), f"unknown selector {next(iter(selector))}"
        return
    extra = set(selector) - {name} - _BESIDE.get(name, set())
    if extra:
        yield (*path, min(extra)), "a selector must have exactly one key"
    value, here = selector[name], (*path, name)
    if name == "not":
        yield from _problems(value, here, depth + 1)
    elif name in ("and", "or"):
        if not isinstance(value, list) or not value:
            yield here, f"{name} must be a non-empty array"
        else:
            for index, each in enumerate(value):
                yield from _problems(each, (*here, index), depth + 1)
    else:
        yield from _leaf(name, value, selector, here)


def _leaf(name: str, value: Any, selector: dict[str, Any], here: Path) -> Iterator[Problem]:
    if name == "sms_id":
        parts = value if isinstance(value, dict) else {}
        if not all(isinstance(parts.get(key), str) and _DIGITS.fullmatch(parts[key]) for key in ("msisdn", "sender")):
            yield here, "sms_id needs msisdn and sender as digits"
        return
    if name == "location":
        if not isinstance(value, dict) or not {"id", "segment_id"} & set(value):
            yield here, "location needs an id"
        return
    if name == "attribute":
        yield from _attribute(value, selector, here)
        return
    values = value if isinstance(value, list) and value else [value]
    for each in values:
        if not isinstance(each, str) or not each.strip():
            yield here, f"{name} must be a string"
        elif name in _IDS and not UUID.fullmatch(each):
            yield here, f"Invalid {name}: {each[:60]}"
        elif name == "device_token" and not _HEX.fullmatch(each):
            yield here, "Invalid device token"
        elif name == "tag" and len(each) > 128:
            yield here, "a tag may have at most 128 characters"
        elif name == "sms_sender" and not _DIGITS.fullmatch(each):
            yield here, "sms_sender must be digits"


def _attribute(value: Any, selector: dict[str, Any], here: Path) -> Iterator[Problem]:
    operator = selector.get("operator")
    if not isinstance(value, str) or operator not in _OPERATORS:
        yield here, "attribute needs an id and a known operator"
    elif operator != "is_empty" and selector.get("value") is None:
        yield here, f"{operator} needs a value"
    elif operator in ("before", "after") and selector.get("precision") not in _PRECISIONS:
        yield here, f"{operator} needs a precision"
