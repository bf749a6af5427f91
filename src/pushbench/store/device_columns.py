"""The fields of a device in a table: their names in files, and the guess which column is which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pushbench.domain.errors import UserError

ATTRIBUTE = "attribute:"
"""A column mapped to ``attribute:KEY`` becomes that attribute."""
IGNORED = ""
"""A column mapped to this is left out on purpose."""
_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "device", "devicename", "label", "title"),
    "provider": ("provider", "service", "providerid"),
    "token": ("token", "devicetoken", "pushtoken", "registrationtoken", "registrationid", "regid", "subscription"),
    "platform": ("platform", "os", "system"),
    "token_kind": ("tokenkind", "kind"),
    "app": ("app", "bundle", "bundleid", "package", "packagename", "appid"),
    "environment": ("environment", "env", "apsenvironment"),
    "tags": ("tags", "tag", "labels"),
    "locale": ("locale", "language", "lang"),
    "time_zone": ("timezone", "tz"),
    "attributes": ("attributes", "properties", "traits"),
    "is_retired": ("isretired", "retired"),
    "retired_reason": ("retiredreason",),
    "created_at": ("createdat",),
    "last_outcome": ("lastoutcome",),
    "last_status": ("laststatus",),
    "last_reason": ("lastreason",),
    "last_seen_at": ("lastseenat",),
}
FIELDS: tuple[str, ...] = tuple(_NAMES)
"""Every field of a device, in the order of an export."""
_BY_NAME = {name: field for field, names in _NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an import: what it is taken for, and its first values."""

    name: str
    field: str
    """A name of :data:`FIELDS`, ``attribute:KEY``, or ``""`` when it is left out."""
    samples: tuple[str, ...] = ()
    """Up to five values."""


def is_header(cells: Sequence[str]) -> bool:
    """Whether a first row names columns: at least one name is a known one."""
    return any(_plain(cell) in _BY_NAME for cell in cells)


def guess_fields(names: Sequence[str], mapping: Mapping[str, str] | None) -> list[str]:
    """Return the field of each column: as ``mapping`` says, else by name; an unknown name is an attribute.

    Raises UserError when the mapping names a field that no device has.
    """
    chosen = mapping or {}
    for field in chosen.values():
        if field != IGNORED and field not in FIELDS and not field.startswith(ATTRIBUTE):
            raise UserError(
                f"There is no field “{field}”.",
                "A column can be a device's field, an attribute, or be left out.",
                f"Choose one of {', '.join(FIELDS)}, or attribute:NAME.",
            )
    fields: list[str] = []
    for name in names:
        guess = chosen[name] if name in chosen else _BY_NAME.get(_plain(name), ATTRIBUTE + name)
        is_taken = not guess.startswith(ATTRIBUTE) and guess != IGNORED and guess in fields
        fields.append(ATTRIBUTE + name if is_taken else guess)
    return fields


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
