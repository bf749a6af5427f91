"""Rules about which keys an ``aps`` dictionary holds: misspelt, misplaced, retired, of the wrong type."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pushbench.domain.finding import Fix, Hit, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_keys import (
    ALERT_KEYS,
    APS_KEYS,
    BOOLEAN,
    COUNT,
    FLAG,
    LEGACY_WEB,
    LIVE_ACTIVITY,
    NUMBER,
    ONE,
    SOUND_KEYS,
    TEXT,
    TEXTS,
    Key,
    Kind,
    alert_key_of,
    aps_key_of,
    is_localised,
    meant,
)
from pushbench.providers.formats.aps_rules import ApsRule
from pushbench.providers.formats.change import fix

GENERATING = "Apple, Generating a remote notification"

_MOST_HITS = 25
"""A dictionary of a thousand unknown keys is one mistake, not a thousand."""

_TOP_LEVEL_SUSPECTS = frozenset({"alert", "badge", "sound"})


def _objects(block: ApsBlock) -> Iterator[tuple[str, JsonObject, str, Mapping[str, Key]]]:
    yield "aps", block.aps, block.aps_pointer, APS_KEYS
    yield "alert", block.alert_object, block.alert_pointer, ALERT_KEYS
    yield "sound", block.sound_object, block.at("sound"), SOUND_KEYS
    nested = block.alert_object.get("sound")
    if isinstance(nested, dict):
        yield "sound", nested, block.at("alert", "sound"), SOUND_KEYS


def _unknown(members: JsonObject, known: Mapping[str, Key]) -> list[str]:
    return [name for name in members if name not in known][:_MOST_HITS]


def _alert_part(name: str) -> str | None:
    """Return the alert's key that a key of ``aps`` was meant to be, or None."""
    part = alert_key_of(name)
    return part if part != "sound" else None


def _misspelt(block: ApsBlock) -> Iterator[Hit]:
    for table, members, pointer, known in _objects(block):
        for name in _unknown(members, known):
            right = meant(name, table)
            if right is None or (table == "aps" and _alert_part(name)):
                continue
            here, there = child(pointer, name), child(pointer, right)
            if right in members:
                patch = fix(f"Remove {name}", (here, None))
                todo = f"Remove it; {right} is there already."
            else:
                patch, todo = fix(f"Rename to {right}", (here, None), (there, members[name])), f"Rename it to {right}."
            yield Hit(here, f"{name} is not a key of {table}.", f"Apple ignores it; you may mean {right}.", todo, patch)


def _alert_parts_in_aps(block: ApsBlock) -> Iterator[Hit]:
    for name in _unknown(block.aps, APS_KEYS):
        part = _alert_part(name)
        if part is not None:
            yield Hit(
                block.at(name), f"{name} stands in aps instead of in alert.", patch=_into_alert(block, name, part)
            )


def _into_alert(block: ApsBlock, name: str, part: str) -> Fix | None:
    if part in block.alert_object:
        return None
    changes: list[tuple[str, Json]] = [(block.at(name), None), (block.at("alert", part), block.aps[name])]
    if isinstance(block.alert, str):
        if part == "body":
            return None
        changes.append((block.at("alert", "body"), block.alert))
    return fix("Move into alert", *changes)


def _custom_in_aps(block: ApsBlock) -> Iterator[Hit]:
    for table, members, pointer, known in _objects(block):
        for name in _unknown(members, known):
            if meant(name, table) or (table == "aps" and _alert_part(name)):
                continue
            here, top = child(pointer, name), child(block.pointer, name)
            can_move = name not in block.payload and name != "aps"
            yield Hit(
                here,
                f"{name} is not a key of {table}.",
                patch=fix("Move to the top level", (here, None), (top, members[name])) if can_move else None,
            )


def _aps_keys_outside(block: ApsBlock) -> Iterator[Hit]:
    for name in list(block.payload)[:200]:
        right = aps_key_of(name)
        if right is None or not ("-" in right or name in _TOP_LEVEL_SUSPECTS):
            continue
        here = child(block.pointer, name)
        is_free = right not in block.aps
        yield Hit(
            here,
            f"{name} stands beside aps instead of in it.",
            patch=fix("Move into aps", (here, None), (block.at(right), block.payload[name])) if is_free else None,
        )


def _wrong_types(block: ApsBlock) -> Iterator[Hit]:
    for _, members, pointer, known in _objects(block):
        for name, value in members.items():
            key = known.get(name)
            if key is None or key.kind.accepts(value) or _is_fine_elsewhere(block, pointer, name, value):
                continue
            right = _converted(value, key.kind)
            here = child(pointer, name)
            is_harmless = key.kind in (ONE, FLAG) and value is True
            yield Hit(
                here,
                f"{name} must be {key.kind.words}, not {_wrong_words(value, key.kind)}.",
                "iOS reads true as 1, other systems may not." if is_harmless else "",
                patch=None if right is None else fix(f"Set to {_show(right)}", (here, right)),
                severity=Severity.WARNING if is_harmless else None,
            )


