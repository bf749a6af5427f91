"""What the Devices screen asks before it adds, imports, groups or tags."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from pushbench.domain.errors import UserError
from pushbench.ui.compose.name_dialog import ask_name
from pushbench.ui.devices.dialogs import AddDeviceDialog, PasteDialog
from pushbench.ui.devices.import_dialog import ImportDialog
from pushbench.ui.devices.model import DevicesModel
from pushbench.ui.theme.theme import Theme


def _tr(text: str) -> str:
    return QCoreApplication.translate("DevicesAsking", text)


class DeviceAsking(QObject):
    """Opens dialogs over the screen and hands what was answered to the view-model."""

    def __init__(self, theme: Theme, model: DevicesModel, screen: QWidget) -> None:
        super().__init__(screen)
        self._theme = theme
        self._model = model
        self._screen = screen

    def add(self) -> None:
        """Ask for one device."""

        async def ask() -> None:
            providers = self._model.session.workspace.registry.providers
            dialog = AddDeviceDialog(self._theme, providers, set(self._model.rows.keys), self._screen.window())
            device = await dialog.device()
            if device is not None:
                await self._model.add(device)

        self._model.scope.start("add", ask())

    def recognise(self, text: str) -> None:
        """Find the tokens in a text and ask which to add."""

        async def ask() -> None:
            devices = await self._model.recognise(text)
            if not devices:
                raise UserError(
                    self.tr("There is no token in this text."),
                    self.tr("Nothing in it looks like a device token or a PushSubscription."),
                    self.tr("Copy a token, several lines of them, or the JSON of a PushSubscription."),
                )
            titles = {p.spec.id: p.spec.short_title for p in self._model.session.workspace.registry}
            chosen = await PasteDialog(self._theme, devices, titles, self._screen.window()).chosen()
            if chosen:
                await self._model.add_many(chosen)

        self._model.scope.start("paste", ask())

    def choose_file(self) -> None:
        """Ask for a CSV or JSON list."""
        dialog = QFileDialog(self._screen.window(), self.tr("Import devices"))
        dialog.setNameFilters([self.tr("Device lists (*.csv *.json *.jsonl *.txt)"), self.tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_file(self, path: str) -> None:
        """Read a list and ask what its columns hold."""
        model = self._model

        async def read() -> None:
            text = await model.session.worker.run(_text_of, Path(path))
            name = Path(path).name
            read = await model.read_list(text)
            dialog = ImportDialog(
                self._theme,
                name,
                read,
                lambda mapping: model.read_list(text, mapping),
                model.scope,
                self._screen.window(),
            )
            mapping = await dialog.chosen()
            if mapping is not None:
                model.import_text(text, name, mapping)

        model.scope.start("read file", read())

    def new_group(self, names: Sequence[str]) -> None:
        """Ask for the name of a group of these devices."""

        async def ask() -> None:
            name = await ask_name(self._theme, self.tr("New group"), "", self._screen.window())
            if name:
                self._model.make_group(name, names)

        self._model.scope.start("ask group", ask())

    def tag(self) -> None:
        """Ask for a tag for the selected devices."""

        async def ask() -> None:
            names = self._model.state.selected
            tag = await ask_name(
                self._theme, self.tr("Tag the selected devices"), "", self._screen.window(), field=self.tr("Tag")
            )
            if tag:
                self._model.add_tag(tag, names)

        self._model.scope.start("ask tag", ask())


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise UserError(
            _tr("{name} cannot be read.").format(name=path.name),
            f"{error.strerror or error}.",
            _tr("Choose another file, or allow reading it."),
        ) from error
