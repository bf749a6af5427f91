"""Everything that was found about the open message, for every provider, as one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.finding import Finding, Severity
from pushbench.ui.compose.problems import TONES, is_in_json, message_field

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.state import ComposeState, ProviderTab

UNREADABLE = "JSON"
"""Stands in place of a rule's id where the text itself cannot be read."""
_GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Listed:
    """One finding and whose it is."""

    provider: str
    """Provider id, or empty for the message itself."""
    service: str
    finding: Finding

    @property
    def tone(self) -> str:
        return TONES[self.finding.severity]

    @property
    def rule(self) -> str:
        return "" if self.finding.rule == UNREADABLE else self.finding.rule


def listed(state: ComposeState) -> tuple[Listed, ...]:
    """Return errors, then warnings, then notes; the message's own first, then provider by provider."""
    found: dict[tuple[str, str, str, str], Listed] = {}
    for tab in surveyed_tabs(state):
        for finding in _findings(state, tab.id):
            is_own = not is_in_json(finding)
            service = QCoreApplication.translate("Problems", "Message") if is_own else tab.title
            item = Listed("" if is_own else tab.id, service, finding)
            found.setdefault((item.provider, finding.rule, finding.pointer, finding.what), item)
    order = ["", *(tab.id for tab in state.providers)]
    return tuple(sorted(found.values(), key=lambda item: (_GRAVITY[item.finding.severity], order.index(item.provider))))


def surveyed_tabs(state: ComposeState) -> tuple[ProviderTab, ...]:
    """Return the providers that count: those of the chosen set, without one all."""
    members = tuple(tab for tab in state.providers if tab.is_in_set)
    return members or state.providers


def _findings(state: ComposeState, provider: str) -> Sequence[Finding]:
    """Return one provider's findings, the freshest there are."""
    if state.sheet is not None and state.sheet.provider == provider:
        return state.sheet.told
    return state.survey.findings.get(provider, ())


def counts(items: Sequence[Listed]) -> Mapping[Severity, int]:
    """Return how many there are of each gravity."""
    return {severity: sum(item.finding.severity is severity for item in items) for severity in Severity}


def go_to(model: ComposeModel, item: Listed) -> None:
    """Bring the place a finding is about into sight: a field of the form, or a line of its provider's JSON."""
    if item.provider:
        show_provider(model, item.provider)
        model.bring_to_sight(f"json:{item.finding.pointer}")
        return
    go_to_field(model, item.finding.pointer)


def go_to_field(model: ComposeModel, pointer: str) -> None:
    """Bring the form field of a place in the message file into sight, in its language or variant."""
    keys = pointer.split("/")[1:]
    if keys[:1] == ["languages"] and len(keys) >= 2:
        model.layers.choose_language(_plain(keys[1]))
        model.bring_to_sight(f"content/{keys[2] if len(keys) > 2 else 'title'}")
    elif keys[:1] == ["variants"] and len(keys) >= 2:
        model.layers.choose_variant(_plain(keys[1]))
        model.bring_to_sight(f"content/{keys[-1] if 'content' in keys[2:-1] else 'title'}")
    else:
        section = "delivery" if keys[:1] == ["delivery"] else "content/title"
        model.bring_to_sight(message_field(pointer) or section)


def mend(model: ComposeModel, item: Listed) -> None:
    """Do what a finding offers with one click."""
    if item.provider:
        show_provider(model, item.provider)
    model.editing.apply_fix(item.finding)


def show_provider(model: ComposeModel, provider: str) -> None:
    """Show a provider's template, which is where its findings stand."""
    if provider != model.state.provider:
        model.choose_provider(provider)
    if model.state.is_resolved:
        model.show_resolved(False)


def turn_notes(model: ComposeModel, is_on: bool) -> None:
    """Show notes below the lines of the JSON, or leave them to the list."""
    model.session.state.choices["notes in json"] = is_on
    model.become(shows_notes=is_on)


def _plain(key: str) -> str:
    """Undo a JSON pointer's escapes."""
    return key.replace("~1", "/").replace("~0", "~")
