"""What of a device can change a message's text, so that devices that read the same share one draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushbench.domain.json_value import Json, compact
from pushbench.domain.message import EMPTY, Message

_WHOLE_SCOPE = ("this", "@root", "lookup", "..", "{{.", "{{ .")
"""Expressions that reach attributes without naming them."""


class Personalisation:
    """Reads once which attributes a message can use."""

    def __init__(self, message: Message) -> None:
        self._text = "\n".join(_strings(message)) if _has_templates(message) else ""
        self._uses_everything = any(sign in self._text for sign in _WHOLE_SCOPE)

    def relevant(self, attributes: Mapping[str, Json]) -> Mapping[str, Json]:
        """Return the attributes that the message may use; none at all when it holds no expression."""
        if not self._text or not attributes:
            return EMPTY
        if self._uses_everything:
            return attributes
        return {key: value for key, value in attributes.items() if key in self._text}

    def key(self, attributes: Mapping[str, Json]) -> str:
        """Return a text that is equal for devices whose messages are equal."""
        used = self.relevant(attributes)
        return compact(dict(used)) if used else ""


def _has_templates(message: Message) -> bool:
    return any("{{" in text for text in _strings(message))


def _strings(value: Any) -> list[str]:
    """Return every string within a message, keys included."""
    found: list[str] = []
    waiting: list[Any] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, Mapping):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, (list, tuple)):
            waiting.extend(item)
        elif hasattr(item, "__dataclass_fields__"):
            waiting.extend(getattr(item, name) for name in item.__dataclass_fields__)
    return found
