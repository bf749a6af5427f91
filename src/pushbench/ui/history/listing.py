"""The deliveries read so far, with a heading before each run; runs can be folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pushbench.domain.outcome import OutcomeKind
from pushbench.store.history import Cursor, DeliveryRow, RunRecord
from pushbench.ui.times import day_words, minute_words
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import GroupRow

RUN = "run:"
"""How the key of a heading begins; a run's id and, where a run goes on after another's deliveries, a number follow."""

Line = tuple[str, DeliveryRow | GroupRow]

_LOOKS = {
    OutcomeKind.ACCEPTED: ("green", "check"),
    OutcomeKind.REJECTED: ("red", "x"),
    OutcomeKind.UNCLEAR: ("amber", "triangle-alert"),
    OutcomeKind.NOT_SENT: ("gray", "cloud-off"),
}


def run_of(key: str) -> str:
    """Return the run a heading stands for, or an empty text for a delivery's key."""
    return key.removeprefix(RUN).partition("#")[0] if key.startswith(RUN) else ""


class Listing:
    """Rows newest first; tells the lines the table shows."""

    def __init__(self) -> None:
        self.rows: list[DeliveryRow] = []
        self.runs: dict[str, RunRecord] = {}
        self.folded: set[str] = set()
        self._last_run = ""
        self._parts: Counter[str] = Counter()

    @property
    def end(self) -> Cursor | None:
        """The place behind which older deliveries lie."""
        return self.rows[-1].cursor if self.rows else None

    def missing_runs(self, rows: Sequence[DeliveryRow]) -> list[str]:
        """Return the runs of rows that are unknown or were not over when they were read."""
        wanted = dict.fromkeys(row.run_id for row in rows)
        return [run_id for run_id in wanted if run_id not in self.runs or self.runs[run_id].finished_at is None]

    def take_newest(self, page: Sequence[DeliveryRow], runs: Mapping[str, RunRecord], *, is_all: bool) -> bool:
        """Put the newest page in place of what it covers; ``is_all``: nothing is older.

        A delivery that took long may come below quicker ones, so the whole page counts. Returns whether the
        older rows still follow on it; if not, they are forgotten.
        """
        self.runs.update(runs)
        follows = not is_all and bool(self.rows) and bool(page) and page[-1].cursor <= self.rows[0].cursor
        older = [row for row in self.rows if row.cursor < page[-1].cursor] if follows else []
        self.rows = [*page, *older]
        return follows

    def add_older(self, page: Sequence[DeliveryRow], runs: Mapping[str, RunRecord], now: float) -> list[Line]:
        """Add a page at the end; returns its lines."""
        self.runs.update(runs)
        self.rows.extend(page)
        return list(self._lines(page, now))

    def lines(self, now: float) -> list[Line]:
        """Return all lines."""
        self._last_run = ""
        self._parts.clear()
        return list(self._lines(self.rows, now))

    def toggle(self, run_id: str) -> None:
        """Fold a run or unfold it."""
        self.folded ^= {run_id}

    def _lines(self, rows: Sequence[DeliveryRow], now: float) -> Iterator[Line]:
        for row in rows:
            if row.run_id != self._last_run:
                self._last_run = row.run_id
                self._parts[row.run_id] += 1
                part = self._parts[row.run_id]
                key = f"{RUN}{row.run_id}" if part == 1 else f"{RUN}{row.run_id}#{part}"
                yield key, self._heading(row, now)
            if row.run_id not in self.folded:
                yield row.id, row

    def _heading(self, row: DeliveryRow, now: float) -> GroupRow:
        run = self.runs.get(row.run_id)
        at = run.at if run is not None else row.at
        return GroupRow(
            title=row.message_name or row.title or "Message",
            remark=_remark(run),
            pills=_counts(run),
            end=f"{day_words(at, now)} {minute_words(at)}",
            is_open=row.run_id not in self.folded,
        )


def _remark(run: RunRecord | None) -> str:
    if run is None or not run.total:
        return ""
    words = f"{run.total:,} {'delivery' if run.total == 1 else 'deliveries'}"
    through = f"{words} through {run.profile_or_set}" if run.profile_or_set else words
    return through if run.finished_at is not None else f"{through}, under way"


def _counts(run: RunRecord | None) -> tuple[Pill, ...]:
    if run is None:
        return ()
    return tuple(
        Pill(f"{count:,}", *look, tip=kind.value)
        for kind, look in _LOOKS.items()
        if (count := int(run.counts.get(kind.value, 0)))
    )
