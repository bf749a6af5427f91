"""What happened, why, what to do; and the facts of one delivery."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pushbench.compose.draft import draft_from_document
from pushbench.domain.errors import UserError
from pushbench.domain.fate import Fate
from pushbench.domain.outcome import DeliveryEvent, DeliveryRecord, Explain, OutcomeKind
from pushbench.ui.compose.send_log import tries
from pushbench.ui.devices.rows import short_token
from pushbench.ui.history.facts import Fact, Facts, wrapped
from pushbench.ui.history.later_card import LaterCard
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.phases import PhaseBar, phase_words, phases
from pushbench.ui.history.state import HistoryState, Inspected
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import exact_words, latency_words
from pushbench.ui.widgets.boxes import box, column, framed, hairline, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel, Note, Words

_FATE_TONES = {
    Fate.WAITING: "green",
    Fate.HANDED_ON: "green",
    Fate.SHOWN: "green",
    Fate.FAILED: "red",
    Fate.UNKNOWN: "amber",
    Fate.CANCELLED: "gray",
}
_TONES = {
    OutcomeKind.ACCEPTED: "green",
    OutcomeKind.REJECTED: "red",
    OutcomeKind.UNCLEAR: "amber",
    OutcomeKind.NOT_SENT: "gray",
}


class SummaryView(QWidget):
    """The first tab of the inspector."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shown: Inspected | None = None
        self._note = Note(theme)
        self._why = _Part(theme, self.tr("Why it happened"))
        self._fix = _Part(theme, self.tr("What to do"))
        self._retire = button(theme, self.tr("Mark device as unregistered"), self._on_retire, kind="primary")
        self._retire.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._retired = label(
            theme, self.tr("The device is marked as unregistered."), "body", tone="secondary", wraps=True
        )
        self._revive = button(theme, self.tr("Take the mark off"), self._on_revive, size="small")
        self._retired_row = box(row(IconLabel(theme, "archive"), self._retired, self._revive, grows=1))
        self.later = LaterCard(theme, model)
        self._facts = Facts(theme)
        self._latency = label(theme, "", "section")
        self._bar = PhaseBar(theme)
        self._phases = wrapped(label(theme, "", "caption", tone="secondary", wraps=True))
        head = row(label(theme, self.tr("Latency"), "body", tone="secondary"), None, self._latency)
        self._timing = box(column(head, self._bar, self._phases, spacing=6, margins=(0, 4, 0, 0)))
        self._like = wrapped(label(theme, "", "body", wraps=True))
        show = button(theme, self.tr("Show them"), model.show_similar, kind="link")
        self._similar = framed(row(IconLabel(theme, "info"), self._like, show, margins=(12, 7, 10, 7), grows=1), "card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        for part in (self._note, self._why, self._fix, self._retire, self._retired_row):
            layout.addWidget(part)
        for part in (self.later, hairline(), self._facts):
            layout.addWidget(part)
        layout.addWidget(self._timing)
        layout.addStretch(1)
        layout.addWidget(self._similar)

    def show_state(self, state: HistoryState) -> None:
        inspected = state.inspected
        if inspected is None:
            return
        self.later.show_state(state)
        if inspected == self._shown:
            return
        self._shown = inspected
        record = inspected.record
        explain = _explain_of(record)
        is_explained = record.outcome.kind is not OutcomeKind.ACCEPTED or record.fate is Fate.FAILED
        actions = ((self.tr("Why?"), self._explain),) if is_explained else ()
        tone = _TONES[record.outcome.kind] if record.fate is None else _FATE_TONES[record.fate]
        self._note.show_words(tone, Words(*self._headline(record)), actions)
        self._why.show_text(explain.why if explain is not None else "")
        self._fix.show_text(explain.fix if explain is not None else "")
        device = inspected.device
        is_dead = inspected.is_target_dead and device is not None
        self._retire.setVisible(is_dead and device is not None and not device.is_retired)
        self._retired_row.setVisible(is_dead and device is not None and device.is_retired)
        self._facts.show_facts(self._record_facts(inspected))
        self._show_timing(inspected)
        self._similar.setVisible(bool(inspected.similar))
        word = self.tr("1 more was answered like this today.") if inspected.similar == 1 else ""
        many = self.tr("{count} more were answered like this today.").format(count=f"{inspected.similar:,}")
        self._like.setText(word or many)

    def _show_timing(self, inspected: Inspected) -> None:
        attempts = inspected.record.attempts
        self._timing.setVisible(bool(attempts))
        if attempts:
            attempt = attempts[inspected.last_push]
            self._latency.setText(latency_words(attempt.total_ms))
            self._bar.show_parts(phases(attempt))
            self._phases.setText(phase_words(attempt))

    def _headline(self, record: DeliveryRecord) -> tuple[str, str]:
        outcome = record.outcome
        if record.events and record.fate is not Fate.WAITING:
            return self._later_headline(record, record.events[-1])
        if outcome.kind is OutcomeKind.ACCEPTED:
            title = self._model.short_title(record.provider)
            return (
                self.tr("{service} accepted the push").format(service=title),
                self.tr("That is as far as the answer proves; whether the device showed it is not known."),
            )
        what = outcome.explain.what if outcome.explain is not None else self.tr("The push was not accepted.")
        code = " ".join(str(part) for part in (outcome.status, outcome.reason) if part)
        return what, self.tr("The answer was {code}.").format(code=code) if code else ""

    def _later_headline(self, record: DeliveryRecord, event: DeliveryEvent) -> tuple[str, str]:
        service = self._model.short_title(record.provider)
        words = {
            Fate.HANDED_ON: (
                self.tr("{service} handed the push on"),
                self.tr("The next service took it; whether the device showed it is not known."),
            ),
            Fate.SHOWN: (self.tr("A device confirmed the push"), self.tr("{service} heard of it from the app.")),
            Fate.FAILED: (
                self.tr("{service} accepted the push, and it failed later"),
                self.tr("The answer was {code}.").format(code=event.reason) if event.reason else "",
            ),
            Fate.UNKNOWN: (
                self.tr("{service} knows nothing of it"),
                self.tr("It was accepted; what became of it nobody can say."),
            ),
            Fate.CANCELLED: (
                self.tr("Cancelled before it left {service}"),
                self.tr("It was held back and taken back; no device gets it."),
            ),
        }[event.fate]
        what = event.explain.what if event.fate is Fate.FAILED and event.explain is not None else words[0]
        return what.format(service=service), words[1].format(service=service)

    def _record_facts(self, inspected: Inspected) -> list[Fact]:
        record = inspected.record
        outcome = record.outcome
        reply = " ".join(str(part) for part in (outcome.status, outcome.reason) if part)
        content = ", ".join(part for part in (record.language or "", record.variant or "") if part)
        return [
            Fact(self.tr("Provider reply"), reply, is_mono=True),
            Fact(self.tr("Token"), short_token(record.token), is_mono=True, copied=record.token),
            Fact(self.tr("Sent with"), f"{record.profile}, {self._model.short_title(record.provider)}"),
            Fact(self.tr("Message"), record.message_name),
            Fact(self.tr("Title"), record.title),
            Fact(self.tr("Body"), record.body),
            Fact(self.tr("Language, variant"), content),
            Fact(self.tr("Size"), self._size(record)),
            Fact(self.tr("Id"), outcome.provider_id or "", is_mono=True, copied=outcome.provider_id or ""),
            *(Fact(name, value, is_mono=True) for name, value in outcome.facts),
            Fact(self.tr("Delivery"), record.id, is_mono=True, copied=record.id),
            Fact(self.tr("Tries"), str(tries(record)) if tries(record) != 1 else ""),
            Fact(self.tr("Time"), exact_words(record.at)),
        ]

    def _size(self, record: DeliveryRecord) -> str:
        registry = self._model.session.workspace.registry
        if record.provider not in registry or not record.draft:
            return ""
        try:
            draft = draft_from_document(record.provider, dict(record.draft))  # type: ignore[arg-type]  # JSON
        except UserError:
            return ""  # kept by another version of the program; its size is not worth a complaint
        size = registry.provider(record.provider).size(draft)
        return f"{size.used:,} of {size.limit:,} B"

    def _explain(self) -> None:
        """Open what the service's reasons table knows of this answer."""
        from pushbench.ui.explain.popover import Step, explain
        from pushbench.ui.explain.tables import Tables

        if self._shown is None:
            return
        record = self._shown.record
        retire = Step(self._retire.text(), self._on_retire, is_primary=True)
        steps = (retire,) if self._retire.isVisible() else ()
        registry = self._model.session.workspace.registry
        outcome = record.outcome
        if record.fate is Fate.FAILED:
            last = record.events[-1]
            changes = {"reason": last.reason, "explain": last.explain, "is_target_dead": last.is_target_dead}
            outcome = replace(outcome, kind=OutcomeKind.REJECTED, facts=last.facts, **changes)  # type: ignore[arg-type]
        explain(self._theme, Tables(registry).outcome(record.provider, outcome), self._note, steps)

    def _on_retire(self) -> None:
        if self._shown is not None:
            self._model.verbs.retire(self._shown)

    def _on_revive(self) -> None:
        if self._shown is not None and self._shown.device is not None:
            self._model.verbs.revive(self._shown.device.name)


def _explain_of(record: DeliveryRecord) -> Explain | None:
    """Return why it came out badly: at once, or as the service said later."""
    if record.fate is Fate.FAILED:
        return record.events[-1].explain
    return record.outcome.explain


class _Part(QWidget):
    """A heading over a paragraph, gone without text."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._text = wrapped(label(theme, "", "body", wraps=True, selectable=True))
        self._text.setAccessibleName(title)
        self.setLayout(column(label(theme, title, "section"), self._text, spacing=2))

    def show_text(self, text: str) -> None:
        self._text.setText(text)
        self.setVisible(bool(text))
