"""The rows of the send log and what run events do to them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from pushbench.domain.errors import FailureKind
from pushbench.domain.fate import Fate
from pushbench.domain.outcome import Attempt, DeliveryEvent, DeliveryRecord, OutcomeKind, StepKind
from pushbench.engine.events import AttemptEnded, DeliveryEnded, DeliveryStarted, RetryWaiting, RunEvent
from pushbench.engine.plan import PlannedDelivery, SendPlan
from pushbench.ui.later.asking import Askable
from pushbench.ui.pills import (
    asked_pill,
    fate_pill,
    offline_pill,
    outcome_pill,
    platform_icon,
    retry_pill,
    sending_pill,
    stopped_pill,
    waiting_pill,
)
from pushbench.ui.times import clock_words, latency_words, minute_words
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import Cell, Column
from pushbench.ui.widgets.table.model import RowsModel

_FLUSH_MS = 40
_TICK_MS = 500
_NOTICED_ROWS = 20
MOST_ROWS = 20_000
"""The log of one session in the window; the history keeps everything."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One delivery."""

    id: str
    at: float
    target: str
    icon: str
    provider: str
    pill: Pill
    latency_ms: float | None = None
    remark: str = ""
    """Attempt in progress, ``2 of 5``."""
    reply: str = ""
    """Id or code of the answer, in mono."""
    retry_at: float | None = None
    """Monotonic seconds of the next try."""
    explain: str = ""
    provider_id: str = ""
    """The service's id, once it gave one."""
    is_over: bool = False
    is_failed: bool = False
    can_repeat: bool = False
    """Whether the history holds it, so that it can be sent again."""
    service: str = ""
    """The provider's id."""
    outcome: OutcomeKind | None = None
    fate: Fate | None = None
    """What the service said later."""
    due_at: float | None = None
    """Unix seconds at which the service is asked what became of it."""
    can_cancel: bool = False
    """Whether the service held it back, so that it can be taken back."""

    @property
    def askable(self) -> Askable:
        return Askable(self.service, self.outcome, self.provider_id, self.at)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SendLog", text)


_OFFLINE = frozenset({FailureKind.NAME, FailureKind.REFUSED, FailureKind.UNREACHABLE, FailureKind.CONNECT_TIMEOUT})


def is_offline(record: DeliveryRecord) -> bool:
    """Whether a push was not sent because its service could not be reached."""
    if record.outcome.kind is not OutcomeKind.NOT_SENT or not record.attempts:
        return False
    return record.attempts[-1].failure in _OFFLINE


def _was_stopped(record: DeliveryRecord) -> bool:
    from pushbench.engine.records import STOPPED

    return record.outcome == STOPPED


def _is_failed(record: DeliveryRecord) -> bool:
    """Whether somebody may want it sent again; what they stopped themselves is no failure."""
    return record.outcome.kind is not OutcomeKind.ACCEPTED and not _was_stopped(record)


def _answer_words(attempt: Attempt) -> str:
    if attempt.response is not None:
        return str(attempt.response.status)
    return attempt.failure.value if attempt.failure is not None else ""


def tries(record: DeliveryRecord) -> int:
    """Return how often the push itself was sent; signing in does not count."""
    return sum(attempt.step is StepKind.DELIVER for attempt in record.attempts)


def _latency(row: LogRow) -> Cell:
    words = row.remark or latency_words(row.latency_ms)
    return Cell(words, is_right=True, spoken=words.replace(" ms", " milliseconds"))


def _status(row: LogRow) -> Cell:
    """What is known, and when more will be asked for."""
    pills = (row.pill,) if row.due_at is None else (row.pill, asked_pill(minute_words(row.due_at)))
    return Cell(pills=pills, spoken=", ".join(pill.text for pill in pills), tip=row.explain)


def log_columns() -> tuple[Column, ...]:
    """Return the columns of the log."""
    return (
        Column("time", _tr("Time"), 110, lambda row: Cell(clock_words(row.at), "code", "text-2")),
        Column(
            "target",
            _tr("Target"),
            150,
            lambda row: Cell(row.target, icon=row.icon, tip=row.target, elides_middle=True),
            stretches=True,
        ),
        Column("provider", _tr("Provider"), 90, lambda row: Cell(row.provider, token="text-2"), drops=1),
        Column("status", _tr("Status"), 254, lambda row: _status(row)),
        Column("latency", _tr("Latency"), 80, lambda row: _latency(row)),
        Column(
            "reply",
            _tr("Id or reply"),
            170,
            lambda row: Cell(row.reply, "code", "text-2", elides_middle=True, tip=row.reply),
            gives=80,
            drops=2,
        ),
        Column("more", "", 36, lambda row: Cell(icon="ellipsis", spoken="")),
    )


