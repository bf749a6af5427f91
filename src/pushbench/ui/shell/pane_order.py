"""The panes of the window in reading order, and where the keyboard goes in each."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary, ref

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPlainTextEdit, QSplitter, QTextEdit, QWidget
from shiboken6 import isValid

from pushbench.ui.widgets.reading_order import stops, takes_tab

_MAIN = (QAbstractItemView, QPlainTextEdit, QTextEdit)
"""What a person wants to reach in a pane before its buttons."""


def panes_of(screen: QWidget) -> list[QWidget]:
    """Return the visible parts of a screen: what splitters separate, and the bars beside splitters."""
    return list(_parts(screen))


def _parts(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QSplitter):
        inner = [part for number in range(widget.count()) if (part := widget.widget(number)) is not None]
    elif widget.findChildren(QSplitter):
        inner = _in_reading_order(widget)
    else:
        yield widget
        return
    for part in inner:
        if part.isVisible():
            yield from _parts(part)


def _in_reading_order(widget: QWidget) -> list[QWidget]:
    options = Qt.FindChildOption.FindDirectChildrenOnly
    children = [child for child in widget.findChildren(QWidget, options=options) if not child.isWindow()]
    return sorted(children, key=lambda child: (child.y(), child.x()))


def focusable(pane: QWidget) -> Iterator[QWidget]:
    """Yield the widgets of a pane that take the keyboard by Tab, in Tab order; the pane itself first."""
    yield from stops(pane)


def first_focusable(pane: QWidget) -> QWidget | None:
    """Return where the keyboard goes in a pane: its list or text, else its first control."""
    first = None
    for widget in focusable(pane):
        if isinstance(widget, _MAIN):
            return widget
        first = first or widget
    return first


def main_list(screen: QWidget) -> QWidget | None:
    """Return the list a person comes back to on a screen, the first in reading order."""
    for pane in panes_of(screen):
        for widget in focusable(pane):
            if isinstance(widget, QAbstractItemView):
                return widget
    return None


class PaneOrder(QObject):
    """Walks panes round the end and remembers where the keyboard was in each."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last: WeakKeyDictionary[QWidget, ref[QWidget]] = WeakKeyDictionary()

    def step(self, panes: list[QWidget], by: int) -> None:
        """Give the keyboard to the pane after (1) or before (-1) the one that has it."""
        usable = [pane for pane in panes if first_focusable(pane) is not None]
        if not usable:
            return
        now = QApplication.focusWidget()
        place = next((n for n, pane in enumerate(usable) if now is not None and _is_in(pane, now)), None)
        if place is not None and now is not None:
            self._last[usable[place]] = ref(now)
        number = (place + by) if place is not None else (0 if by > 0 else -1)
        self.enter(usable[number % len(usable)])

    def enter(self, pane: QWidget) -> None:
        """Give the keyboard to a pane, where it was last if that is still there."""
        kept = self._last.get(pane)
        before = kept() if kept is not None else None
        if before is None or not isValid(before) or not takes_tab(before) or not _is_in(pane, before):
            before = first_focusable(pane)
        if before is not None:
            before.setFocus(Qt.FocusReason.TabFocusReason)


def _is_in(pane: QWidget, widget: QWidget) -> bool:
    return widget is pane or pane.isAncestorOf(widget)
