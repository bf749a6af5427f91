"""A finding below the thing it is about: a bold sentence, the reason, links that mend it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle
from pushbench.ui.widgets.prose import Piece, Prose

Link = tuple[str, Callable[[], object]]
"""Words of a link and what it does."""
_INKS = {"red": "red", "amber": "amber"}
_BOLD = 600


class InlineFinding(QFrame):
    """Says one thing in a tinted card; Tab reaches its links, Enter follows them."""

    def __init__(
        self,
        theme: Theme,
        tone: str,
        what: str,
        why: str = "",
        links: tuple[Link, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        """``tone``: ``red`` for an error, ``amber`` for a warning, ``gray`` for a note."""
        super().__init__(parent)
        self.setProperty("role", "note")
        self.words = Prose(theme, role="secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_words(tone, what, why, links)

    def show_words(self, tone: str, what: str, why: str = "", links: tuple[Link, ...] = ()) -> None:
        """Say something else."""
        restyle(self, "tone", tone)
        self.setAccessibleName(what)
        self.setAccessibleDescription(why)
        pieces = [Piece(what, _BOLD, _INKS.get(tone, "text"))]
        if why:
            pieces.append(Piece(f" {why}"))
        for words, run in links:
            pieces += [Piece(" "), Piece(words, run=run)]
        self.words.show_pieces(tuple(pieces))
