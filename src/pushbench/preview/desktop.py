"""What all desktop surfaces share: where a card lies on the piece of screen that is drawn."""

from __future__ import annotations

from pushbench.domain.shown import ShownKind
from pushbench.preview.elements import Box, Element, Panel, Scene, mirrored, moved
from pushbench.preview.sheet import Sheet


def scene(sheet: Sheet, name: str) -> None:
    """Draw the piece of desktop behind the card."""
    surface, options = sheet.surface, sheet.options
    details = {"clock": options.clock, "date": options.date}
    sheet.add(Scene(Box(0, 0, surface.width, surface.height), name, options.is_dark, details))


def is_empty(sheet: Sheet) -> bool:
    """Whether the payload shows nothing here."""
    shown = sheet.shown
    hides = shown.kind in (ShownKind.NOTHING, ShownKind.APP_DECIDES)
    return hides and not (shown.title or shown.body)


def place(
    sheet: Sheet, panel: Panel, content: list[Element], *, corner: str, margin: float, is_mirrored: bool = False
) -> None:
    """Put a card made at 0, 0 into a corner of the screen: ``bottom-right`` or ``top-right``."""
    x = sheet.surface.width - margin - panel.box.width
    y = margin if corner == "top-right" else sheet.surface.height - margin - panel.box.height
    inside = [mirrored(element, panel.box) for element in content] if is_mirrored else content
    sheet.add(*(moved(element, x, y) for element in (panel, *inside)))
