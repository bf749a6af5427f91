"""What can go wrong with a database file, told so that it can be mended."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pushbench.domain.errors import UserError

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_CLOSED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)


def explained(error: BaseException | None, path: Path | None) -> UserError | None:
    """Return what a database error means to the user, or None when it is no trouble with the file."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlite3.Error) or code is None:
        return None
    where = str(path) if path is not None else "the database in memory"
    primary = code & 0xFF
    if primary in _BUSY:
        return UserError(
            "The database is in use.",
            f"Another program has held {where} for several seconds.",
            "Close the other window or wait for its work to end, then try again.",
        )
    if primary in _BROKEN:
        return corrupt(where)
    if primary in _FULL:
        return UserError(
            "The database could not be written.",
            f"The disk is full, or the system refuses to write {where} ({error}). What was saved before is safe.",
            "Free some space, then try again.",
        )
    if primary in _CLOSED:
        return UserError(
            "The database cannot be opened.",
            f"The system does not let Pushbench use {where} ({error}).",
            "Check that the folder exists and belongs to you, or choose another with --home.",
        )
    return None


def no_text(error: UnicodeEncodeError) -> UserError:
    """Return the refusal of half a character, which bytes that are no UTF-8 become on their way in."""
    code = ord(error.object[error.start])
    return UserError(
        "A text cannot be stored or looked up.",
        f"Character {error.start + 1} of it is U+{code:04X}, which is half a character.",
        "Write it again in UTF-8; names and values come from the command line in the terminal's encoding.",
    )


def corrupt(where: str) -> UserError:
    """Return the refusal of a file that is no database, or a damaged one."""
    return UserError(
        "The database is damaged.",
        f"{where} is not a database that can be read. It was left as it is.",
        "Put back a copy of the file, or move it away to start with an empty one.",
    )


def foreign(where: str) -> UserError:
    """Return the refusal of another program's file."""
    return UserError(
        "The database is not one of Pushbench's.",
        f"{where} holds the tables of another program. It was left as it is.",
        "Choose another home with --home, or move the file away.",
    )


def too_new(where: str, revision: str, known: str) -> UserError:
    """Return the refusal of a newer program's file."""
    return UserError(
        "The database is newer than this program.",
        f"{where} is at revision {revision[:40]}; this version of Pushbench knows up to {known}. It was left as it is.",
        "Update Pushbench, or choose another home with --home.",
    )
