"""A Windows 11 toast as Chrome and Edge fill it: hero image, logo, two title lines, four lines of text."""

from __future__ import annotations

from pushbench.preview import desktop
from pushbench.preview.elements import Box, Glyph, Panel, Picture, Style
from pushbench.preview.sheet import Sheet

WIDTH = 364.0
HERO_HEIGHT = 180.0
STRETCH = 95.0
"""Open Sans at this width takes the room of Segoe UI."""
TITLE = Style("open-sans", 14, 600, stretch=STRETCH)
BODY = Style("open-sans", 14, 400, stretch=STRETCH)
SMALL = Style("open-sans", 12, 400, stretch=STRETCH)


def draw(sheet: Sheet) -> None:
    """Draw the toast at the lower right."""
    fill, stroke = ("#2C2C2C", "#FFFFFF12") if sheet.options.is_dark else ("#F9F9F9", "#0000000F")
    desktop.draw_card(
        sheet,
        "windows-desktop",
        _content,
        lambda height: Panel(Box(0, 0, WIDTH, height), fill, 8, stroke=stroke, has_shadow=True),
        corner="bottom-right",
        margin=60,
        is_mirrored=sheet.options.is_rtl,
    )


def _content(sheet: Sheet) -> float:
    shown, is_dark = sheet.shown, sheet.options.is_dark
    text, secondary = ("#FFFFFF", "#FFFFFFC9") if is_dark else ("#000000E3", "#0000009C")
    y = 0.0
    if shown.image:
        sheet.add(Picture(Box(0, 0, WIDTH, HERO_HEIGHT), shown.image, radius=8, role="image"))
        y = HERO_HEIGHT
    sheet.add(Glyph(Box(16, y + 14, 16, 16), "globe", secondary))
    browser = sheet.surface.text("browser")
    sheet.text("app", browser, Box(40, y + 14, 240, 0), SMALL, 16, secondary, is_message=False)
    sheet.add(Glyph(Box(304, y + 14, 16, 16), "ellipsis", text), Glyph(Box(332, y + 14, 16, 16), "x", text))
    y += 42
    left = 80.0 if shown.icon else 16.0
    if shown.icon:
        sheet.add(Picture(Box(16, y, 48, 48), shown.icon, fit="contain", role="icon"))
    bottom = _texts(sheet, Box(left, y, WIDTH - left - 16, 0), text, secondary)
    y = max(bottom, y + 48 if shown.icon else 0) + 16
    return _buttons(sheet, y, text)


def _texts(sheet: Sheet, place: Box, text: str, secondary: str) -> float:
    shown, y = sheet.shown, place.y
    if shown.title:
        y += sheet.text("title", shown.title, Box(place.x, y, place.width, 0), TITLE, 20, text, max_lines=2)
    if shown.body:
        y += sheet.text("body", shown.body, Box(place.x, y, place.width, 0), BODY, 20, secondary, max_lines=4)
    origin = Box(place.x, y, place.width, 0)
    return y + sheet.text("origin", sheet.options.origin, origin, SMALL, 16, secondary, is_message=False)


def _buttons(sheet: Sheet, y: float, text: str) -> float:
    actions = sheet.shown.actions
    if len(actions) > 2:
        sheet.lose(f"{len(actions) - 2} buttons are not shown.", "The browsers hand two to Windows.")
    if not actions:
        return y
    shown = actions[:2]
    width = (WIDTH - 32 - 8 * (len(shown) - 1)) / len(shown)
    fill, stroke = ("#FFFFFF0F", "#FFFFFF12") if sheet.options.is_dark else ("#FFFFFFB3", "#0000000F")
    for index, action in enumerate(shown):
        box = Box(16 + index * (width + 8), y, width, 32)
        sheet.add(Panel(box, fill, 4, stroke=stroke))
        sheet.text("action", action.title, Box(box.x + 8, y + 6, width - 16, 0), BODY, 20, text, align="center")
    return y + 32 + 16
