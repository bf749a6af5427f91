"""Every attempt of a delivery, in order, with its timings."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pushbench.domain.http import Timings
from pushbench.domain.outcome import Attempt, DeliveryRecord, StepKind
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.state import HistoryState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import clock_words, latency_words
from pushbench.ui.widgets.boxes import box, clear, column, hairline, row
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.pill import Pill, PillLabel

_PARTS = (("connect", "line-strong"), ("TLS", "accent-line"), ("waiting", "accent"), ("reading", "green-dot"))


def phases(timings: Timings) -> tuple[tuple[str, str, float], ...]:
    """Return name, colour token and milliseconds of an exchange's phases, as far as they are known."""
    marks = [timings.connect_ms, timings.tls_ms, timings.first_byte_ms, timings.total_ms]
    found = []
    before = 0.0
    for (name, token), mark in zip(_PARTS, marks, strict=True):
        if mark is not None and mark > before:
            found.append((name, token, mark - before))
            before = mark
    return tuple(found)


class PhaseBar(QWidget):
    """One exchange as a bar of phases."""

    def __init__(self, theme: Theme, parts: tuple[tuple[str, str, float], ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts = parts
        words = ", ".join(f"{name} {latency_words(ms)}" for name, _, ms in parts)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, self._theme.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        total = sum(ms for _, _, ms in self._parts) or 1.0
        x = 0.0
        for _, token, ms in self._parts:
            width = max(2.0, (self.width() - 2 * len(self._parts)) * ms / total)
            painter.setBrush(self._theme.color(token))
            painter.drawRoundedRect(QRectF(x, 0, width, self.height()), 2, 2)
            x += width + 2
        painter.end()


class TimelineView(QWidget):
    """The last tab of the inspector."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: DeliveryRecord | None = None
        self._words = {
            StepKind.AUTHORISE: self.tr("Sign in"),
            StepKind.PREPARE: self.tr("Prepare"),
            StepKind.DELIVER: self.tr("Push"),
            StepKind.FOLLOW_UP: self.tr("Follow up"),
        }
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(16, 10, 16, 16)
        self._list.setSpacing(10)

    def show_state(self, state: HistoryState) -> None:
        record = state.record
        if record is None or record is self._shown:
            return
        self._shown = record
        clear(self._list)
        for attempt in record.attempts:
            self._list.addWidget(self._attempt(attempt))
            self._list.addWidget(hairline())
        if not record.attempts:
            self._list.addWidget(label(self._theme, self.tr("Nothing was sent."), "body", tone="caption"))
        self._list.addStretch(1)

    def _attempt(self, attempt: Attempt) -> QWidget:
        theme = self._theme
        response = attempt.response
        if response is not None:
            pill = Pill(str(response.status), "green" if response.status < 300 else "red", shape="tag")
        else:
            pill = Pill(attempt.failure.value if attempt.failure is not None else "", "amber", shape="tag")
        head = row(
            label(theme, f"{attempt.number}.", "code", tone="secondary"),
            label(theme, self._words[attempt.step], "body-medium"),
            PillLabel(theme, pill),
            None,
            label(theme, latency_words(attempt.total_ms), "body"),
        )
        at = label(theme, clock_words(attempt.started_at) if attempt.started_at else "", "code", tone="secondary")
        lines = column(head, row(at, None), spacing=4)
        if response is not None:
            parts = phases(response.timings)
            if parts:
                lines.addWidget(PhaseBar(theme, parts))
                words = " · ".join(f"{name} {latency_words(ms)}" for name, _, ms in parts)
                reused = self.tr("connection reused") if response.timings.is_reused else ""
                lines.addWidget(
                    label(
                        theme,
                        " · ".join(part for part in (words, reused) if part),
                        "caption",
                        tone="caption",
                        wraps=True,
                    )
                )
        if attempt.failure_detail:
            lines.addWidget(label(theme, attempt.failure_detail, "secondary", tone="secondary", wraps=True))
        return box(lines)
