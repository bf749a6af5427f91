"""Groups of devices in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pushbench.domain.device import Group
from pushbench.store.delivery_codec import clean

if TYPE_CHECKING:
    from pushbench.store.database import Database


class Groups:
    """Named lists of devices, in the order they were given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, group: Group) -> None:
        """Keep a group; one of the same name is replaced."""
        name = clean(group.name)
        members = list(dict.fromkeys(map(clean, group.devices)))
        with self._database.write() as connection:
            connection.exec_driver_sql("INSERT OR IGNORE INTO groups (name) VALUES (?)", (name,))
            connection.exec_driver_sql("DELETE FROM group_devices WHERE group_name = ?", (name,))
            if members:
                connection.exec_driver_sql(
                    "INSERT INTO group_devices (group_name, position, device) VALUES (?, ?, ?)",
                    [(name, position, device) for position, device in enumerate(members)],
                )

    def get(self, name: str) -> Group | None:
        """Return a group, or None."""
        name = clean(name)
        with self._database.read() as connection:
            if connection.exec_driver_sql("SELECT 1 FROM groups WHERE name = ?", (name,)).scalar() is None:
                return None
            members = connection.exec_driver_sql(
                "SELECT device FROM group_devices WHERE group_name = ? ORDER BY position", (name,)
            ).scalars()
            return Group(name, tuple(members))

    def list(self) -> list[Group]:
        """Return every group by name."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT g.name, m.device FROM groups g LEFT JOIN group_devices m ON m.group_name = g.name"
                " ORDER BY g.name, m.position"
            ).fetchall()
        members: dict[str, list[str]] = {}
        for name, device in rows:
            members.setdefault(name, []).extend([] if device is None else [device])
        return [Group(name, tuple(devices)) for name, devices in members.items()]

    def remove(self, name: str) -> bool:
        """Remove a group, not its devices; False when there was none."""
        with self._database.write() as connection:
            return connection.exec_driver_sql("DELETE FROM groups WHERE name = ?", (clean(name),)).rowcount > 0
