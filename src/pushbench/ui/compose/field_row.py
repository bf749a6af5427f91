"""One field of the form, bound to the message."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.ui.compose.edits import layer_value, layered
from pushbench.ui.compose.form_fields import FieldShape, choices_of, inherited, value_of
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.compose.survey import PLATFORM_WORDS, Counter
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.text_field import VARIABLE, TextField


class FormField(QWidget):
    """Label, control, counters, problem and the mark of what was set by hand."""

    def __init__(self, theme: Theme, shape: FieldShape, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = shape
        self._model = model
        self._typed_problem = ""
        self.control = self._make_control(theme)
        self.labelled = Labelled(theme, shape.label, self.control, remark=shape.remark)
        self.labelled.form_value_wanted.connect(lambda: model.editing.use_form_value_of(shape.key))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.labelled)

    def _make_control(self, theme: Theme) -> TextField | Combo:
        shape = self._shape
        if shape.control == "text":
            field = TextField(
                theme, shape.label, lines=shape.lines, is_mono=shape.is_mono, placeholder=shape.placeholder
            )
            field.edited.connect(self._on_edited)
            return field
        combo = Combo(theme, shape.label, is_editable=shape.control == "editable")
        combo.picked.connect(self._on_edited)
        return combo

    def _on_edited(self, text: str) -> None:
        if self._shape.part == "content":
            self._model.editing.set_content(self._shape.name, text)
            return
        self._typed_problem = self._model.editing.set_delivery(self._shape.name, text)
        self.labelled.set_problem(self._typed_problem)

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        value = value_of(state, self._shape.key)
        if isinstance(self.control, Combo):
            self.control.set_choices(choices_of(self._shape.key), value)
        elif not (self._typed_problem and self.control.hasFocus()):
            self.control.set_text(value)
            self.control.setPlaceholderText(inherited(state, self._shape.key) or self._shape.placeholder)
        self.labelled.set_by_hand(self._shape.key in state.by_hand)
        tone, sentence = state.field_problems.get(self._shape.key, ("red", ""))
        self.labelled.set_problem(self._typed_problem or sentence, tone)
        if self._shape.name in ("title", "subtitle", "body"):
            self._show_counters(state)

    def _show_counters(self, state: ComposeState) -> None:
        name = self._shape.name
        counters = state.survey.counters.get(name, ())
        pieces = [(counter.words, "amber" if counter.is_cut else "text-3") for counter in counters]
        hidden = state.survey.hidden.get(name, ())
        if hidden and counters:
            words = ", ".join(PLATFORM_WORDS.get(platform, platform) for platform in hidden)
            pieces.append((self.tr("not shown on {platforms}").format(platforms=words), "text-3"))
        self.labelled.set_remark(tuple(pieces))
        self.control.setAccessibleDescription(_spoken(counters))
        if isinstance(self.control, TextField):
            self.control.set_lost(_cut(state, name, counters))

    def focus(self) -> None:
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def select_lost(self) -> None:
        """Select the characters that readers of the tightest surface lose."""
        if isinstance(self.control, TextField) and self.control.lost is not None:
            self.control.select(*self.control.lost)
        else:
            self.focus()


def _spoken(counters: tuple[Counter, ...]) -> str:
    cut = [f"cut on {counter.surface} after {counter.kept} characters" for counter in counters if counter.is_cut]
    return "; ".join(cut)


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
