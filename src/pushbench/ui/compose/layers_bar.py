"""The strip of languages and variants above the form."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.domain.message import Message
from pushbench.ui.compose.edits import missing_texts
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.name_dialog import ask_name
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.tabs import Tab, TabStrip

_OFFERED = (
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("pt-BR", "Português (Brasil)"),
    ("zh-Hans", "简体中文"),
)


class LayersBar(QWidget):
    """Languages at the left with a dot where texts are missing, variants at the right."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._languages = TabStrip(theme, self.tr("Languages"), is_soft=True, gap=8)
        self._languages.chosen.connect(lambda key: model.layers.choose_language(key.removeprefix("language:")))
        self._add = icon_button(theme, "plus", self.tr("Add a language"), self._offer_languages)
        self._remove = icon_button(theme, "trash", "", self._remove_layer)
        self._variants_word = label(theme, self.tr("Variant"), "secondary", tone="secondary")
        self._variants = Segments(theme, self.tr("Variant"), is_small=True)
        self._variants.chosen.connect(lambda key: model.layers.choose_variant(key.removeprefix("variant:")))
        more = icon_button(theme, "plus", self.tr("Add a variant"), model.layers.add_variant)
        line = row(self._languages, self._add, None, self._remove, self._variants_word, self._variants, more, spacing=6)
        line.setContentsMargins(9, 0, 10, 0)
        head = pane(line)
        theme.size(head, height="tab-bar")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(hairline())

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        message, reading = state.message, state.reading
        tabs = [Tab("language:", self.tr("Source"), tip=self.tr("The message's own texts"))]
        tabs += [self._tab(message, tag) for tag in message.languages]
        self._languages.set_tabs(tuple(tabs), f"language:{reading.language}")
        segments = [Segment("variant:", "A"), *(Segment(f"variant:{name}", name) for name in message.variants)]
        self._variants.set_segments(tuple(segments), f"variant:{reading.variant}")
        layer = reading.language or reading.variant
        self._remove.setVisible(bool(layer))
        words = self.tr("Remove {name}").format(name=layer)
        self._remove.setToolTip(words)
        self._remove.setAccessibleName(words)

    def _tab(self, message: Message, tag: str) -> Tab:
        missing = missing_texts(message, tag)
        if not missing:
            return Tab(f"language:{tag}", tag, icon="check green", tip=self.tr("{tag}: complete").format(tag=tag))
        tip = self.tr("{tag}: not translated: {fields}").format(tag=tag, fields=", ".join(missing))
        return Tab(f"language:{tag}", tag, dot="amber-dot", tip=tip)

    # -- verbs --------------------------------------------------------------------------------------

    def _offer_languages(self) -> None:
        layers, known = self._model.layers, self._model.state.message.languages
        items: list[MenuItem | None] = [
            MenuItem(f"{tag}   {name}", partial(layers.add_language, tag)) for tag, name in _OFFERED if tag not in known
        ]
        items += [None, MenuItem(self.tr("Another…"), self._ask_language, "languages")]
        pop_up(self._theme, tuple(items), self._add)

    def _ask_language(self) -> None:
        async def ask() -> None:
            title, field = self.tr("Add a language"), self.tr("Tag, such as sv or en-GB")
            tag = await ask_name(self._theme, title, "", self.window(), field=field)
            if tag:
                self._model.layers.add_language(tag)

        self._model.scope.start("ask language", ask())

    def _remove_layer(self) -> None:
        reading = self._model.state.reading
        if reading.language:
            self._model.layers.remove_language(reading.language)
        elif reading.variant:
            self._model.layers.remove_variant(reading.variant)
