"""Asking services now what became of deliveries, and saying what they answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.outcome import OutcomeKind
from pushbench.ui.pills import fate_icon, fate_words

if TYPE_CHECKING:
    from pushbench.engine.following import Answered
    from pushbench.engine.workspace import Workspace
    from pushbench.ui.session import Session


def _tr(text: str) -> str:
    return QCoreApplication.translate("Asking", text)


@dataclass(frozen=True, slots=True)
class Askable:
    """What decides whether a delivery can be asked about."""

    provider: str
    outcome: OutcomeKind | None
    """None while it is under way."""
    provider_id: str | None
    at: float


def why_not_ask(workspace: Workspace, items: Sequence[Askable]) -> str:
    """Return why none of the deliveries can be asked about, in one sentence; empty where one can."""
    if not items:
        return _tr("Choose a delivery first.")
    for item in items:
        if item.outcome is not None and workspace.can_follow_up(item.provider, item.outcome, item.provider_id, item.at):
            return ""
    return _why_not(workspace, items[0])


def _why_not(workspace: Workspace, item: Askable) -> str:
    registry = workspace.registry
    if item.outcome is None:
        return _tr("It is still under way.")
    if item.outcome is not OutcomeKind.ACCEPTED:
        return _tr("It was not accepted, so no service knows of it.")
    if item.provider not in registry:
        return _tr("The provider is not known.")
    provider = registry.provider(item.provider)
    title = provider.spec.short_title
    if provider.follow_up is None:
        return _tr("{service} cannot be asked what became of a push.").format(service=title)
    if not item.provider_id:
        return _tr("{service} gave it no id to ask about.").format(service=title)
    return _tr("{service} has forgotten it by now.").format(service=title)


async def ask(session: Session, ids: Sequence[str]) -> None:
    """Ask about deliveries and say what was answered. Raises UserError where nobody could be asked."""
    answers = await session.workspace.follow_up(ids)
    session.on_follow_ups(answers)
    if not any(answer.event is not None for answer in answers):
        raise next(answer.trouble for answer in answers if answer.trouble is not None)
    session.notices.tell(told(answers), icon=_icon(answers))


def told(answers: Sequence[Answered]) -> str:
    """Return in one line what was answered."""
    events = [answer.event for answer in answers if answer.event is not None]
    if len(events) == 1 and len(answers) == 1:
        words = fate_words(events[0].fate)
        return f"{words}: {events[0].reason}" if events[0].reason else words
    counts = Counter(event.fate for event in events)
    parts = [f"{count:,} {fate_words(fate).lower()}" for fate, count in counts.items()]
    missing = len(answers) - len(events)
    if missing:
        parts.append(_tr("{count} could not be asked about").format(count=f"{missing:,}"))
    return _tr("{count} asked about: {parts}").format(count=f"{len(answers):,}", parts=", ".join(parts))


def _icon(answers: Sequence[Answered]) -> str:
    fates = {answer.event.fate for answer in answers if answer.event is not None}
    return fate_icon(fates.pop()) if len(fates) == 1 else "info"
