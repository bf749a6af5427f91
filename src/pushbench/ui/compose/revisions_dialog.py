"""The saved revisions of a message: compare, name, go back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from pushbench.domain.errors import UserError
from pushbench.store.message_places import name_of
from pushbench.ui.compose.name_dialog import ask_name
from pushbench.ui.compose.text_difference import DifferenceView
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import ago_words, exact_words
from pushbench.ui.widgets.boxes import column, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label

if TYPE_CHECKING:
    from pushbench.store.message_revisions import Revision
    from pushbench.ui.compose.model import ComposeModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("RevisionsDialog", text)


_REVISION = Qt.ItemDataRole.UserRole


class RevisionsDialog(Dialog):
    """Revisions at the left, what has changed since at the right."""

    def __init__(
        self, theme: Theme, model: ComposeModel, key: str, revisions: tuple[Revision, ...], parent: QWidget
    ) -> None:
        super().__init__(theme, dialog_title(key), parent)
        self._model = model
        self._key = key
        self.list = QListWidget()
        self.list.setProperty("role", "field")
        self.list.setAccessibleName(self.tr("Revisions"))
        self.list.setFixedWidth(theme.px(220))
        for revision in revisions:
            item = QListWidgetItem()
            self._write(item, revision)
            self.list.addItem(item)
        self.view = DifferenceView(theme)
        self.view.setMinimumSize(theme.px(460), theme.px(300))
        self._words = label(theme, "", "caption", tone="caption", wraps=True)
        self.name_button = button(theme, self.tr("Name…"), self._name, size="small", icon="pencil")
        side = column(self.list, row(self.name_button, None), spacing=8, grows=0)
        self.body.addLayout(row(side, column(self._words, self.view, spacing=6, grows=1), spacing=12, grows=1), 1)
        self.set_buttons(
            ("cancel", self.tr("Close"), ""), ("go", self.tr("Go back to this revision"), "primary"), default="cancel"
        )
        self.list.currentItemChanged.connect(lambda _now, _before: self._show())
        self.finished.connect(lambda _result: model.scope.cancel("compare"))
        has_any = bool(revisions)
        why = "" if has_any else self.tr("Save now (Ctrl+S) keeps a revision")
        self.enable("go", is_enabled=has_any, why=why)
        self.name_button.setEnabled(has_any)
        self.name_button.setToolTip(why)
        if has_any:
            self.list.setCurrentRow(0)
        else:
            self._words.setText(self.tr("No revision was saved yet. Save now keeps one each time."))

    @staticmethod
    def _write(item: QListWidgetItem, revision: Revision) -> None:
        ago = ago_words(revision.at, time.time())
        item.setText(f"{revision.name}\n{ago}" if revision.name else ago)
        item.setToolTip(exact_words(revision.at))
        item.setData(_REVISION, revision)

    @property
    def chosen(self) -> Revision | None:
        """The selected revision."""
        item = self.list.currentItem()
        found: Revision | None = item.data(_REVISION) if item is not None else None
        return found

    def _show(self) -> None:
        if self.chosen is not None:
            self._model.scope.start("compare", self._compare(self.chosen))

    async def _compare(self, revision: Revision) -> None:
        from pushbench.store.message_file import dump_message

        try:
            message = await self._model.files.revising.message_of(self._key, revision.id)
        except UserError as error:
            self._words.setText(f"{error.what} {error.why}")
            return
        if self._key not in self._model.files.open.keys:
            return
        now = self._model.files.open.edition(self._key).message
        self.view.show_texts(dump_message(message), dump_message(now))
        is_same = not self.view.toPlainText()
        same, differs = self.tr("The same as now."), self.tr("Red lines are in the revision, green ones came since.")
        self._words.setText(same if is_same else differs)

    def _name(self) -> None:
        revision, item = self.chosen, self.list.currentItem()
        if revision is None:
            return

        async def ask() -> None:
            name = await ask_name(self._theme, self.tr("Name of the revision"), revision.name, self)
            if name:
                await self._model.files.revising.rename(self._key, revision.id, name)
                self._write(item, type(revision)(revision.id, revision.at, name))

        self._model.scope.start("name revision", ask())


def dialog_title(key: str) -> str:
    """Return the dialog's title for a message."""
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("RevisionsDialog", "Revisions of “{name}”").format(name=name_of(key))


async def show_revisions(theme: Theme, model: ComposeModel, key: str, parent: QWidget) -> None:
    """Open the dialog; going back is one step of the message's undo history."""
    revisions = await model.files.revising.entries(key)
    dialog = RevisionsDialog(theme, model, key, revisions, parent)
    if await dialog.result_of() == "go" and dialog.chosen is not None:
        model.files.revising.go_back(key, dialog.chosen.id)


def name_revision(theme: Theme, model: ComposeModel, parent: QWidget, key: str, revision: Revision) -> None:
    """Ask for the name of a revision that was just saved."""

    async def ask() -> None:
        name = await ask_name(theme, _tr("Name of the revision"), revision.name, parent)
        if name:
            await model.files.revising.rename(key, revision.id, name)

    model.scope.start("name revision", ask())
