"""The window at its first paint: the size it had, the ground of its appearance, quiet blocks.

Loaded before everything else, so it imports next to nothing; see :mod:`pushbench.ui.shell.skeleton` for what it may
not touch. The stage follows and furnishes the same window.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication

from pushbench.ui.shell.main_window import MainWindow
from pushbench.ui.shell.placing import put_back
from pushbench.ui.shell.skeleton import Skeleton
from pushbench.ui.shell.window_state import WindowState, read_state
from pushbench.ui.theme.tokens import Tokens, load_tokens

PAINT_WITHIN_MS = 2000
_MIDDLE = 128
"""Lightness between a dark and a light system."""
_log = logging.getLogger("pushbench.window")


@dataclass(frozen=True)
class Front:
    """A window with a skeleton in it."""

    state: WindowState
    tokens: Tokens
    window: MainWindow


def make_front(home: Path | None) -> Front:
    """Make the window in the size it was left; needs a Qt application."""
    state = read_state(home)
    tokens = load_tokens()
    colors = tokens.colors(is_dark=_is_dark(state.mode), is_high_contrast=state.is_high_contrast)
    window = MainWindow(Skeleton(tokens, colors, state.text_percent / 100))
    put_back(window, state)
    return Front(state, tokens, window)


def bring_up(front: Front) -> None:
    """Let the window appear as it was left."""
    front.window.showMaximized() if front.state.is_maximized else front.window.show()


def show_front(front: Front) -> None:
    """Show the window and return when it has been painted.

    A window that starts minimised or on another desktop is never painted; after two seconds it opens all the same.
    """
    window = front.window
    bring_up(front)
    patience = QTimer()
    patience.setSingleShot(True)
    patience.start(PAINT_WITHIN_MS)
    turn = QEventLoop()
    while not window.has_painted and patience.isActive():
        turn.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    if not window.has_painted:
        _log.info("the window was not painted within two seconds")


def _is_dark(mode: str) -> bool:
    """Tell the appearance without asking Qt for its colour scheme, an enumeration of ``Qt``."""
    if mode in ("light", "dark"):
        return mode == "dark"
    return QGuiApplication.palette().window().color().lightness() < _MIDDLE
