"""What the window remembers between starts: appearance, size, splitters. A small JSON file in the home."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pushbench.ui.theme.theme import Look

_NAME = "window.json"
WELCOME_DUE = "welcome-due"
"""The choice that says whether the last window was left with the first steps still due."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class WindowState:
    """Read before the first paint, so it is a file of its own rather than part of the database."""

    mode: str = "system"
    text_percent: int = 100
    is_high_contrast: bool = False
    is_motion_reduced: bool = False
    width: int = 1440
    height: int = 900
    is_maximized: bool = False
    screen: str = "compose"
    sizes: dict[str, list[int]] = field(default_factory=dict)
    """Splitter name -> sizes."""
    choices: dict[str, Any] = field(default_factory=dict)
    """Small choices of screens: chosen set, targets, open messages ..."""
    position: list[int] = field(default_factory=list)
    """Left and top of the window's frame; empty before it was ever left."""

    @property
    def look(self) -> Look:
        from pushbench.ui.theme.theme import Look, Mode  # the size and the screen are asked for before there is a theme

        mode = Mode(self.mode) if self.mode in {mode.value for mode in Mode} else Mode.SYSTEM
        return Look(mode, self.text_percent, self.is_high_contrast, self.is_motion_reduced)

    def keep_look(self, look: Look) -> None:
        self.mode = look.mode.value
        self.text_percent = look.text_percent
        self.is_high_contrast = look.is_high_contrast
        self.is_motion_reduced = look.is_motion_reduced


def read_state(home: Path | None) -> WindowState:
    """Return what was remembered; anything unreadable gives the defaults, because a window must open."""
    state = WindowState()
    if home is None:
        return state
    try:
        data = json.loads((home / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return state
    for name, value in data.items() if isinstance(data, dict) else ():
        if hasattr(state, name) and type(value) is type(getattr(state, name)):
            setattr(state, name, value)
    return state


def write_state(home: Path | None, state: WindowState) -> None:
    """Keep the state; a disk that refuses costs only the remembered sizes."""
    if home is None:
        return
    aside = home / f".{_NAME}.{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(asdict(state), ensure_ascii=False, indent=1), encoding="utf-8")
        aside.replace(home / _NAME)
    except OSError as error:
        _log.info("the window's sizes could not be kept: %s", error)
