"""Rules over the body's fields: an object, every field known, of its type, of its words (ONES001 to ONES009)."""

from __future__ import annotations

from difflib import get_close_matches

from pushbench.domain.finding import Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.domain.target import TargetKind
from pushbench.providers.formats.aps_key_rules import kind_words
from pushbench.providers.formats.aps_keys import BOOLEAN, COUNT, NUMBER, TEXT, Kind, is_number, plain
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.onesignal.fields import (
    FIELDS,
    FOREIGN_BLOCKS,
    KEPT_WITH_SEGMENTS,
    LANGUAGE_MAP,
    MAIN_LANGUAGE,
    OTHER_CHANNELS,
    TARGET_COMPANIONS,
    TARGET_FAMILIES,
    TARGET_FIELDS,
    fields_of,
    meant,
)
from pushbench.providers.onesignal.view import Hits, View, rule

API = "OneSignal OpenAPI document 11.6"
_MOST_HITS = 25


def _object(view: View) -> Hits:
    payload = view.draft.payload
    if isinstance(payload, str):
        read = read_json(payload)
        if not isinstance(read.value, dict):
            yield view.hit("", "The payload is text that is no JSON object.", why=read.trouble)
    elif not isinstance(payload, dict):
        yield view.hit("", f"The payload is {kind_words(payload)}.")
    elif not payload:
        yield view.hit("", "The payload is empty.")


def _unknown(view: View) -> list[str]:
    known = fields_of(view.body)
    skipped = (*known, *TARGET_FIELDS, *FOREIGN_BLOCKS)
    return [name for name in view.body if name not in skipped and not name.startswith(OTHER_CHANNELS)][:_MOST_HITS]


def _strangers(view: View) -> Hits:
    for name in _unknown(view):
        if meant(name, is_activity=view.is_activity) is None:
            here = child("", name)
            yield view.hit(here, f"“{name[:60]}” is no field.", label=f"Remove {name[:30]}", edits=[(here, None)])


def _misspelt(view: View) -> Hits:
    for name in _unknown(view):
        right = meant(name, is_activity=view.is_activity)
        if right is None:
            continue
        here, value = child("", name), view.body[name]
        made: Json = (
            {MAIN_LANGUAGE: value}
            if fields_of(view.body)[right].kind is LANGUAGE_MAP and isinstance(value, str)
            else value
        )
        edits = [(here, None), (child("", right), made)] if right not in view.body else []
        what = f"“{name[:60]}” is no field; did you mean “{right}”?"
        yield view.hit(here, what, label=f"Rename to {right}", edits=edits)


def _foreign(view: View) -> Hits:
    for name in FOREIGN_BLOCKS:
        if name in view.body:
            yield view.hit(child("", name), f"“{name}” is {FOREIGN_BLOCKS[name]}.")


def _targets(view: View) -> Hits:
    target = view.context.target
    to_segment = target is None or target.kind is TargetKind.SEGMENT
    for name in (*TARGET_FAMILIES, *TARGET_COMPANIONS, "app_id"):
        if name not in view.body or (name == KEPT_WITH_SEGMENTS and to_segment):
            continue
        here = child("", name)
        what = f"“{name}” is put in when it is sent, so this one does not leave."
        if name == KEPT_WITH_SEGMENTS:
            what = "“excluded_segments” goes with a segment only, so it does not leave."
        yield view.hit(here, what, label=f"Remove {name}", edits=[(here, None)])


def _types(view: View) -> Hits:
    for name, field in fields_of(view.body).items():
        value = view.body.get(name)
        if value is None or field.kind.accepts(value):
            continue
        here, right = child("", name), _converted(value, field.kind)
        yield view.hit(
            here,
            f"“{name}” is {kind_words(value)} and must be {field.kind.words}.",
            label=f"Change {name}",
            edits=[(here, right)] if right is not None else [],
        )


def _converted(value: Json, kind: Kind) -> Json:
    """Return what was meant, or None where it cannot be told."""
    if kind is LANGUAGE_MAP and isinstance(value, str):
        return {MAIN_LANGUAGE: value}
    if kind is BOOLEAN and value in (1, 0, "true", "false"):
        return value in (1, "true")
    if kind is TEXT and is_number(value):
        return str(value)
    if kind in (COUNT, NUMBER) and isinstance(value, str):
        read = read_json(value.strip()).value
        return read if kind.accepts(read) else None
    return None


