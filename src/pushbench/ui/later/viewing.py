"""What a service says of a message it keeps: counts and times, in a small dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from pushbench.domain.errors import UserError
from pushbench.domain.outcome import OutcomeKind
from pushbench.ui.history.facts import Fact, Facts
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label

if TYPE_CHECKING:
    from pushbench.engine.plan import Managed
    from pushbench.ui.session import Session


def _tr(text: str) -> str:
    return QCoreApplication.translate("Viewing", text)


async def view(theme: Theme, session: Session, delivery_id: str, window: QWidget) -> None:
    """Ask the service and show its answer. Raises UserError where it cannot be asked or refuses."""
    managed = await session.workspace.view_message(delivery_id)
    outcome = managed.outcome
    if outcome.kind is not OutcomeKind.ACCEPTED:
        explain = outcome.explain
        what = explain.what if explain is not None else _tr("The service did not show the message.")
        raise UserError(what, explain.why if explain else "", explain.fix if explain else "")
    await viewed(theme, managed, window).result_of()


def viewed(theme: Theme, managed: Managed, window: QWidget) -> Dialog:
    """Return the dialog that shows what was answered."""
    dialog = Dialog(theme, _tr("At the service: {target}").format(target=managed.target), window)
    facts = managed.outcome.facts
    shown = Facts(theme)
    shown.show_facts(Fact(name, value, is_mono=True) for name, value in facts)
    dialog.body.addWidget(shown)
    if not facts:
        dialog.body.addWidget(label(theme, _tr("It keeps the message and tells no counts."), "body", tone="secondary"))
    dialog.set_buttons(("close", _tr("Close"), ""), default="close")
    dialog.body.addStretch(1)
    return dialog
