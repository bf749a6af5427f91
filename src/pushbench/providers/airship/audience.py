"""Airship's audience selectors: what is wrong with one, and how a person types one.

    tag:news AND (segment:4a5b… OR named_user:ana) AND NOT tag:beta

Source: Airship API, audience selection; urbanairship 7.4.1, push.audience.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child
from pushbench.providers.airship.fields import APNS_TOKEN, LONGEST_TAG, MOST_SELECTORS, UUID
from pushbench.providers.formats.aps_key_rules import kind_words
from pushbench.providers.formats.aps_keys import is_strings
from pushbench.providers.formats.json_body import read_json

CHANNELS = ("channel", "ios_channel", "android_channel", "amazon_channel", "web_channel", "open_channel", "apid", "wns")
"""Selectors of one channel by its UUID."""
_TEXTS = (
    *("tag", "segment", "named_user", "alias", "static_list", "subscription_lists", "email_address", "sms_sender"),
)
SELECTORS = (*CHANNELS, "device_token", *_TEXTS, "sms_id", "attribute", "location")
LOGIC = ("and", "or", "not")
_COMPANIONS: Mapping[str, tuple[str, ...]] = {"tag": ("group",), "attribute": ("operator", "value", "precision")}
OPERATORS = ("is_empty", "before", "after", "range", "equals", "contains", "less", "greater")
PRECISIONS = ("years", "months", "weeks", "days", "hours", "minutes")
_DATED = ("before", "after")
_DEEPEST = 50
_DIGITS = re.compile(r"\d{1,20}")
_WORDS = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<word>AND|OR|NOT)(?=[\s()]|$)|(?P<term>[a-z_]+(?::(?:\"[^\"]*\"|[^\s()]+))?))"
)
_EXAMPLE = "tag:news AND NOT tag:beta"
_SHORT = {
    "user": "named_user",
    "list": "static_list",
    "subscription_list": "subscription_lists",
    "email": "email_address",
}


def troubles(selector: Json, pointer: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the pointer and the words of everything that Airship refuses in a selector. Total."""
    if selector in ("all", "triggered"):
        if depth:
            yield pointer, f"“{selector}” stands alone, never inside other selectors."
        elif selector == "triggered":
            yield pointer, "“triggered” belongs to automation pipelines, not to pushes."
        return
    if not isinstance(selector, dict):
        yield pointer, f"A selector is “all” or an object, not {kind_words(selector)}."
    elif depth > _DEEPEST:
        yield pointer, f"Selectors are nested deeper than {_DEEPEST}."
    else:
        yield from _object(selector, pointer, depth)


def count(selector: Json, depth: int = 0) -> int:
    """Return how many selectors stand in one, without and, or and not. Total."""
    if not isinstance(selector, dict) or depth > _DEEPEST:
        return 1
    inner = [selector[name] for name in LOGIC if name in selector]
    parts = [part for value in inner for part in (value if isinstance(value, list) else [value])]
    own = next((value for name, value in selector.items() if name in SELECTORS and isinstance(value, list)), [0])
    return sum(count(part, depth + 1) for part in parts) if parts else max(1, len(own))


def _object(selector: JsonObject, pointer: str, depth: int) -> Iterator[tuple[str, str]]:
    names = [name for name in selector if name in (*SELECTORS, *LOGIC)]
    if not names:
        known = ", ".join((*SELECTORS[:6], "…"))
        yield pointer, f"It names no selector: {', '.join(selector)[:60] or 'it is empty'}. There are {known}"
        return
    allowed = (*names[:1], *_COMPANIONS.get(names[0], ()))
    strangers = [name for name in selector if name not in allowed]
    if strangers:
        yield child(pointer, strangers[0]), f"“{strangers[0][:40]}” stands beside “{names[0]}”: a selector has one key."
    if names[0] in LOGIC:
        yield from _logic(names[0], selector[names[0]], child(pointer, names[0]), depth)
    else:
        yield from _leaf(names[0], selector, child(pointer, names[0]))


def _logic(name: str, value: Json, pointer: str, depth: int) -> Iterator[tuple[str, str]]:
    if name == "not":
        yield from troubles(value, pointer, depth + 1)
    elif not isinstance(value, list) or not value:
        yield pointer, f"“{name}” takes an array of selectors."
    else:
        for position, item in enumerate(value[:MOST_SELECTORS]):
            yield from troubles(item, child(pointer, position), depth + 1)


def _leaf(name: str, selector: JsonObject, pointer: str) -> Iterator[tuple[str, str]]:
    value = selector[name]
    if name == "sms_id":
        yield from _sms(value, pointer)
    elif name == "location":
        if not isinstance(value, dict) or not ("id" in value or "segment_id" in value):
            yield pointer, "A location needs an id or a segment_id."
    elif name == "attribute":
        yield from _attribute(selector, pointer)
    elif not isinstance(value, str) and not (is_strings(value) and value):
        yield pointer, f"“{name}” is {kind_words(value)} and must be a string."
    else:
        for text in value if isinstance(value, list) else [value]:
            trouble = value_trouble(name, str(text))
            if trouble:
                yield pointer, trouble


