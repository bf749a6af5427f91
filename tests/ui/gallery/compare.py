"""Compares two pictures as a person would: other rasterisers round edges otherwise, which nobody sees."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

SHRUNK = 4
"""Pictures are compared in blocks of so many pixels a side, which evens out how edges are smoothed."""
MOST_PER_BLOCK = 28
"""So much may the mean of a colour differ in a block, of 255."""
MOST_BLOCKS = 0.006
"""So large a share of the blocks may differ more."""
MOST_PIXELS_OF_SIZE = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs; ``picture`` shows the blocks that do in red on the faded expected picture."""

    share: float
    words: str
    picture: QImage

    @property
    def is_seen(self) -> bool:
        return bool(self.words)


def compare(actual: QImage, expected: QImage) -> Difference:
    """Compare a picture with the reference."""
    off = max(abs(actual.width() - expected.width()), abs(actual.height() - expected.height()))
    if off > MOST_PIXELS_OF_SIZE:
        words = f"{actual.width()}x{actual.height()} instead of {expected.width()}x{expected.height()}"
        return Difference(1.0, words, actual)
    width, height = expected.width() // SHRUNK, expected.height() // SHRUNK
    ours, theirs = _shrunk(actual, width, height), _shrunk(expected, width, height)
    marked = expected.convertToFormat(QImage.Format.Format_RGB32)
    count = 0
    for number, (one, other) in enumerate(zip(_pixels(ours), _pixels(theirs), strict=True)):
        if max(abs((one >> shift & 255) - (other >> shift & 255)) for shift in (0, 8, 16)) > MOST_PER_BLOCK:
            count += 1
            _mark(marked, number % width * SHRUNK, number // width * SHRUNK)
    share = count / (width * height)
    words = f"{share:.2%} of the picture looks different" if share > MOST_BLOCKS else ""
    return Difference(share, words, marked)


def _shrunk(image: QImage, width: int, height: int) -> QImage:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    mode = Qt.TransformationMode.SmoothTransformation
    return plain.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio, mode)


def _pixels(image: QImage) -> list[int]:
    return memoryview(image.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("B").cast("I").tolist()


def _mark(image: QImage, left: int, top: int) -> None:
    for y in range(top, min(top + SHRUNK, image.height())):
        for x in range(left, min(left + SHRUNK, image.width())):
            image.setPixelColor(x, y, QColor("#FF0055"))
