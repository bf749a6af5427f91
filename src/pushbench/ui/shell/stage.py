"""The window before there is an event loop: made and painted first, because it needs so little.

asyncio, qasync, the engine and the screens take longer to load than a bare window takes to appear.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from pushbench.ui.notices import Notices
from pushbench.ui.shell.main_window import MainWindow
from pushbench.ui.shell.places import places
from pushbench.ui.shell.window_state import WindowState, read_state
from pushbench.ui.theme.theme import Theme
from pushbench.ui.theme.tokens import load_tokens

PAINT_WITHIN_MS = 2000
_log = logging.getLogger("pushbench.window")


@dataclass(frozen=True, slots=True)
class Stage:
    """The window with its skeleton, and what it is made of."""

    state: WindowState
    theme: Theme
    notices: Notices
    window: MainWindow


def make_stage(home: Path | None) -> Stage:
    """Make the window as it was left; needs a Qt application."""
    state = read_state(home)
    theme = Theme(load_tokens(), state.look)
    notices = Notices()
    window = MainWindow(theme, places(), notices)
    theme.dress_window(window)
    window.resize(state.width, state.height)
    return Stage(state, theme, notices, window)


def show_stage(stage: Stage) -> None:
    """Show the window and return when it has been painted.

    A window that starts minimised or on another desktop is never painted; after two seconds it opens all the same.
    """
    window = stage.window
    window.showMaximized() if stage.state.is_maximized else window.show()
    patience = QTimer()
    patience.setSingleShot(True)
    patience.start(PAINT_WITHIN_MS)
    turn = QEventLoop()
    while not window.has_painted and patience.isActive():
        turn.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    if not window.has_painted:
        _log.info("the window was not painted within two seconds")
