"""What was read of a credential: kind, facts, what is wrong, and the profiles it may go into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding, Severity
from pushbench.ui.explain.popover import explain
from pushbench.ui.explain.tables import Tables
from pushbench.ui.pills import environment_pill
from pushbench.ui.providers.doctor_model import DoctorModel
from pushbench.ui.providers.doctor_state import DoctorState
from pushbench.ui.providers.tool_pages import copyable
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, clear, column, framed, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.finding import InlineFinding
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel, Note, Words
from pushbench.ui.widgets.pill import Pill, PillLabel

if TYPE_CHECKING:
    from pushbench.domain.credential_file import CredentialReading
    from pushbench.engine.doctor import Diagnosis
    from pushbench.engine.doctor_places import Place

_TONES = {Severity.ERROR: "red", Severity.WARNING: "amber", Severity.NOTE: "gray"}
_LABEL_WIDTH = 130
_MOST_PLACES = 6
_LONGEST_WORD = 44


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_WORD else f"{text[:16]}…{text[-8:]}"


class DiagnosisView(QWidget):
    """Built anew for each file; nothing in it shows a secret."""

    def __init__(self, theme: Theme, model: DoctorModel, tables: Tables, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._tables = tables
        self._shown: object = None
        self.passphrase: QLineEdit | None = None
        self.put_buttons: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(14)

    def show_state(self, state: DoctorState) -> None:
        """Show what was found, or why nothing could be."""
        shown = (state.found, state.trouble)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._layout)
        self.passphrase, self.put_buttons = None, []
        found, trouble = state.found, state.trouble
        if trouble is None and found is not None:
            trouble = found.trouble
        if trouble is not None:
            self._layout.addWidget(self._stranger(trouble))
        elif found is not None and found.best is not None:
            self._fill(found, found.best)

    def _stranger(self, trouble: UserError) -> Note:
        note = Note(self._theme)
        note.show_words("red", Words(trouble.what, trouble.why, trouble.fix))
        return note

    def _fill(self, found: Diagnosis, best: CredentialReading) -> None:
        self._layout.addLayout(self._head(found, best))
        if best.needs_passphrase:
            self._layout.addLayout(self._ask())
        if best.facts:
            self._layout.addLayout(self._facts(best.facts))
        for finding in best.findings:
            self._layout.addWidget(self._finding(finding))
        if len(found.readings) > 1:
            self._layout.addLayout(self._others(found))
        if found.places:
            self._layout.addWidget(label(self._theme, self.tr("Where it belongs"), "section"))
        for place in self._offered(found.places):
            self._layout.addWidget(self._place(place))

    @staticmethod
    def _offered(places: Sequence[Place]) -> Sequence[Place]:
        """Of many profiles those that fit best, and always the new one."""
        return places if len(places) <= _MOST_PLACES else (*places[: _MOST_PLACES - 1], places[-1])

    # -- parts --------------------------------------------------------------------------------------

    def _head(self, found: Diagnosis, best: CredentialReading) -> QVBoxLayout:
        theme = self._theme
        provider = next(spec for spec in self._model.specs if spec.id == best.provider)
        icon, tone, words = self._standing(best)
        title = row(
            label(theme, best.title, "heading", wraps=True, selectable=True),
            PillLabel(theme, Pill(provider.short_title, shape="tag")),
            icon_button(theme, "copy", self.tr("Copy report; it holds no secrets"), partial(self._copy, found, best)),
            grows=0,
        )
        standing = row(IconLabel(theme, icon, tone), label(theme, words, "body", tone="secondary"), None, spacing=6)
        parts = [title, standing]
        if found.name:
            parts.insert(1, row(label(theme, found.name, "code", tone="secondary", wraps=True, selectable=True)))
        return column(*parts, spacing=4)

    def _copy(self, found: Diagnosis, best: CredentialReading) -> None:
        lines = [best.title, found.name, *(f"{name}: {value}" for name, value in best.facts)]
        lines += [f"{item.severity.value.upper()}  {item.what} {item.why} {item.fix}" for item in best.findings]
        QGuiApplication.clipboard().setText("\n".join(line for line in lines if line))
        self._model.tell(self.tr("Report copied; it holds no secrets"))

    def _standing(self, best: CredentialReading) -> tuple[str, str, str]:
        if best.needs_passphrase:
            return "lock", "amber", self.tr("Locked; the passphrase opens it")
        worst = {finding.severity for finding in best.findings}
        if Severity.ERROR in worst:
            return "circle-x", "red", self.tr("It cannot be used as it is")
        if Severity.WARNING in worst:
            return "triangle-alert", "amber", self.tr("Usable, with something to know")
        return "circle-check", "green", self.tr("Nothing is wrong with it, as far as it shows offline")

    def _ask(self) -> QVBoxLayout:
        theme = self._theme
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(self.tr("Passphrase of the file"))
        self.passphrase.setMaximumWidth(theme.px(280))
        self.passphrase.returnPressed.connect(self._unlock)
        unlock = button(theme, self.tr("Unlock"), self._unlock, kind="primary")
        words = label(theme, self.tr("Passphrase"), "label", tone="secondary")
        words.setBuddy(self.passphrase)
        return column(words, row(self.passphrase, unlock, None, spacing=8), spacing=4)

    def _unlock(self) -> None:
        if self.passphrase is not None:
            self._model.give_passphrase(self.passphrase.text())

    def _facts(self, facts: Sequence[tuple[str, str]]) -> QGridLayout:
        theme = self._theme
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, theme.px(_LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        for number, (name, value) in enumerate(facts):
            words = label(theme, name, "body", tone="secondary")
            grid.addWidget(words, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._value(name, value), number, 1)
        return grid

    def _value(self, name: str, value: str) -> QWidget:
        if max(map(len, value.split()), default=0) <= _LONGEST_WORD:
            said = label(self._theme, value, "body", wraps=True, selectable=True)
            said.setAccessibleName(f"{name}: {value}")
            return said
        return copyable(self._theme, name, value)  # no line breaks inside a word

    def _finding(self, finding: Finding) -> InlineFinding:
        made = InlineFinding(self._theme, _TONES[finding.severity], finding.what)
        why: Callable[[], object] = partial(self._explain, finding, made)
        made.show_words(
            _TONES[finding.severity], finding.what, f"{finding.why} {finding.fix}", ((self.tr("Why?"), why),)
        )
        return made

    def _explain(self, finding: Finding, anchor: QWidget) -> None:
        explain(self._theme, self._tables.finding(finding), anchor)

    def _others(self, found: Diagnosis) -> QVBoxLayout:
        theme = self._theme
        links = [
            button(theme, reading.title, partial(self._model.choose_reading, number), kind="link", size="small")
            for number, reading in enumerate(found.readings)
            if number and number <= 3
        ]
        for link in links:
            link.setAccessibleName(self.tr("Read it as: {title}").format(title=link.text()))
        words = label(theme, self.tr("It may also be"), "secondary", tone="secondary")
        return column(row(words, *links, None, spacing=8))

    def _place(self, place: Place) -> QWidget:
        theme = self._theme
        name = place.profile or self.tr("New profile “{name}”").format(name=place.suggested)
        parts: list[QWidget] = []
        standing = self._fitting(place)
        if standing:
            parts.append(label(theme, standing, "secondary", tone="secondary", wraps=True))
        if place.changes:
            changed = ", ".join(self._change(change.label, change.before, change.after) for change in place.changes)
            parts.append(label(theme, changed, "secondary", tone="secondary", wraps=True))
        parts += [self._remark(finding, is_to_do=not place.profile) for finding in place.findings[:4]]
        words = self.tr("Put into “{name}”").format(name=name) if place.profile else self.tr("New profile")
        kind = "primary" if place.fits and not place.is_same and not self.put_buttons else ""
        go = button(theme, self.tr("Open") if place.is_same else words, partial(self._model.put, place), kind=kind)
        go.setMaximumWidth(theme.px(260))
        go.setAccessibleName(words)
        self.put_buttons.append(go)
        head = row(
            label(theme, name, "body-medium", wraps=True), PillLabel(theme, environment_pill(place.environment)), go,
            spacing=10, grows=0,
        )  # fmt: skip
        made = framed(column(head, *parts, spacing=6, margins=(14, 10, 12, 12)), "card")
        made.setAccessibleName(name)
        return made

    def _fitting(self, place: Place) -> str:
        same = "; ".join(" ".join(map(_shortened, reason.split())) for reason in place.reasons)
        if place.is_same:
            return self.tr("It is in there already. {reasons}.").format(reasons=same)
        if place.fits:
            return self.tr("It belongs here. {reasons}.").format(reasons=same)
        if place.is_misfit:
            return self.tr("It does not fit here.")
        return same and f"{same}."

    def _change(self, name: str, before: str, after: str) -> str:
        if not before:
            return f"{name}: {_shortened(after)}"
        return f"{name}: {_shortened(before)} → {_shortened(after)}"

    def _remark(self, finding: Finding, *, is_to_do: bool) -> QWidget:
        """Tell what is found in a profile; in one that is only to be made it is no fault yet."""
        theme = self._theme
        tone = "amber" if is_to_do and _TONES[finding.severity] == "red" else _TONES[finding.severity]
        icon = {"red": "circle-x", "amber": "triangle-alert", "gray": "info"}[tone]
        words = label(theme, f"{finding.what} {finding.fix}", "secondary", wraps=True, selectable=True)
        line = row(spacing=6)
        line.addWidget(
            IconLabel(theme, icon, tone.replace("gray", "text-2"), 14),
            alignment=Qt.AlignmentFlag.AlignTop,
        )
        line.addWidget(words, 1)
        return box(line)
