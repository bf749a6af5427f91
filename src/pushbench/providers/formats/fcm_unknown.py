"""Says what a field that FCM does not know at its place was meant to be, and where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.aps_keys import APS_KEYS
from pushbench.providers.formats.fcm_problem import Fault, Problem
from pushbench.providers.formats.fcm_schema import (
    PLACES,
    TARGET_NAMES,
    Field,
    FieldType,
    Resource,
    Standing,
    camel_case,
)
from pushbench.providers.formats.fcm_values import as_duration
from pushbench.providers.formats.json_edit import Edit


@dataclass(frozen=True, slots=True)
class Found:
    """A member that stands where FCM knows no field of its name."""

    resource: Resource
    path: tuple[str, ...]
    """The object it stands in, in proto spelling."""
    pointer: str
    """The member itself, as the message spells it."""
    name: str
    value: Json
    message: Mapping[str, Json]

    @property
    def short(self) -> str:
        return self.name if len(self.name) <= 40 else f"{self.name[:39]}…"

    @property
    def place(self) -> str:
        return ".".join(("message", *self.path))

    @property
    def removal(self) -> tuple[Edit, ...]:
        return (Edit(self.pointer, None),)


_LEGACY = {
    "registration_ids": "The v1 API sends to one target a request; choose the targets beside the message.",
    "to": "The v1 API names its target as token, fid, topic or condition; choose it beside the message.",
    "notification_key": "Device groups of the legacy API are addressed as a token; choose it as the target.",
    "registration_token": "The v1 API's word is token; choose the target beside the message.",
    "device_token": "The v1 API's word is token; choose the target beside the message.",
    "tokens": "“tokens” is a parameter of the official SDKs; the API takes one target a request.",
    "fids": "“fids” is a parameter of the official SDKs; the API takes one target a request.",
    "dry_run": "The v1 API's word is validate_only, beside the message; “Validate only” sets it.",
    "validate_only": "“validate_only” stands beside the message, not in it; “Validate only” sets it.",
    "delay_while_idle": "Android ignores it since 2016.",
}
"""Words of the legacy API and of the SDKs at the top of the message, and what took their place."""

_RENAMED: Mapping[str, tuple[str, ...]] = {
    "time_to_live": ("android", "ttl"),
    "android_channel_id": ("android", "notification", "channel_id"),
    "ios": ("apns",),
}
_APS = frozenset(APS_KEYS) - {"attributes", "sound", "event"} | {"subtitle"}
"""Keys of Apple's aps that are no fields of FCM's own and no everyday words."""
_APS_FLAGS = frozenset({"content-available", "mutable-content"})
_WEB_NAMES = (
    *("actions", "badge", "body", "dir", "icon", "image", "lang", "renotify", "requireInteraction"),
    *("silent", "tag", "timestamp", "title", "vibrate"),
)
_WEB = {name.lower(): name for name in _WEB_NAMES}
_PRIORITY_WORDS = ("min", "low", "default", "high", "max")
_WORD_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-\s.]+")


def place_stranger(found: Found) -> Problem:
    """Explain a member that is no field where it stands: misspelt, misplaced, legacy or plainly unknown."""
    for explain in (_respelt, _legacy, _loudness, _web_option, _elsewhere, _in_free_object, _mistyped):
        problem = explain(found)
        if problem is not None:
            return problem
    return Problem(
        Fault.UNKNOWN,
        found.pointer,
        f"FCM knows no field “{found.short}” in {found.place}.",
        fix="Remove it, or put it into data if it is for the app.",
        label=f"Remove {found.short}",
        edits=found.removal,
    )


def snake_case(name: str) -> str:
    """Return any usual spelling (``bodyLocKey``, ``body-loc-key``, ``Body Loc Key``) as ``body_loc_key``."""
    return _WORD_BORDER.sub("_", name.strip()).lower()


def _respelt(found: Found) -> Problem | None:
    """The same words in another spelling: ``collapse-key``, ``CollapseKey``, ``webPush``."""
    plain = snake_case(found.name)
    squeezed = plain.replace("_", "")
    fields = (field for field in found.resource.fields if field.name.replace("_", "") == squeezed)
    known = found.resource.by_name.get(plain) or next(fields, None)
    return None if known is None else _renamed(found, known)


def _mistyped(found: Found) -> Problem | None:
    """A slip of the keyboard: ``notificaton``."""
    names = [field.name for field in found.resource.fields if field.standing is not Standing.OUTPUT_ONLY]
    close = get_close_matches(snake_case(found.name), names, n=1, cutoff=0.8)
    return _renamed(found, found.resource.by_name[close[0]]) if close else None


def _renamed(found: Found, known: Field) -> Problem:
    return Problem(
        Fault.MISSPELT,
        found.pointer,
        f"“{found.short}” is spelt “{known.name}”.",
        fix=f"Rename it to {known.name}.",
        label=f"Rename to {known.name}",
        edits=_move(found, (*found.path, known.name), found.value),
    )


def _legacy(found: Found) -> Problem | None:
    plain = snake_case(found.name)
    if not found.path and plain in _LEGACY:
        what = f"“{found.short}” is no field of the v1 message."
        label = f"Remove {found.short}"
        return Problem(Fault.LEGACY, found.pointer, what, _LEGACY[plain], "Remove it.", label, found.removal)
    if plain not in _RENAMED:
        return None
    home = ".".join(_RENAMED[plain])
    value = as_duration(found.value) if plain == "time_to_live" else found.value
    return Problem(
        Fault.LEGACY,
        found.pointer,
        f"“{found.short}” is not a word of the v1 API.",
        f"It is message.{home} now.",
        f"Move it to {home}.",
        f"Move to {home}",
        _move(found, _RENAMED[plain], value),
    )


def _loudness(found: Found) -> Problem | None:
    """``priority`` in an Android notification is, in the SDKs, what the API calls notification_priority."""
    if snake_case(found.name) != "priority" or len(found.path) < 2 or found.path[-1] != "notification":
        return None
    value = found.value
    word = value.lower().removeprefix("priority_") if isinstance(value, str) else ""
    return Problem(
        Fault.MISSPELT,
        found.pointer,
        "“priority” is called “notification_priority” here.",
        "Delivery priority is android.priority; this one is the loudness up to Android 7.1.",
        "Rename it to notification_priority, or move it to android.priority.",
        "Rename to notification_priority",
        _move(
            found,
            (*found.path, "notification_priority"),
            f"PRIORITY_{word.upper()}" if word in _PRIORITY_WORDS else value,
        ),
    )


def _elsewhere(found: Found) -> Problem | None:
    """A field of another object of the message."""
    plain = snake_case(found.name)
    home = next((place for place in _by_nearness(found) if _belongs(plain, place)), None)
    if home is None:
        return None
    field = PLACES[home].by_name[plain]
    value = as_duration(found.value) or found.value if field.type is FieldType.DURATION else found.value
    return _misplaced(found, (*home, field.name), value)


def _belongs(plain: str, place: tuple[str, ...]) -> bool:
    known = PLACES[place].by_name.get(plain)
    if known is None or known.standing is Standing.OUTPUT_ONLY:
        return False
    return known.type is not FieldType.OBJECT or not place


def _by_nearness(found: Found) -> Iterator[tuple[str, ...]]:
    """Yield the other objects: those below, then those around, then the rest in the order of the schema."""
    path = found.path
    others = [place for place in PLACES if place != path and _is_offered(place, found)]
    below = sorted((place for place in others if place[: len(path)] == path), key=len)
    around = sorted((place for place in others if path[: len(place)] == place), key=len, reverse=True)
    yield from below
    yield from around
    yield from (place for place in others if place not in below and place not in around)


def _is_offered(place: tuple[str, ...], found: Found) -> bool:
    """The newer Android block is offered only where it is in use; a light's colour only inside a light."""
    if place[:1] == ("android_v2",) and not ("android_v2" in found.message or "androidV2" in found.message):
        return False
    return "light_settings" not in place or "light_settings" in found.path


