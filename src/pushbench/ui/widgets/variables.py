"""Tints ``{{variables}}`` and underlines what readers lose; loaded with the first text that has either."""

from __future__ import annotations

import re

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from pushbench.ui.theme.theme import Theme

VARIABLE = re.compile(r"\{\{[^{}]*\}\}")


class VariableHighlighter(QSyntaxHighlighter):
    """Tints ``{{variables}}`` and underlines a range that readers lose."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._cut: tuple[int, int] | None = None
        theme.changed.connect(self.rehighlight)

    @property
    def cut(self) -> tuple[int, int] | None:
        return self._cut

    def set_cut(self, cut: tuple[int, int] | None) -> None:
        """Underline the characters from start to end, document-wide positions."""
        if cut != self._cut:
            self._cut = cut
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        variable = QTextCharFormat()
        variable.setForeground(self._theme.color("accent-text"))
        variable.setBackground(self._theme.color("accent-soft"))
        for match in VARIABLE.finditer(text):
            self.setFormat(match.start(), match.end() - match.start(), variable)
        if self._cut is not None:
            self._underline(text)

    def _underline(self, text: str) -> None:
        first = self.currentBlock().position()
        start, end = (max(0, position - first) for position in self._cut or (0, 0))
        for index in range(start, min(end, len(text))):
            lost = QTextCharFormat(self.format(index))
            lost.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            lost.setUnderlineColor(self._theme.color("amber-dot"))
            self.setFormat(index, 1, lost)
