"""What can be done with a delivery of the send log besides sending it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from pushbench.domain.errors import UserError

if TYPE_CHECKING:
    from pushbench.domain.outcome import DeliveryRecord
    from pushbench.ui.compose.model import ComposeModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("LogVerbs", text)


class LogVerbs:
    """Acts on deliveries by id, from what the history keeps of them."""

    def __init__(self, model: ComposeModel) -> None:
        self._model = model

    def show(self, delivery_id: str) -> None:
        """Show a delivery in History, once it is there."""
        row = self._model.sending.log.row(delivery_id)
        if row is not None and row.can_repeat:
            self._model.session.delivery_wanted.emit(delivery_id)
        elif row is not None:
            why = _tr("It was validated or stopped before it left; History keeps what left.")
            self._model.session.notices.tell(why if row.is_over else _tr("It is still under way."))

    def show_run(self) -> None:
        """Show the newest delivery of the log in History."""
        keys = [key for key in self._model.sending.log.rows.keys if self._can_show(key)]
        if keys:
            self._model.session.delivery_wanted.emit(keys[0])
        else:
            self._model.session.place_wanted.emit("history")

    def _can_show(self, delivery_id: str) -> bool:
        row = self._model.sending.log.row(delivery_id)
        return row is not None and row.can_repeat

    def open_as_message(self, delivery_id: str) -> None:
        """Make an editable copy of the message as it was sent."""
        self._model.scope.start("open as message", self._open_as_message(delivery_id))

    async def _open_as_message(self, delivery_id: str) -> None:
        from pushbench.store.message_file import load_message

        record = await self._record(delivery_id)
        run = await self._model.workspace.store.run(lambda db: db.history.run(record.run_id))
        if run is None or not run.message_text:
            raise UserError(
                _tr("The message of this delivery is gone."),
                _tr("The history kept no message of its run."),
                _tr("Open the delivery in History and copy its request."),
            )
        loaded = await self._model.session.worker.run(load_message, run.message_text)
        self._model.session.open_message(loaded.message)

    def copy_curl(self, delivery_id: str) -> None:
        """Put the last push request, secrets masked, on the clipboard as a cURL command."""
        self._model.scope.start("cURL", self._copy_curl(delivery_id))

    async def _copy_curl(self, delivery_id: str) -> None:
        from pushbench.engine.export import as_curl

        record = await self._record(delivery_id)
        if not record.attempts:
            raise UserError(
                _tr("There is no request to copy."),
                _tr("Nothing left this computer for this delivery."),
                _tr("Choose another one, or copy the request of the message from the menu of Send."),
            )
        QGuiApplication.clipboard().setText(await self._model.session.worker.run(as_curl, [record]))
        self._model.session.notices.tell(_tr("cURL copied, secrets masked"))

    def copy_id(self, delivery_id: str) -> None:
        """Put the service's id of a delivery on the clipboard, else Pushbench's own."""
        row = self._model.sending.log.row(delivery_id)
        if row is not None:
            QGuiApplication.clipboard().setText(row.provider_id or row.id)
            self._model.session.notices.tell(_tr("Id copied"))

    async def _record(self, delivery_id: str) -> DeliveryRecord:
        found: DeliveryRecord | None = await self._model.workspace.store.run(_get(delivery_id))
        if found is None:
            raise UserError(
                _tr("The history does not hold this delivery."),
                _tr("It is still under way, was only validated, or was cleared away."),
                _tr("Choose one that was sent."),
            )
        return found


def _get(delivery_id: str) -> Any:
    return lambda db: db.history.get(delivery_id)
