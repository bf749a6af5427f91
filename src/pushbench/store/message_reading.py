"""From a message file's JSON to a :class:`Message`; what is odd is kept under its pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

from pushbench.domain.json_value import Json
from pushbench.domain.message import (
    Action,
    Content,
    Delivery,
    Interruption,
    Kind,
    LiveActivity,
    Message,
    Override,
    Priority,
    Variant,
)
from pushbench.domain.message_rules import CONTENT_FIELDS
from pushbench.domain.pointer import child

T = TypeVar("T")
Word = TypeVar("Word", bound=Enum)
Read = Callable[[Any], T]


class Unfit(Exception):
    """A value that a key cannot hold."""


def read_message(document: Mapping[str, Json]) -> Message:
    """Return the message of a format 1 document. Total: unknown keys and unfit values go into ``unknown``."""
    part = _Part(document, "", {})
    part.ignore("format")
    return Message(
        name=part.take("name", text, ""),
        content=_content(part.section("content")),
        actions=_actions(part),
        delivery=_delivery(part.section("delivery")),
        data=part.take("data", an_object, {}),
        variables=part.take("variables", an_object, {}),
        languages=dict(part.entries("languages", an_object)),
        variants={name: _variant(entry) for name, entry in part.sections("variants")},
        overrides={name: _override(entry) for name, entry in part.sections("overrides")},
        unknown=part.rest(),
    )


class _Part:
    """One object of the file: its keys are taken one by one, what is left is unknown."""

    def __init__(self, values: Mapping[str, Json], pointer: str, unknown: dict[str, Json]) -> None:
        self._left = dict(values)
        self._pointer = pointer
        self._unknown = unknown
        self._inner: list[_Part] = []

    def ignore(self, key: str) -> None:
        self._left.pop(key, None)

    def take(self, key: str, read: Read[T], default: T) -> T:
        """Take a key; null counts as not written."""
        value = self._left.get(key)
        if value is None:
            self._left.pop(key, None)
            return default
        try:
            result = read(value)
        except Unfit:
            return default
        del self._left[key]
        return result

    def section(self, key: str) -> _Part:
        """Take an object whose keys are known."""
        return self._nested(self.take(key, an_object, {}), child(self._pointer, key))

    def entries(self, key: str, read: Read[T]) -> list[tuple[str, T]]:
        """Take an object of free names whose values are all read the same way."""
        part = self.section(key)
        found: list[tuple[str, T]] = []
        for name in part.names():
            value = part.take(name, _optional(read), None)
            if value is not None:
                found.append((name, value))
        return found

    def sections(self, key: str) -> list[tuple[str, _Part]]:
        """Take an object of free names whose values are objects with known keys."""
        here = child(self._pointer, key)
        return [(name, self._nested(values, child(here, name))) for name, values in self.entries(key, an_object)]

    def element(self, values: Mapping[str, Json], key: str, index: int) -> _Part:
        return self._nested(values, f"{child(self._pointer, key)}/{index}")

    def keep(self, key: str, index: int, value: Json) -> None:
        """Keep an element of a list that cannot be used."""
        self._unknown[f"{child(self._pointer, key)}/{index}"] = value

    def take_anything(self, key: str, default: Json) -> Json:
        """Take a key whatever it holds, null included."""
        return self._left.pop(key, default)

    def optional_section(self, key: str) -> _Part | None:
        """Take an object whose keys are known, or None when it is not there."""
        values = self.take(key, _optional(an_object), None)
        return None if values is None else self._nested(values, child(self._pointer, key))

    def names(self) -> list[str]:
        """Return the keys that were not taken yet."""
        return list(self._left)

    def rest(self) -> dict[str, Json]:
        """Return everything that was not taken, by pointer."""
        for key, value in self._left.items():
            self._unknown[child(self._pointer, key)] = value
        for part in self._inner:
            part.rest()
        return self._unknown

    def _nested(self, values: Mapping[str, Json], pointer: str) -> _Part:
        part = _Part(values, pointer, self._unknown)
        self._inner.append(part)
        return part


def _content(part: _Part) -> Content:
    values: dict[str, Any] = {
        key: part.take(key, _optional(badge if key == "badge" else text), None) for key in CONTENT_FIELDS
    }
    return Content(**values)


def _actions(part: _Part) -> tuple[Action, ...]:
    found: list[Action] = []
    nothing: list[Json] = []
    for index, value in enumerate(part.take("actions", a_list, nothing)):
        if not isinstance(value, dict):
            part.keep("actions", index, value)
            continue
        entry = part.element(value, "actions", index)
        found.append(
            Action(
                id=entry.take("id", text, ""),
                title=entry.take("title", text, ""),
                link=entry.take("link", _optional(text), None),
                icon=entry.take("icon", _optional(text), None),
            )
        )
    return tuple(found)


def _delivery(part: _Part) -> Delivery:
    activity = part.optional_section("live_activity")
    return Delivery(
        kind=part.take("kind", one_of(Kind), Kind.ALERT),
        priority=part.take("priority", _optional(one_of(Priority)), None),
        ttl_seconds=part.take("ttl_seconds", _optional(whole), None),
        collapse_id=part.take("collapse_id", _optional(text), None),
        interruption=part.take("interruption", _optional(one_of(Interruption)), None),
        relevance=part.take("relevance", _optional(number), None),
        live_activity=None if activity is None else _live_activity(activity),
    )


def _live_activity(part: _Part) -> LiveActivity:
    return LiveActivity(
        event=part.take("event", event, "update"),
        state=part.take("state", an_object, {}),
        attributes_type=part.take("attributes_type", _optional(text), None),
        attributes=part.take("attributes", an_object, {}),
        stale_at=part.take("stale_at", _optional(whole), None),
        dismiss_at=part.take("dismiss_at", _optional(whole), None),
    )


def _variant(part: _Part) -> Variant:
    return Variant(weight=part.take("weight", number, Variant().weight), content=part.take("content", an_object, {}))


def _override(part: _Part) -> Override:
    return Override(headers=part.take("headers", an_object, {}), payload=part.take_anything("payload", {}))


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit
    return value


def whole(value: Any) -> int:
    """A whole number; ``3600.0`` counts."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise Unfit
    return int(value)


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit
    return value


def badge(value: Any) -> int | str:
    return value if isinstance(value, str) else whole(value)


def an_object(value: Any) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise Unfit
    return value


def a_list(value: Any) -> list[Json]:
    if not isinstance(value, list):
        raise Unfit
    return value


def event(value: Any) -> str:
    if value not in ("start", "update", "end"):
        raise Unfit
    return str(value)


def one_of(words: type[Word]) -> Read[Word]:
    def read(value: Any) -> Word:
        try:
            return words(value)
        except ValueError as error:
            raise Unfit from error

    return read


def _optional(read: Read[T]) -> Read[T | None]:
    return read
