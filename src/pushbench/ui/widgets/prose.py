"""A paragraph with bold words and links in it.

Qt's rich text labels know a weight only as another font file; the bundled fonts have one file with an axis, which a
text format can carry and HTML cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument, QTextOption
from PySide6.QtWidgets import QSizePolicy, QTextBrowser, QWidget

from pushbench.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph."""

    text: str
    weight: int | None = None
    """600 for bold; the scale's own without."""
    token: str = ""
    """Colour; the paragraph's own without."""
    run: Callable[[], object] | None = None
    """What a link does; plain words without."""


class Prose(QTextBrowser):
    """Shows pieces one behind the other, as high as they need. Tab goes to the next link, Enter follows it."""

    def __init__(
        self,
        theme: Theme,
        pieces: tuple[Piece, ...] = (),
        role: str = "body",
        token: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._token = token
        self._pieces: tuple[Piece, ...] = ()
        self._copy: QTextDocument | None = None
        self._heights: dict[int, int] = {}
        """Width -> height of these words."""
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.anchorClicked.connect(self._follow)
        theme.changed.connect(self._write)
        theme.resized.connect(self._write)
        self.show_pieces(pieces)

    @property
    def text(self) -> str:
        """The words without their looks."""
        return "".join(piece.text for piece in self._pieces)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is shown."""
        return self._pieces

    def show_pieces(self, pieces: tuple[Piece, ...]) -> None:
        """Show another paragraph."""
        self._pieces = pieces
        self.setAccessibleName(self.text)
        has_links = any(piece.run is not None for piece in pieces)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if has_links else Qt.FocusPolicy.ClickFocus)
        self._write()

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for number, piece in enumerate(self._pieces):
            cursor.insertText(piece.text, self._format(number, piece))
        self._forget_heights()
        self._fit()

    def _format(self, number: int, piece: Piece) -> QTextCharFormat:
        made = QTextCharFormat()
        is_link = piece.run is not None
        made.setFont(self._theme.font(self._role, piece.weight or (500 if is_link else None)))
        made.setForeground(self._theme.color(piece.token or ("accent-text" if is_link else self._token)))
        if is_link:
            made.setAnchor(True)
            made.setAnchorHref(str(number))
        return made

    def _follow(self, url: QUrl) -> None:
        run = self._pieces[int(url.toString())].run
        if run is not None:
            run()

    # -- size -----------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Measure a copy, which lives as long as the words do: every layout asks, and asking must not leave copies."""
        width = max(20, width)
        if width not in self._heights:
            if self._copy is None:
                self._copy = self.document().clone(self)
            self._copy.setTextWidth(width)
            self._heights[width] = round(self._copy.size().height() + 0.49)
        return self._heights[width]

    def _forget_heights(self) -> None:
        self._heights.clear()
        if self._copy is not None:
            self._copy.deleteLater()
            self._copy = None

    def sizeHint(self) -> QSize:
        return QSize(
            self._theme.px(240), self.heightForWidth(self.width() if self.width() > 40 else self._theme.px(240))
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.metrics(self._role).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wanted = self.heightForWidth(self.width())
        if self.isVisible() and self.height() != wanted:
            self.setFixedHeight(wanted)
            self.updateGeometry()
