"""The message's images and the app's icon inside an appearance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath

from pushbench.paint.glyphs import draw_glyph
from pushbench.paint.scenes import wallpaper
from pushbench.paint.shapes import rounded
from pushbench.preview.elements import Picture

ImageSource = Callable[[str], QImage | None]
"""Gives the loaded image of a URL, or None while it is not there. Never loads by itself."""
APP_ICON = "app:icon"


def no_images(source: str) -> QImage | None:
    """Know no image at all."""
    return None


def draw_picture(painter: QPainter, picture: Picture, images: ImageSource) -> None:
    """Draw an image cut as the surface cuts it; one that is not loaded is drawn as a stand-in."""
    rect = QRectF(picture.box.x, picture.box.y, picture.box.width, picture.box.height)
    if rect.width() <= 0 or rect.height() <= 0:
        return
    painter.save()
    path = QPainterPath()
    if picture.is_circle:
        path.addEllipse(rect)
    else:
        top, bottom = (0.0, picture.radius) if picture.is_foot else (picture.radius, None)
        path = rounded(rect, top, is_continuous=picture.is_continuous, bottom=bottom)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    image = images(picture.source)
    if image is not None and not image.isNull():
        _draw_image(painter, rect, image, picture.fit)
    elif picture.source == APP_ICON:
        draw_app_icon(painter, rect)
    else:
        _stand_in(painter, rect)
    painter.restore()


def _draw_image(painter: QPainter, rect: QRectF, image: QImage, fit: str) -> None:
    width, height = float(image.width()), float(image.height())
    if fit == "contain":
        scale = min(rect.width() / width, rect.height() / height)
        size = (width * scale, height * scale)
        target = QRectF(rect.center().x() - size[0] / 2, rect.center().y() - size[1] / 2, *size)
        painter.drawImage(target, image)
        return
    scale = max(rect.width() / width, rect.height() / height)
    seen = (rect.width() / scale, rect.height() / scale)
    top = 0.0 if fit == "cover-top" else (height - seen[1]) / 2
    painter.drawImage(rect, image, QRectF((width - seen[0]) / 2, top, *seen))


def draw_app_icon(painter: QPainter, rect: QRectF) -> None:
    """Draw the stand-in app icon: a paper plane on blue."""
    ground = QLinearGradient(rect.topLeft(), rect.bottomLeft())
    ground.setColorAt(0, QColor("#4A86F7"))
    ground.setColorAt(1, QColor("#1F57D6"))
    painter.fillRect(rect, QBrush(ground))
    size = rect.width()
    plane = QPainterPath(QPointF(rect.left() + size * 0.20, rect.top() + size * 0.50))
    for x, y in ((0.82, 0.22), (0.62, 0.80), (0.47, 0.60)):
        plane.lineTo(rect.left() + size * x, rect.top() + size * y)
    plane.closeSubpath()
    painter.fillPath(plane, QColor("#FFFFFF"))


def _stand_in(painter: QPainter, rect: QRectF) -> None:
    """Draw a landscape in place of an image that is not loaded."""
    painter.save()
    painter.translate(rect.topLeft())
    wallpaper(painter, QRectF(0, 0, rect.width(), rect.height()), is_dark=False)
    painter.restore()
    size = min(rect.width(), rect.height()) * 0.3
    if size >= 12:
        spot = QRectF(rect.center().x() - size / 2, rect.center().y() - size / 2, size, size)
        draw_glyph(painter, spot, "image", "#FFFFFFB0", 1.5)
