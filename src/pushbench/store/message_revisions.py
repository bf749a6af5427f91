"""Revisions of messages: what "Save now" names and keeps, so that one can go back to it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pushbench.domain.message import Message
from pushbench.store.message_places import SUFFIX, hidden_folder, mark_of, name_of, told
from pushbench.store.text_file import write_text

KEPT = 50
"""Revisions of one message; the oldest go first."""
_FOLDER = ".revisions"
_NAMES = "names.json"


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved state of a message."""

    id: str
    at: float
    """Unix seconds."""
    name: str = ""
    """What a person called it, or empty."""


class Revisions:
    """One folder per message, one file per revision: the message's own text."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def add(self, key: str, message: Message, name: str = "") -> Revision:
        """Keep a message as its newest revision; one that is the same as the newest is not kept twice."""
        from pushbench.store.message_file import dump_message

        text = dump_message(message)
        newest = next(iter(self.entries(key)), None)
        if newest is not None and self._read(key, newest.id) == text:
            return newest
        with told(f"No revision of “{name_of(key)}” could be kept."):
            folder = self._folder(key)
            hidden_folder(self._root, _FOLDER)
            folder.mkdir(exist_ok=True)
            stamp = time.time_ns()
            while (folder / f"{stamp}{SUFFIX}").exists():
                stamp += 1
            write_text(folder / f"{stamp}{SUFFIX}", text)
            for old in self.entries(key)[KEPT:]:
                (folder / f"{old.id}{SUFFIX}").unlink(missing_ok=True)
        if name:
            self.rename(key, str(stamp), name)
        return Revision(str(stamp), stamp / 1e9, name)

    def entries(self, key: str) -> tuple[Revision, ...]:
        """Return a message's revisions, the newest first."""
        folder = self._folder(key)
        if not folder.is_dir():
            return ()
        ids = [path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}")]
        names = self._names(key)
        found = [Revision(each, int(each) / 1e9, names.get(each, "")) for each in ids if each.isdigit()]
        return tuple(sorted(found, key=lambda revision: int(revision.id), reverse=True))

    def read(self, key: str, revision: str) -> Message:
        """Return the message as it was. Raises UserError when the revision cannot be read."""
        from pushbench.store.message_file import read_message_file

        return read_message_file(self._path(key, revision)).message

    def rename(self, key: str, revision: str, name: str) -> None:
        """Give a revision a name."""
        with told("The revision could not be named."):
            names = {**self._names(key), revision: name.strip()}
            write_text(self._folder(key) / _NAMES, json.dumps(names, ensure_ascii=False, indent=1) + "\n")

    def follow(self, key: str, new: str) -> None:
        """Go with a message that got another key; what lay under the new one belonged to a message that is gone."""
        import shutil  # not for a window that starts

        folder, to = self._folder(key), self._folder(new)
        if not folder.is_dir() or folder == to:
            return
        with told(f"The revisions of “{name_of(key)}” could not be moved."):
            shutil.rmtree(to, ignore_errors=True)
            folder.replace(to)

    def forget(self, key: str) -> None:
        """Delete a message's revisions."""
        import shutil

        shutil.rmtree(self._folder(key), ignore_errors=True)

    def _names(self, key: str) -> Mapping[str, str]:
        try:
            data = json.loads((self._folder(key) / _NAMES).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(each): str(name) for each, name in data.items()} if isinstance(data, dict) else {}

    def _read(self, key: str, revision: str) -> str:
        try:
            return self._path(key, revision).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def _folder(self, key: str) -> Path:
        return self._root / _FOLDER / mark_of(key)

    def _path(self, key: str, revision: str) -> Path:
        return self._folder(key) / f"{int(revision)}{SUFFIX}"
