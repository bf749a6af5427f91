"""How the sends of a profile fared within a week, as painted bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pushbench.ui.providers.usage import Slot, Usage
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import date_words
from pushbench.ui.widgets.boxes import column, row
from pushbench.ui.widgets.labels import label

_FULL = 8
"""Deliveries of three hours that reach the top at least."""


class HealthBars(QWidget):
    """One bar for every three hours; what was refused stands red on top."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._slots: tuple[Slot, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_slots(self, slots: tuple[Slot, ...]) -> None:
        self._slots = slots
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._theme.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            theme, height = self._theme, self.height() - 1
            painter.fillRect(QRectF(0, height, self.width(), 1), theme.color("line"))
            most = max([_FULL, *(slot.accepted + slot.refused for slot in self._slots)])
            step = self.width() / max(1, len(self._slots))
            for number, slot in enumerate(self._slots):
                bottom = float(height)
                for count, token in ((slot.accepted, "green-dot"), (slot.refused, "red-dot")):
                    if count:
                        size = max(2.0, (height - 2) * count / most)
                        painter.fillRect(
                            QRectF(number * step + 1, bottom - size, max(2.0, step - 2), size), theme.color(token)
                        )
                        bottom -= size + 1


class HealthPane(QWidget):
    """Heading, share accepted, bars, first and last day."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = label(theme, "", "secondary", tone="secondary")
        self._bars = HealthBars(theme)
        self._first = label(theme, "", "caption", tone="caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        head = row(label(theme, self.tr("Health, last 7 days"), "section"), None, self._share)
        foot = row(self._first, None, label(theme, self.tr("today"), "caption", tone="caption"))
        layout.addLayout(column(head, self._bars, foot, spacing=6, margins=(16, 12, 16, 12)))

    def show_usage(self, usage: Usage) -> None:
        words = self.tr("{accepted} of {sent} accepted").format(accepted=f"{usage.accepted:,}", sent=f"{usage.sent:,}")
        self._share.setText(words if usage.sent else self.tr("Nothing was sent"))
        self._bars.show_slots(usage.slots)
        self._bars.setAccessibleName(self.tr("Health, last 7 days"))
        self._bars.setAccessibleDescription(self._share.text())
        self._first.setText(date_words(usage.since))
