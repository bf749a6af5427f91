"""The line at the bottom of the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import clear, hairline
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One remark in the status line, with an icon or a dot in a token's colour."""

    text: str
    icon: str | None = None
    dot: str = ""
    tone: str = "secondary"
    tip: str = ""


class StatusLine(QWidget):
    """Shows items at the left and at the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[tuple[StatusItem, ...], tuple[StatusItem, ...]] = ((), ())
        self.setProperty("surface", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Status"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(hairline())
        self._row = QHBoxLayout()
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(6)
        layout.addLayout(self._row, 1)
        theme.size(self, height="status-bar")

    def show_items(self, left: tuple[StatusItem, ...], right: tuple[StatusItem, ...]) -> None:
        """Show other items; nothing happens when they are the same."""
        if (left, right) == self._shown:
            return
        self._shown = (left, right)
        clear(self._row)
        for item in left:
            self._add(item)
        self._row.addStretch(1)
        for item in right:
            self._add(item)

    def _add(self, item: StatusItem) -> None:
        if item.icon:
            self._row.addWidget(
                IconLabel(self._theme, item.icon, item.tone if item.tone in ("red", "amber") else "text-2", 14)
            )
        if item.dot:
            self._row.addWidget(_Dot(self._theme, item.dot))
        words = label(self._theme, item.text, "caption", tone=item.tone)
        words.setToolTip(item.tip)
        self._row.addWidget(words)
        self._row.addSpacing(10)


class _Dot(QWidget):
    def __init__(self, theme: Theme, token: str) -> None:
        super().__init__()
        self._theme = theme
        self._token = token
        self.setFixedSize(theme.px(7), theme.px(7))

    def paintEvent(self, event: object) -> None:
        from PySide6.QtGui import QPainter

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(self._token))
        painter.drawEllipse(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
