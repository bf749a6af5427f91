"""Every attempt of a delivery, in order, on one axis of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.domain.outcome import Attempt, DeliveryEvent, DeliveryRecord, StepKind
from pushbench.ui.history.facts import wrapped
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.phases import PhaseBar, phase_words, phases
from pushbench.ui.history.state import HistoryState
from pushbench.ui.pills import fate_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import clock_words, latency_words
from pushbench.ui.widgets.boxes import box, clear, column, hairline, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel
from pushbench.ui.widgets.pill import Pill, PillLabel

_WORTH_TELLING_MS = 50.0
_SHORT_FACT = 16
_SHOWN_BYTES = 400
"""Of a raw answer; all of it stands in the tab Response."""


def offset_ms(first: Attempt, attempt: Attempt) -> float:
    """Return how long after the first attempt another began."""
    return max(0.0, (attempt.started_at - first.started_at) * 1000) if attempt.started_at else 0.0


class TimelineView(QWidget):
    """Attempts, and the waits between them."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shown: DeliveryRecord | None = None
        self._words = {
            StepKind.AUTHORISE: self.tr("Sign in"),
            StepKind.PREPARE: self.tr("Prepare"),
            StepKind.DELIVER: self.tr("Push"),
            StepKind.FOLLOW_UP: self.tr("Follow up"),
        }
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(16, 12, 16, 16)
        self._list.setSpacing(10)

    def show_state(self, state: HistoryState) -> None:
        record = state.record
        if record is None or record == self._shown:
            return
        self._shown = record
        clear(self._list)
        attempts = record.attempts
        if not attempts:
            self._list.addWidget(label(self._theme, self.tr("Nothing was sent."), "body", tone="caption"))
            self._list.addStretch(1)
            return
        self._add_attempts(record)
        place = len(attempts)
        for event in record.events:
            self._list.addWidget(hairline())
            self._list.addWidget(self._event(record, event, place))
            place += len(event.attempts)
        self._list.addStretch(1)

    def _add_attempts(self, record: DeliveryRecord) -> None:
        attempts = record.attempts
        span = max(offset_ms(attempts[0], item) + item.total_ms for item in attempts)
        self._list.addWidget(self._head(record, span))
        for number, attempt in enumerate(attempts):
            if number:
                self._add_wait(attempts[0], attempts[number - 1], attempt)
            self._list.addWidget(hairline())
            self._list.addWidget(self._attempt(number, attempt, offset_ms(attempts[0], attempt), span))

    # -- what was said later --------------------------------------------------------------------------

    def _event(self, record: DeliveryRecord, event: DeliveryEvent, place: int) -> QWidget:
        """One thing the service said later, with its raw answer; ``place`` is that of its first exchange."""
        theme = self._theme
        after = event.at - record.at
        head = row(
            PillLabel(theme, fate_pill(event.fate, event.reason)),
            None,
            label(theme, f"+{ago_span(after)}", "code", tone="caption"),
            label(theme, clock_words(event.at), "code", tone="secondary"),
        )
        lines = column(head, spacing=6)
        told = [event.explain.what, event.explain.why, event.explain.fix] if event.explain is not None else []
        told += _fact_lines(event.facts)
        for text in told:
            if text:
                lines.addWidget(wrapped(label(theme, text, "secondary", tone="secondary", wraps=True, selectable=True)))
        for number, attempt in enumerate(event.attempts):
            lines.addWidget(self._answer(place + number, attempt))
        made = box(lines)
        made.setAccessibleName(
            self.tr("Said later, {fate}, {after} after the send").format(
                fate=fate_pill(event.fate, event.reason).text, after=ago_span(after)
            )
        )
        return made

    def _answer(self, place: int, attempt: Attempt) -> QWidget:
        """The exchange that asked: what was answered, and the way to its exact bytes."""
        theme = self._theme
        name = self._words[attempt.step] if attempt.step is not StepKind.DELIVER else attempt.request.method
        show = icon_button(
            theme,
            "chevron-right",
            self.tr("Show the answer of {name}").format(name=name.lower()),
            partial(self._model.show_attempt, place, "response"),
        )
        took = label(theme, latency_words(attempt.total_ms), "caption", tone="secondary")
        head = row(label(theme, name, "body-medium"), PillLabel(theme, _answer_pill(attempt)), None, took, show)
        lines = column(head, spacing=4)
        body = attempt.response.body if attempt.response is not None else b""
        text = body[:_SHOWN_BYTES].decode("utf-8", "replace")
        if text:
            cut = "…" if len(body) > _SHOWN_BYTES else ""
            raw = wrapped(label(theme, _breakable(text) + cut, "code", tone="secondary", wraps=True, selectable=True))
            raw.setAccessibleName(self.tr("Raw answer"))
            lines.addWidget(raw)
        if attempt.failure_detail:
            lines.addWidget(wrapped(label(theme, attempt.failure_detail, "caption", tone="secondary", wraps=True)))
        return box(lines)

    def _head(self, record: DeliveryRecord, span: float) -> QWidget:
        count = len(record.attempts)
        words = self.tr("{count} exchanges in {time}") if count > 1 else self.tr("1 exchange in {time}")
        began = label(self._theme, clock_words(record.attempts[0].started_at or record.at), "code", tone="secondary")
        title = label(self._theme, words.format(count=count, time=latency_words(span)), "section")
        return box(row(title, None, began))

    def _add_wait(self, first: Attempt, before: Attempt, attempt: Attempt) -> None:
        waited = offset_ms(first, attempt) - offset_ms(first, before) - before.total_ms
        if waited >= _WORTH_TELLING_MS:
            words = self.tr("waited {time}").format(time=latency_words(waited))
            text = label(self._theme, words, "secondary", tone="secondary")
            self._list.addWidget(box(row(IconLabel(self._theme, "timer", "text-3", 14), text, None, spacing=6)))

    def _attempt(self, number: int, attempt: Attempt, offset: float, span: float) -> QWidget:
        theme = self._theme
        name = self._words[attempt.step]
        show = icon_button(
            theme,
            "chevron-right",
            self.tr("Show the request of attempt {number}").format(number=attempt.number),
            partial(self._model.show_attempt, number, "request"),
        )
        head = row(
            label(theme, f"{attempt.number}.", "code", tone="secondary"),
            label(theme, name, "body-medium"),
            PillLabel(theme, _answer_pill(attempt)),
            None,
            label(theme, f"+{latency_words(offset) or '0 ms'}", "code", tone="caption"),
            label(theme, latency_words(attempt.total_ms), "section"),
            show,
        )
        bar = PhaseBar(theme, has_track=True)
        bar.show_parts(phases(attempt), offset_ms=offset, span_ms=span)
        lines = column(head, bar, spacing=6)
        words = phase_words(attempt)
        for text in (words, attempt.failure_detail):
            if text:
                lines.addWidget(wrapped(label(theme, text, "caption", tone="secondary", wraps=True)))
        made = box(lines)
        made.setAccessibleName(
            self.tr("Attempt {number}, {name}, after {offset}, took {time}").format(
                number=attempt.number, name=name, offset=latency_words(offset), time=latency_words(attempt.total_ms)
            )
        )
        return made


def _fact_lines(facts: Sequence[tuple[str, str]]) -> list[str]:
    """Return facts as lines: short ones, such as counts, together in one."""
    short = [f"{name} {value}" for name, value in facts if len(name) + len(value) <= _SHORT_FACT]
    long = [f"{name}: {value}" for name, value in facts if len(name) + len(value) > _SHORT_FACT]
    return [", ".join(short), *long]


def ago_span(seconds: float) -> str:
    """Return a span of time in few words: ``38 s``, ``15 min``, ``3 h``, ``2 d``."""
    for size, word in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {word}"
    return f"{max(0.0, seconds):.0f} s"


def _breakable(text: str) -> str:
    """Let JSON without blanks wrap: a zero-width space behind commas and braces."""
    return re.sub(r"([,{\[])(?=\S)", "\\1\u200b", text)


def _answer_pill(attempt: Attempt) -> Pill:
    if attempt.response is not None:
        status = attempt.response.status
        return Pill(str(status), "green" if status < 300 else "red")
    return Pill(attempt.failure.value if attempt.failure is not None else "no answer", "amber", "wifi-off")
