"""What was left for the next start: done before the window opens the home, told once it is open."""

from __future__ import annotations

import contextlib
import json
import logging
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.engine.home import PENDING_NAME
from pushbench.engine.home_moving import finish_move, write_json
from pushbench.engine.reset import reset

NOTE_NAME = "note.json"
_log = logging.getLogger("pushbench.home")


def settle(home: Path) -> Path:
    """Finish a move or a reset and return the home to open. A failure leaves everything where it was, and is told."""
    try:
        value = json.loads((home / PENDING_NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        value = None
    target, name = (value.get(key) if isinstance(value, dict) else None for key in ("move_to", "reset_into"))
    opened = home
    try:
        if isinstance(target, str) and target and "\0" not in target:
            finish_move(home, Path(target))
            opened = Path(target)
            note = f"The workspace lies in {opened} now. What is left in {home} is not used any more."
        elif isinstance(name, str) and name.strip(". "):
            note = f"Pushbench begins anew. What was there lies in {reset(home, name)}."
        else:
            note = ""
    except UserError as error:
        note = str(error)
    except OSError as error:
        note = f"What was planned for this start did not work: {error.strerror or error}. Everything is as it was."
    _drop(home / PENDING_NAME)
    if note:
        _log.info("%s", note)
        with contextlib.suppress(OSError):
            write_json(opened / NOTE_NAME, {"text": note})
    return opened


def take_note(home: Path | None) -> str:
    """Return what the start has to tell, once; empty when there is nothing."""
    if home is None:
        return ""
    try:
        value = json.loads((home / NOTE_NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return ""
    _drop(home / NOTE_NAME)
    text = value.get("text") if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