class SendLog(QObject):
    """Keeps the log's model up to date; changes are shown in batches so that a large run costs few repaints.

    ``came`` tells the keys of new rows, where they are few enough to be noticed one by one.
    """

    came = Signal(list)
    filtered = Signal()
    """The filter or what it leaves out changed."""

    def __init__(self, provider_title: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = RowsModel(log_columns(), is_newest_first=True, parent=self)
        self._provider_title = provider_title
        self.can_cancel: Callable[[DeliveryRecord], bool] = lambda record: False
        """Whether a service held a message back; set by whoever knows the services."""
        self._now: dict[str, LogRow] = {}
        self._run_keys: tuple[str, ...] = ()
        self._filter = ""
        self.filter_title = ""
        self._new: list[str] = []
        self._changed: set[str] = set()
        self._waiting: set[str] = set()
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.setInterval(_FLUSH_MS)
        self._flush.timeout.connect(self.flush)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)

    def row(self, delivery_id: str) -> LogRow | None:
        return self._now.get(delivery_id)

    @property
    def retrying(self) -> int:
        return len(self._waiting)

    def begin(self, plan: SendPlan, at: float) -> None:
        """Show the deliveries of a plan that is about to leave."""
        self._run_keys = tuple(delivery.id for delivery in plan.deliveries)
        self.queue(plan, at)

    def queue(self, plan: SendPlan, at: float) -> None:
        """Show the deliveries of a plan as queued."""
        for delivery in plan.deliveries[:MOST_ROWS]:
            self._put(self._queued(delivery, at))

    def _queued(self, delivery: PlannedDelivery, at: float) -> LogRow:
        device = delivery.target.device
        icon = platform_icon(device.platform) if device is not None else "radio"
        return LogRow(
            delivery.id, at, delivery.target.label, icon, self._provider_title(delivery.provider), waiting_pill()
        )

    def apply(self, event: RunEvent) -> None:
        """Take one event of a run."""
        if isinstance(event, DeliveryStarted):
            reply = _tr("attempt 1")
            self._change(event.delivery_id, pill=sending_pill(), retry_at=None, at=time.time(), reply=reply)
        elif isinstance(event, RetryWaiting):
            self._waiting.add(event.delivery_id)
            self._change(
                event.delivery_id,
                pill=retry_pill(event.seconds),
                retry_at=time.monotonic() + event.seconds,
                remark=_tr("try {number}").format(number=event.number),
            )
            self._tick.start()
        elif isinstance(event, AttemptEnded):
            self._waiting.discard(event.delivery_id)
            self._change(
                event.delivery_id,
                latency_ms=event.attempt.total_ms,
                retry_at=None,
                pill=sending_pill(),
                reply=_answer_words(event.attempt),
            )
        elif isinstance(event, DeliveryEnded):
            self.end(event.record)

    def end(self, record: DeliveryRecord, *, is_dry_run: bool = False) -> None:
        """Show an outcome."""
        self._waiting.discard(record.id)
        outcome = record.outcome
        explain = outcome.explain
        self._change(
            record.id,
            at=record.at or time.time(),
            pill=self._pill(record, is_dry_run=is_dry_run),
            latency_ms=record.latency_ms,
            remark="",
            reply=outcome.provider_id or outcome.reason or "",
            retry_at=None,
            explain=f"{explain.what} {explain.why} {explain.fix}" if explain is not None else "",
            provider_id=outcome.provider_id or "",
            is_over=True,
            is_failed=_is_failed(record) and not is_dry_run,
            can_repeat=not is_dry_run,
            service=record.provider,
            outcome=outcome.kind,
            can_cancel=not is_dry_run and self.can_cancel(record),
        )

    # -- what became of it later ----------------------------------------------------------------------

    @property
    def accepted(self) -> tuple[str, ...]:
        """Ids of the rows whose service took them and has not said the last word."""
        rows = self._now.values()
        return tuple(
            row.id
            for row in rows
            if row.outcome is OutcomeKind.ACCEPTED and (row.fate is None or not row.fate.is_final)
        )

    def learn(self, delivery_id: str, event: DeliveryEvent) -> None:
        """Show what a service said later of a delivery; no word yet leaves the pill as it is."""
        row = self._now.get(delivery_id)
        if row is None:
            return
        explain = event.explain
        changes: dict[str, object] = {
            "fate": event.fate,
            "explain": f"{explain.what} {explain.why} {explain.fix}" if explain is not None else row.explain,
        }
        if event.fate is not Fate.WAITING:
            changes |= {"pill": fate_pill(event.fate, event.reason), "due_at": None, "can_cancel": False}
            changes |= {"is_failed": event.fate is Fate.FAILED}
        self._change(delivery_id, **changes)

    def schedule(self, due: Mapping[str, float]) -> None:
        """Show when services are asked next; rows that are not named are not asked about any more."""
        for key, row in list(self._now.items()):
            if row.due_at != due.get(key):
                self._change(key, due_at=due.get(key))

    @property
    def failed_later(self) -> int:
        """How many of the last run were accepted and failed all the same."""
        rows = (self._now.get(key) for key in self._run_keys)
        return sum(row is not None and row.fate is Fate.FAILED for row in rows)

    # -- how a run ends -------------------------------------------------------------------------------

    @staticmethod
    def _pill(record: DeliveryRecord, *, is_dry_run: bool) -> Pill:
        if is_offline(record):
            return offline_pill()
        if _was_stopped(record):
            return stopped_pill()
        return outcome_pill(record.outcome, attempts=tries(record), is_dry_run=is_dry_run)

    def drop(self, plan: SendPlan) -> None:
        """Show the deliveries of a plan that waited for its turn as stopped; the history never hears of them."""
        for delivery in plan.deliveries:
            self._change(delivery.id, pill=stopped_pill(), is_over=True)

    @property
    def failed(self) -> tuple[str, ...]:
        """Ids of the last run's deliveries that were not accepted, in the order sent."""
        rows = (self._now.get(key) for key in self._run_keys)
        return tuple(row.id for row in rows if row is not None and row.is_failed and row.can_repeat)

    # -- what is shown --------------------------------------------------------------------------------

    def show_only(self, wanted: str, title: str = "") -> None:
        """Show ``failed`` or ``waiting`` rows, those of ``target:NAME``, or with an empty text all."""
        self._filter = wanted
        self.filter_title = title
        self._rebuild()
        self.filtered.emit()

    @property
    def filter(self) -> str:
        return self._filter

    @property
    def hidden(self) -> int:
        """How many rows the filter leaves out."""
        return len(self._now) - len(self.rows.keys) if self._filter else 0

    def _fits(self, row: LogRow) -> bool:
        kind, _, name = self._filter.partition(":")
        return {
            "": True,
            "failed": row.is_failed,
            "waiting": row.retry_at is not None,
            "asked": row.due_at is not None,
            "target": row.target == name,
        }[kind]

    def _rebuild(self) -> None:
        rows = {key: self._now[key] for key in reversed(self._now) if self._fits(self._now[key])}
        if list(rows) == list(self.rows.keys):
            self.rows.put(rows)  # the selection stays
        else:
            self.rows.reset(list(rows), rows)

    def clear(self) -> None:
        """Forget the rows that are over; the history keeps the deliveries."""
        self._now = {key: row for key, row in self._now.items() if not row.is_over}
        self._new = [key for key in self._new if key in self._now]
        self._changed &= self._now.keys()
        self._run_keys = tuple(key for key in self._run_keys if key in self._now)
        self._filter = ""
        self._rebuild()
        self.filtered.emit()

    def _put(self, row: LogRow) -> None:
        if row.id in self._now:
            self._changed.add(row.id)
        else:
            self._new.append(row.id)
        self._now[row.id] = row
        self._later()

    def _change(self, delivery_id: str, **changes: object) -> None:
        row = self._now.get(delivery_id)
        if row is None:
            return
        self._now[delivery_id] = replace(row, **changes)  # type: ignore[arg-type]
        self._changed.add(delivery_id)
        self._later()

    def _later(self) -> None:
        if not self._flush.isActive():
            self._flush.start()

    def flush(self) -> None:
        """Bring the model up to date now."""
        new, self._new = self._new, []
        changed, self._changed = self._changed, set()
        if self._filter:
            # Which rows fit may have changed with any of them; a filtered log is looked at, not raced through.
            self._rebuild()
            self.filtered.emit()
            return
        self.rows.add_on_top([(key, self._now[key]) for key in new])
        fresh = set(new)
        self.rows.put({key: self._now[key] for key in changed if key not in fresh})
        if 0 < len(new) <= _NOTICED_ROWS:
            self.came.emit(new)

    def _on_tick(self) -> None:
        if not self._waiting:
            self._tick.stop()
            return
        now = time.monotonic()
        for key in self._waiting:
            row = self._now[key]
            if row.retry_at is not None:
                self._change(key, pill=retry_pill(row.retry_at - now))
