"""The view-model of the History screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal

from pushbench.domain.errors import UserError
from pushbench.store.devices import DeviceQuery
from pushbench.store.history import Cursor, DeliveryRow, HistoryQuery, RunRecord
from pushbench.ui.history.charting import Charting
from pushbench.ui.history.comparing import Comparing
from pushbench.ui.history.filters import TODAY, Filters, day_start, narrowed, toggled
from pushbench.ui.history.listing import Listing, is_delivery, more_of, run_of
from pushbench.ui.history.pins import Pins
from pushbench.ui.history.rows import history_columns
from pushbench.ui.history.state import HistoryState, Inspected, PreviewChoice
from pushbench.ui.history.verbs import HistoryVerbs
from pushbench.ui.pills import platform_icon
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel
from pushbench.ui.widgets.table.model import RowsModel

if TYPE_CHECKING:
    from pushbench.engine.following import Answered
    from pushbench.store.database import Database


def _tr(text: str) -> str:
    return QCoreApplication.translate("HistoryModel", text)


PAGE = 200
_SKIPPED_PAGE = 1000
"""Rows read at once while all of them belong to folded runs."""
_SEARCH_AFTER_SECONDS = 0.12
_REFRESH_AFTER_SECONDS = 0.1
_LOOK_EVERY_MS = 1500
_REVEAL_TRIES = 10
_MOST_OFFERED = 200
_MOST_PAGES_TO_REVEAL = 20


class HistoryModel(ViewModel[HistoryState]):
    """Filters, the list page by page, the inspector. ``arrived`` tells keys of rows that just came."""

    arrived = Signal(list)

    def __init__(self, session: Session) -> None:
        super().__init__(HistoryState(), session.scope.child("history"))
        self.session = session
        self.now: Callable[[], float] = time.time
        self._store = session.workspace.store
        self._listing = Listing()
        self._is_started = False
        self._is_followed = False
        self._newest: Cursor | None = None
        self._newest_event: int | None = None
        self._has_more = False
        self.pins = Pins(session.state)
        self.become(pins=self.pins.all)
        self.charting = Charting(self)
        self.verbs = HistoryVerbs(self)
        self.comparing = Comparing(self)
        self.rows = RowsModel(history_columns(self.short_title, self._icon_of), parent=self)
        self.rows.more_wanted.connect(lambda: self.scope.start("more", self._read_more()))
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY_MS)
        self._look.timeout.connect(self._on_look)
        session.history_changed.connect(self._on_news)
        session.devices_changed.connect(self._reinspect)
        session.followed.connect(self._on_followed)

    def start(self) -> None:
        """Read the newest page: today's, or everything where today has none."""
        if not self._is_started:
            self._is_started = True
            self.scope.start("list", self._open())

    async def _open(self) -> None:
        today = replace(self.state.filters, span=TODAY)
        has_today = await self._store.run(lambda db: bool(db.history.page(today.query(self.now()), limit=1)))
        if has_today and not self.state.filters.is_any:
            self.become(filters=today)
        await self._read()

    def short_title(self, provider_id: str) -> str:
        registry = self.session.workspace.registry
        return registry.provider(provider_id).spec.short_title if provider_id in registry else provider_id

    def _icon_of(self, provider_id: str) -> str:
        registry = self.session.workspace.registry
        platforms = registry.provider(provider_id).spec.platforms if provider_id in registry else ()
        return platform_icon(platforms[0]) if platforms else "smartphone"

    # -- filters ------------------------------------------------------------------------------------

    def filter(self, **changes: object) -> None:
        """Change filters; the others stay."""
        self._narrow(narrowed(self.state.filters, changes), wait="search" in changes)

    def toggle(self, field: str, value: str) -> None:
        """Let a filter take one more value, or one less."""
        self.filter(**{field: toggled(getattr(self.state.filters, field), value)})

    def choose_span(self, span: str) -> None:
        """Show today, the last week or all; a stretch chosen in the chart goes."""
        self._narrow(replace(self.state.filters.without_range(), span=span))

    def choose_range(self, since: float | None, until: float | None) -> None:
        """Show a stretch of the time in the chart; None takes it back."""
        self._narrow(replace(self.state.filters, since=since, until=until))

    def clear_filters(self) -> None:
        self._narrow(Filters())

    def save_filters(self, name: str) -> None:
        """Pin the filters in sight under a name, which replaces those of the same name."""
        if name.strip():
            self.pins.put(name.strip(), self.state.filters)
            self._show_pins()

    def apply_filters(self, name: str) -> None:
        """Show what pinned filters leave; pressed once more they are taken off."""
        pinned = self.pins.get(name)
        if pinned is not None:
            self._narrow(Filters() if self.state.filters.without_range() == pinned else pinned)

    def unpin_filters(self, name: str) -> None:
        """Take pinned filters away, with the way back."""
        pinned = self.pins.get(name)
        if pinned is None:
            return
        self.pins.remove(name)
        self._show_pins()

        def again() -> None:
            self.pins.put(name, pinned)
            self._show_pins()

        self.session.notices.tell(_tr("Filter “{name}” removed").format(name=name), _tr("Undo"), again)

    def _show_pins(self) -> None:
        self.become(pins=self.pins.all)

    def _narrow(self, filters: Filters, *, wait: bool = False) -> None:
        before = self.state.filters
        if filters == before:
            return
        self.become(filters=filters)
        self.scope.start("list", self._read(_SEARCH_AFTER_SECONDS if wait else 0.0, is_new=True))
        if filters.without_range() != before.without_range():
            self.charting.refresh(_SEARCH_AFTER_SECONDS if wait else 0.0)

    def query(self) -> HistoryQuery:
        """Return the question whose answer is in sight."""
        return self.state.filters.query(self.now())

    # -- the list -----------------------------------------------------------------------------------

    async def _read(self, after_seconds: float = 0.0, *, is_new: bool = False, chooses: bool = True) -> None:
        await asyncio.sleep(after_seconds)
        query, known = self.query(), self._listing

        def read(db: Database) -> tuple[list[DeliveryRow], dict[str, RunRecord], list[DeliveryRow]]:
            page = db.history.page(query, limit=PAGE)
            newest = page[:1] if query == HistoryQuery() else db.history.page(HistoryQuery(), limit=1)
            return page, _runs(db, known.missing_runs(page)), newest

        def count(db: Database) -> tuple[int, int]:
            kept = db.history.count(HistoryQuery())
            return kept, kept if query == HistoryQuery() else db.history.count(query)

        page, runs, newest = await self._store.run(read)
        self.scope.cancel("more")
        self._newest = newest[0].cursor if newest else None
        is_all = len(page) < PAGE
        if is_new:
            known.rows.clear()
        follows = known.take_newest(page, runs, is_all=is_all)
        self._has_more = self._has_more if follows else not is_all
        before = set(self.rows.keys) if not is_new and self.state.is_ready else None
        lines = known.lines(self.now(), is_end=not self._has_more)
        show = self.rows.reset if is_new else self.rows.change_to
        show([key for key, _ in lines], dict(lines), has_more=self._has_more)
        if before is not None:
            self.arrived.emit([key for key, _ in lines[:PAGE] if key not in before and is_delivery(key)])
        if not self.charting.has_begun:
            self.charting.refresh()
        if page or not newest:
            self.become(shown=len(page) if is_all else max(len(page), self.state.shown), is_ready=True)
        if chooses:
            await self._choose_some(page, is_new=is_new)
        kept, shown = await self._store.run(count)
        self.become(kept=kept, shown=shown, is_ready=True)

    async def _choose_some(self, page: Sequence[DeliveryRow], *, is_new: bool) -> None:
        current = self.state.current
        if self._is_followed and page and page[0].id != current:
            self._is_followed = False
            await self._inspect(page[0].id)
        elif page and (not current or (is_new and self.rows.row_of(current) is None)):
            await self._inspect(page[0].id)
        elif not page and is_new:
            self.become(current="", inspected=None)

    async def _read_more(self) -> None:
        listing, query = self._listing, self.query()
        limit = PAGE
        while True:
            after = listing.end

            def work(db: Database, after: Cursor | None = after, limit: int = limit) -> _Page:
                page = db.history.page(query, after=after, limit=limit)
                return page, _runs(db, listing.missing_runs(page))

            page, runs = await self._store.run(work)
            self._has_more = len(page) == limit
            lines = listing.add_older(page, runs, self.now(), is_end=not self._has_more)
            # Where folded runs swallow the page the view does not scroll, so nothing would ask for more.
            if lines or not self._has_more:
                self.rows.append(lines, has_more=self._has_more)
                return
            limit = _SKIPPED_PAGE

    def fold(self, key: str) -> None:
        """Fold the run of a heading, or unfold it."""
        run = run_of(key)
        if run:
            self._listing.toggle(run)
            self._show_lines()

    def spread(self, key: str) -> None:
        """Show all accepted deliveries of the run a line stands for, or the first few again."""
        run = more_of(key)
        if run:
            self._listing.spread_out(run)
            self._show_lines()

    def _show_lines(self) -> None:
        lines = self._listing.lines(self.now(), is_end=not self._has_more)
        self.rows.change_to([name for name, _ in lines], dict(lines), has_more=self._has_more)

    # -- news ---------------------------------------------------------------------------------------

    def watch(self, is_visible: bool) -> None:
        """Look for deliveries of other programs while the list is in sight."""
        if is_visible:
            self._look.start()
            self._on_look()
        else:
            self._look.stop()

    def follow_newest(self) -> None:
        """Show the next new delivery in the inspector."""
        self._is_followed = True

    def _on_look(self) -> None:
        if self.state.is_ready and not self.scope.is_running("list"):
            self.scope.start("look", self._look_for_news())

    async def _look_for_news(self) -> None:
        newest, said = await self._store.run(
            lambda db: (db.history.page(HistoryQuery(), limit=1), db.follow_ups.newest_event())
        )
        cursor = newest[0].cursor if newest else None
        is_run_over = bool(newest) and bool(self._listing.missing_runs(newest))
        is_said, self._newest_event = self._newest_event not in (None, said), said
        if cursor != self._newest or is_run_over or is_said:
            self._on_news()
        if is_said:  # by another process: by this one too, and then there is nothing new in it
            self.charting.read_anew()
            self._reinspect()

    def _on_news(self) -> None:
        if self._is_started and not self.scope.is_running("list"):
            self.scope.start("list", self._read(_REFRESH_AFTER_SECONDS))
            self.charting.refresh(_REFRESH_AFTER_SECONDS)

    def _on_followed(self, answers: Sequence[Answered]) -> None:
        """Show what services said later, also of rows far below and of the delivery in sight."""
        said = {answer.delivery_id: answer.event.fate for answer in answers if answer.event is not None}
        changed = self._listing.learn(said)
        self.rows.put({row.id: row for row in changed})
        if said:
            self.charting.read_anew()
        if any(answer.delivery_id == self.state.current for answer in answers):
            self._reinspect()

    # -- the inspector ------------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """Show a delivery in the inspector."""
        if not is_delivery(key):
            return
        self.open_inspector()
        if key != self.state.current:
            self.scope.start("inspect", self._inspect(key))

    def reveal(self, delivery_id: str) -> None:
        """Show a delivery whatever the filters."""
        self._is_started = True
        self.scope.start("list", self._reveal(delivery_id))

    async def _reveal(self, delivery_id: str) -> None:
        # A delivery that has just ended may still be on its way into the database.
        for _ in range(_REVEAL_TRIES):
            if await self._store.run(lambda db: db.history.get(delivery_id)) is not None:
                break
            await asyncio.sleep(0.1)
        else:
            raise UserError(
                _tr("This delivery is not in the history."),
                _tr("It was removed, or it never began."),
                _tr("Choose another one."),
            )
        self.become(filters=Filters(), tab="summary", is_inspector_open=True)
        self.charting.refresh()
        await self._inspect(delivery_id)
        if self.state.record is not None:
            self._listing.spread.add(self.state.record.run_id)
            self._listing.folded.discard(self.state.record.run_id)
        await self._read(is_new=True, chooses=False)
        for _ in range(_MOST_PAGES_TO_REVEAL):
            if self.rows.row_of(delivery_id) is not None or not self._has_more:
                break
            await self._read_more()
        self.changed.emit()

    def _reinspect(self) -> None:
        if self.state.current:
            self.scope.start("inspect", self._inspect(self.state.current))

    async def _inspect(self, key: str) -> None:
        today = day_start(self.now())
        found = await self._store.run(lambda db: _inspected(db, key, today))
        if found is None:
            self.become(current="", inspected=None)
        elif key == self.state.current:
            self.become(inspected=found)
        else:
            self.become(
                current=key,
                inspected=found,
                attempt=found.last_push,
                preview=PreviewChoice(),
                saved_difference="",
            )

    def close_inspector(self) -> None:
        """Give the list the whole width until a row is chosen."""
        self.become(is_inspector_open=False)

    def open_inspector(self) -> None:
        """Show the panel beside the list."""
        self.become(is_inspector_open=True)

    def show_tab(self, tab: str) -> None:
        self.become(tab=tab)

    def show_attempt(self, number: int, tab: str = "") -> None:
        """Show another attempt, in another tab if one is named."""
        self.become(attempt=number, tab=tab or self.state.tab)

    def choose_preview(self, **changes: object) -> None:
        """Change where the payload is shown."""
        self.become(preview=replace(self.state.preview, **changes))  # type: ignore[arg-type]

    def compare_to_saved(self) -> None:
        """Say what the delivery in sight has else than its message as it is saved now."""
        inspected = self.state.inspected
        if inspected is not None:
            self.become(saved_difference="")
            self.scope.start("compare to saved", self._compare_to_saved(inspected))

    async def _compare_to_saved(self, inspected: Inspected) -> None:
        try:
            text = await self.comparing.to_saved(inspected)
        except UserError as error:
            text = f"{error.what} {error.why} {error.fix}"
        if self.state.inspected == inspected:
            self.become(saved_difference=text)

    def show_similar(self) -> None:
        """List today's deliveries that were answered like the one in sight."""
        record = self.state.record
        if record is not None and record.outcome.status is not None:
            self._narrow(Filters(status=(str(record.outcome.status),), provider=(record.provider,), span=TODAY))

    # -- what filters offer -------------------------------------------------------------------------

    async def known_devices(self) -> list[str]:
        """Return names of the library's devices and of targets in sight."""
        devices = await self._store.run(lambda db: db.devices.page(DeviceQuery(), limit=_MOST_OFFERED))
        seen = [row.target for row in self._listing.rows[:_MOST_OFFERED]]
        return sorted({*seen, *(device.name for device in devices.items)}, key=str.casefold)

    async def known_messages(self) -> list[str]:
        """Return names of messages, those sent lately first."""
        runs = await self.known_runs()
        seen = [row.message_name for row in self._listing.rows[:_MOST_OFFERED]]
        return [name for name in dict.fromkeys([*(run.message_name for run in runs), *seen]) if name]

    async def known_runs(self) -> list[RunRecord]:
        """Return the newest runs."""
        return await self._store.run(lambda db: db.history.runs(_MOST_OFFERED))

    def run_name(self, run_id: str) -> str:
        """Return what a run is called in the list."""
        row = next((row for row in self._listing.rows if row.run_id == run_id), None)
        return (row.message_name or row.title or "Message") if row is not None else ""


_Page = tuple[list[DeliveryRow], dict[str, RunRecord]]


def _runs(db: Database, ids: Sequence[str]) -> dict[str, RunRecord]:
    found = ((run_id, db.history.run(run_id)) for run_id in ids)
    return {run_id: run for run_id, run in found if run is not None}


def _inspected(db: Database, key: str, today: float) -> Inspected | None:
    record = db.history.get(key)
    if record is None:
        return None
    device = db.devices.get(record.target)
    if device is not None and device.token != record.token:
        device = None
    groups = () if device is None else tuple(group.name for group in db.groups.list() if device.name in group.devices)
    similar = 0
    if record.outcome.status is not None and record.outcome.explain is not None:
        like = HistoryQuery(status=str(record.outcome.status), provider=record.provider, since=today)
        similar = max(0, db.history.count(like) - (1 if record.at >= today else 0))
    question = db.follow_ups.pending([key]).get(key)
    due_at = None if question is None else question.due_at
    return Inspected(record, db.history.run(record.run_id), device, groups, similar, due_at)
