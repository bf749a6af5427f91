"""The type scale and the colours."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pushbench.ui.gallery.still import card
from pushbench.ui.theme.style.paint import paint_box
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.labels import label

_SCALE = (
    ("screen", "Screen title 20", ""),
    ("heading", "Heading 15", ""),
    ("section", "Section 13 semibold", ""),
    ("body", "Body 13", ""),
    ("secondary", "Secondary 12", "secondary"),
    ("caption", "Caption 11", "caption"),
    ("code", "Mono 12 80f1d4a9…c36be27e", ""),
)
_PAIRS = (
    ("text", "surface"),
    ("text-2", "bg"),
    ("text-3", "gray-bg"),
    ("accent-text", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "red-solid"),
    ("green", "green-bg"),
    ("amber", "amber-bg"),
    ("red", "red-bg"),
    ("on-toast", "toast"),
)


def scale(theme: Theme) -> QWidget:
    """Every step."""
    return card(theme, "Type", *(label(theme, text, role, tone=tone) for role, text, tone in _SCALE), spacing=3)


class _Swatches(QWidget):
    """Words on their grounds."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName("Colours")
        self.setMinimumHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(26) * ((len(_PAIRS) + 1) // 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setFont(theme.font("caption"))
            width, height = self.width() // 2, theme.px(26)
            for number, (ink, ground) in enumerate(_PAIRS):
                rect = QRect(number % 2 * width, number // 2 * height, width - 6, height - 4)
                paint_box(painter, rect, theme.color(ground), theme.color("line"), theme.radius("tag"))
                painter.setPen(theme.color(ink))
                painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), f"{ink} on {ground}")


def colours(theme: Theme) -> QWidget:
    """Pairs that carry words."""
    return card(theme, "Colours", _Swatches(theme))
