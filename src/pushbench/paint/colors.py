"""Colours as the appearance writes them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor


@lru_cache(maxsize=256)
def color(text: str) -> QColor:
    """Return the colour of ``#RRGGBB`` or ``#RRGGBBAA``; anything else (a payload's own) gives mid gray."""
    if len(text) == 9 and text.startswith("#"):
        made = QColor(text[:7])
        if made.isValid():
            try:
                made.setAlpha(int(text[7:], 16))
            except ValueError:
                return QColor("#808080")
            return made
    made = QColor(text)
    return made if made.isValid() else QColor("#808080")
