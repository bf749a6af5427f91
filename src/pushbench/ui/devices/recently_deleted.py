"""Devices that were deleted lately: kept for thirty days, so that they can come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pushbench.domain.device import Device, Group
from pushbench.domain.json_value import Json, JsonObject

if TYPE_CHECKING:
    from pushbench.store.database import Database

_KEY = "recently-deleted-devices"
_KEPT_SECONDS = 30 * 86400.0
_MOST_DELETIONS = 50
MOST_DEVICES = 5_000
"""Devices of one deletion that are kept; of a larger one the toast alone is the way back."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """One press of Delete."""

    at: float
    title: str
    """The device's name, or how many there were."""


def keep(db: Database, devices: Sequence[Device], groups: Sequence[Group], now: float) -> None:
    """Note what is deleted, with the groups that lose it."""
    from pushbench.store.device_file import write_devices

    if not devices or len(devices) > MOST_DEVICES:
        return
    names = {device.name for device in devices}
    title = devices[0].name if len(devices) == 1 else f"{len(devices):,} devices"
    members: Json = {group.name: [name for name in group.devices if name in names] for group in groups}
    entry: Json = {"at": now, "title": title, "devices": write_devices(devices, "json"), "groups": members}
    kept: list[Json] = [entry, *(item for item in _entries(db) if now - _at(item) < _KEPT_SECONDS)]
    db.settings.put(_KEY, kept[:_MOST_DELETIONS])


def deletions(db: Database, now: float) -> tuple[Deletion, ...]:
    """Return what can come back, newest first."""
    found = (item for item in _entries(db) if now - _at(item) < _KEPT_SECONDS)
    return tuple(Deletion(_at(item), str(item.get("title", ""))) for item in found)


def restore(db: Database, at: float) -> int:
    """Bring the devices of a deletion back, into their groups too; return how many.

    A device whose name was taken meanwhile stays away.
    """
    from pushbench.store.device_file import read_devices

    entries = _entries(db)
    found = next((item for item in entries if _at(item) == at), None)
    if found is None:
        return 0
    devices = read_devices(str(found.get("devices", ""))).devices
    taken = {device.name for device in db.devices.get_many([device.name for device in devices])}
    back = [device for device in devices if device.name not in taken]
    db.devices.put_many(back)
    _rejoin(db, found.get("groups"), {device.name for device in back})
    rest: list[Json] = [item for item in entries if item is not found]
    db.settings.put(_KEY, rest)
    return len(back)


def forget(db: Database, at: float) -> None:
    """Leave a deletion out: its devices are back by another way."""
    rest: list[Json] = [item for item in _entries(db) if _at(item) != at]
    db.settings.put(_KEY, rest)


def _rejoin(db: Database, groups: object, back: set[str]) -> None:
    for name, members in groups.items() if isinstance(groups, Mapping) else ():
        known = db.groups.get(str(name)) or Group(str(name))
        joining = [member for member in members if member in back] if isinstance(members, list) else []
        db.groups.put(Group(known.name, tuple(dict.fromkeys((*known.devices, *joining)))))


def _entries(db: Database) -> list[JsonObject]:
    kept = db.settings.get(_KEY, [])
    return [item for item in kept if isinstance(item, dict)] if isinstance(kept, list) else []


def _at(entry: Mapping[str, Json]) -> float:
    at = entry.get("at")
    return float(at) if isinstance(at, int | float) else 0.0
