"""Where secrets rest, and the ways from one place to another."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLabel, QVBoxLayout

from pushbench.domain.secret import Secret
from pushbench.engine.secret_places import SecretPlace
from pushbench.ui.settings.index import Section
from pushbench.ui.settings.page import Page
from pushbench.ui.settings.passphrase_dialog import PassphraseDialog
from pushbench.ui.settings.secrets_model import SecretsModel
from pushbench.ui.settings.sizes import count_words
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, clear, column, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.choices import RadioButton
from pushbench.ui.widgets.dialogs import Question
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.notes import Note, Words
from pushbench.ui.widgets.pill import Pill, PillLabel


class SecretsPage(Page):
    """The three places as radio buttons; choosing another asks first."""

    def __init__(self, theme: Theme, section: Section, model: SecretsModel) -> None:
        super().__init__(theme, section)
        self._model = model
        self.note = Note(theme)
        self.note.hide()
        self.put(self.note)
        self.places: dict[str, RadioButton] = {}
        self._hints: dict[str, QLabel] = {}
        choices = QVBoxLayout()
        choices.setContentsMargins(0, 2, 0, 0)
        choices.setSpacing(10)
        for key, title, hint in (
            (
                "keychain",
                self.tr("System keychain"),
                self.tr("Keychain, Credential Manager or Secret Service. Unlocks with your session."),
            ),
            (
                "passphrase",
                self.tr("Encrypted file with a passphrase"),
                self.tr("For shared drives and computers without a keychain. Asked for once per launch."),
            ),
            (
                "memory",
                self.tr("Memory only"),
                self.tr("Nothing is stored. Secrets end with this window and are entered anew."),
            ),
        ):
            radio = RadioButton(theme, title)
            radio.setAccessibleDescription(hint)
            radio.clicked.connect(partial(self._on_place, key))
            words = label(theme, hint, "secondary", tone="secondary", wraps=True)
            self.places[key] = radio
            self._hints[key] = words
            choices.addLayout(column(row(radio, None), words, spacing=0))
        self._place_row = self.add("place", self.tr("Where secrets rest"), box(choices))
        self.change = button(theme, self.tr("Change passphrase…"), self.ask_change)
        self._change_row = self.add("passphrase", self.tr("Passphrase"), box(row(self.change, None)))
        self._variables = QVBoxLayout()
        self._variables.setContentsMargins(0, 0, 0, 0)
        self._variables.setSpacing(4)
        self._shown_variables: object = None
        self._variables_row = self.add("variables", self.tr("From the environment"), box(self._variables))
        self.follow_text_size()
        model.changed.connect(self._show)
        self._show()

    def start(self) -> None:
        self._model.start()

    def settle_sizes(self) -> None:
        for words in self._hints.values():
            words.setContentsMargins(self.theme.px(24), 0, 0, 0)

    # -- state ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        place, busy = self._model.state.place, self._model.state.busy
        for key, radio in self.places.items():
            radio.setAutoExclusive(False)  # else the last one that was on could not go off
            radio.setChecked(key == _chosen(place))
            radio.setAutoExclusive(True)
            why = busy or place.why_fixed or (place.why_no_keychain if key == "keychain" and not place.keychain else "")
            is_own = key == _chosen(place)
            radio.setEnabled(bool(place.kind) and (is_own or not why))
            radio.setToolTip("" if is_own else why)
        keychain = self._hints["keychain"]
        if place.kind and not place.keychain and place.why_no_keychain:
            keychain.setText(place.why_no_keychain)
        elif place.keychain:
            keychain.setText(self.tr("{name}. Unlocks with your session.").format(name=place.keychain))
        self._place_row.set_hint(busy or self._place_words(place))
        self._show_note(place)
        is_passphrase = place.kind == "passphrase" and not place.why_fixed
        self.change.setEnabled(is_passphrase and not busy)
        is_locked = _chosen(place) == "passphrase" and not is_passphrase
        why = (
            self.tr("Unlock the secrets first.")
            if is_locked
            else self.tr("Secrets of this workspace rest without one.")
        )
        self.change.setToolTip("" if is_passphrase else place.why_fixed or why)
        self._change_row.set_hint("" if is_passphrase else place.why_fixed or why)
        self._show_variables(place)

    def _place_words(self, place: SecretPlace) -> str:
        if not place.kind:
            return self.tr("Looking for a keychain…")
        if place.why_fixed:
            return place.why_fixed
        if not place.stored:
            return self.tr("No secret is stored yet.")
        return self.tr("{count}. Choosing another place moves all of them and cleans the old one.").format(
            count=count_words(place.stored, self.tr("secret is stored"), self.tr("secrets are stored"))
        )

    def _show_note(self, place: SecretPlace) -> None:
        self.note.setVisible(place.why_locked is not None or bool(place.elsewhere))
        if place.why_locked is not None:
            what, why, fix = place.why_locked
            actions = ((self.tr("Unlock…"), self.ask_unlock),) if place.can_unlock else ()
            self.note.show_words("amber", Words(what, why, fix), actions, icon="lock")
        elif place.elsewhere:
            words = Words(
                self.tr("{count} still in another place.").format(
                    count=count_words(place.elsewhere, self.tr("secret is"), self.tr("secrets are"))
                ),
                self.tr("Moving them was cut off. They open all the same."),
            )
            finish = partial(self._on_place, place.kind)
            self.note.show_words("amber", words, ((self.tr("Finish moving…"), finish),))

    def _show_variables(self, place: SecretPlace) -> None:
        if place.references == self._shown_variables:
            return
        self._shown_variables = place.references
        clear(self._variables)
        for item in place.references:
            name = label(self.theme, item.variable, "code", selectable=True)
            where = ElidedLabel(self.theme, f"{item.profile}, {item.field}", "secondary", tone="secondary")
            pill = PillLabel(self.theme)
            pill.set_pill(
                Pill(self.tr("Set"), "green", icon="check")
                if item.is_set
                else Pill(self.tr("Not set"), "amber", icon="triangle-alert")
            )
            self._variables.addWidget(box(row(name, where, pill, spacing=12, grows=1)))
        hint = self.tr("Pushbench reads these variables and never writes them.")
        none = self.tr(
            "No profile reads a secret from a variable. The menu beside a secret in Providers offers it, for CI."
        )
        self._variables_row.set_hint(hint if place.references else none)

    # -- asking --------------------------------------------------------------------------------------

    def _on_place(self, kind: str) -> None:
        place = self._model.state.place
        if kind == _chosen(place) and not place.elsewhere:
            self._show()
            return
        self._model.scope.start("ask", self._ask_move(kind))

    async def _ask_move(self, kind: str) -> None:
        try:
            if kind == "passphrase":
                await self._ask_new_passphrase()
            elif await self._question(kind).is_confirmed():
                await self._model.move(kind)
        finally:
            self._show()

    def _question(self, kind: str) -> Question:
        count = self._model.state.place.stored
        if kind == "memory":
            title = self.tr("Keep secrets in memory only?")
            text = self.tr(
                "They are taken out of their place and end with this window. At the next start every profile asks for its secrets anew."
            )
            return Question(
                self.theme, title, text, go=self.tr("Keep in memory"), go_kind="production", parent=self.window()
            )
        title = self.tr("Move secrets to the system keychain?")
        text = self.tr("{count} moved. The keychain holds one key; the secrets rest sealed with it.").format(
            count=count_words(count, self.tr("secret is"), self.tr("secrets are"))
        )
        return Question(self.theme, title, text, go=self.tr("Move"), parent=self.window())

    async def _ask_new_passphrase(self) -> None:
        async def use(_old: Secret, new: Secret) -> str:
            await self._model.move("passphrase", new)
            return ""

        dialog = PassphraseDialog(
            self.theme,
            self.tr("Choose a passphrase"),
            self.tr(
                "It opens the secrets of this workspace, once per launch. Nobody can recover it: without it they are entered anew."
            ),
            use,
            self._model.scope,
            go=self.tr("Encrypt"),
            asks_old=False,
            asks_new=True,
            parent=self.window(),
        )
        await dialog.result_of()

    def ask_unlock(self) -> None:
        """Ask for the passphrase and open the secrets with it."""

        async def use(old: Secret, _new: Secret) -> str:
            return await self._model.unlock(old)

        dialog = PassphraseDialog(
            self.theme,
            self.tr("Unlock secrets"),
            self.tr("Type the passphrase of this workspace. It is kept until the window closes."),
            use,
            self._model.scope,
            go=self.tr("Unlock"),
            asks_old=True,
            asks_new=False,
            parent=self.window(),
        )
        self._model.scope.start("ask", dialog.result_of())

    def ask_change(self) -> None:
        """Ask for the old passphrase and a new one."""
        dialog = PassphraseDialog(
            self.theme,
            self.tr("Change the passphrase"),
            self.tr("The secrets stay as they are; only the key to them is wrapped anew."),
            self._model.change_passphrase,
            self._model.scope,
            go=self.tr("Change"),
            asks_old=True,
            asks_new=True,
            parent=self.window(),
        )
        self._model.scope.start("ask", dialog.result_of())


def _chosen(place: SecretPlace) -> str:
    """Return the place whose button is on; a locked one is the place it is locked in."""
    return "passphrase" if place.kind == "locked" and place.can_unlock else place.kind
