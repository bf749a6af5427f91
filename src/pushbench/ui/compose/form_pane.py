"""The form: sections below each other, a strip that follows the scroll position.

Its texts are the first thing of Compose that is shown, before there is a message model or an engine; what else
belongs to the form is loaded and put in later, section by section.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pushbench.ui.compose.field_row import FormField
from pushbench.ui.compose.field_shapes import FieldShape, content_fields, delivery_fields, media_fields
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, hairline, pane, row
from pushbench.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from pushbench.ui.compose.actions_section import ActionsSection
    from pushbench.ui.compose.first_look import FirstLook
    from pushbench.ui.compose.layers_bar import LayersBar
    from pushbench.ui.compose.live_section import LiveSection
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.state import ComposeState
    from pushbench.ui.compose.table_sections import DataSection, VariablesSection
    from pushbench.ui.widgets.tabs import TabStrip


class FormPane(QWidget):
    """Content, actions, delivery, data, variables."""

    layers: LayersBar
    strip: TabStrip

    def __init__(self, theme: Theme, model: ComposeModel | None = None, parent: QWidget | None = None) -> None:
        """Without a model the texts alone; :meth:`steps` bring the rest."""
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._fields: dict[str, FormField] = {}
        self._sections: dict[str, QWidget] = {}
        self._parts: list[ActionsSection | DataSection | VariablesSection | LiveSection] = []
        self._is_jumping = False
        self._is_filled = False
        self.look: FirstLook | None = None
        """The message whose texts are shown, while there is no model."""
        self._body = column(spacing=10, margins=(16, 10, 16, 16))
        self._content = column(spacing=8)
        for shape in content_fields():
            self._content.addWidget(self._field(shape))
        self._add_section("content", box(self._content))
        self._body.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(pane(self._body))
        self._scroll.verticalScrollBar().valueChanged.connect(self._on_scroll)
        self._head = pane()
        self._head.setFixedHeight(2 * theme.height("tab-bar") + 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        for part in (self._head, hairline(), self._scroll):
            self._layout.addWidget(part)
        self._layout.setStretch(2, 1)
        self.setMinimumWidth(theme.width("form-min"))
        if model is not None:
            for step in self.steps(model):
                step()

    # -- the texts before there is a model ------------------------------------------------------------

    def show_first_look(self, look: FirstLook) -> None:
        """Show the texts of the message that was open last, to be written in."""
        self.look = look
        for name, text in look.texts.items():
            self._fields[f"content/{name}"].show_text(text)

    def touched_texts(self) -> Mapping[str, str]:
        """Return what was typed before there was a model."""
        return {
            field.shape.name: field.control.text()
            for field in self._text_fields()
            if field.is_touched and isinstance(field.control, TextField)
        }

    def bind(self, model: ComposeModel) -> None:
        """Tell the model of edits from now on."""
        for field in self._text_fields():
            field.bind(model)

    def set_read_only(self) -> None:
        """Keep the texts in sight where nothing could take a change of them."""
        for field in self._text_fields():
            if isinstance(field.control, TextField):
                field.control.setReadOnly(True)

    def _text_fields(self) -> list[FormField]:
        return [self._fields[shape.key] for shape in content_fields()]

    # -- the rest, one piece at a time ------------------------------------------------------------------

    def steps(self, model: ComposeModel) -> tuple[Callable[[], None], ...]:
        """Return the calls that complete the form; each takes a few milliseconds."""
        return (
            partial(self.bind, model),
            partial(self._put_head, model),
            partial(self._put_media, model),
            partial(self._put_actions, model),
            partial(self._put_delivery, model),
            partial(self._put_live, model),
            partial(self._put_data, model),
            partial(self._put_variables, model),
        )

    def _put_head(self, model: ComposeModel) -> None:
        from pushbench.ui.compose.layers_bar import LayersBar
        from pushbench.ui.widgets.tabs import TabStrip

        self.strip = TabStrip(self._theme, self.tr("Sections of the form"), gap=8)
        self.strip.chosen.connect(self._jump)
        self.layers = LayersBar(self._theme, model)
        self._head.setParent(None)
        self._head.deleteLater()
        self._layout.insertWidget(0, self.layers)
        self._layout.insertWidget(1, pane(row(self.strip, margins=(8, 0, 8, 0))))

    def _put_media(self, model: ComposeModel) -> None:
        media = row(spacing=8)
        for shape in media_fields():
            part = 2 if shape.name == "image" else 1
            media.addWidget(self._field(shape, model), part, Qt.AlignmentFlag.AlignTop)
        self._content.addLayout(media)
        self._model = model
        model.images.changed.connect(self._on_image)

    def _on_image(self) -> None:
        if self._model is not None:
            self._fields["content/image"].show_image(self._model.state)

    def _put_actions(self, model: ComposeModel) -> None:
        from pushbench.ui.compose.actions_section import ActionsSection

        section = ActionsSection(self._theme, model)
        self._parts.append(section)
        self._add_section("actions", section)

    def _put_delivery(self, model: ComposeModel) -> None:
        from pushbench.ui.widgets.labels import label

        layout = column(label(self._theme, self.tr("Delivery"), "section"), spacing=8)
        for shapes in delivery_fields():
            line = row(spacing=8)
            for shape in shapes:
                line.addWidget(self._field(shape, model), 1, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(line)
        self._add_section("delivery", box(layout))

    def _put_live(self, model: ComposeModel) -> None:
        from pushbench.ui.compose.live_section import LiveSection

        section = LiveSection(self._theme, model)
        self._parts.append(section)
        self._body.insertWidget(self._body.count() - 1, section)

    def _put_data(self, model: ComposeModel) -> None:
        from pushbench.ui.compose.table_sections import DataSection

        section = DataSection(self._theme, model)
        self._parts.append(section)
        self._add_section("data", section)

    def _put_variables(self, model: ComposeModel) -> None:
        from pushbench.ui.compose.table_sections import VariablesSection

        section = VariablesSection(self._theme, model)
        self._parts.append(section)
        self._add_section("personalise", section)
        self._is_filled = True

    def _field(self, shape: FieldShape, model: ComposeModel | None = None) -> FormField:
        field = self._fields[shape.key] = FormField(self._theme, shape, model)
        return field

    def _add_section(self, key: str, section: QWidget) -> None:
        """Put a section below the others, above the stretch at the end."""
        place = max(0, self._body.count() - 1)
        if self._sections:
            self._body.insertWidget(place, hairline())
            place += 1
        self._body.insertWidget(place, section)
        self._sections[key] = section

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        """Render what stands in the form so far."""
        for field in self._fields.values():
            field.show_state(state)
        for part in self._parts:
            part.show_state(state)
        if not self._is_filled:
            return
        from pushbench.ui.widgets.tabs import Tab

        message = state.message
        self.layers.show_state(state)
        wrong = {key.partition("/")[0] for key, (tone, _) in state.field_problems.items() if tone == "red"}
        self.strip.set_tabs(
            (
                Tab("content", self.tr("Content"), dot="red-dot" if "content" in wrong else ""),
                Tab("actions", self.tr("Actions"), str(len(message.actions) or "")),
                Tab("delivery", self.tr("Delivery"), dot="red-dot" if "delivery" in wrong else ""),
                Tab("data", self.tr("Data"), str(len(message.data) or "")),
                Tab("personalise", self.tr("Personalise"), str(len(message.variables) or "")),
            ),
            self._section_in_sight(),
        )

    def focus_field(self, key: str) -> None:
        """Bring a field into sight and give it the keyboard."""
        field = self._fields.get(key)
        if field is not None:
            self._scroll.ensureWidgetVisible(field, 0, 40)
            field.focus()
            return
        section = self._sections.get({"variables": "personalise"}.get(key, key))
        if section is not None:
            self._scroll.ensureWidgetVisible(section, 0, 40)

    def select_lost(self, key: str) -> None:
        """Select the characters of a text that readers lose."""
        field = self._fields.get(key)
        if field is not None:
            self._scroll.ensureWidgetVisible(field, 0, 40)
            field.select_lost()

    # -- the strip ----------------------------------------------------------------------------------

    def _jump(self, key: str) -> None:
        self._is_jumping = True
        self._scroll.verticalScrollBar().setValue(max(0, self._sections[key].y() - 10))
        QTimer.singleShot(0, self, partial(setattr, self, "_is_jumping", False))

    def _section_in_sight(self) -> str:
        bar = self._scroll.verticalScrollBar()
        if bar.value() >= bar.maximum() > 0 and self.strip.currentIndex() > 0:
            keys = list(self._sections)
            visible = [key for key in keys if self._sections[key].y() <= bar.value() + self._scroll.height() // 2]
            current = keys[min(self.strip.currentIndex(), len(keys) - 1)]
            return current if current in keys[len(visible) - 1 :] else visible[-1]
        if not bar.value():
            return "content"  # also while nothing is laid out yet, and every section stands at the top
        above = [key for key, section in self._sections.items() if section.y() <= bar.value() + 40]
        return above[-1] if above else "content"

    def _on_scroll(self) -> None:
        if self._is_jumping or not self._is_filled:
            return
        keys = list(self._sections)
        index = keys.index(self._section_in_sight())
        if index != self.strip.currentIndex():
            self.strip.blockSignals(True)
            self.strip.setCurrentIndex(index)
            self.strip.blockSignals(False)
            self.strip.update()
