"""Reads fields of an FCM message under either spelling. Total: what is not there or not of the type is absent."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.json_value import Json, JsonObject
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
