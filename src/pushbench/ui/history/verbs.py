"""What can be done with deliveries: send again, open as a message, copy, export, mark the device."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import compact
from pushbench.domain.message import Message
from pushbench.domain.outcome import DeliveryRecord
from pushbench.store.history import DeliveryRow, RunRecord
from pushbench.ui.history.state import Inspected
from pushbench.ui.theme.theme import Theme

if TYPE_CHECKING:
    from pushbench.store.database import Database
    from pushbench.ui.history.model import HistoryModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("HistoryVerbs", text)


_BATCH = 500


class HistoryVerbs:
    """Acts on deliveries by id."""

    def __init__(self, model: HistoryModel) -> None:
        self._model = model
        self._session = model.session
        self._store = model.session.workspace.store

    def send_again(self, delivery_id: str) -> None:
        """Send a delivery again with the request it kept; Compose asks first where production is meant."""
        if delivery_id:
            self._model.follow_newest()
            self._session.plan_wanted.emit(lambda: self._session.workspace.send_again(delivery_id))

    # -- what became of it later --------------------------------------------------------------------

    def why_not_ask(self, ids: Sequence[str]) -> str:
        """Return why "Ask now" cannot be pressed for deliveries; empty where one of them can be asked about."""
        from pushbench.ui.later.asking import Askable, why_not_ask

        rows = (self._model.rows.get(key) for key in ids)
        items = [
            Askable(row.provider, row.outcome, row.provider_id, row.at) for row in rows if isinstance(row, DeliveryRow)
        ]
        record = self._model.state.record
        if not items and record is not None and record.id in ids:
            outcome = record.outcome
            items = [Askable(record.provider, outcome.kind, outcome.provider_id, record.at)]
        return why_not_ask(self._session.workspace, items)

    def ask(self, ids: Sequence[str]) -> None:
        """Ask services now what became of deliveries."""
        from pushbench.ui.later.asking import ask

        if ids:
            self._model.scope.start("ask now", self._ask(ask(self._session, list(ids))))

    async def _ask(self, asking: Coroutine[Any, Any, None]) -> None:
        self._model.become(is_asking=True)
        try:
            await asking
        finally:
            self._model.become(is_asking=False)

    def why_not_cancel(self) -> str:
        """Return why the delivery in sight cannot be taken back; empty where it can."""
        from pushbench.ui.later.cancelling import why_not_cancel

        return why_not_cancel(self._session, self._model.state.record)

    def cancel(self, theme: Theme, ids: Sequence[str], window: QWidget) -> None:
        """Take held messages back at their service, after a question."""
        from pushbench.ui.later.cancelling import cancel

        if ids:
            self._model.scope.start("cancel", cancel(theme, self._session, list(ids), window))

    def why_not_view(self) -> str:
        """Return why the service cannot be asked to show the message in sight; empty where it can."""
        record = self._model.state.record
        if record is None:
            return _tr("Choose a delivery first.")
        if self._session.workspace.can_view(record):
            return ""
        return _tr("{service} keeps no message to look at.").format(service=self._model.short_title(record.provider))

    def view(self, theme: Theme, delivery_id: str, window: QWidget) -> None:
        """Look at a delivery's message at its service."""
        from pushbench.ui.later.viewing import view

        if delivery_id:
            self._model.scope.start("view", view(theme, self._session, delivery_id, window))

    # -- to other places ----------------------------------------------------------------------------

    def open_as_message(self, delivery_id: str) -> None:
        """Make an editable copy of the message as it stood then."""
        if delivery_id:
            self._model.scope.start("open as message", self._open_as_message(delivery_id))

    async def _open_as_message(self, delivery_id: str) -> None:
        def work(db: Database) -> tuple[DeliveryRecord, RunRecord | None] | None:
            record = db.history.get(delivery_id)
            return (record, db.history.run(record.run_id)) if record is not None else None

        found = await self._store.run(work)
        if found is not None:
            self._session.open_message(await self._session.worker.run(_message_of, *found))

    def copy_curl(self, ids: Sequence[str]) -> None:
        """Put the last push request of each delivery, secrets masked, on the clipboard as cURL commands."""
        if ids:
            self._model.scope.start("cURL", self._copy_curl(list(ids)))

    async def _copy_curl(self, ids: Sequence[str]) -> None:
        from pushbench.engine.export import as_curl

        records = await self._store.run(lambda db: _records(db, ids))
        text = await self._session.worker.run(as_curl, records)
        if not any(record.attempts for record in records):
            raise UserError(
                _tr("There is no request to copy."),
                _tr("Nothing left this computer for it."),
                _tr("Choose another delivery."),
            )
        QGuiApplication.clipboard().setText(text)
        self._session.notices.tell("cURL copied, secrets masked")

    def copy_id(self, text: str) -> None:
        """Put an id on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self._session.notices.tell(_tr("Id copied"))

    # -- export -------------------------------------------------------------------------------------

    def export(self, kind: str, path: Path, selected: Sequence[str]) -> None:
        """Write the selected deliveries, else all that fit the filters, in one of the engine's formats."""
        self._model.scope.start("export", self._export(kind, path, list(selected)))

    async def _export(self, kind: str, path: Path, selected: Sequence[str]) -> None:
        model = self._model
        model.become(busy="Exporting")
        try:
            records = await self._chosen(selected)
            await self._session.worker.run(_write, kind, records, path)
        finally:
            model.become(busy="")
        count = f"{len(records):,} {'delivery' if len(records) == 1 else 'deliveries'}"
        self._session.notices.tell(_tr("{count} written to {name}, secrets masked").format(count=count, name=path.name))

    async def _chosen(self, selected: Sequence[str]) -> list[DeliveryRecord]:
        if selected:
            return await self._store.run(lambda db: _records(db, selected))
        query = self._model.query()
        rest: Iterator[DeliveryRecord] = await self._store.run(lambda db: db.history.iterate(query))
        records: list[DeliveryRecord] = []
        while batch := await self._store.run(lambda _db: list(islice(rest, _BATCH))):
            records += batch
            self._model.become(busy=f"Exporting, {len(records):,} read")
        return records

    # -- devices ------------------------------------------------------------------------------------

    def retire(self, inspected: Inspected) -> None:
        """Mark the device as unregistered, with the way back."""
        device = inspected.device
        if device is None:
            return
        said = [event for event in inspected.record.events if event.is_target_dead]
        explain = said[-1].explain if said else inspected.record.outcome.explain
        why = explain.what if explain is not None else _tr("Marked by hand.")
        skipped = (
            _tr("; {groups} will skip it").format(groups=", ".join(f"@{name}" for name in inspected.groups))
            if inspected.groups
            else ""
        )

        async def work() -> None:
            await self._store.run(lambda db: db.devices.retire([device.name], why))
            self._session.devices_changed.emit()
            self._session.notices.tell(
                _tr("“{name}” marked as unregistered{skipped}").format(name=device.name, skipped=skipped),
                _tr("Undo"),
                lambda: self.revive(device.name),
            )

        self._model.scope.start("retire", work())

    def revive(self, name: str) -> None:
        """Take the mark off a device."""

        async def work() -> None:
            await self._store.run(lambda db: db.devices.unretire([name]))
            self._session.devices_changed.emit()

        self._model.scope.start("revive", work())


def _records(db: Database, ids: Sequence[str]) -> list[DeliveryRecord]:
    return [record for key in ids if (record := db.history.get(key)) is not None]


def _message_of(record: DeliveryRecord, run: RunRecord | None) -> Message:
    """Return the message of a run, else one made from the payload that left. Raises UserError for neither."""
    from pushbench.store.message_file import load_message

    if run is not None and run.message_text:
        return load_message(run.message_text, name=run.message_name).message
    payload = record.draft.get("payload")
    if payload is None:
        raise UserError(
            _tr("The message of this delivery is gone."),
            _tr("The history kept neither the message nor a payload of it."),
            _tr("Copy the request instead."),
        )
    text = payload if isinstance(payload, str) else compact(payload)  # type: ignore[arg-type]
    return load_message(text, name=record.message_name or record.title).message


def _write(kind: str, records: Sequence[DeliveryRecord], path: Path) -> None:
    from pushbench.engine.export import export_text
    from pushbench.store.text_file import write_text

    write_text(path, export_text(records, kind))
