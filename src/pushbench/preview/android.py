"""Android's notification card: collapsed, expanded, heads-up, on the lock screen.

Two generations of the framework's templates: ``A`` Android 12 to 15, ``B`` Android 16. Text sizes follow
the non-linear scaling of Android 14 and newer.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from pushbench.domain.shown import Shown, ShownKind
from pushbench.preview.elements import Box, Element, Glyph, Panel, Picture, Scene, Style, mirrored, moved
from pushbench.preview.sheet import Sheet

SIDE_MARGIN = 16.0
RADIUS = 28.0
MAX_EXPANDED = 358.0
MAX_CHARACTERS = 1024
LINE = 20.0
KNOTS = (8.0, 10.0, 12.0, 14.0, 18.0, 20.0, 24.0, 30.0, 100.0)
SCALES: dict[float, tuple[float, ...]] = {
    1.0: KNOTS,
    1.15: (9.2, 11.5, 13.8, 16.4, 19.8, 21.8, 25.2, 30, 100),
    1.3: (10.4, 13, 15.6, 18.8, 21.6, 23.6, 26.4, 30, 100),
    1.5: (12, 15, 18, 22, 24, 26, 28, 30, 100),
    1.8: (14.4, 18, 21.6, 24.4, 27.6, 30.8, 32.8, 34.8, 100),
    2.0: (16, 20, 24, 26, 30, 34, 36, 38, 100),
}


def scaled(sp: float, factor: float) -> float:
    """Return dp for sp at a text size, interpolated between the framework's tables."""
    if factor <= 1:
        return sp * factor
    factors = sorted(SCALES)
    upper = min(bisect_right(factors, factor), len(factors) - 1)
    low, high = factors[upper - 1], factors[upper]
    share = min(max((factor - low) / (high - low), 0.0), 1.0)
    return _at(sp, SCALES[low]) * (1 - share) + _at(sp, SCALES[high]) * share


def _at(sp: float, table: tuple[float, ...]) -> float:
    index = min(max(bisect_right(KNOTS, sp) - 1, 0), len(KNOTS) - 2)
    share = (sp - KNOTS[index]) / (KNOTS[index + 1] - KNOTS[index])
    return table[index] + share * (table[index + 1] - table[index])


@dataclass(frozen=True, slots=True)
class Generation:
    """What differs between the two template generations."""

    icon: float
    glyph: float
    text_left: float
    expander_box: float
    header_height: float
    title_expanded: float
    action_row: float
    action_left: float
    min_two_lines: float


GENERATIONS = {
    "A": Generation(24, 16, 52, 56, 50, 16, 60, 36, 88),
    "B": Generation(40, 24, 72, 58, 50, 14, 54, 56, 72),
}


@dataclass(frozen=True, slots=True)
class Colors:
    card: str
    text: str
    secondary: str
    accent: str
    on_accent: str

    @classmethod
    def of(cls, *, is_dark: bool) -> Colors:
        if is_dark:
            return cls("#2B2930", "#E6E0E9", "#CAC4D0", "#D0BCFF", "#381E72")
        return cls("#F3EDF7", "#1D1B20", "#49454F", "#6750A4", "#FFFFFF")


