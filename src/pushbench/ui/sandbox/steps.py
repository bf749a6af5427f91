"""The left side: the two steps to a first push, and where to go from there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pushbench.domain.errors import UserError
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.ui.explain.popover import explain
from pushbench.ui.explain.tables import Tables
from pushbench.ui.pills import outcome_pill, retry_pill, sending_pill
from pushbench.ui.sandbox.cards import CardButton, KeyButton, StepCard
from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.paste_dialog import PasteDialog
from pushbench.ui.sandbox.state import PLATFORMS, Phase, Sample, SandboxState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words
from pushbench.ui.widgets.boxes import box, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label, wrapped
from pushbench.ui.widgets.notes import IconLabel, Words
from pushbench.ui.widgets.pill import PillLabel

_WIDEST = 600
_NARROW = 520


class StepsPane(QScrollArea):
    """Renders phase and sample; the buttons are the screen's only way to start, stop and send."""

    def __init__(
        self, theme: Theme, model: SandboxModel, practise: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._is_narrow = False
        self._owes_focus = False
        self._has_arrived = False
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("First push"))
        self._title = label(theme, "", "welcome", wraps=True)
        self._about = label(theme, "", "heading", tone="secondary", wraps=True)
        theme.dress(self._about, "body")
        self._make_first()
        self._make_second()
        self._next = label(theme, self.tr("Next"), "section")
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        self._cards = self._make_cards(practise)
        self.leave = button(theme, "", self._on_leave, kind="link")
        stays = label(
            theme,
            self.tr("Messages, tokens and keys stay on this computer."),
            "secondary",
            tone="secondary",
            wraps=True,
        )
        promise = row(IconLabel(theme, "lock", "text-2", 14), stays, spacing=8, grows=1)
        self._foot = row(spacing=8, margins=(0, 4, 4, 4))
        self._foot.addLayout(promise, 1)
        self._foot.addWidget(self.leave, alignment=Qt.AlignmentFlag.AlignLeft)
        self._step_buttons = (self.start, self.send, self.yours, self.give_up, self.again)
        self._fill()
        self._lay_cards(2)

    # -- parts --------------------------------------------------------------------------------------

    def _make_first(self) -> None:
        theme, life = self._theme, self._model.life
        self.first = StepCard(theme, 1, self.tr("Start the local sandbox"))
        self.start = KeyButton(theme, self.tr("Start sandbox"), "play", life.start)
        self._listens = label(theme, self.tr("listens on 127.0.0.1 only"), "secondary", tone="secondary")
        self.stop = button(theme, self.tr("Stop"), life.stop)
        self.first.end.addWidget(self.stop, alignment=Qt.AlignmentFlag.AlignTop)
        self._listens.setMinimumHeight(theme.px(40))
        for part in (self.start, self._listens):
            self.first.buttons.addWidget(part)

    def _make_second(self) -> None:
        theme, model = self._theme, self._model
        self.second = StepCard(theme, 2, self.tr("Send the sample push"))
        self._pill = PillLabel(theme)
        self.second.end.addWidget(self._pill, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.send = KeyButton(theme, self.tr("Send sample push"), "send", model.sampling.send)
        self.yours = button(
            theme, self.tr("Make it yours in Compose"), model.make_it_yours, icon="square-pen", kind="primary"
        )
        self.again = button(theme, self.tr("Send again"), model.sampling.send, icon="rotate-ccw")
        self.give_up = button(theme, self.tr("Stop sending"), model.sampling.stop, icon="x")
        for part in (self.send, self.yours, self.again, self.give_up):
            self.second.buttons.addWidget(part)

    def _make_cards(self, practise: Callable[[], object]) -> tuple[CardButton, ...]:
        theme, go = self._theme, self._model.go
        return (
            CardButton(
                theme,
                "qr-code",
                self.tr("Add a phone or browser"),
                self.tr("Paste a token or a subscription, or import a list of them."),
                lambda: go("devices", "devices.add"),
            ),
            CardButton(
                theme,
                "key-round",
                self.tr("Connect a provider"),
                self.tr("An APNs key, a Firebase service account, VAPID keys, or what another service signs in with."),
                lambda: go("providers", "providers.new"),
            ),
            CardButton(
                theme,
                "clipboard-paste",
                self.tr("Paste a cURL command or payload"),
                self.tr("Pushbench turns it into a message you can edit and preview."),
                self._on_paste,
            ),
            CardButton(
                theme,
                "flask-conical",
                self.tr("Practise failures"),
                self.tr("Let the sandbox refuse, delay or drop a push and see how to fix it."),
                practise,
            ),
        )

    def _fill(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self._title, self._about):
            column.addWidget(part)
        column.addSpacing(8)
        column.addWidget(self.first)
        column.addWidget(self.second)
        column.addSpacing(12)
        column.addWidget(self._next)
        column.addLayout(self._grid)
        column.addStretch(1)
        column.addLayout(self._foot)
        self._inner = box(column)
        self._inner.setMaximumWidth(self._theme.px(_WIDEST))
        for words in self._inner.findChildren(QLabel):
            if words.wordWrap():
                wrapped(words)
        for card in (self.first, self.second):
            card.note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._room = row(self._inner)
        self.setWidget(pane(self._room))

    def _lay_cards(self, columns: int) -> None:
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // columns, number % columns, Qt.AlignmentFlag.AlignTop)
        for place in range(2):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme, width = self._theme, self.viewport().width()
        is_narrow = width < theme.px(_NARROW)
        side = theme.px(16) if is_narrow else max(theme.px(24), (width - theme.px(_WIDEST)) // 2)
        top = theme.px(20) if is_narrow or self.height() < theme.px(720) else theme.px(52)
        self._room.setContentsMargins(side, top, side, theme.px(20))
        self._lay_cards(1 if is_narrow else 2)
        direction = QBoxLayout.Direction
        self._foot.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        theme.dress(self._title, "screen" if is_narrow else "welcome")
        self._is_narrow = is_narrow
        for step in (self.start, self.send):
            step.show_key(not is_narrow)
        self._listens.setVisible(self.start.isVisibleTo(self) and not is_narrow)

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: SandboxState) -> None:
        has_arrived = state.sample.reached_ms is not None and not state.sample.is_sending
        self._has_arrived = has_arrived or state.is_welcomed
        leave = self.tr("Close welcome") if self._has_arrived else self.tr("Skip to an empty message")
        self.leave.setText(leave)
        self._title.setText(self._heading(state, has_arrived))
        self._about.setText(self._sentence(state, has_arrived))
        self._next.setText(self.tr("Next") if state.is_welcomed else self.tr("Or start from what you have"))
        # Of the window, not of the application: it may be in the background just now.
        focused = next((part for part in (*self._step_buttons, self.stop) if part is self.window().focusWidget()), None)
        self._show_first(state)
        self._show_second(state)
        if focused is not None and not (focused.isVisible() and focused.isEnabled()):
            self._owes_focus = True
        if self._owes_focus:
            self.focus_next()

    def focus_next(self) -> None:
        """A button that goes takes the keyboard along; give it to the step that matters next, once there is one."""
        wanted = next((part for part in self._step_buttons if part.isVisible() and part.isEnabled()), None)
        if wanted is not None:
            self._owes_focus = False
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
            # Once the cards have their new heights; the heading tells what happened, so it stays if it can.
            QTimer.singleShot(0, self, partial(self._show_from_top, wanted))

    def _show_from_top(self, wanted: QPushButton) -> None:
        self.verticalScrollBar().setValue(0)
        self.ensureWidgetVisible(wanted, 0, self._theme.px(24))

    def _on_leave(self) -> None:
        if self._has_arrived:
            self._model.close_welcome()
        else:
            self._model.write_empty()

    def _on_paste(self) -> None:
        """Show what is on the clipboard, to be corrected, and open it as a message."""
        dialog = PasteDialog(self._theme, self.window())

        async def ask() -> None:
            if await dialog.result_of() == "open":
                self._model.open_pasted(dialog.text)

        self._model.scope.start("paste", ask())

    def _explain_refusal(self) -> None:
        """Open what the service's reasons table knows of the answer to the sample."""
        outcome, phone = self._model.state.sample.outcome, self._model.state.phone
        if outcome is not None and phone is not None:
            tables = Tables(self._model.session.workspace.registry)
            explain(self._theme, tables.outcome(phone.provider, outcome), self.second.note)

    def _heading(self, state: SandboxState, has_arrived: bool) -> str:
        if has_arrived:
            return self.tr("Your first push has arrived")
        return (
            self.tr("Practise on this computer") if state.is_welcomed else self.tr("Send your first push in two clicks")
        )

    def _sentence(self, state: SandboxState, has_arrived: bool) -> str:
        if has_arrived:
            return self.tr("Write, send, see what the reader sees. From here on it is about your app.")
        return self.tr("No account, key or phone needed. Everything in this step happens on your computer.")

    def _show_first(self, state: SandboxState) -> None:
        first, phase = self.first, state.phase
        first.show_state("done" if phase is Phase.RUNNING else "active")
        if phase is Phase.RUNNING:
            words = self.tr("Running on {address}. It answers like APNs, FCM, Web Push and every other service here.")
            first.say(words.format(address=state.address), state.port_note)
        else:
            words = self.tr("A stand-in for APNs, FCM, Web Push and every other service here, with virtual devices.")
            first.say(words)
        first.fold_buttons(is_folded=phase is Phase.RUNNING)
        self.start.setVisible(phase is not Phase.RUNNING)
        self._listens.setVisible(phase is not Phase.RUNNING and not self._is_narrow)
        busy = {Phase.STARTING: self.tr("Starting the sandbox"), Phase.STOPPING: self.tr("Stopping the sandbox")}
        self.start.setText(busy.get(phase, self.tr("Start sandbox")))
        _let(self.start, phase is Phase.OFF)
        self.stop.setText(self.tr("Cancel") if phase is Phase.STARTING else self.tr("Stop"))
        self.stop.setVisible(phase is not Phase.OFF)
        _let(self.stop, phase in (Phase.RUNNING, Phase.STARTING))
        first.show_trouble(_words(state.trouble))

    def _show_second(self, state: SandboxState) -> None:
        sample, is_running = state.sample, state.is_running
        is_done = sample.outcome is not None and sample.outcome.kind is OutcomeKind.ACCEPTED and not sample.is_sending
        self.second.show_state("done" if is_done else "active" if is_running else "waiting")
        self.second.say(self._sample_words(state), self._sample_more(sample))
        self._show_pill(sample)
        self.send.setVisible(not is_done and not sample.is_sending)
        self.send.setToolTip("" if is_running else self.tr("Start the sandbox first"))
        _let(self.send, is_running)
        for part in (self.yours, self.again):
            part.setVisible(is_done)
        self.again.setToolTip("" if is_running else self.tr("Start the sandbox first"))
        _let(self.again, is_running)
        self.give_up.setVisible(sample.is_sending)
        refused = None if sample.is_sending else _refusal(sample.outcome)
        why = ((self.tr("Why?"), self._explain_refusal),) if sample.trouble is None else ()
        self.second.show_trouble(_words(sample.trouble) or refused, why)

    def _show_pill(self, sample: Sample) -> None:
        pill = None
        if sample.retry_seconds is not None:
            pill = retry_pill(sample.retry_seconds)
        elif sample.is_sending:
            pill = sending_pill()
        elif sample.outcome is not None:
            pill = outcome_pill(sample.outcome, attempts=sample.attempts)
        self._pill.setVisible(pill is not None)
        if pill is not None:
            self._pill.set_pill(pill)

    def _sample_words(self, state: SandboxState) -> str:
        sample = state.sample
        if sample.is_sending:
            return self.tr("On its way to the {device}.").format(device=_device_word(sample.device))
        if sample.reached_ms is not None:
            return self.tr("It reached the {device} {time} after you pressed Send.").format(
                device=_device_word(sample.device), time=latency_words(sample.reached_ms)
            )
        if sample.outcome is not None and sample.outcome.kind is not OutcomeKind.ACCEPTED:
            return self._failed_words(sample.outcome.kind).format(device=_device_word(sample.device))
        device = _device_word(state.phone.name) if state.phone is not None else self._switch_word(state.platform)
        return self.tr("“{title}” to the {device}. You will see it arrive on the right.").format(
            title=self._model.sampling.words, device=device
        )

    def _failed_words(self, kind: OutcomeKind) -> str:
        if kind is OutcomeKind.UNCLEAR:
            return self.tr("Whether the {device} got it is not known.")
        return self.tr("The {device} did not get it.")

    def _switch_word(self, platform: str) -> str:
        name = dict(PLATFORMS)[platform]
        return self.tr("virtual {name}").format(name=name.lower() if platform == "web" else name)

    def _sample_more(self, sample: Sample) -> str:
        if sample.retry_seconds is None:
            return ""
        return self.tr("The sandbox asked to try again later, as the real service would.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            step = next((part for part in (self.start, self.send) if part.isVisible() and part.isEnabled()), None)
            if step is not None:
                step.click()
                return
        super().keyPressEvent(event)


def _let(part: QPushButton, is_enabled: bool) -> None:
    if part.isEnabled() != is_enabled:
        part.setEnabled(is_enabled)


def _device_word(name: str) -> str:
    return name[:1].lower() + name[1:]


def _words(trouble: UserError | None) -> Words | None:
    return None if trouble is None else Words(trouble.what, trouble.why, trouble.fix)


def _refusal(outcome: Outcome | None) -> Words | None:
    if outcome is None or outcome.kind is OutcomeKind.ACCEPTED or outcome.explain is None:
        return None
    return Words(outcome.explain.what, outcome.explain.why, outcome.explain.fix)
