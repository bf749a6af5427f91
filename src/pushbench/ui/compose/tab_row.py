"""The row of open messages above the editors."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from pushbench.ui.compose.message_tabs import MessageTabs
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.tabs import Tab


class TabRow(QWidget):
    """Tabs, new message, when it was saved, form or JSON."""

    rename_wanted = Signal()
    revisions_wanted = Signal(str)

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.library_button = icon_button(theme, "book-open", self.tr("Messages"))
        self.tabs = MessageTabs(theme, model)
        self.tabs.rename_wanted.connect(self._on_rename)
        self.tabs.revisions_wanted.connect(self.revisions_wanted)
        self.all_tabs = icon_button(theme, "chevron-down", self.tr("All open messages"), self._open_list)
        self.all_tabs.hide()
        # Told while the row is being laid out, when it would not take notice of another part.
        self.tabs.overflows.connect(self.all_tabs.setVisible, Qt.ConnectionType.QueuedConnection)
        self._saved = label(theme, "", "caption", tone="caption")
        self._layout_choice = Segments(theme, self.tr("Layout"), is_small=True)
        self._layout_choice.chosen.connect(model.choose_layout)
        add = icon_button(theme, "plus", self.tr("New message"), lambda: model.files.new_message())
        parts = (self.library_button, self.tabs, self.all_tabs, add, None, self._saved, self._layout_choice)
        self.setLayout(row(*parts, margins=(0, 0, 10, 0)))
        theme.size(self, height="tab-bar")

    def show_state(self, state: ComposeState) -> None:
        is_closable = len(state.tabs) > 1
        tabs = tuple(Tab(tab.key, tab.name, dot=tab.dot, is_closable=is_closable, tip=tab.tip) for tab in state.tabs)
        self.tabs.set_tabs(tabs, state.current)
        note = state.file_note
        is_unsaved = note is not None
        self._saved.setText(self.tr("Not saved") if is_unsaved else state.saved)
        self._saved.setToolTip(note.why if note is not None else "")
        restyle(self._saved, "tone", "red" if is_unsaved else "caption")

    def _on_rename(self, key: str) -> None:
        self._model.files.show(key)
        self.rename_wanted.emit()

    def _open_list(self) -> None:
        """Offer every open message by name, those out of sight too."""
        state, files = self._model.state, self._model.files
        items = tuple(
            MenuItem(tab.name, partial(files.show, tab.key), "file-text", is_checked=tab.key == state.current)
            for tab in state.tabs
        )
        pop_up(self._theme, items, self.all_tabs, at_end=True)

    def show_layout(self, layout: str, *, has_room: bool) -> None:
        """Show which of form, JSON and both is chosen."""
        why = "" if has_room else self.tr("The window is too narrow for both")
        segments = (
            Segment("form", self.tr("Form")),
            Segment("split", self.tr("Split"), is_enabled=has_room, tip=why),
            Segment("json", self.tr("JSON")),
        )
        self._layout_choice.set_segments(segments, layout)
