"""Cards that say something: notes in a tone, the three-part error, the empty state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import clear, restyle, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.labels import label

TONE_ICONS = {
    "red": "circle-x",
    "amber": "triangle-alert",
    "green": "circle-check",
    "gray": "info",
    "blue": "info",
}
_TONE_TOKENS = {"gray": "text-2", "blue": "accent-text"}


@dataclass(frozen=True, slots=True)
class Words:
    """What happened, why, what to do; later parts may be empty."""

    what: str
    why: str = ""
    fix: str = ""


class IconLabel(QWidget):
    """An icon in a token's or tone's colour; a picture without words of its own."""

    def __init__(
        self, theme: Theme, icon: str, token: str = "text-2", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon, self._token, self._size = icon, _TONE_TOKENS.get(token, token), size
        theme.size(self, square=size)

    def set_icon(self, icon: str, token: str) -> None:
        token = _TONE_TOKENS.get(token, token)
        if (icon, token) != (self._icon, self._token):
            self._icon, self._token = icon, token
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        pixmap = self._theme.pixmap(self._icon, self._token, self._size, self.devicePixelRatioF())
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, pixmap)


class Note(QFrame):
    """A tinted card with an icon, a bold sentence, more words and buttons."""

    closed = Signal()

    def __init__(self, theme: Theme, *, closable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "note")
        self._icon = IconLabel(theme, "info")
        self._title = label(theme, "", "section", wraps=True, selectable=True)
        self._text = label(theme, "", "body", wraps=True, selectable=True)
        self._fix = label(theme, "", "body", wraps=True, selectable=True)
        self._actions = row(spacing=8)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addWidget(self._fix)
        words.addLayout(self._actions)
        layout = row(spacing=10, margins=(12, 10, 12, 10))
        layout.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        if closable:
            cross = icon_button(theme, "x", self.tr("Close this message"), self._close)
            layout.addWidget(cross, alignment=Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_words(
        self, tone: str, words: Words, actions: tuple[tuple[str, Callable[[], object]], ...] = (), *, icon: str = ""
    ) -> None:
        """Show the three parts in a tone, with one button per action."""
        restyle(self, "tone", tone)
        restyle(self._title, "tone", tone if tone in ("red", "amber") else "")
        self._icon.set_icon(icon or TONE_ICONS[tone], tone)
        for part, text in ((self._title, words.what), (self._text, words.why), (self._fix, words.fix)):
            part.setText(text)
            part.setVisible(bool(text))
        self.setAccessibleName(words.what)
        self.setAccessibleDescription(f"{words.why} {words.fix}".strip())
        clear(self._actions)
        for title, run in actions:
            self._actions.addWidget(button(self._theme, title, run, size="small"))
        self._actions.addStretch(1)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()


class EmptyState(QWidget):
    """Says what is missing and offers the one thing that changes it."""

    def __init__(self, theme: Theme, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        tile = QFrame()
        tile.setProperty("role", "tile")
        theme.size(tile, square=40)
        self._icon = IconLabel(theme, icon, "text-2", 20)
        tile.setLayout(row(None, self._icon, None))
        self._title = label(theme, title, "section")
        self._text = label(theme, text, "body", tone="secondary", wraps=True)
        self._actions = row(spacing=8)
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(2)
        layout.addWidget(tile, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(6)
        for part in (self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(part)
        layout.addSpacing(6)
        layout.addLayout(self._actions)
        layout.addStretch(3)

    def show_words(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)

    def set_action(self, title: str, run: Callable[[], object], *, kind: str = "") -> None:
        """Offer one button."""
        clear(self._actions)
        self._actions.addStretch(1)
        self._actions.addWidget(button(self._theme, title, run, kind=kind))
        self._actions.addStretch(1)
