"""Asks for one name."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labelled import Labelled


def _tr(text: str) -> str:
    return QCoreApplication.translate("NameDialog", text)


async def ask_name(theme: Theme, title: str, before: str, parent: QWidget, *, field: str = "") -> str | None:
    """Return the name that was typed, or None when the dialog was dismissed."""
    dialog = Dialog(theme, title, parent)
    edit = QLineEdit(before)
    name = field or _tr("Name")
    edit.setAccessibleName(name)
    edit.selectAll()
    dialog.body.addWidget(Labelled(theme, name, edit))
    dialog.set_buttons(("cancel", _tr("Cancel"), ""), ("go", _tr("Save"), "primary"), default="go")
    edit.setFocus()
    if await dialog.result_of() != "go":
        return None
    return edit.text().strip() or None
