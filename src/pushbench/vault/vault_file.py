"""``vault.json`` in the home: which keys open it and which kind was chosen, never a key in clear."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import JsonObject, pretty

FORMAT = 1
NAME = "vault.json"
KINDS = ("keychain", "passphrase", "memory")
_LARGEST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class VaultFile:
    """The file's parts; each may be missing."""

    keychain: JsonObject | None = None
    passphrase: JsonObject | None = None
    use: str = ""
    """The kind a person chose: ``keychain``, ``passphrase``, ``memory``; empty: whichever answers."""

    def part(self, kind: str) -> JsonObject | None:
        """Return the part of a kind; memory has none."""
        return {"keychain": self.keychain, "passphrase": self.passphrase}.get(kind)


def read(home: Path) -> VaultFile:
    """Return what the home's file says, or an empty one where there is none.

    Raises UserError for a damaged file, a newer format and a file that cannot be read.
    """
    file = home / NAME
    try:
        with file.open("rb") as stream:
            raw = stream.read(_LARGEST_BYTES + 1)
    except FileNotFoundError:
        return VaultFile()
    except OSError as error:
        raise UserError(
            f"{file} cannot be read.", f"{error.strerror or error}.", "Check its owner and mode."
        ) from error
    return _parse(file, raw)


def _parse(file: Path, raw: bytes) -> VaultFile:
    try:
        document = json.loads(raw) if len(raw) <= _LARGEST_BYTES else None
    except (ValueError, RecursionError):
        document = None
    version = document.get("format") if isinstance(document, dict) else None
    if not isinstance(document, dict) or type(version) is not int:
        raise damaged(file, "It is not the JSON that Pushbench writes.")
    if version > FORMAT:
        why = f"It has format {version}; this version knows {FORMAT}."
        raise UserError(f"{file} is from a newer version of Pushbench.", why, "Update Pushbench.")
    parts = [document.get(name) for name in ("keychain", "passphrase")]
    if not all(part is None or isinstance(part, dict) for part in parts):
        raise damaged(file, "One of its parts is not what Pushbench writes.")
    use = document.get("use", "")
    if use not in KINDS and use != "":
        raise damaged(file, "It names a kind of vault that Pushbench does not know.")
    return VaultFile(parts[0], parts[1], use)


def stamp(home: Path) -> tuple[int, int]:
    """Return what changes when another process writes the file; zeros where there is none."""
    try:
        status = (home / NAME).stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def write(home: Path, content: VaultFile) -> None:
    """Write the file aside with mode 0600 and rename it into place. Raises UserError when that fails."""
    document: JsonObject = {"format": FORMAT}
    if content.keychain is not None:
        document["keychain"] = content.keychain
    if content.passphrase is not None:
        document["passphrase"] = content.passphrase
    if content.use:
        document["use"] = content.use
    try:
        _replace(home / NAME, (pretty(document) + "\n").encode())
    except OSError as error:
        raise UserError(
            f"{home / NAME} cannot be written.",
            f"{error.strerror or error}.",
            "Check the folder's owner, its mode and the free space.",
        ) from error


def _replace(file: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".vault-", dir=file.parent)  # mode 0600 from the start
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Keep every other process of this home from making a key at the same time. Raises UserError."""
    with _lock_file(home):
        yield


def _lock_file(home: Path) -> BinaryIO:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        stream = (home / ".vault.lock").open("a+b")
        _lock(stream.fileno())
    except OSError as error:
        why = f"{error.strerror or error}."
        raise UserError(f"The folder {home} cannot be used.", why, "Check its owner and mode.") from error
    return stream


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        """Lock the first byte; waits up to ten seconds. Closing the file unlocks it."""
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        """Lock the file; closing it unlocks it."""
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def damaged(file: Path, why: str) -> UserError:
    """Say that the file cannot be what Pushbench wrote."""
    return UserError(
        f"{file} is damaged.",
        why,
        "Put it back from a backup. Without it the stored secrets are lost: delete it and enter them again.",
    )
