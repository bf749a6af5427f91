"""Taking a held message back at its service, after a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from pushbench.domain.errors import UserError
from pushbench.domain.outcome import DeliveryRecord
from pushbench.domain.profile import Environment
from pushbench.engine.following import Answered
from pushbench.ui.compose.production_dialog import ProductionFrame, bold, with_names
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from pushbench.engine.messages import Cancelled
    from pushbench.ui.session import Session


def _tr(text: str) -> str:
    return QCoreApplication.translate("Cancelling", text)


_NAMED = 4


def why_not_cancel(session: Session, record: DeliveryRecord | None) -> str:
    """Return why a delivery's message cannot be taken back, in one sentence; empty where it can."""
    workspace = session.workspace
    if record is None:
        return _tr("Choose a delivery first.")
    if workspace.can_cancel(record):
        return ""
    registry = workspace.registry
    messages = registry.provider(record.provider).messages if record.provider in registry else None
    if messages is None:
        return _tr("{service} takes nothing back.").format(service=_service(session, record))
    if record.fate is not None and record.fate.is_final:
        return _tr("What became of it is known already.")
    return _tr("It was not held back: only what is scheduled, throttled or delayed can be cancelled.")


async def cancel(theme: Theme, session: Session, ids: Sequence[str], window: QWidget) -> None:
    """Name what would be taken back, ask, and do it. Raises UserError where the service refuses."""
    records = await session.workspace.store.run(lambda db: _records(db, ids))
    held = [record for record in records if session.workspace.can_cancel(record)]
    if not held:
        raise UserError(
            _tr("There is nothing to cancel."),
            why_not_cancel(session, records[0] if records else None),
            _tr("Choose a message that its service still holds."),
        )
    dialog = question(theme, session, held, window)
    is_confirmed = await dialog.result_of() == "go"
    if not is_confirmed:
        return
    done = [await session.workspace.cancel_message(record.id, confirmed=is_confirmed) for record in held]
    await _tell(session, held, done)


def question(theme: Theme, session: Session, held: Sequence[DeliveryRecord], window: QWidget) -> Dialog:
    """Return the dialog; keeping everything as it is answers Enter."""
    first = held[0]
    service = _service(session, first)
    name = first.message_name or first.title
    if len(held) == 1:
        title = _tr("Cancel “{name}” to {target}?").format(name=name, target=first.target)
    else:
        title = _tr("Cancel {count} messages?").format(count=f"{len(held):,}")
    is_production = any(record.environment == Environment.PRODUCTION.value for record in held)
    dialog = ProductionFrame(theme, title, window) if is_production else Dialog(theme, title, window)
    profiles = ", ".join(dict.fromkeys(record.profile for record in held))
    words = _tr(
        "{service} is asked through {profiles} to take it back. It reaches no device; what has left already stays."
    )
    pieces = [*with_names(words, service=Piece(service), profiles=bold(profiles))]
    if len(held) > 1:
        targets = ", ".join(f"“{record.message_name or record.title}” to {record.target}" for record in held[:_NAMED])
        more = _tr(" and {count} more").format(count=f"{len(held) - _NAMED:,}") if len(held) > _NAMED else ""
        pieces += [Piece(" "), Piece(f"{targets}{more}.")]
    dialog.body.addWidget(Prose(theme, tuple(pieces)))
    go = (
        _tr("Cancel at {service}").format(service=service)
        if len(held) == 1
        else _tr("Cancel {count}").format(count=f"{len(held):,}")
    )
    dialog.set_buttons(
        ("keep", _tr("Keep it"), ""), ("go", go, "production" if is_production else "danger"), default="keep"
    )
    dialog.body.addStretch(1)
    return dialog


async def _tell(session: Session, held: Sequence[DeliveryRecord], done: Sequence[Cancelled]) -> None:
    touched = [key for record, one in zip(held, done, strict=True) for key in (*one.deliveries, record.id)]
    changed = await session.workspace.store.run(lambda db: _records(db, list(dict.fromkeys(touched))))
    session.on_follow_ups([Answered(record.id, record.events[-1]) for record in changed if record.events])
    refused = [one for one in done if not one.is_done]
    if refused:
        explain = refused[0].managed.outcome.explain
        what = (
            _tr("It was not cancelled.")
            if len(done) == 1
            else _tr("{count} of {total} were not cancelled.").format(count=len(refused), total=len(done))
        )
        raise UserError(what, explain.what if explain else "", explain.fix if explain else "")
    words = _tr("Cancelled at {service}") if len(done) == 1 else _tr("{count} cancelled at {service}")
    told = words.format(count=f"{len(done):,}", service=_service(session, held[0]))
    ids = [record.id for record in held]
    session.notices.tell(
        told,
        _tr("Send again"),
        lambda: session.plan_wanted.emit(lambda: session.workspace.send_all_again(ids)),
        "circle-x",
    )


def _service(session: Session, record: DeliveryRecord) -> str:
    registry = session.workspace.registry
    return registry.provider(record.provider).spec.short_title if record.provider in registry else record.provider


def _records(db: Any, ids: Sequence[str]) -> list[DeliveryRecord]:
    return [record for key in ids if (record := db.history.get(key)) is not None]
