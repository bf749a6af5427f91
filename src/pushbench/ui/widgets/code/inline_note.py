"""The widget of a message below a line."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.code.marks import InlineNote
from pushbench.ui.widgets.labels import label


class InlineNoteWidget(QFrame):
    """Bold sentence, reason, links. ``pressed`` tells note key and action key."""

    pressed = Signal(str, str)

    def __init__(self, theme: Theme, note: InlineNote, parent: QWidget) -> None:
        super().__init__(parent)
        self.note = note
        self.setProperty("role", "note")
        self.setProperty("tone", note.tone)
        self.setAccessibleName(note.what)
        self.setAccessibleDescription(note.why)
        what = label(theme, note.what, "label", wraps=True, selectable=True)
        theme.dress(what, "label", 600)
        if note.tone in ("red", "amber"):
            what.setProperty("tone", note.tone)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(2)
        layout.addWidget(what)
        if note.why:
            layout.addWidget(label(theme, note.why, "secondary", wraps=True, selectable=True))
        if note.actions:
            links = row(spacing=12)
            for action in note.actions:
                link = button(theme, action.text, partial(self.pressed.emit, note.key, action.key), kind="link")
                link.setProperty("extent", "small")
                link.setAccessibleDescription(note.what)
                theme.dress(link, "label")
                links.addWidget(link)
            links.addStretch(1)
            layout.addLayout(links)

    def height_at(self, width: int) -> int:
        """Return the height the note needs at a width."""
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return self.sizeHint().height()
