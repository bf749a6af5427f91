"""Icons that ask the theme for their colour while they are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

if TYPE_CHECKING:
    from pushbench.ui.theme.theme import Theme


class TokenIcon(QIconEngine):
    """One Lucide icon in a token's colour; crisp on every screen and right after every change of appearance.

    Disabled it takes the colour of disabled text, in a chosen line of a menu that of text on the accent.
    """

    def __init__(self, theme: Theme, name: str, token: str, size: int, checked: str | None) -> None:
        super().__init__()
        self._theme = theme
        self._what = (name, token, size, checked)

    def clone(self) -> QIconEngine:
        return TokenIcon(self._theme, *self._what)

    def _token(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        _, token, _, checked = self._what
        if mode == QIcon.Mode.Disabled:
            return "disabled"
        if mode == QIcon.Mode.Selected:
            return "on-accent"
        return checked if checked is not None and state == QIcon.State.On else token

    def _drawn(self, mode: QIcon.Mode, state: QIcon.State, side: int, ratio: float) -> QPixmap:
        name, _, size, _ = self._what
        return self._theme.drawing(name, self._token(mode, state), side, ratio, is_large=size >= 20)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        pixmap = self._drawn(mode, state, side, painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.left() + (rect.width() - side) // 2, rect.top() + (rect.height() - side) // 2, pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._drawn(mode, state, min(size.width(), size.height()), 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self._drawn(mode, state, min(size.width(), size.height()), scale)
