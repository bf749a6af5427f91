"""The device library in the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from pushbench.domain.device import Device, TokenKind
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Outcome
from pushbench.store.delivery_codec import clean, search_words
from pushbench.store.devices import EVERY_DEVICE, DevicePage, DeviceQuery

if TYPE_CHECKING:
    from pushbench.store.database import Database

_COLUMNS = (
    "name",
    "provider",
    "token",
    "platform",
    "token_kind",
    "app",
    "environment",
    "tags",
    "locale",
    "time_zone",
    "attributes",
    "is_retired",
    "retired_reason",
    "created_at",
    "last_outcome",
    "last_status",
    "last_reason",
    "last_seen_at",
)
_WRITTEN = ("folded", "token_check", "search", *_COLUMNS)
_LIST = ", ".join(f"d.{column}" for column in _COLUMNS)
_PUT = f"INSERT OR REPLACE INTO devices ({', '.join(_WRITTEN)}) VALUES ({', '.join('?' * len(_WRITTEN))})"  # noqa: S608
_PUT_TAG = "INSERT OR IGNORE INTO device_tags (tag, device) VALUES (?, ?)"
_BATCH = 5000
_NAMES_BATCH = 500
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Devices:
    """Named devices; a name is taken once, upper and lower case told apart. Lists go by name, case aside."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Writing

    def put(self, device: Device) -> None:
        """Keep a device; one of the same name is replaced."""
        self.put_many((device,))

    def put_many(self, devices: Iterable[Device]) -> int:
        """Keep devices in one transaction; return how many. Those of the same name are replaced, the last one wins."""
        named = {clean(device.name): device for device in devices}
        # In the primary key's order the pages are filled one after the other: three times as fast.
        ordered = [named[name] for name in sorted(named, key=_key)]
        with self._database.write() as connection:
            is_new = connection.exec_driver_sql("SELECT NOT EXISTS (SELECT 1 FROM devices)").scalar()
            for start in range(0, len(ordered), _BATCH):
                batch = ordered[start : start + _BATCH]
                if not is_new:
                    names = [(clean(device.name),) for device in batch]
                    connection.exec_driver_sql("DELETE FROM device_tags WHERE device = ?", names)
                connection.exec_driver_sql(_PUT, [_row(device) for device in batch])
                tags = sorted((clean(tag), clean(device.name)) for device in batch for tag in device.tags)
                if tags:
                    connection.exec_driver_sql(_PUT_TAG, tags)
        return len(ordered)

    def remove(self, names: Iterable[str]) -> int:
        """Remove devices, from their groups too; return how many there were."""
        removed = 0
        with self._database.write() as connection:
            for name in map(clean, names):
                removed += connection.exec_driver_sql(
                    "DELETE FROM devices WHERE folded = ? AND name = ?", _key(name)
                ).rowcount
                connection.exec_driver_sql("DELETE FROM device_tags WHERE device = ?", (name,))
                connection.exec_driver_sql("DELETE FROM group_devices WHERE device = ?", (name,))
        return removed

    def rename(self, old: str, new: str) -> bool:
        """Give a device another name, in its groups too; False when there is none, or the new name is taken."""
        device = self.get(old)
        if device is None or (old != new and self.get(new) is not None):
            return False
        with self._database.write() as connection:
            connection.exec_driver_sql("UPDATE group_devices SET device = ? WHERE device = ?", (clean(new), clean(old)))
            connection.exec_driver_sql("DELETE FROM device_tags WHERE device = ?", (clean(old),))
            connection.exec_driver_sql("DELETE FROM devices WHERE folded = ? AND name = ?", _key(old))
            self.put(replace(device, name=new))
        return True

    def record_result(self, name: str, outcome: Outcome, at: float) -> None:
        """Note how the last delivery to a device came out."""
        self.record_results(((name, outcome, at),))

    def record_results(self, results: Iterable[tuple[str, Outcome, float]]) -> None:
        """Note how the last deliveries to devices came out, in one transaction."""
        rows = [
            (outcome.kind.value, outcome.status, outcome.reason and clean(outcome.reason), at, *_key(name))
            for name, outcome, at in results
        ]
        self._update("last_outcome = ?, last_status = ?, last_reason = ?, last_seen_at = ?", rows)

    def retire(self, names: Iterable[str], reason: str) -> None:
        """Mark devices whose tokens an answer proved dead."""
        self._update("is_retired = 1, retired_reason = ?", [(clean(reason), *_key(name)) for name in names])

    def unretire(self, names: Iterable[str]) -> None:
        """Take the mark off."""
        self._update("is_retired = 0, retired_reason = NULL", [_key(name) for name in names])

    def _update(self, changes: str, rows: list[Any]) -> None:
        if not rows:
            return
        with self._database.write() as connection:
            connection.exec_driver_sql(f"UPDATE devices SET {changes} WHERE folded = ? AND name = ?", rows)  # noqa: S608

    # Reading

    def get(self, name: str) -> Device | None:
        """Return a device by its exact name."""
        found = self._select("d.folded = ? AND d.name = ?", _key(name))
        return found[0] if found else None

    def get_many(self, names: Sequence[str]) -> list[Device]:
        """Return the devices of these names, in this order; unknown names are left out."""
        found: dict[str, Device] = {}
        for start in range(0, len(names), _NAMES_BATCH):
            keys = [_key(name) for name in names[start : start + _NAMES_BATCH]]
            marks = ", ".join("?" * len(keys))
            folded = (key[0] for key in keys)
            devices = self._select(f"d.folded IN ({marks})", tuple(folded))
            found.update((device.name, device) for device in devices)
        return [found[name] for name in map(clean, names) if name in found]

    def by_token(self, provider: str, token: str) -> list[Device]:
        """Return the devices with a provider's token: several names may share one."""
        token = clean(token)
        return self._select("d.token_check = ? AND d.token = ? AND d.provider = ?", (_check(token), token, provider))

    def names(self, query: DeviceQuery = EVERY_DEVICE) -> list[str]:
        """Return the names of a query in the library's order: the ids of a lazily fetched list."""
        condition, values = _conditions(query)
        with self._database.read() as connection:
            # The driver's own cursor: a hundred thousand rows pass in a quarter of the time.
            driver: Any = connection.connection.driver_connection
            rows = driver.execute(
                f"SELECT d.name FROM devices d WHERE {condition} ORDER BY d.folded, d.name",  # noqa: S608
                values,
            )
            return [row[0] for row in rows]

    def page(self, query: DeviceQuery, after: str | None = None, limit: int = 100) -> DevicePage:
        """Return at most ``limit`` devices behind the one named ``after``, and how many there are in all."""
        condition, values = _conditions(query)
        with self._database.read() as connection:
            total = connection.exec_driver_sql(f"SELECT count(*) FROM devices d WHERE {condition}", values).scalar()  # noqa: S608
        if after is not None:
            condition, values = f"{condition} AND (d.folded, d.name) > (?, ?)", (*values, *_key(after))
        items = self._select(f"{condition} ORDER BY d.folded, d.name LIMIT ?", (*values, limit))
        return DevicePage(tuple(items), int(total or 0))

    def tags(self) -> list[tuple[str, int]]:
        """Return every tag and how many devices have it, by name."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT tag, count(*) FROM device_tags GROUP BY tag ORDER BY tag"
            ).fetchall()
        return [(tag, count) for tag, count in rows]

    def providers(self) -> list[tuple[str, int]]:
        """Return every provider id in use and how many devices it has."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT provider, count(*) FROM devices GROUP BY provider ORDER BY provider"
            ).fetchall()
        return [(provider, count) for provider, count in rows]

    def _select(self, condition: str, values: tuple[object, ...]) -> list[Device]:
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"SELECT {_LIST} FROM devices d WHERE {condition}", values).fetchall()  # noqa: S608
        return [_device(row) for row in rows]


