"""A copy of a database file that may be in use."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.store import trouble

_PAGES_A_STEP = 2000


def copy_database(source: Path, target: Path) -> None:
    """Write a whole and checked copy, as of one moment, with mode 0600. Raises UserError; ``target`` must be new."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with (
            contextlib.closing(sqlite3.connect(source, timeout=5)) as old,
            contextlib.closing(sqlite3.connect(target, timeout=5)) as new,
        ):
            old.backup(new, pages=_PAGES_A_STEP)
            found = new.execute("PRAGMA quick_check(1)").fetchone()
            if found != ("ok",):
                raise trouble.corrupt(str(source))
    except sqlite3.Error as error:
        explained = trouble.explained(error, source)
        if explained is None:
            raise UserError("The database cannot be copied.", f"{error}.", "Try again.") from error
        raise explained from error
