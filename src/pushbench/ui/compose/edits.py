"""Changes to a message as pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pushbench.domain.json_value import Json
from pushbench.domain.message import Action, Interruption, Kind, LiveActivity, Message, Override, Priority, Variant
from pushbench.domain.message_rules import is_content_value

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$", re.IGNORECASE)


def with_content(message: Message, key: str, text: str, *, language: str = "", variant: str = "") -> Message:
    """Set one content field of the message itself, of a language or of a variant; an empty text means "not written"."""
    value: Any = text or None
    if key == "badge" and text:
        value = int(text) if re.fullmatch(r"\s*-?\d+\s*", text) else text
    if language:
        layer = _layer(message.languages.get(language, {}), key, value)
        return replace(message, languages={**message.languages, language: layer})
    if variant:
        before = message.variants.get(variant, Variant())
        layer = _layer(before.content, key, value)
        return replace(message, variants={**message.variants, variant: replace(before, content=layer)})
    return replace(message, content=replace(message.content, **{key: value}))


def _layer(before: Mapping[str, Json], key: str, value: Json) -> dict[str, Json]:
    layer = {name: item for name, item in before.items() if name != key}
    if value is not None:
        layer[key] = value
    return layer


def layered(message: Message, language: str = "", variant: str = "") -> Message:
    """Return the message with a variant's and then a language's texts put over its own, templates untouched."""
    changes: dict[str, Any] = {}
    for layer in (
        message.variants[variant].content if variant in message.variants else {},
        message.languages.get(language, {}),
    ):
        changes.update({key: value for key, value in layer.items() if is_content_value(key, value)})
    return replace(message, content=replace(message.content, **changes)) if changes else message


def layer_value(message: Message, key: str, language: str, variant: str) -> Json:
    """Return what one layer itself says of a content field; None where it leaves it to the layers below."""
    if language:
        return message.languages.get(language, {}).get(key)
    if variant:
        return message.variants.get(variant, Variant()).content.get(key)
    value: Json = getattr(message.content, key)
    return value


def add_language(message: Message, tag: str) -> Message:
    return replace(message, languages={**message.languages, tag: message.languages.get(tag, {})})


def remove_language(message: Message, tag: str) -> Message:
    return replace(message, languages={key: layer for key, layer in message.languages.items() if key != tag})


def add_variant(message: Message, name: str) -> Message:
    return replace(message, variants={**message.variants, name: message.variants.get(name, Variant())})


def remove_variant(message: Message, name: str) -> Message:
    return replace(message, variants={key: item for key, item in message.variants.items() if key != name})


def missing_texts(message: Message, language: str) -> tuple[str, ...]:
    """Return the texts of the message that a language has not translated."""
    layer = message.languages.get(language, {})
    words = ("title", "subtitle", "body")
    return tuple(key for key in words if getattr(message.content, key) and not layer.get(key))


def with_delivery(message: Message, key: str, text: str) -> Message:
    """Set one delivery field from the text of its control.

    Raises ``ValueError`` with a sentence when the text cannot be such a value.
    """
    return replace(message, delivery=replace(message.delivery, **{key: _delivery_value(key, text.strip())}))


def _delivery_value(key: str, text: str) -> Any:
    if key == "kind":
        return Kind(text)
    if not text:
        return None
    if key == "priority":
        return Priority(text)
    if key == "interruption":
        return Interruption(text)
    if key == "ttl_seconds":
        return read_duration(text)
    if key == "relevance":
        return _number(text)
    return text


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ValueError("Write a number from 0 to 1.") from None


def read_duration(text: str) -> int:
    """Return seconds from ``90``, ``15 min``, ``1 h``, ``2 days``. Raises ``ValueError`` with a sentence."""
    match = _DURATION.match(text)
    if match is not None:
        unit = match.group(2).lower()
        for name in (unit, unit[:3], unit[:1]):
            if name in _UNITS:
                return int(float(match.group(1)) * _UNITS[name])
        if not unit:
            return int(float(match.group(1)))
    raise ValueError("Write seconds, or a number with min, h or d.")


def duration_words(seconds: int) -> str:
    """Return a duration as people write it: ``1 hour``, ``90 s``."""
    for name, length in (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds and seconds % length == 0:
            count = seconds // length
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} s"


def with_action(message: Message, index: int, key: str, text: str) -> Message:
    """Set one field of one action. A new title gives an action its id until the id is set by hand."""
    actions = list(message.actions)
    before = actions[index]
    changes: dict[str, Any] = {key: text if key in ("id", "title") else text or None}
    if key == "title" and before.id in ("", action_id(before.title)):
        changes["id"] = action_id(text)
    actions[index] = replace(before, **changes)
    return replace(message, actions=tuple(actions))


def action_id(title: str) -> str:
    """Return an id made from a title: ``Walk me there`` gives ``walk_me_there``."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def add_action(message: Message) -> Message:
    return replace(message, actions=(*message.actions, Action(id="", title="")))


def remove_action(message: Message, index: int) -> Message:
    return replace(message, actions=message.actions[:index] + message.actions[index + 1 :])


def move_action(message: Message, index: int, by: int) -> Message:
    """Move an action up or down; at the ends nothing changes."""
    other = index + by
    if not 0 <= other < len(message.actions):
        return message
    actions = list(message.actions)
    actions[index], actions[other] = actions[other], actions[index]
    return replace(message, actions=tuple(actions))


def with_table(message: Message, part: str, rows: tuple[tuple[str, Json], ...]) -> Message:
    """Replace ``data`` or ``variables`` by rows; a key that stands twice keeps its last value."""
    table: Mapping[str, Json] = {key: value for key, value in rows if key}
    return replace(message, **{part: table})  # type: ignore[arg-type]


def with_live_activity(message: Message, key: str, value: Any) -> Message:
    """Set one field of the Live Activity part, which is made when it is missing."""
    activity = message.delivery.live_activity or LiveActivity()
    return replace(message, delivery=replace(message.delivery, live_activity=replace(activity, **{key: value})))


def with_override(message: Message, provider: str, override: Override | None) -> Message:
    """Set or drop what was changed by hand for one provider."""
    overrides = {key: value for key, value in message.overrides.items() if key != provider}
    if override is not None:
        overrides[provider] = override
    return replace(message, overrides=overrides)


def value_text(value: Json) -> str:
    """Return a table value as the text of its cell."""
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_value(text: str, kind: str) -> Json:
    """Read a cell's text as ``text``, ``number``, ``yes / no`` or ``JSON``. Raises ``ValueError`` with a sentence."""
    import json

    if kind == "text" or "{{" in text:
        return text
    try:
        value: Json = json.loads(text)
    except ValueError:
        raise ValueError(f"This is no {kind}.") from None
    fits = {
        "number": isinstance(value, (int, float)) and not isinstance(value, bool),
        "yes / no": isinstance(value, bool),
        "JSON": True,
    }
    if not fits[kind]:
        raise ValueError(f"This is no {kind}.")
    return value


def kind_of(value: Json) -> str:
    """Return the word for a value's type in the data table."""
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "yes / no"
    if isinstance(value, (int, float)):
        return "number"
    return "JSON"
