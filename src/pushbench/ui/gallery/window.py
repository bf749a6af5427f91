"""The gallery's window: switches above four columns of cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pushbench.ui.gallery.sections import SECTIONS, WIDTHS
from pushbench.ui.theme.theme import Mode, Theme
from pushbench.ui.widgets.boxes import box, column, hairline, pane, row
from pushbench.ui.widgets.choices import Combo, Switch
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.segments import Segment, Segments

_SIZES = (90, 100, 110, 120, 130, 140)


class GalleryWindow(QWidget):
    """Every component in every state; theme, contrast, motion, text size and direction can be switched."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWindowTitle("Pushbench: components")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar())
        layout.addWidget(hairline())
        layout.addWidget(self._scroll, 1)
        self._fill()
        theme.resized.connect(self._fill)

    def _bar(self) -> QWidget:
        theme = self._theme
        mode = Segments(theme, "Theme")
        mode.set_segments(
            tuple(Segment(value.value, value.value.capitalize()) for value in Mode), theme.look.mode.value
        )
        mode.chosen.connect(lambda key: theme.choose(replace(theme.look, mode=Mode(key))))
        contrast = self._switch("Increase contrast", lambda is_on: replace(theme.look, is_high_contrast=is_on))
        motion = self._switch("Reduce motion", lambda is_on: replace(theme.look, is_motion_reduced=is_on))
        size = Combo(theme, "Text size")
        size.set_choices([(str(percent), f"{percent} %") for percent in _SIZES], str(theme.look.text_percent))
        size.setFixedWidth(theme.px(90))
        size.picked.connect(lambda key: theme.choose(replace(theme.look, text_percent=int(key))))
        mirrored = Switch(theme, "Right to left")
        mirrored.turned.connect(_turn)
        parts = (label(theme, "Components", "heading"), 16, mode, size, contrast, motion, mirrored, None)
        bar = pane(row(*parts, spacing=16, margins=(16, 0, 16, 0)), "bg")
        theme.size(bar, height="top-bar")
        return bar

    def _switch(self, text: str, changed: Callable[[bool], object]) -> Switch:
        made = Switch(self._theme, text)
        made.turned.connect(lambda is_on: self._theme.choose(changed(is_on)))  # type: ignore[arg-type]  # a Look
        return made

    def _fill(self) -> None:
        """Make the cards anew; some samples fix their height when they are made."""
        self._scroll.setWidget(make_columns(self._theme))


def _turn(is_right_to_left: bool) -> None:
    direction = Qt.LayoutDirection.RightToLeft if is_right_to_left else Qt.LayoutDirection.LeftToRight
    QGuiApplication.setLayoutDirection(direction)


def make_columns(theme: Theme) -> QWidget:
    """Return the cards in their columns."""
    columns = []
    for number, width in enumerate(WIDTHS):
        cards = [section.make(theme) for section in SECTIONS if section.column == number]
        holder = box(column(*cards, None, spacing=12))
        holder.setFixedWidth(theme.px(width))
        columns.append(holder)
    return pane(row(*columns, None, spacing=12, margins=12), "bg")
