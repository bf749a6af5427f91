"""One field of the form, bound to the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.ui.compose.field_shapes import FieldShape
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from pushbench.ui.compose.field_view import FieldView
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.state import ComposeState
    from pushbench.ui.widgets.choices import Combo


class FormField(QWidget):
    """Label, control, counters, problem and the mark of what was set by hand.

    Without a model it keeps what is typed; :meth:`bind` hands it over.
    """

    def __init__(
        self, theme: Theme, shape: FieldShape, model: ComposeModel | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.shape = shape
        self._theme = theme
        self._model = model
        self._typed_problem = ""
        self._shown: FieldView | None = None
        self.is_touched = False
        """Whether something was typed before there was a model."""
        self.control = self._make_control(theme)
        self.labelled = Labelled(theme, shape.label, self.control, remark=shape.remark)
        self.labelled.form_value_wanted.connect(self._on_form_value_wanted)
        self.labelled.why_wanted.connect(self._on_why)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.labelled)

    def _make_control(self, theme: Theme) -> TextField | Combo:
        shape = self.shape
        if shape.control in ("text", "image"):
            field = self._text_kind()(
                theme, shape.label, lines=shape.lines, is_mono=shape.is_mono, placeholder=shape.placeholder
            )
            field.edited.connect(self._on_edited)
            return field
        from pushbench.ui.widgets.choices import Combo  # the first fields are texts

        combo = Combo(theme, shape.label, is_editable=shape.control == "editable")
        combo.picked.connect(self._on_edited)
        return combo

    def _text_kind(self) -> type[TextField]:
        if self.shape.control != "image":
            return TextField
        from pushbench.ui.compose.image_field import ImageField  # the first fields are texts

        return ImageField

    def bind(self, model: ComposeModel) -> None:
        """Tell edits to a model from now on."""
        self._model = model

    def _on_edited(self, text: str) -> None:
        if self._model is None:
            self.is_touched = True
        elif self.shape.part == "content":
            self._model.editing.set_content(self.shape.name, text)
        else:
            self._typed_problem = self._model.editing.set_delivery(self.shape.name, text)
            self.labelled.set_problem(self._typed_problem)

    def _on_form_value_wanted(self) -> None:
        if self._model is not None:
            self._model.editing.use_form_value_of(self.shape.key)

    def _on_why(self, link: QWidget) -> None:
        if self._model is not None:
            from pushbench.ui.compose.explaining import explain_field

            explain_field(self._theme, self._model, self.shape.key, link)

    # -- state --------------------------------------------------------------------------------------

    def show_text(self, text: str) -> None:
        """Show a text that no model knows yet."""
        if isinstance(self.control, TextField):
            self.control.set_text(text)

    def show_state(self, state: ComposeState) -> None:
        from pushbench.ui.compose.field_view import view_of  # not before there is a message

        view = view_of(state, self.shape)
        control = self.control
        if self.shape.control == "image":
            self.show_image(state)
        if isinstance(control, TextField):
            is_typed_wrong = bool(self._typed_problem) and control.hasFocus()
            if not is_typed_wrong:
                control.set_text(view.value)
        else:
            control.set_choices(view.choices, view.value)
        if view == self._shown and not self._typed_problem:
            return
        self._shown = view
        self.labelled.set_by_hand(view.is_by_hand)
        self.labelled.set_problem(self._typed_problem or view.problem, view.tone)
        self.labelled.offer_why(bool(view.problem) and not self._typed_problem)
        if isinstance(control, TextField):
            if control.placeholderText() != view.placeholder:
                control.setPlaceholderText(view.placeholder)
            if view.remark is not None:
                control.set_lost(view.lost)
        if view.remark is not None:
            self.labelled.set_remark(view.remark)
            control.setAccessibleDescription(view.spoken)

    def show_image(self, state: ComposeState) -> None:
        """Show picture and facts of the image that the message names, where it is at hand."""
        from pushbench.ui.compose.image_field import ImageField

        if not isinstance(self.control, ImageField) or self._model is None:
            return
        resolved = state.sheet.resolved if state.sheet is not None else None
        found = self._model.images.find(str(resolved.content.image or "")) if resolved is not None else None
        self.control.show_image(found.image if found is not None else None)
        self.labelled.set_remark(((found.words, "text-3"),) if found is not None else ())

    def focus(self) -> None:
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def select_lost(self) -> None:
        """Select the characters that readers of the tightest surface lose."""
        if isinstance(self.control, TextField) and self.control.lost is not None:
            self.control.select(*self.control.lost)
        else:
            self.focus()
