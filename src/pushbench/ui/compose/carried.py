"""What the services that a message goes to do not carry of it as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.carrying import FieldLoss, LossKind

if TYPE_CHECKING:
    from pushbench.ui.compose.state import ComposeState
    from pushbench.ui.explain.explanation import Explanation


def _tr(text: str) -> str:
    return QCoreApplication.translate("Carried", text)


LOOKS = {
    LossKind.DROPPED: ("x", "red"),
    LossKind.RENAMED: ("pencil", "text-2"),
    LossKind.RETYPED: ("type", "text-2"),
    LossKind.TRUNCATED: ("scissors", "amber"),
}
"""Icon and tone of each kind."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One loss and whose it is."""

    provider: str
    service: str
    loss: FieldLoss


def kind_words(kind: LossKind) -> str:
    """Return what happens to a field, in a word or two."""
    return {
        LossKind.DROPPED: _tr("Dropped"),
        LossKind.RENAMED: _tr("Renamed"),
        LossKind.RETYPED: _tr("Other type"),
        LossKind.TRUNCATED: _tr("Cut"),
    }[kind]


def meant_providers(state: ComposeState) -> frozenset[str]:
    """Return the services that the chosen targets go through; without targets those of the chosen set."""
    meant = frozenset(provider for chip in state.targets for provider in chip.providers)
    members = frozenset(state.profile.profiles) if state.profile is not None else frozenset()
    return (meant & members or meant) if meant else members


def carried(state: ComposeState) -> tuple[Carried, ...]:
    """Return the losses of the services that count: the one in sight first, then in the order of the tabs."""
    meant = meant_providers(state)
    tabs = sorted((tab for tab in state.providers if tab.id in meant), key=lambda tab: tab.id != state.provider)
    return tuple(Carried(tab.id, tab.title, loss) for tab in tabs for loss in state.survey.carried.get(tab.id, ()))


def count_words(count: int) -> str:
    """Return how many losses there are."""
    return _tr("1 loss") if count == 1 else _tr("{count} losses").format(count=f"{count:,}")


def why(kind: LossKind) -> tuple[str, str]:
    """Return why such a thing happens, with ``{service}`` in it, and what to do about it."""
    return {
        LossKind.DROPPED: (
            _tr("{service} has no place for it, so it does not leave this computer."),
            _tr("Nothing has to be done if nobody who gets it this way needs it; else set it in the JSON by hand."),
        ),
        LossKind.RENAMED: (
            _tr("{service} has no field of its own for it, so it travels under a key that only your app's code reads."),
            _tr("Read that key in the app."),
        ),
        LossKind.RETYPED: (
            _tr("{service} takes another type there, so the value is written as that."),
            _tr("Read it as that type in the app."),
        ),
        LossKind.TRUNCATED: (
            _tr("{service} takes less of it there."),
            _tr("Shorten it, or put what matters first."),
        ),
    }[kind]


def explanation(item: Carried) -> Explanation:
    """Return what "Why?" says of a loss."""
    from pushbench.ui.explain.explanation import Explanation, Fact

    reason, fix = why(item.loss.kind)
    facts = [Fact(_tr("Field"), item.loss.field)]
    if item.loss.at:
        facts.append(Fact(_tr("Travels as"), item.loss.at))
    tone = {"red": "amber", "text-2": "gray"}.get(LOOKS[item.loss.kind][1], "amber")
    return Explanation(tone, item.loss.what, reason.format(service=item.service), fix, item.service, facts=tuple(facts))
