"""What stands in one cell, and columns as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pushbench.ui.widgets.pill import Pill


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; the delegate paints icon, dot, text and pills in this order."""

    text: str = ""
    role: str = "body"
    """Step of the type scale."""
    token: str = "text"
    icon: str | None = None
    icon_token: str = "text-2"
    dot: str = ""
    """Token of a dot before the text, or empty; ``red-solid`` paints a square."""
    pills: tuple[Pill, ...] = ()
    is_right: bool = False
    elides_middle: bool = False
    spoken: str = ""
    """What a screen reader hears instead of text and pills."""
    tip: str = ""
    is_checked: bool | None = None

    @property
    def accessible(self) -> str:
        return self.spoken or ", ".join(part for part in (self.text, *(pill.text for pill in self.pills)) if part)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of rows of any type."""

    key: str
    title: str
    width: int
    """Unscaled pixels; the least width when it stretches."""
    cell: Callable[[Any], Cell]
    stretches: bool = False
    gives: int = 0
    """Unscaled pixels the column can do without when there is little room."""
    drops: int = 0
    """When there is still too little room columns are left out, the highest number first; 0: never."""
    is_right: bool = False
    copied: Callable[[Any], str] | None = None
    """Plain text for the clipboard where it differs from the cell's text."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A heading that takes a whole row; or, as a link, a line below rows that shows more of them."""

    title: str
    remark: str = ""
    pills: tuple[Pill, ...] = ()
    end: str = ""
    is_open: bool = True
    is_link: bool = False
