"""Rules over the message's fields: known, of their type, in their range (EXPO010 to EXPO019)."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.providers.expo.fields import (
    FIELDS,
    FOREIGN_BLOCKS,
    IMAGE_ALIASES,
    LEGACY,
    PRIORITIES,
    SOUND_FIELDS,
    TARGET_FIELD,
    meant,
)
from pushbench.providers.expo.view import Hits, View, short
from pushbench.providers.formats.aps_keys import INTERRUPTION_LEVELS, is_number, plain

_FORMAT = "Expo, Send notifications with the Expo Push Service, message request format"
_TYPES = "expo-server-sdk 7.2.0, ExpoPushMessage"
_WORDS: Mapping[str, tuple[str, ...]] = {"priority": PRIORITIES, "interruptionLevel": INTERRUPTION_LEVELS}
_MEANT_WORDS: Mapping[str, Mapping[str, str]] = {
    "priority": {"max": "high", "urgent": "high", "10": "high", "5": "normal", "low": "normal", "min": "normal"},
    "interruptionLevel": {"timesensitive": "time-sensitive"},
}


def _unknown(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, value in view.message.items():
        if name in FIELDS or name in LEGACY or name == TARGET_FIELD:
            continue
        if name in FOREIGN_BLOCKS:
            what = f"“{name}” is {FOREIGN_BLOCKS[name]}."
            yield view.hit((name,), what, fix="Write Expo's own fields; Expo makes Apple's and Google's of them.")
        elif meant(name) is None and plain(name) not in IMAGE_ALIASES:
            yield _stranger(view, name, value)


def _stranger(view: View, name: str, value: Json) -> Hit:
    data = view.message.get("data")
    what = f"Expo knows no field “{short(name)}”."
    if data is None or (isinstance(data, dict) and name not in data):
        edits: list[tuple[tuple[str, ...], Json]] = [((name,), None), (("data", name), value)]
        return view.hit((name,), what, label=f"Move {short(name)} into data", edits=edits)
    return view.hit((name,), what, label=f"Remove {short(name)}", edits=[((name,), None)])


def _misspelt(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, value in view.message.items():
        if name in FIELDS or name in LEGACY or name in FOREIGN_BLOCKS or name == TARGET_FIELD:
            continue
        if plain(name) in IMAGE_ALIASES:
            yield _image(view, name, value)
            continue
        known = meant(name)
        if known is not None:
            what = f"Expo knows no field “{short(name)}”; did you mean {known}?"
            is_free = known not in view.message
            edits: list[tuple[tuple[str, ...], Json]] = [((name,), None), *([((known,), value)] if is_free else [])]
            yield view.hit(
                (name,), what, label=f"Rename to {known}" if is_free else f"Remove {short(name)}", edits=edits
            )


def _image(view: View, name: str, value: Json) -> Hit:
    what = f"Expo knows no field “{short(name)}”; an image's address stands in richContent.image."
    is_free = "richContent" not in view.message and isinstance(value, str)
    edits: list[tuple[tuple[str, ...], Json]] = [((name,), None)]
    if is_free:
        edits.append((("richContent",), {"image": value}))
    return view.hit(
        (name,), what, label="Move to richContent.image" if is_free else f"Remove {short(name)}", edits=edits
    )


def _wrong_type(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, field in FIELDS.items():
        if name not in view.message or field.kind.accepts(view.message[name]):
            continue
        value = view.message[name]
        what = f"“{name}” must be {field.kind.words}."
        if value is None:
            yield view.hit((name,), what, label=f"Remove {name}", edits=[((name,), None)], severity=Severity.WARNING)
            continue
        mended = _mended(value, field.kind.words)
        edits = [] if mended is None else [((name,), mended)]
        yield view.hit((name,), what, label=f"Write {_json(mended)}", edits=edits)
    yield from _wrong_sound(view)


def _mended(value: Json, words: str) -> Json:
    """Return what a value of the wrong type was surely meant to be, or None."""
    if words == "true or false":
        return {"1": True, "true": True, "0": False, "false": False}.get(str(value).strip().lower())
    if words in ("a whole number", "a number") and isinstance(value, str):
        return _number(value.strip(), is_whole=words == "a whole number")
    if words == "a whole number" and isinstance(value, float) and abs(value) < 1e15:
        return round(value)
    if words.startswith("a string") and is_number(value):
        return _json(value)
    return None


def _number(text: str, *, is_whole: bool) -> Json:
    if len(text) > 15 or not text.isascii():
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return int(number) if number.is_integer() else (None if is_whole else number)


def _json(value: Json) -> str:
    return "true" if value is True else "false" if value is False else f"{value}"


def _wrong_sound(view: View) -> Hits:
    sound = view.message.get("sound")
    for name, value in sound.items() if isinstance(sound, dict) else ():
        known = SOUND_FIELDS.get(name)
        if known is None:
            what = f"A sound has no “{short(name)}”: critical, name and volume only."
            yield view.hit(("sound", name), what, label=f"Remove {short(name)}", edits=[(("sound", name), None)])
        elif value is not None and not known.accepts(value):
            mended = _mended(value, known.words)
            edits = [] if mended is None else [(("sound", name), mended)]
            yield view.hit(
                ("sound", name), f"“{name}” must be {known.words}.", label=f"Write {_json(mended)}", edits=edits
            )


def _word(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, words in _WORDS.items():
        value = view.message.get(name)
        if not isinstance(value, str) or value in words:
            continue
        letters = plain(value)
        known = next((word for word in words if plain(word) == letters), None) or _MEANT_WORDS[name].get(letters)
        what = f"“{short(value)}” is no {name}: {', '.join(words[:-1])} or {words[-1]}."
        edits = [] if known is None else [((name,), known)]
        yield view.hit((name,), what, label=f"Set to {known}", edits=edits)


def _out_of_range(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, field in FIELDS.items():
        value = view.message.get(name)
        if field.is_whole and is_number(value) and value < 0:  # type: ignore[operator]
            yield view.hit((name,), f"“{name}” is {value}; it starts at 0.", label="Set to 0", edits=[((name,), 0)])
    score = view.message.get("relevanceScore")
    yield from _share(view, ("relevanceScore",), score)
    sound = view.message.get("sound")
    yield from _share(view, ("sound", "volume"), sound.get("volume") if isinstance(sound, dict) else None)


def _share(view: View, keys: tuple[str, ...], value: Json) -> Hits:
    if isinstance(value, int | float) and not isinstance(value, bool) and not 0 <= value <= 1:
        nearest = 0 if value < 0 else 1
        what = f"“{keys[-1]}” is {value}; it goes from 0 to 1."
        yield view.hit(keys, what, label=f"Set to {nearest}", edits=[(keys, nearest)])


def _legacy(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, (instead, why) in LEGACY.items():
        if name not in view.message:
            continue
        edits: list[tuple[tuple[str, ...], Json]] = [((name,), None)]
        is_free = instead is not None and instead not in view.message
        if instead is not None and is_free:
            edits.append(((instead,), view.message[name]))
        label = f"Rename to {instead}" if is_free else f"Remove {name}"
        yield view.hit((name,), f"“{name}” is an old name.", why=why, label=label, edits=edits)


FIELD_RULES: tuple[Rule, ...] = (
    Rule(
        "EXPO010",
        Severity.WARNING,
        "Unknown field",
        "Expo reads only the fields of its table; whether it ignores or refuses others is not documented.",
        "Remove it, or put it into data.",
        _unknown,
        _FORMAT,
    ),
    Rule(
        "EXPO011",
        Severity.WARNING,
        "Misspelt field",
        "Expo reads only the fields of its table, so this one has no effect.",
        "Rename it.",
        _misspelt,
        _FORMAT,
    ),
    Rule(
        "EXPO012",
        Severity.ERROR,
        "Wrong type",
        "Expo refuses a request with a value of the wrong type (400 VALIDATION_ERROR).",
        "Write the value in the right type.",
        _wrong_type,
        _FORMAT,
    ),
    Rule(
        "EXPO013",
        Severity.ERROR,
        "Word that Expo does not know",
        "Expo refuses a request with a word that is not in its list (400 VALIDATION_ERROR).",
        "Use one of the listed words, in exactly this spelling.",
        _word,
        _FORMAT,
    ),
    Rule(
        "EXPO014",
        Severity.ERROR,
        "Number out of range",
        "Expo, or Apple and Google behind it, refuse such numbers.",
        "Write a number in the range.",
        _out_of_range,
        _FORMAT,
    ),
    Rule(
        "EXPO015",
        Severity.WARNING,
        "Old field",
        "It is kept for old servers or has no effect any more.",
        "Use the new name, or remove it.",
        _legacy,
        f"{_FORMAT}; {_TYPES}",
    ),
)
