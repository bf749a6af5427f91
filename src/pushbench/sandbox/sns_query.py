"""Reads a call of the query protocol: an action and flat parameters, from which maps and lists are put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pushbench.sandbox.exchange import Request

_MOST_FIELDS = 5000


@dataclass(frozen=True, slots=True)
class Attribute:
    """One message attribute as it came."""

    name: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    fields: Mapping[str, str]
    request: Request
    """What it came in."""

    @property
    def action(self) -> str:
        return self.fields.get("Action", "")

    def get(self, name: str) -> str | None:
        return self.fields.get(name)

    def map(self, name: str) -> dict[str, str] | None:
        """Return ``name.entry.N.key`` and ``.value`` as a map, or None where none was sent."""
        found: dict[str, str] = {}
        for number in self._numbers(f"{name}.entry"):
            key = self.fields.get(f"{name}.entry.{number}.key")
            if key is not None:
                found[key] = self.fields.get(f"{name}.entry.{number}.value", "")
        return found or None

    def message_attributes(self) -> tuple[Attribute, ...]:
        """Return the message attributes, in their order."""
        found = []
        for number in self._numbers("MessageAttributes.entry"):
            start = f"MessageAttributes.entry.{number}"
            value = self.fields.get(f"{start}.Value.StringValue", self.fields.get(f"{start}.Value.BinaryValue", ""))
            name, kind = self.fields.get(f"{start}.Name", ""), self.fields.get(f"{start}.Value.DataType", "")
            found.append(Attribute(name, kind, value))
        return tuple(found)

    def entries(self, name: str) -> tuple[Call, ...]:
        """Return ``name.member.N.…`` as calls of their own."""
        found = []
        for number in self._numbers(f"{name}.member"):
            start = f"{name}.member.{number}."
            inner = {key.removeprefix(start): value for key, value in self.fields.items() if key.startswith(start)}
            found.append(Call(inner, self.request))
        return tuple(found)

    def _numbers(self, start: str) -> list[int]:
        pattern = re.compile(rf"{re.escape(start)}\.(\d{{1,6}})\.")
        return sorted({int(match[1]) for key in self.fields if (match := pattern.match(key))})


def read_call(request: Request) -> Call | None:
    """Return the call a request holds, from its body or, as a GET may, from its query; None for what is none."""
    source = request.path.partition("?")[2] if request.method == "GET" else request.body.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(source, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    return Call(dict(pairs), request)
