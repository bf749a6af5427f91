"""Beginning anew: everything in a home moves into a dated folder within it; nothing is deleted."""

from __future__ import annotations

import time
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.engine.home import PENDING_NAME, POINTER_NAME
from pushbench.engine.home_moving import write_json
from pushbench.engine.sizes import BACKUPS

WORD = "reset"
"""What a person types to confirm."""
_STAYS = frozenset({BACKUPS, PENDING_NAME, POINTER_NAME})


def plan_reset(home: Path, now: float) -> Path:
    """Leave the reset to the next start and return the folder that everything will move to. Raises UserError."""
    name = f"everything until {time.strftime('%Y-%m-%d %H.%M.%S', time.localtime(now))}"
    try:
        write_json(home / PENDING_NAME, {"format": 1, "reset_into": name})
    except OSError as error:
        why = f"The system says: {error.strerror or error}."
        raise UserError("Nothing was reset.", why, "Free some space, then try again.") from error
    return home / BACKUPS / name


def reset(home: Path, name: str) -> Path:
    """Move everything in a home into the named backup folder and return it; all of it or nothing. Raises OSError."""
    folder = home / BACKUPS / Path(name).name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    moved: list[Path] = []
    try:
        for path in sorted(home.iterdir()):
            if path.name not in _STAYS:
                path.rename(folder / path.name)
                moved.append(path)
    except OSError:
        for path in reversed(moved):
            (folder / path.name).rename(path)
        raise
    return folder
