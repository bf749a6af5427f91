"""Where a library of messages keeps what: names of files and folders that every system takes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pushbench.domain.errors import UserError

SUFFIX = ".push.json"
HIDDEN_NOTE = "*\n"
"""``.gitignore`` of the folders that are Pushbench's own business."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST_CHARACTERS = 80
_LONGEST_BYTES = 200
"""Of a name; 255 is the usual limit, and a file is written aside under a longer one."""


def safe_name(name: str) -> str:
    """Return a file or folder name for what a person typed: no separators, no device names, not too long."""
    kept = _UNSAFE.sub(" ", name).strip(" .")[:_LONGEST_CHARACTERS]
    kept = kept.encode("utf-8", "ignore")[:_LONGEST_BYTES].decode("utf-8", "ignore").strip(" .")
    if _RESERVED.fullmatch(kept):
        kept = f"{kept} message"
    return kept or "Untitled"


def name_of(key: str) -> str:
    """Return a message's name from its key, the path below the messages folder."""
    return key.rpartition("/")[2].removesuffix(SUFFIX)


def folder_of(key: str) -> str:
    """Return the folder a key or folder lies in; empty for the messages folder itself."""
    return key.rpartition("/")[0]


def key_in(folder: str, stem: str) -> str:
    """Return the key of a message of that file name."""
    return f"{folder}/{stem}{SUFFIX}" if folder else f"{stem}{SUFFIX}"


def mark_of(key: str) -> str:
    """Return a short file name that stands for a key of any length."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def hidden_folder(root: Path, name: str) -> Path:
    """Return a folder of Pushbench's own below ``root``, made when missing, that git leaves out."""
    folder = root / name
    note = folder / ".gitignore"
    if not note.exists():
        folder.mkdir(parents=True, exist_ok=True)
        note.write_text(HIDDEN_NOTE, encoding="utf-8")
    return folder


def inside(root: Path, key: str) -> Path:
    """Return the path of a key or folder. Raises UserError for one that leads out of ``root``."""
    path = root / key
    try:
        is_inside = path.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError):
        is_inside = False
    if not is_inside:
        raise gone(key)
    return path


def gone(key: str) -> UserError:
    """Return the refusal of a message whose file is missing."""
    return UserError(
        f"The message “{name_of(key)}” is not there any more.",
        "Its file was moved, renamed or deleted outside of Pushbench.",
        "Choose another message, or bring the file back.",
    )


@contextmanager
def told(what: str, fix: str = "Check free space and permissions, then try again.") -> Iterator[None]:
    """Turn trouble of the file system into a UserError that begins with ``what``."""
    try:
        yield
    except UserError as error:
        raise UserError(what, error.why, fix) from error
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        raise UserError(what, f"The system says: {error.strerror or error}{place}.", fix) from error
