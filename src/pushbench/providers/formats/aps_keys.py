"""The keys of Apple's ``aps`` dictionary: their types and where they belong.

Source: Apple, "Generating a remote notification"; "Starting and updating Live Activities with ActivityKit
push notifications"; "Updating widgets / controls with push".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pushbench.domain.json_value import Json

LIVE_ACTIVITY = "liveactivity"
LEGACY_WEB = "legacy Safari website push"


@dataclass(frozen=True, slots=True)
class Kind:
    """A JSON type as Apple's tables name it."""

    words: str
    """Completes "must be ..."."""
    accepts: Callable[[Json], bool]


def is_number(value: Json) -> bool:
    """Whether a value is a JSON number: Python counts ``True`` as one, JSON does not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: Json) -> bool:
    """Whether a value is a whole number, ``3.0`` included."""
    return is_number(value) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def is_strings(value: Json) -> bool:
    """Whether a value is an array of strings."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def is_localised(value: Json) -> bool:
    """Whether a value is the ``{"loc-key": ..., "loc-args": [...]}`` form of a Live Activity's title or body."""
    return isinstance(value, dict) and isinstance(value.get("loc-key"), str)


TEXT = Kind("a string", lambda value: isinstance(value, str))
OBJECT = Kind("an object", lambda value: isinstance(value, dict))
TEXT_OR_OBJECT = Kind("a string or an object", lambda value: isinstance(value, str | dict))
COUNT = Kind("a whole number", is_integer)
NUMBER = Kind("a number", is_number)
ONE = Kind("the number 1", lambda value: is_number(value) and value == 1)
FLAG = Kind("0 or 1", lambda value: is_number(value) and value in (0, 1))
BOOLEAN = Kind("true or false", lambda value: isinstance(value, bool))
TEXTS = Kind("an array of strings", is_strings)


@dataclass(frozen=True, slots=True)
class Key:
    """One documented key."""

    kind: Kind
    note: str
    only_for: tuple[str, ...] = ()
    """Push types that read it; empty: all that show something."""
    retired: str = ""
    """One sentence saying since when or what took its place, or empty."""


_ACTIVITY = (LIVE_ACTIVITY,)

APS_KEYS: Mapping[str, Key] = {
    "alert": Key(TEXT_OR_OBJECT, "What is shown; a string is the body alone."),
    "badge": Key(COUNT, "The number on the app's icon; 0 clears it."),
    "sound": Key(TEXT_OR_OBJECT, "A sound file of the app, “default”, or an object for critical alerts."),
    "thread-id": Key(TEXT, "Groups notifications."),
    "category": Key(TEXT, "A category the app registered; gives the buttons."),
    "content-available": Key(ONE, "Wakes the app in the background."),
    "mutable-content": Key(ONE, "Routes the alert through the notification service extension."),
    "target-content-id": Key(TEXT, "The window or scene brought forward."),
    "interruption-level": Key(TEXT, "passive, active, time-sensitive or critical."),
    "relevance-score": Key(NUMBER, "0 to 1, orders the summary; for Live Activities any number."),
    "filter-criteria": Key(TEXT, "Matched against Focus filters."),
    "stale-date": Key(NUMBER, "Unix seconds after which a Live Activity is out of date.", _ACTIVITY),
    "content-state": Key(OBJECT, "The changing content of a Live Activity.", _ACTIVITY),
    "timestamp": Key(NUMBER, "Unix seconds; the newest update wins.", _ACTIVITY),
    "event": Key(TEXT, "start, update or end.", _ACTIVITY),
    "dismissal-date": Key(NUMBER, "Unix seconds at which an ended Live Activity leaves the screen.", _ACTIVITY),
    "attributes-type": Key(TEXT, "The name of the app's ActivityAttributes type; start only.", _ACTIVITY),
    "attributes": Key(OBJECT, "The fixed content of a Live Activity; start only.", _ACTIVITY),
    "input-push-channel": Key(TEXT, "A broadcast channel to listen to; start only, iOS 18.", _ACTIVITY),
    "input-push-token": Key(ONE, "Asks for an update token; start only, iOS 18.", _ACTIVITY),
    "content-changed": Key(BOOLEAN, "Reloads widgets or controls.", ("widgets", "controls")),
    "url-args": Key(TEXTS, "Values for the URL of a website push.", (LEGACY_WEB,)),
}

