"""The four figures beside the chart."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

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
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 10, 12, 10)
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(4)
        for number, (key, words) in enumerate(names.items()):
            self._values[key].setAccessibleName(words)
            cell = box(column(self._values[key], label(theme, words, "caption", tone="secondary"), spacing=0))
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
        restyle(self._values["rejected"], "tone", "red" if figures.rejected else "")
