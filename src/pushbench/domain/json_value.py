"""The type of a parsed JSON document and the two ways Pushbench writes one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"


def compact(value: Json | Mapping[str, Json]) -> str:
    """Return the text that leaves on the wire: no white space, no escapes beyond JSON's own."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def pretty(value: Json | Mapping[str, Json]) -> str:
    """Return the text a person edits: two-space indent, no escapes, keys in the given order."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
