"""Rules over the fields: an object, every field known, of its type, of its words (AIR001 to AIR008)."""

from __future__ import annotations

from difflib import get_close_matches

from pushbench.domain.finding import Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.airship.fields import AUDIENCE, FOREIGN, Node, meant
from pushbench.providers.airship.view import Hits, View, rule
from pushbench.providers.formats.aps_key_rules import kind_words
from pushbench.providers.formats.aps_keys import BOOLEAN, COUNT, NUMBER, OBJECT, TEXT, Kind, is_number, plain
from pushbench.providers.formats.json_body import read_json

PUSH = "Airship API, Push object"
OVERRIDES = "Airship API, Platform overrides"
_MOST_HITS = 25


def _object(view: View) -> Hits:
    payload = view.draft.payload
    if isinstance(payload, str):
        read = read_json(payload)
        if not isinstance(read.value, dict):
            yield view.hit("", "The payload is text that is no JSON object.", why=read.trouble)
    elif isinstance(payload, list):
        what = "The payload is an array of pushes."
        yield view.hit("", what, why="Airship takes up to 100 at once; Pushbench sends each target a push of its own.")
    elif not isinstance(payload, dict):
        yield view.hit("", f"The payload is {kind_words(payload)}.")
    elif not payload:
        yield view.hit("", "The payload is empty.")


def _unknown(node: Node) -> list[str]:
    found = [name for name in node.value if node.field(name) is None]
    if node.table == "push":
        found = [name for name in found if name not in FOREIGN and name != AUDIENCE]
    return found[:_MOST_HITS]


def _strangers(view: View) -> Hits:
    for node in view.nodes:
        for name in _unknown(node):
            if meant(name, node.table) is None:
                here = child(node.pointer, name)
                what = f"“{name[:60]}” is no field of {_where(node)}."
                yield view.hit(here, what, label=f"Remove {name[:30]}", edits=[(here, None)])


def _where(node: Node) -> str:
    return "a push" if node.table == "push" else f"“{node.table}”"


def _misspelt(view: View) -> Hits:
    for node in view.nodes:
        for name in _unknown(node):
            right = meant(name, node.table)
            if right is None:
                continue
            here, value = child(node.pointer, name), node.value[name]
            edits: list[tuple[str, Json]] = []
            if right not in node.value:
                edits = [(here, None), (child(node.pointer, right), _made_for(right, value, node))]
            what = f"“{name[:60]}” is no field; did you mean “{right}”?"
            yield view.hit(here, what, label=f"Rename to {right}", edits=edits)


def _made_for(right: str, value: Json, node: Node) -> Json:
    """A bare address becomes the object that holds it."""
    kind = node.fields[right].kind
    return (
        {"url": value}
        if kind is OBJECT and isinstance(value, str) and right in ("media_attachment", "image", "icon")
        else value
    )


def _foreign(view: View) -> Hits:
    notification = view.body.get("notification")
    free = notification if isinstance(notification, dict) else {}
    for name, words in FOREIGN.items():
        if name not in view.body:
            continue
        edits: list[tuple[str, Json]] = []
        if name in ("alert", "ios", "android", "web") and name not in free:
            edits = [(f"/{name}", None), (f"/notification/{name}", view.body[name])]
        yield view.hit(f"/{name}", f"“{name}” is {words}.", label="Move it into notification", edits=edits)


def _audience(view: View) -> Hits:
    for where in ("", "/push"):
        inner = view.body if not where else view.body.get("push")
        if isinstance(inner, dict) and AUDIENCE in inner:
            here = f"{where}/{AUDIENCE}"
            what = "“audience” is put in when it is sent, so this one does not leave."
            yield view.hit(here, what, label="Remove audience", edits=[(here, None)])


def _types(view: View) -> Hits:
    for node in view.nodes:
        for name, value in node.value.items():
            field = node.field(name)
            if field is None or value is None or field.kind.accepts(value):
                continue
            here, right = child(node.pointer, name), _converted(value, field.kind)
            yield view.hit(
                here,
                f"“{name[:60]}” is {kind_words(value)} and must be {field.kind.words}.",
                label=f"Change {name[:30]}",
                edits=[(here, right)] if right is not None else [],
            )


