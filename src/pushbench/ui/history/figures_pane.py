"""The four figures beside the chart."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from pushbench.ui.history.overview import Figures
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words
from pushbench.ui.widgets.boxes import box, column, restyle
from pushbench.ui.widgets.labels import label

_NOTHING = "–"


class FiguresPane(QWidget):
    """Share accepted, rejected, median and 95th percentile."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        names = {
            "share": self.tr("accepted"),
            "median": self.tr("median latency"),
            "rejected": self.tr("rejected"),
            "p95": self.tr("95th percentile"),
        }
        self._values = {key: label(theme, _NOTHING, "heading") for key in names}
        self._captions: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 10, 12, 10)
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(4)
        for number, (key, words) in enumerate(names.items()):
            self._values[key].setAccessibleName(words)
            self._captions[key] = label(theme, words, "caption", tone="secondary")
            cell = box(column(self._values[key], self._captions[key], spacing=0))
            grid.addWidget(cell, number // 2, number % 2)

    def show_figures(self, figures: Figures) -> None:
        share = figures.share
        texts = {
            "share": f"{share * 100:.1f} %" if share is not None else _NOTHING,
            "rejected": f"{figures.rejected:,}",
            "median": latency_words(figures.median_ms) or _NOTHING,
            "p95": latency_words(figures.p95_ms) or _NOTHING,
        }
        for key, text in texts.items():
            self._values[key].setText(text)
            self._values[key].setAccessibleDescription(text)
        self._show_later(figures)
        restyle(self._values["rejected"], "tone", "red" if figures.rejected or figures.failed_later else "")

    def _show_later(self, figures: Figures) -> None:
        """Beside what was rejected at once stands what was accepted and failed all the same, where there is any."""
        later = figures.failed_later
        words = self.tr("rejected + later") if later else self.tr("rejected")
        self._captions["rejected"].setText(words)
        tip = self.tr("{rejected} rejected at once, {later} failed later").format(
            rejected=f"{figures.rejected:,}", later=f"{later:,}"
        )
        self._captions["rejected"].setToolTip(tip if later else "")
        if later:
            self._values["rejected"].setText(f"{figures.rejected:,} + {later:,}")
            self._values["rejected"].setAccessibleDescription(tip)
