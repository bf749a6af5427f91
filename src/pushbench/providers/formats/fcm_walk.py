"""Walks a v1 ``Message`` along the table of its fields and names everything that does not fit it.

Pointers are relative to the message (``/android/ttl``), so that FCM and services that wrap an FCM
message can both use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.fcm_checks import check_value
from pushbench.providers.formats.fcm_problem import Fault, Problem
from pushbench.providers.formats.fcm_schema import RESOURCES, Field, FieldType, Resource, Standing
from pushbench.providers.formats.fcm_unknown import Found, place_stranger
from pushbench.providers.formats.json_edit import Edit


def walk(message: Mapping[str, Json]) -> Iterator[Problem]:
    """Yield every problem of a message, in document order."""
    yield from _object(RESOURCES["Message"], (), "", message, message)


def _object(
    resource: Resource, path: tuple[str, ...], pointer: str, here: Mapping[str, Json], message: Mapping[str, Json]
) -> Iterator[Problem]:
    for name, value in here.items():
        at = child(pointer, name)
        known = resource.by_name.get(name)
        if known is None:
            yield place_stranger(Found(resource, path, at, name, value, message))
            continue
        if name != known.name and known.name in here:
            yield _twice(known, at)
        yield from _standing(known, at, here)
        if value is None:
            continue
        if known.type is FieldType.OBJECT and isinstance(value, dict):
            yield from _object(RESOURCES[known.resource], (*path, known.name), at, value, message)
        else:
            yield from check_value(known, value, at)


def _twice(field: Field, pointer: str) -> Problem:
    what = f"“{field.camel}” and “{field.name}” are one field."
    return Problem(Fault.TWICE, pointer, what, label=f"Remove {field.camel}", edits=(Edit(pointer, None),))


def _standing(field: Field, pointer: str, here: Mapping[str, Json]) -> Iterator[Problem]:
    remove: tuple[Edit, ...] = (Edit(pointer, None),)
    if field.standing is Standing.OUTPUT_ONLY:
        what = f"“{field.name}” is what the service answers; it cannot be sent."
        yield Problem(Fault.OUTPUT_ONLY, pointer, what, label=f"Remove {field.name}", edits=remove)
    elif field.standing is Standing.DEPRECATED:
        what = f"“{field.name}” is deprecated. {field.what}"
        if here.get("proxy") is None and isinstance(here.get(field.name), bool):
            word = "DENY" if here[field.name] else "IF_PRIORITY_LOWERED"
            remove = (*remove, Edit(pointer.rpartition("/")[0] + "/proxy", word))
        yield Problem(Fault.DEPRECATED, pointer, what, label="Use proxy", edits=remove)
