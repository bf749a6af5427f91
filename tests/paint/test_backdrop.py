"""What is kept of a preview looks like what is painted anew."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from pushbench.domain.shown import Shown, ShownKind
from pushbench.paint import backdrop as module
from pushbench.paint.backdrop import Backdrop
from pushbench.paint.painter import paint
from pushbench.paint.ruler import QtRuler
from pushbench.preview.layout import Appearance, PreviewOptions, lay_out
from pushbench.preview.surfaces import SURFACES, Surface, surface

pytestmark = pytest.mark.usefixtures("qapp")
ROOM = QRectF(12, 8, 276, 587)


def appearance(of: Surface, title: str = "Order shipped", *, is_dark: bool = False) -> Appearance:
    shown = Shown(ShownKind.NOTIFICATION, of.platform, title=title, body="It is on its way.")
    return lay_out(shown, of, QtRuler(), PreviewOptions(is_dark=is_dark))


def drawn(draw: object, what: Appearance) -> QImage:
    image = QImage(300, 603, QImage.Format.Format_RGB32)
    image.fill(QColor("#F4F5F8"))
    painter = QPainter(image)
    if isinstance(draw, Backdrop):
        draw.paint(painter, ROOM, what, 1.0)
    else:
        paint(painter, ROOM, what)
    painter.end()
    return image


def worst(one: QImage, other: QImage) -> int:
    """Return the greatest difference of a colour channel."""
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return max(abs(first - second) for first, second in pairs)


@pytest.mark.parametrize("of", SURFACES, ids=lambda item: item.id)
def test_every_surface_looks_the_same_from_a_kept_backdrop(of: Surface) -> None:
    backdrop = Backdrop()
    drawn(backdrop, appearance(of, "Another title"))
    what = appearance(of)
    assert worst(drawn(backdrop, what), drawn(None, what)) <= 24  # edges between half covered pixels


def test_only_another_scene_or_size_is_drawn_anew() -> None:
    backdrop = Backdrop()
    lock = surface("iphone-lock")
    with patch.object(module, "paint_backdrop", wraps=module.paint_backdrop) as painted:
        drawn(backdrop, appearance(lock))
        drawn(backdrop, appearance(lock, "Typed on"))
        assert painted.call_count == 1
        drawn(backdrop, appearance(lock, is_dark=True))
        assert painted.call_count == 2
        drawn(backdrop, appearance(surface("pixel-shade")))
        assert painted.call_count == 3
