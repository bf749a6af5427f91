"""The Compose screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.panes import ComposePanes
from pushbench.ui.compose.production_dialog import ProductionDialog
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.tabs import Tab, TabStrip

_LIBRARY_FROM = 1280
_SPLIT_FROM = 1120


class ComposeScreen(QWidget):
    """Top bar; library, form and JSON, preview; log below."""

    def __init__(
        self, theme: Theme, model: ComposeModel, panes: ComposePanes | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        panes = panes or ComposePanes(theme, model)
        self._theme = theme
        self._model = model
        self._library_wanted: bool | None = None
        self.bar = panes.bar
        self.library = panes.library
        self.form = panes.form
        self.json = panes.json
        self.preview = panes.preview
        self.dock = panes.dock
        self.dock.fold_wanted.connect(self._on_fold)
        self._tab_row = self._make_tab_row()
        self._editors = _splitter(Qt.Orientation.Horizontal, self.form, self.json)
        self._editors.setStretchFactor(1, 1)
        upper = QWidget()
        upper_layout = QVBoxLayout(upper)
        upper_layout.setContentsMargins(0, 0, 0, 0)
        upper_layout.setSpacing(0)
        for widget in (self._tab_row, hairline(), self._editors):
            upper_layout.addWidget(widget)
        upper_layout.setStretch(2, 1)
        self._middle = _splitter(Qt.Orientation.Vertical, upper, self.dock)
        self._middle.setStretchFactor(0, 1)
        self._panes = _splitter(Qt.Orientation.Horizontal, self.library, self._middle, self.preview)
        self._panes.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(pane(row(self.bar), "bg"))
        layout.addWidget(hairline())
        layout.addWidget(self._panes, 1)
        self._restore_sizes()
        self.setAcceptDrops(True)
        model.focus_wanted = self.bring_to_sight
        model.sending.sender.confirmer = lambda plan: ProductionDialog(theme, plan, self.window()).confirmation()
        model.changed.connect(self._on_changed)
        self._on_changed()

    def _make_tab_row(self) -> QWidget:
        theme, model = self._theme, self._model
        self._library_button = icon_button(theme, "book-open", self.tr("Messages"), self.toggle_library)
        self.tabs = TabStrip(theme, self.tr("Open messages"), is_top=True)
        self.tabs.chosen.connect(model.files.show)
        self.tabs.closed.connect(model.files.close)
        self.tabs.tabBarDoubleClicked.connect(lambda _index: self.library.rename(model.state.current))
        self._saved = label(theme, "", "caption", tone="caption")
        self._layout_choice = Segments(theme, self.tr("Layout"))
        self._layout_choice.chosen.connect(model.choose_layout)
        add = icon_button(theme, "plus", self.tr("New message"), model.files.new_message)
        line = row(self._library_button, self.tabs, add, None, self._saved, self._layout_choice, margins=(0, 0, 10, 0))
        made = pane(line, "bg")
        theme.size(made, height="tab-bar")
        return made

    # -- state --------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        state = self._model.state
        self.bar.show_state(state)
        self.library.show_state(state)
        tabs = tuple(Tab(tab.key, tab.name, is_closable=len(state.tabs) > 1, tip=tab.key) for tab in state.tabs)
        self.tabs.set_tabs(tabs, state.current)
        self._saved.setText(state.saved)
        self._show_layout(state)
        if state.current:
            self.form.show_state(state)
            self.json.show_state(state)
            self.preview.show_state(state)
        self.dock.show_state(state)

    def _show_layout(self, state: ComposeState) -> None:
        layout = self._effective_layout(state)
        has_room = self.width() >= _SPLIT_FROM - self._theme.width("rail")
        why = "" if has_room else self.tr("The window is too narrow for both")
        segments = (
            Segment("form", self.tr("Form")),
            Segment("split", self.tr("Split"), is_enabled=has_room, tip=why),
            Segment("json", self.tr("JSON")),
        )
        self._layout_choice.set_segments(segments, layout)
        self.form.setVisible(layout != "json")
        self.json.setVisible(layout != "form")

    def _effective_layout(self, state: ComposeState) -> str:
        if state.layout == "split" and self.width() < _SPLIT_FROM - self._theme.width("rail"):
            return "form"
        return state.layout

    # -- files that are dropped ---------------------------------------------------------------------

    def open_file(self) -> None:
        """Ask for a message file, an ``.apns`` file or a payload."""
        dialog = QFileDialog(self.window(), self.tr("Open a message or a payload"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Messages and payloads (*.json *.apns)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self._model.files.import_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self._model.files.import_file(url.toLocalFile())

    def bring_to_sight(self, place: str) -> None:
        """Focus a form field, or a place of the JSON behind ``json:``, or the lost words behind ``lost:``."""
        kind, colon, rest = place.partition(":")
        if colon and kind == "json":
            if self._effective_layout(self._model.state) == "form":
                self._model.choose_layout("json")
            self.json.reveal(rest)
            return
        if self._effective_layout(self._model.state) == "json":
            self._model.choose_layout("form")
        if colon and kind == "lost":
            self.form.select_lost(rest)
        else:
            self.form.focus_field(place)

    # -- panes --------------------------------------------------------------------------------------

    def toggle_library(self) -> None:
        self._library_wanted = not self.library.isVisible()
        self.library.setVisible(self._library_wanted)
        self._library_button.setVisible(True)

    def toggle_preview(self) -> None:
        self.preview.setVisible(not self.preview.isVisible())

    def toggle_dock(self) -> None:
        self.dock.fold(not self.dock.is_folded)

    def _on_fold(self, is_folded: bool) -> None:
        head = self._theme.height("tool-row") + 2
        self.dock.setMaximumHeight(head if is_folded else 16_777_215)
        if not is_folded:
            self._middle.setSizes([self._middle.height() - self._theme.px(146), self._theme.px(146)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= _LIBRARY_FROM - self._theme.width("rail")
        self.library.setVisible(is_wide if self._library_wanted is None else self._library_wanted)
        self._library_button.setVisible(not is_wide or self._library_wanted is not None)
        self._show_layout(self._model.state)

    def _restore_sizes(self) -> None:
        theme = self._theme
        kept = self._model.session.state.sizes
        self._panes.setSizes(kept.get("compose", [theme.width("library"), 900, theme.width("preview")]))
        self._editors.setSizes(kept.get("editors", [theme.width("form"), 470]))
        self._middle.setSizes(kept.get("log", [700, theme.px(146)]))

    def keep_sizes(self) -> None:
        """Remember the splitters for the next start."""
        kept = self._model.session.state.sizes
        kept.update(compose=self._panes.sizes(), editors=self._editors.sizes())
        if not self.dock.is_folded:
            kept["log"] = self._middle.sizes()


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter
