"""Taking old deliveries out of the history, a slice at a time, and giving their room back to the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pushbench.store.history_where import COUNT_BITS, first_sequence

if TYPE_CHECKING:
    from pushbench.store.database import Database

SLICE = 500
_PAGES_A_STEP = 400
_MERGED_PAGES = 200
_UNFINISHED = "run_id IN (SELECT id FROM runs WHERE finished_at IS NULL)"
INCREMENTAL = 2
"""What ``PRAGMA auto_vacuum`` says of a file that can shrink in steps."""


@dataclass(frozen=True, slots=True)
class FileSize:
    """A database's pages."""

    page_bytes: int
    pages: int
    free_pages: int
    can_shrink: bool
    """Whether free pages can be given back in steps; files of older versions are written anew once for that."""

    @property
    def bytes(self) -> int:
        return self.page_bytes * self.pages

    @property
    def free_bytes(self) -> int:
        return self.page_bytes * self.free_pages


class Pruning:
    """Works on the history of one database. Every step is short: other work comes in between."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def edge_of_count(self, keep: int) -> int | None:
        """Return the sequence below which deliveries go so that ``keep`` of them stay; None when all may stay."""
        with self._database.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT sequence FROM deliveries ORDER BY sequence DESC LIMIT 1 OFFSET ?", (max(0, keep - 1),)
            ).scalar()
        return None if found is None else int(found)

    @staticmethod
    def edge_of_time(older_than: float) -> int:
        """Return the sequence below which deliveries are older than a moment, to the millisecond."""
        return first_sequence(older_than)

    @staticmethod
    def edge_of_all() -> int:
        """Return a sequence that every delivery lies below."""
        return 1 << (42 + COUNT_BITS)

    def step(self, edge: int) -> int:
        """Remove at most :data:`SLICE` of the oldest deliveries below ``edge``; return how many went.

        Deliveries of runs that are not over stay.
        """
        with self._database.write() as connection:
            return connection.exec_driver_sql(
                "DELETE FROM deliveries WHERE sequence IN (SELECT sequence FROM deliveries"  # noqa: S608  # a constant
                f" WHERE sequence < ? AND NOT {_UNFINISHED} ORDER BY sequence LIMIT {SLICE})",
                (edge,),
            ).rowcount

    def count_below(self, edge: int) -> int:
        """Return how many deliveries :meth:`step` would take in all."""
        with self._database.read() as connection:
            found = connection.exec_driver_sql(
                f"SELECT count(*) FROM deliveries WHERE sequence < ? AND NOT {_UNFINISHED}",  # noqa: S608
                (edge,),
            ).scalar()
        return int(found or 0)

    def empty_runs(self, edge: int) -> int:
        """Remove finished runs from before ``edge`` that have no delivery left; return how many went."""
        at = (edge >> COUNT_BITS) / 1000
        with self._database.write() as connection:
            return connection.exec_driver_sql(
                "DELETE FROM runs WHERE at < ? AND finished_at IS NOT NULL"
                " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE run_id = runs.id)",
                (at,),
            ).rowcount

    # the file ---------------------------------------------------------------------------------------

    def size(self) -> FileSize:
        """Return how large the database is and how much of it is free."""
        with self._database.read() as connection:
            page, pages, free, mode = (
                int(connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0)
                for name in ("page_size", "page_count", "freelist_count", "auto_vacuum")
            )
        return FileSize(page, pages, free, mode == INCREMENTAL)

    def merge_words(self) -> bool:
        """Let the word index drop a part of what was removed; True while there is more to do."""
        with self._database.write() as connection:
            before = _changes(connection)
            connection.exec_driver_sql(
                "INSERT INTO delivery_words(delivery_words, rank) VALUES ('merge', ?)", (_MERGED_PAGES,)
            )
            return _changes(connection) - before > 1  # SQLite's own sign of work that was done

    def shrink_step(self) -> bool:
        """Give some free pages back to the disk; True while there are more."""
        with self._database.read() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute(f"PRAGMA incremental_vacuum({_PAGES_A_STEP})").fetchall()
            left = int(driver.execute("PRAGMA freelist_count").fetchone()[0])
        return left > 0

    def write_anew(self) -> None:
        """Write the whole file anew, smaller and able to shrink in steps from then on; takes as long as copying it."""
        with self._database.read() as connection:
            connection.exec_driver_sql(f"PRAGMA auto_vacuum = {INCREMENTAL}")
            connection.exec_driver_sql("VACUUM")

    def settle(self) -> None:
        """Fold the write-ahead log into the file, so that the disk sees the new size."""
        with self._database.read() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _changes(connection: Any) -> int:
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar() or 0)
