"""A list of rows above the words that count them; Up and Down lead through it, Escape closes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.popover import Popover

_WIDTH = 440
_MOST_HIGH = 420


class PopoverRow(QFrame):
    """One row that takes the keyboard; Enter does what it is for."""

    def __init__(self, popover: RowsPopover) -> None:
        super().__init__()
        self.popover = popover
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def go(self) -> None:
        """Do what the row is for."""

    @property
    def place(self) -> QRect:
        """Where the row stands on the screen."""
        return QRect(self.mapToGlobal(QPoint(0, 0)), self.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.popover.step(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        else:
            super().keyPressEvent(event)


class RowsPopover(Popover):
    """Head with a count, rows that scroll, a foot if there is one."""

    def __init__(self, theme: Theme, title: str, count: str, parent: QWidget) -> None:
        self._whole = QVBoxLayout()
        self._whole.setContentsMargins(1, 1, 1, 1)
        self._whole.setSpacing(0)
        super().__init__(theme, title, self._whole, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.owner = parent
        self.rows: Sequence[PopoverRow] = ()
        counted = label(theme, count, "caption", tone="caption")
        self._whole.addLayout(row(label(theme, title, "section"), None, counted, margins=(12, 9, 12, 7)))
        self._whole.addWidget(hairline())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lines = QWidget()
        self._whole.addWidget(self._scroll, 1)

    def fill(self, lines: QVBoxLayout, rows: Sequence[PopoverRow]) -> None:
        """Show lines, some of which are rows."""
        self.rows = rows
        self._lines = pane(lines)
        self._scroll.setWidget(self._lines)

    def add_foot(self, foot: QWidget) -> None:
        """Put something below the rows that stays in sight."""
        self._whole.addWidget(hairline())
        self._whole.addWidget(foot)

    def leave(self) -> None:
        """Close, and let the keyboard go where the next step leads it."""
        self._before = None
        self.close()

    def open_above(self, place: QRect) -> None:
        """Show it above a global place, flush with its end, inside the screen."""
        lines = self._lines.layout()
        width = self._theme.px(_WIDTH)
        wanted = lines.totalHeightForWidth(width - 2) if lines is not None else 0
        frame = self.sizeHint().height() - self._scroll.sizeHint().height()
        size = QSize(width, min(wanted, self._theme.px(_MOST_HIGH)) + frame)
        self.setFixedSize(size)
        corner = QPoint(place.right() - width, place.top() - size.height() - 6)
        self.open_at(corner, self.owner)
        if self.rows:
            self.rows[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def step(self, by: int) -> None:
        """Go to the row below (1) or above (-1)."""
        now = self.focusWidget()
        at = next((n for n, line in enumerate(self.rows) if line is now or line.isAncestorOf(now)), -1)
        line = self.rows[max(0, min(len(self.rows) - 1, at + by))]
        line.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(line, 0, 0)
