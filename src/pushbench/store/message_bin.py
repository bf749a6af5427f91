"""Recently deleted: messages wait there for 30 days."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.store.message_places import SUFFIX, folder_of, hidden_folder, name_of, told
from pushbench.store.text_file import write_text

KEPT_SECONDS = 30 * 86400
_FOLDER = ".recently-deleted"


@dataclass(frozen=True, slots=True)
class Deleted:
    """One deleted message."""

    ticket: str
    key: str
    """The path it had below the messages folder."""
    at: float
    """Unix seconds of the deletion."""

    @property
    def name(self) -> str:
        return name_of(self.key)

    @property
    def folder(self) -> str:
        return folder_of(self.key)


class MessageBin:
    """Deleted message files, each beside a small note that says where it came from."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, path: Path, key: str) -> str:
        """Move a file in; returns the ticket that brings it back. Raises UserError."""
        import shutil  # not for a window that starts

        with told(f"“{name_of(key)}” could not be deleted."):
            folder = hidden_folder(self._root, _FOLDER)
            ticket = self._free_ticket(folder)
            write_text(folder / f"{ticket}.json", json.dumps({"key": key}, ensure_ascii=False) + "\n")
            shutil.move(path, folder / f"{ticket}{SUFFIX}")
        return ticket

    @staticmethod
    def _free_ticket(folder: Path) -> str:
        stamp = time.time_ns()
        while (folder / f"{stamp}.json").exists():
            stamp += 1
        return str(stamp)

    def entries(self) -> tuple[Deleted, ...]:
        """Return what is in it, the latest first."""
        folder = self._root / _FOLDER
        found = []
        for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
            ticket = path.name.removesuffix(SUFFIX)
            if ticket.isdigit():
                found.append(Deleted(ticket, self._key(ticket), int(ticket) / 1e9))
        return tuple(sorted(found, key=lambda item: int(item.ticket), reverse=True))

    def _key(self, ticket: str) -> str:
        """Return where a message came from; one whose note is unreadable keeps its ticket for a name."""
        try:
            data = json.loads((self._root / _FOLDER / f"{ticket}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            data = None
        key = data.get("key") if isinstance(data, dict) else None
        return key if isinstance(key, str) and key.endswith(SUFFIX) else f"Deleted message {ticket}{SUFFIX}"

    def find(self, ticket: str) -> Deleted:
        """Return one entry. Raises UserError when it is not there any more."""
        if not self._path(ticket).is_file():
            raise UserError(
                "This message is no longer among the recently deleted ones.",
                "It was restored or deleted for good, here or in another window.",
                "Look for it in the library.",
            )
        return Deleted(ticket, self._key(ticket), int(ticket) / 1e9)

    def take_out(self, ticket: str, to: Path) -> None:
        """Move a file back to ``to``. Raises UserError."""
        import shutil

        with told(f"“{name_of(to.name)}” could not be restored."):
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(self._path(ticket), to)
            self._note(ticket).unlink(missing_ok=True)

    def remove(self, ticket: str) -> None:
        """Delete one message for good. Raises UserError."""
        with told("The message could not be deleted for good."):
            self._path(ticket).unlink(missing_ok=True)
            self._note(ticket).unlink(missing_ok=True)

    def purge(self, now: float) -> int:
        """Delete for good what has waited for 30 days at ``now`` (Unix seconds); returns how many messages."""
        old = [entry for entry in self.entries() if entry.at < now - KEPT_SECONDS]
        for entry in old:
            self.remove(entry.ticket)
        return len(old)

    def _path(self, ticket: str) -> Path:
        return self._root / _FOLDER / f"{int(ticket)}{SUFFIX}"

    def _note(self, ticket: str) -> Path:
        return self._root / _FOLDER / f"{int(ticket)}.json"
