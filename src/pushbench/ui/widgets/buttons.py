"""Push buttons, icon buttons and the split button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import remeasure, restyle

_ICON_TOKENS = {
    "primary": "on-accent",
    "production": "on-accent",
    "danger": "red",
    "quiet": "text-2",
    "link": "accent-text",
    "soft": "accent-text",
    "toast": "toast-link",
}


def button(
    theme: Theme,
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    icon: str | None = None,
    kind: str = "",
    size: str = "",
    tip: str = "",
    parent: QWidget | None = None,
) -> QPushButton:
    """Return a push button.

    ``kind``: ``primary``, ``production``, ``danger``, ``quiet``, ``link``, ``soft``, ``dashed`` or plain;
    ``size``: ``small`` (24), ``top`` (32), ``large`` (40) or plain (28). :func:`show_keys` adds a shortcut.
    """
    made = QPushButton(text, parent)
    made.setProperty("kind", kind)
    made.setProperty("extent", size)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setAutoDefault(False)
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setProperty("iconToken", _ICON_TOKENS.get(kind, "text"))
    if icon is not None:
        theme.tint(made, icon, _ICON_TOKENS.get(kind, "text"))
    if tip:
        made.setToolTip(tip)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def icon_button(
    theme: Theme,
    icon: str,
    name: str,
    on_click: Callable[[], object] | None = None,
    *,
    token: str = "text-2",
    size: int = 24,
    framed: bool = False,
    parent: QWidget | None = None,
) -> QToolButton:
    """Return a square button with an icon alone; ``name`` is its tool tip and accessible name."""
    made = QToolButton(parent)
    made.setAccessibleName(name)
    made.setToolTip(name)
    theme.size(made, square=size)
    made.setProperty("framed", framed)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    theme.tint(made, icon, token)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def show_keys(target: QPushButton, keys: str) -> None:
    """Show a shortcut as a key cap behind a button's words; empty takes it away."""
    if target.property("keys") != keys:
        target.setProperty("keys", keys)
        remeasure(target)
        target.update()


class SplitButton(QWidget):
    """A main button joined to one that opens a menu; Alt Down at the main one opens it too."""

    def __init__(self, theme: Theme, text: str, icon: str, menu_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.main = button(theme, text, icon=icon, kind="primary", size="top")
        self.main.setProperty("joined", "left")
        self.more = button(theme, "", icon="chevron-down", kind="primary", size="top")
        self.more.setProperty("joined", "right")
        self.more.setAccessibleName(menu_name)
        self.more.setToolTip(menu_name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.main)
        layout.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

        self.main.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_wish = event.key() == Qt.Key.Key_Down and event.modifiers() == Qt.KeyboardModifier.AltModifier
            if is_wish:
                self.more.click()
            return is_wish
        return False

    def set_face(self, text: str, icon: str, kind: str) -> None:
        """Change words, icon and role of the main button."""
        self.main.setText(text)
        self._theme.tint(self.main, icon, "on-accent")
        for part in (self.main, self.more):
            restyle(part, "kind", kind)
            part.setProperty("iconToken", _ICON_TOKENS.get(kind, "text"))
