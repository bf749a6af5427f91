"""A finding below the thing it is about: a bold sentence, the reason, links that mend it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle

Link = tuple[str, Callable[[], object]]
"""Words of a link and what it does."""
_INKS = {"red": "red", "amber": "amber"}


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
        self._theme = theme
        self.setProperty("role", "note")
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._words.setOpenExternalLinks(False)
        self._words.linkActivated.connect(self._follow)
        theme.dress(self._words, "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 5, 8, 6)
        layout.addWidget(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        theme.changed.connect(self._write)
        self.show_words(tone, what, why, links)

    def show_words(self, tone: str, what: str, why: str = "", links: tuple[Link, ...] = ()) -> None:
        """Say something else."""
        self._said = (tone, what, why, links)
        restyle(self, "tone", tone)
        self.setAccessibleName(what)
        self.setAccessibleDescription(why)
        self._words.setAccessibleName(f"{what} {why}".strip())
        self._write()

    def _write(self) -> None:
        tone, what, why, links = self._said
        ink = self._theme.color(_INKS.get(tone, "text")).name()
        link_ink = self._theme.color("accent-text").name()
        parts = [f'<span style="font-weight:600;color:{ink}">{escape(what)}</span>', escape(why)]
        parts += [
            f'<a href="{number}" style="color:{link_ink};text-decoration:none;font-weight:500">{escape(words)}</a>'
            for number, (words, _) in enumerate(links)
        ]
        self._words.setText(" ".join(part for part in parts if part))

    def _follow(self, link: str) -> None:
        self._said[3][int(link)][1]()
