"""JSON merge patches (RFC 7396): how a change made by hand is kept over what the form produces.

A merge patch cannot say "set this member to null": null means "take it away". So ``diff`` writes a
null for every member that went, and a null that stands in an object of ``after`` is taken away as
well when the patch is applied. Nulls inside arrays are kept, because arrays are replaced whole.
"""

from __future__ import annotations

from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child


def apply(target: Json, patch: Json) -> Json:
    """Return ``target`` changed by ``patch``; neither is altered, unchanged parts are shared."""
    if not isinstance(patch, dict):
        return patch
    result: dict[str, Json] = dict(target) if isinstance(target, dict) else {}
    for key, change in patch.items():
        if change is None:
            result.pop(key, None)
        else:
            result[key] = apply(result.get(key), change)
    return result


def diff(before: Json, after: Json) -> Json:
    """Return the smallest patch that turns ``before`` into ``after`` (nulls in objects: see above)."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    patch: dict[str, Json] = {key: None for key in before if key not in after}
    for key, value in after.items():
        if key not in before:
            if value is not None:
                patch[key] = value
        elif not is_same(before[key], value):
            patch[key] = diff(before[key], value)
    return patch


def is_same(one: Json, other: Json) -> bool:
    """Whether two values are the same JSON: unlike ``==``, ``1`` is not ``true`` and ``1`` is not ``1.0``."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(is_same(a, b) for a, b in zip(one, other, strict=True))
    return one == other


def touched(patch: Json, prefix: str = "") -> frozenset[str]:
    """Return the pointers that ``patch`` sets or takes away: its leaves; ``{}`` at the top touches nothing."""
    if not isinstance(patch, dict):
        return frozenset({prefix})
    found: set[str] = set()
    for key, change in patch.items():
        here = child(prefix, key)
        found |= touched(change, here) if isinstance(change, dict) and change else {here}
    return frozenset(found)
