"""The dialog for a pasted cURL command or payload."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label

_MOST_CHARACTERS = 200_000


class PasteDialog(Dialog):
    """A text field with what is on the clipboard; ``open`` is the answer that goes on."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Paste a cURL command or payload"), parent)
        about = self.tr("Pushbench finds the provider and turns it into a message. Nothing is sent.")
        self.body.addWidget(label(theme, about, "body", tone="secondary", wraps=True))
        self.field = QPlainTextEdit()
        self.field.setProperty("role", "field")
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(self.tr("cURL command or payload"))
        self.field.setPlaceholderText('curl …  or  {"aps": {"alert": "…"}}')
        self.field.setMinimumSize(theme.px(520), theme.px(220))
        theme.dress(self.field, "code")
        self.body.addWidget(self.field)
        self.set_buttons(
            ("cancel", self.tr("Cancel"), ""), ("open", self.tr("Open as message"), "primary"), default="open"
        )
        self.field.textChanged.connect(self._settle)
        found = QGuiApplication.clipboard().text()[:_MOST_CHARACTERS]
        if looks_pasted(found):
            self.field.setPlainText(found)
            self.field.selectAll()
        self._settle()
        self.field.setFocus()

    @property
    def text(self) -> str:
        return self.field.toPlainText()

    def _settle(self) -> None:
        self.enable("open", is_enabled=bool(self.text.strip()), why=self.tr("Paste something first"))


def looks_pasted(text: str) -> bool:
    """Whether a clipboard's text may be what the dialog asks for; other texts are nobody's business here."""
    start = text.lstrip()[:5].lower()
    return start.startswith(("{", "[", "curl"))
