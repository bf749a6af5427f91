"""Where the log lies and how it ends."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from pushbench.engine.logbook import FILE_NAME, scrubbed
from pushbench.ui.help.diagnostics import read_log
from pushbench.ui.help.reader import fitting_size
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import ElidedLabel, label


def open_folder(folder: Path) -> None:
    """Show a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class LogDialog(Dialog):
    """Path with copy and "Open folder", then the last lines."""

    def __init__(self, theme: Theme, session: Session, parent: QWidget) -> None:
        super().__init__(theme, QCoreApplication.translate("LogDialog", "Log"), parent)
        self._session = session
        self._home = session.home
        text = self.tr("What Pushbench noticed about itself. What was sent is never in it.")
        self.body.addWidget(label(theme, text, "body", tone="secondary", wraps=True))
        self.path = str(self._home / FILE_NAME) if self._home is not None else ""
        shown = ElidedLabel(theme, self.path or self.tr("Nothing is kept: this window works in memory."), "code")
        self.folder = button(theme, self.tr("Open folder"), self._open_folder, icon="folder-open", size="small")
        self.copy = button(theme, self.tr("Copy path"), self._copy, icon="copy", size="small")
        for part in (self.folder, self.copy):
            part.setEnabled(bool(self.path))
            part.setToolTip("" if self.path else self.tr("There is no file"))
        self.body.addLayout(row(shown, self.copy, self.folder, grows=0))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setProperty("role", "field")
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(self.tr("Last lines of the log"))
        self.text.setPlaceholderText(self.tr("The log is empty. Nothing went wrong so far."))
        theme.dress(self.text, "code")
        self.body.addWidget(self.text, 1)
        self.set_buttons(("close", self.tr("Close"), "primary"), default="close")
        self.resize(*fitting_size(parent, theme.px(860), theme.px(520)))
        session.scope.start("log", self._read())
        self.finished.connect(lambda _result: session.scope.cancel("log"))

    async def _read(self) -> None:
        log = await self._session.worker.run(read_log, self._home)
        self.text.setPlainText(scrubbed(log))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _open_folder(self) -> None:
        if self._home is not None:
            open_folder(self._home)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.path)
        self._session.notices.tell(self.tr("Path copied"))
