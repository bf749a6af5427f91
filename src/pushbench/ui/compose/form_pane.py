"""The form: sections below each other, a strip that follows the scroll position."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pushbench.ui.compose.actions_section import ActionsSection
from pushbench.ui.compose.field_row import FormField
from pushbench.ui.compose.form_fields import content_fields, delivery_fields, media_fields
from pushbench.ui.compose.layers_bar import LayersBar
from pushbench.ui.compose.live_section import LiveSection
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.compose.table_sections import DataSection, VariablesSection
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, hairline, pane, row
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.tabs import Tab, TabStrip


class FormPane(QWidget):
    """Content, actions, delivery, data, variables."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fields: dict[str, FormField] = {}
        self._is_jumping = False
        self.strip = TabStrip(theme, self.tr("Sections of the form"), gap=8)
        self.strip.chosen.connect(self._jump)
        self._sections: dict[str, QWidget] = {
            "content": self._content(theme, model),
            "actions": ActionsSection(theme, model),
            "delivery": self._delivery(theme, model),
            "data": DataSection(theme, model),
            "personalise": VariablesSection(theme, model),
        }
        self._live = LiveSection(theme, model)
        body = column(spacing=10, margins=(16, 10, 16, 16))
        for number, (key, section) in enumerate(self._sections.items()):
            if number:
                body.addWidget(hairline())
            body.addWidget(section)
            if key == "delivery":
                body.addWidget(self._live)
        body.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(pane(body))
        self._scroll.verticalScrollBar().valueChanged.connect(self._on_scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.layers = LayersBar(theme, model)
        layout.addWidget(self.layers)
        layout.addWidget(pane(row(self.strip, margins=(8, 0, 8, 0))))
        layout.addWidget(hairline())
        layout.addWidget(self._scroll, 1)
        self.setMinimumWidth(theme.width("form-min"))

    # -- sections -----------------------------------------------------------------------------------

    def _content(self, theme: Theme, model: ComposeModel) -> QWidget:
        layout = column(spacing=8)
        for shape in content_fields():
            self._fields[shape.key] = FormField(theme, shape, model)
            layout.addWidget(self._fields[shape.key])
        media = row(spacing=8)
        for shape in media_fields():
            self._fields[shape.key] = FormField(theme, shape, model)
            media.addWidget(self._fields[shape.key], 2 if shape.name == "image" else 1)
        layout.addLayout(media)
        return box(layout)

    def _delivery(self, theme: Theme, model: ComposeModel) -> QWidget:
        layout = column(label(theme, self.tr("Delivery"), "section"), spacing=8)
        for shapes in delivery_fields():
            line = row(spacing=8)
            for shape in shapes:
                self._fields[shape.key] = FormField(theme, shape, model)
                line.addWidget(self._fields[shape.key], 1, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(line)
        return box(layout)

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        message = state.message
        self.layers.show_state(state)
        for field in self._fields.values():
            field.show_state(state)
        for section in self._sections.values():
            if isinstance(section, (ActionsSection, DataSection, VariablesSection)):
                section.show_state(state)
        self._live.show_state(state)
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
        above = [key for key, section in self._sections.items() if section.y() <= bar.value() + 40]
        return above[-1] if above else "content"

    def _on_scroll(self) -> None:
        if self._is_jumping:
            return
        keys = list(self._sections)
        index = keys.index(self._section_in_sight())
        if index != self.strip.currentIndex():
            self.strip.blockSignals(True)
            self.strip.setCurrentIndex(index)
            self.strip.blockSignals(False)
            self.strip.update()
