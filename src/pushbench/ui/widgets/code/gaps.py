"""Room below chosen lines of a plain text document, for widgets that stand there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout


class GapLayout(QPlainTextDocumentLayout):
    """Adds height below blocks; painting, hit-testing and scrolling follow, undo is untouched."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._gaps: dict[int, float] = {}

    def set_gaps(self, gaps: Mapping[int, float]) -> None:
        """Set the extra height in pixels below block numbers."""
        if dict(gaps) == self._gaps:
            return
        self._gaps = dict(gaps)
        self.documentSizeChanged.emit(self.documentSize())
        self.update.emit()

    def gap(self, number: int) -> float:
        return self._gaps.get(number, 0.0)

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        rect = super().blockBoundingRect(block)
        if self._gaps and block.isValid():
            extra = self._gaps.get(block.blockNumber(), 0.0)
            if extra:
                rect.setHeight(rect.height() + extra)
        return rect
