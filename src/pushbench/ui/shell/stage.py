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
    from pushbench.ui.compose.form_pane import FormPane
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
    """Put the last message's texts into the window, then its style and what stands around every screen.

    ``give_way`` is called in between, so that the window answers.
    """
    window, state = front.window, front.state
    theme = Theme(front.tokens, state.look)
    theme.prepare()
    give_way()
    form = _form(window, theme, state, home)
    give_way()
    import pushbench.ui.theme.style.style  # noqa: F401  # by itself, so that the window answers before it is put on

    give_way()
    theme.dress_window(window)
    window.furnish(theme)
    composer = _composer(window, theme, state, form) if form is not None else None
    give_way()
    from pushbench.ui.notices import Notices
    from pushbench.ui.shell.places import places

    notices = Notices()
    window.equip(theme, places(), notices)
    if composer is not None:
        window.rail.choose("compose")
    return Stage(front, theme, notices, composer)


def _form(window: MainWindow, theme: Theme, state: WindowState, home: Path | None) -> FormPane | None:
    """Show the texts of the message that was open last on the skeleton, to be written in at once."""
    if state.choices.get(WELCOME_DUE):
        return None
    from pushbench.ui.compose.first_look import first_look

    look = first_look(home, state.choices)
    if look is None:
        return None
    from pushbench.ui.compose.form_pane import FormPane

    form = FormPane(theme, parent=window.skeleton)
    form.setGeometry(window.skeleton.form_place(state.sizes))
    form.show_first_look(look)
    form.show()
    return form


def _composer(window: MainWindow, theme: Theme, state: WindowState, form: FormPane) -> ComposeScreen:
    """Put the form into the frame of its screen; who has the keyboard keeps it."""
    from PySide6.QtWidgets import QApplication

    from pushbench.ui.compose.screen import ComposeScreen

    focused = QApplication.focusWidget()
    composer = ComposeScreen(theme, sizes=state.sizes, form=form)
    window.show_early(composer)
    if focused is not None and form.isAncestorOf(focused):
        focused.setFocus()
    return composer


def show_stage(stage: Stage) -> None:
    """Show the window and return when it has been painted."""
    show_front(stage.front)
