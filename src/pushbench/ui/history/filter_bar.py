"""The filters above the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QWidget

from pushbench.domain.fate import Fate
from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.profile import Environment
from pushbench.ui.compose.name_dialog import ask_name
from pushbench.ui.history.filter_chip import FilterChip
from pushbench.ui.history.filters import ALL, TODAY, WEEK, Filters
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.rows import ENVIRONMENTS
from pushbench.ui.history.state import HistoryState
from pushbench.ui.pills import environment_word, fate_words
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import day_words, minute_words, second_words
from pushbench.ui.widgets.boxes import box, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.flow import FlowLayout
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.picker import Picker, PickerItem

_MINUTES_FROM = 600.0
_NARROW = 640


def _tr(text: str) -> str:
    return QCoreApplication.translate("HistoryFilters", text)


def status_words(status: str) -> str:
    """Return an outcome's word, what was said later, or an HTTP status, as the filter shows it."""
    words = {
        OutcomeKind.ACCEPTED.value: _tr("accepted"),
        OutcomeKind.REJECTED.value: _tr("rejected"),
        OutcomeKind.UNCLEAR.value: _tr("unclear"),
        OutcomeKind.NOT_SENT.value: _tr("not sent"),
        **{fate.value: fate_words(fate).lower() for fate in Fate},
    }
    return words.get(status, status)


def span_words(filters: Filters, now: float) -> str:
    """Return the time in sight: a day, a week, all, or the stretch chosen in the chart."""
    if filters.since is not None and filters.until is not None:
        words = second_words if filters.until - filters.since < _MINUTES_FROM else minute_words
        return f"{day_words(filters.since, now)}, {words(filters.since)} – {words(filters.until)}"
    return {TODAY: _tr("Today"), WEEK: _tr("Last 7 days"), ALL: _tr("All time")}[filters.span]


def _environment_words(environment: str) -> str:
    found = ENVIRONMENTS.get(environment)
    return environment_word(found) if found is not None else environment


