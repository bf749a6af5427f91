"""Apple's notification card: banner, lock screen, expanded.

Figures: icon 38, text column 64 to width - 17, inset 14, minimum height 66, radius 23.5; body two lines
in a banner, four in the list (six and two at accessibility sizes), unlimited when expanded.
"""

from __future__ import annotations

from dataclasses import dataclass

from pushbench.domain.shown import Shown, ShownKind
from pushbench.preview.elements import Box, Element, Panel, Picture, Scene, Style, mirrored, moved
from pushbench.preview.sheet import UNLIMITED, Sheet

SIDE_MARGIN = 8.0
RADIUS = 23.5
INSET = 14.0
TEXT_LEFT = 64.0
TEXT_RIGHT = 17.0
MIN_HEIGHT = 66.0
ICON = 38.0
THUMBNAIL = 32.0
THUMBNAIL_GAP = 4.0
"""Between the time and the thumbnail below it."""
TRACKING = -0.032
"""Inter is 7 % wider than the system's font; this brings its lines to the same breaks."""
BODY_SIZES = (12, 13, 14, 15, 17, 19, 21, 28, 33, 40, 47, 53)
SMALL_SIZES = (12, 12, 12, 13, 15, 17, 19, 28, 33, 40, 47, 53)
DEFAULT_STEP = 3
FIRST_ACCESSIBILITY_STEP = 7
LINE_FACTOR = 1.193


@dataclass(frozen=True, slots=True)
class Type:
    """The text sizes of one Dynamic Type step."""

    step: int

    @classmethod
    def at(cls, text_size: float) -> Type:
        """Return the step nearest to a factor of the default size."""
        wanted = BODY_SIZES[DEFAULT_STEP] * text_size
        return cls(min(range(len(BODY_SIZES)), key=lambda step: (abs(BODY_SIZES[step] - wanted), step)))

    @property
    def is_accessibility(self) -> bool:
        return self.step >= FIRST_ACCESSIBILITY_STEP

    def body(self, weight: int = 400) -> Style:
        return Style("inter", BODY_SIZES[self.step], weight, TRACKING)

    def small(self, weight: int = 400) -> Style:
        return Style("inter", SMALL_SIZES[self.step], weight, TRACKING)

    @property
    def body_pitch(self) -> float:
        return float(round(BODY_SIZES[self.step] * LINE_FACTOR))

    @property
    def small_pitch(self) -> float:
        return float(round(SMALL_SIZES[self.step] * LINE_FACTOR))


@dataclass(frozen=True, slots=True)
class Colors:
    """The card's colours over a mid wallpaper."""

    card: str
    text: str
    secondary: str

    @classmethod
    def of(cls, *, is_dark: bool, is_opaque: bool) -> Colors:
        if is_dark:
            return cls("#1C1C1EFF" if is_opaque else "#313131B8", "#FFFFFF", "#EBEBF599")
        return cls("#FFFFFFFF" if is_opaque else "#EAEAEAD0", "#000000", "#3C3C4399")


def draw(sheet: Sheet) -> None:
    """Draw the screen, then the card where the state puts it."""
    surface, options = sheet.surface, sheet.options
    canvas = Box(0, 0, surface.width, surface.height)
    state = surface.text("state")
    scene = {"list": "ios-lock", "banner": "ios-home", "expanded": "ios-dimmed"}[state]
    details = {"clock": options.clock, "date": options.date, "cutout": surface.text("cutout", "none")}
    sheet.add(Scene(canvas, scene, options.is_dark, details))
    if sheet.shown.kind in (ShownKind.NOTHING, ShownKind.APP_DECIDES) and not _words(sheet.shown):
        return
    card, height = _card(sheet, surface.width - 2 * SIDE_MARGIN)
    sheet.add(*(moved(element, SIDE_MARGIN, _top(sheet, height)) for element in card))


def _words(shown: Shown) -> bool:
    return bool(shown.title or shown.subtitle or shown.body)


