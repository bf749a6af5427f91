"""The History screen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.profile import Environment
from pushbench.ui.history.chart import ChartStrip
from pushbench.ui.history.inspector import DeliveryInspector
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.rows import RUN
from pushbench.ui.history.state import Figures, HistoryState
from pushbench.ui.pills import environment_word
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words
from pushbench.ui.widgets.boxes import box, column, hairline, pane, restyle, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up, pop_up_at
from pushbench.ui.widgets.notes import EmptyState
from pushbench.ui.widgets.table.view import RowsView

_NARROW = 1120


class HistoryScreen(QWidget):
    """Search, filters, figures, table, inspector."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.table = RowsView(theme, model.rows, self.tr("Deliveries"), row_height="log-row", is_multiple=True)
        self.table.chosen.connect(model.choose)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.opened.connect(lambda key: None if key.startswith(RUN) else model.open_as_message(key))
        self.inspector = DeliveryInspector(theme, model)
        self._empty = EmptyState(theme, "rotate-ccw-clock", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._chart = ChartStrip(theme)
        self._figures = self._make_figures()
        left = column(self._filter_row(), hairline(), self._figures, hairline(), self._stack, spacing=0, grows=4)
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(pane(left))
        self._panes.addWidget(self.inspector)
        self._panes.setStretchFactor(0, 1)
        self._panes.setSizes(model.session.state.sizes.get("history", [960, theme.width("history-inspector")]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top_bar())
        layout.addWidget(hairline())
        layout.addWidget(self._panes, 1)
        model.changed.connect(self._on_changed)
        self._on_changed()

    # -- parts --------------------------------------------------------------------------------------

    def _top_bar(self) -> QWidget:
        theme = self._theme
        self.search = QLineEdit()
        self.search.setProperty("size", "top")
        self.search.setPlaceholderText(self.tr("Search title, body, token, id or reply"))
        self.search.setAccessibleName(self.tr("Search the history"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(theme.px(420))
        self.search.addAction(theme.icon("search", "text-3"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda text: self._model.filter(search=text))
        self._days = self._combo(self.tr("Time"), "days", 130)
        title = label(theme, self.tr("History"), "heading")
        bar = pane(row(title, 12, self.search, None, self._days, margins=(16, 0, 12, 0), grows=2), "bg")
        theme.size(bar, height="top-bar")
        return bar

    def _combo(self, name: str, key: str, width: int) -> Combo:
        combo = Combo(self._theme, name)
        combo.setFixedWidth(self._theme.px(width))
        combo.picked.connect(lambda value: self._model.filter(**{key: int(value) if key == "days" else value}))
        return combo

    def _filter_row(self) -> QWidget:
        theme = self._theme
        self._environment = self._combo(self.tr("Environment"), "environment", 150)
        self._status = self._combo(self.tr("Status"), "status", 130)
        self._provider = self._combo(self.tr("Provider"), "provider", 140)
        self._device = button(theme, "", lambda: self._model.filter(device=""), icon="x", kind="soft", size="small")
        self._run = button(theme, "", lambda: self._model.filter(run=""), icon="x", kind="soft", size="small")
        self._clear = button(theme, self.tr("Clear filters"), self._on_clear, kind="link")
        self._count = label(theme, "", "secondary", tone="secondary")
        self._export = button(theme, self.tr("Export"), self._open_export, icon="download")
        line = row(
            self._environment,
            self._status,
            self._provider,
            self._device,
            self._run,
            self._clear,
            None,
            self._count,
            self._export,
        )
        line.setContentsMargins(12, 0, 12, 0)
        made = pane(line)
        made.setFixedHeight(theme.px(42))
        return made

    def _make_figures(self) -> QWidget:
        theme = self._theme
        self._shown_figures = {name: label(theme, "", "section") for name in ("share", "median", "rejected", "p95")}
        words = {
            "share": self.tr("accepted"),
            "median": self.tr("median latency"),
            "rejected": self.tr("rejected"),
            "p95": self.tr("95th percentile"),
        }

        def figure(name: str) -> QWidget:
            return box(
                column(self._shown_figures[name], label(theme, words[name], "caption", tone="secondary"), spacing=0)
            )

        left = box(
            row(
                box(column(figure("share"), figure("rejected"), spacing=4)),
                box(column(figure("median"), figure("p95"), spacing=4)),
                spacing=20,
                margins=(16, 6, 16, 6),
            )
        )
        left.setFixedWidth(theme.px(220))
        made = pane(row(left, hairline(vertical=True), self._chart, spacing=0, grows=2))
        made.setFixedHeight(theme.px(88))
        return made

    # -- state --------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        state = self._model.state
        self._show_filters(state)
        self._show_figures(state.figures)
        self._chart.show_buckets(state.buckets)
        self._count.setText(_count_words(state))
        self.table.choose(state.current)
        is_empty = state.is_ready and not state.figures.total
        self._stack.setCurrentWidget(self._empty if is_empty else self.table)
        if is_empty:
            self._say_empty(state)
        self.inspector.show_state(state)

    def _show_filters(self, state: HistoryState) -> None:
        filters = state.filters
        environments = [("", self.tr("Any environment")), *((e.value, environment_word(e)) for e in Environment)]
        self._environment.set_choices(environments, filters.environment)
        kinds = {
            OutcomeKind.ACCEPTED: self.tr("Accepted"),
            OutcomeKind.REJECTED: self.tr("Rejected"),
            OutcomeKind.UNCLEAR: self.tr("Unclear"),
            OutcomeKind.NOT_SENT: self.tr("Not sent"),
        }
        self._status.set_choices(
            [("", self.tr("Any status")), *((k.value, w) for k, w in kinds.items())], filters.status
        )
        registry = self._model.session.workspace.registry
        providers = [("", self.tr("Any provider")), *((p.spec.id, p.spec.short_title) for p in registry)]
        self._provider.set_choices(providers, filters.provider)
        days = [
            ("0", self.tr("All time")),
            ("1", self.tr("Last day")),
            ("7", self.tr("Last week")),
            ("30", self.tr("Last month")),
        ]
        self._days.set_choices(days, str(filters.days))
        self._device.setVisible(bool(filters.device))
        self._device.setText(filters.device)
        self._run.setVisible(bool(filters.run))
        self._run.setText(self.tr("One run"))
        self._clear.setVisible(filters.is_any)

    def _show_figures(self, figures: Figures) -> None:
        share = figures.share
        self._shown_figures["share"].setText(f"{share:.1%}".replace("%", " %") if share is not None else "–")
        self._shown_figures["rejected"].setText(f"{figures.rejected:,}")
        restyle(self._shown_figures["rejected"], "tone", "red" if figures.rejected else "")
        self._shown_figures["median"].setText(latency_words(figures.median_ms) or "–")
        self._shown_figures["p95"].setText(latency_words(figures.p95_ms) or "–")

    def _say_empty(self, state: HistoryState) -> None:
        if state.filters.is_any:
            self._empty.show_words(
                self.tr("No delivery matches these filters"),
                self.tr("{count} deliveries are hidden.").format(count=f"{state.kept:,}"),
            )
            self._empty.set_action(self.tr("Clear filters"), self._on_clear)
        else:
            self._empty.show_words(
                self.tr("Nothing was sent yet"), self.tr("Every push you send is kept here, with its exact bytes.")
            )
            self._empty.set_action(
                self.tr("Write a message"), lambda: self._model.session.place_wanted.emit("compose"), kind="primary"
            )

    # -- verbs --------------------------------------------------------------------------------------

    def _on_clear(self) -> None:
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._model.clear_filters()

    def _open_menu(self, key: str, point: QPoint) -> None:
        model = self._model
        if key.startswith(RUN):
            run = key.removeprefix(RUN).rpartition(":")[0]
            items: tuple[MenuItem | None, ...] = (
                MenuItem(self.tr("Show only this run"), lambda: model.filter(run=run), "list-filter"),
            )
        else:
            row_ = model.rows.get(key)
            items = (
                MenuItem(self.tr("Send again"), lambda: model.send_again(key), "rotate-ccw", "Ctrl+R"),
                MenuItem(self.tr("Open as message"), lambda: model.open_as_message(key), "square-pen", "Ctrl+O"),
                MenuItem(self.tr("Copy as cURL"), lambda: model.copy_curl(key), "square-terminal", "Ctrl+Shift+C"),
                None,
                MenuItem(self.tr("Show only this device"), lambda: model.filter(device=row_.target), "list-filter"),
            )
        pop_up_at(self._theme, items, self.table, point)

    def _open_export(self) -> None:
        selected = [key for key in self.table.selected_keys if not key.startswith(RUN)]
        many = selected if len(selected) > 1 else []
        count = len(many) or self._model.state.figures.total
        kinds = (
            ("curl", self.tr("cURL commands…"), "square-terminal", "sh"),
            ("har", self.tr("HAR archive…"), "file-braces", "har"),
            ("csv", self.tr("CSV, {count} rows…").format(count=f"{count:,}"), "table", "csv"),
            ("junit", self.tr("JUnit report…"), "file-text", "xml"),
            ("jsonl", self.tr("JSON lines…"), "code", "jsonl"),
        )
        items = tuple(
            MenuItem(words, partial(self._ask_path, kind, ending, many), icon, is_enabled=bool(count))
            for kind, words, icon, ending in kinds
        )
        pop_up(self._theme, items, self._export, at_end=True)

    def _ask_path(self, kind: str, ending: str, selected: list[str]) -> None:
        dialog = QFileDialog(self.window(), self.tr("Export"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"pushbench-history.{ending}")
        dialog.fileSelected.connect(lambda path: self._model.export(kind, path, selected))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def keep_sizes(self) -> None:
        """Remember the splitter for the next start."""
        self._model.session.state.sizes["history"] = self._panes.sizes()


def _count_words(state: HistoryState) -> str:
    if state.filters.is_any:
        return f"{state.figures.total:,} of {state.kept:,}"
    return f"{state.kept:,} deliveries" if state.kept != 1 else "1 delivery"
