"""Labels and values below each other, the values selectable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, clear, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.labels import label

_LONG = 28
_PIECE = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and a value."""

    name: str
    value: str
    is_mono: bool = False
    copied: str = ""
    """What a copy button beside the value takes; empty: no button."""


class Facts(QWidget):
    """A grid of two columns."""

    def __init__(
        self, theme: Theme, *, is_mono: bool = False, label_width: int = 112, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_mono = is_mono
        self._shown: tuple[Fact, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, theme.px(label_width))
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Show these; empty values are left out."""
        wanted = tuple(fact for fact in facts if fact.value)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._grid)
        for line, fact in enumerate(wanted):
            name = label(self._theme, fact.name, "code" if self._is_mono else "body", tone="secondary")
            self._grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(self._value(fact), line, 1, Qt.AlignmentFlag.AlignTop)

    def _value(self, fact: Fact) -> QWidget:
        role = "code" if fact.is_mono or self._is_mono else "body"
        shown = wrapped(label(self._theme, _breakable(fact.value), role, wraps=True, selectable=True))
        shown.setAccessibleName(fact.name)
        shown.setAccessibleDescription(fact.copied or fact.value)
        if not fact.copied:
            return shown
        name = self.tr("Copy {what}").format(what=fact.name.lower())
        copy = icon_button(self._theme, "copy", name, partial(QGuiApplication.clipboard().setText, fact.copied))
        line = row(spacing=4)
        line.addWidget(shown, 1)
        line.addWidget(copy, alignment=Qt.AlignmentFlag.AlignTop)
        return box(line)


def wrapped(words: QLabel) -> QLabel:
    """Let a label that wraps take just the height its width asks for, and return it."""
    policy = words.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    words.setSizePolicy(policy)
    return words


def _breakable(text: str) -> str:
    """Let values without blanks wrap: a zero-width space now and then."""
    return " ".join(
        "\u200b".join(word[start : start + _PIECE] for start in range(0, len(word), _PIECE))
        if len(word) > _LONG
        else word
        for word in text.split(" ")
    )
