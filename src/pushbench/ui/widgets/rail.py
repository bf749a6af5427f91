"""The navigation rail: icon over word, one chosen, a dot where something needs attention."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail."""

    key: str
    text: str
    icon: str
    tip: str = ""
    is_at_end: bool = False


class _RailButton(QAbstractButton):
    def __init__(self, theme: Theme, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._place = place
        self._dot = ""
        self.setCheckable(True)
        self.setAutoExclusive(True)  # the group sees to that already; screen readers take the role from here
        self.setText(place.text)
        self.setAccessibleName(place.text)
        self.setToolTip(place.tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_dot(self, token: str, why: str) -> None:
        if token != self._dot:
            self._dot = token
            self.setAccessibleDescription(why)
            self.setToolTip(why or self._place.tip)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.width("rail") - 12, self._theme.px(50))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = "sel" if self.isChecked() else "hover" if self.underMouse() else None
            if ground:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(ground))
                painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
            token = "accent-text" if self.isChecked() else "text-2"
            size = theme.px(20)
            left = (self.width() - size) // 2
            top = theme.px(7)
            painter.drawPixmap(left, top, theme.pixmap(self._place.icon, token, 20, self.devicePixelRatioF()))
            painter.setFont(theme.font("nav", 600 if self.isChecked() else None))
            painter.setPen(theme.color(token))
            words = QRect(0, top + size + theme.px(3), self.width(), theme.px(16))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), self.text())
            if self._dot:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(self._dot))
                painter.drawEllipse(left + size + 1, top - 1, theme.px(6), theme.px(6))


class _Mark(QAbstractButton):
    """The application's own sign, a small bench with a badge; pressing it opens the window's menu."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(theme.px(52))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Menu"))
        self.setToolTip(self.tr("Menu"))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            side = self._theme.px(30)
            if self.underMouse() or self.isDown():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.color("press" if self.isDown() else "hover"))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 5, -4, -1), 8, 8)
            rect = QRectF((self.width() - side) / 2, (self.height() - side) / 2 + 2, side, side)
            paint_mark(
                painter, rect, self._theme.color("text"), self._theme.color("surface"), self._theme.color("accent")
            )


def paint_mark(painter: QPainter, rect: QRectF, ground: QColor, ink: QColor, badge: QColor) -> None:
    """Paint the application's sign into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 32, rect.height() / 32)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(0, 0, 32, 32), 7, 7)
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(6, 9, 20, 7), 2, 2)
    painter.drawRoundedRect(QRectF(8, 18.5, 16, 2.4), 1.2, 1.2)
    painter.drawRoundedRect(QRectF(10, 18.5, 2.4, 6), 1, 1)
    painter.drawRoundedRect(QRectF(19.6, 18.5, 2.4, 6), 1, 1)
    painter.setBrush(ground)
    painter.drawEllipse(QRectF(21.5, 5, 8, 8))
    painter.setBrush(badge)
    painter.drawEllipse(QRectF(22.7, 6.2, 5.6, 5.6))
    painter.restore()


class Rail(QWidget):
    """The places of the window, one below the other. ``chosen`` tells the key a person picked.

    ``mark`` is the sign at the top, a button.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, places: tuple[Place, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Navigation"))
        theme.size(self, width="rail")
        self._buttons: dict[str, _RailButton] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 6)
        layout.setSpacing(4)
        self.mark = _Mark(theme, self)
        layout.addWidget(self.mark)
        for place in places:
            if place.is_at_end:
                layout.addStretch(1)
            button = _RailButton(theme, place, self)
            button.clicked.connect(lambda _checked=False, key=place.key: self.chosen.emit(key))
            group.addButton(button)
            layout.addWidget(button)
            self._buttons[place.key] = button
        if not any(place.is_at_end for place in places):
            layout.addStretch(1)

    def choose(self, key: str) -> None:
        """Mark a place as the current one."""
        self._buttons[key].setChecked(True)

    def set_dot(self, key: str, token: str, why: str = "") -> None:
        """Show a dot in a token's colour at a place; an empty token takes it away."""
        self._buttons[key].set_dot(token, why)
