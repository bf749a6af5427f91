"""What one field of the form shows of a state."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pushbench.ui.compose.edits import layer_value, layered
from pushbench.ui.compose.field_shapes import FieldShape
from pushbench.ui.compose.form_fields import choices_of, inherited, value_of
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.compose.survey import PLATFORM_WORDS, Counter
from pushbench.ui.widgets.variables import VARIABLE

_COUNTED = ("title", "subtitle", "body")


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field, ready to be rendered."""

    value: str
    placeholder: str
    choices: tuple[tuple[str, str], ...] = ()
    is_by_hand: bool = False
    """Whether the value was changed in the JSON."""
    tone: str = "red"
    problem: str = ""
    remark: tuple[tuple[str, str], ...] | None = None
    """Counters with their tones; None for a field that is not counted."""
    spoken: str = ""
    """The counters in words, for screen readers."""
    lost: tuple[int, int] | None = None
    """The characters that readers of the tightest surface lose."""


def view_of(state: ComposeState, shape: FieldShape) -> FieldView:
    """Return what a field shows of a state."""
    tone, problem = state.field_problems.get(shape.key, ("red", ""))
    is_counted = shape.part == "content" and shape.name in _COUNTED
    counters = state.survey.counters.get(shape.name, ()) if is_counted else ()
    return FieldView(
        value=value_of(state, shape.key),
        placeholder=inherited(state, shape.key) or shape.placeholder,
        choices=choices_of(shape.key) if shape.control in ("combo", "editable") else (),
        is_by_hand=shape.key in state.by_hand,
        tone=tone,
        problem=problem,
        remark=_remark(state, shape.name, counters) if is_counted else None,
        spoken=_spoken(counters),
        lost=_cut(state, shape.name, counters) if is_counted else None,
    )


def _remark(state: ComposeState, name: str, counters: tuple[Counter, ...]) -> tuple[tuple[str, str], ...]:
    pieces = [(counter.words, "amber" if counter.is_cut else "text-3") for counter in counters]
    hidden = state.survey.hidden.get(name, ())
    if hidden and counters:
        words = ", ".join(PLATFORM_WORDS.get(platform, platform) for platform in hidden)
        pieces.append(
            (QCoreApplication.translate("Form", "not shown on {platforms}").format(platforms=words), "text-3")
        )
    return tuple(pieces)


def _spoken(counters: tuple[Counter, ...]) -> str:
    """Return what a screen reader tells of a text: its length, and where it is cut."""
    if not counters:
        return ""
    words = QCoreApplication.translate
    cut = words("Form", "cut on {surface} after {count}")
    return ", ".join(
        (
            words("Form", "{count} characters").format(count=max(counter.length for counter in counters)),
            *(cut.format(surface=counter.surface, count=counter.kept) for counter in counters if counter.is_cut),
        )
    )


def _cut(state: ComposeState, name: str, counters: tuple[Counter, ...]) -> tuple[int, int] | None:
    """Return the characters of the template that readers of the tightest surface lose."""
    reading = state.reading
    if layer_value(state.message, name, reading.language, reading.variant) is None:
        return None  # the words stand in another layer
    template = getattr(layered(state.message, reading.language, reading.variant).content, name) or ""
    cut = [counter for counter in counters if counter.is_cut]
    resolved = state.sheet.resolved if state.sheet is not None else None
    if not cut or resolved is None:
        return None
    kept = min(counter.kept for counter in cut)
    return template_offset(template, getattr(resolved.content, name) or "", kept), len(template)


def template_offset(template: str, resolved: str, kept: int) -> int:
    """Return where in a template the character ``kept`` of its resolved text comes from.

    A variable whose value is cut counts as cut from its start. Texts that do not match give their common end.
    """
    if kept >= len(resolved):
        return len(template)
    pieces: list[tuple[int, int]] = []
    pattern, done = "", 0
    for match in VARIABLE.finditer(template):
        pattern += f"({re.escape(template[done : match.start()])})(.*?)"
        pieces += [(done, match.start()), (match.start(), match.end())]
        done = match.end()
    pattern += f"({re.escape(template[done:])})"
    pieces.append((done, len(template)))
    found = re.fullmatch(pattern, resolved, re.DOTALL)
    if found is None:
        return max(0, len(template) - max(0, len(resolved) - kept))
    for number, (start, end) in enumerate(pieces):
        first, last = found.span(number + 1)
        if kept < last or last == len(resolved):
            return start if number % 2 else min(end, start + max(0, kept - first))
    return len(template)
