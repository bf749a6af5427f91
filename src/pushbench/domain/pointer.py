"""JSON pointers (RFC 6901): the one way to say where in a document something stands."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.json_value import Json


def child(pointer: str, key: str | int) -> str:
    """Return the pointer of a member or element of what ``pointer`` names."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def parts(pointer: str) -> tuple[str, ...]:
    """Return the unescaped keys of a pointer; ``""`` gives none."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def value_at(document: Json | Mapping[str, Json], pointer: str, default: Json = None) -> Json:
    """Return what stands at ``pointer``, or ``default`` where nothing does."""
    value: object = document
    for part in parts(pointer):
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isascii() and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return default
    return value  # type: ignore[return-value]
