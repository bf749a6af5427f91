"""The strip above the list: bars for what came back, lines for how long it took."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushbench.ui.history.chart_layout import ChartLayout
from pushbench.ui.history.chart_popover import ChartPopover
from pushbench.ui.history.overview import Bucket, Overview, figures
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words

_POPOVER_AFTER_MS = 200
_SERIES = (("accepted", "green-dot"), ("retried", "amber-dot"), ("rejected", "red-dot"), ("unclear", "text-3"))
"""Fields of a bucket from the bottom of a bar to its top."""


class ChartStrip(QWidget):
    """A drag, or arrows with Shift and Enter, chooses a stretch of time; a double click or Escape takes it back."""

    range_chosen = Signal(object, object)
    """Unix seconds from and until, or None twice."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._overview = Overview()
        self._chosen: tuple[float, float] | None = None
        self._anchor: int | None = None
        self._cursor: int | None = None
        self._is_dragging = False
        self._popover: ChartPopover | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_POPOVER_AFTER_MS)
        self._wait.timeout.connect(self._show_popover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Deliveries over time"))
        theme.changed.connect(self.update)

    def show_overview(self, overview: Overview, chosen: tuple[float, float] | None) -> None:
        """Show buckets, and which stretch of them is chosen."""
        if (overview, chosen) == (self._overview, self._chosen):
            return
        if overview.buckets != self._overview.buckets:
            self._forget()
        self._overview, self._chosen = overview, chosen
        found = figures(overview.buckets)
        words = self.tr("{accepted} accepted, {rejected} rejected, {unclear} unclear. Arrow keys go through the times.")
        self.setAccessibleDescription(
            words.format(accepted=found.accepted, rejected=found.rejected, unclear=found.unclear)
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, self._theme.px(104))

    # -- painting -----------------------------------------------------------------------------------

    @property
    def layout_(self) -> ChartLayout:
        """Where the plots lie now."""
        px = self._theme.px
        left, width = px(16), max(20, self.width() - px(16) - px(64))
        return ChartLayout(
            latency=QRectF(left, px(28), width, px(26)),
            counts=QRectF(left, px(60), width, max(10, self.height() - px(60) - px(18))),
            overview=self._overview,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            lay = self.layout_
            self._paint_legend(painter)
            if self._overview.buckets:
                self._paint_marked(painter, lay)
                self._paint_axes(painter, lay)
                for number, item in enumerate(self._overview.buckets):
                    self._paint_bar(painter, lay, number, item)
                self._paint_lines(painter, lay)
            else:
                painter.fillRect(
                    QRectF(lay.counts.left(), lay.counts.bottom(), lay.counts.width(), 1), theme.color("line")
                )
            if self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)

    def _paint_legend(self, painter: QPainter) -> None:
        theme = self._theme
        words = {"accepted": self.tr("accepted"), "retried": self.tr("retried"), "rejected": self.tr("rejected")}
        if any(item.unclear for item in self._overview.buckets):
            words["unclear"] = self.tr("unclear")
        x = float(theme.px(16))
        for field, token in _SERIES:
            if field in words:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(token))
                painter.drawEllipse(QRectF(x, theme.px(9), theme.px(7), theme.px(7)))
                x = self._legend_words(painter, x + theme.px(11), words[field])
        room = self.width() - theme.px(8)
        for dashed, text in ((False, self.tr("median")), (True, self.tr("95th percentile"))):
            if x + theme.px(20) + theme.metrics("caption").horizontalAdvance(text) > room:
                break
            painter.setPen(self._line_pen(is_dashed=dashed))
            painter.drawLine(QPointF(x, theme.px(12.5)), QPointF(x + theme.px(13), theme.px(12.5)))
            x = self._legend_words(painter, x + theme.px(18), text)

    def _legend_words(self, painter: QPainter, x: float, words: str) -> float:
        theme = self._theme
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text-2"))
        painter.drawText(QRectF(x, theme.px(2), 300, theme.px(21)), int(Qt.AlignmentFlag.AlignVCenter), words)
        return x + theme.metrics("caption").horizontalAdvance(words) + theme.px(14)

    def _line_pen(self, *, is_dashed: bool) -> QPen:
        if not is_dashed:
            return QPen(self._theme.color("accent"), 1.8)
        pen = QPen(self._theme.color("text-2"), 1.3)
        pen.setDashPattern([2.5, 2.0])
        return pen

    def _paint_marked(self, painter: QPainter, lay: ChartLayout) -> None:
        theme = self._theme
        top, height = lay.latency.top() - 4, lay.counts.bottom() - lay.latency.top() + 4
        stretch = self._stretch(lay)
        if stretch is not None:
            left, right = stretch
            painter.fillRect(QRectF(left, top, right - left, height), theme.color("accent-soft"))
            for x in (left, right - 1):
                painter.fillRect(QRectF(x, top, 1, height), theme.color("accent-line"))
        if self._cursor is not None and not self._is_dragging:
            painter.fillRect(QRectF(lay.left_of(self._cursor), top, lay.step, height), theme.color("press"))

    def _stretch(self, lay: ChartLayout) -> tuple[float, float] | None:
        if self._anchor is not None and self._cursor is not None:
            first, last = sorted((self._anchor, self._cursor))
            return lay.left_of(first), lay.left_of(last + 1)
        if self._chosen is None:
            return None
        since, until = self._chosen
        start, width = self._overview.start, self._overview.width_seconds
        left, right = (lay.counts.left() + (at - start) / width * lay.step for at in (since, until))
        return max(left, lay.counts.left()), min(right, lay.counts.right())

    def _paint_axes(self, painter: QPainter, lay: ChartLayout) -> None:
        theme = self._theme
        painter.fillRect(QRectF(lay.latency.left(), lay.latency.top(), lay.latency.width(), 1), theme.color("line"))
        base = QRectF(lay.counts.left(), lay.counts.bottom(), lay.counts.width(), 1)
        painter.fillRect(base, theme.color("line-strong"))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text-3"))
        x = lay.counts.right() + theme.px(8)
        slowest, most = lay.slowest_ms, lay.most
        marks = [(lay.latency.top(), latency_words(slowest)), (lay.counts.top(), f"{most:,.0f}")]
        marks += [(lay.counts.bottom(), "0")]
        for y, words in marks:
            painter.drawText(
                QRectF(x, y - theme.px(8), theme.px(64), theme.px(16)), int(Qt.AlignmentFlag.AlignVCenter), words
            )
        for x, words in lay.ticks(theme.px(74)):
            if x + theme.metrics("caption").horizontalAdvance(words) <= self.width() - theme.px(20):
                painter.drawText(QPointF(x, self.height() - theme.px(4)), words)

    def _paint_bar(self, painter: QPainter, lay: ChartLayout, number: int, item: Bucket) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        gap = 1.0 if lay.step >= 4 else 0.0
        left, width = lay.left_of(number) + gap, max(1.5, lay.step - 2 * gap)
        bottom = lay.counts.bottom()
        for field, token in (*_SERIES, ("not_sent", "line-strong")):
            count = getattr(item, field)
            if count:
                height = max(2.0, lay.counts.height() * count / lay.most)
                painter.fillRect(QRectF(left, bottom - height, width, height), self._theme.color(token))
                bottom -= height + 1

    def _paint_lines(self, painter: QPainter, lay: ChartLayout) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for field, is_dashed in (("p95_ms", True), ("median_ms", False)):
            points = lay.line(field)
            painter.setPen(self._line_pen(is_dashed=is_dashed))
            if len(points) == 1:
                painter.drawLine(points[0] - QPointF(4, 0), points[0] + QPointF(4, 0))
            elif points:
                painter.drawPolyline(QPolygonF(points))

    # -- the bucket in sight ------------------------------------------------------------------------

    def _point_at(self, number: int | None, *, at_once: bool = False) -> None:
        if number == self._cursor:
            return
        self._cursor = number
        self.update()
        if number is None:
            self._hide_popover()
        elif at_once or (self._popover is not None and self._popover.isVisible()):
            self._show_popover()
        else:
            self._wait.start()

    def _show_popover(self) -> None:
        if self._cursor is None or not self.isVisible():
            return
        if self._popover is None:
            self._popover = ChartPopover(self._theme, self.window())
        lay = self.layout_
        x = lay.left_of(self._cursor) + lay.step / 2
        buckets = self._overview.buckets
        chosen = buckets[self._cursor : self._cursor + 1]
        if self._anchor is not None:
            first, last = sorted((self._anchor, self._cursor))
            chosen = buckets[first : last + 1]
        self._popover.show_buckets(chosen, self._overview.width_seconds)
        self._popover.place(self.mapTo(self.window(), QPointF(x, self.height() - self._theme.px(14)).toPoint()))

    def _hide_popover(self) -> None:
        self._wait.stop()
        if self._popover is not None:
            self._popover.hide()

    def _forget(self) -> None:
        self._cursor = self._anchor = None
        self._is_dragging = False
        self._hide_popover()

    def _choose(self) -> None:
        if self._cursor is None:
            return
        first, last = sorted((self._anchor if self._anchor is not None else self._cursor, self._cursor))
        start, width = self._overview.start, self._overview.width_seconds
        self._forget()
        self.range_chosen.emit(start + first * width, start + (last + 1) * width)
        self.update()

    # -- events -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        lay = self.layout_
        if self._anchor is not None and event.buttons() & Qt.MouseButton.LeftButton:
            number = lay.nearest(event.position().x())
            self._is_dragging = self._is_dragging or number != self._anchor
            self._point_at(number, at_once=True)
        else:
            self._point_at(lay.number_at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._overview.buckets:
            self._anchor = self.layout_.number_at(event.position().x())
            self._is_dragging = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._is_dragging:
            self._choose()
        self._anchor = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._forget()
        self.range_chosen.emit(None, None)
        self.update()

    def leaveEvent(self, event: object) -> None:
        if not self._is_dragging:
            self._forget()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        last = len(self._overview.buckets) - 1
        if step is not None and last >= 0:
            now = self._cursor if self._cursor is not None else (last + 1 if step < 0 else -1)
            is_wider = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._anchor = (self._anchor if self._anchor is not None else self._cursor) if is_wider else None
            self._point_at(min(max(now + step, 0), last), at_once=True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor is not None:
            self._choose()
        elif event.key() == Qt.Key.Key_Escape and (self._cursor is not None or self._chosen is not None):
            self._forget()
            self.range_chosen.emit(None, None)
            self.update()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._forget()
        self.update()

    def hideEvent(self, event: object) -> None:
        self._forget()
