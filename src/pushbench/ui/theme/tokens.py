"""The design tokens as values, read once from ``resources/tokens.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.resources import read_text


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """One step of the type scale; sizes in logical pixels."""

    size: int
    line: int
    weight: int
    family: str = "ui"
    """``ui`` or ``mono``."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Everything the token file says. Colour maps go from token name to ``#RRGGBB``."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    high_contrast: Mapping[str, Mapping[str, str]]
    """``light`` and ``dark`` -> the tokens that change when contrast is increased."""
    families: Mapping[str, str]
    type: Mapping[str, TypeStyle]
    space: Mapping[str, int]
    heights: Mapping[str, int]
    widths: Mapping[str, int]
    radii: Mapping[str, int]
    motion: Mapping[str, int]
    icon_stroke: float
    rail_icon_stroke: float
    rail_icon_size: int

    def colors(self, *, is_dark: bool, is_high_contrast: bool = False) -> dict[str, str]:
        """Return the colours of one appearance."""
        name = "dark" if is_dark else "light"
        base = self.dark if is_dark else self.light
        return {**base, **(self.high_contrast[name] if is_high_contrast else {})}


def load_tokens() -> Tokens:
    """Read the token file of this installation."""
    data = json.loads(read_text("tokens.json"))
    return Tokens(
        light=data["light"],
        dark=data["dark"],
        high_contrast=data["high-contrast"],
        families=data["families"],
        type={name: TypeStyle(**style) for name, style in data["type"].items()},
        space=data["space"],
        heights=data["heights"],
        widths=data["widths"],
        radii=data["radii"],
        motion=data["motion"],
        icon_stroke=data["icons"]["stroke"],
        rail_icon_stroke=data["icons"]["rail-stroke"],
        rail_icon_size=data["icons"]["rail-size"],
    )
