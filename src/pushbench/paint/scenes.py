"""What lies behind a notification: wallpapers, clocks, status bars, desktops; all drawn here, nobody's artwork."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QRadialGradient

from pushbench.paint.glyphs import draw_glyph
from pushbench.paint.words import draw_line
from pushbench.preview.elements import Scene, Style

_INTER = "inter"
_ROBOTO = "roboto"


def draw_scene(painter: QPainter, scene: Scene) -> None:
    """Draw a scene into its box."""
    _SCENES[scene.name](painter, scene)


def _rect(scene: Scene) -> QRectF:
    return QRectF(scene.box.x, scene.box.y, scene.box.width, scene.box.height)


def wallpaper(painter: QPainter, rect: QRectF, *, is_dark: bool) -> None:
    """Draw dusk over hills."""
    sky = QLinearGradient(rect.topLeft(), rect.bottomLeft())
    stops = (
        ((0.0, "#0B1026"), (0.45, "#232B55"), (0.72, "#5B4468"), (0.86, "#2A1F3D"), (1.0, "#0E0B1C"))
        if is_dark
        else (
            (0.0, "#1D2A5C"),
            (0.35, "#42549A"),
            (0.62, "#A67F9E"),
            (0.76, "#E0A892"),
            (0.86, "#7E5F86"),
            (1.0, "#1E1A3A"),
        )
    )
    for place, name in stops:
        sky.setColorAt(place, QColor(name))
    painter.fillRect(rect, QBrush(sky))
    _sun(painter, rect, is_dark=is_dark)
    _hills(painter, rect, is_dark=is_dark)


def _sun(painter: QPainter, rect: QRectF, *, is_dark: bool) -> None:
    centre = QPointF(rect.left() + rect.width() * 0.68, rect.top() + rect.height() * 0.56)
    radius = rect.width() * 0.07
    glow = QRadialGradient(centre, radius * 6)
    glow.setColorAt(0, QColor(255, 232, 200, 60 if is_dark else 110))
    glow.setColorAt(1, QColor(255, 232, 200, 0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(glow))
    painter.drawEllipse(centre, radius * 6, radius * 6)
    painter.setBrush(QColor("#C9CBE0") if is_dark else QColor("#FFE9C9"))
    painter.drawEllipse(centre, radius, radius)


def _hills(painter: QPainter, rect: QRectF, *, is_dark: bool) -> None:
    ridges = (
        (0.60, 0.05, "#3A3358" if is_dark else "#6D5A86", 0.0),
        (0.68, 0.06, "#231F40" if is_dark else "#443C6B", 0.5),
        (0.80, 0.04, "#120F26" if is_dark else "#1D1A3C", 0.25),
    )
    for level, swing, name, shift in ridges:
        path = QPainterPath()
        width, height = rect.width(), rect.height()
        base = rect.top() + height * level
        path.moveTo(rect.left(), base)
        path.cubicTo(
            rect.left() + width * (0.2 + shift * 0.2), base - height * swing * 1.6,
            rect.left() + width * (0.45 + shift * 0.2), base + height * swing,
            rect.left() + width * 0.68, base - height * swing * 0.6,
        )  # fmt: skip
        path.cubicTo(
            rect.left() + width * 0.8, base - height * swing * 1.4,
            rect.left() + width * 0.92, base + height * swing * 0.4,
            rect.right(), base - height * swing * 0.3,
        )  # fmt: skip
        path.lineTo(rect.right(), rect.bottom())
        path.lineTo(rect.left(), rect.bottom())
        path.closeSubpath()
        painter.fillPath(path, QColor(name))


def _status_bar(painter: QPainter, scene: Scene, *, tint: str, clock: str = "", family: str = _INTER) -> None:
    """Draw signal, network and battery at the right, the clock at the left when it is given."""
    right = scene.box.right - 26
    top = 22.0 if scene.details.get("cutout") == "island" else 8.0
    for name, width in (("battery-full", 22.0), ("wifi", 16.0), ("signal", 15.0)):
        right -= width
        draw_glyph(painter, QRectF(right, top, width, width), name, tint, 2.2)
        right -= 4
    if clock:
        style = Style(family, 15, 600)
        draw_line(painter, QRectF(30, top - 2, 80, 20), clock, style, QColor(tint))


def _cutout(painter: QPainter, scene: Scene) -> None:
    if scene.details.get("cutout") != "island":
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#000000"))
    width = 126.0
    painter.drawRoundedRect(QRectF(scene.box.width / 2 - width / 2, 14, width, 37), 18.5, 18.5)


def _home_indicator(painter: QPainter, scene: Scene) -> None:
    if scene.details.get("cutout") == "none":
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 235))
    painter.drawRoundedRect(QRectF(scene.box.width / 2 - 69, scene.box.height - 13, 138, 5), 2.5, 2.5)


def _ios_lock(painter: QPainter, scene: Scene) -> None:
    wallpaper(painter, _rect(scene), is_dark=scene.is_dark)
    _cutout(painter, scene)
    _status_bar(painter, scene, tint="#FFFFFF")
    white = QColor("#FFFFFF")
    top = scene.box.height * 0.115
    date = QRectF(0, top, scene.box.width, 26)
    draw_line(painter, date, scene.details.get("date", ""), Style(_INTER, 20, 600, -0.02), white, "center")
    clock = QRectF(0, top + 22, scene.box.width, 96)
    draw_line(painter, clock, scene.details.get("clock", ""), Style(_INTER, 92, 700, -0.03), white, "center")
    for x, name in ((66.0, "flashlight"), (scene.box.width - 66.0, "camera")):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 90))
        painter.drawEllipse(QPointF(x, scene.box.height - 66), 25, 25)
        draw_glyph(painter, QRectF(x - 11, scene.box.height - 77, 22, 22), name, "#FFFFFF")
    _home_indicator(painter, scene)


def _ios_home(painter: QPainter, scene: Scene) -> None:
    wallpaper(painter, _rect(scene), is_dark=scene.is_dark)
    _app_grid(painter, scene, top=200.0, size=60.0, radius=13.5)
    _cutout(painter, scene)
    _status_bar(painter, scene, tint="#FFFFFF", clock=scene.details.get("clock", ""))
    _home_indicator(painter, scene)


def _ios_dimmed(painter: QPainter, scene: Scene) -> None:
    wallpaper(painter, _rect(scene), is_dark=scene.is_dark)
    painter.fillRect(_rect(scene), QColor(0, 0, 0, 110))
    _cutout(painter, scene)
    _status_bar(painter, scene, tint="#FFFFFF")
    _home_indicator(painter, scene)


def _app_grid(painter: QPainter, scene: Scene, *, top: float, size: float, radius: float) -> None:
    """Draw blank app icons, so that it reads as a home screen without anybody's logo."""
    painter.setPen(Qt.PenStyle.NoPen)
    gap = (scene.box.width - 4 * size) / 5
    for row in range(4):
        for column in range(4):
            painter.setBrush(QColor(255, 255, 255, 34 + 10 * ((row * 3 + column) % 4)))
            x = gap + column * (size + gap)
            painter.drawRoundedRect(QRectF(x, top + row * (size + 34), size, size), radius, radius)


