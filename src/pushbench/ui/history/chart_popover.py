"""What a bar of the chart stands for, in figures."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from pushbench.ui.history.overview import Bucket, figures
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import date_words, latency_words, minute_words, second_words
from pushbench.ui.widgets.labels import label

_DAY = 86400.0


def stretch_words(start: float, end: float, width_seconds: float) -> str:
    """Return a stretch of time as exactly as buckets of that width are."""
    if width_seconds >= _DAY:
        return date_words(start) if end - start <= _DAY else f"{date_words(start)} – {date_words(end - 1)}"
    words = minute_words if width_seconds >= 60 else second_words
    return f"{words(start)} – {words(end)}"


class ChartPopover(QFrame):
    """A small card over the window; it takes neither focus nor mouse."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title = label(theme, "", "label")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 7, 10, 8)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        self._grid.addWidget(self._title, 0, 0, 1, 2)
        self._lines = [
            (label(theme, "", "caption", tone="secondary"), label(theme, "", "caption-strong")) for _ in range(8)
        ]
        for number, (name, value) in enumerate(self._lines, 1):
            self._grid.addWidget(name, number, 0)
            self._grid.addWidget(value, number, 1, Qt.AlignmentFlag.AlignRight)
        self.hide()

    def show_buckets(self, buckets: tuple[Bucket, ...], width_seconds: float) -> None:
        """Show the figures of one or several neighbouring buckets."""
        if not buckets:
            return
        found = figures(buckets)
        self._title.setText(stretch_words(buckets[0].start, buckets[-1].start + width_seconds, width_seconds))
        retried = sum(item.retried for item in buckets)
        lines = [
            (self.tr("accepted"), f"{found.accepted - retried:,}"),
            (self.tr("accepted after retry"), f"{retried:,}" if retried else ""),
            (self.tr("of these failed later"), f"{found.failed_later:,}" if found.failed_later else ""),
            (self.tr("rejected"), f"{found.rejected:,}" if found.rejected else ""),
            (self.tr("unclear"), f"{found.unclear:,}" if found.unclear else ""),
            (self.tr("not sent"), f"{count:,}" if (count := sum(item.not_sent for item in buckets)) else ""),
            (self.tr("median"), latency_words(found.median_ms)),
            (self.tr("95th percentile"), latency_words(found.p95_ms)),
        ]
        for (name, value), (words, text) in zip(self._lines, lines, strict=True):
            name.setText(words)
            value.setText(text)
            name.setVisible(bool(text))
            value.setVisible(bool(text))
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(", ".join(f"{words} {text}" for words, text in lines if text))
        self.adjustSize()

    def place(self, below: QPoint) -> None:
        """Show the card centred below a point, within its parent."""
        parent = self.parentWidget()
        right = (parent.width() if parent is not None else 0) - self.width() - 8
        self.move(max(8, min(below.x() - self.width() // 2, right)), below.y() + 8)
        self.show()
        self.raise_()
