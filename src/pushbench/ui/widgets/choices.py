"""Drop-down lists, check boxes and switches, painted where a stylesheet cannot."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSizePolicy, QStyle, QWidget

from pushbench.ui.theme.style.fields import paint_check, paint_radio
from pushbench.ui.theme.style.paint import paint_box
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle

_GAP = 8

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
        self.setAccessibleDescription(name)  # where Qt takes the value for the name of a drop-down
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.drop_down(self)
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

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a form must not change its values


class _Mark(QAbstractButton):
    """A painted mark before words."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.dress(self, "body")

    def mark_size(self) -> tuple[int, int]:
        """Return width and height of the mark in pixels."""
        return self._theme.px(16), self._theme.px(16)

    def sizeHint(self) -> QSize:
        width, _ = self.mark_size()
        words = self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), self.text()).width()
        wanted = width + (self._theme.px(_GAP) + words + 2 if self.text() else 0)
        return QSize(max(wanted, self._theme.px(24)), self._theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            width, height = self.mark_size()
            start = 0 if self.text() else (self.width() - width) // 2
            box = self._mirrored(QRect(start, (self.height() - height) // 2, width, height))
            self.paint_mark(painter, QRectF(box))
            painter.setPen(theme.color("text" if self.isEnabled() else "disabled"))
            gap = width + theme.px(_GAP)
            words = self._mirrored(self.rect().adjusted(gap, 0, 0, 0))
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextShowMnemonic)
            painter.drawText(words, flags, self.text())

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    @abstractmethod
    def paint_mark(self, painter: QPainter, box: QRectF) -> None:
        """Paint what is beside the words into its box."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()


class CheckBox(_Mark):
    """A check box."""

    def paint_mark(self, painter: QPainter, box: QRectF) -> None:
        paint_check(self._theme, box, painter, is_checked=self.isChecked(), is_enabled=self.isEnabled())


class RadioButton(_Mark):
    """One of several exclusive choices; arrows move between those of one parent."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent)
        self.setAutoExclusive(True)

    def paint_mark(self, painter: QPainter, box: QRectF) -> None:
        paint_radio(self._theme, box, painter, is_checked=self.isChecked(), is_enabled=self.isEnabled())


class Switch(_Mark):
    """A switch that is on or off; ``turned`` tells the state a person chose."""

    turned = Signal(bool)

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.turned)

    def mark_size(self) -> tuple[int, int]:
        return self._theme.px(28), self._theme.px(16)

    def paint_mark(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        is_on = self.isChecked()
        ground = ("accent" if is_on else "line-strong") if self.isEnabled() else "line"
        paint_box(painter, box, theme.color(ground), None, box.height() / 2)
        side = box.height() - 4
        is_right = is_on is (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
        knob = QRectF(box.right() - side - 2 if is_right else box.left() + 2, box.top() + 2, side, side)
        paint_box(painter, knob, theme.color("on-accent"), None, side / 2)
