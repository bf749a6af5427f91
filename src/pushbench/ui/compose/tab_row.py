"""The row of open messages above the editors."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.tabs import Tab, TabStrip


class TabRow(QWidget):
    """Tabs, new message, when it was saved, form or JSON."""

    rename_wanted = Signal()

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.library_button = icon_button(theme, "book-open", self.tr("Messages"))
        self.tabs = TabStrip(theme, self.tr("Open messages"), is_top=True)
        self.tabs.chosen.connect(model.files.show)
        self.tabs.closed.connect(model.files.close)
        self.tabs.tabBarDoubleClicked.connect(lambda _index: self.rename_wanted.emit())
        self._saved = label(theme, "", "caption", tone="caption")
        self._layout_choice = Segments(theme, self.tr("Layout"))
        self._layout_choice.chosen.connect(model.choose_layout)
        add = icon_button(theme, "plus", self.tr("New message"), model.files.new_message)
        parts = (self.library_button, self.tabs, add, None, self._saved, self._layout_choice)
        self.setLayout(row(*parts, margins=(0, 0, 10, 0)))
        theme.size(self, height="tab-bar")

    def show_state(self, state: ComposeState) -> None:
        tabs = tuple(Tab(tab.key, tab.name, is_closable=len(state.tabs) > 1, tip=tab.key) for tab in state.tabs)
        self.tabs.set_tabs(tabs, state.current)
        self._saved.setText(state.saved)

    def show_layout(self, layout: str, *, has_room: bool) -> None:
        """Show which of form, JSON and both is chosen."""
        why = "" if has_room else self.tr("The window is too narrow for both")
        segments = (
            Segment("form", self.tr("Form")),
            Segment("split", self.tr("Split"), is_enabled=has_room, tip=why),
            Segment("json", self.tr("JSON")),
        )
        self._layout_choice.set_segments(segments, layout)
