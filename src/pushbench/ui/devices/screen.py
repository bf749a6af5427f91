"""The Devices screen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pushbench.ui.devices.asking import DeviceAsking
from pushbench.ui.devices.inspector import DeviceInspector
from pushbench.ui.devices.model import DevicesModel
from pushbench.ui.devices.side import DeviceSide
from pushbench.ui.devices.state import ALL, ATTENTION, USED, DevicesState
from pushbench.ui.devices.table import DeviceTable
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import since_words
from pushbench.ui.widgets.boxes import box, column, hairline, pane, row, scrolling
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.menu import MenuItem, pop_up, pop_up_at
from pushbench.ui.widgets.notes import EmptyState
from pushbench.ui.widgets.picker import PickerItem
from pushbench.ui.widgets.search_field import SearchField

_NEW_GROUP = "new-group"
_DELETED = "deleted"
_NARROW = 1180
_WIDE = 1500
"""Width of the screen from which there is room for all bulk actions."""


class DevicesScreen(QWidget):
    """Filters, table, inspector."""

    def __init__(self, theme: Theme, model: DevicesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.setAcceptDrops(True)
        self.asking = DeviceAsking(theme, model, self)
        self.side = DeviceSide(theme, self.tr("Filters"))
        self.side.chosen.connect(self._on_side)
        self.side.menu_wanted.connect(self._on_side_menu)
        self.side.devices_dropped.connect(self._on_dropped)
        self.table = DeviceTable(theme, model.rows, self.tr("Devices"))
        self.table.renamed.connect(model.rename)
        self.table.copy_wanted.connect(lambda: model.verbs.copy(self.table.selected_keys))
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
        layout.addWidget(scrolling(self._panes), 1)
        self._synced: str | None = None
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
            self._theme,
            self.tr("Drop a CSV, a list of tokens or JSON anywhere here."),
            "caption",
            tone="caption",
            wraps=True,
        )
        made = pane(
            column(self.side, box(row(hint, margins=(12, 4, 12, 10))), spacing=0, margins=(0, 6, 0, 0), grows=0), "bg"
        )
        made.setMinimumWidth(self._theme.px(150))
        return made

    def _table_pane(self) -> QWidget:
        theme, model = self._theme, self._model
        self._title = ElidedLabel(theme, "", "section")
        self._count = label(theme, "", "body", tone="caption")
        self._selected = ElidedLabel(theme, "", "secondary", tone="secondary")
        self._selected.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self._use = button(
            theme,
            self.tr("Use in Compose"),
            lambda: model.use_in_compose(model.state.selected),
            icon="square-pen",
            size="small",
        )
        self._group = button(theme, self.tr("Add to group"), self._open_groups, icon="users", size="small")
        self._tag = button(theme, self.tr("Tag"), self.asking.tag, icon="tag", size="small")
        self._check = button(
            theme,
            self.tr("Check tokens"),
            lambda: model.verbs.check_tokens(model.state.selected),
            icon="shield-check",
            size="small",
        )
        self._delete = button(
            theme,
            self.tr("Delete"),
            lambda: model.remove(model.state.selected),
            icon="trash",
            kind="danger",
            size="small",
        )
        self._bulk = (self._use, self._group, self._tag, self._check, self._delete)
        head = row(self._title, self._count, None, self._selected, *self._bulk)
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
        self._show_count()
        for part in self._bulk:
            part.setEnabled(bool(count))
            words = part.accessibleName() if not part.text() else ""
            part.setToolTip(words if count else self.tr("Select devices first"))
        self._show_use()
        if state.current != self._synced:
            # Only what the view-model chose by itself: rows a person chose are on their way to it.
            self._synced = state.current
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
        for part, words in (
            (self._use, self.tr("Use in Compose")),
            (self._group, self.tr("Add to group")),
            (self._tag, self.tr("Tag")),
            (self._check, self.tr("Check tokens")),
            (self._delete, self.tr("Delete")),
        ):
            is_short = is_narrow or (part is self._use and not self._is_wide)
            part.setText("" if is_short else words)
            part.setAccessibleName(words)
        self._show_count()
        self._show_use()

    @property
    def _is_wide(self) -> bool:
        return self.width() >= self._theme.px(_WIDE)

    def _show_count(self) -> None:
        """The status bar says how many are selected as well: where there is little room, that is enough."""
        self._selected.setVisible(bool(self._model.state.busy) or self.width() >= self._theme.px(_NARROW))

    def _show_use(self) -> None:
        """One device is used from the inspector; several only from here, so the button is there however narrow it is."""
        self._use.setVisible(self._is_wide or len(self._model.state.selected) > 1)

    def _clear_filters(self) -> None:
        self.search.clear()
        self._model.choose_filter(ALL)

    def _side_items(self, state: DevicesState) -> tuple[PickerItem, ...]:
        items = [
            PickerItem(ALL, self.tr("All devices"), "layout-grid", remark=f"{state.total:,}"),
            PickerItem(USED, self.tr("Used this week"), "clock", remark=f"{state.used:,}"),
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
        if state.deleted:
            items.append(PickerItem("", ""))
            items.append(PickerItem(_DELETED, self.tr("Recently deleted"), "trash", remark=str(len(state.deleted))))
        return tuple(items)

    def _filter_title(self, state: DevicesState) -> str:
        kind, _, value = state.filter.partition(":")
        if kind == "group":
            return f"@{value}"
        if kind == "provider":
            return self._model.short_title(value)
        words = {ATTENTION: self.tr("Needs attention"), USED: self.tr("Used this week")}
        return value or words.get(kind, self.tr("All devices"))

    # -- verbs --------------------------------------------------------------------------------------

    def _on_side(self, key: str) -> None:
        if key == _NEW_GROUP:
            self.side.show_items(self._side_items(self._model.state), self._model.state.filter)
            self.asking.new_group(self._model.state.selected)
        elif key == _DELETED:
            self.side.show_items(self._side_items(self._model.state), self._model.state.filter)
            self.open_deleted()
        else:
            self._model.choose_filter(key)

    def open_deleted(self) -> None:
        """Offer what was deleted lately."""
        now = self._model.now()
        items = tuple(
            MenuItem(
                self.tr("Restore {title}, deleted {when}").format(title=item.title, when=since_words(item.at, now)),
                partial(self._model.verbs.restore, item.at),
                "archive-restore",
            )
            for item in self._model.state.deleted
        )
        pop_up(self._theme, items, self.side)

    def _on_dropped(self, key: str, names: list[str]) -> None:
        """Put dragged devices into a group, or make one of them."""
        if key == _NEW_GROUP:
            self.asking.new_group(names)
            return
        group = key.partition(":")[2]
        self._model.put_in_group(group, names)
        who = f"“{names[0]}”" if len(names) == 1 else self.tr("{count} devices").format(count=f"{len(names):,}")
        self._model.session.notices.tell(self.tr("{who} added to @{group}").format(who=who, group=group))

    def _on_side_menu(self, key: str, point: QPoint) -> None:
        kind, _, name = key.partition(":")
        if kind == "group":
            items = (MenuItem(self.tr("Remove group"), lambda: self._model.remove_group(name), "trash"),)
            pop_up_at(self._theme, items, self.side, point)

    def add(self) -> None:
        """Ask for one device."""
        self.asking.add()

    def paste(self) -> None:
        """Recognise the tokens on the clipboard and ask which to add."""
        self.asking.recognise(QGuiApplication.clipboard().text())

    def choose_file(self) -> None:
        """Ask for a CSV or JSON list."""
        self.asking.choose_file()

    def _open_groups(self) -> None:
        model = self._model
        items: list[MenuItem | None] = [
            MenuItem(f"@{group.name}", partial(model.put_in_group, group.name, model.state.selected), "users")
            for group in model.state.groups
        ]
        items += [None, MenuItem(self.tr("New group…"), partial(self.asking.new_group, model.state.selected), "plus")]
        pop_up(self._theme, tuple(items), self._group)

    def _open_menu(self, key: str, point: QPoint) -> None:
        model = self._model
        names = self.table.selected_keys or [key]
        items = (
            MenuItem(self.tr("Use in Compose"), lambda: model.use_in_compose(names), "square-pen"),
            MenuItem(
                self.tr("Rename"),
                lambda: self.table.edit_name(names[0]),
                "pencil",
                "F2",
                is_enabled=len(names) == 1,
                why_disabled=self.tr("One device is renamed at a time."),
            ),
            MenuItem(self.tr("Add to group…"), self._open_groups, "users"),
            MenuItem(self.tr("Copy as rows"), lambda: model.verbs.copy(names), "copy", "Ctrl+C"),
            MenuItem(self.tr("Check tokens"), lambda: model.verbs.check_tokens(names), "shield-check"),
            None,
            MenuItem(
                self.tr("Mark as unregistered"), lambda: model.retire(names, self.tr("Marked by hand.")), "archive"
            ),
            MenuItem(self.tr("Mark as registered"), lambda: model.revive(names), "archive-restore"),
            MenuItem(self.tr("Delete"), lambda: model.remove(names), "trash", "Del"),
        )
        pop_up_at(self._theme, items, self.table, point)

    def rename_current(self) -> None:
        """Rename the device in sight, in place."""
        if self._model.state.current:
            self.table.edit_name(self._model.state.current)

    def send_test(self) -> None:
        """Send the sample message to the device in sight."""
        inspected = self._model.state.inspected
        if inspected is not None:
            self._model.verbs.send_test(inspected.device)

    def add_to_group(self) -> None:
        """Offer the groups for the selected devices."""
        self._open_groups()

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
            self.asking.read_file(files[0])
        elif event.mimeData().hasText():
            self.asking.recognise(event.mimeData().text())
