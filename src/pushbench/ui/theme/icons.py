"""Lucide icons (ISC) as pixmaps in the colour of the text.

The icons that the window uses lie in ``resources/icons.json``; importing the lucide package costs more
than 100 ms, so it is asked only for an icon that is not in the book. ``python -m pushbench.ui.theme.icons
resources/icons.json NAME...`` writes the book anew from the installed package, with more names if given.
"""

from __future__ import annotations

import json
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from pushbench.resources import read_text

GRID = 24
"""Lucide draws on a 24 unit grid."""


@cache
def icon_book() -> dict[str, str]:
    """Icon name -> the inside of its ``<svg>`` element."""
    book: dict[str, str] = json.loads(read_text("icons.json"))["icons"]
    return book


def icon_body(name: str) -> str:
    """Return the drawing of an icon. Raises ``KeyError`` for a name Lucide does not have."""
    book = icon_book()
    if name not in book:
        book[name] = body_from_package(name)
    return book[name]


def body_from_package(name: str) -> str:
    """Ask the lucide package itself; slow the first time."""
    from lucide import get_icon_list, lucide_icon

    if name not in set(get_icon_list()):
        raise KeyError(name)
    svg: str = lucide_icon(name)
    return svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")].strip()


def icon_svg(name: str, color: str, stroke: float) -> bytes:
    """Return a complete SVG of the icon in one colour."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {GRID} {GRID}" fill="none" stroke="{color}" '
        f'stroke-width="{stroke}" stroke-linecap="round" stroke-linejoin="round">{icon_body(name)}</svg>'
    ).encode()


def draw_icon(name: str, color: QColor, size: int, stroke: float, ratio: float) -> QPixmap:
    """Return the icon as a pixmap of ``size`` logical pixels for a screen of that pixel ratio."""
    from PySide6.QtSvg import QSvgRenderer

    drawing = QByteArray(icon_svg(name, color.name(), stroke))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        QSvgRenderer(drawing).render(painter, QRectF(0, 0, size, size))
    return pixmap


def write_book(path: str, more: list[str]) -> None:
    """Write the icons of the book, and ``more``, from the installed package. Raises ``KeyError`` for an unknown one."""
    from pathlib import Path

    names = sorted({*icon_book(), *more})
    book = {
        "source": "Lucide, https://lucide.dev, ISC licence, through python-lucide",
        "icons": {name: body_from_package(name) for name in names},
    }
    Path(path).write_text(json.dumps(book, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    import sys

    write_book(sys.argv[1], sys.argv[2:])
