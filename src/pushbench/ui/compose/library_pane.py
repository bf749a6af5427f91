"""The library beside the form: search, tree, recently deleted, and the menus of what can be done with a message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pushbench.store.message_places import folder_of, name_of
from pushbench.ui.compose.library_view import LibraryView
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.name_dialog import ask_name
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.menu import MenuItem, pop_up, pop_up_at
from pushbench.ui.widgets.search_field import SearchField

_CHOICES = "library"


class LibraryPane(QWidget):
    """Head, search, tree and the row of deleted messages. ``done`` tells that a message was opened."""

    done = Signal()

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._selected = ""
        self.search = SearchField(theme, self.tr("Search messages"))
        self.search.textChanged.connect(model.files.search)
        self.search.returnPressed.connect(self._open_first)
        self.list = self._make_view()
        self._hidden = label(theme, "", "caption", tone="caption", wraps=True)
        self._hidden.hide()
        self._deleted: QWidget | None = None
        self.deleted_row = self._make_deleted_row()
        self._add = icon_button(theme, "plus", self.tr("New message"), self._new_message)
        self._more = icon_button(theme, "ellipsis", self.tr("More for messages"), self._open_more)
        new_folder = icon_button(theme, "folder-plus", self.tr("New folder"), self.make_folder)
        head = ElidedLabel(theme, self.tr("Messages"), "section")
        self._pages = QStackedWidget()
        self._pages.addWidget(
            _page(
                row(head, None, new_folder, self._add, self._more, margins=(12, 0, 8, 0), spacing=2),
                row(self.search, margins=(10, 0, 10, 0)),
                self.list,
                row(self._hidden, margins=(12, 0, 12, 0)),
                row(hairline(), margins=(12, 0, 12, 0)),
                self.deleted_row,
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.setMinimumWidth(theme.px(160))

    def _make_view(self) -> LibraryView:
        files = self._model.files
        view = LibraryView(self._theme, files.summaries)
        view.closed = {str(path) for path in self._kept.get("closed", ())}
        view.opened.connect(self._open)
        view.menu_wanted.connect(self._open_menu)
        view.delete_wanted.connect(self.delete)
        view.rename_wanted.connect(self.rename_selected)
        view.tree.moved.connect(self._move)
        view.tree.files_dropped.connect(lambda paths, folder: files.incoming.open_paths(paths, folder))
        view.tree.text_dropped.connect(lambda text, folder: files.incoming.open_text(text, folder))
        view.expanded.connect(lambda _index: self._keep())
        view.collapsed.connect(lambda _index: self._keep())
        return view

    def _make_deleted_row(self) -> QWidget:
        from pushbench.ui.compose.deleted_view import DeletedRow

        made = DeletedRow(self._theme)
        made.clicked.connect(lambda _checked=False: self.show_deleted())
        return made

    # -- what is remembered ---------------------------------------------------------------------------

    @property
    def _kept(self) -> dict[str, list[str]]:
        kept = self._model.session.state.choices.get(_CHOICES)
        return kept if isinstance(kept, dict) else {}

    def _keep(self) -> None:
        self._model.session.state.choices[_CHOICES] = {"closed": sorted(self.list.closed)}
        self._model.files.remember()

    # -- what is shown --------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        view = self.list
        scrolled = view.verticalScrollBar().value()
        is_new = view.tree.show_entries(state.library, state.folders, state.library_search)
        if is_new:
            view.settle(0 if view.tree.is_searching else scrolled)
            view.shown_key = ""
            self._show_hidden(view.tree.hidden)
        if view.tree.show_dots(state.library_dots):
            view.viewport().update()
        if view.shown_key != state.current:
            view.choose(state.current)
        self.deleted_row.show_count(len(state.deleted))  # type: ignore[attr-defined]
        if self._deleted is not None:
            self._deleted.show_entries(state.deleted)  # type: ignore[attr-defined]

    def _show_hidden(self, count: int) -> None:
        one, many = self.tr("1 message hidden by the search"), self.tr("{count} messages hidden by the search")
        self._hidden.setText((one if count == 1 else many).format(count=count) if count else "")
        self._hidden.setVisible(bool(count))

    # -- opening and making ---------------------------------------------------------------------------

    def _open(self, key: str) -> None:
        self._model.files.open_message(key)
        self.done.emit()

    def _open_first(self) -> None:
        """Open the first message that the search found."""
        view = self.list
        for path in ("", *view.tree.paths):
            parent = view.tree.index_of_folder(path)
            for number in range(view.tree.rowCount(parent)):
                line = view.tree.line(view.tree.index(number, 0, parent))
                if line is not None and line.key:
                    self._open(line.key)
                    return

    def _new_message(self) -> None:
        self._model.files.new_message(self.list.folder)
        self.done.emit()

    def _open_more(self) -> None:
        pop_up(self._theme, self._new_items(), self._more)

    def _new_items(self) -> tuple[MenuItem | None, ...]:
        return (
            MenuItem(self.tr("New message"), self._new_message, "plus"),
            MenuItem(self.tr("New from starter…"), self.open_starters, "file-plus"),
            MenuItem(self.tr("New folder…"), self.make_folder, "folder-plus"),
            None,
            MenuItem(self.tr("Paste a payload or cURL command"), self.paste, "clipboard-paste"),
            None,
            MenuItem(self.tr("Fold all folders"), self.list.fold_all, "folder"),
            MenuItem(self.tr("Show the messages folder"), partial(self._show_on_disk, ""), "external-link"),
        )

    def open_starters(self) -> None:
        """Offer messages to begin with."""
        incoming = self._model.files.incoming
        items: list[MenuItem | None] = []
        for starter in incoming.starters():
            if starter.is_nasty and not any(item is None for item in items):
                items.append(None)
            title = self.tr("Nasty copy: {name}").format(name=starter.title) if starter.is_nasty else starter.title
            icon = "triangle-alert" if starter.is_nasty else "file-text"
            items.append(MenuItem(title, partial(incoming.start_from, starter.name, self.list.folder), icon))
        below = self._add if self._add.isVisible() else self.window()
        pop_up(self._theme, tuple(items), below)

    def paste(self) -> None:
        """Open what the clipboard holds as a message."""
        self._model.files.open_pasted(QGuiApplication.clipboard().text())

    # -- menus ----------------------------------------------------------------------------------------

    def _open_menu(self, point: QPoint) -> None:
        view = self.list
        if view.keys:
            items = self._message_items(view.keys, view.folders)
        elif view.folders:
            items = self._folder_items(view.folders)
        else:
            items = self._new_items()
        pop_up_at(self._theme, items, self, point)

    def _message_items(self, keys: tuple[str, ...], folders: tuple[str, ...]) -> tuple[MenuItem | None, ...]:
        files, is_one = self._model.files, len(keys) + len(folders) == 1
        items: list[MenuItem | None] = [MenuItem(self.tr("Open"), partial(self._open_all, keys), "file-text")]
        if is_one:
            items.append(MenuItem(self.tr("Rename…"), partial(self.rename, keys[0]), "pencil", "F2"))
        items.append(MenuItem(self.tr("Move to folder…"), self.move_selected, "folder"))
        if is_one and keys[0] in files.open.keys:
            items.append(MenuItem(self.tr("Revisions…"), partial(self.show_revisions, keys[0]), "rotate-ccw-clock"))
        if is_one:
            items.append(MenuItem(self.tr("Show file"), partial(self._show_on_disk, keys[0]), "external-link"))
        return (*items, None, MenuItem(self.tr("Delete"), self.delete, "trash", "Del"))

    def _folder_items(self, folders: tuple[str, ...]) -> tuple[MenuItem | None, ...]:
        items: list[MenuItem | None] = []
        if len(folders) == 1:
            items += [
                MenuItem(self.tr("New message here"), self._new_message, "plus"),
                MenuItem(self.tr("New folder inside…"), self.make_folder, "folder-plus"),
                MenuItem(self.tr("Rename…"), partial(self._rename_folder, folders[0]), "pencil", "F2"),
                MenuItem(self.tr("Show folder"), partial(self._show_on_disk, folders[0]), "external-link"),
            ]
        items.append(MenuItem(self.tr("Move to folder…"), self.move_selected, "folder"))
        return (*items, None, MenuItem(self.tr("Delete"), self.delete, "trash", "Del"))

    def _open_all(self, keys: tuple[str, ...]) -> None:
        for key in keys[:20]:
            self._model.files.do("open", self._model.files.open_and_show, key)
        self.done.emit()

    def _show_on_disk(self, key: str) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        path = self._model.files.library.root / key
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent if key.endswith(".json") else path)))

    # -- names, places, deleting ----------------------------------------------------------------------

    def _ask(self, name: str, work: Callable[[str], object], title: str, before: str) -> None:
        async def ask() -> None:
            answer = await ask_name(self._theme, title, before, self.window())
            if answer:
                work(answer)

        self._model.scope.start(name, ask())

    def make_folder(self) -> None:
        """Ask for a folder's name and make it, inside the selected folder."""
        parent = self.list.folders[0] if self.list.folders else ""
        shelf = self._model.files.shelf
        self._ask(
            "ask name", lambda name: shelf.make_folder(name, parent), self.tr("New folder"), self.tr("New folder")
        )

    def rename_selected(self) -> None:
        """Ask for another name of the selected message or folder."""
        line = self.list.tree.line(self.list.currentIndex())
        if line is not None and line.key:
            self.rename(line.key)
        elif line is not None:
            self._rename_folder(line.folder)

    def rename(self, key: str) -> None:
        """Ask for another name of a message."""
        work = partial(self._model.files.rename, key)
        self._ask("ask name", work, self.tr("Rename message"), name_of(key))

    def _rename_folder(self, folder: str) -> None:
        work = partial(self._model.files.shelf.rename_folder, folder)
        self._ask("ask name", work, self.tr("Rename folder"), folder.rpartition("/")[2])

    def move_selected(self) -> None:
        """Ask for a folder and put what is selected there."""
        keys, folders = self.list.keys, self.list.folders
        if keys or folders:
            self._model.scope.start("ask folder", self._ask_folder(keys, folders))

    def move_current(self) -> None:
        """Ask for a folder and put the message in sight there."""
        self._model.scope.start("ask folder", self._ask_folder((self._model.state.current,), ()))

    async def _ask_folder(self, keys: tuple[str, ...], folders: tuple[str, ...]) -> None:
        from pushbench.ui.compose.folder_dialog import FolderDialog

        now = folder_of((*keys, *folders)[0])
        offered = tuple(
            path for path in self._model.state.folders if not any(f"{path}/".startswith(f"{f}/") for f in folders)
        )
        dialog = FolderDialog(self._theme, self.tr("Move to folder"), offered, now, self.window())
        answer = await dialog.folder()
        if answer is not None:
            self._move(keys, folders, answer)

    def _move(self, keys: tuple[str, ...], folders: tuple[str, ...], folder: str) -> None:
        shelf = self._model.files.shelf
        inside = tuple(key for key in keys if not any(key.startswith(f"{path}/") for path in folders))
        shelf.move(inside, folder)
        for path in folders:
            shelf.move_folder(path, folder)

    def delete(self) -> None:
        """Move what is selected to Recently deleted."""
        self._model.files.shelf.delete(self.list.keys, self.list.folders)

    def show_revisions(self, key: str) -> None:
        """Show the saved revisions of an open message."""
        from pushbench.ui.compose.revisions_dialog import show_revisions

        self._model.scope.start("revisions", show_revisions(self._theme, self._model, key, self.window()))

    # -- recently deleted -----------------------------------------------------------------------------

    def show_deleted(self) -> None:
        """Show what was deleted in the last 30 days in place of the tree."""
        from pushbench.ui.compose.deleted_view import DeletedView

        if self._deleted is None:
            view = DeletedView(self._theme)
            view.back_wanted.connect(self.show_library)
            view.restore_wanted.connect(self._restore)
            view.delete_wanted.connect(self._delete_for_good)
            self._pages.addWidget(pane(column(view), "bg"))
            view.show_entries(self._model.state.deleted)
            self._deleted = view
        self._pages.setCurrentIndex(1)
        self._deleted.list.setFocus()  # type: ignore[attr-defined]

    def show_library(self) -> None:
        """Show the tree again."""
        self._pages.setCurrentIndex(0)
        self.deleted_row.setFocus()

    def _restore(self, entries: tuple) -> None:  # type: ignore[type-arg]
        self._model.files.shelf.restore(tuple(entry.ticket for entry in entries))

    def _delete_for_good(self, entries: tuple) -> None:  # type: ignore[type-arg]
        async def ask() -> None:
            from pushbench.ui.widgets.dialogs import Question

            one, many = self.tr("Delete “{name}” for good?"), self.tr("Delete {count} messages for good?")
            title = (one if len(entries) == 1 else many).format(name=entries[0].name, count=len(entries))
            text = self.tr("The file and its revisions are removed from this computer. There is no way back.")
            question = Question(
                self._theme, title, text, go=self.tr("Delete for good"), go_kind="production", parent=self.window()
            )
            if await question.is_confirmed():
                self._model.files.shelf.delete_for_good(entries)

        self._model.scope.start("ask delete", ask())


def _page(*parts: object) -> QWidget:
    layout = column(*parts, spacing=8, margins=(0, 10, 0, 6), grows=2)  # type: ignore[arg-type]
    return pane(layout, "bg")