class FilterBar(QWidget):
    """Chips that combine with AND; how many deliveries are left."""

    def __init__(self, theme: Theme, model: HistoryModel, *end: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.environment = self._chip(self.tr("Environment"), self._open_environments, "environment")
        self.status = self._chip(self.tr("Status"), self._open_statuses, "status")
        self.provider = self._chip(self.tr("Provider"), self._open_providers, "provider")
        self.device = self._chip(self.tr("Device"), self._open_devices, "device", is_optional=True)
        self.message = self._chip(self.tr("Message"), self._open_messages, "message", is_optional=True)
        self.run = self._chip(self.tr("Run"), self._open_runs, "run", is_optional=True)
        self._devices = Picker(theme, self.tr("Devices and topics"), self.tr("Find a device or topic"), self)
        self._devices.picked.connect(lambda key: model.toggle("device", key))
        self._messages = Picker(theme, self.tr("Messages"), self.tr("Find a message"), self)
        self._messages.picked.connect(lambda key: model.toggle("message", key))
        self._runs = Picker(theme, self.tr("Runs"), self.tr("Find a run"), self)
        self._runs.picked.connect(lambda key: model.toggle("run", key))
        self._chips = FlowLayout(spacing=6)
        for chip in (self.environment, self.status, self.provider, self.device, self.message, self.run):
            self._chips.addWidget(chip)
        self.more = self._chip(self.tr("Filter"), self._open_more, "", is_optional=True)
        self.more.setAccessibleName(self.tr("Filter by device, message or run"))
        self.more.hide()
        self._chips.addWidget(self.more)
        self._is_narrow = False
        self._pins: dict[str, FilterChip] = {}
        self.count = label(theme, "", "secondary", tone="secondary")
        theme.size(self.count, height="control")
        self.save = button(theme, self.tr("Save filter"), self.ask_save, kind="quiet")
        line = row(spacing=8, margins=(12, 7, 12, 7))
        line.addWidget(box(self._chips), 1)
        for part in (self.count, self.save, *end):
            line.addWidget(part, alignment=Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)

    def _chip(
        self, title: str, open_menu: Callable[[], object], field: str, *, is_optional: bool = False
    ) -> FilterChip:
        chip = FilterChip(self._theme, title, is_optional=is_optional)
        chip.clicked.connect(lambda _checked=False: open_menu())
        chip.cleared.connect(lambda: self._model.filter(**{field: ""}))
        return chip

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: HistoryState, selected: int) -> None:
        filters = state.filters
        anything = self.tr("any")
        words: tuple[tuple[FilterChip, list[str], str], ...] = (
            (self.environment, [_environment_words(item) for item in filters.environment], anything),
            (self.status, [status_words(item) for item in filters.status], anything),
            (self.provider, [self._model.short_title(item) for item in filters.provider], anything),
            (self.device, list(filters.device), ""),
            (self.message, list(filters.message), ""),
            (self.run, [self._model.run_name(item) or item[:8] for item in filters.run], ""),
        )
        for chip, values, nothing in words:
            chip.show_value(", ".join(values) or nothing, is_set=bool(values))
        self._show_pins(state)
        self._show_optional()
        self.save.setEnabled(filters.is_any)
        self.save.setToolTip("" if filters.is_any else self.tr("Choose a filter or search first"))
        self.count.setText(state.busy or self._count_words(state, selected))

    def _show_pins(self, state: HistoryState) -> None:
        if [name for name, _ in state.pins] != list(self._pins):
            for old in self._pins.values():
                self._chips.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._pins = {name: self._pin(name) for name, _ in state.pins}
        now = state.filters.without_range()
        for name, filters in state.pins:
            self._pins[name].show_value(self.tr("on") if filters == now else "", is_set=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self._theme.px(_NARROW)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.save.setText("" if is_narrow else self.tr("Save filter"))
            self.save.setAccessibleName(self.tr("Save filter"))
            self._theme.tint(self.save, "pin", "text-2") if is_narrow else self.save.setIcon(QIcon())
            self._show_optional()

    def _show_optional(self) -> None:
        """Where there is little room, filters that are not set stand behind one chip."""
        optional = (self.device, self.message, self.run)
        for chip in optional:
            chip.setVisible(not self._is_narrow or chip.is_set)
        self.more.setVisible(self._is_narrow and not all(chip.is_set for chip in optional))

    def _open_more(self) -> None:
        items = tuple(
            MenuItem(words, run, icon)
            for chip, words, run, icon in (
                (self.device, self.tr("Device…"), self._open_devices, "smartphone"),
                (self.message, self.tr("Message…"), self._open_messages, "file-text"),
                (self.run, self.tr("Run…"), self._open_runs, "play"),
            )
            if not chip.is_set
        )
        pop_up(self._theme, items, self.more)

    def _anchor(self, chip: FilterChip) -> QWidget:
        return chip if chip.isVisible() else self.more

    def _pin(self, name: str) -> FilterChip:
        chip = FilterChip(self._theme, name, icon="pin")
        chip.clicked.connect(lambda _checked=False: self._model.apply_filters(name))
        chip.cleared.connect(lambda: self._model.unpin_filters(name))
        self._chips.addWidget(chip)
        chip.show()
        return chip

    def ask_save(self) -> None:
        """Ask under which name the filters in sight are pinned."""
        filters = self._model.state.filters
        if not filters.is_any:
            return
        parts = [*map(status_words, filters.status), *map(_environment_words, filters.environment)]
        parts += [self._model.short_title(item) for item in filters.provider]
        parts += [*filters.device, *filters.message, filters.search]

        async def ask() -> None:
            usual = ", ".join(part for part in parts if part)[:40] or span_words(filters, self._model.now())
            name = await ask_name(self._theme, self.tr("Save filter"), usual.capitalize(), self.window())
            if name:
                self._model.save_filters(name)

        self._model.scope.start("ask save", ask())

    def _count_words(self, state: HistoryState, selected: int) -> str:
        if not state.is_ready:
            return ""
        if selected > 1:
            return self.tr("{selected} of {shown} selected").format(selected=f"{selected:,}", shown=f"{state.shown:,}")
        if state.shown == state.kept:
            return (
                self.tr("1 delivery")
                if state.kept == 1
                else self.tr("{kept} deliveries").format(kept=f"{state.kept:,}")
            )
        return self.tr("{shown} of {kept}").format(shown=f"{state.shown:,}", kept=f"{state.kept:,}")

    # -- menus --------------------------------------------------------------------------------------

    def _open_choices(
        self, chip: FilterChip, field: str, choices: list[tuple[str, str]], more: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Offer the values of a filter, the first of which takes it off; ``more`` stand behind a line."""
        now = getattr(self._model.state.filters, field)
        items: list[MenuItem | None] = [
            MenuItem(
                words,
                partial(self._model.toggle, field, key) if key else partial(self._model.filter, **{field: ""}),
                is_checked=key in now if key else not now,
            )
            for key, words in (*choices, *more)
        ]
        if more:
            items[len(choices) : len(choices)] = [None]
        items[1:1] = [None]
        pop_up(self._theme, tuple(items), self._anchor(chip))

    def _open_environments(self) -> None:
        choices = [("", self.tr("Any environment")), *((item.value, environment_word(item)) for item in Environment)]
        self._open_choices(self.environment, "environment", choices)

    def _open_statuses(self) -> None:
        words = [(kind.value, status_words(kind.value).capitalize()) for kind in OutcomeKind]
        later = [(fate.value, fate_words(fate)) for fate in Fate]
        self._open_choices(self.status, "status", [("", self.tr("Any status")), *words], later)

    def _open_providers(self) -> None:
        registry = self._model.session.workspace.registry
        words = [(item.spec.id, item.spec.short_title) for item in registry]
        self._open_choices(self.provider, "provider", [("", self.tr("Any provider")), *words])

    def _open_devices(self) -> None:
        async def offer() -> None:
            names = await self._model.known_devices()
            chosen = self._model.state.filters.device
            items = tuple(PickerItem(name, name, is_chosen=name in chosen) for name in names)
            self._devices.open_below(self._anchor(self.device), items, width=self._theme.px(300))

        self._model.scope.start("offer devices", offer())

    def _open_messages(self) -> None:
        async def offer() -> None:
            names = await self._model.known_messages()
            chosen = self._model.state.filters.message
            items = tuple(PickerItem(name, name, "file-text", is_chosen=name in chosen) for name in names)
            self._messages.open_below(self._anchor(self.message), items, width=self._theme.px(300))

        self._model.scope.start("offer messages", offer())

    def _open_runs(self) -> None:
        async def offer() -> None:
            now, chosen = self._model.now(), self._model.state.filters.run
            items = tuple(
                PickerItem(
                    run.id,
                    run.message_name or self.tr("Message"),
                    remark=f"{run.total:,} · {day_words(run.at, now)} {minute_words(run.at)}",
                    words=run.id,
                    is_chosen=run.id in chosen,
                )
                for run in await self._model.known_runs()
            )
            self._runs.open_below(self._anchor(self.run), items, width=self._theme.px(380))

        self._model.scope.start("offer runs", offer())
