"""What another program wrote beside what stands in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from pushbench.store.message_places import name_of
from pushbench.ui.compose.text_difference import DifferenceView
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel


class DifferenceDialog(Dialog):
    """Red lines are the file's, green ones the window's; the choice is made here too."""

    def __init__(self, theme: Theme, title: str, theirs: str, mine: str, parent: QWidget) -> None:
        super().__init__(theme, title, parent)
        words = self.tr("Red lines are in the file, green ones in this window.")
        self.body.addWidget(label(theme, words, "caption", tone="caption"))
        self.view = DifferenceView(theme)
        self.view.setMinimumSize(theme.px(620), theme.px(320))
        self.view.show_texts(theirs, mine)
        self.body.addWidget(self.view, 1)
        self.set_buttons(
            ("cancel", self.tr("Decide later"), ""),
            ("theirs", self.tr("Take theirs"), ""),
            ("mine", self.tr("Keep mine"), "primary"),
            default="cancel",
        )


async def compare_with_file(theme: Theme, model: ComposeModel, key: str, parent: QWidget) -> None:
    """Open the comparison of an open message with its file, and do what was chosen. Raises UserError."""
    from pushbench.store.message_file import dump_message

    files = model.files
    theirs = await files.worker.run(files.library.text_on_disk, key)
    if key not in files.open.keys:
        return
    mine = dump_message(files.open.edition(key).message)
    title = QCoreApplication.translate("DifferenceDialog", "“{name}” in the file and here").format(name=name_of(key))
    answer = await DifferenceDialog(theme, title, theirs, mine, parent).result_of()
    if answer == "mine":
        await files.open.keep_mine(key)
    elif answer == "theirs":
        await files.open.take_theirs(key)
        model.refresh()
