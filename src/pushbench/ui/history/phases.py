"""What the time of an exchange was spent on, as a painted bar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushbench.domain.outcome import Attempt
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("HistoryPhases", text)


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of an exchange."""

    name: str
    token: str
    ms: float


def phases(attempt: Attempt) -> tuple[Phase, ...]:
    """Return the parts of an attempt as far as the transport could tell them."""
    response = attempt.response
    if response is None:
        return (Phase(_tr("no answer"), "amber-dot", attempt.total_ms),) if attempt.total_ms else ()
    timings = response.timings
    total = timings.total_ms or attempt.total_ms
    marks = (
        (_tr("connect"), "line-strong", timings.connect_ms),
        (_tr("TLS"), "accent-line", timings.tls_ms),
        (
            _tr("waiting for the answer"),
            "accent",
            timings.first_byte_ms if timings.first_byte_ms is not None else total,
        ),
        (_tr("reading"), "green-dot", total),
    )
    found: list[Phase] = []
    before = 0.0
    for name, token, mark in marks:
        if mark is not None and mark > before:
            found.append(Phase(name, token, mark - before))
            before = mark
    return tuple(found)


def phase_words(attempt: Attempt) -> str:
    """Return the parts in words: ``connect 2 ms, TLS 4 ms, waiting for the answer 32 ms, connection reused``."""
    words = [f"{part.name} {latency_words(part.ms)}" for part in phases(attempt)]
    if attempt.response is not None and attempt.response.timings.is_reused:
        words.append("connection reused")
    return ", ".join(words)


class PhaseBar(QWidget):
    """A bar of parts; ``offset`` and ``span`` place it within a longer stretch of time."""

    def __init__(self, theme: Theme, *, has_track: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_track = has_track
        self._parts: tuple[Phase, ...] = ()
        self._offset_ms = 0.0
        self._span_ms = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_parts(self, parts: tuple[Phase, ...], *, offset_ms: float = 0.0, span_ms: float = 0.0) -> None:
        """Show parts; a span of 0 is as long as the parts are."""
        self._parts, self._offset_ms = parts, offset_ms
        self._span_ms = max(span_ms, offset_ms + sum(part.ms for part in parts))
        words = ", ".join(f"{part.name} {latency_words(part.ms)}" for part in parts)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self._theme.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            if self._has_track:
                painter.setBrush(self._theme.color("gray-bg"))
                painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
            room = self.width() - 2.0 * max(0, len(self._parts) - 1)
            x = self.width() * self._offset_ms / self._span_ms if self._span_ms else 0.0
            for part in self._parts:
                width = max(2.0, room * part.ms / self._span_ms)
                painter.setBrush(self._theme.color(part.token))
                painter.drawRoundedRect(QRectF(min(x, self.width() - 2.0), 0, width, self.height()), 2, 2)
                x += width + 2
