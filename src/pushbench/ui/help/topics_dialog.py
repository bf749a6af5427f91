"""The documentation as a dialog."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from pushbench.ui.explain.popover import open_browser
from pushbench.ui.help.reader import Reader, fitting_size
from pushbench.ui.help.reference import reference
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label


class TopicsDialog(Dialog):
    """Everything the rules and reasons tables know, readable without a network."""

    def __init__(self, theme: Theme, session: Session, parent: QWidget) -> None:
        super().__init__(theme, QCoreApplication.translate("TopicsDialog", "Documentation"), parent)
        text = self.tr("What is checked before sending and what services answer. Addresses open in your browser.")
        self.body.addWidget(label(theme, text, "body", tone="secondary", wraps=True))
        self.reader = Reader(
            theme,
            self.tr("Documentation"),
            self.tr("Search rules, answers and documents"),
            browse=open_browser,
            list_width=350,
        )
        self.body.addWidget(self.reader, 1)
        self.set_buttons(("close", self.tr("Close"), "primary"), default="close")
        self.reader.show_topics(reference(session.workspace.registry.providers))
        self.resize(*fitting_size(parent, theme.px(900), theme.px(620)))
        self.reader.search.setFocus()
