"""What stands in the window until the first screen is ready: bars in the shape of what comes.

Painted before anything else of the window is loaded. PySide6 makes the hundred enumerations of ``Qt`` when that name
is first touched, which takes 20 ms and which a bare window never does. Filling a rectangle touches it, drawing a
pixmap does not; so a block here is one pixel of its colour, stretched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from pushbench.ui.theme.tokens import Tokens

_LIBRARY_FROM = 1280
"""Width from which Compose shows its library."""
_FIELDS = (28, 28, 62, 28)
"""Heights of the form's first controls."""


class Skeleton(QWidget):
    """Rail, library, form, editor and preview as quiet blocks, each at its place in the window."""

    def __init__(self, tokens: Tokens, colors: Mapping[str, str], scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._colors = colors
        self._scale = scale
        self.setAccessibleName(self.tr("Opening"))

    def form_place(self, sizes: Mapping[str, Sequence[int]]) -> QRect:
        """Return where the form will stand below its strips, given the splitters' sizes of the last time."""
        window = self.window().rect()
        library = sizes.get("compose", [self._width("library")])[0] + 1 if window.width() >= _LIBRARY_FROM else 0
        width = sizes.get("editors", [self._width("form")])[0]
        top = self._height("top-bar") + self._height("tab-bar") + 2
        log = sizes.get("log", [0, self._px(146)])[-1]
        place = QRect(self._width("rail") + 1 + library, top, width, window.height() - top - log)
        return place.adjusted(0, 0, 0, -self._height("status-bar") - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.translate(-self.mapTo(self.window(), QPoint(0, 0)))
            for token, block in (*self._grounds(), *self._bars()):
                pixel = QPixmap(1, 1)
                pixel.fill(QColor(self._colors[token]))
                painter.drawPixmap(block, pixel)

    def _grounds(self) -> Iterator[tuple[str, QRect]]:
        """The panes and the lines between them."""
        rail, top, foot = self._width("rail"), self._height("top-bar"), self._height("status-bar")
        library = rail + 1 + self._width("library")
        whole = self.window().rect()
        preview = whole.width() - self._width("preview")
        below = whole.height() - top - foot
        yield "bg", whole
        yield "surface", QRect(library, top, preview - library, below)
        yield "line", QRect(rail, top, whole.width() - rail, 1)
        yield "line", QRect(rail, top + below, whole.width() - rail, 1)
        yield "line", QRect(rail, 0, 1, whole.height())
        for x in (library, library + self._width("form"), preview):
            yield "line", QRect(x, top, 1, below)

    def _bars(self) -> Iterator[tuple[str, QRect]]:
        """Where words and controls will stand."""
        left, top = self._width("rail") + 1, self._height("top-bar")
        library = self._width("library")
        for number in range(9):
            width = round(library * (0.45 + 0.06 * (number * 3 % 5)))
            yield "press", QRect(left + self._px(14), top + self._px(20 + 28 * number), width, self._px(10))
        y = top + self._px(104)
        for height in _FIELDS:
            yield "press", QRect(left + library + self._px(16), y, self._width("form") - self._px(32), self._px(height))
            y += self._px(height + 28)
        yield "press", QRect(left + self._px(12), self._px(12), round(library * 1.2), top - self._px(24))

    def _px(self, size: float) -> int:
        return round(size * self._scale)

    def _width(self, name: str) -> int:
        return self._px(self._tokens.widths[name])

    def _height(self, name: str) -> int:
        return self._px(self._tokens.heights[name])
