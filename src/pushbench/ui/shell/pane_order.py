"""The panes of a screen in reading order, for F6."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSplitter, QWidget


def panes_of(screen: QWidget) -> list[QWidget]:
    """Return the visible parts that splitters separate, from left to right and from top to bottom."""
    splitters = screen.findChildren(QSplitter)
    if not splitters:
        return [screen]
    parts = [part for splitter in splitters for number in range(splitter.count()) if (part := splitter.widget(number))]
    leaves = [part for part in parts if part.isVisible() and not part.findChildren(QSplitter)]
    leaves = [part for part in leaves if not isinstance(part, QSplitter)]

    def place(part: QWidget) -> tuple[int, int]:
        point = part.mapTo(screen, QPoint(0, 0))
        return (point.x() // 40, point.y())

    return sorted(leaves, key=place)


def first_focusable(pane: QWidget) -> QWidget | None:
    """Return the first widget of a pane that takes the keyboard by Tab."""
    start = pane.nextInFocusChain()
    widget = start
    while widget is not None:
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if pane.isAncestorOf(widget) and takes_tab and widget.isVisible() and widget.isEnabled():
            return widget
        widget = widget.nextInFocusChain()
        if widget is start:
            return None
    return None
