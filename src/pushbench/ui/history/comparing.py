"""Finds what is compared: two deliveries, two runs, or a delivery and its message as it is saved now."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, pretty
from pushbench.domain.message import EMPTY, Message
from pushbench.domain.outcome import DeliveryRecord
from pushbench.store.history import DeliveryRow, HistoryQuery, RunRecord
from pushbench.ui.history.compare_dialog import Side
from pushbench.ui.history.differences import Difference, of_deliveries, of_runs
from pushbench.ui.history.listing import heading_pills
from pushbench.ui.pills import outcome_pill
from pushbench.ui.times import clock_words, date_words

if TYPE_CHECKING:
    from pushbench.store.database import Database
    from pushbench.ui.history.model import HistoryModel
    from pushbench.ui.history.state import Inspected


def _tr(text: str) -> str:
    return QCoreApplication.translate("HistoryComparing", text)


_MOST_OF_A_RUN = 20_000
Compared = tuple[tuple[Side, Side], tuple[Difference, ...]]


class Comparing:
    """Answers what differs; shows nothing itself."""

    def __init__(self, model: HistoryModel) -> None:
        self._model = model
        self._session = model.session
        self._store = model.session.workspace.store

    def why_not(self, keys: Sequence[str]) -> str:
        """Return why these rows cannot be compared, or an empty text."""
        if len(keys) == 2 or len(self._runs_of(keys)) == 2:
            return ""
        return _tr("Select two deliveries, or rows of two runs, with Ctrl and a click or Ctrl and Space.")

    def is_of_runs(self, keys: Sequence[str]) -> bool:
        """Whether a selection means two runs rather than two deliveries."""
        return len(keys) != 2

    def _runs_of(self, keys: Sequence[str]) -> list[str]:
        rows = [self._model.rows.get(key) for key in keys]
        return list(dict.fromkeys(row.run_id for row in rows if isinstance(row, DeliveryRow)))

    async def of_selection(self, keys: Sequence[str]) -> Compared:
        """Compare two deliveries, or the two runs that several belong to; the older one comes first."""
        if self.is_of_runs(keys):
            return await self.of_two_runs(*reversed(self._runs_of(keys)))
        records = await self._store.run(lambda db: [db.history.get(key) for key in reversed(keys)])
        before, after = (record for record in records if record is not None)
        return (_delivery_side(before), _delivery_side(after)), of_deliveries(before, after)

    async def of_two_runs(self, before: str, after: str) -> Compared:
        """Compare how the targets of two runs fared."""

        def work(db: Database) -> list[tuple[RunRecord | None, list[DeliveryRow]]]:
            return [
                (db.history.run(run), db.history.page(HistoryQuery(run=run), limit=_MOST_OF_A_RUN))
                for run in (before, after)
            ]

        (one, rows), (other, later) = await self._store.run(work)
        return (_run_side(one, rows), _run_side(other, later)), of_runs(rows, later)

    async def run_before(self, run_id: str) -> str:
        """Return the run in which the same message was sent before. Raises UserError when there is none."""
        runs = await self._model.known_runs()
        chosen = next((run for run in runs if run.id == run_id), None)
        older = [run for run in runs if chosen and run.at < chosen.at and run.message_name == chosen.message_name]
        if not older:
            raise UserError(
                _tr("There is nothing to compare with."),
                _tr("This message was not sent in a run before it."),
                _tr("Select rows of two runs and choose Compare."),
            )
        return older[0].id

    async def to_saved(self, inspected: Inspected) -> str:
        """Return what left as a diff against the message as it is saved now. Raises UserError without a message."""
        record = inspected.record
        home = self._session.home
        folder = None if home is None else home / "messages"
        message = await self._session.worker.run(_saved_message, folder, record.message_name)
        now = await self._composed(message, inspected)
        lines = difflib.unified_diff(
            pretty(now).splitlines(),
            pretty(record.draft).splitlines(),  # type: ignore[arg-type]  # JSON
            "saved",
            "sent",
            lineterm="",
            n=3,
        )
        return "\n".join(list(lines)[2:]) or _tr(
            "Nothing differs: the message as it is saved now would leave the same."
        )

    async def _composed(self, message: Message, inspected: Inspected) -> Mapping[str, Json]:
        from pushbench.engine import composing

        workspace, record = self._session.workspace, inspected.record
        try:
            credentials = await workspace.credentials(record.profile, open_secrets=False)
        except UserError:
            credentials = None  # the profile is gone; what depends on it then shows as a difference
        composed = composing.compose(
            workspace.registry.provider(record.provider),
            message,
            record.at,
            credentials=credentials,
            attributes=inspected.device.attributes if inspected.device is not None else EMPTY,
            language=record.language,
            variant=record.variant,
        )
        return composed.draft.document()


def _saved_message(folder: Path | None, name: str) -> Message:
    from pushbench.store.message_file import read_message_file

    paths = sorted(folder.rglob("*.push.json")) if folder is not None and folder.is_dir() and name else []
    for path in paths:
        hidden = any(part.startswith(".") for part in path.parts[len(folder.parts) if folder else 0 :])
        if path.name.removesuffix(".push.json") == name and not hidden:
            return read_message_file(path).message
    raise UserError(
        _tr("There is no saved message to compare with."),
        _tr("No message named “{name}” is in the library.").format(name=name)
        if name
        else _tr("It was sent without a name."),
        _tr("Open it as a message, and save that."),
    )


def _delivery_side(record: DeliveryRecord) -> Side:
    about = f"{record.message_name or record.title}, {date_words(record.at)} {clock_words(record.at)}"
    return Side(record.target, about, (outcome_pill(record.outcome),))


def _run_side(run: RunRecord | None, rows: Sequence[DeliveryRow]) -> Side:
    at = run.at if run is not None else (rows[0].at if rows else 0.0)
    name = (run.message_name if run is not None else "") or (rows[0].title if rows else "")
    return Side(f"{name or 'Message'}, {clock_words(at)[:8]}", date_words(at), heading_pills(run))
