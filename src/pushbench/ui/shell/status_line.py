"""The line at the bottom of the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QStyle, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline

_ICON, _DOT, _GAP, _EDGE = 14, 7, 6, 5
_TONES = {"secondary": "text-2", "red": "red", "amber": "amber"}


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One remark in the status line, with an icon or a dot in a token's colour."""

    text: str
    icon: str | None = None
    dot: str = ""
    tone: str = "secondary"
    """``secondary``, ``amber`` or ``red``."""
    tip: str = ""
    verb: str = ""
    """The action that a click does; empty: it only tells."""


class StatusPart(QAbstractButton):
    """One item; it takes the keyboard only where a click does something."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.item = StatusItem("")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_item(self, item: StatusItem) -> None:
        """Show another item in the same place."""
        self.item = item
        self.setText(item.text)
        self.setToolTip(item.tip)
        self.setAccessibleName(item.text)
        self.setAccessibleDescription(item.tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if item.verb else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if item.verb else Qt.CursorShape.ArrowCursor)
        self.updateGeometry()
        self.update()

    def _lead(self) -> int:
        theme = self._theme
        size = _ICON if self.item.icon else _DOT if self.item.dot else 0
        return theme.px(size) + theme.px(_GAP) if size else 0

    def sizeHint(self) -> QSize:
        theme = self._theme
        width = theme.metrics("caption").horizontalAdvance(self.item.text) + self._lead() + 2 * theme.px(_EDGE)
        return QSize(width + 1, theme.height("status-bar"))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._theme.px(48)), self._theme.height("status-bar"))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, item = self._theme, self.item
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if item.verb and (self.underMouse() or self.isDown()):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("press"))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 2, 0, -2), 4, 4)
            edge, middle = theme.px(_EDGE), self.height() // 2
            token = _TONES[item.tone]
            if item.icon:
                size = theme.px(_ICON)
                place = self._mirrored(QRect(edge, middle - size // 2, size, size))
                painter.drawPixmap(place, theme.pixmap(item.icon, token, _ICON, self.devicePixelRatioF()))
            elif item.dot:
                size = theme.px(_DOT)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(item.dot))
                painter.drawEllipse(self._mirrored(QRect(edge, middle - size // 2, size, size)))
            self._paint_words(painter, edge + self._lead(), edge, token)

    def _paint_words(self, painter: QPainter, start: int, edge: int, token: str) -> None:
        theme = self._theme
        room = self._mirrored(QRect(start, 0, max(self.width() - start - edge + 1, 0), self.height()))
        text = theme.metrics("caption").elidedText(self.item.text, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color(token))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), text)

    def _mirrored(self, part: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), part)


class StatusLine(QWidget):
    """Shows items at the left and at the right; ``chosen`` tells the action of one that was clicked."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[tuple[StatusItem, ...], tuple[StatusItem, ...]] = ((), ())
        self.left: list[StatusPart] = []
        self.right: list[StatusPart] = []
        self.setProperty("surface", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Status"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(hairline())
        whole = QHBoxLayout()
        whole.setContentsMargins(7, 0, 7, 0)
        whole.setSpacing(0)
        self._sides = (QHBoxLayout(), QHBoxLayout())
        for side in self._sides:
            side.setSpacing(6)
        whole.addLayout(self._sides[0])
        whole.addStretch(1)
        whole.addLayout(self._sides[1])
        layout.addLayout(whole, 1)
        theme.resized.connect(self._settle)
        self._settle()

    def _settle(self) -> None:
        self.setFixedHeight(self._theme.height("status-bar") + 1)  # the items are that high, the line comes on top

    def show_items(self, left: tuple[StatusItem, ...], right: tuple[StatusItem, ...]) -> None:
        """Show other items; nothing happens when they are the same."""
        if (left, right) == self._shown:
            return
        self._shown = (left, right)
        for parts, side, items in zip((self.left, self.right), self._sides, (left, right), strict=True):
            self._fill(parts, side, items)

    def _fill(self, parts: list[StatusPart], side: QHBoxLayout, items: tuple[StatusItem, ...]) -> None:
        """Let parts stay where they are and show something else, so that the keyboard stays too."""
        while len(parts) < len(items):
            part = StatusPart(self._theme, self)
            part.clicked.connect(lambda _checked=False, part=part: self.chosen.emit(part.item.verb))
            side.addWidget(part)
            parts.append(part)
        for number, part in enumerate(parts):
            if number < len(items):
                part.show_item(items[number])
            part.setVisible(number < len(items))
