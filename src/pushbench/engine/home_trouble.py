"""Why a home cannot be opened, told before anything of it is touched, and the ways out that damage nothing."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.engine.home import DATABASE_NAME
from pushbench.engine.sizes import BACKUPS, MESSAGES
from pushbench.store import trouble
from pushbench.store.database_file import TAILS, FileState, copy, look, put_aside

_BACKUP = "database {day}.db"
KEPT_BACKUPS = 5
LARGEST_BACKED_UP = 200_000_000
"""Bytes of a database that is copied once a day; a larger one is a matter of minutes and of somebody's own backups."""


class Way(Enum):
    """What can be done about a home that does not open."""

    TRY_AGAIN = "try-again"
    OTHER_FOLDER = "other-folder"
    COPY = "copy"
    """A full copy elsewhere."""
    COPY_MESSAGES = "copy-messages"
    """A copy of the messages elsewhere, with a database of its own."""
    RESTORE = "restore"
    BEGIN_EMPTY = "begin-empty"


@dataclass(frozen=True, slots=True)
class HomeTrouble:
    """Words, and the ways out in the order in which they are offered."""

    error: UserError
    ways: tuple[Way, ...]
    backup: Path | None = None
    """The newest usable backup of the database."""


def trouble_of(home: Path | None) -> HomeTrouble | None:
    """Look at a home without touching it and say why it cannot be opened, if so. Total; quick."""
    if home is None or not home.exists():
        return None
    from pushbench.store.schema_revisions import HEAD, REVISIONS

    path = home / DATABASE_NAME
    state, revision = look(path, REVISIONS)
    if state is FileState.NEWER:
        return _told(home, trouble.too_new(str(path), revision, HEAD))
    if state is FileState.DAMAGED:
        return _told(home, trouble.corrupt(str(path)))
    if state is FileState.FOREIGN:
        return _told(home, trouble.foreign(str(path)))
    if state is FileState.CLOSED or not os.access(home, os.W_OK | os.X_OK):
        return _told(home, _closed(path if state is FileState.CLOSED else home))
    return None


def explained(home: Path | None, error: UserError) -> HomeTrouble:
    """Return the ways out of an error that came up while a home was opened."""
    if home is None:
        return HomeTrouble(error, (Way.TRY_AGAIN,))
    return trouble_of(home) or HomeTrouble(error, (Way.TRY_AGAIN, Way.OTHER_FOLDER, Way.COPY_MESSAGES))


def _told(home: Path, error: UserError) -> HomeTrouble:
    from pushbench.store.schema_revisions import REVISIONS

    state, _revision = look(home / DATABASE_NAME, REVISIONS)
    backup = newest_backup(home)
    ways: tuple[Way, ...]
    if state is FileState.NEWER:
        ways = (Way.COPY_MESSAGES, Way.OTHER_FOLDER, Way.TRY_AGAIN)
    elif state is FileState.DAMAGED:
        ways = (*((Way.RESTORE,) if backup is not None else ()), Way.BEGIN_EMPTY, Way.COPY_MESSAGES, Way.OTHER_FOLDER)
    elif state is FileState.FOREIGN:
        ways = (Way.BEGIN_EMPTY, Way.OTHER_FOLDER)
    else:
        ways = (Way.COPY, Way.OTHER_FOLDER, Way.TRY_AGAIN)
    return HomeTrouble(error, ways, backup)


def _closed(path: Path) -> UserError:
    return UserError(
        "This workspace cannot be written.",
        f"The system lets Pushbench read {path}, if anything, but not change it: it belongs to somebody else, or lies "
        "on a disk that is write-protected. Nothing was changed.",
        "Open a copy, choose another folder, or make this one writable and try again.",
    )


# -- ways out -----------------------------------------------------------------------------------------------


def make_copy(home: Path, to: Path, *, with_database: bool) -> Path:
    """Copy a home into a new folder below ``to`` and return it; the home itself is only read. Raises UserError."""
    target = _free(to / f"{home.name or 'Pushbench'} copy")
    try:
        target.mkdir(mode=0o700, parents=True)
        if (home / MESSAGES).is_dir():
            shutil.copytree(home / MESSAGES, target / MESSAGES, symlinks=True)
        if with_database:
            for file in home.iterdir():
                if file.is_file() and not file.name.startswith(".") and file.name not in _OF_ONE_PROCESS:
                    shutil.copy2(file, target / file.name)
        for path in (target, *target.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o200)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(target, ignore_errors=True)
        raise UserError(
            "The copy could not be made.", f"The system says: {error}.", "Choose another folder with enough room."
        ) from error
    return target


_OF_ONE_PROCESS = frozenset({"sandbox.json", *(f"{DATABASE_NAME}{tail}" for tail in TAILS if tail == "-shm")})


def _free(path: Path) -> Path:
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name} {number}")
    return found


def begin_empty(home: Path) -> Path:
    """Put a database that cannot be read aside, so that the next start makes an empty one. Raises UserError."""
    folder = _free(home / BACKUPS / f"unreadable database {time.strftime('%Y-%m-%d %H.%M.%S')}")
    try:
        put_aside(home / DATABASE_NAME, folder)
    except OSError as error:
        raise UserError(
            "The database could not be moved away.",
            f"The system says: {error.strerror or error}.",
            "Check the folder's permissions, then try again.",
        ) from error
    return folder


def restore(home: Path, backup: Path) -> Path:
    """Put a backup in the place of a database that cannot be read, which is kept aside. Raises UserError."""
    folder = begin_empty(home)
    try:
        copy(backup, home / DATABASE_NAME)
    except OSError as error:
        for file in folder.iterdir():
            file.rename(home / file.name)
        raise UserError(
            "The backup could not be put in place.",
            f"The system says: {error}. The database is as it was.",
            "Free some space, or begin with an empty database; the backup stays where it is.",
        ) from error
    return folder


# -- backups ------------------------------------------------------------------------------------------------


def newest_backup(home: Path) -> Path | None:
    """Return the newest backup that this program can read."""
    from pushbench.store.schema_revisions import REVISIONS

    for path in reversed(_backups(home)):
        state, revision = look(path, REVISIONS)
        if state in (FileState.FINE, FileState.CLOSED) and (revision or state is FileState.CLOSED):
            return path
    return None


def _backups(home: Path) -> list[Path]:
    return sorted((home / BACKUPS).glob("database ????-??-??.db"))


def back_up(home: Path, now: float) -> Path | None:
    """Copy the database once a day, and keep the last five copies; returns the new one.

    Returns None when today's is there, or the database is missing or too large. Raises OSError.
    """
    path = home / DATABASE_NAME
    to = home / BACKUPS / _BACKUP.format(day=time.strftime("%Y-%m-%d", time.localtime(now)))
    if to.exists() or not path.exists() or path.stat().st_size > LARGEST_BACKED_UP:
        return None
    to.parent.mkdir(mode=0o700, exist_ok=True)
    copy(path, to)
    for old in _backups(home)[:-KEPT_BACKUPS]:
        old.unlink(missing_ok=True)
    return to
