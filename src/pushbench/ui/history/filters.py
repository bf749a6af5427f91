"""What the list is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pushbench.store.history import HistoryQuery

TODAY, WEEK, ALL = "today", "week", "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters that all must hold; an empty one holds always."""

    status: str = ""
    """An outcome's word, or an HTTP status as digits."""
    provider: str = ""
    environment: str = ""
    device: str = ""
    """A target's label."""
    run: str = ""
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
            search=self.search,
            since=self.since if self.since is not None else start,
            until=self.until,
            run=self.run or None,
            device=self.device or None,
        )


def day_start(now: float, *, days_before: int = 0) -> float:
    """Return the Unix time of this computer's last midnight, or of one before."""
    day = datetime.fromtimestamp(now, UTC).astimezone().date() - timedelta(days=days_before)
    return datetime(day.year, day.month, day.day).astimezone().timestamp()