def _words(view: View) -> Hits:
    for name, field in fields_of(view.body).items():
        value = view.body.get(name)
        if value is None or not field.words or not field.kind.accepts(value) or value in field.words:
            continue
        here, right = child("", name), _nearest(value, field.words)
        listed = ", ".join(str(word) for word in field.words)
        did = "" if right is None else f"; did you mean “{right}”?"
        edits = [] if right is None else [(here, right)]
        what = f"“{name}” is “{str(value)[:40]}”{did or '.'}"
        yield view.hit(here, what, fix=f"Use one of {listed}.", label=f"Set to {right}", edits=edits)


def _nearest(value: Json, words: tuple[Json, ...]) -> Json:
    if is_number(value) and isinstance(value, int | float):
        numbers = [word for word in words if isinstance(word, int)]
        return min(numbers, key=lambda word: abs(word - value)) if numbers else None
    by_letters = {plain(str(word)): word for word in words}
    close = get_close_matches(plain(str(value)), by_letters, n=1, cutoff=0.7)
    return by_letters[close[0]] if close else None


def _deprecated(view: View) -> Hits:
    for name, field in fields_of(view.body).items():
        if not field.is_old or view.body.get(name) is None:
            continue
        here = child("", name)
        edits: list[tuple[str, Json]] = []
        if field.instead in FIELDS and field.instead not in view.body:
            edits = [(here, None), (child("", field.instead), view.body[name])]
        what = f"“{name}” is deprecated; {field.instead} took its place."
        yield view.hit(here, what, label=f"Rename to {field.instead}", edits=edits)


def _other_channels(view: View) -> Hits:
    for name in view.body:
        if name.startswith(OTHER_CHANNELS):
            here = child("", name)
            yield view.hit(
                here, f"“{name[:60]}” belongs to another channel.", label=f"Remove {name[:30]}", edits=[(here, None)]
            )


FIELD_RULES: tuple[Rule, ...] = (
    rule(
        1,
        Severity.ERROR,
        "Payload is no object",
        "OneSignal takes a JSON object with the message's fields.",
        'Write for example {"contents": {"en": "..."}}.',
        _object,
        API,
        is_for_all=True,
    ),
    rule(
        2,
        Severity.WARNING,
        "Unknown field",
        "OneSignal does not document it and most likely ignores it.",
        "Remove it, or put it into data.",
        _strangers,
        API,
        is_for_all=True,
    ),
    rule(
        3,
        Severity.WARNING,
        "Misspelt field",
        "OneSignal ignores what it does not know, so this never takes effect.",
        "Rename it.",
        _misspelt,
        API,
        is_for_all=True,
    ),
    rule(
        4,
        Severity.ERROR,
        "Another service's payload",
        "OneSignal builds the platforms' payloads itself from its own fields.",
        "Write OneSignal's fields: contents, headings, data ...",
        _foreign,
        API,
        is_for_all=True,
    ),
    rule(
        5,
        Severity.WARNING,
        "Target in the payload",
        "One request has one family of targets: the chosen target's. The app id comes from the profile.",
        "Take it out and choose a target.",
        _targets,
        API,
        is_for_all=True,
    ),
    rule(
        6,
        Severity.ERROR,
        "Wrong type",
        "OneSignal refuses a value of the wrong type, or loses it.",
        "Write the value in its type.",
        _types,
        API,
        is_for_all=True,
    ),
    rule(
        7,
        Severity.ERROR,
        "Unknown word",
        "The field takes only the values of its list.",
        "Use one of them.",
        _words,
        API,
        is_for_all=True,
    ),
    rule(
        8,
        Severity.NOTE,
        "Deprecated field",
        "It still works at OneSignal, but not on today's phones, or not for long.",
        "Use what took its place.",
        _deprecated,
        "onesignal-python-api 5.18.0",
        is_for_all=True,
    ),
    rule(
        9,
        Severity.ERROR,
        "Field of another channel",
        "One request sends a push, an e-mail or a text message, never two of them (400).",
        "Remove it.",
        _other_channels,
        API,
        is_for_all=True,
    ),
)
