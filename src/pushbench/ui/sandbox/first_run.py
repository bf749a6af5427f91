"""Whether the window opens with the first steps: until something was sent or a service was connected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pushbench.domain.profile import Environment
from pushbench.engine.home import DATABASE_NAME
from pushbench.ui.shell.window_state import WELCOME_DUE, WindowState

if TYPE_CHECKING:
    from pushbench.engine.workspace import Workspace

WELCOMED = "sandbox-welcomed"
"""The remembered choice that says that a first push has arrived."""


def seems_due(state: WindowState, home: Path | None) -> bool:
    """Guess before the store is open: as it was left, else by whether there is a database at all."""
    if state.choices.get(WELCOMED):
        return False
    remembered = state.choices.get(WELCOME_DUE)
    if isinstance(remembered, bool):
        return remembered
    return home is not None and not (home / DATABASE_NAME).exists()


async def is_due(workspace: Workspace, state: WindowState) -> bool:
    """Ask the store, and remember the answer."""
    from pushbench.store.history import HistoryQuery

    profiles = await workspace.profiles()
    is_connected = any(profile.environment is not Environment.LOCAL for profile in profiles)
    has_sent = await workspace.store.run(lambda db: bool(db.history.page(HistoryQuery(), limit=1)))
    due = not (is_connected or has_sent or state.choices.get(WELCOMED))
    state.choices[WELCOME_DUE] = due
    return due
