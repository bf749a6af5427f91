"""What happened, why, what to do; and the facts of one delivery."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pushbench.domain.outcome import DeliveryRecord, OutcomeKind
from pushbench.ui.compose.send_log import tries
from pushbench.ui.history.facts import Fact, Facts
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.state import HistoryState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import exact_words, latency_words
from pushbench.ui.widgets.boxes import hairline
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import Note, Words

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
        self._model = model
        self._shown: DeliveryRecord | None = None
        self._note = Note(theme)
        self._why_head = label(theme, self.tr("Why it happened"), "section")
        self._why = label(theme, "", "body", wraps=True, selectable=True)
        self._fix_head = label(theme, self.tr("What to do"), "section")
        self._fix = label(theme, "", "body", wraps=True, selectable=True)
        self._retire = button(theme, self.tr("Mark device as unregistered"), self._on_retire, kind="primary")
        self._retire.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._facts = Facts(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(8)
        for part in (
            self._note,
            self._why_head,
            self._why,
            self._fix_head,
            self._fix,
            self._retire,
            hairline(),
            self._facts,
        ):
            layout.addWidget(part)
        layout.addStretch(1)

    def show_state(self, state: HistoryState) -> None:
        record = state.record
        if record is None or record is self._shown:
            return
        self._shown = record
        explain = record.outcome.explain
        is_accepted = record.outcome.kind is OutcomeKind.ACCEPTED
        self._note.show_words(_TONES[record.outcome.kind], Words(*self._headline(record)))
        for head, words, text in (
            (self._why_head, self._why, explain.why if explain is not None else ""),
            (self._fix_head, self._fix, explain.fix if explain is not None else ""),
        ):
            head.setVisible(bool(text) and not is_accepted)
            words.setVisible(bool(text) and not is_accepted)
            words.setText(text)
        self._retire.setVisible(record.outcome.is_target_dead and record.target_kind in ("token", "device", "fid"))
        self._facts.show_facts(self._record_facts(record))

    def _headline(self, record: DeliveryRecord) -> tuple[str, str]:
        outcome = record.outcome
        if outcome.kind is OutcomeKind.ACCEPTED:
            title = self._model.short_title(record.provider)
            return (
                self.tr("{service} accepted the push").format(service=title),
                self.tr("That is as far as the answer proves; whether the device showed it is not known."),
            )
        what = outcome.explain.what if outcome.explain is not None else self.tr("The push was not accepted.")
        code = " ".join(str(part) for part in (outcome.status, outcome.reason) if part)
        return what, self.tr("The answer was {code}.").format(code=code) if code else ""

    def _record_facts(self, record: DeliveryRecord) -> list[Fact]:
        outcome = record.outcome
        size = len(record.attempts[-1].request.body) if record.attempts else 0
        reply = " ".join(str(part) for part in (outcome.status, outcome.reason) if part)
        return [
            (self.tr("Answer"), reply),
            (self.tr("Message"), record.message_name),
            (self.tr("Title"), record.title),
            (self.tr("Body"), record.body),
            (self.tr("Sent with"), f"{record.profile}, {self._model.short_title(record.provider)}"),
            (self.tr("Addressed to"), record.token),
            (self.tr("Id"), outcome.provider_id or ""),
            (self.tr("Language"), record.language or ""),
            (self.tr("Variant"), record.variant or ""),
            (self.tr("Tries"), str(tries(record))),
            (self.tr("Latency"), latency_words(record.latency_ms)),
            (self.tr("Size"), f"{size:,} B" if size else ""),
            (self.tr("Time"), exact_words(record.at)),
            *outcome.facts,
        ]

    def _on_retire(self) -> None:
        record = self._shown
        if record is not None:
            explain = record.outcome.explain
            self._model.retire_device(record.target, explain.what if explain is not None else "Marked by hand.")
