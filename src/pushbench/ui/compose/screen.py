"""The Compose screen.

It is shown before there is a message model: the frame with the texts of the form, and quiet ground where the other
panes will be. :meth:`ComposeScreen.steps` put those in one at a time, so that the window answers in between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from pushbench.ui.compose.form_pane import FormPane
from pushbench.ui.rendering import Render
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row

if TYPE_CHECKING:
    from pushbench.store.message_revisions import Revision
    from pushbench.ui.compose.file_note import FileNoteBar
    from pushbench.ui.compose.json_pane import JsonPane
    from pushbench.ui.compose.library_pane import LibraryPane
    from pushbench.ui.compose.library_popover import LibraryPopover
    from pushbench.ui.compose.log_dock import LogDock
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.preview_pane import PreviewPane
    from pushbench.ui.compose.state import ComposeState
    from pushbench.ui.compose.tab_row import TabRow
    from pushbench.ui.compose.top_bar import ComposeBar
    from pushbench.ui.compose.variable_offers import VariableOffers

_LIBRARY_FROM = 1280
_SPLIT_FROM = 1120
_ARRANGED_FROM = 700
"""A width that only a window gives."""
_PANES = 3
"""Library, editors with the log, preview."""
_NO_LIMIT = 16_777_215
"""Qt's greatest size of a widget."""


