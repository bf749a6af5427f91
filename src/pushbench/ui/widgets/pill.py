"""Status pills, environment chips, tags and provider tiles: one painter for widgets and delegates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushbench.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Pill:
    """What a pill says and how it looks."""

    text: str
    tone: str = "gray"
    """``green``, ``amber``, ``red``, ``gray``, ``blue``, ``red-solid`` or ``plain``."""
    icon: str | None = None
    shape: str = "pill"
    """``pill`` (fully round), ``chip`` (framed), ``tag`` (small, unframed) or ``tile`` (two letters)."""
    tip: str = ""
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class _Dress:
    ground: QColor
    line: QColor | None
    ink: QColor
    icon_token: str


_HEIGHTS = {"pill": 20, "chip": 20, "tag": 18, "tile": 20}
_PADDING = {"pill": 8, "chip": 6, "tag": 6, "tile": 4}
_RADII = {"chip": 4, "tag": 4, "tile": 4}
_ICON = 13
_GAP = 5


def pill_width(pill: Pill, theme: Theme) -> int:
    """Return the width a pill needs in pixels."""
    width = theme.metrics(_role(pill)).horizontalAdvance(pill.text) + 2 * theme.px(_PADDING[pill.shape])
    if pill.icon:
        width += theme.px(_ICON) + (theme.px(_GAP) if pill.text else 0)
    if pill.shape == "tile":
        width = max(width, theme.px(24))
    return width


def few_tiles(tiles: Sequence[str], most: int) -> tuple[str, ...]:
    """Return at most ``most`` tiles: the last of too many counts those left out, as "+6"."""
    return tuple(tiles) if len(tiles) <= most else (*tiles[: most - 1], f"+{len(tiles) - most + 1}")


def pill_height(pill: Pill, theme: Theme) -> int:
    """Return the height of a pill in pixels."""
    return theme.px(_HEIGHTS[pill.shape])


def paint_pill(painter: QPainter, left: float, middle: float, pill: Pill, theme: Theme, room: float = 1e6) -> float:
    """Paint a pill from ``left``, centred on ``middle``, at most ``room`` wide; returns its width."""
    width = min(float(pill_width(pill, theme)), room)
    height = pill_height(pill, theme)
    dress = _dress(pill, theme)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(left + 0.5, middle - height / 2 + 0.5, width - 1, height - 1)
    radius = height / 2 if pill.shape == "pill" else float(_RADII[pill.shape])
    painter.setBrush(dress.ground)
    painter.setPen(QPen(dress.line, 1) if dress.line is not None else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, radius, radius)
    _paint_inside(painter, rect, pill, dress, theme)
    painter.restore()
    return width


def _paint_inside(painter: QPainter, rect: QRectF, pill: Pill, dress: _Dress, theme: Theme) -> None:
    is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    x = rect.left() + theme.px(_PADDING[pill.shape]) - 0.5
    if pill.icon:
        ratio = painter.device().devicePixelRatioF()
        size = theme.px(_ICON)
        left = rect.left() + rect.right() - x - size if is_mirrored else x
        painter.drawPixmap(
            round(left), round(rect.center().y() - size / 2), theme.pixmap(pill.icon, dress.icon_token, _ICON, ratio)
        )
        x += size + theme.px(_GAP)
    painter.setFont(theme.font(_role(pill)))
    painter.setPen(dress.ink)
    room = QRectF(x, rect.top(), rect.right() - theme.px(_PADDING[pill.shape]) - x + 2, rect.height())
    if is_mirrored:
        room.moveLeft(rect.left() + rect.right() - room.right())
    flag = Qt.AlignmentFlag.AlignVCenter | (
        Qt.AlignmentFlag.AlignHCenter if pill.shape == "tile" else Qt.AlignmentFlag.AlignLeft
    )
    if pill.shape == "tile":
        room = rect
    text = theme.metrics(_role(pill)).elidedText(pill.text, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
    painter.drawText(room, int(flag), text)


def _role(pill: Pill) -> str:
    if pill.shape == "tile" or pill.is_bold:
        return "caption-strong"
    return "label" if pill.shape == "pill" else "nav" if pill.shape == "tag" else "label"


def _dress(pill: Pill, theme: Theme) -> _Dress:
    tone = pill.tone
    is_outlined = theme.is_high_contrast
    if tone == "red-solid":
        return _Dress(theme.color("red-solid"), None, theme.color("on-accent"), "on-accent")
    if tone == "blue":
        line = theme.color("accent-line") if is_outlined else None
        return _Dress(theme.color("accent-soft"), line, theme.color("accent-text"), "accent-text")
    if tone in ("gray", "plain"):
        line = theme.color("line-strong") if is_outlined else None
        if line is None and pill.shape in ("chip", "tile"):
            line = theme.color("line")
        return _Dress(theme.color("gray-bg"), line, theme.color("text-2"), "text-2")
    line = theme.color(f"{tone}-line") if is_outlined or pill.shape == "chip" else None
    return _Dress(theme.color(f"{tone}-bg"), line, theme.color(tone), tone)


class PillLabel(QWidget):
    """A pill as a widget."""

    def __init__(self, theme: Theme, pill: Pill | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pill = Pill("")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if pill is not None:
            self.set_pill(pill)
        theme.resized.connect(self.updateGeometry)

    @property
    def pill(self) -> Pill:
        return self._pill

    def set_pill(self, pill: Pill) -> None:
        if pill == self._pill:
            return
        self._pill = pill
        self.setToolTip(pill.tip)
        self.setAccessibleName(pill.text)
        self.setAccessibleDescription(pill.tip)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._pill, self._theme), pill_height(self._pill, self._theme))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_pill(painter, 0, self.height() / 2, self._pill, self._theme, self.width())