def _converted(value: Json, kind: Kind) -> Json:
    """Return what was meant, or None where it cannot be told."""
    if kind is BOOLEAN and value in (1, 0, "true", "false"):
        return value in (1, "true")
    if kind is TEXT and is_number(value):
        return str(value)
    if kind is TEXT and isinstance(value, dict) and isinstance(value.get("body"), str):
        return value["body"]
    if kind in (COUNT, NUMBER) and isinstance(value, str):
        read = read_json(value.strip()).value
        return read if kind.accepts(read) else None
    if kind.accepts([value]):
        return [value]
    return None


def _words(view: View) -> Hits:
    for node in view.nodes:
        for name, value in node.value.items():
            field = node.field(name)
            if field is None or not field.words or not field.kind.accepts(value) or value in field.words:
                continue
            here, right = child(node.pointer, name), _nearest(value, field.words)
            did = "." if right is None else f"; did you mean “{right}”?"
            edits = [] if right is None else [(here, right)]
            fix = f"Use one of {', '.join(str(word) for word in field.words)}."
            what = f"“{name}” is “{str(value)[:40]}”{did}"
            yield view.hit(here, what, fix=fix, label=f"Set to {right}", edits=edits)


def _nearest(value: Json, words: tuple[Json, ...]) -> Json:
    if is_number(value) and isinstance(value, int | float):
        numbers = [word for word in words if isinstance(word, int)]
        return min(numbers, key=lambda word: abs(word - value)) if numbers else None
    by_letters = {plain(str(word)): word for word in words}
    close = get_close_matches(plain(str(value)), by_letters, n=1, cutoff=0.7)
    return by_letters[close[0]] if close else None


def _deprecated(view: View) -> Hits:
    for node in view.nodes:
        for name in node.value:
            field = node.field(name)
            if field is not None and field.instead:
                what = f"“{name}” is deprecated; {field.instead} took its place."
                here = child(node.pointer, name)
                yield view.hit(here, what, label=f"Remove {name}", edits=[(here, None)])
    if view.body.get("device_types") == "all":
        what = "device_types “all” is deprecated; an array of platforms took its place."
        listed: Json = ["ios", "android", "web"]
        yield view.hit("/device_types", what, label="List the platforms", edits=[("/device_types", listed)])


FIELD_RULES: tuple[Rule, ...] = (
    rule(
        1,
        Severity.ERROR,
        "Payload is no push",
        "Airship takes a JSON object with notification and device_types.",
        'Write for example {"notification": {"alert": "..."}, "device_types": ["ios"]}.',
        _object,
        PUSH,
    ),
    rule(
        2,
        Severity.ERROR,
        "Unknown field",
        "Airship refuses fields it does not know (400, 40001).",
        "Remove it, or put it into extra.",
        _strangers,
        OVERRIDES,
    ),
    rule(
        3,
        Severity.ERROR,
        "Misspelt field",
        "Airship refuses fields it does not know (400, 40001).",
        "Rename it.",
        _misspelt,
        OVERRIDES,
    ),
    rule(
        4,
        Severity.ERROR,
        "Field in the wrong place, or another service's",
        "Airship builds the platforms' payloads itself, from the overrides inside notification.",
        "Write Airship's fields: notification, with ios, android and web inside.",
        _foreign,
        PUSH,
    ),
    rule(
        5,
        Severity.WARNING,
        "Audience in the payload",
        "The audience is the chosen target.",
        "Take it out and choose a target; condition: takes Airship's own JSON.",
        _audience,
        "Airship API, Audience selection",
    ),
    rule(
        6,
        Severity.ERROR,
        "Wrong type",
        "Airship refuses a value of the wrong type (400, 40001).",
        "Write the value in its type.",
        _types,
        OVERRIDES,
    ),
    rule(
        7,
        Severity.ERROR,
        "Unknown word",
        "The field takes only the values of its list.",
        "Use one of them.",
        _words,
        OVERRIDES,
    ),
    rule(
        8,
        Severity.NOTE,
        "Deprecated field",
        "It does nothing any more, or not for long.",
        "Use what took its place.",
        _deprecated,
        "urbanairship 7.4.1",
    ),
)
