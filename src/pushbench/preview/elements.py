"""Drawing primitives in logical units (pt, dp or px of the surface), ready for any painter.

Colours are ``#RRGGBB`` or ``#RRGGBBAA``. Elements are drawn in order, later ones on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text is set; satisfies ``domain.ports.TextStyle``."""

    family: str
    """``inter``, ``roboto``, ``open-sans``, ``noto-sans``."""
    size: float
    weight: int = 400
    tracking: float = 0.0
    """Letter spacing in em."""
    stretch: float = 100.0


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def moved(self, dx: float = 0.0, dy: float = 0.0) -> Box:
        return replace(self, x=self.x + dx, y=self.y + dy)

    def inset(self, by: float) -> Box:
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True, slots=True)
class Scene:
    """What lies behind: wallpaper, status bar, clock, desktop. Painters draw it by name."""

    box: Box
    name: str
    is_dark: bool
    details: Mapping[str, str] = field(default_factory=dict)
    """``clock``, ``date``, ``cutout`` ..."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A filled shape."""

    box: Box
    fill: str
    radius: float = 0.0
    radius_bottom: float | None = None
    """Radius of the lower corners when it differs."""
    is_continuous: bool = False
    """Apple's smooth corners."""
    stroke: str | None = None
    has_shadow: bool = False
    is_blurred: bool = False
    """A see-through material over the wallpaper."""


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text; each line's baseline sits ``pitch`` under the one before."""

    box: Box
    lines: tuple[str, ...]
    style: Style
    pitch: float
    color: str
    align: str = "left"
    """``left``, ``right`` or ``center``."""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the message, or the app's icon."""

    box: Box
    source: str
    """A URL as the payload has it, or ``app:icon``."""
    radius: float = 0.0
    is_circle: bool = False
    is_continuous: bool = False
    is_foot: bool = False
    """Whether only the lower corners are rounded: the image ends a card."""
    fit: str = "cover"
    """``cover`` (centre crop), ``contain`` or ``cover-top`` (keeps the top)."""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A small line icon by its Lucide name."""

    box: Box
    name: str
    color: str


Element: TypeAlias = Scene | Panel | Words | Picture | Glyph

_MIRRORED_ALIGN = {"left": "right", "right": "left", "center": "center"}


def mirrored(element: Element, within: Box) -> Element:
    """Return the element mirrored left to right inside ``within``; scenes stay as they are."""
    if isinstance(element, Scene):
        return element
    box = replace(element.box, x=within.x + within.right - element.box.right)
    if isinstance(element, Words):
        return replace(element, box=box, align=_MIRRORED_ALIGN[element.align])
    return replace(element, box=box)


def moved(element: Element, dx: float, dy: float) -> Element:
    """Return the element moved."""
    return replace(element, box=element.box.moved(dx, dy))
