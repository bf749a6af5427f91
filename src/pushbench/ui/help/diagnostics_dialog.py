"""Shows what a bug report would hold, then saves it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from pushbench.domain.errors import UserError
from pushbench.ui.help.diagnostics import (
    Bundle,
    Kept,
    describe_system,
    make_bundle,
    package_versions,
    read_log,
    read_store,
)
from pushbench.ui.help.log_dialog import open_folder
from pushbench.ui.help.reader import Reader, Topic, fitting_size
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label


def _tr(text: str) -> str:
    return QCoreApplication.translate("DiagnosticsDialog", text)


FILE_NAME = "pushbench-diagnostics.zip"


class DiagnosticsDialog(Dialog):
    """Every file of the bundle can be read before a byte of it is saved; nothing is sent."""

    def __init__(self, theme: Theme, session: Session, parent: QWidget) -> None:
        super().__init__(theme, QCoreApplication.translate("DiagnosticsDialog", "Save diagnostics"), parent)
        self._session = session
        self.bundle: Bundle | None = None
        text = self.tr(
            "This is all the file would hold. Keys, tokens, targets, names and addresses are taken out; "
            "messages are not in it. Nothing is sent anywhere."
        )
        self.body.addWidget(label(theme, text, "body", tone="secondary", wraps=True))
        self.reader = Reader(theme, self.tr("Files"), "", browse=lambda _url: None, has_search=False)
        self.body.addWidget(self.reader, 1)
        self.set_buttons(("close", self.tr("Cancel"), ""), ("save", self.tr("Save…"), "primary"), default="save")
        self.enable("save", is_enabled=False, why=self.tr("Still collecting"))
        self.resize(*fitting_size(parent, theme.px(860), theme.px(560)))
        session.scope.start("diagnostics", self._collect())
        self.finished.connect(lambda _result: session.scope.cancel("diagnostics"))

    async def _collect(self) -> None:
        session = self._session
        system = describe_system(session.workspace.environ)
        system["packages"] = await session.worker.run(package_versions)
        log = await session.worker.run(read_log, session.home)
        explain = getattr(session.workspace.vault, "explain", None)
        vault = await session.worker.run(explain) if explain is not None else ""
        self.bundle = make_bundle(
            await self._kept(), state=session.state, home=session.home, vault=vault, system=system, log=log
        )
        self.reader.show_topics(
            tuple(
                Topic(name, self.tr("Files"), name, text, icon="file-text", is_code=True)
                for name, text in self.bundle.files.items()
            )
        )
        self.enable("save", is_enabled=True)

    async def _kept(self) -> Kept | None:
        """Return what the store knows; a workspace that cannot be opened is when diagnostics are wanted most."""
        try:
            return await self._session.workspace.store.run(read_store)
        except UserError:
            return None

    def choose(self, key: str) -> None:
        """Ask where to save; the dialog stays until it is saved."""
        if key != "save":
            super().choose(key)
            return
        dialog = QFileDialog(self, self.tr("Save diagnostics"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Archives (*.zip)")])
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: str) -> None:
        """Write the archive and close."""
        bundle = self.bundle
        if bundle is not None:
            self._session.scope.start("save diagnostics", self._save(bundle, Path(path)))

    async def _save(self, bundle: Bundle, path: Path) -> None:
        await self._session.worker.run(_write, path, bundle)
        super().choose("saved")
        words = self.tr("Diagnostics saved as {name}").format(name=path.name)
        self._session.notices.tell(words, self.tr("Open folder"), lambda: open_folder(path.parent))


def _write(path: Path, bundle: Bundle) -> None:
    try:
        path.write_bytes(bundle.as_zip())
    except OSError as error:
        raise UserError(
            _tr("{name} was not saved.").format(name=path.name),
            f"{error.strerror or error}.",
            _tr("Choose another folder, or make room."),
        ) from error
