"""A filter as a button: its name, what it is set to, a way to take it off."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from pushbench.ui.theme.theme import Theme

_MOST_WIDE = 230


class FilterChip(QAbstractButton):
    """``clicked`` asks for the choices, ``cleared`` takes the filter off (the cross, Delete or Backspace)."""

    cleared = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        icon: str = "",
        height: str = "control",
        is_plain: bool = False,
        is_optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``is_plain``: the value is no accent; ``is_optional``: dashed, with a plus, while it is not set."""
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self._icon = icon
        self._is_plain = is_plain
        self._is_optional = is_optional
        self._value = ""
        self._is_set = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        theme.size(self, height=height)
        theme.changed.connect(self.updateGeometry)
        self.show_value("", is_set=False)

    def show_value(self, value: str, *, is_set: bool) -> None:
        """Show what the filter is set to."""
        self._value = value
        self._is_set = is_set
        self.setAccessibleName(f"{self._title}: {value}" if value else self._title)
        self.setAccessibleDescription(self.tr("Delete takes the filter off") if is_set and not self._is_plain else "")
        self.setToolTip(self.accessibleName() if is_set else "")
        self.updateGeometry()
        self.update()

    @property
    def value(self) -> str:
        return self._value

    @property
    def is_set(self) -> bool:
        return self._is_set

    # -- size and paint -----------------------------------------------------------------------------

    @property
    def _is_dashed(self) -> bool:
        return self._is_optional and not self._is_set

    def _lead(self) -> str:
        return "plus" if self._is_dashed else self._icon

    def _words(self) -> tuple[str, str]:
        return ("", self._value) if self._is_plain else (self._title, self._value)

    def sizeHint(self) -> QSize:
        theme = self._theme
        title, value = self._words()
        width = 2 * theme.px(10) + theme.metrics("body-medium").horizontalAdvance(title)
        if self._lead():
            width += theme.px(16 + 6)
        if value:
            width += theme.metrics("section").horizontalAdvance(value) + (theme.px(6) if title else 0) + 2
        if not self._is_dashed:
            width += theme.px(18)
        return QSize(min(width, theme.px(_MOST_WIDE)), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._theme.px(96)), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(theme.color("line-strong"), 1)
            if self._is_dashed:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            ground = "press" if self.isDown() else "hover" if self.underMouse() else "surface"
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            x = theme.px(10)
            ratio = self.devicePixelRatioF()
            if self._lead():
                side = theme.px(16)
                place = self._mirrored(QRect(x, (self.height() - side) // 2, side, side))
                painter.drawPixmap(place, theme.pixmap(self._lead(), "text-2", 16, ratio))
                x += side + theme.px(6)
            right = self.width() - theme.px(10) - (0 if self._is_dashed else theme.px(16))
            title, value = self._words()
            x = self._text(painter, x, right, title, "body-medium", "text-2" if self._is_dashed else "text")
            if value:
                x += theme.px(6) if title else 0
                role, token = ("body-medium", "text") if self._is_plain else ("section", "accent-text")
                self._text(painter, x, right, value, role, token)
            if not self._is_dashed:
                icon = "x" if self._has_cross else "chevron-down"
                painter.drawPixmap(self._end(), theme.pixmap(icon, "text-2", 14, ratio))

    def _text(self, painter: QPainter, x: int, right: int, text: str, role: str, token: str) -> int:
        metrics = self._theme.metrics(role)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, right - x) + 1)
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.color(token))
        room = self._mirrored(QRect(x, 0, right - x + 4, self.height()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        return x + metrics.horizontalAdvance(shown)

    @property
    def _has_cross(self) -> bool:
        return self._is_set and not self._is_plain

    def _end(self) -> QRect:
        side = self._theme.px(14)
        return self._mirrored(QRect(self.width() - self._theme.px(9) - side, (self.height() - side) // 2, side, side))

    def _mirrored(self, part: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), part)

    # -- events -------------------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        wide = self._theme.px(26)
        cross = self._mirrored(QRect(self.width() - wide, 0, wide, self.height()))
        is_on_cross = cross.contains(event.position().toPoint())
        if self._has_cross and is_on_cross and self.rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.cleared.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._has_cross:
            self.cleared.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
        else:
            super().keyPressEvent(event)