def _web_option(found: Found) -> Problem | None:
    """An option of webpush.notification beside it."""
    name = _WEB.get(snake_case(found.name).replace("_", ""))
    if name is None or found.path[:1] != ("webpush",):
        return None
    return _misplaced(found, ("webpush", "notification", name), found.value)


def _in_free_object(found: Found) -> Problem | None:
    """Keys of the free objects: apns.headers, apns.payload and webpush.notification."""
    dashed = snake_case(found.name).replace("_", "-")
    web = _WEB.get(dashed.replace("-", ""))
    if web is not None and dashed not in _APS:
        return _misplaced(found, ("webpush", "notification", web), found.value)
    if dashed == "aps":
        return _misplaced(found, ("apns", "payload", "aps"), found.value)
    if dashed.startswith("apns-"):
        return _misplaced(found, ("apns", "headers", dashed), found.value)
    if dashed in _APS:
        below = ("alert", dashed) if dashed == "subtitle" else (dashed,)
        value = 1 if dashed in _APS_FLAGS else found.value
        return _misplaced(found, ("apns", "payload", "aps", *below), value)
    return None


def _misplaced(found: Found, home: tuple[str, ...], value: Json) -> Problem:
    goal = ".".join(home)
    is_target = home[0] in TARGET_NAMES
    return Problem(
        Fault.MISPLACED,
        found.pointer,
        f"“{found.short}” does not stand in {found.place}.",
        f"Its place is message.{goal}.",
        "Choose the target beside the message." if is_target else f"Move it to {goal}.",
        f"Remove {found.short}" if is_target else f"Move to {goal}",
        found.removal if is_target else _move(found, home, value),
    )


def _move(found: Found, home: tuple[str, ...], value: Json) -> tuple[Edit, ...]:
    """Return the edits, or none where something stands at the goal already or nothing is to be moved."""
    goal = _as_spelled(home, found.message)
    return () if value is None or goal is None else (Edit(found.pointer, None), Edit(goal, value))


def _as_spelled(home: Iterable[str], message: Mapping[str, Json]) -> str | None:
    """Return the pointer in the spelling the message uses; None where the place is taken or blocked."""
    here: Json | Mapping[str, Json] = message
    pointer = ""
    for key in home:
        name = key
        if isinstance(here, Mapping):
            name = key if key in here or camel_case(key) not in here else camel_case(key)
            here = here.get(name)
        elif here is not None:
            return None
        pointer = child(pointer, name)
    return None if here is not None else pointer
