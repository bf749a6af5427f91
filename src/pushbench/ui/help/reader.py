"""A list to search with the text of the chosen line beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from pushbench.ui.shell.palette.entries import Entry, found, listed
from pushbench.ui.shell.palette.lines import PaletteList
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import clear, column, hairline, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.search_field import SearchField

_TEXT_MARGIN = 12
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


@dataclass(frozen=True, slots=True)
class Topic:
    """One line and what is read under it."""

    key: str
    group: str
    title: str
    text: str
    remark: str = ""
    """One line below the title."""
    icon: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    """Words and address."""
    words: str = ""
    """More words a search may hit."""
    is_code: bool = False


class Reader(QWidget):
    """Search, list and text. ``browse`` is called with an address a person wants to see."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        hint: str,
        *,
        browse: Callable[[str], object],
        has_search: bool = True,
        list_width: int = 250,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._browse = browse
        self._topics: dict[str, Topic] = {}
        self.search = SearchField(theme, hint)
        self.search.setVisible(has_search)
        self.search.textChanged.connect(self._on_search)
        self.search.installEventFilter(self)
        self.list = PaletteList(theme, name, self)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setMouseTracking(False)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_current())
        self._title = label(theme, "", "section", wraps=True, selectable=True)
        self._remark = label(theme, "", "secondary", tone="secondary", wraps=True, selectable=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(name)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.document().setDocumentMargin(_TEXT_MARGIN)
        self._links = row(spacing=12)
        left = pane(column(self.search, self.list, spacing=6, margins=(0, 0, 8, 0), grows=1))
        head = column(self._title, self._remark, self._links, spacing=4, margins=(14, 2, 8, 8))
        right = pane(column(head, hairline(), self.text, spacing=0, grows=2))
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.setHandleWidth(1)
        panes.setChildrenCollapsible(False)
        panes.addWidget(left)
        panes.addWidget(right)
        panes.setStretchFactor(1, 1)
        panes.setSizes([theme.px(list_width), theme.px(520)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panes)

    def show_topics(self, topics: tuple[Topic, ...]) -> None:
        """Show other lines and choose the first."""
        self._topics = {topic.key: topic for topic in topics}
        self._on_search(self.search.text())

    @property
    def current(self) -> Topic | None:
        entry = self.list.current
        return self._topics.get(entry.key) if entry is not None else None

    def choose(self, key: str) -> None:
        """Choose a line by its key."""
        for number in self.list.lines.rows:
            if self.list.lines.entry(number).key == key:
                self.list.setCurrentIndex(self.list.lines.index(number, 0))

    def _on_search(self, text: str) -> None:
        entries = [
            Entry(topic.key, topic.title, topic.icon, topic.group, words=f"{topic.group} {topic.words}")
            for topic in self._topics.values()
        ]
        lines = found(entries, text, (), limit=400) if text.strip() else listed(entries, ())
        self.list.show_entries(lines, has_groups=not text.strip())
        if not lines:
            self._title.setText(self.tr("Nothing fits") if text.strip() else self.tr("Loading"))
            self._remark.setVisible(False)
            self.text.clear()
            clear(self._links)
        self._show_current()

    def _show_current(self) -> None:
        topic = self.current
        if topic is None:
            return
        self._title.setText(topic.title)
        self._remark.setText(topic.remark)
        self._remark.setVisible(bool(topic.remark))
        self._theme.dress(self.text, "code" if topic.is_code else "body")
        self.text.setLineWrapMode(
            QPlainTextEdit.LineWrapMode.NoWrap if topic.is_code else QPlainTextEdit.LineWrapMode.WidgetWidth
        )
        self.text.setPlainText(topic.text)
        self.text.setAccessibleName(topic.title)
        clear(self._links)
        for words, url in topic.links:
            link = button(self._theme, words, partial(self._browse, url), kind="link", size="small", tip=url)
            link.setAccessibleDescription(url)
            self._links.addWidget(link)
        if topic.links:
            copy = self.tr("Copy address") if len(topic.links) == 1 else self.tr("Copy addresses")
            text = "\n".join(url for _, url in topic.links)
            self._links.addWidget(
                button(self._theme, copy, lambda: QGuiApplication.clipboard().setText(text), kind="quiet", size="small")
            )
        self._links.addStretch(1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows in the search field move in the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _STEPS:
            by = _STEPS[Qt.Key(event.key())]
            self.list.step(by, wraps=abs(by) == 1)
            return True
        return False


def fitting_size(window: QWidget, width: int, height: int) -> tuple[int, int]:
    """Return a size for a dialog that stays inside the window it belongs to."""
    return min(width, window.width() - 48), min(height, window.height() - 48)
