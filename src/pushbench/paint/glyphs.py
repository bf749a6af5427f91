"""Small line icons (Lucide, ISC) drawn as vectors at any scale."""

from __future__ import annotations

import json
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from pushbench import resources
from pushbench.paint.colors import color


@cache
def _book() -> dict[str, str]:
    book: dict[str, str] = json.loads(resources.read_text("icons.json"))["icons"]
    return book


@lru_cache(maxsize=128)
def _renderer(name: str, rgb: str, opacity: float, stroke: float) -> QSvgRenderer:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{rgb}" stroke-width="{stroke}" '
        f'stroke-opacity="{opacity:.3f}" stroke-linecap="round" stroke-linejoin="round">{_book()[name]}</svg>'
    )
    return QSvgRenderer(QByteArray(svg.encode()))


def draw_glyph(painter: QPainter, rect: QRectF, name: str, tint: str, stroke: float = 1.75) -> None:
    """Draw a Lucide icon of the resource book into a rectangle."""
    chosen = color(tint)
    _renderer(name, chosen.name(), chosen.alphaF(), stroke).render(painter, rect)
