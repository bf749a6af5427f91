"""What the list is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pushbench.store.history import HistoryQuery

TODAY, WEEK, ALL = "today", "week", "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters that all must hold; of several values of one any will do; an empty one holds always."""

    status: tuple[str, ...] = ()
    """Outcomes' words, HTTP statuses as digits, or what services said later (values of ``Fate``)."""
    provider: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    device: tuple[str, ...] = ()
    """Targets' labels."""
    message: tuple[str, ...] = ()
    """Messages' names."""
    run: tuple[str, ...] = ()
    span: str = ALL
    since: float | None = None
    """Unix seconds; with ``until`` the stretch chosen in the chart, within ``span``."""
    until: float | None = None
    search: str = ""

    @property
    def is_any(self) -> bool:
        """Whether something may be hidden."""
        return self != Filters()

    @property
    def has_range(self) -> bool:
        return self.since is not None

    def without_range(self) -> Filters:
        """Return the filters with the chart's stretch taken off."""
        return replace(self, since=None, until=None)

    def query(self, now: float) -> HistoryQuery:
        """Return the question to the store; ``now`` says which day it is."""
        start = {TODAY: day_start(now), WEEK: day_start(now, days_before=6)}.get(self.span)
        return HistoryQuery(
            status=self.status or None,
            provider=self.provider or None,
            environment=self.environment or None,
            message=self.message or None,
            search=self.search,
            since=self.since if self.since is not None else start,
            until=self.until,
            run=self.run or None,
            device=self.device or None,
        )


MANY = ("status", "provider", "environment", "device", "message", "run")
"""Filters of which several values may be chosen."""


def narrowed(filters: Filters, changes: Mapping[str, object]) -> Filters:
    """Return the filters with changes; a single text stands for one value, an empty one for none."""
    told = {
        name: ((value,) if value else ()) if name in MANY and isinstance(value, str) else value
        for name, value in changes.items()
    }
    return replace(filters, **told)  # type: ignore[arg-type]


def toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Return the values with one more, or with one less if it was there."""
    return tuple(item for item in values if item != value) if value in values else (*values, value)


def to_json(filters: Filters) -> dict[str, object]:
    """Return what is kept of filters: the stretch chosen in the chart is of no use later."""
    kept: dict[str, object] = {name: list(getattr(filters, name)) for name in MANY if getattr(filters, name)}
    return {**kept, "span": filters.span, **({"search": filters.search} if filters.search else {})}


def from_json(data: object) -> Filters | None:
    """Return kept filters; None for anything else."""
    if not isinstance(data, dict):
        return None
    found: dict[str, object] = {}
    for name in MANY:
        values = data.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            return None
        found[name] = tuple(values)
    span, search = data.get("span"), data.get("search", "")
    if span not in (TODAY, WEEK, ALL) or not isinstance(search, str):
        return None
    return Filters(span=span, search=search, **found)  # type: ignore[arg-type]


def day_start(now: float, *, days_before: int = 0) -> float:
    """Return the Unix time of this computer's last midnight, or of one before."""
    day = datetime.fromtimestamp(now, UTC).astimezone().date() - timedelta(days=days_before)
    return datetime(day.year, day.month, day.day).astimezone().timestamp()
