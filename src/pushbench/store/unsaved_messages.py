"""Messages whose file may not be overwritten just now, kept aside so that a crash costs no text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.message import Message
from pushbench.store.message_places import SUFFIX, hidden_folder, mark_of, name_of, told
from pushbench.store.text_file import write_text

_FOLDER = ".unsaved"


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A message as a person left it while its file was changed or deleted by another program."""

    key: str
    message: Message
    texts: Mapping[str, str]
    at: float


class UnsavedMessages:
    """One message file and one note per message."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, unsaved: Unsaved) -> None:
        """Keep a message aside. Raises UserError when the disk refuses."""
        from pushbench.store.message_file import dump_message

        text = dump_message(unsaved.message)
        with told(f"“{name_of(unsaved.key)}” could not be kept aside."):
            hidden_folder(self._root, _FOLDER)
            note = {"key": unsaved.key, "at": unsaved.at, "texts": dict(unsaved.texts)}
            write_text(self._note(unsaved.key), json.dumps(note) + "\n")
            write_text(self._path(unsaved.key), text)

    def get(self, key: str) -> Unsaved | None:
        """Return what is kept for a key; None where nothing is, or nothing that can be read."""
        return self._read(self._note(key))

    def all(self) -> tuple[Unsaved, ...]:
        """Return everything that is kept aside."""
        folder = self._root / _FOLDER
        notes = [path for path in folder.glob("*.json") if not path.name.endswith(SUFFIX)] if folder.is_dir() else []
        return tuple(unsaved for path in sorted(notes) if (unsaved := self._read(path)) is not None)

    def forget(self, key: str) -> None:
        """Forget a message: it was saved, or given up."""
        with told(f"What is kept aside of “{name_of(key)}” could not be removed."):
            self._path(key).unlink(missing_ok=True)
            self._note(key).unlink(missing_ok=True)

    def _read(self, note: Path) -> Unsaved | None:
        from pushbench.store.message_file import read_message_file

        try:
            data = json.loads(note.read_text(encoding="utf-8"))
            key, texts, at = str(data["key"]), dict(data["texts"]), float(data["at"])
            message = read_message_file(self._path(key)).message
        except (OSError, ValueError, KeyError, TypeError, UserError):
            return None
        return Unsaved(key, message, {str(name): str(text) for name, text in texts.items()}, at)

    def _path(self, key: str) -> Path:
        return self._root / _FOLDER / f"{mark_of(key)}{SUFFIX}"

    def _note(self, key: str) -> Path:
        return self._root / _FOLDER / f"{mark_of(key)}.json"
