"""Two texts side by side as lines: what was taken away, what was added."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from pushbench.ui.theme.theme import Theme

_AROUND = 3


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One line of a comparison; ``kind`` is ``-``, ``+``, a space or ``@`` for lines that are left out."""

    kind: str
    text: str


def difference(before: str, after: str) -> tuple[DifferenceLine, ...]:
    """Return the lines that differ with three lines around them; nothing when the texts are the same."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=_AROUND, lineterm="")
    lines = [line for line in found if not line.startswith(("---", "+++"))]
    return tuple(
        DifferenceLine("@", "…") if line.startswith("@@") else DifferenceLine(line[0], line[1:]) for line in lines
    )


class DifferenceView(QPlainTextEdit):
    """A read-only comparison; red lines are only in the first text, green ones only in the second."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[DifferenceLine, ...] = ()
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setProperty("role", "field")
        self.setAccessibleName(self.tr("Difference"))
        theme.dress(self, "code")
        theme.changed.connect(self._tint)

    def show_texts(self, before: str, after: str) -> None:
        """Compare two texts."""
        self._lines = difference(before, after)
        marks = {"@": " "}
        self.setPlainText("\n".join(f"{marks.get(line.kind, line.kind)} {line.text}" for line in self._lines))
        self._tint()

    def _tint(self) -> None:
        tokens = {"-": ("red-bg", "red"), "+": ("green-bg", "green"), "@": ("sunken", "text-3")}
        selections = []
        for number, line in enumerate(self._lines):
            if line.kind not in tokens:
                continue
            cursor = QTextCursor(self.document().findBlockByNumber(number))
            ground, text = (self._theme.color(token) for token in tokens[line.kind])
            band, words = QTextEdit.ExtraSelection(), QTextEdit.ExtraSelection()
            band.cursor = QTextCursor(cursor)
            band.format.setBackground(ground)
            band.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            words.cursor = cursor
            words.format.setForeground(text)
            selections += [band, words]
        self.setExtraSelections(selections)
