"""The virtual device, gray and pale while the sandbox is off, and the dot that says so."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from pushbench.ui.compose.preview_pane import Stage
from pushbench.ui.theme.theme import Theme

_OFF_OPACITY = 0.55
_OFF_GRAY = 0.5


class PhoneStage(Stage):
    """A device that is drawn gray and pale while nothing can reach it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._is_on = True
        self._off: tuple[object, QPixmap] | None = None
        self.setMinimumWidth(theme.px(180))
        self.setAccessibleName(self.tr("Virtual device"))

    def set_on(self, is_on: bool) -> None:
        if is_on != self._is_on:
            self._is_on = is_on
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_on:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("sunken"))
            painter.setOpacity(_OFF_OPACITY)
            painter.drawPixmap(0, 0, self._off_picture())

    def _off_picture(self) -> QPixmap:
        """Paint the device once and take most of its colour; kept until size, picture or theme change."""
        key = (self.size(), self._appearance, self._theme.is_dark, self.devicePixelRatioF())
        if self._off is None or self._off[0] != key:
            picture = QPixmap(self.size() * self.devicePixelRatioF())
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            with QPainter(picture) as painter:
                self.paint_on(painter)
            self._off = (key, faded(picture))
        return self._off[1]

    def paint_on(self, painter: QPainter) -> None:
        """Paint ground and device."""
        from pushbench.paint.painter import paint

        painter.fillRect(self.rect(), self._theme.color("sunken"))
        if self._appearance is not None:
            paint(painter, QRectF(self.rect()).adjusted(12, 8, -12, -8), self._appearance)  # type: ignore[arg-type]


def faded(picture: QPixmap) -> QPixmap:
    """Return a picture with half of its colour taken away."""
    gray = QPixmap.fromImage(picture.toImage().convertToFormat(QImage.Format.Format_Grayscale8))
    gray.setDevicePixelRatio(picture.devicePixelRatio())
    with QPainter(picture) as painter:
        painter.setOpacity(_OFF_GRAY)
        painter.drawPixmap(0, 0, gray)
    return picture


class StateDot(QWidget):
    """A dot in a token's colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token = "text-3"
        self.setFixedSize(QSize(theme.px(8), theme.px(8)))

    def show_token(self, token: str) -> None:
        if token != self._token:
            self._token = token
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(self._token))
            painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
