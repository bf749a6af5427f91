"""What lies behind a notification, drawn once: it is the same from key to key."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap

from pushbench.paint.painter import paint_backdrop, paint_elements, split
from pushbench.paint.pictures import ImageSource, no_images
from pushbench.preview.layout import Appearance


class Backdrop:
    """Keeps the drawing of the last device, scene and size; only what differs is drawn anew."""

    def __init__(self) -> None:
        self._key: object = None
        self._drawing = QPixmap()

    def paint(
        self, painter: QPainter, rect: QRectF, appearance: Appearance, ratio: float, images: ImageSource = no_images
    ) -> None:
        """Paint an appearance as :func:`pushbench.paint.painter.paint` does; ``ratio`` is the screen's pixel ratio."""
        scenes, rest = split(appearance)
        key = (rect.width(), rect.height(), ratio, appearance.surface, appearance.size, scenes)
        if key != self._key:
            self._drawing = self._drawn(rect.size(), appearance, ratio)
            self._key = key
        painter.drawPixmap(rect.topLeft(), self._drawing)
        paint_elements(painter, rect, appearance, rest, images)

    @staticmethod
    def _drawn(size: QSizeF, appearance: Appearance, ratio: float) -> QPixmap:
        drawing = QPixmap((size * ratio).toSize())
        drawing.setDevicePixelRatio(ratio)
        drawing.fill(Qt.GlobalColor.transparent)
        with QPainter(drawing) as painter:
            paint_backdrop(painter, QRectF(QPoint(0, 0), size), appearance)
        return drawing
