"""The Devices screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pushbench.domain.errors import UserError
from pushbench.ui.compose.name_dialog import ask_name
from pushbench.ui.devices.dialogs import AddDeviceDialog, PasteDialog
from pushbench.ui.devices.inspector import DeviceInspector
from pushbench.ui.devices.model import DevicesModel
from pushbench.ui.devices.state import ALL, ATTENTION, DevicesState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, hairline, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up, pop_up_at
from pushbench.ui.widgets.notes import EmptyState
from pushbench.ui.widgets.picker import PickerItem
from pushbench.ui.widgets.search_field import SearchField
from pushbench.ui.widgets.side_list import SideList
from pushbench.ui.widgets.table.view import RowsView

_NEW_GROUP = "new-group"
_NARROW = 1180


class DevicesScreen(QWidget):
    """Filters, table, inspector."""

    def __init__(self, theme: Theme, model: DevicesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.setAcceptDrops(True)
        self.side = SideList(theme, self.tr("Filters"))
        self.side.chosen.connect(self._on_side)
        self.side.menu_wanted.connect(self._on_side_menu)
        self.table = RowsView(theme, model.rows, self.tr("Devices"), row_height="device-row", is_multiple=True)
        self.table.chosen.connect(model.choose)
        self.table.selectionModel().selectionChanged.connect(lambda *_: model.select(self.table.selected_keys))
        self.table.opened.connect(lambda key: model.use_in_compose([key]))
        self.table.menu_wanted.connect(self._open_menu)
        self.inspector = DeviceInspector(theme, model)
        self._empty = EmptyState(theme, "smartphone", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(self._side_pane())
        self._panes.addWidget(self._table_pane())
        self._panes.addWidget(self.inspector)
        self._panes.setStretchFactor(1, 1)
        sizes = model.session.state.sizes.get(
            "devices", [theme.width("device-groups"), 820, theme.width("device-inspector")]
        )
        self._panes.setSizes(sizes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top_bar())
        layout.addWidget(hairline())
        layout.addWidget(self._panes, 1)
        model.changed.connect(self._on_changed)
        self._on_changed()

    # -- parts --------------------------------------------------------------------------------------

    def _top_bar(self) -> QWidget:
        theme = self._theme
        self.search = SearchField(theme, self.tr("Search name, token, tag, attribute"), is_top=True)
        self.search.setMaximumWidth(theme.px(280))
        self.search.textChanged.connect(self._model.search)
        paste = button(theme, self.tr("Add from clipboard"), self.paste, icon="clipboard-paste", size="top")
        take = button(theme, self.tr("Import file"), self.choose_file, icon="upload", size="top")
        add = button(theme, self.tr("Add device"), self.add, icon="plus", kind="primary", size="top")
        title = label(theme, self.tr("Devices"), "heading")
        bar = pane(row(title, 12, self.search, None, paste, take, add, margins=(16, 0, 12, 0), grows=2), "bg")
        theme.size(bar, height="top-bar")
        return bar

    def _side_pane(self) -> QWidget:
        hint = label(
            self._theme, self.tr("Drop a CSV or JSON list anywhere here."), "caption", tone="caption", wraps=True
        )
        made = pane(
            column(self.side, box(row(hint, margins=(12, 4, 12, 10))), spacing=0, margins=(0, 6, 0, 0), grows=0), "bg"
        )
        made.setMinimumWidth(self._theme.px(150))
        return made

    def _table_pane(self) -> QWidget:
        theme, model = self._theme, self._model
        self._title = label(theme, "", "section")
        self._count = label(theme, "", "body", tone="caption")
        self._selected = label(theme, "", "secondary", tone="secondary")
        self._use = button(
            theme, self.tr("Use in Compose"), lambda: model.use_in_compose(model.state.selected), size="small"
        )
        self._group = button(theme, self.tr("Add to group"), self._open_groups, icon="users", size="small")
        self._tag = button(theme, self.tr("Tag"), self._ask_tag, icon="tag", size="small")
        self._delete = button(
            theme,
            self.tr("Delete"),
            lambda: model.remove(model.state.selected),
            icon="trash",
            kind="danger",
            size="small",
        )
        head = row(self._title, self._count, None, self._selected, self._use, self._group, self._tag, self._delete)
        head.setContentsMargins(12, 0, 12, 0)
        head_pane = pane(head)
        theme.size(head_pane, height="tab-bar")
        return pane(column(head_pane, hairline(), self._stack, spacing=0, grows=2))

    # -- state --------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        state = self._model.state
        self.side.show_items(self._side_items(state), state.filter)
        self._title.setText(self._filter_title(state))
        self._count.setText(f"{state.shown:,}")
        count = len(state.selected)
        self._selected.setText(state.busy or (self.tr("{count} selected").format(count=count) if count else ""))
        for part in (self._use, self._group, self._tag, self._delete):
            part.setEnabled(bool(count))
            part.setToolTip("" if count else self.tr("Select devices first"))
        if self.table.current_key != state.current:
            self.table.choose(state.current)
            self._model.select(self.table.selected_keys)
        self._show_empty(state)
        self.inspector.show_state(state)

    def _show_empty(self, state: DevicesState) -> None:
        is_empty = state.is_ready and not state.shown
        self._stack.setCurrentWidget(self._empty if is_empty else self.table)
        if not is_empty:
            return
        if state.total:
            self._empty.show_words(
                self.tr("No device fits"),
                self.tr("{count} devices are hidden by filter and search.").format(count=state.total),
            )
            self._empty.set_action(self.tr("Show all devices"), self._clear_filters)
        else:
            self._empty.show_words(
                self.tr("No devices yet"),
                self.tr("Paste a token, import a list, or start the sandbox for virtual ones."),
            )
            self._empty.set_action(self.tr("Add device"), self.add, kind="primary")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self._theme.px(_NARROW)
        self._use.setVisible(not is_narrow)
        for part, words in (
            (self._group, self.tr("Add to group")),
            (self._tag, self.tr("Tag")),
            (self._delete, self.tr("Delete")),
        ):
            part.setText("" if is_narrow else words)
            part.setAccessibleName(words)

    def _clear_filters(self) -> None:
        self.search.clear()
        self._model.choose_filter(ALL)

    def _side_items(self, state: DevicesState) -> tuple[PickerItem, ...]:
        items = [
            PickerItem(ALL, self.tr("All devices"), "layout-grid", remark=f"{state.total:,}"),
            PickerItem(ATTENTION, self.tr("Needs attention"), "triangle-alert", remark=f"{state.attention:,}"),
            PickerItem("", self.tr("Groups")),
        ]
        items += [
            PickerItem(f"group:{g.name}", f"@{g.name}", "users", remark=str(len(g.devices))) for g in state.groups
        ]
        items.append(PickerItem(_NEW_GROUP, self.tr("New group…"), "plus"))
        if state.providers:
            items.append(PickerItem("", self.tr("Providers")))
            items += [
                PickerItem(f"provider:{key}", self._model.short_title(key), "globe", remark=f"{count:,}")
                for key, count in state.providers
            ]
        if state.tags:
            items.append(PickerItem("", self.tr("Tags")))
            items += [PickerItem(f"tag:{tag}", tag, "tag", remark=f"{count:,}") for tag, count in state.tags]
        return tuple(items)

    def _filter_title(self, state: DevicesState) -> str:
        kind, _, value = state.filter.partition(":")
        if kind == "group":
            return f"@{value}"
        if kind == "provider":
            return self._model.short_title(value)
        return value or (self.tr("Needs attention") if kind == ATTENTION else self.tr("All devices"))

    # -- verbs --------------------------------------------------------------------------------------

    def _on_side(self, key: str) -> None:
        if key == _NEW_GROUP:
            self.side.show_items(self._side_items(self._model.state), self._model.state.filter)
            self._ask_group()
        else:
            self._model.choose_filter(key)

    def _on_side_menu(self, key: str, point: QPoint) -> None:
        kind, _, name = key.partition(":")
        if kind == "group":
            items = (MenuItem(self.tr("Remove group"), lambda: self._model.remove_group(name), "trash"),)
            pop_up_at(self._theme, items, self.side, point)

    def add(self) -> None:
        """Ask for one device."""

        async def ask() -> None:
            providers = self._model.session.workspace.registry.providers
            dialog = AddDeviceDialog(self._theme, providers, set(self._model.rows.keys), self.window())
            device = await dialog.device()
            if device is not None:
                await self._model.add(device)

        self._model.scope.start("add", ask())

    def paste(self) -> None:
        """Recognise the tokens on the clipboard and ask which to add."""
        text = QGuiApplication.clipboard().text()

        async def ask() -> None:
            devices = await self._model.recognise(text)
            if not devices:
                raise UserError(
                    self.tr("There is no token on the clipboard."),
                    self.tr("Nothing in it looks like a device token or a PushSubscription."),
                    self.tr("Copy a token, several lines of them, or the JSON of a PushSubscription."),
                )
            titles = {p.spec.id: p.spec.short_title for p in self._model.session.workspace.registry}
            chosen = await PasteDialog(self._theme, devices, titles, self.window()).chosen()
            if chosen:
                await self._model.add_many(chosen)

        self._model.scope.start("paste", ask())

    def choose_file(self) -> None:
        """Ask for a CSV or JSON list."""
        dialog = QFileDialog(self.window(), self.tr("Import devices"))
        dialog.setNameFilters([self.tr("Device lists (*.csv *.json *.jsonl *.txt)"), self.tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._read_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _read_file(self, path: str) -> None:
        model = self._model

        async def read() -> None:
            text = await model.session.worker.run(_text_of, Path(path))
            model.import_text(text, Path(path).name)

        model.scope.start("read file", read())

    def _ask_group(self) -> None:
        async def ask() -> None:
            name = await ask_name(self._theme, self.tr("New group"), "", self.window())
            if name:
                self._model.make_group(name, self._model.state.selected)

        self._model.scope.start("ask group", ask())

    def _ask_tag(self) -> None:
        async def ask() -> None:
            names = self._model.state.selected
            tag = await ask_name(
                self._theme, self.tr("Tag the selected devices"), "", self.window(), field=self.tr("Tag")
            )
            if tag:
                self._model.add_tag(tag, names)

        self._model.scope.start("ask tag", ask())

    def _open_groups(self) -> None:
        model = self._model
        items: list[MenuItem | None] = [
            MenuItem(f"@{group.name}", partial(model.put_in_group, group.name, model.state.selected), "users")
            for group in model.state.groups
        ]
        items += [None, MenuItem(self.tr("New group…"), self._ask_group, "plus")]
        pop_up(self._theme, tuple(items), self._group)

    def _open_menu(self, key: str, point: QPoint) -> None:
        model = self._model
        names = self.table.selected_keys or [key]
        items = (
            MenuItem(self.tr("Use in Compose"), lambda: model.use_in_compose(names), "square-pen"),
            MenuItem(self.tr("Rename…"), self.inspector.rename, "pencil", is_enabled=len(names) == 1),
            None,
            MenuItem(self.tr("Mark as registered"), lambda: model.revive(names), "archive-restore"),
            MenuItem(self.tr("Delete"), lambda: model.remove(names), "trash", "Del"),
        )
        pop_up_at(self._theme, items, self.table, point)

    def delete_selected(self) -> None:
        self._model.remove(self._model.state.selected)

    def keep_sizes(self) -> None:
        """Remember the splitter for the next start."""
        self._model.session.state.sizes["devices"] = self._panes.sizes()

    # -- dropping -----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()) or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if files:
            self._read_file(files[0])


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be read.", f"{error.strerror or error}.", "Choose another file, or allow reading it."
        ) from error
