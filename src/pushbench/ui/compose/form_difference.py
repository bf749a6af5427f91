"""What the JSON of a provider has that the form would not have made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from pushbench.domain.json_value import pretty
from pushbench.ui.compose.text_difference import DifferenceView
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel


class FormDifferenceDialog(Dialog):
    """Red lines are the form's, green ones were set by hand."""

    def __init__(self, theme: Theme, title: str, form: str, now: str, parent: QWidget) -> None:
        super().__init__(theme, title, parent)
        words = self.tr("Red lines are what the form makes, green ones were set by hand.")
        self.body.addWidget(label(theme, words, "secondary", tone="secondary", wraps=True))
        self.view = DifferenceView(theme)
        self.view.setMinimumSize(theme.px(560), theme.px(260))
        self.view.show_texts(form, now)
        self.body.addWidget(self.view, 1)
        self.set_buttons(
            ("form", self.tr("Use the form for everything"), ""),
            ("close", self.tr("Close"), "primary"),
            default="close",
        )


async def compare_with_form(theme: Theme, model: ComposeModel, parent: QWidget) -> None:
    """Open the comparison of the JSON in sight with what the form makes, and go back to the form if wanted."""
    sheet = model.state.sheet
    if sheet is None:
        return
    form = pretty(model.desk.form_document(model.edition, sheet.provider))
    service = model.workspace.registry.provider(sheet.provider).spec.short_title
    title = QCoreApplication.translate("FormDifferenceDialog", "{service}: form and JSON").format(service=service)
    if await FormDifferenceDialog(theme, title, form, sheet.text, parent).result_of() == "form":
        model.editing.use_form_only()
