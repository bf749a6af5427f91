"""The top bar of Compose: with which profile, to whom, send."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pushbench.ui.actions import shortcut_words
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.profile_button import NEW, ProfileButton
from pushbench.ui.compose.state import ComposeState, Suggestion, TargetChip
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row, stretchy
from pushbench.ui.widgets.buttons import SplitButton
from pushbench.ui.widgets.chips_field import ChipItem, ChipsField
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.picker import PickerItem

SEND = "Ctrl+Return"
VALIDATE = "Ctrl+Shift+Return"


class ComposeBar(QWidget):
    """Profile picker, target field, Send."""

    new_profile_wanted = Signal()

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.profile = ProfileButton(theme)
        self.profile.picked.connect(self._on_profile)
        self.targets = ChipsField(theme, self.tr("To"), self.tr("Targets"), self.tr("Add target"))
        self.targets.typed.connect(model.targeting.search)
        self.targets.added.connect(model.targeting.add)
        self.targets.removed.connect(model.targeting.remove)
        self.send = SplitButton(theme, self.tr("Send"), "send", self.tr("More ways to send"))
        self.send.main.clicked.connect(lambda _checked=False: model.sending.send_or_stop())
        self.send.more.clicked.connect(lambda _checked=False: self.open_menu())
        self.setLayout(row(self.profile, stretchy(self.targets), self.send, margins=(12, 0, 12, 0)))
        theme.size(self, height="top-bar")

    def show_state(self, state: ComposeState) -> None:
        self.profile.show_choice(state.profile, state.profiles)
        self.targets.set_chips(tuple(_chip(chip) for chip in state.targets), state.target_summary)
        self.targets.suggest(tuple(_suggestion(item, number) for number, item in enumerate(state.suggestions)))
        self._show_send(state)

    def _show_send(self, state: ComposeState) -> None:
        send = state.send
        kind = state.send_kind
        if send.is_running:
            text = (
                self.tr("Stop")
                if send.total < 2
                else self.tr("Stop, {done} of {total}").format(done=send.done, total=send.total)
            )
            self.send.set_face(text, "square", kind)
        elif kind == "production":
            self.send.set_face(self.tr("Send to production…"), "send", kind)
        else:
            self.send.set_face(self.tr("Send"), "send", kind)
        self.send.main.setEnabled(not send.is_preparing or send.is_running)
        self.send.main.setAccessibleDescription(state.target_summary)
        self.send.main.setToolTip(
            self.tr("Checking the message") if send.is_preparing else f"{self.tr('Send')} ({shortcut_words(SEND)})"
        )

    def open_menu(self) -> None:
        """Offer the other ways to send."""
        model = self._model
        busy = self.tr("A run is under way.") if model.sending.sender.is_busy else ""
        items = (
            MenuItem(self.tr("Send now"), model.sending.send, "send", SEND, not busy, why_disabled=busy),
            MenuItem(
                self.tr("Validate only"), model.sending.validate, "shield-check", VALIDATE, not busy, why_disabled=busy
            ),
            None,
            MenuItem(self.tr("Copy as cURL"), model.sending.copy_curl, "square-terminal", "Ctrl+Shift+C"),
        )
        pop_up(self._theme, items, self.send, at_end=True)

    def _on_profile(self, key: str) -> None:
        if key == NEW:
            self.new_profile_wanted.emit()
        else:
            self._model.choose_profile(key)


def _chip(chip: TargetChip) -> ChipItem:
    return ChipItem(chip.text, chip.title, chip.icon, chip.tone, chip.trouble)


def _suggestion(item: Suggestion, number: int) -> PickerItem:
    return PickerItem(
        item.text, item.title, item.icon or None, remark=item.remark, words=str(number) if not item.text else ""
    )
