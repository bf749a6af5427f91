"""The files of the messages that are open in a window, and what other programs do to them.

Lives on one thread, so that reading, writing and looking never cross each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from pushbench.domain.errors import UserError
from pushbench.domain.message import Message
from pushbench.store.message_library import ChangedOutside, Listing, MessageLibrary, OpenedFile, Seen
from pushbench.store.message_places import folder_of, name_of
from pushbench.store.unsaved_messages import Unsaved, UnsavedMessages


@dataclass(frozen=True, slots=True)
class Outside:
    """What another program did to an open file: its new content, why that cannot be read, or that it is gone."""

    key: str
    opened: OpenedFile | None = None
    trouble: UserError | None = None
    is_back: bool = False
    """Whether the file is again as it was when this window last read or wrote it."""

    @property
    def is_gone(self) -> bool:
        return self.opened is None and self.trouble is None


@dataclass(frozen=True, slots=True)
class Scan:
    """The library at one moment, and the open files that are not as they were."""

    listing: Listing
    outside: tuple[Outside, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """An opened file, with what was kept aside of it when the program ended during a conflict."""

    opened: OpenedFile
    aside: Unsaved | None = None
    newest_revision: Message | None = None


@dataclass(slots=True)
class _Known:
    seen: Seen | None
    told: bytes | None = field(default=None)
    """Digest of the outside content that was reported; empty for a file that is gone."""


class OpenFiles:
    """Knows how each open file was when it was last read or written by this window."""

    def __init__(self, library: MessageLibrary) -> None:
        self.library = library
        self._unsaved = UnsavedMessages(library.root)
        self._known: dict[str, _Known] = {}

    def open(self, key: str) -> Opening:
        """Read a message and keep an eye on its file. Raises UserError."""
        opened = self.library.read(key)
        self._known[key] = _Known(opened.seen)
        aside = self._unsaved.get(key)
        if aside is not None and aside.message == opened.message:
            self._unsaved.forget(key)
            aside = None
        return Opening(opened, aside, self._newest(key))

    def _newest(self, key: str) -> Message | None:
        newest = next(iter(self.library.revisions.entries(key)), None)
        try:
            return self.library.revisions.read(key, newest.id) if newest is not None else None
        except UserError:
            return None  # a damaged revision must not keep a message from opening

    def create(self, message: Message, folder: str = "") -> str:
        """Write a new message; returns its key. Raises UserError."""
        key = self.library.free_key(message.name or "Untitled", folder)
        self._known[key] = _Known(self.library.write(key, message, {}))
        return key

    def save(self, key: str, message: Message, texts: Mapping[str, str], at: float, *, by_force: bool = False) -> None:
        """Write an open message. Raises ChangedOutside unless ``by_force``, and UserError when the disk refuses."""
        known = self._known.setdefault(key, _Known(None))
        if known.seen is None and not by_force:
            raise ChangedOutside(key, is_gone=self.library.stamp(key) is None)
        known.seen = self.library.write(key, message, texts, at, seen=None if by_force else known.seen)
        known.told = None
        if by_force:
            self._unsaved.forget(key)

    def keep_aside(self, key: str, message: Message, texts: Mapping[str, str], at: float) -> None:
        """Keep a message whose file may not be overwritten. Raises UserError."""
        self._unsaved.put(Unsaved(key, message, texts, at))

    def adopt(self, key: str, seen: Seen | None) -> None:
        """Take another program's content as what the next save goes over."""
        self._known[key] = _Known(seen)
        self._unsaved.forget(key)

    def close(self, key: str) -> None:
        """Stop looking after a file."""
        self._known.pop(key, None)

    def give_up(self, key: str) -> None:
        """Forget a message that a person let go, with what was kept aside of it."""
        self.close(key)
        self._unsaved.forget(key)

    def rescued(self) -> tuple[str, ...]:
        """Write back what was kept aside of files that are gone; returns the keys. Raises UserError."""
        keys = []
        for unsaved in self._unsaved.all():
            if self.library.stamp(unsaved.key) is None:
                key = self.library.free_key(name_of(unsaved.key), folder_of(unsaved.key))
                self.library.write(key, unsaved.message, unsaved.texts, unsaved.at)
                self._unsaved.forget(unsaved.key)
                keys.append(key)
        return tuple(keys)

    # -- moving -----------------------------------------------------------------------------------------

    def rename(self, key: str, name: str) -> dict[str, str]:
        """Give a message another name; returns new keys by old ones."""
        return self._followed({key: self.library.rename(key, name)})

    def retitle(self, key: str, name: str) -> dict[str, str]:
        """Rename a message that is not open, inside its file too; of one that cannot be read only the file's name."""
        with suppress(UserError, ChangedOutside):
            opened = self.library.read(key)
            self.library.write(key, replace(opened.message, name=name), opened.texts, opened.at, seen=opened.seen)
        return self.rename(key, name)

    def move(self, keys: tuple[str, ...], folder: str) -> dict[str, str]:
        """Put messages into a folder; returns new keys by old ones."""
        return self._followed({key: self.library.move(key, folder) for key in keys})

    def rename_folder(self, folder: str, name: str) -> dict[str, str]:
        return self._followed(self.library.rename_folder(folder, name))

    def move_folder(self, folder: str, parent: str) -> dict[str, str]:
        return self._followed(self.library.move_folder(folder, parent))

    def _followed(self, moved: dict[str, str]) -> dict[str, str]:
        self._known = {moved.get(key, key): known for key, known in self._known.items()}
        return {old: new for old, new in moved.items() if old != new}

    # -- looking ----------------------------------------------------------------------------------------

    def scan(self) -> Scan:
        """Look at the library and at every open file; each change of another program is told once."""
        listing = self.library.listing()
        found = [
            outside
            for key, known in self._known.items()
            if (known.seen is None or listing.stamps.get(key) != known.seen.stamp)
            and (outside := self._outside(key, known)) is not None
        ]
        return Scan(listing, tuple(found))

    def _outside(self, key: str, known: _Known) -> Outside | None:
        if known.seen is None:
            return None
        now = self.library.look(key, known.seen)
        if now is not None and now.digest == known.seen.digest:
            known.seen = now
            was_told, known.told = known.told is not None, None
            return replace(self.theirs(key), is_back=True) if was_told else None
        digest = now.digest if now is not None else b""
        if digest == known.told:
            return None
        known.told = digest
        return self.theirs(key)

    def theirs(self, key: str) -> Outside:
        """Return what lies on disk under an open message's key."""
        if self.library.stamp(key) is None:
            return Outside(key)
        try:
            opened = self.library.read(key)
        except UserError as error:
            return Outside(key, trouble=error)
        # What is no JSON yet was typed here and is not theirs.
        return Outside(key, replace(opened, texts={}, at=0.0))
