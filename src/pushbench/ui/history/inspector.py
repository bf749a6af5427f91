"""The panel beside the history table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from pushbench.domain.outcome import DeliveryRecord
from pushbench.domain.profile import Environment
from pushbench.ui.history.exchange_view import RequestView, ResponseView
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.state import HistoryState
from pushbench.ui.history.summary_view import SummaryView
from pushbench.ui.history.timeline_view import TimelineView
from pushbench.ui.pills import environment_pill, outcome_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import clock_words, exact_words
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.notes import EmptyState
from pushbench.ui.widgets.pill import PillLabel
from pushbench.ui.widgets.tabs import Tab, TabStrip

_ENVIRONMENTS = {item.value: item for item in Environment}


class DeliveryInspector(QWidget):
    """Head, tabs, one view per tab, foot with the verbs."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._title = ElidedLabel(theme, "", "heading")
        copy = icon_button(theme, "copy", self.tr("Copy as cURL"), lambda: model.copy_curl(model.state.current))
        self._pill = PillLabel(theme)
        self._time = label(theme, "", "code", tone="secondary")
        self._chip = PillLabel(theme)
        self.tabs = TabStrip(theme, self.tr("Parts of the delivery"), gap=10)
        self.tabs.chosen.connect(model.show_tab)
        self._views: dict[str, SummaryView | RequestView | ResponseView | TimelineView] = {
            "summary": SummaryView(theme, model),
            "request": RequestView(theme, model),
            "response": ResponseView(theme, model),
            "timeline": TimelineView(theme, model),
        }
        self._stack = QStackedWidget()
        for key, view in self._views.items():
            self._stack.addWidget(_scrolled(view) if key in ("summary", "timeline") else view)
        again = button(theme, self.tr("Send again"), lambda: model.send_again(model.state.current), icon="rotate-ccw")
        edit = button(
            theme, self.tr("Open as message"), lambda: model.open_as_message(model.state.current), icon="square-pen"
        )
        curl = button(theme, self.tr("Copy cURL"), lambda: model.copy_curl(model.state.current), icon="square-terminal")
        head = column(
            row(self._title, copy, grows=0),
            row(self._pill, self._time, self._chip, None, spacing=10),
            spacing=6,
            margins=(16, 12, 12, 8),
        )
        foot = row(again, edit, None, curl, margins=(16, 10, 16, 10))
        self._whole = QWidget()
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (
            pane(head),
            pane(row(self.tabs, margins=(6, 0, 6, 0))),
            hairline(),
            self._stack,
            hairline(),
            pane(foot),
        ):
            whole.addWidget(part)
        whole.setStretch(3, 1)
        self._nothing = EmptyState(
            theme, "rotate-ccw-clock", self.tr("No delivery chosen"), self.tr("Choose a row to see its exact bytes.")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._whole, 1)
        layout.addWidget(self._nothing, 1)
        self.setMinimumWidth(theme.px(320))

    def show_state(self, state: HistoryState) -> None:
        record = state.record
        self._whole.setVisible(record is not None)
        self._nothing.setVisible(record is None)
        if record is None:
            return
        self._show_head(record)
        self.tabs.set_tabs(
            (
                Tab("summary", self.tr("Summary")),
                Tab("request", self.tr("Request")),
                Tab("response", self.tr("Response")),
                Tab("timeline", self.tr("Timeline"), str(len(record.attempts)) if len(record.attempts) > 1 else ""),
            ),
            state.tab,
        )
        self._stack.setCurrentIndex(list(self._views).index(state.tab))
        self._views[state.tab].show_state(state)

    def _show_head(self, record: DeliveryRecord) -> None:
        from pushbench.ui.compose.send_log import tries

        self._title.setText(record.target)
        self._pill.set_pill(outcome_pill(record.outcome, attempts=tries(record)))
        self._time.setText(clock_words(record.at))
        self._time.setToolTip(exact_words(record.at))
        environment = _ENVIRONMENTS.get(record.environment)
        self._chip.setVisible(environment is not None)
        if environment is not None:
            self._chip.set_pill(environment_pill(environment))


def _scrolled(view: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(pane(column(view, spacing=0)))
    return scroll