def _top(sheet: Sheet, height: float) -> float:
    state, surface = sheet.surface.text("state"), sheet.surface
    if state == "list":
        return surface.height - 118.0 - height
    if state == "banner":
        return surface.number("top")
    return max(surface.number("top") + 20, (surface.height - height) / 2)


def _card(sheet: Sheet, width: float) -> tuple[list[Element], float]:
    """Return the card's elements with its top left corner at 0, 0, and its height."""
    kept, sheet.elements = sheet.elements, []
    is_expanded = sheet.surface.text("state") == "expanded"
    colors = Colors.of(is_dark=sheet.options.is_dark, is_opaque=is_expanded)
    head_bottom, text_bottom = _texts(sheet, width, colors)
    height = max(MIN_HEIGHT, text_bottom + INSET)
    _centre(sheet, height, text_bottom)
    icon = Box(INSET, INSET if is_expanded else _icon_top(sheet, height, head_bottom), ICON, ICON)
    sheet.add(Picture(icon, "app:icon", radius=8.5, is_continuous=True, role="icon"))
    if is_expanded:
        height = _media(sheet, width, height)
    content, sheet.elements = sheet.elements, kept
    panel = Panel(
        Box(0, 0, width, height), colors.card, RADIUS, is_continuous=True, has_shadow=True, is_blurred=not is_expanded
    )
    if sheet.options.is_rtl:
        content = [mirrored(element, panel.box) for element in content]
    elements: list[Element] = [panel, *content]
    if is_expanded:
        height = _actions(sheet, elements, width, height, colors)
    return elements, height


def _icon_top(sheet: Sheet, height: float, head_bottom: float) -> float:
    """Centre the icon in the card; at accessibility sizes on title and time, because the text goes on below it."""
    if Type.at(sheet.options.text_size).is_accessibility:
        return max(INSET, (INSET + head_bottom - ICON) / 2)
    return (height - ICON) / 2


def _centre(sheet: Sheet, height: float, text_bottom: float) -> None:
    """Centre the text block in a card that is higher than its text."""
    spare = height - INSET - text_bottom
    if spare > 0:
        sheet.elements = [moved(element, 0, spare / 2) for element in sheet.elements]


def _texts(sheet: Sheet, width: float, colors: Colors) -> tuple[float, float]:
    """Set all texts; returns the y under title and time, and the y under the last line."""
    shown, step = sheet.shown, Type.at(sheet.options.text_size)
    right = width - TEXT_RIGHT
    time_width = sheet.width("now", step.small()) + 1
    y = INSET
    time_y = y + 2
    if shown.interruption in ("time-sensitive", "critical"):
        important = "TIME SENSITIVE" if shown.interruption == "time-sensitive" else "CRITICAL"
        place = Box(TEXT_LEFT, y, right - TEXT_LEFT - time_width - 10, 0)
        y += sheet.text(
            "level", important, place, step.small(600), step.small_pitch, colors.secondary, is_message=False
        )
        time_y = INSET
    has_own_time_row = step.is_accessibility
    title = shown.title or _app_name(sheet)
    has_time_beside = not has_own_time_row and y == INSET
    # Without a time in its row the title is what meets the thumbnail.
    beside = time_width + 10 if has_time_beside else THUMBNAIL + 10 if _has_thumbnail(sheet) else 0
    title_width = right - TEXT_LEFT - beside
    role = "title" if shown.title else "app"
    lines = (2 if step.is_accessibility else 1) if not _is_expanded(sheet) else UNLIMITED
    y += sheet.text(
        role, title, Box(TEXT_LEFT, y, title_width, 0), step.body(600), step.body_pitch, colors.text,
        max_lines=lines, is_message=bool(shown.title),
    )  # fmt: skip
    if has_own_time_row:
        time_y = y
        y += step.small_pitch
    time_box = Box(TEXT_LEFT if has_own_time_row else right - time_width, time_y, time_width, 0)
    sheet.text("time", "now", time_box, step.small(), step.small_pitch, colors.secondary, is_message=False,
               align="left" if has_own_time_row else "right")  # fmt: skip
    thumbnail_top = INSET if has_own_time_row else time_y + step.small_pitch + THUMBNAIL_GAP
    return y, _lower_texts(sheet, step, width, y, thumbnail_top, colors)


