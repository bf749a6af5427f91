"""Push buttons and tool buttons by their ``kind`` and ``extent``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStyleOptionToolButton, QToolButton, QWidget

from pushbench.ui.theme.style.paint import State, half_round, is_on, paint_box

if TYPE_CHECKING:
    from pushbench.ui.theme.theme import Theme

HEIGHTS = {"small": 24, "top": 32, "large": 40}
_PADDING = {"small": 8, "top": 12, "large": 16}
_LINK_PADDING = 3
_ICON_GAP = 6
_KEYS_GAP = 8
_SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Face:
    """Tokens of one button kind; an empty token paints nothing."""

    ground: str = "surface"
    line: str = "line-strong"
    ink: str = "text"
    hover: str = "hover"
    press: str = "press"
    hover_line: str = ""
    off_ground: str = "surface"
    off_line: str = "line"
    is_dashed: bool = False


FACES = {
    "": Face(),
    "primary": Face(
        "accent", "accent", "on-accent", "accent-hover", "accent-press", "accent-hover", "gray-bg", "gray-bg"
    ),
    "production": Face(
        "red-solid", "red-solid", "on-accent", "red-hover", "red-press", "red-hover", "gray-bg", "gray-bg"
    ),
    "danger": Face(ink="red", line="red-line", hover="red-bg", press="red-bg", hover_line="red-dot"),
    "quiet": Face("", "", "text-2", off_ground="", off_line=""),
    "link": Face("", "", "accent-text", "", "", off_ground="", off_line=""),
    "soft": Face("accent-soft", "accent-soft", "accent-text", "accent-soft", "accent-soft", "accent-line"),
    "dashed": Face("", ink="text-2", is_dashed=True, off_ground=""),
    "toast": Face("", "", "toast-link", "toast-hover", "toast-hover", off_ground="", off_line=""),
}


def face_of(widget: QWidget | None) -> Face:
    """Return how a button looks from its ``kind``."""
    return FACES.get(_property(widget, "kind"), FACES[""])


def button_size(theme: Theme, option: QStyleOptionButton, content: QSize, widget: QWidget | None) -> QSize:
    """Return the size of a push button around words and icon."""
    kind, extent = _property(widget, "kind"), _property(widget, "extent")
    if kind == _SEGMENT:
        pad = 6 if option.text == "" else 8 if extent == "small" else 11
        return QSize(content.width() + 2 * theme.px(pad), theme.px(24))
    pad = _LINK_PADDING if kind == "link" else _PADDING.get(extent, 11)
    width = content.width() + 2 * theme.px(pad)
    if _property(widget, "joined") == "right":
        width = theme.px(27)
    if option.text and not option.icon.isNull():
        width += theme.px(_ICON_GAP) - 4  # Qt counts four pixels
    keys = _property(widget, "keys")
    if keys:
        width += theme.px(_KEYS_GAP) + _keys_width(theme, keys)
    if option.features & QStyleOptionButton.ButtonFeature.HasMenu:
        width += theme.px(4)
    return QSize(max(width, theme.px(24)), theme.px(HEIGHTS.get(extent, 28)))


def paint_button(theme: Theme, option: QStyleOptionButton, painter: QPainter, widget: QWidget | None) -> None:
    """Paint a push button."""
    if _property(widget, "kind") == _SEGMENT:
        _paint_segment(theme, option, painter)
        return
    face = face_of(widget)
    ground, line, ink = _tokens(theme, face, option)
    radius = theme.radius("small" if _property(widget, "extent") == "small" else "control")
    if _property(widget, "kind") == "soft":
        radius = option.rect.height() // 2
    joined = _property(widget, "joined")
    if joined:
        _paint_joined(theme, option, painter, ground, radius, is_leading=joined == "left")
    elif ground or line:
        dash = Qt.PenStyle.DashLine if face.is_dashed else Qt.PenStyle.SolidLine
        paint_box(painter, option.rect, _color(theme, ground), _color(theme, line), radius, dash=dash)
    keys = _property(widget, "keys")
    if keys:
        _paint_keys(theme, option, painter, keys, face, ink)
        option.rect = _before_keys(option, theme.px(_KEYS_GAP) + _keys_width(theme, keys))
    underlined = _property(widget, "kind") == "link" and is_on(option, State.State_MouseOver, State.State_Enabled)
    turn = int(widget.property("turn") or 0) if widget is not None else 0
    _paint_words(theme, option, painter, theme.color(ink), is_underlined=underlined, turn=turn)


def _keys_width(theme: Theme, keys: str) -> int:
    return theme.metrics("caption").horizontalAdvance(keys) + theme.px(10)


def _before_keys(option: QStyleOptionButton, width: int) -> QRect:
    """Return what a key cap leaves to icon and words."""
    return QStyle.visualRect(option.direction, option.rect, option.rect.adjusted(0, 0, -width, 0))


def _paint_keys(theme: Theme, option: QStyleOptionButton, painter: QPainter, keys: str, face: Face, ink: str) -> None:
    width, height = _keys_width(theme, keys), theme.px(18)
    rect = option.rect
    box = QRect(rect.right() - width - theme.px(9), rect.top() + (rect.height() - height) // 2, width, height)
    placed = QStyle.visualRect(option.direction, rect, box)
    is_solid = face.ink == "on-accent" and is_on(option, State.State_Enabled)
    paint_box(painter, placed, theme.color(face.press if is_solid else "gray-bg"), None, theme.radius("tag"))
    painter.save()
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.color(ink))
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # names of keys are not words
    painter.drawText(placed, int(Qt.AlignmentFlag.AlignCenter), keys)
    painter.restore()


def _tokens(theme: Theme, face: Face, option: QStyleOptionButton) -> tuple[str, str, str]:
    """Return ground, line and ink of the state a button is in."""
    if not is_on(option, State.State_Enabled):
        return face.off_ground, face.off_line, "disabled"
    if is_on(option, State.State_Sunken) or is_on(option, State.State_On):
        return face.press, face.hover_line or face.line, face.ink
    if is_on(option, State.State_MouseOver):
        return face.hover, face.hover_line or face.line, face.ink
    return face.ground, face.line, face.ink


def _color(theme: Theme, token: str) -> QColor | None:
    return theme.color(token) if token else None


def _paint_joined(
    theme: Theme, option: QStyleOptionButton, painter: QPainter, ground: str, radius: int, *, is_leading: bool
) -> None:
    is_left = is_leading is (option.direction == Qt.LayoutDirection.LeftToRight)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(half_round(QRectF(option.rect), radius, is_left_round=is_left), theme.color(ground))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if not is_leading:
        seam = QColor(theme.color("on-accent" if is_on(option, State.State_Enabled) else "line-strong"))
        seam.setAlphaF(0.35)
        x = option.rect.left() if not is_left else option.rect.right()
        painter.fillRect(x, option.rect.top(), 1, option.rect.height(), seam)
    painter.restore()


def _paint_segment(theme: Theme, option: QStyleOptionButton, painter: QPainter) -> None:
    is_enabled = is_on(option, State.State_Enabled)
    is_chosen = is_on(option, State.State_On)
    if is_chosen:
        line = "line-strong" if theme.is_high_contrast or theme.is_dark else "line"
        paint_box(painter, option.rect, theme.color("segment"), theme.color(line), theme.radius("small"))
    ink = "disabled" if not is_enabled else "text" if is_chosen or is_on(option, State.State_MouseOver) else "text-2"
    _paint_words(theme, option, painter, theme.color(ink))


def _paint_words(
    theme: Theme,
    option: QStyleOptionButton,
    painter: QPainter,
    ink: QColor,
    *,
    is_underlined: bool = False,
    turn: int = 0,
) -> None:
    """Paint icon and words in the middle, the icon at the leading side."""
    has_icon = not option.icon.isNull()
    metrics = option.fontMetrics
    flags = Qt.TextFlag.TextShowMnemonic | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    words = metrics.size(int(Qt.TextFlag.TextShowMnemonic), option.text).width() if option.text else 0
    icon = option.iconSize.width() if has_icon else 0
    gap = theme.px(_ICON_GAP) if has_icon and option.text else 0
    room = option.rect
    left = room.left() + max(2, (room.width() - words - icon - gap) // 2)
    if has_icon:
        box = QRect(left, room.top() + (room.height() - option.iconSize.height()) // 2, icon, option.iconSize.height())
        paint_icon(painter, QStyle.visualRect(option.direction, room, box), option, turn)
        left += icon + gap
    if option.text:
        width = max(0, room.right() - left)
        text = option.text
        if words > width + 1:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        box = QRect(left, room.top(), min(words + 1, width), room.height())
        placed = QStyle.visualRect(option.direction, room, box)
        painter.save()
        if is_underlined:
            font = painter.font()
            font.setUnderline(True)
            painter.setFont(font)
        painter.setPen(QPen(ink))
        painter.drawText(placed, int(flags), text)
        painter.restore()


def paint_icon(
    painter: QPainter, box: QRect, option: QStyleOptionButton | QStyleOptionToolButton, turn: int = 0
) -> None:
    """Paint a button's icon in the colour of its state, turned by an angle in degrees."""
    mode = QIcon.Mode.Normal if is_on(option, State.State_Enabled) else QIcon.Mode.Disabled
    state = QIcon.State.On if is_on(option, State.State_On) else QIcon.State.Off
    if not turn:
        option.icon.paint(painter, box, Qt.AlignmentFlag.AlignCenter, mode, state)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(QRectF(box).center())
    painter.rotate(turn)
    moved = QRect(-box.width() // 2, -box.height() // 2, box.width(), box.height())
    option.icon.paint(painter, moved, Qt.AlignmentFlag.AlignCenter, mode, state)
    painter.restore()


def paint_tool_button(theme: Theme, option: QStyleOptionToolButton, painter: QPainter, widget: QWidget | None) -> None:
    """Paint a button with an icon alone, or an icon before words."""
    is_framed = bool(widget is not None and widget.property("framed"))
    is_enabled = is_on(option, State.State_Enabled)
    is_pressed = is_on(option, State.State_Sunken) or is_on(option, State.State_On)
    token = ""
    if is_enabled and is_pressed:
        token = "press"
    elif is_enabled and is_on(option, State.State_MouseOver):
        token = "hover"
    elif is_framed:
        token = "surface"
    if token or is_framed:
        line = theme.color("line-strong" if is_enabled else "line") if is_framed else None
        radius = theme.radius("control" if is_framed else "small")
        paint_box(painter, option.rect, _color(theme, token), line, radius)
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly:
        face = QStyleOptionButton()
        face.rect, face.direction, face.state = option.rect, option.direction, option.state
        face.fontMetrics, face.text, face.icon, face.iconSize = (
            option.fontMetrics,
            option.text,
            option.icon,
            option.iconSize,
        )
        _paint_words(theme, face, painter, theme.color("text-2" if is_enabled else "disabled"))
        return
    size = option.iconSize
    if option.icon.isNull():
        painter.setPen(theme.color("text-2" if is_enabled else "disabled"))
        painter.drawText(option.rect, int(Qt.AlignmentFlag.AlignCenter), option.text)
        return
    box = QRect(0, 0, size.width(), size.height())
    box.moveCenter(option.rect.center())
    box.moveTopLeft(
        option.rect.topLeft()
        + (option.rect.bottomRight() - option.rect.topLeft() - box.bottomRight() + box.topLeft()) / 2
    )
    paint_icon(painter, box, option)


def _property(widget: QWidget | None, name: str) -> str:
    return str(widget.property(name) or "") if widget is not None else ""