class ComposeScreen(QWidget):
    """Top bar; library, form and JSON, preview; log below."""

    bar: ComposeBar
    head: TabRow
    file_note: FileNoteBar
    library: LibraryPane
    json: JsonPane
    preview: PreviewPane
    dock: LogDock
    offers: VariableOffers

    def __init__(
        self,
        theme: Theme,
        model: ComposeModel | None = None,
        parent: QWidget | None = None,
        *,
        sizes: Mapping[str, list[int]] | None = None,
        form: FormPane | None = None,
    ) -> None:
        """``sizes`` are the splitters' of the last time, ``form`` is one that was shown by itself before.

        With a model the screen is complete at once.
        """
        super().__init__(parent)
        self._theme = theme
        self._model: ComposeModel | None = None
        self._renders: list[Render[ComposeState]] = []
        self._parts: set[str] = set()
        self._library_wanted: bool | None = None
        """Whether a person wants it beside the editors; None until one has said so."""
        self._popover: LibraryPopover | None = None
        self._bar_place = pane(row(), "bg")
        self._bar_place.setFixedHeight(theme.height("top-bar"))
        self._head_place = pane(row(), "bg")
        self._head_place.setFixedHeight(theme.height("tab-bar"))
        self.form = form if form is not None else FormPane(theme)
        self._places = {"library": pane(surface="bg"), "json": pane(), "preview": pane(surface="bg"), "dock": pane()}
        self._editors = _splitter(Qt.Orientation.Horizontal, self.form, self._places["json"])
        self._editors.setStretchFactor(1, 1)
        upper = QWidget()
        upper_layout = QVBoxLayout(upper)
        upper_layout.setContentsMargins(0, 0, 0, 0)
        upper_layout.setSpacing(0)
        for widget in (self._head_place, hairline(), self._editors):
            upper_layout.addWidget(widget)
        upper_layout.setStretch(2, 1)
        self._upper = upper_layout
        self._middle = _splitter(Qt.Orientation.Vertical, upper, self._places["dock"])
        self._middle.setStretchFactor(0, 1)
        self._panes = _splitter(
            Qt.Orientation.Horizontal, self._places["library"], self._middle, self._places["preview"]
        )
        self._panes.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self._bar_place, hairline(), self._panes):
            layout.addWidget(widget)
        layout.setStretch(2, 1)
        kept = sizes if sizes is not None or model is None else model.session.state.sizes
        self._kept_sizes = kept or {}
        self._is_arranged = False
        self._restore_sizes(self._kept_sizes)
        if model is not None:
            for step in self.steps(model):
                step()

    # -- the panes, one at a time ---------------------------------------------------------------------

    def steps(self, model: ComposeModel) -> tuple[Callable[[], object], ...]:
        """Return the calls that complete the screen over an open message; the window may turn between them."""
        return (
            partial(self._begin, model),
            *self.form.steps(model),
            partial(self._render, self.form.show_state),
            self._put_head,
            self._put_bar,
            self._put_library,
            self._put_json,
            self._put_preview,
            self._put_dock,
            self._complete,
        )

    def _begin(self, model: ComposeModel) -> None:
        """Take the model; what was typed before it was there becomes its first edit."""
        self._model = model
        self.form.bind(model)
        typed, look = self.form.touched_texts(), self.form.look
        if typed and look is not None and look.key == model.state.current:
            for name, text in typed.items():
                model.editing.set_content(name, text)
        elif typed:
            self._keep_as_new_message(typed)
        model.changed.connect(self._on_changed)

    def _keep_as_new_message(self, typed: Mapping[str, str]) -> None:
        """Keep what was typed into a message that could not be opened after all."""
        from pushbench.domain.message import Content, Message

        self.model.files.take(Message(name=self.tr("Untitled"), content=Content(**typed)))

    def _render(self, render: Callable[[ComposeState], object]) -> None:
        """Show the state in a part, now and after every change."""
        made = Render(render)
        self._renders.append(made)
        made(self.model.state)

    def _put_head(self) -> None:
        from pushbench.ui.compose.tab_row import TabRow

        self.head = TabRow(self._theme, self.model)
        self.head.library_button.clicked.connect(lambda _checked=False: self.toggle_library())
        self.head.rename_wanted.connect(lambda: self.library.rename(self.model.state.current))
        self.head.revisions_wanted.connect(lambda key: self.library.show_revisions(key))
        self._parts.add("head")
        _furnish(self._head_place, self.head)
        self._settle_library()
        self._render(self.head.show_state)
        self._put_file_note()
        self._render(lambda state: self._settle_layout(state.layout))

    def _put_file_note(self) -> None:
        """Keep a place above the editors for what stands between the message and its file."""
        from pushbench.ui.compose.file_note import FileNoteBar

        self.file_note = FileNoteBar(self._theme, self.model)
        self._upper.insertWidget(2, self.file_note)
        self._render(self.file_note.show_state)

    def _put_bar(self) -> None:
        from pushbench.ui.compose.top_bar import ComposeBar

        self.bar = ComposeBar(self._theme, self.model)
        _furnish(self._bar_place, self.bar)
        self._render(self.bar.show_state)

    def _put_library(self) -> None:
        from pushbench.ui.compose.library_pane import LibraryPane

        self.library = LibraryPane(self._theme, self.model)
        self.library.done.connect(self._on_library_done)
        self._put("library", self._panes, self.library)
        self._settle_library()
        self._render(self.library.show_state)

    def _put_json(self) -> None:
        from pushbench.ui.compose.json_pane import JsonPane

        self.json = JsonPane(self._theme, self.model)
        self._render(self.json.show_state)
        self._put("json", self._editors, self.json)

    def _put_preview(self) -> None:
        from pushbench.ui.compose.preview_pane import PreviewPane

        self.preview = PreviewPane(self._theme, self.model)
        self._render(self.preview.show_state)
        self._put("preview", self._panes, self.preview)

    def _put_dock(self) -> None:
        from pushbench.ui.compose.log_dock import LogDock

        self.dock = LogDock(self._theme, self.model)
        self.dock.fold_wanted.connect(self._on_fold)
        self._parts.add("dock")
        self._put("dock", self._middle, self.dock)
        self._render(self.dock.show_state)

    def _put(self, place: str, splitter: QSplitter, widget: QWidget) -> None:
        """Put a pane where its ground was, in the same size and as visible."""
        before = self._places[place]
        self._places[place] = widget
        sizes = splitter.sizes()
        splitter.replaceWidget(splitter.indexOf(before), widget)
        before.deleteLater()
        splitter.setSizes(sizes)

    def _complete(self) -> None:
        model, theme = self.model, self._theme
        from pushbench.ui.compose.variable_offers import VariableOffers

        self.setAcceptDrops(True)
        self.offers = VariableOffers(theme, model, self)
        model.focus_wanted = self.bring_to_sight
        model.files.revising.name_wanted = self._name_revision

        def confirmation(plan):  # type: ignore[no-untyped-def]
            from pushbench.ui.compose.asking import Asking

            return Asking(theme, model, self)(plan)

        model.sending.sender.confirmer = confirmation

    def _name_revision(self, key: str, revision: Revision) -> None:
        from pushbench.ui.compose.revisions_dialog import name_revision

        name_revision(self._theme, self.model, self, key, revision)

    @property
    def model(self) -> ComposeModel:
        assert self._model is not None  # noqa: S101  # the panes that ask are made after it
        return self._model

    # -- state --------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        state = self.model.state
        for render in self._renders:
            render(state)

    # -- files that are dropped ---------------------------------------------------------------------

    def open_file(self) -> None:
        """Ask for a message file, an ``.apns`` file or a payload."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self.window(), self.tr("Open a message or a payload"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Messages and payloads (*.json *.apns)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.model.files.import_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from pushbench.ui.compose.local_images import dropped_image

        event.acceptProposedAction()
        image = dropped_image(event.mimeData())
        if image:
            self.model.editing.set_image(image)
            return
        paths = tuple(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        self.model.files.incoming.open_paths(paths)

    def bring_to_sight(self, place: str) -> None:
        """Focus a form field, or a place of the JSON behind ``json:``, or the lost words behind ``lost:``."""
        kind, colon, rest = place.partition(":")
        layout = self._effective_layout(self.model.state.layout)
        if colon and kind == "json":
            if layout == "form":
                self.model.choose_layout("json")
            self.json.reveal(rest)
            return
        if layout == "json":
            self.model.choose_layout("form")
        if colon and kind == "lost":
            self.form.select_lost(rest)
        else:
            self.form.focus_field(place)

    # -- panes --------------------------------------------------------------------------------------

    def toggle_library(self) -> None:
        """Show or hide the library: beside the editors, or over them where the window is narrow."""
        if self._is_wide():
            self._library_wanted = not self.library.isVisible()
            self._settle_library()
        elif self._popover is not None and self._popover.isVisible():
            self._popover.close_up()
        else:
            self._open_popover()

    def show_library(self) -> None:
        """Bring the library into sight."""
        if not self.library.isVisible():
            self.toggle_library()

    def find_here(self) -> None:
        """Find in what has the keyboard: the JSON, else the library."""
        now = self.focusWidget()
        if self.json.isVisible() and now is not None and self.json.isAncestorOf(now):
            self.json.search.open_up()
        else:
            self.find_message()

    def open_problems(self) -> None:
        """List everything that was found above the end of the status line."""
        corner = self.mapToGlobal(self.rect().bottomRight()) - QPoint(8, 0)
        self.json.open_problems(QRect(corner, QSize(1, 1)))

    def open_losses(self) -> None:
        """List what the services it goes to do not carry as it is, above the end of the status line."""
        corner = self.mapToGlobal(self.rect().bottomRight()) - QPoint(8, 0)
        self.json.open_losses(QRect(corner, QSize(1, 1)))

    def find_message(self) -> None:
        """Give the keyboard to the search of the library."""
        self.show_library()
        self.library.search.setFocus()
        self.library.search.selectAll()

    def _open_popover(self) -> None:
        from pushbench.ui.compose.library_popover import LibraryPopover

        if self._popover is None:
            self._popover = LibraryPopover(self)
        top = self._head_place.mapTo(self, self._head_place.rect().bottomLeft()) + QPoint(6, 4)
        size = QSize(self._theme.px(280), min(self._theme.px(560), self.height() - top.y() - 12))
        self._popover.open_over(self.library, QRect(top, size), self.head.library_button)
        self.library.list.setFocus()

    def _on_library_done(self) -> None:
        if self._popover is not None:
            self._popover.close_up()

    def toggle_preview(self) -> None:
        self.preview.setVisible(not self.preview.isVisible())

    def toggle_dock(self) -> None:
        self.dock.fold(not self.dock.is_folded)

    def _on_fold(self, is_folded: bool) -> None:
        head = self._theme.height("tool-row") + 2
        self.dock.setMaximumHeight(head if is_folded else _NO_LIMIT)
        if not is_folded:
            self._middle.setSizes([self._middle.height() - self._theme.px(146), self._theme.px(146)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_arranged and event.size().width() >= self._theme.px(_ARRANGED_FROM):
            # Completed before it was ever shown, it had no room to keep the sizes in.
            self._is_arranged = True
            self._restore_sizes(self._kept_sizes)
        self._settle_library()
        self._settle_layout(self._model.state.layout if self._model is not None else "split")

    def _is_wide(self) -> bool:
        return self.width() >= _LIBRARY_FROM - self._theme.width("rail")

    def _settle_library(self) -> None:
        is_wide = self._is_wide()
        library = self._places["library"]
        if is_wide and self._popover is not None and self._popover.give_back() is not None:
            self._panes.insertWidget(0, library)
        if self._popover is None or library.parent() is not self._popover:
            library.setVisible(is_wide and self._library_wanted is not False)
        if "head" in self._parts:
            self.head.library_button.setVisible(not is_wide or self._library_wanted is False)

    def _settle_layout(self, wanted: str) -> None:
        layout = self._effective_layout(wanted)
        self.form.setVisible(layout != "json")
        self._places["json"].setVisible(layout != "form")
        if "head" in self._parts:
            self.head.show_layout(layout, has_room=self._has_room())

    def _has_room(self) -> bool:
        return self.width() >= _SPLIT_FROM - self._theme.width("rail")

    def _effective_layout(self, layout: str) -> str:
        return "form" if layout == "split" and not self._has_room() else layout

    def _restore_sizes(self, kept: Mapping[str, list[int]]) -> None:
        theme = self._theme
        self._panes.setSizes(kept.get("compose", [theme.width("library"), 900, theme.width("preview")]))
        self._editors.setSizes(kept.get("editors", [theme.width("form"), 470]))
        self._middle.setSizes(kept.get("log", [700, theme.px(146)]))

    def keep_sizes(self) -> None:
        """Remember the splitters for the next start."""
        kept = self.model.session.state.sizes
        kept["editors"] = self._editors.sizes()
        if self._panes.count() == _PANES:  # the library may be over the editors
            kept["compose"] = self._panes.sizes()
        if "dock" in self._parts and not self.dock.is_folded:
            kept["log"] = self._middle.sizes()


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter


def _furnish(place: QWidget, widget: QWidget) -> None:
    """Put a widget on ground that kept its height free until now."""
    layout = place.layout()
    assert layout is not None  # noqa: S101  # every place is made with a row
    layout.addWidget(widget)
    place.setMinimumHeight(0)
    place.setMaximumHeight(_NO_LIMIT)
