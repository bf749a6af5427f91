"""Checks one value of an FCM message against its field: type, enumeration, format, range.

Types are proto-JSON's: a whole number may be a string of digits, an enumeration its number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches

from pushbench.domain.json_value import Json, compact
from pushbench.domain.pointer import child
from pushbench.providers.formats import fcm_values as values
from pushbench.providers.formats.fcm_problem import Fault, Problem
from pushbench.providers.formats.fcm_schema import LONGEST_TTL_SECONDS, Field, FieldType, Format
from pushbench.providers.formats.json_edit import Edit

_INT32_LOWEST, _INT32_HIGHEST = -(2**31), 2**31 - 1


def check_value(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    """Yield what is wrong with a value that is not null and not an object walked further."""
    yield from _CHECKS[field.type](field, value, pointer)


def _wrong_type(field: Field, value: Json, pointer: str, meant: Json = None) -> Problem:
    edits = () if meant is None else (Edit(pointer, meant),)
    return Problem(
        Fault.WRONG_TYPE,
        pointer,
        f"“{field.name}” must be {field.type.value}, not {json_word(value)}.",
        label="" if meant is None else f"Set to {compact(meant)}",
        edits=edits,
    )


def json_word(value: Json) -> str:
    """Return what kind of JSON a value is, as a word with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return "a number"
    return "a string" if isinstance(value, str) else "a list" if isinstance(value, list) else "an object"


def as_text(value: Json) -> str:
    """Return a value as the string that carries it: strings stay, everything else becomes compact JSON."""
    if isinstance(value, str):
        return value
    try:
        return compact(value)
    except (ValueError, RecursionError):
        return str(value) if isinstance(value, float) else ""


