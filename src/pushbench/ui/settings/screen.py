"""The Settings screen: sections at the left, one page in sight, the workspace at the right."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pushbench.ui.settings.index import Entry, Section, entries, sections
from pushbench.ui.settings.model import SettingsModel
from pushbench.ui.settings.workspace_panel import WIDTH, WorkspacePanel
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.picker_list import PickerItem
from pushbench.ui.widgets.search_field import SearchField
from pushbench.ui.widgets.side_list import SideList

_PANEL_FROM = 1180
_LIST, _ABOUT = 208, "help.about"


class AnyPage(Protocol):
    """What the screen asks of a page."""

    def start(self) -> None: ...

    def reveal(self, key: str) -> None: ...


class SettingsScreen(QWidget):
    """Pages are made when they are first shown; a search lists rows of all of them."""

    def __init__(self, theme: Theme, model: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._sections = {section.key: section for section in sections()}
        self._entries = {f"{entry.section}/{entry.key}": entry for entry in entries()}
        self._pages: dict[str, QWidget] = {}
        self._shown = ""
        self.search = SearchField(theme, self.tr("Search settings"), is_top=True)
        self.search.setMaximumWidth(theme.px(280))
        self.search.textChanged.connect(model.search)
        self.search.returnPressed.connect(self._take_first)
        self.list = SideList(theme, self.tr("Sections"))
        self.list.chosen.connect(self._on_chosen)
        self._none = label(theme, "", "secondary", tone="secondary", wraps=True)
        self._none.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), 0)
        left = pane(column(self._none, self.list, spacing=0, margins=(0, 8, 0, 8), grows=1), "bg")
        left.setMinimumWidth(theme.px(160))
        self._stack = QStackedWidget()
        self._stack.setMinimumWidth(theme.px(440))
        self.panel = WorkspacePanel(theme, model.summary, self._run)
        self.panel.setMinimumWidth(theme.px(260))
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        for part in (left, self._stack, self.panel):
            self._panes.addWidget(part)
        self._panes.setStretchFactor(1, 1)
        kept = model.session.state.sizes.get("settings")
        self._panes.setSizes(kept if kept and len(kept) == 3 else [theme.px(_LIST), 900, theme.px(WIDTH)])
        title = label(theme, self.tr("Settings"), "heading")
        bar = pane(row(title, 12, self.search, None, margins=(16, 0, 12, 0), grows=2), "bg")
        theme.size(bar, height="top-bar")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(hairline())
        layout.addWidget(self._panes, 1)
        model.changed.connect(self._show)
        self._show()

    # -- pages ---------------------------------------------------------------------------------------

    def page(self, key: str) -> QWidget:
        """Return a page, made now if it was never shown."""
        if key not in self._pages:
            made = self._make(self._sections[key])
            self._pages[key] = made
            self._stack.addWidget(made)
        return self._pages[key]

    def _make(self, section: Section) -> QWidget:
        # Each page is imported when it is wanted: all of them together would hold up the first showing.
        theme, model = self._theme, self._model
        if section.key == "appearance":
            from pushbench.ui.settings.appearance_page import AppearancePage

            return AppearancePage(theme, section, model)
        if section.key == "secrets":
            from pushbench.ui.settings.secrets_page import SecretsPage

            return SecretsPage(theme, section, model.secrets)
        if section.key == "history":
            from pushbench.ui.settings.history_page import HistoryPage

            return HistoryPage(theme, section, model.history)
        if section.key == "network":
            from pushbench.ui.settings.network_page import NetworkPage

            return NetworkPage(theme, section, model.network)
        if section.key == "sandbox":
            from pushbench.ui.settings.sandbox_page import SandboxPage

            return SandboxPage(theme, section, model.sandbox)
        if section.key == "keyboard":
            from pushbench.ui.settings.keyboard_page import KeyboardPage

            return KeyboardPage(theme, section, model.keyboard)
        from pushbench.ui.settings.data_page import DataPage

        return DataPage(theme, section, model.data)

    def _show(self) -> None:
        state = self._model.state
        found = self._found(state.search)
        key = state.page if state.page in self._sections else next(iter(self._sections))
        self._none.setVisible(bool(state.search.strip()) and not found)
        self._none.setText(self.tr("No setting fits “{words}”.").format(words=state.search.strip()))
        self.list.show_items(self._items(found, state.search), "" if state.search.strip() else key)
        if key != self._shown:
            self._shown = key
            page = self.page(key)
            self._stack.setCurrentWidget(page)
            cast("AnyPage", page).start()

    def _items(self, found: tuple[Entry, ...], search: str) -> tuple[PickerItem, ...]:
        if not search.strip():
            about = PickerItem(_ABOUT, self.tr("About Pushbench"), "info")
            listed = tuple(PickerItem(section.key, section.title, section.icon) for section in self._sections.values())
            return (*listed, PickerItem("", ""), about)
        items: list[PickerItem] = []
        for entry in found:
            section = self._sections[entry.section]
            if not items or items[-1].words != section.key:
                items.append(PickerItem("", section.title, words=section.key))
            items.append(
                PickerItem(
                    f"{entry.section}/{entry.key}", entry.title, section.icon, words=section.key, matched=search.strip()
                )
            )
        return tuple(items)

    def _found(self, search: str) -> tuple[Entry, ...]:
        words = search.casefold().split()
        if not words:
            return ()

        def text(entry: Entry) -> str:
            return f"{entry.title} {entry.words} {self._sections[entry.section].title}".casefold()

        return tuple(entry for entry in self._entries.values() if all(word in text(entry) for word in words))

    # -- doing ---------------------------------------------------------------------------------------

    def _on_chosen(self, key: str) -> None:
        if key == _ABOUT:
            self._show()
            self._run(key)
        elif key in self._sections:
            self._model.show_page(key)
        elif key in self._entries:
            self.reveal(key)

    def reveal(self, key: str) -> None:
        """Show the page of a row (``section/row``) and lead the eye to it."""
        entry = self._entries[key]
        self._model.show_page(entry.section)
        cast("AnyPage", self.page(entry.section)).reveal(entry.key)

    def show_section(self, key: str) -> None:
        """Bring a page into sight."""
        self.search.clear()
        self._model.show_page(key)

    def _take_first(self) -> None:
        found = self._found(self._model.state.search)
        if found:
            self.reveal(f"{found[0].section}/{found[0].key}")
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _run(self, action: str) -> None:
        actions = self._model.session.actions
        if actions is not None and action in actions:
            actions.run(action)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._model.summary.start()
        if self._shown:
            cast("AnyPage", self.page(self._shown)).start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panel.setVisible(self.width() >= self._theme.px(_PANEL_FROM))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._model.state.search:
            self.search.clear()
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)

    def keep_sizes(self) -> None:
        """Remember the splitter for the next start."""
        if self.panel.isVisible():
            self._model.session.state.sizes["settings"] = self._panes.sizes()
