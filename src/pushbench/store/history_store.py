"""Deliveries and runs in the database.

A delivery's ``sequence`` is its time in milliseconds, shifted left by 20 bits, plus a count: so the
primary key is the order of the list, every index ends in that order, a page is one seek, and a span
of time is a range of keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pushbench.domain.outcome import DeliveryRecord
from pushbench.store.delivery_codec import COLUMNS, clean, columns_of, detail_of, record_of, row_of
from pushbench.store.delivery_events import ADD_EVENT, event_row, events_of
from pushbench.store.history import Cursor, DeliveryRow, HistoryQuery, RunRecord
from pushbench.store.history_where import COUNT_BITS, Sequences, Where, first_sequence

if TYPE_CHECKING:
    from pushbench.store.database import Database

_BATCH = 500
_LIST = ", ".join(f"d.{column}" for column in COLUMNS)
_ADD = f"INSERT INTO deliveries ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
_ADD_DETAIL = "INSERT INTO delivery_details (sequence, detail) VALUES (?, ?)"
_LATER = "INSERT INTO unindexed (sequence) VALUES (?)"
_ADD_WORDS = (
    "INSERT INTO delivery_words (rowid, title, body, target, token, id, reason)"
    " SELECT sequence, title, body, target, token, id, reason FROM deliveries"
    " WHERE sequence IN (SELECT value FROM json_each(?))"
)
_AT_ONCE = 50
"""Records that are indexed as they come; words of larger batches wait, for indexing takes as long as writing."""
_WAITING_LIMIT = 10_000
_INDEX_BATCH = 2000


class History:
    """What was sent. Lists are newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting = 0

    # Writing

    def start_run(self, run: RunRecord) -> None:
        """Keep a run as it begins; the same id again replaces it."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO runs (id, at, message_name, message_text, profile_or_set, total, finished_at,"
                " counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run.id,
                    run.at,
                    clean(run.message_name),
                    clean(run.message_text),
                    run.profile_or_set,
                    run.total,
                    run.finished_at,
                    json.dumps(dict(run.counts)),
                ),
            )

    def finish_run(self, run_id: str, at: float, counts: Mapping[str, int]) -> None:
        """Note when a run ended and how its deliveries came out."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "UPDATE runs SET finished_at = ?, counts = ? WHERE id = ?", (at, json.dumps(dict(counts)), run_id)
            )
        self.index_words()

    def add(self, records: Sequence[DeliveryRecord]) -> None:
        """Keep deliveries in one transaction; one whose id is there already takes its place."""
        if not records:
            return
        records = list({record.id: record for record in records}.values())
        details = [detail_of(record) for record in records]
        with self._database.write() as connection:
            self._remove_ids(connection, [record.id for record in records])
            sequences = Sequences(connection)
            numbers = [sequences.next(record.at) for record in records]
            rows = [columns_of(number, record) for number, record in zip(numbers, records, strict=True)]
            connection.exec_driver_sql(_ADD, rows)
            connection.exec_driver_sql(_ADD_DETAIL, list(zip(numbers, details, strict=True)))
            events = [event_row(record.id, event) for record in records for event in record.events]
            if events:
                connection.exec_driver_sql(ADD_EVENT, events)
            if len(numbers) <= _AT_ONCE:
                connection.exec_driver_sql(_ADD_WORDS, (json.dumps(numbers),))
                return
            connection.exec_driver_sql(_LATER, [(number,) for number in numbers])
        self._waiting += len(numbers)
        if self._waiting >= _WAITING_LIMIT:
            self.index_words()

    def index_words(self) -> None:
        """Make every delivery searchable; done before each search, and when a run ends."""
        while True:
            with self._database.write() as connection:
                waiting = connection.exec_driver_sql(
                    "SELECT sequence FROM unindexed ORDER BY sequence LIMIT ?", (_INDEX_BATCH,)
                ).scalars()
                numbers = json.dumps(list(waiting))
                connection.exec_driver_sql(_ADD_WORDS, (numbers,))
                done = connection.exec_driver_sql(
                    "DELETE FROM unindexed WHERE sequence IN (SELECT value FROM json_each(?))", (numbers,)
                ).rowcount
            if done < _INDEX_BATCH:
                self._waiting = 0
                return

    def prune(self, older_than: float) -> int:
        """Remove deliveries, and runs without any, from before a time; return how many deliveries went."""
        edge = first_sequence(older_than) + (1 << COUNT_BITS)
        removed = 0
        while True:
            with self._database.write() as connection:
                count = connection.exec_driver_sql(
                    "DELETE FROM deliveries WHERE sequence IN"
                    " (SELECT sequence FROM deliveries WHERE sequence < ? AND at < ? ORDER BY sequence LIMIT 5000)",
                    (edge, older_than),
                ).rowcount
            removed += count
            if count == 0:
                break
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "DELETE FROM runs WHERE at < ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE run_id = runs.id)",
                (older_than,),
            )
        return removed

    @staticmethod
    def _remove_ids(connection: Any, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), _BATCH):
            part = tuple(ids[start : start + _BATCH])
            marks = ", ".join("?" * len(part))
            known = connection.exec_driver_sql(
                f"SELECT sequence FROM deliveries WHERE id IN ({marks})",  # noqa: S608
                part,
            ).fetchall()
            for row in known:
                connection.exec_driver_sql("DELETE FROM deliveries WHERE sequence = ?", tuple(row))

    # Reading

    def get(self, delivery_id: str) -> DeliveryRecord | None:
        """Return a delivery with the exact bytes of its attempts."""
        found = list(self._records("d.id = ?", (delivery_id,), limit=1))
        return found[0] if found else None

    def known_ids(self, ids: Sequence[str]) -> list[str]:
        """Return those of the ids that a delivery has."""
        with self._database.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT id FROM deliveries WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
            )
            return list(found.scalars())

    def page(self, query: HistoryQuery, after: Cursor | None = None, limit: int = 100) -> list[DeliveryRow]:
        """Return at most ``limit`` deliveries, newest first, that are older than ``after``."""
        where = self.where(query, after)
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {_LIST} FROM {where.tables} WHERE {where.text} ORDER BY {where.order} DESC LIMIT ?",  # noqa: S608
                (*where.values, limit),
            ).fetchall()
        return [row_of(row) for row in rows]

    def count(self, query: HistoryQuery) -> int:
        """Return how many deliveries a query has."""
        where = self.where(query)
        with self._database.read() as connection:
            found = connection.exec_driver_sql(
                f"SELECT count(*) FROM {where.tables} WHERE {where.text}",  # noqa: S608
                tuple(where.values),
            ).scalar()
        return int(found or 0)

    def iterate(self, query: HistoryQuery) -> Iterator[DeliveryRecord]:
        """Yield every delivery of a query, newest first, a batch in memory at a time."""
        after: Cursor | None = None
        while True:
            batch = self._batch(self.where(query, after))
            yield from (record for _, record in batch)
            if len(batch) < _BATCH:
                return
            after = Cursor(batch[-1][0])

    def where(self, query: HistoryQuery, after: Cursor | None = None) -> Where:
        """Return a query as SQL, for other questions over deliveries; words that wait are indexed first."""
        if query.search.strip() and self._has_waiting():
            self.index_words()
        where = Where(query)
        if after is not None:
            where.add("d.sequence < ?", after.sequence)
        return where

    def _has_waiting(self) -> bool:
        """Another process may have left some, so the table is asked and not the count."""
        with self._database.read() as connection:
            return bool(connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM unindexed)").scalar())

    def _batch(self, where: Where) -> list[tuple[int, DeliveryRecord]]:
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {_LIST}, x.detail FROM {where.tables} JOIN delivery_details x ON x.sequence = d.sequence"  # noqa: S608
                f" WHERE {where.text} ORDER BY {where.order} DESC LIMIT {_BATCH}",
                tuple(where.values),
            ).fetchall()
            listed = [(row_of(row[:-1]), row[-1]) for row in rows]
            events = events_of(connection, [row.id for row, _ in listed if row.fate is not None])
        return [(row.cursor.sequence, record_of(row, detail, events.get(row.id, ()))) for row, detail in listed]

    def _records(self, condition: str, values: tuple[object, ...], limit: int) -> Iterator[DeliveryRecord]:
        where = Where(HistoryQuery())
        where.add(condition, *values)
        yield from (record for _, record in self._batch(where)[:limit])

    def run(self, run_id: str) -> RunRecord | None:
        """Return a run, or None."""
        return next(iter(self._runs("id = ?", (run_id,))), None)

    def runs(self, limit: int = 100) -> list[RunRecord]:
        """Return the newest runs."""
        return self._runs("1", (), limit)

    def unfinished_runs(self) -> list[RunRecord]:
        """Return the runs that were started and never finished, newest first."""
        return self._runs("finished_at IS NULL", ())

    def _runs(self, condition: str, values: tuple[object, ...], limit: int = -1) -> list[RunRecord]:
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT id, at, message_name, message_text, profile_or_set, total, finished_at, counts FROM runs"  # noqa: S608
                f" WHERE {condition} ORDER BY at DESC, id LIMIT ?",
                (*values, limit),
            ).fetchall()
        return [_run_of(row) for row in rows]


def _run_of(row: Any) -> RunRecord:
    run_id, at, message_name, message_text, profile_or_set, total, finished_at, counts = row
    return RunRecord(run_id, at, message_name, message_text, profile_or_set, total, finished_at, json.loads(counts))
