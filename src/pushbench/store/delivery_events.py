"""What services said later about deliveries, and the questions that are still to be put."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pushbench.domain.outcome import DeliveryEvent
from pushbench.store.delivery_codec import clean, event_detail, event_of
from pushbench.store.history import PendingQuestion

if TYPE_CHECKING:
    from pushbench.store.database import Database

ADD_EVENT = "INSERT INTO delivery_events (delivery, at, fate, reason, detail) VALUES (?, ?, ?, ?, ?)"
_EACH = "(SELECT value FROM json_each(?))"


def event_row(delivery_id: str, event: DeliveryEvent) -> tuple[object, ...]:
    """Return the values that :data:`ADD_EVENT` takes."""
    return (delivery_id, event.at, event.fate.value, event.reason and clean(event.reason), event_detail(event))


def events_of(connection: Any, ids: Sequence[str]) -> Mapping[str, tuple[DeliveryEvent, ...]]:
    """Return delivery id -> its events, oldest first."""
    if not ids:
        return {}
    rows = connection.exec_driver_sql(
        f"SELECT delivery, at, fate, reason, detail FROM delivery_events WHERE delivery IN {_EACH} ORDER BY number",  # noqa: S608
        (json.dumps(list(ids)),),
    ).fetchall()
    found: dict[str, list[DeliveryEvent]] = {}
    for delivery, *values in rows:
        found.setdefault(delivery, []).append(event_of(*values))
    return {delivery: tuple(events) for delivery, events in found.items()}


class FollowUps:
    """Events of deliveries and pending questions. Unknown deliveries are passed over: they may have been pruned."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def schedule(self, questions: Sequence[PendingQuestion]) -> None:
        """Keep questions; a newer one for the same delivery takes the older one's place."""
        if not questions:
            return
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO follow_ups (delivery, due_at, asked)"
                " SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM deliveries WHERE id = ?)",
                [(item.delivery, item.due_at, item.asked, item.delivery) for item in questions],
            )

    def pending(self, ids: Sequence[str]) -> Mapping[str, PendingQuestion]:
        """Return delivery id -> the question still to be put."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT delivery, due_at, asked FROM follow_ups WHERE delivery IN {_EACH}",  # noqa: S608
                (json.dumps(list(ids)),),
            ).fetchall()
        return {row[0]: PendingQuestion(*row) for row in rows}

    def due(self, now: float, limit: int = -1) -> list[PendingQuestion]:
        """Return the questions whose time has come, the longest waiting first."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT delivery, due_at, asked FROM follow_ups WHERE due_at <= ? ORDER BY due_at, delivery LIMIT ?",
                (now, limit),
            ).fetchall()
        return [PendingQuestion(*row) for row in rows]

    def take_due(self, now: float, lease_seconds: float, limit: int) -> list[PendingQuestion]:
        """Return questions whose time has come and put them off, so that no other process asks at the same moment."""
        with self._database.write() as connection:
            found = self.due(now, limit)
            connection.exec_driver_sql(
                f"UPDATE follow_ups SET due_at = ? WHERE delivery IN {_EACH}",  # noqa: S608
                (now + lease_seconds, json.dumps([item.delivery for item in found])),
            )
        return found

    def next_due_at(self) -> float | None:
        """Return when the next question is due, in Unix seconds; None: nobody is to be asked."""
        with self._database.read() as connection:
            found = connection.exec_driver_sql("SELECT min(due_at) FROM follow_ups").scalar()
        return None if found is None else float(found)

    def add_event(self, delivery_id: str, event: DeliveryEvent) -> bool:
        """Keep what was said; the delivery's fate becomes the event's. False: there is no such delivery any more."""
        with self._database.write() as connection:
            known = connection.exec_driver_sql(
                "UPDATE deliveries SET fate = ? WHERE id = ?", (event.fate.value, delivery_id)
            ).rowcount
            if known:
                connection.exec_driver_sql(ADD_EVENT, event_row(delivery_id, event))
        return bool(known)

    def newest_event(self) -> int:
        """Return the number of the event that was kept last; 0 without any. It grows with every new one."""
        with self._database.read() as connection:
            return int(connection.exec_driver_sql("SELECT max(number) FROM delivery_events").scalar() or 0)

    def drop(self, delivery_id: str) -> None:
        """Ask no more about a delivery."""
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM follow_ups WHERE delivery = ?", (delivery_id,))
