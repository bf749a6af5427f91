"""Reads fields of an FCM message under either spelling. Total: what is not there or not of the type is absent."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child
from pushbench.providers.formats.fcm_schema import camel_case


def field_of(here: Mapping[str, Json] | Json, name: str) -> Json:
    """Return a field under either spelling; the proto spelling wins. Null and absence are the same."""
    if not isinstance(here, Mapping):
        return None
    value = here.get(name)
    return value if value is not None else here.get(camel_case(name))


def object_of(here: Mapping[str, Json] | Json, *names: str) -> JsonObject:
    """Return the object at a path of fields, or an empty one."""
    for name in names:
        here = field_of(here, name)
    return here if isinstance(here, dict) else {}


def spelled(message: Mapping[str, Json], *names: str) -> str:
    """Return the pointer of a path of fields in the spelling the message uses, in the proto spelling where absent."""
    pointer = ""
    here: Json | Mapping[str, Json] = message
    for name in names:
        is_camel = isinstance(here, Mapping) and name not in here and camel_case(name) in here
        key = camel_case(name) if is_camel else name
        here = here.get(key) if isinstance(here, Mapping) else None
        pointer = child(pointer, key)
    return pointer