def _key(name: str) -> tuple[str, str]:
    name = clean(name)
    return name.casefold(), name


def _check(token: str) -> int:
    return crc32(token.encode())


def _row(device: Device) -> tuple[object, ...]:
    name, token = clean(device.name), clean(device.token)
    attributes = clean(_ENCODE(_plain(device.attributes))) if device.attributes else "{}"
    search = "\n".join((name, token, device.platform, *device.tags, attributes if device.attributes else ""))
    return (
        name.casefold(),
        _check(token),
        clean(search).casefold(),
        name,
        device.provider,
        token,
        device.platform,
        device.token_kind.value,
        device.app,
        device.environment,
        _tags_text(device.tags),
        device.locale,
        device.time_zone,
        attributes,
        device.is_retired,
        device.retired_reason,
        device.created_at,
        device.last_outcome,
        device.last_status,
        device.last_reason,
        device.last_seen_at,
    )


@lru_cache(maxsize=1024)
def _tags_text(tags: tuple[str, ...]) -> str:
    return clean(_ENCODE(tags))


def _device(row: Any) -> Device:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values["token_kind"] = TokenKind(values["token_kind"])
    values["tags"] = tuple(json.loads(values["tags"]))
    values["attributes"] = json.loads(values["attributes"])
    values["is_retired"] = bool(values["is_retired"])
    return Device(**values)


def _plain(value: Mapping[str, Json]) -> dict[str, Json]:
    return value if isinstance(value, dict) else dict(value)


def _conditions(query: DeviceQuery) -> tuple[str, tuple[object, ...]]:
    """Return the condition and its values."""
    conditions: list[str] = ["1"]
    values: list[object] = []
    if query.provider is not None:
        conditions.append("d.provider = ?")
        values.append(query.provider)
    if query.retired is not None:
        conditions.append("d.is_retired = ?")
        values.append(int(query.retired))
    if query.seen_since is not None:
        conditions.append("d.last_seen_at >= ?")
        values.append(query.seen_since)
    if query.tag is not None:
        conditions.append("d.name IN (SELECT device FROM device_tags WHERE tag = ?)")
        values.append(clean(query.tag))
    if query.group is not None:
        conditions.append("d.name IN (SELECT device FROM group_devices WHERE group_name = ?)")
        values.append(clean(query.group))
    for word in search_words(query.search.casefold()):
        conditions.append("d.search LIKE ? ESCAPE '\\'")
        values.append(f"%{_literal(word)}%")
    return " AND ".join(conditions), tuple(values)


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
