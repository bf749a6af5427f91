"""The folder, what it takes up, export and import, and beginning anew."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from pushbench.engine.reset import WORD
from pushbench.engine.workspace_file import SUFFIX
from pushbench.ui.settings.data_model import DataModel
from pushbench.ui.settings.import_dialog import ImportDialog
from pushbench.ui.settings.index import Section
from pushbench.ui.settings.page import Page
from pushbench.ui.settings.sizes import count_words, size_words
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, clear, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.choices import CheckBox
from pushbench.ui.widgets.dialogs import Dialog, Question
from pushbench.ui.widgets.drop_zone import DropZone
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import Note, Words


class DataPage(Page):
    """What concerns the workspace as a whole."""

    def __init__(self, theme: Theme, section: Section, model: DataModel) -> None:
        super().__init__(theme, section)
        self._model = model
        self.note = Note(theme)
        self.put(self.note)
        self.waiting = Note(theme)
        self.put(self.waiting)
        self.path = label(theme, "", "code", wraps=True, selectable=True)
        self.open_folder = button(theme, self.tr("Open folder"), self._open, icon="folder-open")
        self.copy = icon_button(theme, "copy", self.tr("Copy path"), self._copy, size=28, framed=True)
        self.move_away = button(theme, self.tr("Move to another folder…"), self.choose_folder)
        self._folder_row = self.add(
            "folder", self.tr("Folder"), self.path, box(row(self.open_folder, self.copy, self.move_away, None))
        )
        self._sizes = QGridLayout()
        self._sizes.setContentsMargins(0, 3, 0, 0)
        self._sizes.setHorizontalSpacing(20)
        self._sizes.setVerticalSpacing(4)
        self._sizes.setColumnStretch(2, 1)
        self._shown_sizes: object = None
        self.add("sizes", self.tr("Takes up"), box(self._sizes))
        self.with_history = CheckBox(theme, self.tr("With the history"))
        self.export = button(theme, self.tr("Export workspace…"), self.choose_export, icon="file-down")
        self._export_row = self.add(
            "export", self.tr("Export"), box(row(self.export, self.with_history, None, spacing=14))
        )
        self.zone = DropZone(
            theme, self.tr("Drop an exported workspace here"), self.tr("Choose a file…"), self.choose_import
        )
        self.zone.accept_suffixes((".zip",))
        self.zone.dropped.connect(self.ask_import)
        self.add(
            "import",
            self.tr("Import"),
            self.zone,
            hint=self.tr("You see what would come in before it does. Nothing is lost by it."),
        )
        self.reset = button(theme, self.tr("Reset settings…"), self.ask_reset_settings, icon="rotate-ccw")
        self.anew = button(theme, self.tr("Begin anew…"), self.ask_begin_anew, icon="archive", kind="danger")
        self._reset_row = self.add(
            "reset",
            self.tr("Reset"),
            box(row(self.reset, self.anew, None)),
            hint=self.tr("Begin anew moves everything into a dated folder within backups; nothing is deleted."),
        )
        model.changed.connect(self._show)
        self._show()

    def start(self) -> None:
        self._model.start()

    # -- state ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        state = self._model.state
        in_memory = not state.folder
        self.path.setText(state.folder or self.tr("Nothing is kept: this window works in memory."))
        busy = state.busy
        waits = self.tr("Something waits for the next start already") if state.moving_to or state.resets_into else ""
        for part, why in (
            (self.move_away, busy or waits or state.why_fixed),
            (self.open_folder, state.why_fixed if in_memory else ""),
            (self.export, busy),
            (self.anew, busy or waits or (state.why_fixed if in_memory else "")),
            (self.reset, busy),
        ):
            part.setEnabled(not why)
            part.setToolTip(why)
        self._folder_row.set_hint(busy if busy.startswith(self.tr("Copying")) else state.why_fixed)
        self._show_note()
        self._show_sizes()
        count = count_words(state.deliveries, self.tr("delivery"), self.tr("deliveries"))
        self.with_history.setText(self.tr("With the history ({count})").format(count=count))
        self.with_history.setEnabled(bool(state.deliveries))
        self.with_history.setToolTip("" if state.deliveries else self.tr("The history is empty"))
        self._export_row.set_hint(
            self.tr(
                "One zip file of messages, devices, groups, profiles, sets and settings. No secret is in it; device tokens are."
            )
        )
        self.waiting.setVisible(bool(state.to_fill_in))
        if state.to_fill_in:
            listed = "; ".join(f"{name}: {keys}" for name, keys in state.to_fill_in)
            actions = tuple(
                (self.tr("Open {name}").format(name=name), partial(self._model.show_profile, name))
                for name, _ in state.to_fill_in[:4]
            )
            self.waiting.show_words(
                "amber", Words(self.tr("Profiles wait for their secrets"), f"{listed}."), actions, icon="lock"
            )

    def _show_note(self) -> None:
        state = self._model.state
        self.note.setVisible(bool(state.moving_to or state.resets_into))
        close = (self.tr("Close Pushbench"), lambda: self.window().close())
        if state.resets_into:
            words = Words(
                self.tr("Pushbench begins anew at the next start."),
                self.tr("Everything that is here moves to {folder}.").format(folder=state.resets_into),
            )
            self.note.show_words("amber", words, (close,), icon="archive")
        elif state.moving_to:
            words = Words(
                self.tr("The workspace moves at the next start."),
                self.tr("It was copied to {folder} and checked. What you do until then comes along.").format(
                    folder=state.moving_to
                ),
            )
            stay = (self.tr("Stay here"), self._model.stay)
            self.note.show_words("blue", words, (close, stay), icon="folder-open")

    def _show_sizes(self) -> None:
        sizes = self._model.state.sizes
        if sizes == self._shown_sizes:
            return
        self._shown_sizes = sizes
        clear(self._sizes)
        lines = (
            (self.tr("Database"), sizes.database, ""),
            (self.tr("Messages"), sizes.messages, count_words(sizes.message_files, self.tr("file"), self.tr("files"))),
            (self.tr("Backups"), sizes.backups, ""),
            (self.tr("Log and window"), sizes.other, ""),
            (self.tr("Together"), sizes.total, ""),
        )
        for number, (name, size, more) in enumerate(lines):
            is_sum = number == len(lines) - 1
            figure = label(self.theme, size_words(size), "body-medium" if is_sum else "body")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._sizes.addWidget(label(self.theme, name, "body", tone="secondary"), number, 0)
            self._sizes.addWidget(figure, number, 1)
            self._sizes.addWidget(label(self.theme, more, "secondary", tone="secondary"), number, 2)

    # -- doing ---------------------------------------------------------------------------------------

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._model.state.folder))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._model.state.folder)

    def choose_folder(self) -> None:
        """Ask for the folder that the workspace moves to."""
        dialog = QFileDialog(
            self.window(), self.tr("Move the workspace to"), str(Path(self._model.state.folder).parent)
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._model.move)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose_export(self) -> None:
        """Ask for the file that the workspace is written to."""
        dialog = QFileDialog(self.window(), self.tr("Export the workspace"), "")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Workspaces (*{suffix})").format(suffix=SUFFIX))
        dialog.selectFile(f"workspace{SUFFIX}")
        dialog.fileSelected.connect(lambda path: self._model.export(path, with_history=self.with_history.isChecked()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose_import(self) -> None:
        """Ask for a file to import."""
        dialog = QFileDialog(self.window(), self.tr("Import a workspace"), "")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Workspaces (*.zip)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.ask_import)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_import(self, path: str) -> None:
        """Read a file, show what it would bring, and take it in."""
        self._model.scope.start("import", self._import(path))

    async def _import(self, path: str) -> None:
        found, plan = await self._model.read(path)
        dialog = ImportDialog(self.theme, Path(path).name, plan, self.window())
        if await dialog.result_of() == "go":
            await self._model.merge(found, dialog.clash)

    def ask_reset_settings(self) -> None:
        """Ask, then go back to the settings of a first start."""
        text = self.tr(
            "Appearance, history, proxy, sandbox and shortcuts become as at the first start. Messages, devices, profiles, secrets and the history stay."
        )

        async def ask() -> None:
            question = Question(
                self.theme, self.tr("Reset the settings?"), text, go=self.tr("Reset"), parent=self.window()
            )
            if await question.is_confirmed():
                self._model.reset_settings()

        self._model.scope.start("ask", ask())

    def ask_begin_anew(self) -> None:
        """Ask for the word, then leave the reset to the next start."""

        async def ask() -> None:
            if await BeginAnewDialog(self.theme, self.window()).result_of() == "go":
                await self._model.plan_reset()

        self._model.scope.start("ask", ask())


class BeginAnewDialog(Dialog):
    """Wants a word typed before everything moves aside."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Begin anew?"))
        self.heading.setText(self.tr("Begin anew?"))
        text = self.tr(
            "At the next start messages, devices, profiles, history and settings move into a dated folder within backups, and Pushbench starts empty. Nothing is deleted."
        )
        self.body.addWidget(label(theme, text, "body", tone="secondary", wraps=True))
        self.word = QLineEdit()
        name = self.tr("Type {word} to go on").format(word=WORD)
        self.word.setAccessibleName(name)
        self.word.textChanged.connect(lambda _text: self._check())
        self.body.addWidget(Labelled(theme, name, self.word))
        self.set_buttons(
            ("cancel", self.tr("Cancel"), ""), ("go", self.tr("Begin anew"), "production"), default="cancel"
        )
        self.word.setFocus()
        self._check()

    def _check(self) -> None:
        is_right = self.word.text().strip().lower() == WORD
        self.enable("go", is_enabled=is_right, why=self.word.accessibleName())
