"""“Why?” on the Compose screen: findings at JSON lines, what readers lose, deliveries of the log."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from pushbench.domain.finding import Finding
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.survey import SurfaceLoss
    from pushbench.ui.explain.explanation import Explanation
    from pushbench.ui.explain.popover import Step
    from pushbench.ui.theme.theme import Theme


def _tr(text: str) -> str:
    return QCoreApplication.translate("Explain", text)


def explain_note(theme: Theme, model: ComposeModel, key: str, owner: QWidget) -> None:
    """Explain the inline note of that key at the link that has the keyboard, else at the mouse."""
    from pushbench.ui.explain.popover import explain

    told = _note(model, key)
    if told is not None:
        explanation, steps = told
        explain(theme, explanation, owner, steps, place=place_of_link(owner))


def _note(model: ComposeModel, key: str) -> tuple[Explanation, tuple[Step, ...]] | None:
    from pushbench.ui.explain.tables import Tables

    sheet = model.state.sheet
    kind, _, number = key.partition(":")
    if sheet is None:
        return None
    place = int(number) if number.isdigit() else 0
    if kind == "problem" and place < len(sheet.source.problems):
        return Tables.problem(sheet.source.problems[place]), ()
    if kind == "trouble" and sheet.trouble is not None:
        return Tables.trouble(sheet.trouble), ()
    if kind == "finding" and place < len(sheet.findings):
        finding = sheet.findings[place]
        return Tables(model.workspace.registry).finding(finding), finding_steps(model, finding)
    return None


def explain_field(theme: Theme, model: ComposeModel, field: str, anchor: QWidget) -> None:
    """Explain the gravest finding of a form field at its link."""
    from pushbench.ui.compose.problems import finding_of
    from pushbench.ui.explain.popover import explain
    from pushbench.ui.explain.tables import Tables

    sheet = model.state.sheet
    found = finding_of(sheet.findings, model.field_at, field) if sheet is not None else None
    if found is not None:
        explain(theme, Tables(model.workspace.registry).finding(found), anchor, finding_steps(model, found))


def finding_steps(model: ComposeModel, finding: Finding) -> tuple[Step, ...]:
    """Return what can be done about a finding: show its field, mend it."""
    from pushbench.ui.compose.problems import message_field
    from pushbench.ui.explain.popover import Step

    steps = []
    field = message_field(finding.pointer) or model.field_at(finding.pointer)
    if field:
        steps.append(Step(_tr("Show field"), partial(model.bring_to_sight, field)))
    if finding.patch is not None:
        mend = partial(model.editing.apply_fix, finding)
        steps.append(Step(finding.patch.label, mend, is_primary=True))
    return tuple(steps)


def explain_loss(theme: Theme, model: ComposeModel, item: SurfaceLoss, anchor: QWidget) -> None:
    """Explain what readers lose on a surface, and how that was measured."""
    from pushbench.preview.surfaces import SURFACES
    from pushbench.ui.explain.popover import explain
    from pushbench.ui.explain.tables import Tables

    surface = next((known for known in SURFACES if known.title == item.surface), None)
    source, font = (surface.source, surface.measured_with) if surface is not None else ("", "")
    explain(theme, Tables.loss(item.loss, item.surface, source=source, measured_with=font), anchor)


async def explain_delivery(theme: Theme, model: ComposeModel, delivery_id: str, anchor: QWidget, place: QRect) -> None:
    """Explain what became of a delivery, as the history keeps it."""
    from pushbench.ui.explain.popover import explain
    from pushbench.ui.explain.tables import Tables

    record = await model.workspace.store.run(lambda db: db.history.get(delivery_id))
    if record is None:
        model.session.notices.tell(_tr("The history does not hold this delivery any more"))
        return
    explain(theme, Tables(model.workspace.registry).outcome(record.provider, record.outcome), anchor, place=place)


def place_of_link(owner: QWidget) -> QRect:
    """Return where on the screen the link that was pressed stands, or the middle of its owner."""
    focused = QApplication.focusWidget()
    if focused is not None and focused is not owner and owner.isAncestorOf(focused):
        return QRect(focused.mapToGlobal(QPoint(0, 0)), focused.size())
    return QRect(owner.mapToGlobal(owner.rect().center()), QSize(1, 1))
