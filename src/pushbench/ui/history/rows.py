"""The columns of the history table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from pushbench.domain.fate import Fate
from pushbench.domain.profile import Environment
from pushbench.domain.target import TargetKind
from pushbench.store.history import DeliveryRow
from pushbench.ui.pills import ENVIRONMENT_DOTS, environment_word, fate_pill, fate_words, result_pill
from pushbench.ui.times import clock_words, exact_words, latency_words
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import Cell, Column


def _tr(text: str) -> str:
    return QCoreApplication.translate("HistoryRows", text)


ENVIRONMENTS = {item.value: item for item in Environment}
_TARGET_ICONS = {
    TargetKind.TOPIC.value: "radio",
    TargetKind.CONDITION.value: "funnel",
    TargetKind.CHANNEL.value: "megaphone",
    TargetKind.SEGMENT.value: "users",
}


def history_columns(
    short_title: Callable[[str], str], icon_of: Callable[[str], str] = lambda _provider: "smartphone"
) -> tuple[Column, ...]:
    """Return the columns; ``short_title`` names a provider, ``icon_of`` draws what it usually reaches."""
    return (
        Column("time", _tr("Time"), 106, lambda row: _time(row, short_title), copied=lambda row: exact_words(row.at)),
        Column("status", _tr("Status"), 203, lambda row: _status(row), gives=40),
        Column("target", _tr("Device or topic"), 150, lambda row: _target(row, icon_of), stretches=True),
        Column("provider", _tr("Provider"), 82, lambda row: Cell(short_title(row.provider), token="text-2"), drops=2),
        Column("environment", _tr("Environment"), 115, lambda row: _environment(row), drops=3),
        Column(
            "latency", _tr("Latency"), 68, lambda row: Cell(latency_words(row.latency_ms), is_right=True), is_right=True
        ),
        Column(
            "tries",
            _tr("Tries"),
            50,
            lambda row: Cell(str(row.attempts), token="text-2", is_right=True, spoken=f"{row.attempts} tries"),
            is_right=True,
            drops=4,
        ),
        Column("reply", _tr("Id or reply"), 100, lambda row: _reply(row), drops=1, gives=30),
        Column("more", "", 30, lambda row: Cell(icon="ellipsis")),
    )


def _time(row: DeliveryRow, short_title: Callable[[str], str]) -> Cell:
    """The first cell says the whole delivery to screen readers."""
    result = row_pill(row).text
    latency = latency_words(row.latency_ms).replace(" ms", " milliseconds")
    words = (result, row.target, short_title(row.provider), latency, clock_words(row.at))
    said = ", ".join(part for part in words if part)
    return Cell(clock_words(row.at), "code", "text-2", spoken=said, tip=exact_words(row.at))


def row_pill(row: DeliveryRow) -> Pill:
    """Return what is known of a delivery: what was said last, else what was answered at once."""
    if row.fate is not None and row.fate is not Fate.WAITING:
        return fate_pill(row.fate)
    return result_pill(row.outcome, row.status, row.reason, attempts=row.attempts)


def _status(row: DeliveryRow) -> Cell:
    pill = row_pill(row)
    answered = result_pill(row.outcome, row.status, row.reason, attempts=row.attempts).text
    tip = answered if row.fate is None else f"{answered}, {fate_words(row.fate).lower()}"
    return Cell(pills=(pill,), spoken=pill.text, tip=tip)


def _target(row: DeliveryRow, icon_of: Callable[[str], str]) -> Cell:
    icon = _TARGET_ICONS.get(row.target_kind) or icon_of(row.provider)
    return Cell(row.target, icon=icon, tip=row.target, elides_middle=True)


def _environment(row: DeliveryRow) -> Cell:
    environment = ENVIRONMENTS.get(row.environment)
    if environment is None:
        return Cell("")
    dot, token = ENVIRONMENT_DOTS[environment]
    role = "section" if environment is Environment.PRODUCTION else "body"
    return Cell(environment_word(environment), role, token, dot=dot)


def _reply(row: DeliveryRow) -> Cell:
    text = row.provider_id or row.reason or ""
    return Cell(text, "code", "text-2", elides_middle=True, tip=text)
