"""Moving a workspace to another folder: copied and verified now, brought up to date and switched at the next start.

The old folder stays as it is. What is copied lies aside until it is whole, so a folder never holds half a workspace.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import pretty
from pushbench.domain.paths import expanded
from pushbench.engine.emulator_marker import FILE_NAME as EMULATOR_MARKER
from pushbench.engine.home import DATABASE_NAME, PENDING_NAME, POINTER_NAME, pointer_file, usual_home
from pushbench.engine.sizes import measure, walk

COPY_MARK = ".pushbench-copy.json"
"""In a copy that no start has switched to yet; a folder with it may be removed again."""
_LEFT = frozenset(
    {
        *(PENDING_NAME, POINTER_NAME, EMULATOR_MARKER, COPY_MARK, ".vault.lock"),
        *(f"{DATABASE_NAME}{tail}" for tail in ("", "-wal", "-shm", "-journal")),
    }
)
"""What is not copied as a file: the database is copied by itself, the rest belongs to one place or one process."""
_SPARE_BYTES = 20_000_000
_TRIES = 3

Progress = Callable[[int, int], object]
"""Called on the copying thread with bytes done and bytes in all."""


def target_of(home: Path, chosen: str) -> Path:
    """Return the folder that a workspace would lie in. Raises UserError for one that cannot take it."""
    target = expanded(chosen.strip()).absolute()
    if target.is_dir() and any(target.iterdir()):
        target = target / "Pushbench"
    old = home.resolve()
    new = target.resolve()
    if new == old or new.is_relative_to(old) or old.is_relative_to(new):
        raise _refused(target, "It lies within the folder the workspace lies in now, or the other way round.")
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise _refused(target, "Something else lies there already.")
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
        is_writable = os.access(target.parent, os.W_OK)
    except OSError as error:
        raise _refused(target, f"The system says: {error.strerror or error}.") from error
    if not is_writable:
        raise _refused(target, f"{target.parent} cannot be written.")
    needed = measure(home).total + _SPARE_BYTES
    if free < needed:
        raise _refused(target, f"It needs {needed / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free.")
    return target


def _refused(target: Path, why: str) -> UserError:
    return UserError(f"The workspace cannot be moved to {target}.", why, "Choose an empty folder elsewhere.")


def copy_home(home: Path, target: Path, progress: Progress = lambda _done, _total: None) -> None:
    """Copy and verify a home that may be in use, and leave the rest to the next start.

    Raises UserError; then nothing of the copy stays.
    """
    aside = target.with_name(f".{target.name}.{token_hex(4)}")
    try:
        aside.mkdir(mode=0o700, parents=True)
        (aside / COPY_MARK).write_text(pretty({"format": 1, "home": str(home)}), encoding="utf-8")
        bring_up_to_date(home, aside, progress)
        if target.exists():
            target.rmdir()  # it is empty; a folder cannot be renamed over it on every system
        aside.rename(target)
        write_json(home / PENDING_NAME, {"format": 1, "move_to": str(target)})
    except OSError as error:
        raise UserError(
            f"The workspace was not copied to {target}.",
            f"The system says: {error.strerror or error}. It lies where it was.",
            "Check free space and permissions, or choose another folder.",
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def bring_up_to_date(home: Path, copy: Path, progress: Progress = lambda _done, _total: None) -> None:
    """Let a copy hold what the home holds now, each file compared after it was written. Raises OSError, UserError."""
    from pushbench.store.database_copy import copy_database

    wanted = {path.relative_to(home) for path in walk(home) if not _is_left(path.relative_to(home))}
    sizes = {path: (home / path).lstat().st_size for path in wanted}
    database = home / DATABASE_NAME
    has_database = database.exists()
    total = sum(sizes.values()) + (database.stat().st_size if has_database else 0)
    done = 0
    for path in sorted(wanted):
        if not _is_same(home / path, copy / path):
            _copy_file(home / path, copy / path)
        done += sizes[path]
        progress(done, total)
    for path in walk(copy):
        below = path.relative_to(copy)
        if below not in wanted and below not in (Path(COPY_MARK), Path(DATABASE_NAME)):
            path.unlink()
    if has_database:
        (copy / DATABASE_NAME).unlink(missing_ok=True)
        copy_database(database, copy / DATABASE_NAME)
    progress(total, total)


def _is_left(path: Path) -> bool:
    return len(path.parts) == 1 and (path.name in _LEFT or path.name.startswith(".window.json."))


def _is_same(old: Path, new: Path) -> bool:
    try:
        a, b = old.lstat(), new.lstat()
    except OSError:
        return False
    return a.st_size == b.st_size and a.st_mtime_ns == b.st_mtime_ns and not old.is_symlink()


def _copy_file(old: Path, new: Path) -> None:
    """Copy one file and compare; one that changes meanwhile is copied again."""
    new.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for _ in range(_TRIES):
        new.unlink(missing_ok=True)
        shutil.copy2(old, new, follow_symlinks=False)
        if old.is_symlink() or _digest(old) == _digest(new):
            return
    raise OSError(f"{old.name} changed while it was copied, or came out differently")


def _digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def moving_to(home: Path) -> Path | None:
    """Return where the next start switches to, if a move waits for it."""
    try:
        value = json.loads((home / PENDING_NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    target = value.get("move_to") if isinstance(value, dict) else None
    return Path(target) if isinstance(target, str) and "\0" not in target else None


def cancel_move(home: Path) -> None:
    """Stay in this folder after all; the copy goes. Raises UserError."""
    target = moving_to(home)
    try:
        (home / PENDING_NAME).unlink(missing_ok=True)
        if target is not None and (target / COPY_MARK).is_file():
            shutil.rmtree(target)
    except OSError as error:
        why = f"The system says: {error.strerror or error}."
        raise UserError("The copy could not be removed.", why, f"Remove {target} by hand.") from error


def finish_move(home: Path, target: Path) -> None:
    """Bring the copy up to date and let every later start use it. Raises OSError, UserError; then nothing changed."""
    if not (target / COPY_MARK).is_file():
        raise UserError(
            "The workspace was not moved.",
            f"The copy in {target} cannot be found; its drive may not be connected. The workspace lies where it was.",
            "Move it again under Settings, Data.",
        )
    bring_up_to_date(home, target)
    pointer = pointer_file()
    pointer.parent.mkdir(parents=True, exist_ok=True)
    if target == usual_home():
        pointer.unlink(missing_ok=True)
    else:
        write_json(pointer, {"format": 1, "home": str(target)})
    (target / COPY_MARK).unlink(missing_ok=True)


def write_json(path: Path, value: dict[str, object]) -> None:
    """Write a small file aside and rename it into place. Raises OSError."""
    aside = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with aside.open("x", encoding="utf-8", newline="\n") as stream:
            json.dump(value, stream)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
