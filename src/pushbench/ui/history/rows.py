"""The columns of the history table and the headings between its runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.profile import Environment
from pushbench.store.history import DeliveryRow, RunRecord
from pushbench.ui.pills import ENVIRONMENT_DOTS, environment_word, result_pill
from pushbench.ui.times import clock_words, day_words, exact_words, latency_words
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import Cell, Column, GroupRow

RUN = "run:"
_ENVIRONMENTS = {item.value: item for item in Environment}
_TARGET_ICONS = {"topic": "radio", "condition": "funnel", "channel": "megaphone", "segment": "users"}


def history_columns(short_title: Callable[[str], str]) -> tuple[Column, ...]:
    """Return the columns; ``short_title`` names a provider."""
    return (
        Column("time", "Time", 112, lambda row: Cell(clock_words(row.at), "code", "text-2", tip=exact_words(row.at))),
        Column("status", "Status", 220, lambda row: _status(row), gives=30),
        Column("target", "Device or topic", 150, lambda row: _target(row), stretches=True),
        Column("provider", "Provider", 92, lambda row: Cell(short_title(row.provider), token="text-2"), drops=2),
        Column("environment", "Environment", 118, lambda row: _environment(row), drops=3),
        Column("latency", "Latency", 76, lambda row: Cell(latency_words(row.latency_ms), is_right=True), is_right=True),
        Column(
            "tries",
            "Tries",
            48,
            lambda row: Cell(str(row.attempts), token="text-2", is_right=True),
            is_right=True,
            drops=4,
        ),
        Column("reply", "Id or reply", 160, lambda row: _reply(row), drops=1, gives=40),
        Column("more", "", 34, lambda row: Cell(icon="ellipsis")),
    )


def _status(row: DeliveryRow) -> Cell:
    pill = result_pill(row.outcome, row.status, row.reason)
    return Cell(pills=(pill,), spoken=pill.text)


def _target(row: DeliveryRow) -> Cell:
    return Cell(row.target, icon=_TARGET_ICONS.get(row.target_kind, "smartphone"), tip=row.target)


def _environment(row: DeliveryRow) -> Cell:
    environment = _ENVIRONMENTS.get(row.environment)
    if environment is None:
        return Cell("")
    dot, token = ENVIRONMENT_DOTS[environment]
    role = "section" if environment is Environment.PRODUCTION else "body"
    return Cell(environment_word(environment), role, token, dot=dot)


def _reply(row: DeliveryRow) -> Cell:
    text = row.provider_id or row.reason or ""
    return Cell(text, "code", "text-2", elides_middle=True, tip=text)


def with_headings(
    rows: Iterable[DeliveryRow], runs: Mapping[str, RunRecord], now: float, last_run: str = ""
) -> list[tuple[str, DeliveryRow | GroupRow]]:
    """Put a heading before the first delivery of each run; ``last_run`` is the one the list ends with so far."""
    found: list[tuple[str, DeliveryRow | GroupRow]] = []
    for row in rows:
        if row.run_id != last_run:
            last_run = row.run_id
            found.append((f"{RUN}{row.run_id}:{row.id}", _heading(row, runs.get(row.run_id), now)))
        found.append((row.id, row))
    return found


def _heading(row: DeliveryRow, run: RunRecord | None, now: float) -> GroupRow:
    total = run.total if run is not None else 0
    words = f"{total:,} {'delivery' if total == 1 else 'deliveries'}" if total else ""
    through = f"{words} through {run.profile_or_set}" if run is not None and run.profile_or_set else words
    return GroupRow(row.message_name or row.title or "Message", through, _counts(run), day_words(row.at, now))


def _counts(run: RunRecord | None) -> tuple[Pill, ...]:
    if run is None:
        return ()
    looks = {
        OutcomeKind.ACCEPTED: ("green", "check"),
        OutcomeKind.REJECTED: ("red", "x"),
        OutcomeKind.UNCLEAR: ("amber", "triangle-alert"),
        OutcomeKind.NOT_SENT: ("gray", "cloud-off"),
    }
    return tuple(
        Pill(f"{count:,}", *looks[kind], tip=kind.value)
        for kind in looks
        if (count := int(run.counts.get(kind.value, 0)))
    )
