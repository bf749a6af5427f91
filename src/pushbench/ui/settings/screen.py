"""The Settings screen: sections at the left, all pages below each other, the workspace at the right."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QSplitter, QVBoxLayout, QWidget

from pushbench.ui.settings.index import Entry, Section, entries, sections
from pushbench.ui.settings.model import SettingsModel
from pushbench.ui.settings.page import Page, SettingRow
from pushbench.ui.settings.workspace_panel import WIDTH, WorkspacePanel
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.picker_list import PickerItem
from pushbench.ui.widgets.search_field import SearchField
from pushbench.ui.widgets.side_list import SideList

_PANEL_FROM = 1180
_LIST, _WIDEST = 208, 780
_ABOUT, _SIZES = "help.about", "settings"


class SettingsScreen(QWidget):
    """The list follows what is in sight and leads there; a search lists rows of all pages."""

    def __init__(self, theme: Theme, model: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._sections = {section.key: section for section in sections()}
        self._entries = {f"{entry.section}/{entry.key}": entry for entry in entries()}
        self._pages: dict[str, Page] = {}
        self._is_led = self._was_shown = False
        self._target: tuple[QWidget, int] | None = None
        self.search = SearchField(theme, self.tr("Search settings"), is_top=True)
        self.search.textChanged.connect(model.search)
        self.search.returnPressed.connect(self._take_first)
        self.list = SideList(theme, self.tr("Sections"))
        self.list.chosen.connect(self._on_chosen)
        self._none = label(theme, "", "secondary", tone="secondary", wraps=True)
        left = pane(column(self._none, self.list, spacing=0, margins=(0, 8, 0, 8), grows=1), "bg")
        self._left = left
        self._column = QVBoxLayout()
        self._column.setContentsMargins(24, 18, 24, 24)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._sheet = QWidget()
        self._sheet.setLayout(self._column)
        self.view = QScrollArea()
        self.view.setWidgetResizable(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QScrollArea.Shape.NoFrame)
        beside = row(self._sheet, None, spacing=0)
        beside.setStretch(0, 1000)  # the column takes its widest, what is left stays empty
        self._whole = pane(beside)
        self.view.setWidget(self._whole)
        self.view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.view.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._make_next)
        self.panel = WorkspacePanel(theme, model.summary, self._run)
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        for part in (left, self.view, self.panel):
            self._panes.addWidget(part)
        self._panes.setStretchFactor(1, 1)
        title = label(theme, self.tr("Settings"), "heading")
        bar = pane(row(title, 12, self.search, None, margins=(16, 0, 12, 0), grows=2), "bg")
        theme.size(bar, height="top-bar")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(hairline())
        layout.addWidget(self._panes, 1)
        theme.resized.connect(self._settle)
        self._settle()
        kept = model.session.state.sizes.get(_SIZES)
        if kept and len(kept) == 3:
            self._panes.setSizes([theme.px(size) for size in kept])
        model.changed.connect(self._show)
        self._show()
        self._make_next()
        self._next.start()

    def _settle(self) -> None:
        theme = self._theme
        self.search.setMaximumWidth(theme.px(280))
        self._none.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), 0)
        self._left.setMinimumWidth(theme.px(150))
        self.view.setMinimumWidth(min(theme.px(440), 500))
        self.panel.setMinimumWidth(theme.px(240))
        self._sheet.setMaximumWidth(theme.px(_WIDEST))
        self._panes.setSizes([theme.px(_LIST), 2000, theme.px(WIDTH)])

    # -- pages ---------------------------------------------------------------------------------------

    def page(self, key: str) -> Page:
        """Return a page; those before it are made too, so that it stands where it belongs."""
        while key not in self._pages:
            self._make_next()
        return self._pages[key]

    def _make_next(self) -> None:
        """Make the next page; one a turn of the event loop, so that the window answers in between."""
        section = next((section for key, section in self._sections.items() if key not in self._pages), None)
        if section is None:
            self._next.stop()
            return
        if self._pages:
            line = hairline()
            self._column.insertSpacing(self._column.count() - 1, 20)
            self._column.insertWidget(self._column.count() - 1, line)
            self._column.insertSpacing(self._column.count() - 1, 16)
        made = self._make(section)
        self._pages[section.key] = made
        self._column.insertWidget(self._column.count() - 1, made)
        made.start()

    def _make(self, section: Section) -> Page:
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
        key = self._page_key()
        self._none.setVisible(bool(state.search.strip()) and not found)
        self._none.setText(self.tr("No setting fits “{words}”.").format(words=state.search.strip()))
        self.list.show_items(self._items(found, state.search), "" if state.search.strip() else key)

    def _page_key(self) -> str:
        key = self._model.state.page
        return key if key in self._sections else next(iter(self._sections))

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
            self.show_section(key)
        elif key in self._entries:
            self.reveal(key)

    def _on_scrolled(self) -> None:
        """Let the list follow what stands at the top, unless it led there itself."""
        if self._is_led or not self._pages or self._model.state.search.strip():
            return
        bar = self.view.verticalScrollBar()
        edge = bar.value() + self.view.viewport().height() // 4
        made = list(self._pages.items())
        if bar.value() == bar.maximum() and len(made) == len(self._sections):
            self._model.show_page(made[-1][0])
            return
        above = [key for key, page in made if self._top_of(page) <= edge]
        self._model.show_page(above[-1] if above else made[0][0])

    def _top_of(self, widget: QWidget) -> int:
        return widget.mapTo(self._whole, QPoint(0, 0)).y()

    def _lead(self, widget: QWidget, above: int) -> None:
        """Scroll to a widget; the list keeps what was chosen in it."""
        self._target = (widget, above)
        self._scroll_to_target()

    def _scroll_to_target(self) -> None:
        """Scroll where the list or a search led, as far as the pages that are there allow."""
        if self._target is None:
            return
        widget, above = self._target
        self._is_led = True
        self.view.verticalScrollBar().setValue(self._top_of(widget) - above)
        self._is_led = False

    def _on_range(self) -> None:
        """Come nearer to the target while pages are being made below it; forget it when they are all there."""
        self._scroll_to_target()
        if len(self._pages) == len(self._sections):
            QTimer.singleShot(0, self, self._forget_target)

    def _forget_target(self) -> None:
        self._target = None

    def reveal(self, key: str) -> None:
        """Scroll to a row (``section/row``) and lead the eye to it."""
        entry = self._entries[key]
        self._model.show_page(entry.section)
        wanted = self.page(entry.section).rows[entry.key]
        self._lead(wanted, self.view.viewport().height() // 4)
        if isinstance(wanted, SettingRow):
            wanted.glow()

    def show_section(self, key: str) -> None:
        """Scroll to a section."""
        self._model.show_page(key)
        self._lead(self.page(key), 18 if key != next(iter(self._sections)) else self._whole.height())

    def _take_first(self) -> None:
        found = self._found(self._model.state.search)
        if found:
            self.reveal(f"{found[0].section}/{found[0].key}")
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _run(self, action: str) -> None:
        actions = self._model.session.actions
        if actions is not None and action in actions:
            actions.run(action)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.show_section(self._page_key())
        self._model.summary.start()
        for page in self._pages.values():
            page.start()
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

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
        """Remember the splitter for the next start, as it would be at the usual text size."""
        if self.panel.isVisible():
            usual = 100 / self._theme.px(100)
            self._model.session.state.sizes[_SIZES] = [round(size * usual) for size in self._panes.sizes()]
