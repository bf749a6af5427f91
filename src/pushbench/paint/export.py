"""Appearances as images and PNG files."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter

from pushbench.domain.errors import UserError
from pushbench.paint.painter import outer_size, paint
from pushbench.paint.pictures import ImageSource, no_images
from pushbench.preview.layout import Appearance

MAX_PIXELS = 64_000_000


def to_image(appearance: Appearance, scale: float, images: ImageSource = no_images) -> QImage:
    """Paint an appearance on a transparent ground, ``scale`` pixels per logical unit. Raises UserError when too large."""
    width, height = (max(1, round(length * scale)) for length in outer_size(appearance))
    if width * height > MAX_PIXELS:
        raise UserError(
            "The picture would be too large.",
            f"{width:,} by {height:,} pixels are more than {MAX_PIXELS:,}.",
            "Choose a smaller scale.",
        )
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    with QPainter(image) as painter:
        paint(painter, QRectF(0, 0, width, height), appearance, images)
    return image


def to_png(appearance: Appearance, scale: float, metadata: Mapping[str, str], images: ImageSource = no_images) -> bytes:
    """Return a PNG; ``metadata`` becomes its text chunks (the payload's SHA-256, for one)."""
    image = to_image(appearance, scale, images)
    image.setText("Software", "Pushbench")
    image.setText("Description", appearance.alternative)
    for key, value in metadata.items():
        image.setText(key, value)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know only str formats as bytes
    return bytes(data.data())
