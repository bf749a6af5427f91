"""The options of a web notification: names, types, and which browsers do something with them.

Source: WHATWG Notifications (August 2025) and mdn/browser-compat-data (7 August 2026); what WNS, FCM and
Apple do in between does not change it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from urllib.parse import urlsplit

from pushbench.domain.json_value import Json

MAX_ACTIONS = 2
"""``Notification.maxActions`` of Chrome, Edge and Firefox; further actions are dropped silently."""
DIRECTIONS = ("auto", "ltr", "rtl")
ACTION_KEYS = ("action", "title", "icon", "navigate", "type", "placeholder")


class Browser(Enum):
    """A family of browsers that treats the options alike. The value is the name people read."""

    CHROME = "Chrome and Edge"
    FIREFOX = "Firefox"
    SAFARI = "Safari on macOS"
    IOS = "iOS web apps"


class OptionType(Enum):
    """What a value must be. The value is the phrase that completes "must be ..."."""

    TEXT = "a string"
    URL = "the address of a picture or page, as a string"
    FLAG = "true or false"
    FLAG_OR_NULL = "true, false or null"
    NUMBER = "a number (milliseconds since 1970)"
    VIBRATION = "a list of milliseconds, such as [200, 100, 200]"
    DIRECTION = "“auto”, “ltr” or “rtl”"
    ACTIONS = "a list of objects with “action” and “title”"
    ANY = "anything"


@dataclass(frozen=True, slots=True)
class NotificationOption:
    """One member of NotificationOptions, or the title."""

    name: str
    type: OptionType
    support: Mapping[Browser, str]
    """Browser -> ``yes``, the first version, ``no`` or ``no effect``; a remark may follow the version."""
    default: Json = None
    """A value equal to it asks for nothing special."""
    remark: str = ""

    def unsupported(self) -> tuple[Browser, ...]:
        """Return the browsers that ignore the option."""
        return tuple(browser for browser, level in self.support.items() if level.startswith("no"))


def _option(
    name: str,
    kind: OptionType,
    chrome: str,
    firefox: str,
    safari: str,
    ios: str,
    default: Json = None,
    remark: str = "",
) -> NotificationOption:
    levels = (chrome, firefox, safari, ios)
    return NotificationOption(name, kind, dict(zip(Browser, levels, strict=True)), default, remark)


OPTIONS: tuple[NotificationOption, ...] = (
    _option("title", OptionType.TEXT, "yes", "yes", "yes", "yes", remark="The first argument of showNotification()."),
    _option("body", OptionType.TEXT, "yes", "yes", "11", "16.4", ""),
    _option(
        "icon",
        OptionType.URL,
        "yes",
        "yes",
        "no effect",
        "no effect",
        remark="Safari shows the icon of the app or site.",
    ),
    _option(
        "badge",
        OptionType.URL,
        "53",
        "no",
        "no",
        "no",
        remark="The glyph in Android's status bar; a count belongs into app_badge.",
    ),
    _option("image", OptionType.URL, "56", "no", "no", "no", remark="Windows, Android and ChromeOS."),
    _option("actions", OptionType.ACTIONS, "53", "152", "no", "no", [], remark="Two at most."),
    _option(
        "tag",
        OptionType.TEXT,
        "yes",
        "yes",
        "no effect",
        "no",
        "",
        remark="Replaces a notification of the same tag.",
    ),
    _option("renotify", OptionType.FLAG, "50", "no", "no", "no", default=False, remark="Needs a tag."),
    _option("requireInteraction", OptionType.FLAG, "47", "117 on Windows only", "no", "no", default=False),
    _option("silent", OptionType.FLAG_OR_NULL, "43", "132", "16.6", "no"),
    _option("vibrate", OptionType.VIBRATION, "53", "no", "no", "no", [], remark="No effect from Android 8 on."),
    _option("timestamp", OptionType.NUMBER, "50", "no", "no", "no"),
    _option("dir", OptionType.DIRECTION, "yes", "yes", "7", "16.4", "auto"),
    _option("lang", OptionType.TEXT, "yes", "yes", "11", "no", ""),
    _option("data", OptionType.ANY, "44", "34", "16", "16.4", remark="Invisible; the worker reads it on a click."),
    _option(
        "navigate",
        OptionType.URL,
        "no",
        "no",
        "18.4",
        "18.4",
        remark="Elsewhere the service worker opens the page on a click.",
    ),
)

OPTION: Mapping[str, NotificationOption] = {option.name: option for option in OPTIONS}
_BY_LOWER_CASE = {name.lower(): name for name in OPTION}
_FROM_OTHER_SERVICES = {
    "message": "body",
    "text": "body",
    "click_action": "navigate",
    "link": "navigate",
    "url": "navigate",
    "picture": "image",
    "imageurl": "image",
    "image_url": "image",
    "iconurl": "icon",
    "direction": "dir",
    "language": "lang",
    "locale": "lang",
    "buttons": "actions",
    "sticky": "requireInteraction",
}


def misspelt(name: str) -> str | None:
    """Return the option somebody meant by ``name``: other case, underscores, a slip, another service's word."""
    lowered = name.lower()
    plain = lowered.replace("_", "").replace("-", "")
    for candidate in (lowered, plain):
        if candidate in _BY_LOWER_CASE:
            return _BY_LOWER_CASE[candidate]
    if lowered in _FROM_OTHER_SERVICES:
        return _FROM_OTHER_SERVICES[lowered]
    close = get_close_matches(plain, _BY_LOWER_CASE, n=1, cutoff=0.8)
    return _BY_LOWER_CASE[close[0]] if close else None


def is_right_type(kind: OptionType, value: Json) -> bool:
    """Tell whether a JSON value is what a browser takes without converting it."""
    return _CHECKS[kind](value)


def is_address(value: Json) -> bool:
    """Tell whether a value can be a URL, absolute or relative; a bare word (``ic_gate``) is taken for none."""
    if not isinstance(value, str) or not value.strip() or any(character.isspace() for character in value):
        return False
    return is_absolute(value) or any(sign in value for sign in "/.?#")


def is_absolute(value: Json, schemes: tuple[str, ...] = ("http", "https", "data", "blob")) -> bool:
    """Tell whether a value is an absolute URL of one of the schemes."""
    if not isinstance(value, str) or any(character.isspace() for character in value):
        return False
    try:
        parts = urlsplit(value)
        is_port_right = parts.port is None or parts.port >= 0
    except ValueError:
        return False
    if parts.scheme not in schemes:
        return False
    return bool(parts.hostname) and is_port_right if parts.scheme in ("http", "https") else bool(parts.path)


def is_number(value: Json) -> bool:
    """Tell whether a value is a finite JSON number; a bool is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _is_vibration(value: Json) -> bool:
    if isinstance(value, list):
        return all(is_number(item) for item in value)
    return is_number(value)


def _is_actions(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


_CHECKS: Mapping[OptionType, Callable[[Json], bool]] = {
    OptionType.TEXT: lambda value: isinstance(value, str),
    OptionType.URL: is_address,
    OptionType.FLAG: lambda value: isinstance(value, bool),
    OptionType.FLAG_OR_NULL: lambda value: value is None or isinstance(value, bool),
    OptionType.NUMBER: is_number,
    OptionType.VIBRATION: _is_vibration,
    OptionType.DIRECTION: lambda value: value in DIRECTIONS,
    OptionType.ACTIONS: _is_actions,
    OptionType.ANY: lambda value: True,
}
