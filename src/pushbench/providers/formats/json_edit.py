"""Edits at JSON pointers, turned into the merge patch that a one-click fix is, lists included."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pushbench.domain.finding import Fix
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import parts


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``value`` where ``pointer`` says; ``None`` takes the member away."""

    pointer: str
    value: Json


def fix_of(label: str, document: Mapping[str, Json], edits: Iterable[Edit]) -> Fix | None:
    """Return a fix that makes ``edits`` in ``document``, or None where no merge patch can.

    A merge patch (RFC 7396) replaces whole lists: a list on the way is copied whole. An edit below
    something that is neither object nor list cannot be made, nor one that replaces the document.
    """
    patch: JsonObject = {}
    for edit in edits:
        keys = parts(edit.pointer)
        if not keys or not _lay(patch, document, keys, edit.value):
            return None
    return Fix(label, patch) if patch else None


def _lay(patch: JsonObject, there: object, keys: tuple[str, ...], value: Json) -> bool:
    """Write one edit into ``patch``; ``there`` is what the document holds at the same place."""
    key, rest = keys[0], keys[1:]
    below = there.get(key) if isinstance(there, Mapping) else None
    if not rest:
        patch[key] = value
        return True
    if isinstance(below, list):
        changed = patch.get(key)
        if not isinstance(changed, list):
            changed = patch[key] = copy.deepcopy(below)
        return _set(changed, rest, value)
    if below is not None and not isinstance(below, Mapping):
        return False
    inner = patch.setdefault(key, {})
    return isinstance(inner, dict) and _lay(inner, below, rest, value)


def _set(node: Json, keys: tuple[str, ...], value: Json) -> bool:
    """Write one edit into a copied list or what stands below it."""
    key, rest = keys[0], keys[1:]
    if isinstance(node, list):
        if not (key.isascii() and key.isdigit()) or int(key) >= len(node):
            return False
        return _set(node[int(key)], rest, value) if rest else _put(node, int(key), value)
    if not isinstance(node, dict):
        return False
    if rest:
        return _set(node.get(key), rest, value)
    if value is None:
        node.pop(key, None)
    else:
        node[key] = value
    return True


def _put(node: list[Json], position: int, value: Json) -> bool:
    if value is None:
        del node[position]
    else:
        node[position] = value
    return True
