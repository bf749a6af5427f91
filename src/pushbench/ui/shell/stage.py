"""The furnished window before there is an event loop.

asyncio, qasync, the engine and the screens take longer to load than a bare window takes to appear.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pushbench.ui.notices import Notices
from pushbench.ui.shell.front import Front, make_front, show_front
from pushbench.ui.shell.main_window import MainWindow
from pushbench.ui.shell.places import places
from pushbench.ui.shell.window_state import WindowState
from pushbench.ui.theme.theme import Theme


@dataclass(frozen=True)
class Stage:
    """The window with its furniture, and what it is made of."""

    front: Front
    theme: Theme
    notices: Notices

    @property
    def state(self) -> WindowState:
        return self.front.state

    @property
    def window(self) -> MainWindow:
        return self.front.window


def make_stage(home: Path | None) -> Stage:
    """Make the window as it was left; needs a Qt application."""
    return furnish(make_front(home))


def furnish(front: Front) -> Stage:
    """Put a theme on the window and what stands around every screen into it."""
    theme = Theme(front.tokens, front.state.look)
    notices = Notices()
    front.window.furnish(theme, places(), notices)
    theme.dress_window(front.window)
    return Stage(front, theme, notices)


def show_stage(stage: Stage) -> None:
    """Show the window and return when it has been painted."""
    show_front(stage.front)
