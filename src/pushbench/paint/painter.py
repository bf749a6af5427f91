"""The one painter of appearances."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pushbench.paint.colors import color
from pushbench.paint.fonts import load_fonts
from pushbench.paint.glyphs import draw_glyph
from pushbench.paint.pictures import ImageSource, draw_picture, no_images
from pushbench.paint.scenes import draw_scene
from pushbench.paint.shapes import rounded
from pushbench.paint.words import draw_words
from pushbench.preview.elements import Element, Glyph, Panel, Picture, Scene, Words
from pushbench.preview.layout import Appearance

BEZEL = 11.0
"""Width of a phone's frame in logical units."""
PHONE_RADIUS = {"island": 55.0, "none": 8.0}
ANDROID_RADIUS = 36.0
DESKTOP_RADIUS = 10.0


def outer_size(appearance: Appearance) -> tuple[float, float]:
    """Return width and height in logical units, a phone's frame included."""
    width, height = appearance.size
    bezel = _bezel(appearance)
    return width + 2 * bezel, height + 2 * bezel


def paint(painter: QPainter, rect: QRectF, appearance: Appearance, images: ImageSource = no_images) -> None:
    """Paint an appearance into ``rect``, scaled to fit and centred; ``images`` gives loaded pictures."""
    _, rest = split(appearance)
    paint_backdrop(painter, rect, appearance)
    paint_elements(painter, rect, appearance, rest, images)


def split(appearance: Appearance) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """Return the scenes that everything else lies on, and everything else."""
    elements = appearance.elements
    count = next((n for n, element in enumerate(elements) if not isinstance(element, Scene)), len(elements))
    return tuple(elements[:count]), tuple(elements[count:])


def paint_backdrop(painter: QPainter, rect: QRectF, appearance: Appearance) -> None:
    """Paint the device and the scenes behind what is shown."""
    scenes, _ = split(appearance)
    painter.save()
    _scale(painter, rect, appearance)
    _frame(painter, appearance)
    painter.restore()
    paint_elements(painter, rect, appearance, scenes, no_images)


def paint_elements(
    painter: QPainter, rect: QRectF, appearance: Appearance, elements: Iterable[Element], images: ImageSource
) -> None:
    """Paint elements of an appearance where they stand in the whole."""
    load_fonts()
    painter.save()
    _scale(painter, rect, appearance)
    painter.translate(_bezel(appearance), _bezel(appearance))
    screen = QRectF(0, 0, *appearance.size)
    painter.setClipPath(rounded(screen, _radius(appearance), is_continuous=_is_phone(appearance)))
    for element in elements:
        _draw(painter, element, images)
    painter.restore()


def _scale(painter: QPainter, rect: QRectF, appearance: Appearance) -> None:
    """Fit the device into a rectangle, centred."""
    width, height = outer_size(appearance)
    scale = min(rect.width() / width, rect.height() / height)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.translate(rect.center().x() - width * scale / 2, rect.center().y() - height * scale / 2)
    painter.scale(scale, scale)


def _is_phone(appearance: Appearance) -> bool:
    return appearance.surface.family in ("ios", "android")


def _bezel(appearance: Appearance) -> float:
    return BEZEL if _is_phone(appearance) else 0.0


def _radius(appearance: Appearance) -> float:
    if appearance.surface.family == "ios":
        return PHONE_RADIUS.get(appearance.surface.text("cutout"), 40.0)
    return ANDROID_RADIUS if _is_phone(appearance) else DESKTOP_RADIUS


def _frame(painter: QPainter, appearance: Appearance) -> None:
    """Draw the body of a phone around its screen."""
    if not _is_phone(appearance):
        return
    body = rounded(QRectF(0, 0, *outer_size(appearance)), _radius(appearance) + BEZEL, is_continuous=True)
    painter.fillPath(body, QColor("#0B0C0F"))
    painter.setPen(QPen(QColor("#3A3D45"), 1.5))
    painter.drawPath(rounded(QRectF(0.75, 0.75, outer_size(appearance)[0] - 1.5, outer_size(appearance)[1] - 1.5),
                             _radius(appearance) + BEZEL, is_continuous=True))  # fmt: skip


def _draw(painter: QPainter, element: Element, images: ImageSource) -> None:
    match element:
        case Scene():
            draw_scene(painter, element)
        case Panel():
            _panel(painter, element)
        case Words():
            draw_words(painter, element)
        case Picture():
            draw_picture(painter, element, images)
        case Glyph():
            box = element.box
            draw_glyph(painter, QRectF(box.x, box.y, box.width, box.height), element.name, element.color)


def _panel(painter: QPainter, panel: Panel) -> None:
    rect = QRectF(panel.box.x, panel.box.y, panel.box.width, panel.box.height)
    if panel.has_shadow:
        _shadow(painter, rect, panel)
    path = rounded(rect, panel.radius, is_continuous=panel.is_continuous, bottom=panel.radius_bottom)
    painter.fillPath(path, color(panel.fill))
    if panel.stroke:
        painter.setPen(QPen(color(panel.stroke), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)


def _shadow(painter: QPainter, rect: QRectF, panel: Panel) -> None:
    """Draw a soft shadow as a few widening, fading outlines; effects on widgets cost 12 ms, this nothing."""
    painter.setPen(Qt.PenStyle.NoPen)
    for spread in (8, 6, 4, 2, 1):
        grown = rect.adjusted(-spread, -spread + 3, spread, spread + 3)
        painter.fillPath(rounded(grown, panel.radius + spread, is_continuous=panel.is_continuous), QColor(0, 0, 0, 9))
