"""The panel beside the history table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from pushbench.domain.fate import Fate
from pushbench.domain.outcome import DeliveryRecord
from pushbench.ui.actions import shortcut_words
from pushbench.ui.compose.send_log import tries
from pushbench.ui.history.exchange_view import RequestView, ResponseView
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.preview_view import PreviewView
from pushbench.ui.history.rows import ENVIRONMENTS
from pushbench.ui.history.state import HistoryState
from pushbench.ui.history.summary_view import SummaryView
from pushbench.ui.history.timeline_view import TimelineView
from pushbench.ui.pills import environment_pill, fate_pill, outcome_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import exact_words, second_words
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.flow import FlowLayout
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.notes import EmptyState
from pushbench.ui.widgets.pill import PillLabel
from pushbench.ui.widgets.tabs import Tab, TabStrip


class DeliveryInspector(QWidget):
    """Head, tabs, one view per tab, foot with the verbs."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.tabs = TabStrip(theme, self.tr("Parts of the delivery"), gap=9)
        self.tabs.chosen.connect(model.show_tab)
        self._request = RequestView(theme, model)
        self._views: dict[str, SummaryView | RequestView | ResponseView | TimelineView | PreviewView] = {
            "summary": SummaryView(theme, model),
            "request": self._request,
            "response": ResponseView(theme, model),
            "timeline": TimelineView(theme, model),
            "preview": PreviewView(theme, model),
        }
        self._stack = QStackedWidget()
        for key, view in self._views.items():
            self._stack.addWidget(_scrolled(view) if key in ("summary", "timeline") else view)
        self._whole = QWidget()
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        tabs = pane(row(self.tabs, None, margins=(7, 0, 7, 0)))
        for part in (self._head(), tabs, hairline(), self._stack, hairline(), self._foot()):
            whole.addWidget(part)
        whole.setStretch(3, 1)
        self._nothing = EmptyState(
            theme, "rotate-ccw-clock", self.tr("No delivery chosen"), self.tr("Choose a row to see its exact bytes.")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._whole, 1)
        self._blank = pane(column(self._nothing))
        layout.addWidget(self._blank, 1)
        self.setMinimumWidth(theme.px(340))

    def _head(self) -> QWidget:
        theme, model = self._theme, self._model
        self._title = ElidedLabel(theme, "", "heading")
        copy = icon_button(theme, "copy", self.tr("Copy the delivery's id"), self._on_copy)
        close = icon_button(theme, "x", self.tr("Close the inspector"), model.close_inspector)
        self._pill = PillLabel(theme)
        self._time = label(theme, "", "code", tone="secondary")
        theme.size(self._time, height="pill")
        self._later = PillLabel(theme)
        self._chip = PillLabel(theme)
        marks = FlowLayout(spacing=7)
        for part in (self._pill, self._later, self._time, self._chip):
            marks.addWidget(part)
        return pane(
            column(row(self._title, copy, close, spacing=4, grows=0), marks, spacing=7, margins=(16, 11, 10, 8))
        )

    def _foot(self) -> QWidget:
        theme, model = self._theme, self._model
        verbs = model.verbs
        self._verbs: list[tuple[QWidget, str, str]] = []
        """Buttons of the foot, their words, and the actions whose keys their tool tips name."""

        def verb(words: str, run: Callable[[], object], icon: str | None, action: str) -> QWidget:
            made = button(theme, words, run, icon=icon)
            self._verbs.append((made, words, action))
            return made

        again = verb(
            self.tr("Send again"), lambda: verbs.send_again(model.state.current), "rotate-ccw", "history.again"
        )
        edit = verb(
            self.tr("Open as message"), lambda: verbs.open_as_message(model.state.current), None, "history.open"
        )
        curl = verb(
            self.tr("Copy cURL"), lambda: verbs.copy_curl([model.state.current]), "square-terminal", "history.curl"
        )
        verbs_row = FlowLayout(spacing=6)
        for part in (again, edit, curl):
            verbs_row.addWidget(part)
        return pane(column(verbs_row, margins=(12, 10, 12, 10)))

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: HistoryState) -> None:
        record = state.record
        self._whole.setVisible(record is not None)
        self._blank.setVisible(record is None)
        if record is None:
            return
        self._show_head(record)
        for made, words, action in self._verbs:
            keys = self._model.session.keys_of(action)
            made.setToolTip(f"{words} ({shortcut_words(keys)})" if keys else words)
        count = str(len(record.attempts)) if len(record.attempts) > 1 else ""
        tabs = (
            Tab("summary", self.tr("Summary")),
            Tab("request", self.tr("Request")),
            Tab("response", self.tr("Response")),
            Tab("timeline", self.tr("Timeline"), count),
            Tab("preview", self.tr("Preview")),
        )
        self.tabs.set_tabs(tabs, state.tab)
        self._stack.setCurrentIndex(list(self._views).index(state.tab))
        self._views[state.tab].show_state(state)

    def show_saved_difference(self) -> None:
        """Show the request against the message as it is saved now."""
        self._request.show_saved_difference()

    def _show_head(self, record: DeliveryRecord) -> None:
        self._title.setText(record.target)
        self._pill.set_pill(outcome_pill(record.outcome, attempts=tries(record)))
        is_told = bool(record.events) and record.fate is not Fate.WAITING
        self._later.setVisible(is_told)
        if is_told:
            self._later.set_pill(fate_pill(record.events[-1].fate, record.events[-1].reason))
        self._time.setText(second_words(record.at))
        self._time.setToolTip(exact_words(record.at))
        environment = ENVIRONMENTS.get(record.environment)
        self._chip.setVisible(environment is not None)
        if environment is not None:
            self._chip.set_pill(environment_pill(environment))

    def _on_copy(self) -> None:
        self._model.verbs.copy_id(self._model.state.current)


def _scrolled(view: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(pane(column(view, spacing=0)))
    return scroll