def _android_shade(painter: QPainter, scene: Scene) -> None:
    rect = _rect(scene)
    painter.fillRect(rect, QColor("#141218" if scene.is_dark else "#E8DEF0"))
    tint = "#E6E0E9" if scene.is_dark else "#1D1B20"
    _status_bar(painter, scene, tint=tint)
    clock = QRectF(24, 34, 120, 40)
    draw_line(painter, clock, scene.details.get("clock", ""), Style(_ROBOTO, 30, 400), QColor(tint))
    date = QRectF(150, 40, scene.box.width - 170, 30)
    draw_line(painter, date, scene.details.get("date", ""), Style(_ROBOTO, 14, 500), QColor(tint))
    _quick_settings(painter, scene, tint)


def _quick_settings(painter: QPainter, scene: Scene, tint: str) -> None:
    tiles = (
        ("wifi", "Internet", True),
        ("bluetooth", "Bluetooth", False),
        ("flashlight", "Torch", False),
        ("moon", "Do not disturb", False),
    )
    width = (scene.box.width - 32 - 8) / 2
    on, off = ("#D0BCFF", "#36343B") if scene.is_dark else ("#6750A4", "#DCD1E6")
    for index, (glyph, title, is_on) in enumerate(tiles):
        x, y = 16 + (index % 2) * (width + 8), 88 + (index // 2) * 80
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(on if is_on else off))
        painter.drawRoundedRect(QRectF(x, y, width, 72), 28, 28)
        ink = ("#381E72" if scene.is_dark else "#FFFFFF") if is_on else tint
        draw_glyph(painter, QRectF(x + 18, y + 26, 20, 20), glyph, ink)
        draw_line(painter, QRectF(x + 50, y + 26, width - 60, 20), title, Style(_ROBOTO, 14, 500), QColor(ink))