class Card:
    """One card under construction, its top left corner at 0, 0."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.shown = sheet.shown
        self.generation = GENERATIONS[sheet.surface.text("generation", "B")]
        self.width = sheet.surface.width - 2 * SIDE_MARGIN
        self.colors = Colors.of(is_dark=sheet.options.is_dark)
        self.factor = sheet.options.text_size
        self.body = (self.shown.body or "")[:MAX_CHARACTERS]
        self.title = (self.shown.title or "")[:MAX_CHARACTERS]

    def style(self, sp: float, weight: int = 400) -> Style:
        return Style("roboto", scaled(sp, self.factor), weight)

    @property
    def line(self) -> float:
        return scaled(LINE, self.factor)

    def small_icon(self, y: float) -> None:
        """Draw the alpha-only glyph on its coloured circle."""
        size, inner = self.generation.icon, self.generation.glyph
        circle = Box(16, y, size, size)
        color = self.shown.color or self.colors.accent
        self.sheet.add(
            Panel(circle, color, size / 2),
            Glyph(circle.inset((size - inner) / 2), "bell", self.colors.on_accent),
        )

    def collapsed(self) -> float:
        """Draw the collapsed card and return its height."""
        large_icon = self._large_icon()
        right = self.width - self.generation.expander_box - (0 if large_icon is None else 48 + 12)
        lines = int(self.sheet.surface.number("collapsed_body_lines", 1))
        text_width = right - self.generation.text_left
        shown_lines = self.sheet.measure(self.body, self.style(14), text_width, lines) if self.body else 0
        text_height = self.line * ((1 if self._heading() else 0) + shown_lines)
        height = max(self.generation.min_two_lines, text_height + 32)
        self.small_icon((height - self.generation.icon) / 2)
        y = (height - text_height) / 2
        y += self._title_with_time(y, text_width)
        if self.body:
            place = Box(self.generation.text_left, y, text_width, 0)
            self.sheet.text("body", self.body, place, self.style(14), self.line, self.colors.secondary, max_lines=lines)
        if large_icon:
            box = Box(right + 12, (height - 48) / 2, 48, 48)
            self.sheet.add(Picture(box, large_icon, radius=8, role="large-icon"))
        self._expander(height / 2 - 12)
        return height

    def _heading(self) -> str:
        return self.title or ("" if self.body else self.sheet.options.app_name)

    def _title_with_time(self, y: float, width: float) -> float:
        """Set the title, which shares its line with the time; returns the line's height."""
        parts = " • ".join(part for part in (self._origin(), "now") if part)
        suffix = f" • {parts}"
        suffix_width = self.sheet.width(suffix, self.style(12)) + 1
        heading = self._heading()
        if not heading:
            return 0.0
        style = self.style(14, 500)
        natural = min(self.sheet.width(heading, style) + 1, width - suffix_width)
        place = Box(self.generation.text_left, y, natural, 0)
        self.sheet.text("title" if self.title else "app", heading, place, style, self.line, self.colors.text,
                        is_message=bool(self.title))  # fmt: skip
        after = Box(self.generation.text_left + natural, y, suffix_width, 0)
        self.sheet.text("time", suffix, after, self.style(12), self.line, self.colors.secondary, is_message=False)
        return self.line

    def _origin(self) -> str:
        return self.sheet.options.origin if self.sheet.surface.flag("is_browser") else ""

    def _large_icon(self) -> str | None:
        return self.shown.image or (self.shown.icon if self.shown.platform == "web" else None)

    def _expander(self, y: float) -> None:
        box = Box(self.width - 16 - 24, y, 24, 24)
        self.sheet.add(
            Panel(box, f"{self.colors.secondary}1F", 12), Glyph(box.inset(4), "chevron-down", self.colors.secondary)
        )

    def expanded(self) -> float:
        """Draw the expanded card: BigPicture with an image, else BigText; returns its height."""
        generation, left = self.generation, self.generation.text_left
        self.small_icon(16)
        width = self.width - left - 16
        header_width = self.width - left - generation.expander_box
        header = " • ".join(part for part in (self.sheet.options.app_name, self._origin(), "now") if part)
        self.sheet.text("app", header, Box(left, 16, header_width, 0), self.style(12), scaled(16, self.factor),
                        self.colors.secondary, is_message=False)  # fmt: skip
        self._expander(12)
        y = 16 + scaled(16, self.factor) + 4
        if self.title:
            y += self.sheet.text("title", self.title, Box(left, y, width, 0), self.style(generation.title_expanded, 500),
                                 self.line, self.colors.text)  # fmt: skip
        actions = self.action_titles()
        foot = generation.action_row if actions else 16.0
        y = self._big_picture(y, width, foot) if self.shown.image else self._big_text(y, width, foot)
        if actions:
            self.draw_actions(actions, y)
        return y + foot

    def _big_text(self, y: float, width: float, foot: float) -> float:
        lines = max(int((MAX_EXPANDED - y - foot) // self.line), 1)
        if self.body:
            place = Box(self.generation.text_left, y, width, 0)
            y += self.sheet.text(
                "body", self.body, place, self.style(14), self.line, self.colors.secondary, max_lines=lines
            )
        return max(y, 72 - foot)

    def _big_picture(self, y: float, width: float, foot: float) -> float:
        if self.body:
            place = Box(self.generation.text_left, y, width, 0)
            y += self.sheet.text(
                "body", self.body, place, self.style(14), self.line, self.colors.secondary, max_lines=2
            )
        room = MAX_EXPANDED - y - 13 - foot
        height = min(width * 9 / 16, room)
        box = Box(self.generation.text_left, y + 13, width, height)
        self.sheet.add(Picture(box, self.shown.image or "", radius=16, role="image"))
        return y + 13 + height

    def action_titles(self) -> list[str]:
        most = 2 if self.shown.platform == "web" else 3
        if len(self.shown.actions) > most:
            self.sheet.lose(f"{len(self.shown.actions) - most} buttons are not shown.", f"At most {most} fit.")
        return [action.title for action in self.shown.actions[:most]]

    def draw_actions(self, titles: list[str], y: float) -> None:
        x = self.generation.action_left
        style = self.style(14, 500)
        for title in titles:
            room = max(self.width - x - 28, 24.0)
            width = min(self.sheet.width(title, style) + 1, room)
            place = Box(x + 12, y + (self.generation.action_row - self.line) / 2, width, 0)
            self.sheet.text("action", title, place, style, self.line, self.colors.accent)
            x += width + 24


def draw(sheet: Sheet) -> None:
    """Draw the screen, then the card where its place is."""
    surface, options = sheet.surface, sheet.options
    canvas = Box(0, 0, surface.width, surface.height)
    place = surface.text("place", "shade")
    details = {"clock": options.clock, "date": options.date, "time_line": ""}
    sheet.add(Scene(canvas, f"android-{place}", options.is_dark, details))
    if sheet.shown.kind in (ShownKind.NOTHING, ShownKind.APP_DECIDES) and not _words(sheet.shown):
        return
    kept, sheet.elements = sheet.elements, []
    card = Card(sheet)
    height = card.expanded() if surface.text("state") == "expanded" else card.collapsed()
    if surface.text("state") == "headsup":
        height = _headsup_actions(card, height)
    box = Box(0, 0, card.width, height)
    content: list[Element] = [mirrored(e, box) for e in sheet.elements] if options.is_rtl else sheet.elements
    top = {"shade": 268.0, "headsup": 48.0, "lock": surface.height * 0.42}[place]
    sheet.elements = kept
    sheet.add(Panel(box.moved(SIDE_MARGIN, top), card.colors.card, RADIUS, has_shadow=place == "headsup"))
    sheet.add(*(moved(element, SIDE_MARGIN, top) for element in content))


def _headsup_actions(card: Card, height: float) -> float:
    titles = card.action_titles()
    if not titles:
        return height
    card.draw_actions(titles, height - 8)
    return height - 8 + card.generation.action_row


def _words(shown: Shown) -> bool:
    return bool(shown.title or shown.body)
