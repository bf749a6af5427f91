"""The view-model of the History screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from pushbench.domain.errors import UserError
from pushbench.domain.outcome import Attempt, DeliveryRecord, OutcomeKind, StepKind
from pushbench.store.history import Cursor, DeliveryRow, HistoryQuery, RunRecord
from pushbench.ui.history.rows import RUN, history_columns, with_headings
from pushbench.ui.history.state import DAY, Figures, Filters, HistoryState, buckets, percentile
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel
from pushbench.ui.widgets.table.model import RowsModel

if TYPE_CHECKING:
    from pushbench.store.database import Database

PAGE = 200
_SEARCH_AFTER_SECONDS = 0.12
_REFRESH_AFTER_SECONDS = 0.1


class HistoryModel(ViewModel[HistoryState]):
    """Newest first, read page by page; filters, inspector, export."""

    def __init__(self, session: Session) -> None:
        super().__init__(HistoryState(), session.scope.child("history"))
        self.session = session
        self._workspace = session.workspace
        self._after: Cursor | None = None
        self._last_run = ""
        self.rows = RowsModel(history_columns(self.short_title), parent=self)
        self.rows.more_wanted.connect(lambda: self.scope.start("more", self._read_more()))
        session.history_changed.connect(lambda: self.refresh(_REFRESH_AFTER_SECONDS))

    def start(self) -> None:
        """Read the newest page."""
        self.refresh()

    def short_title(self, provider_id: str) -> str:
        registry = self._workspace.registry
        return registry.provider(provider_id).spec.short_title if provider_id in registry else provider_id

    # -- the list -----------------------------------------------------------------------------------

    def refresh(self, after_seconds: float = 0.0) -> None:
        """Read the newest page again."""
        self.scope.start("list", self._read(after_seconds))

    def filter(self, **changes: object) -> None:
        """Change filters; the rest stays."""
        filters = replace(self.state.filters, **changes)  # type: ignore[arg-type]
        if filters != self.state.filters:
            self.become(filters=filters)
            self.refresh(_SEARCH_AFTER_SECONDS if "search" in changes else 0.0)

    def clear_filters(self) -> None:
        self.become(filters=Filters())
        self.refresh()

    async def _read(self, after_seconds: float) -> None:
        await asyncio.sleep(after_seconds)
        query = self._query()

        def work(db: Database) -> tuple[list[DeliveryRow], dict[str, RunRecord], Figures, int]:
            rows = db.history.page(query, limit=PAGE)
            latencies = [row.latency_ms for row in rows if row.latency_ms is not None]
            figures = Figures(
                total=db.history.count(query),
                accepted=_count(db, query, OutcomeKind.ACCEPTED),
                rejected=_count(db, query, OutcomeKind.REJECTED),
                median_ms=percentile(latencies, 0.5),
                p95_ms=percentile(latencies, 0.95),
            )
            return rows, _runs(db, rows), figures, db.history.count(HistoryQuery())

        rows, runs, figures, kept = await self._workspace.store.run(work)
        lines = with_headings(rows, runs, time.time())
        self._remember_end(rows)
        self.rows.reset([key for key, _ in lines], dict(lines), has_more=len(rows) == PAGE)
        profiles = tuple(dict.fromkeys(row.provider for row in rows))
        self.become(figures=figures, kept=kept, buckets=buckets(rows), is_ready=True, profiles=profiles)
        if self.state.current:
            await self._inspect(self.state.current)
        elif rows:
            await self._inspect(rows[0].id)
        else:
            self.become(current="", record=None)

    async def _read_more(self) -> None:
        query, after = self._query(), self._after
        rows, runs = await self._workspace.store.run(
            lambda db: (page := db.history.page(query, after=after, limit=PAGE), _runs(db, page))
        )
        lines = with_headings(rows, runs, time.time(), self._last_run)
        self._remember_end(rows)
        self.rows.append(lines, has_more=len(rows) == PAGE)

    def _remember_end(self, rows: Sequence[DeliveryRow]) -> None:
        if rows:
            self._after, self._last_run = rows[-1].cursor, rows[-1].run_id

    def _query(self) -> HistoryQuery:
        filters = self.state.filters
        return HistoryQuery(
            status=filters.status or None,
            provider=filters.provider or None,
            environment=filters.environment or None,
            search=filters.search,
            since=time.time() - filters.days * DAY if filters.days else None,
            run=filters.run or None,
            device=filters.device or None,
        )

    # -- the inspector ------------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """Show a delivery in the inspector."""
        if key and not key.startswith(RUN) and key != self.state.current:
            self.scope.start("inspect", self._inspect(key))

    def reveal(self, delivery_id: str) -> None:
        """Show a delivery whatever the filters."""
        self.become(filters=Filters(), current=delivery_id, tab="summary")
        self.refresh()

    async def _inspect(self, key: str) -> None:
        record = await self._workspace.store.run(lambda db: db.history.get(key))
        attempts = record.attempts if record is not None else ()
        last = next((n for n in range(len(attempts) - 1, -1, -1) if attempts[n].step is StepKind.DELIVER), 0)
        self.become(current=key if record is not None else "", record=record, attempt=last)

    def show_tab(self, tab: str) -> None:
        self.become(tab=tab)

    def show_attempt(self, number: int) -> None:
        self.become(attempt=number)

    @property
    def attempt(self) -> Attempt | None:
        """The attempt that Request and Response show."""
        record = self.state.record
        if record is None or not record.attempts:
            return None
        return record.attempts[min(self.state.attempt, len(record.attempts) - 1)]

    # -- verbs --------------------------------------------------------------------------------------

    def send_again(self, delivery_id: str) -> None:
        """Send a delivery again with the request it kept."""
        self.session.plan_wanted.emit(lambda: self._workspace.send_again(delivery_id))
        self.session.notices.tell("Sending again; the result comes on top")

    def open_as_message(self, delivery_id: str) -> None:
        """Make an editable copy of the message as it stood then."""
        self.scope.start("open as message", self._open_as_message(delivery_id))

    async def _open_as_message(self, delivery_id: str) -> None:
        from pushbench.store.message_file import load_message

        def work(db: Database) -> RunRecord | None:
            record = db.history.get(delivery_id)
            return db.history.run(record.run_id) if record is not None else None

        run = await self._workspace.store.run(work)
        if run is None or not run.message_text:
            raise UserError(
                "The message of this delivery is not there any more.",
                "Its run was made by another program, or cleared from the history.",
                "Copy the request instead.",
            )
        self.session.open_message(load_message(run.message_text, name=run.message_name).message)

    def copy_curl(self, delivery_id: str) -> None:
        """Put the last push request, secrets masked, on the clipboard as a cURL command."""
        self.scope.start("cURL", self._copy_curl(delivery_id))

    async def _copy_curl(self, delivery_id: str) -> None:
        from pushbench.engine.export import as_curl

        record = await self._workspace.store.run(lambda db: db.history.get(delivery_id))
        text = as_curl([record]) if record is not None else ""
        if not text:
            raise UserError(
                "There is no request to copy.", "Nothing was sent for this delivery.", "Choose another delivery."
            )
        QGuiApplication.clipboard().setText(text)
        self.session.notices.tell("cURL copied, secrets masked")

    def retire_device(self, name: str, reason: str) -> None:
        """Mark a device's token as dead; undoable."""

        async def work() -> None:
            await self._workspace.store.run(lambda db: db.devices.retire([name], reason))
            self.session.devices_changed.emit()
            self.session.notices.tell(f"“{name}” marked as unregistered", "Undo", lambda: self._revive(name))

        self.scope.start("retire", work())

    def _revive(self, name: str) -> None:
        async def work() -> None:
            await self._workspace.store.run(lambda db: db.devices.unretire([name]))
            self.session.devices_changed.emit()

        self.scope.start("revive", work())

    def export(self, kind: str, path: str, selected: Sequence[str]) -> None:
        """Write the selected deliveries, else all that fit the filters, in one of the engine's formats."""
        self.scope.start("export", self._export(kind, Path(path), list(selected)))

    async def _export(self, kind: str, path: Path, selected: Sequence[str]) -> None:
        from pushbench.engine.export import export_text

        query = self._query()

        def work(db: Database) -> list[DeliveryRecord]:
            if selected:
                return [record for key in selected if (record := db.history.get(key)) is not None]
            return list(db.history.iterate(query))

        records = await self._workspace.store.run(work)
        text = await self.session.worker.run(export_text, records, kind)
        await self.session.worker.run(_write, path, text)
        self.session.notices.tell(f"{len(records):,} deliveries written to {path.name}, secrets masked")


def _count(db: Database, query: HistoryQuery, kind: OutcomeKind) -> int:
    if query.status is not None:
        return db.history.count(query) if query.status == kind.value else 0
    return db.history.count(replace(query, status=kind.value))


def _runs(db: Database, rows: Sequence[DeliveryRow]) -> dict[str, RunRecord]:
    found = {}
    for run_id in dict.fromkeys(row.run_id for row in rows):
        run = db.history.run(run_id)
        if run is not None:
            found[run_id] = run
    return found


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UserError(
            f"{path.name} could not be written.", f"{error.strerror or error}.", "Choose another folder."
        ) from error
