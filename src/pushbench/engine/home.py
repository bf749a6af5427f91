"""Where a workspace's data lie."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.paths import expanded

DATABASE_NAME = "pushbench.db"
"""The database's file below the home."""
POINTER_NAME = "location.json"
"""Says in the platform's folder for configuration where the workspace was moved to."""
PENDING_NAME = "pending.json"
"""Says in a home what is to be done to it before the window opens it again."""


def default_home(environ: Mapping[str, str]) -> Path:
    """Return ``PUSHBENCH_HOME``, else where the workspace was moved to, else this system's place for data."""
    named = environ.get("PUSHBENCH_HOME")
    if named:
        return expanded(named)
    return pointed_home() or usual_home()


def usual_home() -> Path:
    """Return the place this system keeps an application's data."""
    import platformdirs  # only where no home is named

    return Path(platformdirs.user_data_dir("Pushbench", appauthor=False))


def pointer_file() -> Path:
    """Return the file that says where the workspace was moved to; it need not be there."""
    import platformdirs

    return Path(platformdirs.user_config_dir("Pushbench", appauthor=False)) / POINTER_NAME


def pointed_home() -> Path | None:
    """Return where the workspace was moved to, None when it was not or the file says nothing usable."""
    try:
        value = json.loads(pointer_file().read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    home = value.get("home") if isinstance(value, dict) and value.get("format") == 1 else None
    if not isinstance(home, str) or "\0" in home:
        return None
    path = Path(home)
    return path if path.is_absolute() else None


def why_fixed(home: Path, environ: Mapping[str, str]) -> str:
    """Return why a home cannot be moved from here: somebody named it, and that wins over any pointer; else nothing."""
    if environ.get("PUSHBENCH_HOME"):
        return "The variable PUSHBENCH_HOME names this folder, and it wins over any other."
    if home != default_home(environ):
        return "Pushbench was started with --home, which wins over any other folder."
    return ""


def check_not_lost(home: Path) -> None:
    """Raise UserError when the workspace was moved to this folder and it is gone: an empty one would look like a loss."""
    if _is(home.exists) or home != pointed_home():
        return
    raise UserError(
        "The folder with this workspace is not there.",
        f"The workspace was moved to {home}, which cannot be found; its drive may not be connected.",
        f"Connect it and start again. To go back to {usual_home()}, delete {pointer_file()}.",
    )


def settled_home(home: Path) -> Path:
    """Do what was left for the next start (a move, a reset) and return the home to open; quick when there is nothing.

    Never raises: what went wrong is told by the window, see ``engine.pending.take_note``.
    """
    if not _is((home / PENDING_NAME).is_file):
        return home
    from pushbench.engine.pending import settle

    return settle(home)


def _is(question: Callable[[], bool]) -> bool:
    """Ask the file system; a path that it will not even look at holds nothing."""
    try:
        return question()
    except (OSError, ValueError):
        return False