def _string(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        meant = as_text(value) if isinstance(value, (bool, int, float)) else None
        yield _wrong_type(field, value, pointer, meant or None)
        return
    yield from _string_format(field, value, pointer)


def _string_format(field: Field, value: str, pointer: str) -> Iterator[Problem]:
    if field.format is Format.COLOR and not values.is_color(value):
        yield _malformed(Fault.COLOR, field, value, pointer, "#rrggbb, such as #2a5be0", values.as_color(value))
    elif field.format is Format.LABEL and not values.is_label(value):
        shape = "1 to 50 letters, digits and - _ . ~ %"
        yield _malformed(Fault.LABEL, field, value, pointer, shape, values.as_label(value))
    elif field.format is Format.HTTPS_URL and not value.startswith("https://"):
        secure = "https://" + value[7:] if value.startswith("http://") else None
        yield _malformed(Fault.LINK, field, value, pointer, "an address that begins with https://", secure)
    elif field.format is Format.URL and not value.startswith(("https://", "http://")):
        yield _malformed(Fault.ADDRESS, field, value, pointer, "a whole address that begins with https://", None)


def _malformed(fault: Fault, field: Field, value: str, pointer: str, shape: str, meant: str | None) -> Problem:
    return Problem(
        fault,
        pointer,
        f"“{_short(value)}” is not {shape}.",
        label=f"Set to {meant}" if meant else "",
        edits=(Edit(pointer, meant),) if meant else (),
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _bool(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        word = str(value).strip().lower() if isinstance(value, (str, int, float)) else ""
        meant = {"true": True, "1": True, "false": False, "0": False}.get(word)
        yield _wrong_type(field, value, pointer, meant)


def _int32(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    number = as_whole(value)
    if number is None:
        rounded = round(value) if isinstance(value, float) and math.isfinite(value) else None
        yield _wrong_type(field, value, pointer, rounded)
    elif not _INT32_LOWEST <= number <= _INT32_HIGHEST:
        yield Problem(Fault.OVERFLOW, pointer, f"{number} does not fit into 32 bits.")
    elif field.format is Format.COUNT and number < 0:
        what = f"{number} is negative; Android ignores such a count."
        yield Problem(Fault.RANGE, pointer, what, label="Remove it", edits=(Edit(pointer, None),))


def as_whole(value: Json) -> int | None:
    """Return the whole number that proto-JSON reads from a value (``3``, ``3.0``, ``"3"``), or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        digits = value.removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value.is_integer() else None
    return value if isinstance(value, int) else None


def _float(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    number = _as_float(value)
    if number is None:
        yield _wrong_type(field, value, pointer)
    elif field.format is Format.UNIT and not 0 <= number <= 1:
        meant = round(number / 255, 4) if 1 < number <= 255 else None
        yield Problem(
            Fault.RANGE,
            pointer,
            f"“{field.name}” is {compact(value) if math.isfinite(number) else number}, outside 0 to 1.",
            label="" if meant is None else f"Set to {meant}",
            edits=() if meant is None else (Edit(pointer, meant),),
        )


def _as_float(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _duration(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    fault = Fault.TTL if field.format is Format.TTL else Fault.FORMAT
    meant = values.as_duration(value)
    mend = {"label": f"Set to {meant}", "edits": (Edit(pointer, meant),)} if meant and meant != value else {}
    if not isinstance(value, str):
        what = f'“{field.name}” must be a string such as "3600s", not {json_word(value)}.'
        yield Problem(fault, pointer, what, **mend)  # type: ignore[arg-type]
        return
    seconds = values.duration_seconds(value)
    if seconds is None:
        what = f"“{_short(value)}” is not a duration: digits, then “s”."
        yield Problem(fault, pointer, what, **mend)  # type: ignore[arg-type]
        return
    trouble = values.ttl_trouble(value) if field.format is Format.TTL else None
    if trouble is None and seconds < 0:
        trouble = "A duration cannot be negative here."
    if trouble:
        nearest = "0s" if seconds < 0 else f"{LONGEST_TTL_SECONDS}s"
        yield Problem(fault, pointer, trouble, label=f"Set to {nearest}", edits=(Edit(pointer, nearest),))


def _timestamp(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    if isinstance(value, str) and values.unix_seconds(value) is not None:
        return
    meant = values.as_time(value)
    if isinstance(value, str):
        yield _malformed(Fault.FORMAT, field, value, pointer, "a time such as 2026-11-22T09:41:00Z", meant)
    else:
        yield _wrong_type(field, value, pointer, meant)


def _enum(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value <= len(field.choices):
            return
        yield Problem(Fault.WORD, pointer, f"{value} is no number of “{field.name}”.")
    elif not isinstance(value, str):
        yield _wrong_type(field, value, pointer)
    elif value not in field.choices and not (field.any_case and value.upper() in field.choices):
        yield _wrong_word(field, value, pointer)


def _wrong_word(field: Field, value: str, pointer: str) -> Problem:
    upper = value.strip().upper().replace("-", "_").replace(" ", "_")
    if value.upper() in field.choices:
        what = f"“{value}” is written {value.upper()} here."
        return Problem(Fault.CASE, pointer, what, label=f"Set to {upper}", edits=(Edit(pointer, upper),))
    ends = [choice for choice in field.choices if choice.endswith(f"_{upper}")]
    close = ends or get_close_matches(upper, field.choices, n=1, cutoff=0.7)
    meant = (close[0].lower() if field.any_case else close[0]) if close else None
    words = ", ".join(choice.lower() if field.any_case else choice for choice in field.choices)
    return Problem(
        Fault.WORD,
        pointer,
        f"“{_short(value)}” is no word of “{field.name}”.",
        fix=f"Use one of {words}.",
        label=f"Set to {meant}" if meant else "",
        edits=(Edit(pointer, meant),) if meant else (),
    )


def _string_map(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong_type(field, value, pointer)
        return
    for key, item in value.items():
        if isinstance(item, str):
            continue
        at = child(pointer, key)
        what = f"“{_short(key)}” is {json_word(item)}; FCM takes only strings in {field.name}."
        if item is None:
            yield Problem(Fault.NOT_TEXT, at, what, label="Remove it", edits=(Edit(at, None),))
        else:
            text = as_text(item)
            yield Problem(Fault.NOT_TEXT, at, what, label="Write it as a string", edits=(Edit(at, text),))


def _strings(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        meant: Json = [as_text(value)] if isinstance(value, (str, bool, int, float)) else None
        yield _wrong_type(field, value, pointer, meant)
        return
    for position, item in enumerate(value):
        if not isinstance(item, str):
            at = child(pointer, position)
            what = f"“{field.name}” takes only strings; this is {json_word(item)}."
            edits = () if item is None else (Edit(at, as_text(item)),)
            yield Problem(Fault.WRONG_TYPE, at, what, label="Write it as a string" if edits else "", edits=edits)


def _durations(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _wrong_type(field, value, pointer)
        return
    one = Field(field.name, FieldType.DURATION, field.what)
    for position, item in enumerate(value):
        yield from _duration(one, item, child(pointer, position))


def _any_object(field: Field, value: Json, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong_type(field, value, pointer)


_CHECKS: Mapping[FieldType, Callable[[Field, Json, str], Iterator[Problem]]] = {
    FieldType.STRING: _string,
    FieldType.BOOL: _bool,
    FieldType.INT32: _int32,
    FieldType.FLOAT: _float,
    FieldType.DURATION: _duration,
    FieldType.TIMESTAMP: _timestamp,
    FieldType.ENUM: _enum,
    FieldType.OBJECT: _any_object,
    FieldType.STRING_MAP: _string_map,
    FieldType.STRINGS: _strings,
    FieldType.DURATIONS: _durations,
    FieldType.STRUCT: _any_object,
}