def _is_fine_elsewhere(block: ApsBlock, pointer: str, name: str, value: Json) -> bool:
    """Title and body of a Live Activity's alert may be objects with a loc-key; 0 switches a flag off."""
    if value == 0 and not isinstance(value, bool) and name in ("content-available", "mutable-content"):
        return True
    is_alert_text = pointer == block.alert_pointer and name in ("title", "body")
    return is_alert_text and block.push_type == LIVE_ACTIVITY and is_localised(value)


def _converted(value: Json, kind: Kind) -> Json:
    """Return what the value was surely meant to be in the right type, or None."""
    word = value.strip().lower() if isinstance(value, str) else value
    if kind in (ONE, FLAG):
        return 1 if word in ("1", "true", "yes") or value is True else None
    if kind is BOOLEAN:
        return True if word in ("1", "true", 1) else None
    if kind in (COUNT, NUMBER) and isinstance(word, str):
        return _number(word)
    if kind is TEXT and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if kind is TEXTS and isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return [str(item) for item in value]
    return None


def _number(word: str) -> Json:
    digits = word.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        return None
    return float(word) if "." in word else int(word)


def kind_words(value: Json) -> str:
    """Return a value's JSON type in words: ``a string``, ``true``, ``an array`` ..."""
    if value is None or isinstance(value, bool):
        return _show(value)
    if isinstance(value, str):
        return "a string"
    if isinstance(value, list):
        return "an array"
    return "an object" if isinstance(value, dict) else f"the number {value}"[:40]


def _wrong_words(value: Json, kind: Kind) -> str:
    if kind is TEXTS and isinstance(value, list):
        return "one with other values"
    return kind_words(value)


def _show(value: Json) -> str:
    return f"“{value}”" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:40]


def _retired(block: ApsBlock) -> Iterator[Hit]:
    for name in block.alert_object:
        key = ALERT_KEYS.get(name)
        if key is not None and key.retired:
            here = block.at("alert", name)
            yield Hit(here, f"{name} no longer does anything.", key.retired, patch=_drop(here, name))
    if "url-args" in block.aps:
        yield Hit(block.at("url-args"), "url-args belongs to Safari's old website push.", patch=None)


def _drop(pointer: str, name: str) -> Fix:
    return fix(f"Remove {name}", (pointer, None))


def _foreign_to_type(block: ApsBlock) -> Iterator[Hit]:
    if not block.push_type:
        return
    for name in block.aps:
        key = APS_KEYS.get(name)
        if key is None or not key.only_for or block.push_type in key.only_for or LEGACY_WEB in key.only_for:
            continue
        wanted = " or ".join(key.only_for)
        yield Hit(
            block.at(name),
            f"{name} has no meaning in a push of type {block.push_type}.",
            f"Only {wanted} pushes read it.",
            f"Remove it, or set apns-push-type to {wanted}.",
            _drop(block.at(name), name),
        )
    if block.push_type != LIVE_ACTIVITY and "sound" in block.alert_object:
        here = block.at("alert", "sound")
        changes: list[tuple[str, Json]] = [(here, None)]
        if "sound" not in block.aps:
            changes.append((block.at("sound"), block.alert_object["sound"]))
        yield Hit(
            here,
            "sound stands in alert instead of in aps.",
            "Only a Live Activity has its sound inside the alert.",
            "Move it up into aps.",
            fix("Move into aps", *changes),
        )


KEY_RULES: tuple[ApsRule, ...] = (
    ApsRule(
        1,
        Severity.WARNING,
        "Misspelt key",
        "Apple's keys are lower-case words joined by hyphens; anything else is ignored without a word.",
        "Spell the key as Apple does.",
        _misspelt,
        GENERATING,
    ),
    ApsRule(
        2,
        Severity.WARNING,
        "Part of the alert outside the alert",
        "Title, subtitle, body and their loc keys are read only inside aps.alert.",
        "Move it into alert.",
        _alert_parts_in_aps,
        GENERATING,
    ),
    ApsRule(
        3,
        Severity.WARNING,
        "Custom key inside aps",
        "The system ignores keys of aps that it does not know, and later versions may give them a meaning.",
        "Put your own data beside aps, at the top level of the payload.",
        _custom_in_aps,
        GENERATING,
    ),
    ApsRule(
        4,
        Severity.WARNING,
        "Key of aps outside aps",
        "At the top level it is custom data that only the app sees; the system reads it inside aps alone.",
        "Move it into aps, or rename it where it is meant as data.",
        _aps_keys_outside,
        GENERATING,
    ),
    ApsRule(
        5,
        Severity.ERROR,
        "Wrong type",
        "The system drops a value of another type without a word.",
        "Give the value the type of Apple's table.",
        _wrong_types,
        GENERATING,
    ),
    ApsRule(
        6,
        Severity.WARNING,
        "Retired key",
        "Current systems no longer read it.",
        "Remove it.",
        _retired,
        GENERATING,
    ),
    ApsRule(
        7,
        Severity.WARNING,
        "Key of another push type",
        "The system reads it for another push type only.",
        "Remove it, or change the push type.",
        _foreign_to_type,
        "Apple, Starting and updating Live Activities with ActivityKit push notifications",
    ),
)
