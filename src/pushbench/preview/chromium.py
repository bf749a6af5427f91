"""Chromium's own popup, shown on Linux without a notification server; figures measured in Chromium 156."""

from __future__ import annotations

from pushbench.preview import desktop
from pushbench.preview.elements import Box, Glyph, Panel, Picture, Style
from pushbench.preview.sheet import Sheet

WIDTH = 360.0
TITLE = Style("noto-sans", 14)
HEADER = Style("noto-sans", 12)
PITCH = 23.0
MAX_TITLE, MAX_BODY = 180, 600


def draw(sheet: Sheet) -> None:
    """Draw the popup at the lower right, expanded as it first appears."""
    fill = "#414141" if sheet.options.is_dark else "#E9E9E8"
    desktop.draw_card(
        sheet,
        "linux-desktop",
        _content,
        lambda height: Panel(Box(0, 0, WIDTH, height), fill, 2, has_shadow=True),
        corner="bottom-right",
        margin=10,
    )


def _colors(sheet: Sheet) -> tuple[str, str]:
    return ("#EEEEEC", "#9D9D9C") if sheet.options.is_dark else ("#2E3436", "#6F7172")


def _content(sheet: Sheet) -> float:
    shown = sheet.shown
    text, secondary = _colors(sheet)
    _header(sheet, text, secondary)
    width = 284.0 if shown.icon else 328.0
    title = _hard_cut(sheet, "title", shown.title or "", MAX_TITLE)
    y = 34.0
    if title:
        sheet.text("title", title, Box(16, y, width, 0), TITLE, PITCH, text)
    y += PITCH
    body = _hard_cut(sheet, "body", shown.body or "", MAX_BODY)
    if body:
        y += sheet.text("body", body, Box(16, y, width, 0), TITLE, PITCH, secondary, max_lines=4)
    if shown.icon:
        sheet.add(Picture(Box(312, 32, 36, 36), shown.icon, fit="contain", role="icon"))
        y = max(y, 68.0)
    if shown.image:
        sheet.add(Picture(Box(16, y + 8, 328, 164), shown.image, fit="cover-top", role="image"))
        y += 8 + 164
    y += 16
    return _actions(sheet, y, text)


def _hard_cut(sheet: Sheet, role: str, text: str, limit: int) -> str:
    if len(text) > limit:
        sheet.lose(
            f"{role.capitalize()} is cut after {limit} characters.", "Chromium keeps no more, whatever the width."
        )
        return text[:limit]
    return text


def _header(sheet: Sheet, text: str, secondary: str) -> None:
    shown = sheet.shown
    if shown.badge_icon:
        sheet.add(Picture(Box(16, 10, 18, 18), shown.badge_icon, role="badge"))
    else:
        sheet.add(Glyph(Box(16, 10, 18, 18), "globe", secondary))
    origin = f"{sheet.options.origin} • now"
    sheet.text("origin", origin, Box(41, 8, 230, 0), HEADER, 22, secondary, is_message=False)
    sheet.add(Glyph(Box(318, 12, 12, 12), "settings", text), Glyph(Box(338, 12, 12, 12), "x", text))


def _actions(sheet: Sheet, y: float, text: str) -> float:
    actions = sheet.shown.actions
    if len(actions) > 2:
        sheet.lose(f"{len(actions) - 2} buttons are not shown.", "Chromium shows two and drops the rest silently.")
    if not actions:
        return y
    x = 24.0
    for action in actions[:2]:
        label = action.title.upper()
        width = min(sheet.width(label, TITLE) + 1, WIDTH - x - 8)
        sheet.text("action", label, Box(x, y + 17, width, 0), TITLE, 22, text)
        x += width + 42
    return y + 56
