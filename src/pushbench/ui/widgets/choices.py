"""Drop-down lists, check boxes and switches, painted where a stylesheet cannot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QSizePolicy, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle

Choice = tuple[str, str]
"""A value and the words for it."""


class Combo(QComboBox):
    """A drop-down over values. ``picked`` tells the value (or typed text) a person chose."""

    picked = Signal(str)

    def __init__(self, theme: Theme, name: str, *, is_editable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choices: tuple[Choice, ...] = ()
        self._known = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setEditable(is_editable)
        edit = self.lineEdit()
        if edit is not None:
            edit.setProperty("bare", True)
            edit.setAccessibleName(name)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self.setCompleter(None)  # type: ignore[arg-type]
            edit.editingFinished.connect(lambda: self._tell(self._typed()))
        self.activated.connect(self._on_activated)

    def set_choices(self, choices: Sequence[Choice], value: str) -> None:
        """Show these choices with one chosen; an unknown value is shown as it is in an editable list."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self.clear()
            for key, words in self._choices:
                self.addItem(words, key)
        self.set_value(value)

    def set_value(self, value: str) -> None:
        self._known = value
        index = next((index for index, (key, _) in enumerate(self._choices) if key == value), -1)
        if index != self.currentIndex() or index < 0:
            self.setCurrentIndex(index)
        edit = self.lineEdit()
        if edit is not None and index < 0 and not edit.hasFocus():
            edit.setText(value)

    @property
    def value(self) -> str:
        index = self.currentIndex()
        return self._choices[index][0] if 0 <= index < len(self._choices) else ""

    def set_wrong(self, is_wrong: bool) -> None:
        restyle(self, "wrong", is_wrong)

    def _typed(self) -> str:
        text = self.currentText().strip()
        return next((key for key, words in self._choices if words == text), text)

    def _on_activated(self, index: int) -> None:
        if 0 <= index < len(self._choices):
            self._tell(self._choices[index][0])

    def _tell(self, value: str) -> None:
        # Leaving an editable list tells the same choice twice: once as typed, once as activated.
        if value != self._known:
            self._known = value
            self.picked.emit(value)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size = self._theme.px(14)
        token = "text-2" if self.isEnabled() else "disabled"
        pixmap = self._theme.pixmap("chevron-down", token, 14, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - size - self._theme.px(7), (self.height() - size) // 2, pixmap)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a form must not change its values


class CheckBox(QCheckBox):
    """A check box with a painted tick."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            painter = QPainter(self)
            paint_tick(
                painter, QRectF(0, (self.height() - self._theme.px(16)) / 2, self._theme.px(16), self._theme.px(16))
            )
            painter.end()


def paint_tick(painter: QPainter, box: QRectF) -> None:
    """Paint a white tick into a checked box."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(Qt.GlobalColor.white, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    left, top, side = box.left(), box.top(), box.width()
    points = [(0.28, 0.52), (0.44, 0.67), (0.73, 0.34)]
    painter.drawPolyline(QPolygonF([QPointF(left + x * side, top + y * side) for x, y in points]))


class Switch(QAbstractButton):
    """A switch that is on or off; ``turned`` tells the state a person chose."""

    turned = Signal(bool)

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.dress(self, "body")
        self.clicked.connect(self.turned)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(self._theme.px(28 + 8) + words + 4, self._theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = theme.px(28), theme.px(16)
        top = (self.height() - height) / 2
        ground = "accent" if self.isChecked() else "line-strong"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground if self.isEnabled() else "line"))
        painter.drawRoundedRect(QRectF(0, top, width, height), height / 2, height / 2)
        knob = height - 4
        left = width - knob - 2 if self.isChecked() else 2
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawEllipse(QRectF(left, top + 2, knob, knob))
        painter.setPen(theme.color("text" if self.isEnabled() else "disabled"))
        painter.drawText(
            self.rect().adjusted(width + theme.px(8), 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self.text()
        )
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()
