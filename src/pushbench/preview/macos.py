"""A macOS banner as Chrome and Safari fill it: browser icon left, the site as subtitle, icon as thumbnail."""

from __future__ import annotations

from pushbench.preview import desktop
from pushbench.preview.elements import Box, Panel, Picture, Style
from pushbench.preview.sheet import Sheet

WIDTH = 344.0
TRACKING = -0.032
TITLE = Style("inter", 13, 600, TRACKING)
SUBTITLE = Style("inter", 13, 500, TRACKING)
BODY = Style("inter", 13, 400, TRACKING)
PITCH = 16.0


def draw(sheet: Sheet) -> None:
    """Draw the banner at the upper right, under the menu bar."""
    fill = "#282828D9" if sheet.options.is_dark else "#F6F6F6E0"
    is_drawn = desktop.draw_card(
        sheet,
        "macos-desktop",
        _content,
        lambda height: Panel(Box(0, 0, WIDTH, height), fill, 16, is_continuous=True, has_shadow=True, is_blurred=True),
        corner="top-right",
        margin=40,
        is_mirrored=sheet.options.is_rtl,
    )
    if is_drawn:
        _losses(sheet)


def _content(sheet: Sheet) -> float:
    shown, is_safari = sheet.shown, sheet.surface.flag("is_safari")
    text = "#FFFFFF" if sheet.options.is_dark else "#000000"
    thumbnail = None if is_safari else shown.icon
    width = WIDTH - 64 - 14 - (46 if thumbnail else 0)
    y = 12.0
    if shown.title:
        y += sheet.text("title", shown.title, Box(64, y, width, 0), TITLE, PITCH, text)
    origin = f"{sheet.surface.text('origin_prefix')}{sheet.options.origin}"
    y += sheet.text("origin", origin, Box(64, y, width, 0), SUBTITLE, PITCH, text, is_message=False)
    if shown.body:
        y += sheet.text("body", shown.body, Box(64, y, width, 0), BODY, PITCH, text, max_lines=2)
    height = max(y + 12, 66.0)
    sheet.add(Picture(Box(14, (height - 38) / 2, 38, 38), "app:icon", radius=8.5, is_continuous=True, role="icon"))
    if thumbnail:
        box = Box(WIDTH - 14 - 36, (height - 36) / 2, 36, 36)
        sheet.add(Picture(box, thumbnail, radius=6, is_continuous=True, role="thumbnail"))
    return height


def _losses(sheet: Sheet) -> None:
    shown, is_safari = sheet.shown, sheet.surface.flag("is_safari")
    if shown.image:
        sheet.lose("The image is not shown.", "macOS banners of browsers carry no image.")
    if shown.actions and is_safari:
        sheet.lose("The buttons are not shown.", "Safari shows none.")
    elif shown.actions:
        sheet.lose(
            "The buttons are hidden at first.", "They appear under Options when the pointer rests on the banner."
        )
    if shown.icon and is_safari:
        sheet.lose("The icon is not shown.", "Safari shows the site's own icon.")
