"""Measuring and breaking text with the bundled fonts: where the preview's cuts come from."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from pushbench.domain.ports import TextStyle
from pushbench.paint.fonts import RESOLUTION, large_font

ELLIPSIS = "…"
MAX_CHARACTERS = 20_000
"""More than any payload carries; keeps one enormous text from stopping the window."""
_CACHE_SIZE = 512


@dataclass(frozen=True, slots=True)
class BrokenText:
    """Lines as drawn; satisfies ``domain.ports.TextLines``."""

    lines: tuple[str, ...]
    kept: int
    lost: str


class Utf16:
    """A text addressed in UTF-16 units, as Qt counts, and in characters, as Python does."""

    def __init__(self, text: str) -> None:
        self._raw = text.encode("utf-16-le", "surrogatepass")

    def slice(self, start: int, end: int | None = None) -> str:
        stop = None if end is None else 2 * end
        return self._raw[2 * start : stop].decode("utf-16-le", "replace")


class QtRuler:
    """A :class:`pushbench.domain.ports.Ruler` on Qt's text layout; remembers what it measured last."""

    def __init__(self) -> None:
        self._lines: OrderedDict[tuple[str, TextStyle, float, int], BrokenText] = OrderedDict()

    def width(self, text: str, style: TextStyle) -> float:
        return QFontMetricsF(large_font(style)).horizontalAdvance(text[:MAX_CHARACTERS]) / RESOLUTION

    def lines(self, text: str, style: TextStyle, width: float, max_lines: int) -> BrokenText:
        key = (text, style, round(width, 2), max_lines)
        known = self._lines.get(key)
        if known is not None:
            self._lines.move_to_end(key)
            return known
        broken = break_lines(text, large_font(style), width * RESOLUTION, max_lines)
        self._lines[key] = broken
        if len(self._lines) > _CACHE_SIZE:
            self._lines.popitem(last=False)
        return broken


def break_lines(text: str, font: QFont, width: float, max_lines: int) -> BrokenText:
    """Break a text at words, else anywhere; the last line takes the rest up to a hard break, elided."""
    source = text.replace("\r\n", "\n").replace("\r", "\n")[:MAX_CHARACTERS]
    if not source or max_lines < 1:
        return BrokenText((), 0, source)
    spans = _spans(source, font, width, max_lines)
    units = Utf16(source)
    if len(spans) <= max_lines:
        return BrokenText(tuple(units.slice(*span).rstrip("\n") for span in spans), len(source), "")
    shown = [units.slice(*span).rstrip("\n") for span in spans[: max_lines - 1]]
    start = spans[max_lines - 1][0]
    last, taken = _last_line(units.slice(start), font, width)
    kept = len(units.slice(0, start)) + taken
    return BrokenText((*shown, last), kept, source[kept:])


def _spans(source: str, font: QFont, width: float, max_lines: int) -> list[tuple[int, int]]:
    """Return the UTF-16 spans of the first ``max_lines`` + 1 lines."""
    layout = QTextLayout(source.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    spans: list[tuple[int, int]] = []
    layout.beginLayout()
    while len(spans) <= max_lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        spans.append((line.textStart(), line.textStart() + line.textLength()))
    layout.endLayout()
    return spans


def _last_line(rest: str, font: QFont, width: float) -> tuple[str, int]:
    """Return the cut last line and how many characters of ``rest`` it shows."""
    head, newline, _ = rest.partition("\n")
    metrics = QFontMetricsF(font)
    # A hard break that ends the last line is itself a cut: the dots stand for the lines below.
    candidate = head.rstrip() + ELLIPSIS if newline else head
    elided = metrics.elidedText(candidate, Qt.TextElideMode.ElideRight, width)
    kept = elided.removesuffix(ELLIPSIS)
    return elided, len(kept)
