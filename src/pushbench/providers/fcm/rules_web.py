"""Rules over data keys and the browsers' block (FCM022, FCM023, FCM044, FCM045)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child
from pushbench.providers.fcm.view import Hits, View
from pushbench.providers.formats.fcm_read import object_of, spelled
from pushbench.providers.formats.notification_options import MAX_ACTIONS, OPTION, is_right_type, misspelt

_RESERVED = ("from", "message_type")
_RESERVED_PREFIXES = ("google.", "gcm.notification.")
_AVOIDED = ("gcm", "collapse_key")
_WEB_HEADERS = {"ttl": "TTL", "urgency": "Urgency", "topic": "Topic"}
_URGENCIES = ("very-low", "low", "normal", "high")
_WEB_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


def _data_maps(message: Mapping[str, Json]) -> Iterator[tuple[str, JsonObject]]:
    for block in ((), ("android",), ("android_v2",), ("webpush",)):
        yield spelled(message, *block, "data"), object_of(message, *block, "data")


def _reserved_key(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for pointer, data in _data_maps(view.message):
        for key, value in data.items():
            if key not in _RESERVED and not key.startswith(_RESERVED_PREFIXES):
                continue
            here, new = child(pointer, key), f"app_{key.replace('.', '_')}"
            edits = [(here, None), (child(pointer, new), value)] if new not in data and value is not None else []
            yield view.hit(here, f"“{key[:60]}” is reserved.", label=f"Rename to {new[:40]}", edits=edits)


def _avoided_key(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for pointer, data in _data_maps(view.message):
        for key in data:
            if key in _AVOIDED or not key:
                what = f"“{key}” is a word of FCM's own." if key else "A key is empty."
                yield view.hit(child(pointer, key), what)


def _web_header(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    headers = object_of(view.message, "webpush", "headers")
    for name, value in headers.items():
        if not isinstance(value, str):
            continue
        here, known = f"/webpush/headers{child('', name)}", _WEB_HEADERS.get(name.lower())
        if known == "TTL" and not (value.isascii() and value.isdigit() and len(value) < 10):
            digits = value.strip().removesuffix("s")
            edits = [(here, digits)] if digits.isascii() and digits.isdigit() else []
            what = f"TTL is seconds in digits; “{value[:40]}” is not."
            yield view.hit(here, what, label=f"Set to {digits}", edits=edits)
        elif known == "Urgency" and value not in _URGENCIES:
            meant = value.lower().replace("_", "-")
            edits = [(here, meant)] if meant in _URGENCIES else []
            what = f"“{value[:40]}” is no urgency: {', '.join(_URGENCIES)}."
            yield view.hit(here, what, label=f"Set to {meant}", edits=edits)
        elif known == "Topic" and not _WEB_TOPIC.fullmatch(value):
            yield view.hit(here, f"“{value[:60]}” is no Topic: 1 to 32 letters, digits, - and _.")


def _web_option(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    options = object_of(view.message, "webpush", "notification")
    for name, value in options.items():
        here = f"/webpush/notification{child('', name)}"
        known = OPTION.get(name)
        if known is None:
            if name == "click_action":
                continue  # the web SDK opens it where fcm_options names no link
            meant = misspelt(name)
            edits = [(here, None), (f"/webpush/notification/{meant}", value)] if meant and meant not in options else []
            what = f"“{name[:60]}” is no option of a web notification."
            yield view.hit(here, what, label=f"Rename to {meant}", edits=edits)
        elif value is not None and not is_right_type(known.type, value):
            yield view.hit(here, f"“{name}” must be {known.type.value}.")
        elif name == "actions" and isinstance(value, list) and len(value) > MAX_ACTIONS:
            what = f"Browsers show {MAX_ACTIONS} of the {len(value)} buttons."
            yield view.hit(here, what, severity=Severity.NOTE)


_ABOUT = "About FCM messages"
_SCHEMA = "FCM v1 discovery document, revision 20261023"

WEB_RULES: tuple[Rule, ...] = (
    Rule(
        "FCM022",
        Severity.ERROR,
        "Reserved data key",
        "from, message_type and keys beginning with google. or gcm.notification. are FCM's own; it refuses them.",
        "Rename the key.",
        _reserved_key,
        _SCHEMA,
    ),
    Rule(
        "FCM023",
        Severity.WARNING,
        "Data key to avoid",
        "The Android SDK sets such keys itself, or cannot read them.",
        "Rename the key.",
        _avoided_key,
        _ABOUT,
    ),
    Rule(
        "FCM044",
        Severity.ERROR,
        "Web Push header",
        "Browsers' push services refuse malformed TTL, Urgency and Topic.",
        "Correct the header.",
        _web_header,
        "RFC 8030, 5.2 to 5.4",
    ),
    Rule(
        "FCM045",
        Severity.WARNING,
        "Web notification option",
        "The web SDK hands these options to showNotification(), which ignores what it does not know.",
        "Correct the option.",
        _web_option,
        "WHATWG Notifications; firebase-js-sdk",
    ),
)
