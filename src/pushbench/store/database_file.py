"""A database file from outside: what is wrong with it, copies of it, and how to put it aside. Nothing here writes to it.

Importing this costs no SQLAlchemy, so that a start can look before it loads the store.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path
from urllib.parse import quote

TAILS = ("", "-wal", "-shm", "-journal")
"""Of the files that make up one database."""
_HEADER = b"SQLite format 3\x00"
_COPY_PAGES = 512


class FileState(Enum):
    """What a look at a database file tells."""

    FINE = "fine"
    """Or missing, or empty: it can be opened or made."""
    NEWER = "newer"
    FOREIGN = "foreign"
    DAMAGED = "damaged"
    CLOSED = "closed"
    """The system does not let it be read or written."""


def look(path: Path, known: tuple[str, ...]) -> tuple[FileState, str]:
    """Return the state of a database file and its revision, where it has one; ``known`` are this program's.

    Opens it immutable, so that neither the file nor a write-ahead log beside it changes. What stands only in
    such a log is not seen; opening the store in earnest finds it. Total.
    """
    try:
        if not path.exists() or path.stat().st_size == 0:
            return FileState.FINE, ""
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except OSError:
        return FileState.CLOSED, ""
    if header != _HEADER:
        return FileState.DAMAGED, ""
    if not os.access(path, os.W_OK):
        return FileState.CLOSED, ""
    try:
        return _revision(path, known)
    except sqlite3.Error:
        has_log = path.with_name(path.name + "-wal").exists()
        return (FileState.FINE if has_log else FileState.DAMAGED), ""  # with its log it may be whole


def _revision(path: Path, known: tuple[str, ...]) -> tuple[FileState, str]:
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            return FileState.FINE, ""
        if "alembic_version" not in tables:
            return FileState.FOREIGN, ""
        revisions = [str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version")]
    if len(revisions) != 1:
        return FileState.FOREIGN, ""
    return (FileState.FINE if revisions[0] in known else FileState.NEWER), revisions[0]


def copy(path: Path, to: Path) -> None:
    """Copy a database that may be in use, as it was at one moment. Raises OSError; ``to`` is whole or not there."""
    aside = to.with_name(f".{to.name}.part")
    try:
        os.close(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
        with (
            closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(aside)) as target,
        ):
            source.backup(target, pages=_COPY_PAGES, sleep=0.0)
            if target.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise OSError("the copy is damaged")
            target.execute("PRAGMA journal_mode = DELETE")
        aside.replace(to)
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    finally:
        for tail in TAILS:
            with suppress(OSError):
                aside.with_name(aside.name + tail).unlink(missing_ok=True)


def put_aside(path: Path, folder: Path) -> None:
    """Move a database with all its files into a folder, which is made. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for tail in reversed(TAILS):
        file = path.with_name(path.name + tail)
        if file.exists():
            file.rename(folder / file.name)
