"""The message files of a home: folders on disk that live well in git.

Synchronous and not thread-safe: every call of one library goes through one thread. Other programs may
change the files at any time; :class:`Seen` tells what a caller last knew of one.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.message import Message
from pushbench.store.message_bin import Deleted, MessageBin
from pushbench.store.message_places import SUFFIX, folder_of, gone, inside, key_in, name_of, safe_name, told
from pushbench.store.message_revisions import Revisions
from pushbench.store.unfinished_texts import UnfinishedTexts

_DEEPEST = 12
"""Folders within each other that are looked into."""
_HALF_DONE = re.compile(r"\..+\.push\.json\.[0-9a-f]{8}")
"""What ``write_text`` writes aside, before it renames it."""

Stamp = tuple[int, int, int]
"""Modification time in nanoseconds, bytes, inode."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One message file: its path below the folder, its name and its folder."""

    key: str
    name: str
    folder: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Every message file and folder at one moment."""

    entries: tuple[FileEntry, ...] = ()
    """By folder and name."""
    folders: tuple[str, ...] = ()
    """Empty ones included, by name."""
    stamps: Mapping[str, Stamp] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when it was last read or written here."""

    stamp: Stamp
    digest: bytes


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A message as read, with JSON texts that were no JSON yet when they were last seen."""

    message: Message
    findings: tuple[Finding, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    at: float = 0.0
    """Unix seconds that times in the texts count from; 0 when there are none."""
    seen: Seen | None = None


class ChangedOutside(Exception):
    """A file was changed or deleted by another program since it was last seen; nothing was written."""

    def __init__(self, key: str, *, is_gone: bool) -> None:
        super().__init__(key)
        self.key = key
        self.is_gone = is_gone


class MessageLibrary:
    """Lists, reads, writes, moves and deletes messages below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bin = MessageBin(root)
        self.revisions = Revisions(root)
        self._texts = UnfinishedTexts(root)
        self._last = Listing()

    # -- looking --------------------------------------------------------------------------------------

    def listing(self) -> Listing:
        """Return what is there; other files, hidden folders and what cannot be looked into are left alone.

        As long as nothing changes it is the same object.
        """
        stamps: dict[str, Stamp] = {}
        folders: list[str] = []
        self._walk("", 0, stamps, folders)
        entries = [FileEntry(key, name_of(key), folder_of(key)) for key in stamps]
        entries.sort(key=lambda entry: (entry.folder.casefold(), entry.name.casefold(), entry.key))
        found = Listing(tuple(entries), tuple(sorted(folders, key=str.casefold)), stamps)
        last = self._last
        if found != last:
            # Entries that are the same stay the same objects, so that nobody need compare thousands of them.
            self._last = Listing(
                last.entries if found.entries == last.entries else found.entries,
                last.folders if found.folders == last.folders else found.folders,
                stamps,
            )
        return self._last

    def _walk(self, folder: str, depth: int, stamps: dict[str, Stamp], folders: list[str]) -> None:
        try:
            with os.scandir(self.root / folder) as found:
                items = list(found)
        except OSError:
            return
        for item in items:
            path = f"{folder}/{item.name}" if folder else item.name
            try:
                if item.name.startswith("."):
                    continue
                if item.is_dir(follow_symlinks=False):
                    folders.append(path)
                    if depth < _DEEPEST:
                        self._walk(path, depth + 1, stamps, folders)
                elif item.name.endswith(SUFFIX) and item.is_file():
                    stamps[path] = _stamp(item.stat())
            except OSError:
                continue  # it went away meanwhile

    def stamp(self, key: str) -> Stamp | None:
        """Return a file's stamp, or None when there is no such file."""
        try:
            return _stamp(inside(self.root, key).stat())
        except OSError:
            return None

    def look(self, key: str, seen: Seen) -> Seen | None:
        """Return how a file is now, None when it is gone; bytes that are the same again count as unchanged."""
        stamp = self.stamp(key)
        if stamp is None or stamp == seen.stamp:
            return seen if stamp is not None else None
        try:
            return Seen(stamp, _digest(inside(self.root, key).read_bytes()))
        except FileNotFoundError:
            return None
        except OSError:
            return Seen(stamp, b"")  # unreadable now: surely not what it was

    def tidy(self, now: float) -> None:
        """Purge the bin and remove what writers that were killed left half done, an hour after (Unix seconds)."""
        self.bin.purge(now)
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for path in (Path(folder, name) for name in names if _HALF_DONE.fullmatch(name)):
                with suppress(OSError):
                    if path.stat().st_mtime < now - 3600:
                        path.unlink()

    # -- one message ----------------------------------------------------------------------------------

    def read(self, key: str) -> OpenedFile:
        """Read one message. Raises UserError for a file that cannot be read as one."""
        from pushbench.store.message_file import SIZE_LIMIT, load_message
        from pushbench.store.text_file import read_bytes

        path = inside(self.root, key)
        if not path.is_file():
            raise gone(key)
        stamp = _stamp(path.stat())
        data = read_bytes(path, SIZE_LIMIT)
        # A writer in between leaves another stamp on disk than ours: the next look finds that.
        loaded = load_message(data, name=path.name)
        texts, at = self._texts.read(key)
        return OpenedFile(loaded.message, loaded.findings, texts, at, Seen(stamp, _digest(data)))

    def write(
        self, key: str, message: Message, texts: Mapping[str, str], at: float = 0.0, *, seen: Seen | None = None
    ) -> Seen:
        """Write one message, and aside of it the JSON texts that are no JSON yet.

        With ``seen`` the file must still be that one: raises ChangedOutside and writes nothing when it is
        not. Without, it is replaced or made. Raises UserError when the disk refuses.
        """
        from pushbench.store.message_file import dump_message
        from pushbench.store.text_file import write_text

        path = inside(self.root, key)
        text = dump_message(message)
        digest = _digest(text.encode())
        fix = "The text stays in the window, and saving is tried again. Make room, or make the folder writable."
        with told(f"“{name_of(key)}” could not be saved.", fix):
            now = self._checked(key, seen)
            if now is None or now.digest != digest:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_text(path, text)
            self._texts.write(key, texts, at)
            return Seen(_stamp(path.stat()), digest)

    def _checked(self, key: str, seen: Seen | None) -> Seen | None:
        if seen is None:
            return None
        now = self.look(key, seen)
        if now is None or now.digest != seen.digest:
            raise ChangedOutside(key, is_gone=now is None)
        return now

    def text_on_disk(self, key: str) -> str:
        """Return a file's text for a comparison. Raises UserError."""
        from pushbench.store.message_file import SIZE_LIMIT
        from pushbench.store.text_file import read_bytes

        return read_bytes(inside(self.root, key), SIZE_LIMIT).decode("utf-8", "replace")

    # -- names and places -----------------------------------------------------------------------------

    def free_key(self, name: str, folder: str = "", *, besides: str = "") -> str:
        """Return a key for a message of that name that no file has yet; ``besides`` does not count as taken."""
        stem = safe_name(name)
        taken = self._names_in(folder, SUFFIX) - {name_of(besides).casefold() if folder_of(besides) == folder else ""}
        return key_in(folder, _free(stem, taken))

    def _names_in(self, folder: str, suffix: str) -> set[str]:
        try:
            names = [path.name for path in inside(self.root, folder).iterdir()]
        except OSError:
            return set()
        return {name.removesuffix(suffix).casefold() for name in names if name.endswith(suffix)}

    def rename(self, key: str, name: str) -> str:
        """Give a message's file another name; returns the new key. Raises UserError."""
        if safe_name(name) == name_of(key):
            return key
        return self._moved(key, self.free_key(name, folder_of(key), besides=key), "renamed")

    def move(self, key: str, folder: str) -> str:
        """Put a message into another folder; returns the new key. Raises UserError."""
        if folder_of(key) == folder:
            return key
        return self._moved(key, self.free_key(name_of(key), folder), "moved")

    def _moved(self, key: str, new: str, word: str) -> str:
        path, to = inside(self.root, key), inside(self.root, new)
        if not path.is_file():
            raise gone(key)
        with told(f"“{name_of(key)}” could not be {word}."):
            to.parent.mkdir(parents=True, exist_ok=True)
            path.rename(to)
            self._texts.follow(key, new)
        self.revisions.follow(key, new)
        return new

    # -- folders --------------------------------------------------------------------------------------

    def make_folder(self, name: str, parent: str = "") -> str:
        """Make a folder; returns its path. Raises UserError."""
        stem = _free(safe_name(name), self._names_in(parent, ""))
        path = f"{parent}/{stem}" if parent else stem
        with told(f"The folder “{stem}” could not be made."):
            inside(self.root, path).mkdir(parents=True)
        return path

    def rename_folder(self, folder: str, name: str) -> dict[str, str]:
        """Give a folder another name; returns new keys by old ones, the folder's own path included."""
        stem, parent = safe_name(name), folder_of(folder)
        if stem == folder.rpartition("/")[2]:
            return {}
        stem = _free(stem, self._names_in(parent, "") - {folder.rpartition("/")[2].casefold()})
        return self._moved_folder(folder, f"{parent}/{stem}" if parent else stem)

    def move_folder(self, folder: str, parent: str) -> dict[str, str]:
        """Put a folder into another one; returns new keys by old ones. Raises UserError for its own inside."""
        if folder_of(folder) == parent or parent == folder:
            return {}
        if f"{parent}/".startswith(f"{folder}/"):
            raise UserError(
                f"“{folder}” cannot be moved into itself.",
                "A folder cannot lie inside itself.",
                "Choose another folder.",
            )
        stem = _free(folder.rpartition("/")[2], self._names_in(parent, ""))
        return self._moved_folder(folder, f"{parent}/{stem}" if parent else stem)

    def _moved_folder(self, folder: str, new: str) -> dict[str, str]:
        keys = [key for key in self.listing().stamps if key.startswith(f"{folder}/")]
        with told(f"The folder “{folder}” could not be moved."):
            inside(self.root, folder).rename(inside(self.root, new))
        moved = {key: f"{new}{key[len(folder) :]}" for key in keys}
        for key, to in moved.items():
            self._texts.follow(key, to)
            self.revisions.follow(key, to)
        return {folder: new, **moved}

    def delete_folder(self, folder: str) -> dict[str, str]:
        """Move every message of a folder to Recently deleted; returns tickets by key.

        The folder goes when nothing else lies in it; other programs' files are never deleted.
        """
        path = inside(self.root, folder)
        tickets = {key: self.delete(key) for key in self.listing().stamps if key.startswith(f"{folder}/")}
        for inner, _folders, _files in os.walk(path, topdown=False):
            try:
                Path(inner).rmdir()
            except OSError:
                continue  # something else lies in it
        return tickets

    # -- the bin --------------------------------------------------------------------------------------

    def delete(self, key: str) -> str:
        """Move a message to Recently deleted; returns the ticket that :meth:`restore` wants."""
        path = inside(self.root, key)
        if not path.is_file():
            raise gone(key)
        return self.bin.put(path, key)

    def restore(self, ticket: str) -> str:
        """Bring a deleted message back; returns its key, another one when the old is taken."""
        deleted = self.bin.find(ticket)
        key = self.free_key(deleted.name, deleted.folder)
        self.bin.take_out(ticket, inside(self.root, key))
        return key

    def delete_for_good(self, deleted: Deleted) -> None:
        """Delete a message that lies in the bin, with its revisions when no message has its place now."""
        self.bin.remove(deleted.ticket)
        if self.stamp(deleted.key) is None:
            self.revisions.forget(deleted.key)
            self._texts.write(deleted.key, {}, 0.0)


def _free(stem: str, taken: set[str]) -> str:
    """Return ``stem``, or ``stem 2``, ``stem 3`` ... when it is taken."""
    number, name = 1, stem
    while name.casefold() in taken:
        number += 1
        name = f"{stem} {number}"
    return name


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_size, status.st_ino


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
