"""What a user may choose about the appearance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Mode(Enum):
    """Which appearance the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Look:
    """The user's choices about appearance."""

    mode: Mode = Mode.SYSTEM
    text_percent: int = 100
    """90 to 140."""
    is_high_contrast: bool = False
    is_motion_reduced: bool = False
