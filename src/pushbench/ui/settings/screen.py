"""The Settings screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from pushbench import __version__
from pushbench.ui.settings.model import SettingsModel, SettingsState, Shortcut
from pushbench.ui.theme.theme import Mode, Theme
from pushbench.ui.widgets.boxes import box, clear, column, framed, hairline, pane, row
from pushbench.ui.widgets.choices import Combo, Switch
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.segments import Segment, Segments

_TEXT_SIZES = (90, 100, 110, 120, 130, 140)


class SettingsScreen(QWidget):
    """Cards below each other."""

    def __init__(self, theme: Theme, model: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._listed: tuple[Shortcut, ...] = ()
        self._mode = Segments(theme, self.tr("Appearance"))
        self._mode.chosen.connect(model.set_mode)
        self._size = Combo(theme, self.tr("Text size"))
        self._size.setFixedWidth(theme.px(110))
        self._size.picked.connect(lambda key: model.set_text_percent(int(key)))
        self._contrast = Switch(theme, self.tr("Increase contrast"))
        self._contrast.turned.connect(model.set_high_contrast)
        self._motion = Switch(theme, self.tr("Reduce motion"))
        self._motion.turned.connect(model.set_reduced_motion)
        self._home = label(theme, "", "code", wraps=True, selectable=True)
        self._vault = label(theme, "", "body", wraps=True, selectable=True)
        self._keys = QGridLayout()
        self._keys.setHorizontalSpacing(24)
        self._keys.setVerticalSpacing(6)
        self._keys.setColumnMinimumWidth(0, theme.px(220))
        self._keys.setColumnStretch(1, 1)
        cards = column(
            self._card(
                self.tr("Appearance"),
                self._line(self.tr("Theme"), self._mode),
                self._line(self.tr("Text size"), self._size),
                self._line("", self._contrast),
                self._line("", self._motion),
            ),
            self._card(
                self.tr("Where things are kept"),
                self._line(self.tr("Folder"), self._home),
                self._line(self.tr("Secrets"), self._vault),
            ),
            self._card(self.tr("Keyboard"), box(self._keys)),
            self._card(self.tr("About"), self._line("Pushbench", label(theme, __version__, "body", selectable=True))),
            None,
            spacing=12,
            margins=(24, 20, 24, 24),
        )
        inner = QWidget()
        inner.setLayout(cards)
        inner.setFixedWidth(theme.px(720))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(pane(row(inner, None, spacing=0), "bg"))
        bar = pane(row(label(theme, self.tr("Settings"), "heading"), None, margins=(16, 0, 12, 0)), "bg")
        theme.size(bar, height="top-bar")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(hairline())
        layout.addWidget(scroll, 1)
        model.changed.connect(self._on_changed)
        self._on_changed()

    def _card(self, title: str, *lines: QWidget) -> QWidget:
        return framed(
            column(label(self._theme, title, "heading"), *lines, spacing=10, margins=(18, 14, 18, 16)), "card"
        )

    def _line(self, text: str, widget: QWidget) -> QWidget:
        words = label(self._theme, text, "body", tone="secondary")
        words.setFixedWidth(self._theme.px(130))
        words.setBuddy(widget)
        line = row(words, widget, spacing=12)
        if widget in (self._home, self._vault):
            line.setStretch(1, 1)
        else:
            line.addStretch(1)
        return box(line)

    # -- state --------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        state = self._model.state
        modes = (
            Segment(Mode.SYSTEM.value, self.tr("System")),
            Segment(Mode.LIGHT.value, self.tr("Light")),
            Segment(Mode.DARK.value, self.tr("Dark")),
        )
        self._mode.set_segments(modes, state.look.mode.value)
        self._size.set_choices([(str(size), f"{size} %") for size in _TEXT_SIZES], str(state.look.text_percent))
        self._contrast.setChecked(state.look.is_high_contrast)
        self._motion.setChecked(state.look.is_motion_reduced)
        self._home.setText(state.home)
        self._vault.setText(state.vault)
        self._show_shortcuts(state)

    def _show_shortcuts(self, state: SettingsState) -> None:
        if state.shortcuts == self._listed:
            return
        self._listed = state.shortcuts
        clear(self._keys)
        group, line = "", 0
        for item in state.shortcuts:
            if item.group != group:
                group = item.group
                self._keys.addWidget(label(self._theme, group, "caption-strong", tone="caption"), line, 0)
                line += 1
            self._keys.addWidget(label(self._theme, item.title, "body"), line, 0)
            self._keys.addWidget(label(self._theme, item.keys, "code", tone="secondary"), line, 1)
            line += 1
