"""A target as a chip, and the chips that found no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QToolButton, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.menu import round_corners


@dataclass(frozen=True, slots=True)
class ChipItem:
    """One chip."""

    key: str
    text: str
    icon: str
    tone: str = "plain"
    """``plain``, ``amber`` or ``red``."""
    tip: str = ""


class Chip(QToolButton):
    """A framed word with a cross; the cross, Delete and Backspace remove it, arrows ask for the neighbour."""

    removed = Signal(str)
    stepped = Signal(int)
    """-1 for the one before, 1 for the one behind."""

    def __init__(self, theme: Theme, item: ChipItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.item = item
        self.setAccessibleName(item.text)
        self.setAccessibleDescription(item.tip or self.tr("Delete removes it"))
        self.setToolTip(item.tip or self.tr("{name}. Delete removes it.").format(name=item.text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        theme = self._theme
        text = min(theme.metrics("label").horizontalAdvance(self.item.text), theme.px(180))
        return QSize(text + theme.px(8 + 14 + 6 + 8 + 12 + 6), theme.height("chip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            tone = self.item.tone
            is_plain = tone == "plain"
            painter.setPen(theme.color("accent" if self.hasFocus() else "line-strong" if is_plain else f"{tone}-line"))
            painter.setBrush(theme.color(("hover" if self.underMouse() else "surface") if is_plain else f"{tone}-bg"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1).toRectF().translated(0.5, 0.5), 5, 5)
            ratio = self.devicePixelRatioF()
            icon = "triangle-alert" if not is_plain else self.item.icon
            side = theme.px(14)
            sign = self._mirrored(QRect(theme.px(7), (self.height() - side) // 2, side, side))
            painter.drawPixmap(sign.topLeft(), theme.pixmap(icon, "text-2" if is_plain else tone, 14, ratio))
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("text" if is_plain else tone))
            room = QRect(theme.px(26), 0, self.width() - theme.px(26 + 22), self.height())
            words = theme.metrics("label").elidedText(self.item.text, Qt.TextElideMode.ElideRight, room.width() + 2)
            painter.drawText(self._mirrored(room.adjusted(0, 0, 4, 0)), int(Qt.AlignmentFlag.AlignVCenter), words)
            cross = self._cross()
            painter.drawPixmap(cross.topLeft(), theme.pixmap("x", "text-2" if is_plain else tone, 12, ratio))

    def _cross(self) -> QRect:
        side = self._theme.px(12)
        box = QRect(self.width() - side - self._theme.px(6), (self.height() - side) // 2, side, side)
        return self._mirrored(box)

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._cross().adjusted(-4, -4, 4, 4).contains(event.position().toPoint()):
            self.removed.emit(self.item.key)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.item.key)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            is_back = (key == Qt.Key.Key_Left) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
            self.stepped.emit(-1 if is_back else 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class ChipStack(QFrame):
    """The chips that found no room, below each other; it takes the keyboard while it is open."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self.setProperty("role", "popup")
        self.setAccessibleName(name)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_chips(self, chips: list[Chip], anchor: QWidget) -> None:
        """Show the chips below a widget."""
        theme, gap = self._theme, 6
        inside = QWidget()
        y = gap
        for chip in chips:
            chip.setParent(inside)
            chip.setGeometry(gap, y, chip.sizeHint().width(), chip.sizeHint().height())
            chip.stepped.connect(lambda by, it=chip: _step(chips, it, by))
            y += chip.height() + gap
        width = max(chip.width() for chip in chips) + 2 * gap + 12
        inside.setMinimumHeight(y)
        before = self._scroll.takeWidget()
        if before is not None:
            before.deleteLater()  # later: one of its chips may be telling right now that it goes
        self._scroll.setWidget(inside)
        self.resize(max(width, theme.px(160)), min(y + 4, theme.px(300)))
        self._scroll.setGeometry(2, 2, self.width() - 4, self.height() - 4)
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 8))
        screen = anchor.screen().availableGeometry()
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        self.move(corner)
        round_corners(self, theme.radius("popover"))
        self.show()
        chips[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


def _step(chips: Sequence[Chip], chip: Chip, by: int) -> None:
    place = chips.index(chip) + by
    if 0 <= place < len(chips):
        chips[place].setFocus(Qt.FocusReason.TabFocusReason)
