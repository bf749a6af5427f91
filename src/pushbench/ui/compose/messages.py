"""The message files of a home: list, read, write, delete with a way back. Runs on the file thread."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.message import Message

SUFFIX = ".push.json"
_TRASH = ".recently-deleted"
_UNFINISHED = ".unfinished"
_KEPT_SECONDS = 30 * 86400
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One message file: its path below the folder, its name and its folder."""

    key: str
    name: str
    folder: str


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A message as read, with JSON texts that were no JSON yet when they were last seen."""

    message: Message
    findings: tuple[Finding, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    at: float = 0.0
    """Unix seconds that times in the texts count from; 0 when there are none."""


class MessageFolder:
    """Message files below one folder; without a folder they are kept in memory.

    Not thread-safe by itself: every call goes through one worker thread.
    """

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._memory: dict[str, Message] = {}
        self._memory_texts: dict[str, tuple[Mapping[str, str], float]] = {}
        self._memory_trash: dict[str, Message] = {}

    def entries(self) -> tuple[FileEntry, ...]:
        """Return every message file, by folder and name; other files are left alone."""
        if self._root is None:
            keys = list(self._memory)
        elif not self._root.is_dir():
            keys = []
        else:
            keys = [path.relative_to(self._root).as_posix() for path in _walk(self._root)]
        return tuple(sorted((_entry(key) for key in keys), key=lambda item: (item.folder.lower(), item.name.lower())))

    def read(self, key: str) -> OpenedFile:
        """Read one message. Raises UserError for a file that cannot be read as one."""
        if self._root is None:
            if key not in self._memory:
                raise _gone(key)
            return OpenedFile(self._memory[key], (), *self._memory_texts.get(key, ({}, 0.0)))
        from pushbench.store.message_file import read_message_file

        path = self._path(key)
        if not path.is_file():
            raise _gone(key)
        loaded = read_message_file(path)
        return OpenedFile(loaded.message, loaded.findings, *self._texts(key))

    def write(self, key: str, message: Message, texts: Mapping[str, str], at: float = 0.0) -> None:
        """Write one message, and aside of it the JSON texts that are no JSON yet. Raises UserError."""
        if self._root is None:
            self._memory[key] = message
            self._memory_texts[key] = dict(texts), at
            return
        from pushbench.store.message_file import write_message_file

        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_message_file(path, message)
            self._write_texts(key, texts, at)
        except OSError as error:
            raise UserError(
                f"“{_entry(key).name}” could not be saved.",
                f"{error.strerror or error}: {path}.",
                "The text stays in the window. Make room or make the folder writable, then press Ctrl S.",
            ) from error

    def free_key(self, name: str, folder: str = "") -> str:
        """Return a key for a new message of that name that no file has yet."""
        stem = safe_name(name)
        taken = {entry.key.lower() for entry in self.entries()}
        number = 1
        while True:
            tail = stem if number == 1 else f"{stem} {number}"
            key = f"{folder}/{tail}{SUFFIX}" if folder else f"{tail}{SUFFIX}"
            if key.lower() not in taken:
                return key
            number += 1

    def delete(self, key: str) -> str:
        """Move a message to Recently deleted; returns what :meth:`restore` wants."""
        if self._root is None:
            self._memory_trash[key] = self._memory.pop(key)
            return key
        self._purge()
        ticket = f"{time.time_ns()}-{key.replace('/', '∕')}"
        place = self._root / _TRASH / ticket
        place.parent.mkdir(parents=True, exist_ok=True)
        self._path(key).rename(place)
        return ticket

    def restore(self, ticket: str, key: str) -> str:
        """Bring a deleted message back; returns its key, another one when the old is taken."""
        entry = _entry(key)
        free = key if key not in {item.key for item in self.entries()} else self.free_key(entry.name, entry.folder)
        if self._root is None:
            self._memory[free] = self._memory_trash.pop(ticket)
            return free
        self._path(free).parent.mkdir(parents=True, exist_ok=True)
        (self._root / _TRASH / ticket).rename(self._path(free))
        return free

    def rename(self, key: str, name: str) -> str:
        """Give a message's file another name; returns the new key."""
        entry = _entry(key)
        if safe_name(name) == entry.name:
            return key
        free = self.free_key(name, entry.folder)
        if self._root is None:
            self._memory[free] = self._memory.pop(key)
            return free
        self._path(key).rename(self._path(free))
        return free

    # -- texts that are no JSON yet -------------------------------------------------------------------

    def _texts(self, key: str) -> tuple[Mapping[str, str], float]:
        try:
            data = json.loads(self._text_path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}, 0.0
        texts = data.get("texts") if isinstance(data, dict) else None
        at = data.get("at") if isinstance(data, dict) else None
        kept = {str(name): str(text) for name, text in texts.items()} if isinstance(texts, dict) else {}
        return kept, float(at) if isinstance(at, int | float) else 0.0

    def _write_texts(self, key: str, texts: Mapping[str, str], at: float) -> None:
        path = self._text_path(key)
        if not texts:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        aside.write_text(json.dumps({"at": at, "texts": dict(texts)}, ensure_ascii=False), encoding="utf-8")
        aside.replace(path)

    # -- places ---------------------------------------------------------------------------------------

    def _path(self, key: str) -> Path:
        assert self._root is not None  # noqa: S101 - callers have checked
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise _gone(key)
        return path

    def _text_path(self, key: str) -> Path:
        assert self._root is not None  # noqa: S101 - callers have checked
        return self._root / _UNFINISHED / f"{key.replace('/', '∕')}.json"

    def _purge(self) -> None:
        assert self._root is not None  # noqa: S101 - callers have checked
        trash = self._root / _TRASH
        limit = time.time_ns() - _KEPT_SECONDS * 1_000_000_000
        for path in trash.iterdir() if trash.is_dir() else ():
            stamp = path.name.partition("-")[0]
            if stamp.isdigit() and int(stamp) < limit:
                path.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """Return a file name for a message's name."""
    return _UNSAFE.sub(" ", name).strip(" .")[:80] or "Untitled"


def _walk(root: Path) -> list[Path]:
    found = []
    for path in root.rglob(f"*{SUFFIX}"):
        inside = path.relative_to(root).parts
        if path.is_file() and not any(part.startswith(".") for part in inside):
            found.append(path)
    return found


def _entry(key: str) -> FileEntry:
    folder, _, file = key.rpartition("/")
    return FileEntry(key, file.removesuffix(SUFFIX), folder)


def _gone(key: str) -> UserError:
    return UserError(
        f"The message “{_entry(key).name}” is not there any more.",
        "Its file was moved, renamed or deleted outside of Pushbench.",
        "Choose another message, or bring the file back.",
    )