ALERT_KEYS: Mapping[str, Key] = {
    "title": Key(TEXT, "First line."),
    "subtitle": Key(TEXT, "Second line."),
    "body": Key(TEXT, "Text."),
    "launch-image": Key(TEXT, "The launch image shown when the app opens from it."),
    "title-loc-key": Key(TEXT, "Key of the title in Localizable.strings."),
    "title-loc-args": Key(TEXTS, "Values for its placeholders."),
    "subtitle-loc-key": Key(TEXT, "Key of the subtitle in Localizable.strings."),
    "subtitle-loc-args": Key(TEXTS, "Values for its placeholders."),
    "loc-key": Key(TEXT, "Key of the body in Localizable.strings."),
    "loc-args": Key(TEXTS, "Values for its placeholders."),
    "sound": Key(TEXT_OR_OBJECT, "The sound of a Live Activity's alert.", _ACTIVITY),
    "action": Key(TEXT, "Button label of a website push.", retired="It belonged to Safari's old website push."),
    "action-loc-key": Key(TEXT, "Button label.", retired="Buttons come from the category since iOS 10."),
    "summary-arg": Key(TEXT, "A group summary's name.", retired="iOS 15 dropped it."),
    "summary-arg-count": Key(COUNT, "A group summary's count.", retired="iOS 15 dropped it."),
}

SOUND_KEYS: Mapping[str, Key] = {
    "critical": Key(FLAG, "1 plays it even when the phone is muted."),
    "name": Key(TEXT, "File of the sound, or “default”."),
    "volume": Key(NUMBER, "0 to 1."),
}

INTERRUPTION_LEVELS = ("passive", "active", "time-sensitive", "critical")
EVENTS = ("start", "update", "end")

_NO_LETTERS = re.compile(r"[\W_]+")

_ALIASES: Mapping[str, Mapping[str, str]] = {
    "aps": {
        "threadidentifier": "thread-id",
        "categoryidentifier": "category",
        "targetcontentidentifier": "target-content-id",
        "interruption": "interruption-level",
        "relevance": "relevance-score",
        "contentstate": "content-state",
        "alertsound": "sound",
        "silent": "content-available",
    },
    "alert": {
        "message": "body",
        "text": "body",
        "heading": "title",
        "launchimagename": "launch-image",
        "bodylockey": "loc-key",
        "bodylocargs": "loc-args",
        "titlelocalizationkey": "title-loc-key",
    },
    "sound": {"file": "name", "filename": "name", "soundname": "name", "iscritical": "critical", "level": "volume"},
}
_TABLES: Mapping[str, Mapping[str, Key]] = {"aps": APS_KEYS, "alert": ALERT_KEYS, "sound": SOUND_KEYS}


def plain(name: str) -> str:
    """Return a key's letters alone, lower-case: what misspellings of it have in common."""
    return _NO_LETTERS.sub("", name.lower())


def by_letters(names: Iterable[str]) -> Mapping[str, str]:
    """Return the names by their letters alone."""
    return {plain(name): name for name in names}


_BY_LETTERS: Mapping[str, Mapping[str, str]] = {table: by_letters(known) for table, known in _TABLES.items()}


def aps_key_of(name: str) -> str | None:
    """Return the key of ``aps`` that a name is, in whatever dress, or None."""
    return _BY_LETTERS["aps"].get(plain(name))


def alert_key_of(name: str) -> str | None:
    """Return the key of ``alert`` that a name is, in whatever dress, or None."""
    return _BY_LETTERS["alert"].get(plain(name))


@lru_cache(maxsize=4096)
def meant(name: str, table: str) -> str | None:
    """Return the documented key of ``aps``, ``alert`` or ``sound`` that an unknown one stands for, or None.

    Case, ``_`` and camelCase do not matter; one slip of the finger is forgiven, two in longer names.
    """
    known, letters = _TABLES[table], plain(name)
    if name in known or not 3 <= len(letters) <= 32:
        return None
    found = _BY_LETTERS[table].get(letters) or _ALIASES[table].get(letters)
    if found:
        return found
    near = {
        key: slips
        for right, key in _BY_LETTERS[table].items()
        if len(right) >= 4 and (slips := _slips(letters, right)) <= _forgiven(right)
    }
    return min(near, key=lambda key: near[key], default=None)


def _forgiven(key: str) -> int:
    return 2 if len(key) >= 9 else 1


def _slips(one: str, other: str) -> int:
    """Count single-letter changes between two short words (optimal string alignment); 9 is "far"."""
    if abs(len(one) - len(other)) > 2:
        return 9
    rows = [list(range(len(other) + 1))]
    for i, left in enumerate(one, start=1):
        row = [i]
        for j, right in enumerate(other, start=1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