def _has_thumbnail(sheet: Sheet) -> bool:
    return bool(sheet.shown.image) and not _is_expanded(sheet)


def _lower_texts(sheet: Sheet, step: Type, width: float, y: float, thumbnail_top: float, colors: Colors) -> float:
    """Set subtitle and body, which a thumbnail narrows, and the thumbnail."""
    shown, is_expanded = sheet.shown, _is_expanded(sheet)
    left = INSET if step.is_accessibility else TEXT_LEFT
    has_thumbnail = _has_thumbnail(sheet)
    text_width = width - TEXT_RIGHT - left - (THUMBNAIL + 10 if has_thumbnail else 0)
    if step.is_accessibility:
        y = max(y, INSET + ICON + 4)
    if shown.subtitle:
        lines = UNLIMITED if is_expanded else 1
        y += sheet.text("subtitle", shown.subtitle, Box(left, y, text_width, 0), step.body(600), step.body_pitch,
                        colors.text, max_lines=lines)  # fmt: skip
    body = _body(sheet)
    if body:
        y += sheet.text("body", body, Box(left, y, text_width, 0), step.body(), step.body_pitch, colors.text,
                        max_lines=_body_lines(sheet, step))  # fmt: skip
    if has_thumbnail and shown.image:
        box = Box(width - TEXT_RIGHT - THUMBNAIL, thumbnail_top, THUMBNAIL, THUMBNAIL)
        sheet.add(Picture(box, shown.image, radius=6, is_continuous=True, role="thumbnail"))
        y = max(y, thumbnail_top + THUMBNAIL)
    return y


def _body_lines(sheet: Sheet, step: Type) -> int:
    if _is_expanded(sheet):
        return UNLIMITED
    lines = int(sheet.surface.number("body_lines"))
    return 6 if step.is_accessibility and lines == 4 else lines


def _body(sheet: Sheet) -> str:
    shown = sheet.shown
    if sheet.surface.flag("is_web_app"):
        return "\n".join(part for part in (f"from {sheet.options.app_name}", shown.body or "") if part)
    return shown.body or ""


def _app_name(sheet: Sheet) -> str:
    return sheet.options.app_name


def _is_expanded(sheet: Sheet) -> bool:
    return sheet.surface.text("state") == "expanded"


def _media(sheet: Sheet, width: float, height: float) -> float:
    """Put the picture under the text, at the card's full width."""
    if not sheet.shown.image:
        return height
    picture_height = width * 9 / 16
    sheet.add(Picture(Box(0, height, width, picture_height), sheet.shown.image, fit="cover", role="image",
                      radius=RADIUS, is_continuous=True))  # fmt: skip
    return height + picture_height


def _actions(sheet: Sheet, elements: list[Element], width: float, height: float, colors: Colors) -> float:
    """Draw the buttons as the context menu under the card; four at most."""
    actions = sheet.shown.actions[:4]
    if len(sheet.shown.actions) > 4:
        sheet.lose(f"{len(sheet.shown.actions) - 4} buttons are not shown.", "iOS shows four at most.")
    if not actions:
        return height
    top, row = height + 10, 44.0
    elements.append(Panel(Box(0, top, 250, row * len(actions)), colors.card, 13, is_continuous=True, has_shadow=True))
    kept, sheet.elements = sheet.elements, []
    for index, action in enumerate(actions):
        color = "#FF3B30" if action.is_destructive else colors.text
        place = Box(16, top + index * row + 12, 218, 0)
        sheet.text("action", action.title, place, Style("inter", 17, 400, TRACKING), 20, color)
        if index:
            sheet.add(Panel(Box(0, top + index * row, 250, 0.5), colors.secondary))
    elements.extend(sheet.elements)
    sheet.elements = kept
    return top + row * len(actions)
