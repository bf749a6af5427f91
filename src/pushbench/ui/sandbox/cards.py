"""The parts of the left side: numbered steps, and cards that lead on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QIcon, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle, row
from pushbench.ui.widgets.flow import FlowLayout
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import Note, Words


class StepBadge(QWidget):
    """A number in a circle, or a tick once the step is done."""

    def __init__(self, theme: Theme, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self._state = "waiting"
        self.setFixedSize(theme.px(28), theme.px(28))

    def show_state(self, state: str) -> None:
        """``active``, ``waiting`` or ``done``."""
        if state != self._state:
            self._state = state
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        ground, ink = {
            "active": ("accent", "on-accent"),
            "waiting": ("gray-bg", "text-2"),
            "done": ("green-bg", "green"),
        }[self._state]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(ground))
            painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
            if self._state == "done":
                size = theme.px(16)
                place = (self.width() - size) // 2
                painter.drawPixmap(place, place, theme.pixmap("check", ink, 16, self.devicePixelRatioF()))
            else:
                painter.setFont(theme.font("section"))
                painter.setPen(theme.color(ink))
                painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), str(self._number))


class KeyButton(QPushButton):
    """A large button that shows the key which presses it."""

    def __init__(self, theme: Theme, text: str, icon: str, on_click: Callable[[], object]) -> None:
        super().__init__(text)
        self._theme = theme
        self._shows_key = True
        self.setProperty("kind", "primary")
        self.setProperty("extent", "large")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleDescription(self.tr("Enter"))
        theme.tint(self, icon, "on-accent")
        self.clicked.connect(lambda _checked=False: on_click())

    def show_key(self, shows_key: bool) -> None:
        """Show the key's sign, or leave it out where there is no room."""
        if shows_key != self._shows_key:
            self._shows_key = shows_key
            self.updateGeometry()
            self.update()

    @property
    def _has_chip(self) -> bool:
        return self._shows_key and self.isEnabled()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.updateGeometry()

    def _chip(self) -> QSize:
        return QSize(self._theme.px(20), self._theme.px(16))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint + QSize(self._chip().width() + self._theme.px(4), 0) if self._has_chip else hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, chip = self._theme, self._chip()
        with QPainter(self) as painter:
            option = QStyleOptionButton()
            self.initStyleOption(option)
            words, sign = option.text, QIcon(option.icon)  # a copy: Qt hands out its own
            option.text, option.icon = "", QIcon()
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
            room = chip.width() + theme.px(4) if self._has_chip else 0
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            # Once more with its words, in what the key leaves: the same ground over the same ground.
            option.text, option.icon = words, sign
            option.rect = option.rect.adjusted(room if is_mirrored else 0, 0, 0 if is_mirrored else -room, 0)
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
            if not self._has_chip:
                return
            left = theme.px(14) if is_mirrored else self.width() - theme.px(14) - chip.width()
            place = QRect(QPoint(left, (self.height() - chip.height()) // 2), chip)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent-press"))
            painter.drawRoundedRect(QRectF(place), 4, 4)
            key = theme.pixmap("corner-down-left", "on-accent", 12, self.devicePixelRatioF())
            side = theme.px(12)
            painter.drawPixmap(place.center().x() - side // 2 + 1, place.center().y() - side // 2 + 1, key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class StepCard(QFrame):
    """Badge, title with something at its end, words, a note for trouble, a row of actions."""

    def __init__(self, theme: Theme, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "card")
        self.setProperty("state", "waiting")
        self.setAccessibleName(title)
        self.badge = StepBadge(theme, number)
        self.title = label(theme, title, "heading", wraps=True)
        self.words = label(theme, "", "body", tone="secondary", wraps=True, selectable=True)
        self.more = label(theme, "", "body", tone="secondary", wraps=True)
        self.more.hide()
        self.note = Note(theme)
        self.note.hide()
        self._told: Words | None = None
        self.end = QHBoxLayout()
        self.buttons = FlowLayout(spacing=8)
        self._body = QVBoxLayout()
        self._body.setSpacing(5)
        head = row(self.title, self.end, spacing=8, grows=0)
        self._body.addLayout(head)
        for part in (self.words, self.more):
            self._body.addWidget(part)
        self._body.addWidget(self.note)
        self.fold_buttons(is_folded=False)
        self._body.addLayout(self.buttons)
        layout = row(spacing=14, margins=(16, 16, 16, 16))
        layout.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self._body, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def fold_buttons(self, *, is_folded: bool) -> None:
        """Give the row of buttons no room while all of them are hidden."""
        self.buttons.setContentsMargins(0, 0 if is_folded else 8, 0, 0 if is_folded else 2)

    def show_trouble(self, words: Words | None, actions: tuple[tuple[str, Callable[[], object]], ...] = ()) -> None:
        """Tell what went wrong below the step's own words; None takes it away."""
        if words is not None and words != self._told:  # anew it would take the keyboard from its buttons
            self.note.show_words("red", words, actions)
        self._told = words
        self.note.setVisible(words is not None)

    def show_state(self, state: str) -> None:
        """``active``, ``waiting`` or ``done``."""
        self.badge.show_state(state)
        restyle(self, "state", state)
        restyle(self.title, "tone", "secondary" if state == "waiting" else "")

    def say(self, words: str, more: str = "") -> None:
        """Show the sentence of the step, and a second one below it."""
        for part, text in ((self.words, words), (self.more, more)):
            if part.text() != text:
                part.setText(text)
            part.setVisible(bool(text))
        self.setAccessibleDescription(f"{words} {more}".strip())


class CardButton(QAbstractButton):
    """A card that is a button: icon, title, two lines."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        words: str,
        on_click: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._words = words
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(theme.px(200))
        self.clicked.connect(lambda _checked=False: on_click())
        theme.changed.connect(self.updateGeometry)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        theme = self._theme
        title, words = self._rooms(width)
        return title.height() + words.height() + theme.px(2 + 12 + 12)

    def sizeHint(self) -> QSize:
        width = self._theme.px(280)
        return QSize(width, self.heightForWidth(width))

    def _rooms(self, width: int) -> tuple[QRect, QRect]:
        theme = self._theme
        left = theme.px(12 + 16 + 10)
        room = QRect(left, theme.px(12), max(40, width - left - theme.px(12)), 1000)
        wraps = int(Qt.TextFlag.TextWordWrap)
        title = theme.metrics("section").boundingRect(room, wraps, self.text())
        title.setWidth(room.width())
        below = QRect(room.left(), title.bottom() + theme.px(3), room.width(), 1000)
        words = theme.metrics("secondary").boundingRect(below, wraps, self._words)
        words.setWidth(room.width())
        return title, words

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = "press" if self.isDown() else "hover" if self.underMouse() else "surface"
            painter.setBrush(theme.color(ground))
            painter.setPen(QPen(theme.color("line"), 1))
            radius = theme.radius("card")
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            title, words = self._rooms(self.width())
            pixmap = theme.pixmap(self._icon_name, "accent-text", 16, self.devicePixelRatioF())
            painter.drawPixmap(theme.px(12), title.top() + theme.px(1), pixmap)
            wraps = int(Qt.TextFlag.TextWordWrap)
            painter.setFont(theme.font("section"))
            painter.setPen(theme.color("text"))
            painter.drawText(title, wraps, self.text())
            painter.setFont(theme.font("secondary"))
            painter.setPen(theme.color("text-2"))
            painter.drawText(words, wraps, self._words)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)
