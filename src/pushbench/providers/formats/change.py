"""One-click mends: merge patches written as pointer and value."""

from __future__ import annotations

from pushbench.domain.finding import Fix
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import parts


def fix(label: str, *changes: tuple[str, Json]) -> Fix:
    """Return a fix that sets each pointer to its value; None takes the member away.

    ``label`` begins with a verb. Pointers lead through objects only: a merge patch replaces arrays whole.
    """
    patch: dict[str, Json] = {}
    for pointer, value in changes:
        _put(patch, parts(pointer), value)
    return Fix(label, patch)


def _put(patch: dict[str, Json], path: tuple[str, ...], value: Json) -> None:
    here = patch
    for part in path[:-1]:
        below = here.get(part)
        if not isinstance(below, dict):
            below = {}
            here[part] = below
        here = below
    here[path[-1]] = value
