"""What the service said later of the delivery in sight, when it is asked next, and the buttons that ask and cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from pushbench.domain.fate import Fate
from pushbench.ui.history.facts import Fact, Facts, wrapped
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.state import HistoryState, Inspected
from pushbench.ui.pills import fate_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import exact_words, minute_words
from pushbench.ui.widgets.boxes import box, column, framed, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.flow import FlowLayout
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.pill import PillLabel


class LaterCard(QWidget):
    """Gone where the service can neither be asked nor has said anything."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._pill = PillLabel(theme)
        self._time = label(theme, "", "code", tone="secondary")
        self._words = wrapped(label(theme, "", "body", tone="secondary", wraps=True))
        self._facts = Facts(theme)
        self.ask = button(theme, self.tr("Ask now"), self._on_ask, icon="inbox", size="small")
        self.cancel = button(theme, "", self._on_cancel, icon="circle-x", size="small")
        self.look = button(theme, self.tr("Look at it at the service"), self._on_look, kind="quiet", size="small")
        buttons = FlowLayout(spacing=6)
        for part in (self.ask, self.cancel, self.look):
            buttons.addWidget(part)
        title = label(theme, self.tr("What became of it"), "section")
        head = row(title, None, self._time, self._pill, spacing=8)
        lines = column(head, self._words, self._facts, box(buttons), spacing=6, margins=(12, 9, 12, 9))
        self._card: QFrame = framed(lines, "card")
        self.setLayout(column(self._card, spacing=0))
        self.setAccessibleName(self.tr("What became of it"))

    def show_state(self, state: HistoryState) -> None:
        inspected = state.inspected
        if inspected is None:
            return
        verbs, record = self._model.verbs, inspected.record
        session = self._model.session
        registry = session.workspace.registry
        provider = registry.provider(record.provider) if record.provider in registry else None
        is_asked = provider is not None and provider.follow_up is not None
        why_not_cancel, why_not_view = verbs.why_not_cancel(), verbs.why_not_view()
        self.setVisible(bool(record.events) or is_asked or not why_not_cancel or not why_not_view)
        why_not = verbs.why_not_ask([record.id])
        self.ask.setVisible(is_asked)
        self.ask.setEnabled(not why_not and not state.is_asking)
        self.ask.setText(self.tr("Asking…") if state.is_asking else self.tr("Ask now"))
        self.ask.setToolTip(why_not)
        self.ask.setAccessibleDescription(why_not)
        service = self._model.short_title(record.provider)
        self.cancel.setText(self.tr("Cancel at {service}…").format(service=service))
        self.cancel.setVisible(not why_not_cancel)
        self.look.setVisible(not why_not_view)
        self._show_word(inspected)
        words = self._sentence(inspected, why_not)
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def _show_word(self, inspected: Inspected) -> None:
        last = inspected.last_word
        for part in (self._pill, self._time):
            part.setVisible(last is not None)
        facts = [(name, value) for name, value in last.facts if value != "0"] if last is not None else []
        self._facts.setVisible(bool(facts))
        if last is None:
            return
        self._pill.set_pill(fate_pill(last.fate, last.reason))
        self._time.setText(minute_words(last.at))
        self._time.setToolTip(exact_words(last.at))
        self._facts.show_facts(Fact(name, value, is_mono=True) for name, value in facts)

    def _sentence(self, inspected: Inspected, why_not: str) -> str:
        """Say what is proven, and when the service is asked next."""
        service = self._model.short_title(inspected.record.provider)
        last = inspected.last_word
        parts = []
        if last is not None and last.explain is not None and last.fate is not Fate.FAILED:  # that stands above
            parts += [last.explain.what, last.explain.why]
        if inspected.due_at is not None:
            words = (
                self.tr("{service} is asked at {time}.")
                if last is None
                else self.tr("{service} is asked again at {time}.")
            )
            parts.append(words.format(service=service, time=minute_words(inspected.due_at)))
        elif last is None:
            parts.append(why_not or self.tr("{service} was not asked yet.").format(service=service))
        elif not last.fate.is_final:
            parts.append(self.tr("It is not asked again by itself."))
        return " ".join(part for part in parts if part)

    def _on_ask(self) -> None:
        self._model.verbs.ask([self._model.state.current])

    def _on_cancel(self) -> None:
        self._model.verbs.cancel(self._theme, [self._model.state.current], self.window())

    def _on_look(self) -> None:
        self._model.verbs.view(self._theme, self._model.state.current, self.window())
