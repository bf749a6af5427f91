"""Colours for JSON text, from pygments' lexer and the theme's syntax tokens."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.variables import VARIABLE

_LONGEST_LINE = 20_000
"""Longer lines stay uncoloured; a minified answer of megabytes would stop the window."""


class JsonHighlighter(QSyntaxHighlighter):
    """Colours keys, strings, numbers, words and ``{{variables}}`` line by line."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._lexer: Any = None
        self._formats: dict[Any, QTextCharFormat] = {}
        self._variable = QTextCharFormat()
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self._formats.clear()
        self.rehighlight()

    def _prepare(self) -> None:
        from pygments.lexers.data import JsonLexer
        from pygments.token import Error, Keyword, Name, Number, Punctuation, String

        if self._lexer is None:
            self._lexer = JsonLexer(stripnl=False)
        tokens = {
            Name.Tag: "js-key",
            String.Double: "js-str",
            Number.Integer: "js-num",
            Number.Float: "js-num",
            Keyword.Constant: "js-kw",
            Punctuation: "js-pun",
            Error: "red",
        }
        for kind, token in tokens.items():
            made = QTextCharFormat()
            made.setForeground(self._theme.color(token))
            self._formats[kind] = made
        self._variable = QTextCharFormat()
        self._variable.setForeground(self._theme.color("accent-text"))
        self._variable.setBackground(self._theme.color("accent-soft"))

    def highlightBlock(self, text: str) -> None:
        if not text or len(text) > _LONGEST_LINE:
            return
        if not self._formats:
            self._prepare()
        for start, kind, value in self._lexer.get_tokens_unprocessed(text):
            made = self._formats.get(kind)
            if made is not None:
                self.setFormat(start, len(value), made)
        if "{{" in text:
            for match in VARIABLE.finditer(text):
                self.setFormat(match.start(), match.end() - match.start(), self._variable)
