"""Text files of the user's: read within a size, written aside and renamed so that none is ever half written."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from pushbench.domain.errors import Trouble, UserError


def read_bytes(path: Path, limit: int) -> bytes:
    """Return a file's bytes. Raises UserError when it cannot be read or is larger than ``limit`` bytes."""
    try:
        size = path.stat().st_size
        if size > limit:
            raise too_large(path.name, size, limit)
        with path.open("rb") as stream:  # a device such as /dev/zero has no size and no end
            data = stream.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError(
            f"There is no file {path}.", "Nothing stands under that name.", "Check the path.", trouble=Trouble.USAGE
        ) from error
    except ValueError as error:
        raise UserError(
            "The path holds a character no path can have.", f"{error}.", "Check the path.", trouble=Trouble.USAGE
        ) from error
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be read.", f"The system says: {error.strerror}.", "Check the file and its permissions."
        ) from error
    if len(data) > limit:
        raise too_large(path.name, len(data), limit)
    return data


def too_large(name: str, size: int, limit: int) -> UserError:
    """Return the refusal of a file that is no message or list any more."""
    return UserError(
        f"{name} is too large.",
        f"It has {size / 1e6:.1f} MB; {limit / 1e6:.0f} MB are allowed.",
        "Open the right file, or split it.",
    )


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with LF beside the file, then rename it over; a link's target is replaced, not the link.

    Raises UserError when that fails; the old file is untouched then.
    """
    target = path.resolve()
    aside = target.parent / f".{target.name}.{os.urandom(4).hex()}"
    try:
        if target.exists() and not target.is_file():
            raise OSError(errno.EEXIST, "it is a folder or a device and no file")
        try:
            _write_aside(aside, text.encode())
            if target.exists():
                aside.chmod(target.stat().st_mode & 0o777)
            aside.replace(target)
            _keep_entry(target.parent)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be written.",
            f"The system says: {error.strerror}. The file is as it was.",
            "Check free space and permissions, or choose another folder.",
        ) from error


def _write_aside(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep_entry(folder: Path) -> None:
    """Have the new name survive a power cut too; not every system and file system can do that."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
