"""Dialogs that ask for a passphrase: a new one twice with its strength, the known one, or both."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.domain.tasks import TaskScope
from pushbench.engine.passphrase_strength import strength_of
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.choices import CheckBox
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.labels import label

Use = Callable[[Secret, Secret], Awaitable[str]]
"""Takes the old and the new passphrase; returns what is wrong with the old one, or nothing."""
_TONES = ("red", "amber", "amber", "green", "green")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


def strength_words(text: str) -> tuple[str, str]:
    """Return how strong a passphrase is, in words, and the tone to say it in; nothing for an empty one."""
    if not text:
        return "", "secondary"
    strength = strength_of(text)
    names = (_tr("Too short"), _tr("Weak"), _tr("Fair"), _tr("Good"), _tr("Strong"))
    return f"{names[strength.level]}. {strength.why}".strip(), _TONES[strength.level]


class PassphraseDialog(Dialog):
    """Asks for an old passphrase, a new one, or both; nothing it was given stays in it."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        text: str,
        use: Use,
        scope: TaskScope,
        *,
        go: str,
        asks_old: bool,
        asks_new: bool,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, title, parent)
        self._use = use
        self._scope = scope
        self.problem = ""
        """What is wrong with the passphrase that was tried."""
        self._asks_old, self._asks_new = asks_old, asks_new
        self.body.addWidget(label(theme, text, "body", tone="secondary", wraps=True))
        self.old = self._field(self.tr("Passphrase now") if asks_new else self.tr("Passphrase"))
        self.new = self._field(self.tr("New passphrase"))
        self.again = self._field(self.tr("The same again"))
        self._old_line = Labelled(theme, self.old.accessibleName(), self.old)
        self._new_line = Labelled(theme, self.new.accessibleName(), self.new)
        self._again_line = Labelled(theme, self.again.accessibleName(), self.again)
        for line, is_asked in ((self._old_line, asks_old), (self._new_line, asks_new), (self._again_line, asks_new)):
            line.setVisible(is_asked)
            self.body.addWidget(line)
        self.shows = CheckBox(theme, self.tr("Show what I type"))
        self.shows.clicked.connect(self._show_letters)
        self.body.addWidget(self.shows)
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("go", go, "primary"), default="go")
        (self.old if asks_old else self.new).setFocus()
        self._check()

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(name)
        field.textChanged.connect(lambda _text: self._check())
        return field

    def _show_letters(self, is_on: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_on else QLineEdit.EchoMode.Password
        for field in (self.old, self.new, self.again):
            field.setEchoMode(mode)

    def _check(self) -> None:
        self.problem = ""
        self._old_line.set_problem("")
        words, tone = strength_words(self.new.text())
        self._new_line.set_problem(words, tone)
        is_other = bool(self.again.text()) and self.again.text() != self.new.text()
        self._again_line.set_problem(self.tr("The two differ.") if is_other else "")
        why = ""
        if self._asks_old and not self.old.text():
            why = self.tr("Type the passphrase.")
        elif self._asks_new and strength_of(self.new.text()).level == 0:
            why = strength_of(self.new.text()).why
        elif self._asks_new and self.new.text() != self.again.text():
            why = self.tr("Type the new passphrase twice.")
        self.enable("go", is_enabled=not why, why=why)

    def choose(self, key: str) -> None:
        """End the dialog; what was typed is tried first, and a wrong passphrase keeps it open."""
        if key == "go":
            self.enable("go", is_enabled=False, why=self.tr("It is being tried."))
            self._scope.start("passphrase", self._try())
        else:
            super().choose(key)

    async def _try(self) -> None:
        try:
            problem = await self._use(Secret(self.old.text()), Secret(self.new.text()))
        except UserError:
            super().choose("cancel")
            raise
        if not problem:
            super().choose("go")
            return
        self._check()
        self.problem = problem
        self._old_line.set_problem(problem)
        self.old.selectAll()
        self.old.setFocus()
