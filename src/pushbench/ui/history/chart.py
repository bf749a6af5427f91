"""The strip above the history: bars for what came back, a line for how long it took."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pushbench.ui.history.state import Bucket
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words

_TICKS = 5


class ChartStrip(QWidget):
    """Painted; the figures of a bar are in its tool tip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buckets: tuple[Bucket, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Deliveries over time"))

    def show_buckets(self, buckets: tuple[Bucket, ...]) -> None:
        if buckets != self._buckets:
            self._buckets = buckets
            rejected = sum(bucket.rejected for bucket in buckets)
            accepted = sum(bucket.accepted for bucket in buckets)
            words = self.tr("{accepted} accepted, {rejected} rejected or unclear among the newest")
            self.setAccessibleDescription(words.format(accepted=accepted, rejected=rejected))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, self._theme.px(84))

    def _plot(self) -> QRectF:
        theme = self._theme
        return QRectF(theme.px(12), theme.px(20), max(10, self.width() - theme.px(24)), self.height() - theme.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter)
        plot = self._plot()
        painter.fillRect(QRectF(plot.left(), plot.bottom(), plot.width(), 1), theme.color("line"))
        if self._buckets:
            self._paint_bars(painter, plot)
            self._paint_line(painter, plot)
            self._paint_times(painter, plot)
        painter.end()

    def _paint_legend(self, painter: QPainter) -> None:
        theme = self._theme
        painter.setFont(theme.font("caption"))
        x = float(theme.px(12))
        for token, words in (("green-dot", self.tr("accepted")), ("red-dot", self.tr("rejected, unclear"))):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(token))
            painter.drawEllipse(QRectF(x, theme.px(7), theme.px(7), theme.px(7)))
            x = self._legend_words(painter, x + theme.px(12), words)
        painter.setPen(QPen(theme.color("accent"), 1.6))
        painter.drawLine(QPointF(x, theme.px(11)), QPointF(x + theme.px(14), theme.px(11)))
        self._legend_words(painter, x + theme.px(20), self.tr("median latency"))

    def _legend_words(self, painter: QPainter, x: float, words: str) -> float:
        painter.setPen(self._theme.color("text-2"))
        painter.drawText(QRectF(x, 0, 300, self._theme.px(21)), int(Qt.AlignmentFlag.AlignVCenter), words)
        return x + self._theme.metrics("caption").horizontalAdvance(words) + self._theme.px(14)

    def _paint_bars(self, painter: QPainter, plot: QRectF) -> None:
        theme = self._theme
        highest = max(bucket.height for bucket in self._buckets) or 1
        step = plot.width() / len(self._buckets)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, bucket in enumerate(self._buckets):
            bottom = plot.bottom()
            for count, token in ((bucket.accepted, "green-dot"), (bucket.rejected, "red-dot")):
                if not count:
                    continue
                height = max(2.0, (plot.height() * 0.8) * count / highest)
                painter.setBrush(theme.color(token))
                painter.drawRect(QRectF(plot.left() + number * step + 1, bottom - height, max(1.5, step - 2), height))
                bottom -= height + 0.5

    def _paint_line(self, painter: QPainter, plot: QRectF) -> None:
        points = [
            (number, bucket.median_ms) for number, bucket in enumerate(self._buckets) if bucket.median_ms is not None
        ]
        if len(points) < 2:
            return
        highest = max(value for _, value in points) or 1.0
        step = plot.width() / len(self._buckets)
        line = [
            QPointF(plot.left() + (n + 0.5) * step, plot.bottom() - plot.height() * 0.92 * v / highest)
            for n, v in points
        ]
        painter.setPen(QPen(self._theme.color("accent"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(line))

    def _paint_times(self, painter: QPainter, plot: QRectF) -> None:
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color("text-3"))
        first, last = self._buckets[0].start, self._buckets[-1].start
        pattern = "%H:%M:%S" if last - first < 300 else "%H:%M" if last - first < 86400 else "%d %b"
        for number in range(_TICKS):
            at = first + (last - first) * number / (_TICKS - 1)
            words = f"{datetime.fromtimestamp(at, UTC).astimezone():{pattern}}"
            width = self._theme.metrics("caption").horizontalAdvance(words)
            x = plot.left() + (plot.width() - width) * number / (_TICKS - 1)
            painter.drawText(QPointF(x, self.height() - self._theme.px(4)), words)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        plot = self._plot()
        if not self._buckets or not plot.contains(event.position()):
            QToolTip.hideText()
            return
        number = int((event.position().x() - plot.left()) / plot.width() * len(self._buckets))
        bucket = self._buckets[min(number, len(self._buckets) - 1)]
        when = f"{datetime.fromtimestamp(bucket.start, UTC).astimezone():%H:%M:%S}"
        words = self.tr("{when}: {accepted} accepted, {rejected} rejected or unclear").format(
            when=when, accepted=bucket.accepted, rejected=bucket.rejected
        )
        if bucket.median_ms is not None:
            words += f", {latency_words(bucket.median_ms)}"
        QToolTip.showText(event.globalPosition().toPoint(), words, self)
