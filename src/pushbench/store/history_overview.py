"""Deliveries counted by outcome and latency: what charts and percentiles are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pushbench.domain.outcome import OutcomeKind
from pushbench.store.history import HistoryQuery

if TYPE_CHECKING:
    from pushbench.store.database import Database


_COARSE_MS = (
    "CAST(CASE WHEN d.latency_ms >= 1000 THEN round(d.latency_ms / 100) * 100"
    " WHEN d.latency_ms >= 100 THEN round(d.latency_ms / 10) * 10 ELSE round(d.latency_ms) END AS INTEGER)"
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many deliveries share outcome and latency."""

    outcome: OutcomeKind
    is_retried: bool
    """Whether the push itself was sent more than once."""
    latency_ms: int | None
    """Rounded to about two digits, so that a million deliveries make few tallies."""
    count: int
    is_failed_later: bool = False
    """Whether the service said later that it failed after all."""


def time_span(database: Database, query: HistoryQuery) -> tuple[float, float] | None:
    """Return the Unix times of the oldest and the newest delivery of a query, or None without any."""
    newest = database.history.page(query, limit=1)
    if not newest:
        return None
    where = database.history.where(query)
    with database.read() as connection:
        oldest = connection.exec_driver_sql(
            f"SELECT d.at FROM {where.tables} WHERE {where.text} ORDER BY {where.order} LIMIT 1",  # noqa: S608
            tuple(where.values),
        ).scalar()
    return float(oldest or 0.0), newest[0].at


def tally(database: Database, query: HistoryQuery) -> list[Tally]:
    """Count a query's deliveries; ask for a span of time at a time, for each one is read."""
    where = database.history.where(query)
    with database.read() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT d.outcome, d.attempts > 1, {_COARSE_MS}, count(*), coalesce(d.fate = 'failed', 0)"  # noqa: S608
            f" FROM {where.tables} WHERE {where.text} GROUP BY 1, 2, 3, 5",
            tuple(where.values),
        ).fetchall()
    return [Tally(OutcomeKind(row[0]), bool(row[1]), row[2], row[3], bool(row[4])) for row in rows]
