"""Firefox's own alert, shown on Linux without a notification server; figures measured in Firefox 153."""

from __future__ import annotations

from pushbench.preview import desktop
from pushbench.preview.elements import Box, Glyph, Panel, Picture, Style
from pushbench.preview.sheet import UNLIMITED, Sheet

WIDTH = 351.0
TEXT_WIDTH = 329.0
TEXT_WIDTH_WITH_ICON = 235.0
MAX_BODY = 200
TITLE = Style("noto-sans", 14, 700)
BODY = Style("noto-sans", 14)
SMALL = Style("noto-sans", 12)
PITCH = 19.0


def draw(sheet: Sheet) -> None:
    """Draw the alert at the upper right."""
    fill = "#36363A" if sheet.options.is_dark else "#FAFAFB"
    is_drawn = desktop.draw_card(
        sheet,
        "linux-desktop",
        _content,
        lambda height: Panel(Box(0, 0, WIDTH, height), fill, 4, stroke="#00000033", has_shadow=True),
        corner="top-right",
        margin=10,
        is_mirrored=sheet.shown.direction == "rtl",
    )
    if is_drawn and sheet.shown.image:
        sheet.lose("The image is not shown.", "Firefox shows no image in notifications.")
    if is_drawn and sheet.shown.actions:
        sheet.lose("The buttons are not shown.", "Firefox's own alert has none.")


def _content(sheet: Sheet) -> float:
    shown = sheet.shown
    text = "#FBFBFE" if sheet.options.is_dark else "#323237"
    left = 94.0 + 10 if shown.icon else 10.0
    width = TEXT_WIDTH_WITH_ICON if shown.icon else TEXT_WIDTH
    y = 10.0
    if shown.title:
        y += sheet.text("title", shown.title, Box(left, y, width - 40, 0), TITLE, PITCH, text) + 4
    body = shown.body or ""
    if len(body) > MAX_BODY:
        sheet.lose(f"Body is cut after {MAX_BODY} characters.", "Firefox keeps no more, whatever the width.")
        body = body[:MAX_BODY] + "…"
    if body:
        y += sheet.text("body", body, Box(left, y, width, 0), BODY, PITCH, text, max_lines=UNLIMITED)
    y += 4
    y += sheet.text("origin", f"via {sheet.options.origin}", Box(left, y, width, 0), SMALL, 17, text, is_message=False)
    height = max(y + 10, 96.0 if shown.icon else 58.0)
    if shown.icon:
        sheet.add(Picture(Box(7, (height - 80) / 2, 80, 80), shown.icon, fit="contain", role="icon"))
    sheet.add(Glyph(Box(WIDTH - 46, 12, 14, 14), "settings", text), Glyph(Box(WIDTH - 24, 12, 14, 14), "x", text))
    return height
