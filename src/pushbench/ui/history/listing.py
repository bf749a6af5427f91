"""The deliveries read so far, with a heading before each run; runs can be folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from pushbench.domain.fate import Fate
from pushbench.domain.outcome import OutcomeKind
from pushbench.store.history import Cursor, DeliveryRow, RunRecord
from pushbench.ui.times import day_words, latency_words, minute_words
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import GroupRow


def _tr(text: str) -> str:
    return QCoreApplication.translate("HistoryListing", text)


RUN = "run:"
"""How the key of a heading begins; a run's id and, where a run goes on after another's deliveries, a number follow."""

MORE = "more:"
"""How the key of a line begins that stands for accepted deliveries which are not shown; as with headings."""

FEW = 6
"""Accepted deliveries of a run that are shown before the others fold."""
_LEAST_FOLDED = 3
_LARGEST_FOLDED = 2_000
"""Deliveries of a run above which nothing folds: all of them would have to be read to come past it."""

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


def more_of(key: str) -> str:
    """Return the run whose accepted deliveries a line stands for, or an empty text."""
    return key.removeprefix(MORE).partition("#")[0] if key.startswith(MORE) else ""


def is_delivery(key: str) -> bool:
    """Whether a line is a delivery rather than a heading or what folds."""
    return bool(key) and not key.startswith((RUN, MORE))


class Listing:
    """Rows newest first; tells the lines the table shows."""

    def __init__(self) -> None:
        self.rows: list[DeliveryRow] = []
        self.runs: dict[str, RunRecord] = {}
        self.folded: set[str] = set()
        self.spread: set[str] = set()
        """Runs whose accepted deliveries are all shown."""
        self._shown = 0
        self._held: list[DeliveryRow] = []
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

    def add_older(
        self, page: Sequence[DeliveryRow], runs: Mapping[str, RunRecord], now: float, *, is_end: bool = True
    ) -> list[Line]:
        """Add a page at the end; returns its lines. ``is_end``: nothing is older."""
        self.runs.update(runs)
        self.rows.extend(page)
        return [*self._lines(page, now), *(self._rest() if is_end else ())]

    def lines(self, now: float, *, is_end: bool = True) -> list[Line]:
        """Return all lines; ``is_end``: nothing is older than the last."""
        self._last_run = ""
        self._parts.clear()
        self._held.clear()
        return [*self._lines(self.rows, now), *(self._rest() if is_end else ())]

    def learn(self, said: Mapping[str, Fate]) -> list[DeliveryRow]:
        """Take what services said later of rows; return those that changed."""
        changed: dict[str, DeliveryRow] = {}
        for row in self.rows:
            fate = said.get(row.id)
            if fate is not None and fate is not row.fate:
                changed[row.id] = replace(row, fate=fate)
        if changed:
            self.rows = [changed.get(row.id, row) for row in self.rows]
        return list(changed.values())

    def toggle(self, run_id: str) -> None:
        """Fold a run or unfold it."""
        self.folded ^= {run_id}

    def spread_out(self, run_id: str) -> None:
        """Show every accepted delivery of a run, or the first few again."""
        self.spread ^= {run_id}

    def _lines(self, rows: Sequence[DeliveryRow], now: float) -> Iterator[Line]:
        for row in rows:
            if row.run_id != self._last_run:
                yield from self._rest()
                self._last_run = row.run_id
                self._shown = 0
                self._parts[row.run_id] += 1
                part = self._parts[row.run_id]
                key = f"{RUN}{row.run_id}" if part == 1 else f"{RUN}{row.run_id}#{part}"
                yield key, self._heading(row, now)
            if row.run_id not in self.folded:
                yield from self._row(row)

    def _row(self, row: DeliveryRow) -> Iterator[Line]:
        """Show a row, but hold back what was accepted at once when a few such rows stand there already."""
        is_plain = row.fate is None or row.fate in (Fate.WAITING, Fate.HANDED_ON, Fate.SHOWN)
        if row.outcome is OutcomeKind.ACCEPTED and row.attempts <= 1 and is_plain and self._folds(row.run_id):
            self._shown += 1
            if self._shown > FEW and row.run_id not in self.spread:
                self._held.append(row)
                return
        yield row.id, row

    def _folds(self, run_id: str) -> bool:
        run = self.runs.get(run_id)
        return run is not None and FEW + _LEAST_FOLDED <= run.total <= _LARGEST_FOLDED

    def _rest(self) -> Iterator[Line]:
        """End the part of a run: one line for the rows held back, or the way to hold them back again."""
        held, self._held = self._held, []
        run = self._last_run
        key = f"{MORE}{run}#{self._parts[run]}"
        if run in self.spread and run not in self.folded and self._shown >= FEW + _LEAST_FOLDED:
            yield key, GroupRow(title=_tr("Show fewer"), is_link=True)
        elif len(held) < _LEAST_FOLDED:
            yield from ((row.id, row) for row in held)
        else:
            yield key, GroupRow(title=_held_words(held), is_link=True)
        self._shown = 0

    def _heading(self, row: DeliveryRow, now: float) -> GroupRow:
        run = self.runs.get(row.run_id)
        at = run.at if run is not None else row.at
        return GroupRow(
            title=row.message_name or row.title or "Message",
            remark=_remark(run),
            pills=heading_pills(run),
            end=f"{day_words(at, now)} {minute_words(at)}",
            is_open=row.run_id not in self.folded,
        )


def _held_words(held: Sequence[DeliveryRow]) -> str:
    times = [row.latency_ms for row in held if row.latency_ms is not None]
    words = f"{len(held):,} more, all accepted"
    if not times:
        return words
    low, high = latency_words(min(times)), latency_words(max(times))
    return f"{words} in {low}" if low == high else f"{words} in {low.removesuffix(' ms')} to {high}"


def _remark(run: RunRecord | None) -> str:
    if run is None or not run.total:
        return ""
    words = f"{run.total:,} {'delivery' if run.total == 1 else 'deliveries'}"
    through = f"{words} through {run.profile_or_set}" if run.profile_or_set else words
    return through if run.finished_at is not None else f"{through}, under way"


def heading_pills(run: RunRecord | None) -> tuple[Pill, ...]:
    """Return the counts of a run by outcome."""
    if run is None:
        return ()
    return tuple(
        Pill(f"{count:,}", *look, tip=kind.value)
        for kind, look in _LOOKS.items()
        if (count := int(run.counts.get(kind.value, 0)))
    )
