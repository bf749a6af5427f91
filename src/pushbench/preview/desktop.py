"""What all desktop surfaces share: a piece of screen, and a card in one of its corners."""

from __future__ import annotations

from collections.abc import Callable

from pushbench.domain.shown import ShownKind
from pushbench.preview.elements import Box, Panel, Scene, mirrored, moved
from pushbench.preview.sheet import Sheet


def draw_card(
    sheet: Sheet,
    scene: str,
    content: Callable[[Sheet], float],
    panel: Callable[[float], Panel],
    *,
    corner: str,
    margin: float,
    is_mirrored: bool = False,
) -> bool:
    """Draw the desktop, and on it a card unless nothing is shown; returns whether there is one.

    ``content`` draws with the card's corner at 0, 0 and returns its height, ``panel`` makes the card's body
    of that height; ``corner`` is ``bottom-right`` or ``top-right``.
    """
    _scene(sheet, scene)
    if _is_empty(sheet):
        return False
    kept, sheet.elements = sheet.elements, []
    body = panel(content(sheet))
    inside, sheet.elements = sheet.elements, kept
    if is_mirrored:
        inside = [mirrored(element, body.box) for element in inside]
    x = sheet.surface.width - margin - body.box.width
    y = margin if corner == "top-right" else sheet.surface.height - margin - body.box.height
    sheet.add(*(moved(element, x, y) for element in (body, *inside)))
    return True


def _scene(sheet: Sheet, name: str) -> None:
    surface, options = sheet.surface, sheet.options
    details = {"clock": options.clock, "date": options.date}
    sheet.add(Scene(Box(0, 0, surface.width, surface.height), name, options.is_dark, details))


def _is_empty(sheet: Sheet) -> bool:
    """Whether the payload shows nothing here."""
    shown = sheet.shown
    hides = shown.kind in (ShownKind.NOTHING, ShownKind.APP_DECIDES)
    return hides and not (shown.title or shown.body)