def value_trouble(name: str, text: str) -> str | None:
    """Return one sentence saying why a text cannot be a selector's value, or None."""
    if not text.strip() or not text.isprintable():
        return f"“{name}” is empty or holds a control character."
    if name in CHANNELS and not UUID.fullmatch(text):
        return f"“{name}” is no UUID, written 8-4-4-4-12."
    if name == "device_token" and not APNS_TOKEN.fullmatch(text):
        return "A device token of Apple has 64 hex digits."
    if name == "tag" and len(text) > LONGEST_TAG:
        return f"A tag has at most {LONGEST_TAG} characters."
    if name == "sms_sender" and not _DIGITS.fullmatch(text):
        return "An SMS sender has digits only."
    if name == "email_address" and "@" not in text:
        return "An e-mail address has an @."
    return None


def _sms(value: Json, pointer: str) -> Iterator[tuple[str, str]]:
    parts = value if isinstance(value, dict) else {}
    for name in ("msisdn", "sender"):
        text = parts.get(name)
        if not isinstance(text, str) or not _DIGITS.fullmatch(text):
            yield pointer, f"“sms_id” needs “{name}”, a string of digits."


def _attribute(selector: JsonObject, pointer: str) -> Iterator[tuple[str, str]]:
    operator = selector.get("operator")
    if not isinstance(selector["attribute"], str):
        yield pointer, "“attribute” is the attribute's id, a string."
    if operator not in OPERATORS:
        yield pointer, f"“operator” is none of {', '.join(OPERATORS)}."
    elif operator != "is_empty" and selector.get("value") is None:
        yield pointer, f"The operator “{operator}” needs a value."
    elif operator in _DATED and selector.get("precision") not in PRECISIONS:
        yield pointer, f"The operator “{operator}” needs a precision: {', '.join(PRECISIONS)}."


def read_audience(text: str) -> Json:
    """Return the selector a person typed, as words or as JSON. Raises ValueError with one sentence."""
    stripped = text.strip()
    if stripped.startswith("{"):
        read = read_json(stripped)
        if not read.is_valid:
            raise ValueError(f"What begins with “{{” has to be JSON. {read.trouble}")
        selector = read.value
    else:
        selector = _Reader(stripped).read()
    trouble = next((words for _, words in troubles(selector)), None)
    if trouble:
        raise ValueError(trouble)
    if count(selector) > MOST_SELECTORS:
        raise ValueError(f"It has {count(selector):,} selectors; {MOST_SELECTORS:,} is the most.")
    return selector


@dataclass(slots=True)
class _Reader:
    """Reads typed selectors: OR of ANDs of terms, NOT and parentheses before both."""

    text: str
    position: int = 0
    depth: int = 0

    def read(self) -> Json:
        made = self._any("OR")
        if self.text[self.position :].strip():
            raise ValueError(
                f"“{self.text[self.position :].strip()[:40]}” is not understood; write for example {_EXAMPLE}."
            )
        return made

    def _next(self) -> re.Match[str] | None:
        return _WORDS.match(self.text, self.position)

    def _takes(self, word: str) -> bool:
        found = self._next()
        if found is None or (found["word"] or found["open"] or found["close"]) != word:
            return False
        self.position = found.end()
        return True

    def _any(self, joint: str) -> Json:
        parts = [self._any("AND") if joint == "OR" else self._term()]
        while self._takes(joint):
            parts.append(self._any("AND") if joint == "OR" else self._term())
        return parts[0] if len(parts) == 1 else {joint.lower(): parts}

    def _term(self) -> Json:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError(f"It is nested deeper than {_DEEPEST}.")
        made = self._single()
        self.depth -= 1
        return made

    def _single(self) -> Json:
        if self._takes("NOT"):
            return {"not": self._term()}
        if self._takes("("):
            inner = self._any("OR")
            if not self._takes(")"):
                raise ValueError("A parenthesis is never closed.")
            return inner
        found = self._next()
        if found is None or not found["term"]:
            rest = self.text[self.position :].strip()[:40] or "nothing"
            raise ValueError(f"Here a selector should stand, and there is “{rest}”; write for example {_EXAMPLE}.")
        self.position = found.end()
        return _selector(found["term"])


def _selector(term: str) -> Json:
    name, colon, value = term.partition(":")
    value = value.strip('"')
    if name == "all" and not colon:
        return "all"
    if name == "tag_group":
        group, sign, tag = value.partition("=")
        if not sign or not group or not tag:
            raise ValueError("A tag of a group is written tag_group:loyalty=gold.")
        return {"tag": tag, "group": group}
    name = _SHORT.get(name, name)
    if not colon or name not in (*CHANNELS, "device_token", *_TEXTS):
        raise ValueError(f"“{term[:40]}” is no selector; write for example {_EXAMPLE}, or Airship's JSON.")
    return {name: value.lower() if name in CHANNELS else value}