def _android_headsup(painter: QPainter, scene: Scene) -> None:
    wallpaper(painter, _rect(scene), is_dark=scene.is_dark)
    _app_grid(painter, scene, top=360.0, size=56.0, radius=28.0)
    _status_bar(painter, scene, tint="#FFFFFF", clock=scene.details.get("clock", ""), family=_ROBOTO)


def _android_lock(painter: QPainter, scene: Scene) -> None:
    wallpaper(painter, _rect(scene), is_dark=scene.is_dark)
    _status_bar(painter, scene, tint="#FFFFFF")
    white = QColor("#FFFFFF")
    clock = QRectF(0, scene.box.height * 0.16, scene.box.width, 110)
    draw_line(painter, clock, scene.details.get("clock", ""), Style(_ROBOTO, 96, 300), white, "center")
    date = QRectF(0, scene.box.height * 0.16 + 112, scene.box.width, 24)
    draw_line(painter, date, scene.details.get("date", ""), Style(_ROBOTO, 16, 500), white, "center")


def _desktop(painter: QPainter, scene: Scene) -> None:
    rect = _rect(scene)
    ground = QLinearGradient(rect.topLeft(), rect.bottomRight())
    names = ("#1B2330", "#2B3346") if scene.is_dark else ("#8FA9C9", "#C9D3E4")
    ground.setColorAt(0, QColor(names[0]))
    ground.setColorAt(1, QColor(names[1]))
    painter.fillRect(rect, QBrush(ground))


def _windows_desktop(painter: QPainter, scene: Scene) -> None:
    _desktop(painter, scene)
    bar = QRectF(0, scene.box.height - 48, scene.box.width, 48)
    painter.fillRect(bar, QColor("#202020" if scene.is_dark else "#EEF1F6"))
    ink = "#FFFFFF" if scene.is_dark else "#1A1A1A"
    style = Style("open-sans", 12, 400, stretch=95)
    clock = QRectF(scene.box.width - 96, bar.top() + 6, 80, 18)
    draw_line(painter, clock, scene.details.get("clock", ""), style, QColor(ink), "right")
    for index, name in enumerate(("wifi", "volume-2", "bell")):
        draw_glyph(painter, QRectF(scene.box.width - 190 + index * 26, bar.top() + 16, 16, 16), name, ink)


def _macos_desktop(painter: QPainter, scene: Scene) -> None:
    _desktop(painter, scene)
    bar = QRectF(0, 0, scene.box.width, 26)
    painter.fillRect(bar, QColor(20, 22, 28, 170) if scene.is_dark else QColor(255, 255, 255, 150))
    ink = "#FFFFFF" if scene.is_dark else "#1A1A1A"
    style = Style(_INTER, 13, 500, -0.02)
    clock = QRectF(scene.box.width - 210, 3, 196, 20)
    text = f"{scene.details.get('date', '')}  {scene.details.get('clock', '')}"
    draw_line(painter, clock, text, style, QColor(ink), "right")


_SCENES: Mapping[str, Callable[[QPainter, Scene], None]] = {
    "ios-lock": _ios_lock,
    "ios-home": _ios_home,
    "ios-dimmed": _ios_dimmed,
    "android-shade": _android_shade,
    "android-headsup": _android_headsup,
    "android-lock": _android_lock,
    "linux-desktop": _desktop,
    "windows-desktop": _windows_desktop,
    "macos-desktop": _macos_desktop,
}
