"""Labels and values below each other, the values selectable."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import clear
from pushbench.ui.widgets.labels import label

Fact = tuple[str, str]
"""A label and a value."""


class Facts(QWidget):
    """A grid of two columns."""

    def __init__(
        self, theme: Theme, *, is_mono: bool = False, label_width: int = 110, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = "code" if is_mono else "body"
        self._shown: tuple[Fact, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, theme.px(label_width))
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Show these; empty values are left out."""
        wanted = tuple((name, value) for name, value in facts if value)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._grid)
        for line, (name, value) in enumerate(wanted):
            words = label(self._theme, name, self._role, tone="secondary")
            shown = label(self._theme, _breakable(value), self._role, wraps=True, selectable=True)
            shown.setAccessibleName(name)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(words, line, 0, top)
            self._grid.addWidget(shown, line, 1, top)


def _breakable(text: str) -> str:
    """Let values without blanks wrap: a zero-width space now and then."""
    return " ".join(
        "\u200b".join(word[start : start + 16] for start in range(0, len(word), 16)) if len(word) > 28 else word
        for word in text.split(" ")
    )
