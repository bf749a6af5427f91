"""Small PNG files: a palette where few colours do, else true colour at the best compression."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from pathlib import Path

from PySide6.QtGui import QImage

_MOST = 256


def write_png(image: QImage, path: Path) -> None:
    """Write an image of 32 bits a pixel; alpha is dropped."""
    rows = _rows(image)
    counts: Counter[int] = Counter()
    for row in rows:
        counts.update(row)
    palette = _palette(counts)
    places = {color: place for place, (_, colors) in enumerate(palette) for color in colors}
    lines = b"".join(b"\0" + bytes(places[color] for color in row) for row in rows)
    head = struct.pack(">IIBBBBB", image.width(), image.height(), 8, 3, 0, 0, 0)
    colors = b"".join(struct.pack(">I", mean)[1:] for mean, _ in palette)
    parts = (
        _chunk(b"IHDR", head),
        _chunk(b"PLTE", colors),
        _chunk(b"IDAT", zlib.compress(lines, 9)),
        _chunk(b"IEND", b""),
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _rows(image: QImage) -> list[list[int]]:
    """Return the colours as 0xRRGGBB, line by line."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    width, stride = plain.width(), plain.bytesPerLine()
    content = bytes(plain.constBits())
    return [
        [pixel & 0xFFFFFF for pixel in struct.unpack_from(f"<{width}I", content, number * stride)]
        for number in range(plain.height())
    ]


def _palette(counts: Counter[int]) -> list[tuple[int, list[int]]]:
    """Return at most 256 colours, each with those it stands for: the box with the most to lose is halved first."""
    boxes = [list(counts)]
    weights = [_loss(boxes[0], counts)]
    while len(boxes) < min(_MOST, len(counts)):
        number = max(range(len(boxes)), key=weights.__getitem__)
        if weights[number] <= 0:
            break
        for half in _halves(boxes.pop(number), counts):
            boxes.append(half)
            weights.append(_loss(half, counts))
        weights.pop(number)
    return [(_mean(box, counts), box) for box in boxes]


def _channels(color: int) -> tuple[int, int, int]:
    return color >> 16, color >> 8 & 255, color & 255


def _spread(box: list[int]) -> list[int]:
    parts = [_channels(color) for color in box]
    return [max(part[axis] for part in parts) - min(part[axis] for part in parts) for axis in range(3)]


def _loss(box: list[int], counts: Counter[int]) -> float:
    """Wide boxes first; how often a colour occurs counts little, so that rare ones stay right."""
    weight: float = sum(counts[color] for color in box) ** 0.7
    return max(_spread(box)) * weight if len(box) > 1 else 0.0


def _halves(box: list[int], counts: Counter[int]) -> tuple[list[int], list[int]]:
    spread = _spread(box)
    axis = spread.index(max(spread))
    ordered = sorted(box, key=lambda color: _channels(color)[axis])
    low, high = _channels(ordered[0])[axis], _channels(ordered[-1])[axis]
    middle = (low + high) / 2
    cut = next(place for place, color in enumerate(ordered) if _channels(color)[axis] > middle)
    return ordered[:cut], ordered[cut:]


def _mean(box: list[int], counts: Counter[int]) -> int:
    """Return the colour that occurs most if it fills half of the box, so that flat areas keep theirs; else the mean."""
    whole = sum(counts[color] for color in box)
    usual = max(box, key=counts.__getitem__)
    if counts[usual] * 2 >= whole:
        return usual
    sums = [sum(_channels(color)[axis] * counts[color] for color in box) for axis in range(3)]
    red, green, blue = (round(total / whole) for total in sums)
    return red << 16 | green << 8 | blue
