"""The furnished window before there is an event loop, with a composer to type into.

asyncio, qasync, the engine and the screens take longer to load than a bare window takes to appear.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pushbench.ui.shell.front import Front, make_front, show_front
from pushbench.ui.shell.main_window import MainWindow
from pushbench.ui.shell.window_state import WELCOME_DUE, WindowState
from pushbench.ui.theme.theme import Theme

if TYPE_CHECKING:
    from pushbench.ui.compose.screen import ComposeScreen
    from pushbench.ui.notices import Notices


@dataclass(frozen=True)
class Stage:
    """The window with its furniture, and what it is made of."""

    front: Front
    theme: Theme
    notices: Notices
    composer: ComposeScreen | None = None
    """The frame of Compose with the last message's texts in it; None where there is no such message."""

    @property
    def state(self) -> WindowState:
        return self.front.state

    @property
    def window(self) -> MainWindow:
        return self.front.window


def make_stage(home: Path | None) -> Stage:
    """Make the window as it was left; needs a Qt application."""
    return furnish(make_front(home), home)


def furnish(front: Front, home: Path | None, give_way: Callable[[], object] = lambda: None) -> Stage:
    """Put a theme on the window and the last message's texts into it, then what stands around every screen.

    ``give_way`` is called in between, so that the window answers.
    """
    window, state = front.window, front.state
    theme = Theme(front.tokens, state.look)
    theme.prepare()
    window.furnish(theme)
    give_way()
    composer = _composer(window, theme, state, home)
    give_way()
    import pushbench.ui.theme.style.style  # noqa: F401  # by itself, so that the window answers before it is put on

    give_way()
    theme.dress_window(window)
    give_way()
    from pushbench.ui.notices import Notices
    from pushbench.ui.shell.places import places

    notices = Notices()
    window.equip(theme, places(), notices)
    return Stage(front, theme, notices, composer)


def _composer(window: MainWindow, theme: Theme, state: WindowState, home: Path | None) -> ComposeScreen | None:
    """Show the message that was open last, to be written in at once."""
    if state.choices.get(WELCOME_DUE):
        return None
    from pushbench.ui.compose.first_look import first_look

    look = first_look(home, state.choices)
    if look is None:
        return None
    from pushbench.ui.compose.screen import ComposeScreen

    composer = ComposeScreen(theme, sizes=state.sizes)
    composer.show_first_look(look)
    window.show_early(composer)
    return composer


def show_stage(stage: Stage) -> None:
    """Show the window and return when it has been painted."""
    show_front(stage.front)
