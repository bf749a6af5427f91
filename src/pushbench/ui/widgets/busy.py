"""Work under way: a turning circle, a button that says what it does, rows that are on their way."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from pushbench.ui.theme.style.paint import paint_box
from pushbench.ui.theme.theme import Theme

_STEP_MS = 80
_STEP_DEGREES = 30
ICON = "circle-dashed"
_SWALLOWED = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)


class Busy(QObject):
    """Makes a button say what is happening, and take no presses, until it is settled.

    The button keeps at least its width. The circle turns; where motion is reduced the words alone tell.
    """

    def __init__(self, theme: Theme, button: QPushButton) -> None:
        super().__init__(button)
        self._theme = theme
        self._button = button
        self._rest: tuple[str, int] | None = None
        self._icon = button.icon()
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._turn)
        theme.changed.connect(self._dress)

    @property
    def is_busy(self) -> bool:
        return self._rest is not None

    def work(self, words: str) -> None:
        """Say what is happening, such as "Sending 31 of 50"; may be called again with other words."""
        button = self._button
        if self._rest is None:
            self._rest = (button.text(), button.minimumWidth())
            self._icon = button.icon()
            button.setMinimumWidth(max(button.minimumWidth(), button.width() if button.isVisible() else 0))
            button.installEventFilter(self)
            button.setProperty("busy", True)
        button.setText(words)
        button.setAccessibleDescription(self.tr("Working"))
        self._dress()

    def settle(self) -> None:
        """Give the button back its words and its press."""
        if self._rest is None:
            return
        self._timer.stop()
        button = self._button
        text, width = self._rest
        self._rest = None
        button.removeEventFilter(self)
        button.setProperty("busy", False)
        button.setProperty("turn", 0)
        button.setIcon(self._icon)
        button.setText(text)
        button.setMinimumWidth(width)
        button.setAccessibleDescription("")

    def _dress(self) -> None:
        if self._rest is None:
            return
        self._theme.tint(self._button, ICON, str(self._button.property("iconToken") or "text"))
        self._timer.stop() if self._theme.is_still else self._timer.start()

    def _turn(self) -> None:
        self._button.setProperty("turn", (int(self._button.property("turn") or 0) + _STEP_DEGREES) % 360)
        self._button.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            return event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return event.type() in _SWALLOWED


class Working(QWidget):
    """A turning circle before words; where motion is reduced the words alone."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._turn)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._settle)
        theme.resized.connect(self.updateGeometry)

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = self._theme.metrics("body").horizontalAdvance(self._text)
        return QSize(words + self._theme.px(22), self._theme.px(24))

    def showEvent(self, event: QEvent) -> None:
        self._settle()

    def hideEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def _settle(self) -> None:
        self._timer.start() if self.isVisible() and not self._theme.is_still else self._timer.stop()
        self.update()

    def _turn(self) -> None:
        self._angle = (self._angle + _STEP_DEGREES) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            room = self.rect()
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            if not theme.is_still:
                side = theme.px(16)
                left = room.right() - side if is_mirrored else 0
                paint_turned(
                    painter, QRectF(left, (room.height() - side) / 2, side, side), theme, "text-2", self._angle
                )
                room.adjust(0, 0, -theme.px(22), 0) if is_mirrored else room.adjust(theme.px(22), 0, 0, 0)
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("text-2"))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._text)


def paint_turned(painter: QPainter, box: QRectF, theme: Theme, token: str, angle: int) -> None:
    """Paint the circle of work under way, turned by an angle in degrees."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(box.center())
    painter.rotate(angle)
    pixmap = theme.drawing(ICON, token, round(box.width()), painter.device().devicePixelRatioF())
    painter.drawPixmap(QPointF(-box.width() / 2, -box.height() / 2), pixmap)
    painter.restore()


class SkeletonRows(QWidget):
    """Bars in the shape of the rows that are on their way; nothing for the first 150 ms."""

    def __init__(
        self,
        theme: Theme,
        widths: tuple[int, ...] = (48, 88, 72),
        *,
        rows: int = 6,
        row_height: str = "log-row",
        parent: QWidget | None = None,
    ) -> None:
        """``widths`` are the bars of one row in unscaled pixels."""
        super().__init__(parent)
        self._theme = theme
        self._widths = widths
        self._rows = rows
        self._row_height = row_height
        self._since = QElapsedTimer()
        self._is_patient = True
        self.setAccessibleName(self.tr("Loading"))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(sum(self._widths) + 48), self._rows * self._theme.height(self._row_height))

    def showEvent(self, event: QEvent) -> None:
        self._since.start()
        QTimer.singleShot(self.wait_ms, self, self.update)

    @property
    def wait_ms(self) -> int:
        """Time before anything shows."""
        return self._theme.tokens.motion["skeleton-after-ms"]

    def show_at_once(self) -> None:
        """Skip the wait (pictures)."""
        self._is_patient = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_patient and self._since.elapsed() < self.wait_ms:
            return
        theme = self._theme
        with QPainter(self) as painter:
            height = theme.height(self._row_height)
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            for number in range(min(self._rows, self.height() // height + 1)):
                x = theme.px(12)
                for width in self._widths:
                    box = QRectF(x, number * height + height / 2 - 3.5, theme.px(width), 7)
                    if is_mirrored:
                        box.moveLeft(self.width() - x - box.width())
                    paint_box(painter, box, theme.color("press"), None, 3.5)
                    x += theme.px(width + 16)
