"""The top bar of Compose: with which profile, to whom, send."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QWidget

from pushbench.ui.actions import shortcut_words
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.profile_button import NEW, ProfileButton
from pushbench.ui.compose.recipients import RecipientPicker
from pushbench.ui.compose.state import ComposeState, Suggestion, TargetChip
from pushbench.ui.compose.suggesting import PASTE
from pushbench.ui.compose.targeting import looks_pasted
from pushbench.ui.drags import dropped_targets
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row, stretchy
from pushbench.ui.widgets.buttons import SplitButton
from pushbench.ui.widgets.chips_field import ChipItem, ChipsField
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.picker import PickerItem

SEND = "Ctrl+Return"
VALIDATE = "Ctrl+Shift+Return"
PREVIEW_AS = "Ctrl+Shift+P"
_MANY = 20
"""Devices beyond which the button says how many there are."""


class ComposeBar(QWidget):
    """Profile picker, target field, Send."""

    new_profile_wanted = Signal()

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._suggested: tuple[Suggestion, ...] = ()
        self.profile = ProfileButton(theme)
        self.profile.picked.connect(self._on_profile)
        self.targets = ChipsField(theme, self.tr("To"), self.tr("Targets"), self.tr("Add target"))
        self.targets.typed.connect(model.targeting.search)
        self.targets.added.connect(model.targeting.add)
        self.targets.removed.connect(model.targeting.remove)
        self.targets.setMinimumWidth(theme.px(400))
        self.targets.takes_text = looks_pasted
        self.targets.pasted.connect(model.targeting.paste)
        self.targets.takes_drop = can_take
        self.targets.dropped.connect(self._on_dropped)
        self.recipients = RecipientPicker(theme, model, self)
        self.send = SplitButton(theme, self.tr("Send"), "send", self.tr("More ways to send"))
        self.send.main.clicked.connect(lambda _checked=False: model.sending.send_or_stop())
        self.send.more.clicked.connect(lambda _checked=False: self.open_menu())
        self.setLayout(row(self.profile, stretchy(self.targets), self.send, margins=(12, 0, 12, 0)))
        theme.size(self, height="top-bar")

    def show_state(self, state: ComposeState) -> None:
        self.profile.show_choice(state.profile, state.profiles)
        self.targets.set_chips(tuple(_chip(chip) for chip in state.targets), state.target_summary)
        if state.suggestions is not self._suggested:
            self._suggested = state.suggestions
            typed = state.suggested_for.strip().lstrip("@")
            self.targets.suggest(tuple(_suggestion(item, typed) for item in state.suggestions))
        self._show_send(state)

    def _show_send(self, state: ComposeState) -> None:
        send = state.send
        main = self.send.main
        text, icon = self._face(state)
        if main.text() != text:
            # A busy button keeps its width, so that nothing beside it moves while the figures run.
            main.setMinimumWidth(main.width() if send.is_running and self.isVisible() else 0)
            self.send.set_face(text, icon, state.send_kind)
        elif main.property("kind") != state.send_kind:
            self.send.set_face(text, icon, state.send_kind)
        main.setEnabled(not send.is_stopping and (send.is_running or not send.is_preparing))
        main.setAccessibleDescription(state.target_summary)
        main.setToolTip(self._tip(state))

    def _face(self, state: ComposeState) -> tuple[str, str]:
        send = state.send
        if send.is_running:
            counted = self.tr("{done} of {total}").format(done=f"{send.done:,}", total=f"{send.total:,}")
            if send.is_stopping:
                return self.tr("Finishing {counted}").format(counted=counted), "circle-dashed"
            return (self.tr("Stop") if send.total < 2 else self.tr("Stop, {counted}").format(counted=counted)), "square"
        if state.send_kind == "production":
            return self.tr("Send to production…"), "send"
        count = state.target_count
        return (self.tr("Send to {count}").format(count=f"{count:,}") if count > _MANY else self.tr("Send")), "send"

    def _tip(self, state: ComposeState) -> str:
        send = state.send
        if send.is_stopping:
            return self.tr("What is in flight is finished; nothing more leaves")
        if send.is_running:
            return self.tr("Sending {done} of {total}. Stop finishes what is in flight and sends nothing more.").format(
                done=send.done, total=send.total
            )
        if send.is_preparing:
            return self.tr("Checking the message")
        keys = shortcut_words(self._model.session.keys_of("send.now") or SEND)
        return self.tr("Send ({keys})").format(keys=keys)

    def open_menu(self) -> None:
        """Offer the other ways to send."""
        model = self._model
        keys_of = model.session.keys_of
        send = model.state.send
        busy = self.tr("A send is being checked.") if send.is_preparing else ""
        running = busy or (self.tr("A run is under way. It ends first.") if send.is_running else "")
        is_production = model.state.send_kind == "production"
        words = self.tr("Send to production…") if is_production else self.tr("Send now")
        items = (
            MenuItem(words, model.sending.send, "send", keys_of("send.now"), not running, why_disabled=running),
            MenuItem(
                self.tr("Validate only"),
                model.sending.validate,
                "shield-check",
                keys_of("send.validate"),
                not busy,
                why_disabled=busy,
            ),
            MenuItem(self.tr("Preview as recipient…"), self.preview_as, "eye", keys_of("send.preview_as")),
            MenuItem(
                self.tr("Ask how many this reaches"),
                model.targeting.count,
                "users",
                keys_of("send.count"),
                not model.targeting.why_not_count,
                why_disabled=model.targeting.why_not_count,
            ),
            None,
            MenuItem(self.tr("Copy as cURL"), model.sending.copy_curl, "square-terminal", keys_of("send.curl")),
        )
        pop_up(self._theme, items, self.send, at_end=True)

    def preview_as(self) -> None:
        """Ask for a device and show preview and JSON with its values."""
        self.recipients.open_at(self.send)

    def _on_profile(self, key: str) -> None:
        if key == NEW:
            self.new_profile_wanted.emit()
        else:
            self._model.choose_profile(key)

    def _on_dropped(self, mime: QMimeData) -> None:
        names = dropped_targets(mime)
        if names:
            self._model.targeting.add_all(names)
        elif mime.hasText():
            self._model.targeting.paste(mime.text())


def can_take(mime: QMimeData) -> bool:
    """Whether devices or a text are dragged, and no files: those are messages."""
    return bool(dropped_targets(mime)) or (mime.hasText() and not mime.hasUrls())


def _chip(chip: TargetChip) -> ChipItem:
    return ChipItem(chip.text, chip.title, chip.icon, chip.tone, chip.trouble)


def _suggestion(item: Suggestion, typed: str) -> PickerItem:
    return PickerItem(
        item.text,
        item.title,
        item.icon or None,
        remark=item.remark,
        matched=typed if item.text != PASTE else "",
        tone="text-2" if item.text == PASTE or item.is_dead else "text",
    )
