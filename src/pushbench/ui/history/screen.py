"""The History screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pushbench.ui.history.chart import ChartStrip
from pushbench.ui.history.compare_dialog import CompareDialog
from pushbench.ui.history.comparing import Compared
from pushbench.ui.history.figures_pane import FiguresPane
from pushbench.ui.history.filter_bar import FilterBar, span_words
from pushbench.ui.history.filter_chip import FilterChip
from pushbench.ui.history.filters import ALL, TODAY, WEEK
from pushbench.ui.history.inspector import DeliveryInspector
from pushbench.ui.history.listing import is_delivery, run_of
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.state import HistoryState
from pushbench.ui.history.table import HistoryTable
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import date_words
from pushbench.ui.widgets.boxes import column, hairline, pane, row, scrolling
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up, pop_up_at
from pushbench.ui.widgets.notes import EmptyState
from pushbench.ui.widgets.search_field import SearchField

_FIGURES_FROM = 560
"""Width of the list below which the figures beside the chart are left out."""


class HistoryScreen(QWidget):
    """Search and time; filters, figures and chart, list; inspector."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.table = HistoryTable(theme, model, self.tr("Deliveries"))
        self.table.chosen.connect(model.choose)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_count())
        self.inspector = DeliveryInspector(theme, model)
        self.figures = FiguresPane(theme)
        self.chart = ChartStrip(theme)
        self.chart.range_chosen.connect(model.choose_range)
        self._export = button(theme, self.tr("Export"), self.open_export, icon="download")
        self.filters = FilterBar(theme, model, self._export)
        self._empty = EmptyState(theme, "list-filter", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._strip = pane(row(self.figures, hairline(vertical=True), self.chart, spacing=0, grows=2))
        left = column(self.filters, hairline(), self._strip, hairline(), self._stack, spacing=0, grows=4)
        self._list = pane(left)
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(self._list)
        self._panes.addWidget(self.inspector)
        self._panes.setStretchFactor(0, 1)
        self._panes.setSizes(model.session.state.sizes.get("history", [960, theme.width("history-inspector")]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top_bar())
        layout.addWidget(hairline())
        layout.addWidget(scrolling(self._panes), 1)
        self._synced: str | None = None
        self._counted: tuple[object, ...] = ()
        theme.changed.connect(self._settle)
        model.changed.connect(self._on_changed)
        self._settle()
        self._on_changed()

    def _top_bar(self) -> QWidget:
        theme = self._theme
        self.search = SearchField(theme, self.tr("Search title, body, token, id or provider reply"), is_top=True)
        self.search.setAccessibleName(self.tr("Search the history"))
        self.search.textChanged.connect(lambda text: self._model.filter(search=text.strip()))
        self.search.returnPressed.connect(self.table.setFocus)
        self.span = FilterChip(theme, self.tr("Time"), icon="calendar", height="top-control", is_plain=True)
        self.span.clicked.connect(self._open_spans)
        self.compare_button = button(theme, self.tr("Compare runs"), self.compare, icon="git-compare", size="top")
        title = label(theme, self.tr("History"), "heading")
        bar = pane(
            row(title, 12, self.search, None, self.span, self.compare_button, margins=(16, 0, 12, 0), grows=2), "bg"
        )
        theme.size(bar, height="top-bar")
        return bar

    def _settle(self) -> None:
        self._strip.setFixedHeight(self._theme.px(104))
        self.search.setMaximumWidth(self._theme.px(420))

    # -- state --------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        state = self._model.state
        filters = state.filters
        self._show_count()
        words = span_words(filters, self._model.now())
        self.span.show_value(
            f"{words}, {date_words(self._model.now())}" if filters.span == TODAY and not filters.has_range else words,
            is_set=True,
        )
        if self.search.text().strip() != filters.search:
            self.search.setText(filters.search)
        self._show_chart(state)
        current = self.table.current_key
        # Only what the view-model chose by itself: rows a person chose are on their way to it.
        is_news = state.current != self._synced or current is None
        self._synced = state.current
        if is_news and state.current != current and is_delivery(current or state.current):
            self.table.choose(state.current)
            self.table.scrollTo(self.table.currentIndex())
            self._show_count()
        self._show_empty(state)
        self.inspector.setVisible(state.is_inspector_open and (bool(state.kept) or not state.is_ready))
        self.inspector.show_state(state)

    def _show_chart(self, state: HistoryState) -> None:
        since, until = state.filters.since, state.filters.until
        if (state.overview, since, until) != self._counted:
            self._counted = (state.overview, since, until)
            self.figures.show_figures(state.figures)
            has_range = since is not None and until is not None
            self.chart.show_overview(state.overview, (since, until) if has_range else None)  # type: ignore[arg-type]

    def _show_count(self) -> None:
        chosen = self.table.selected_deliveries
        why = self._model.comparing.why_not(chosen)
        self.compare_button.setEnabled(not why)
        self.compare_button.setToolTip(why)
        is_pair = len(chosen) == 2
        self.compare_button.setText(self.tr("Compare deliveries") if is_pair else self.tr("Compare runs"))
        self.filters.show_state(self._model.state, len(self.table.selected_deliveries))

    def _show_empty(self, state: HistoryState) -> None:
        is_empty = state.is_ready and not state.shown
        self._stack.setCurrentWidget(self._empty if is_empty else self.table)
        self._export.setEnabled(not is_empty)
        self._export.setToolTip(self.tr("There is nothing to export") if is_empty else "")
        if not is_empty:
            return
        if state.kept:
            hidden = self.tr("1 delivery is hidden.") if state.kept == 1 else self.tr("{count} deliveries are hidden.")
            self._empty.show_words(self.tr("No delivery matches these filters"), hidden.format(count=f"{state.kept:,}"))
            self._empty.set_action(self.tr("Clear filters"), self.clear)
        else:
            self._empty.show_words(
                self.tr("Nothing was sent yet"), self.tr("Every push you send is kept here, with its exact bytes.")
            )
            compose = partial(self._model.session.place_wanted.emit, "compose")
            self._empty.set_action(self.tr("Write a message"), compose, kind="primary")

    @property
    def chosen_deliveries(self) -> list[str]:
        """Return the selected deliveries, else the one in the inspector."""
        current = self._model.state.current
        return self.table.selected_deliveries or ([current] if current else [])

    # -- verbs --------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Take every filter off."""
        self._model.clear_filters()

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def copy_curl(self) -> None:
        """Copy the selected deliveries as cURL commands."""
        self._model.verbs.copy_curl(self.chosen_deliveries)

    def compare(self) -> None:
        """Show what two selected deliveries, or the runs of those selected, do not have in common."""
        keys = self.table.selected_deliveries
        why = self._model.comparing.why_not(keys)
        if why:
            self._model.session.notices.tell(why)
            return
        is_of_runs = self._model.comparing.is_of_runs(keys)
        title = self.tr("Compare two runs") if is_of_runs else self.tr("Compare two deliveries")
        self._show_compared(title, lambda: self._model.comparing.of_selection(keys))

    def compare_with_before(self, run: str) -> None:
        """Show how a run differs from the one in which its message was sent before."""
        comparing = self._model.comparing

        async def found() -> Compared:
            return await comparing.of_two_runs(await comparing.run_before(run), run)

        self._show_compared(self.tr("Compare two runs"), found)

    def _show_compared(self, title: str, find: Callable[[], Awaitable[Compared]]) -> None:
        async def show() -> None:
            sides, differences = await find()
            if await CompareDialog(self._theme, title, sides, differences, self.window()).show_until_closed():
                self._model.session.notices.tell(self.tr("Differences copied"))

        self._model.scope.start("compare", show())

    def _open_spans(self) -> None:
        now = self._model.state.filters
        items = tuple(
            MenuItem(words, partial(self._model.choose_span, key), is_checked=now.span == key and not now.has_range)
            for key, words in ((TODAY, self.tr("Today")), (WEEK, self.tr("Last 7 days")), (ALL, self.tr("All time")))
        )
        pop_up(self._theme, items, self.span, at_end=True)

    def _open_menu(self, key: str, point: QPoint) -> None:
        items = self._run_items(key) if run_of(key) else self._delivery_items(key) if is_delivery(key) else ()
        if items:
            pop_up_at(self._theme, items, self.table, point)

    def _run_items(self, key: str) -> tuple[MenuItem | None, ...]:
        model, run = self._model, run_of(key)
        is_open = bool(getattr(model.rows.get(key), "is_open", True))
        words = self.tr("Fold this run") if is_open else self.tr("Unfold this run")
        return (
            MenuItem(words, partial(model.fold, key), "chevron-right" if is_open else "chevron-down"),
            MenuItem(self.tr("Show only this run"), partial(model.filter, run=run), "list-filter"),
            MenuItem(self.tr("Compare with the run before"), partial(self.compare_with_before, run), "git-compare"),
            None,
            MenuItem(self.tr("Copy the run's id"), partial(model.verbs.copy_id, run), "copy"),
        )

    def _delivery_items(self, key: str) -> tuple[MenuItem | None, ...]:
        model = self._model
        delivery = model.rows.get(key)
        if delivery is None:
            return ()
        selected = self.table.selected_deliveries
        chosen = selected if key in selected else [key]
        keys_of = model.session.keys_of
        return (
            MenuItem(
                self.tr("Send again"), partial(model.verbs.send_again, key), "rotate-ccw", keys_of("history.again")
            ),
            MenuItem(
                self.tr("Open as message"),
                partial(model.verbs.open_as_message, key),
                "square-pen",
                keys_of("history.open"),
            ),
            MenuItem(self.tr("Copy id"), partial(model.verbs.copy_id, key), "copy"),
            MenuItem(
                self.tr("Copy as cURL"),
                partial(model.verbs.copy_curl, chosen),
                "square-terminal",
                keys_of("history.curl"),
            ),
            None,
            *self._later_items(key, chosen),
            None,
            MenuItem(self.tr("Show only this device"), partial(model.filter, device=delivery.target), "list-filter"),
            MenuItem(
                self.tr("Show only this message"), partial(model.filter, message=delivery.message_name), "list-filter"
            ),
            MenuItem(self.tr("Show only this run"), partial(model.filter, run=delivery.run_id), "list-filter"),
            None,
            MenuItem(
                self.tr("Compare"),
                self.compare,
                "git-compare",
                is_enabled=not model.comparing.why_not(chosen),
                why_disabled=model.comparing.why_not(chosen),
            ),
            MenuItem(self.tr("What differs from the saved message"), partial(self._show_saved, key), "file-text"),
        )

    def _later_items(self, key: str, chosen: list[str]) -> tuple[MenuItem, ...]:
        verbs, keys_of = self._model.verbs, self._model.session.keys_of
        asked = chosen if key in chosen else [key]
        why_not_ask = verbs.why_not_ask(asked)
        words = self.tr("Ask now what became of it") if len(asked) == 1 else self.tr("Ask now about {count}")
        is_shown = key == self._model.state.current
        why_not_cancel = verbs.why_not_cancel() if is_shown else ""
        why_not_view = verbs.why_not_view() if is_shown else ""
        return (
            MenuItem(
                words.format(count=f"{len(asked):,}"),
                partial(verbs.ask, asked),
                "inbox",
                keys_of("history.ask"),
                not why_not_ask,
                None,
                why_not_ask,
            ),
            MenuItem(
                self.tr("Look at it at the service"),
                partial(verbs.view, self._theme, key, self.window()),
                "eye",
                keys_of("history.view"),
                not why_not_view,
                None,
                why_not_view,
            ),
            MenuItem(
                self.tr("Cancel at the service…"),
                partial(verbs.cancel, self._theme, asked, self.window()),
                "circle-x",
                keys_of("history.cancel"),
                not why_not_cancel,
                None,
                why_not_cancel,
            ),
        )

    def ask_now(self) -> None:
        """Ask what became of the selected deliveries, else of the one in the inspector."""
        self._model.verbs.ask(self.chosen_deliveries)

    def cancel_held(self) -> None:
        """Take the selected messages back, else the one in the inspector."""
        self._model.verbs.cancel(self._theme, self.chosen_deliveries, self.window())

    def view_message(self) -> None:
        """Look at the message in the inspector at its service."""
        self._model.verbs.view(self._theme, self._model.state.current, self.window())

    def _show_saved(self, key: str) -> None:
        """Show the request of a delivery against its message as it is saved now."""
        self._model.choose(key)
        self._model.show_tab("request")
        self.inspector.show_saved_difference()

    # -- export -------------------------------------------------------------------------------------

    def open_export(self) -> None:
        """Offer the formats, for several selected rows or else for all that fit the filters."""
        selected = self.table.selected_deliveries
        many = selected if len(selected) > 1 else []
        count = f"{len(many) or self._model.state.shown:,}"
        kinds = (
            ("curl", self.tr("cURL commands…"), "square-terminal", "sh"),
            ("har", self.tr("HAR archive…"), "file-braces", "har"),
            ("csv", self.tr("CSV, {count} rows…").format(count=count), "table", "csv"),
            ("junit", self.tr("JUnit report…"), "file-text", "xml"),
            ("jsonl", self.tr("JSON lines…"), "code", "jsonl"),
        )
        is_any = bool(self._model.state.shown)
        copy = partial(self._model.verbs.copy_curl, self.chosen_deliveries)
        items: list[MenuItem | None] = [
            MenuItem(
                self.tr("Copy as cURL"),
                copy,
                "square-terminal",
                self._model.session.keys_of("history.curl"),
                bool(self.chosen_deliveries),
            ),
            None,
        ]
        items += [
            MenuItem(words, partial(self._ask_path, kind, ending, many), icon, is_enabled=is_any)
            for kind, words, icon, ending in kinds
        ]
        pop_up(self._theme, tuple(items), self._export, at_end=True)

    def _ask_path(self, kind: str, ending: str, selected: list[str]) -> None:
        dialog = QFileDialog(self.window(), self.tr("Export"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"pushbench-history.{ending}")
        dialog.fileSelected.connect(lambda path: self._model.verbs.export(kind, Path(path), selected))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # -- events -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.search.hasFocus() and self.search.text():
                self.search.clear()
            else:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.figures.setVisible(self._list.width() >= self._theme.px(_FIGURES_FROM) or self.width() > 1000)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.watch(False)

    def keep_sizes(self) -> None:
        """Remember the splitter for the next start."""
        self._model.session.state.sizes["history"] = self._panes.sizes()
