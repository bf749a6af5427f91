"""Asks for one of the library's folders."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.search_field import SearchField


class FolderDialog(Dialog):
    """A list of folders with a search; Enter takes the one that is selected."""

    def __init__(self, theme: Theme, title: str, folders: tuple[str, ...], now: str, parent: QWidget) -> None:
        super().__init__(theme, title, parent)
        self.search = SearchField(theme, self.tr("Search folders"))
        self.list = QListWidget()
        self.list.setProperty("role", "field")
        self.list.setAccessibleName(self.tr("Folders"))
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.list.setMinimumHeight(theme.px(220))
        for path in ("", *folders):
            item = QListWidgetItem(theme.icon("folder", "text-2"), path or self.tr("Messages (no folder)"))
            item.setData(Qt.ItemDataRole.UserRole, path)
            self.list.addItem(item)
            if path == now:
                self.list.setCurrentItem(item)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(lambda: self.choose("go"))
        self.list.itemActivated.connect(lambda _item: self.choose("go"))
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("go", self.tr("Move here"), "primary"), default="go")
        self.search.setFocus()

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        first: QListWidgetItem | None = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in item.text().casefold())
            if not item.isHidden() and first is None:
                first = item
        if first is not None:
            self.list.setCurrentItem(first)
        self.enable("go", is_enabled=first is not None, why=self.tr("No folder has this name"))

    async def folder(self) -> str | None:
        """Ask; None when the dialog was dismissed."""
        if await self.result_of() != "go":
            return None
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None and not item.isHidden() else None
