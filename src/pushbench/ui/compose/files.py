"""The library and the tabs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pushbench.domain.errors import UserError
from pushbench.domain.message import Message
from pushbench.ui.compose.messages import MessageFolder
from pushbench.ui.compose.open_messages import OpenMessages
from pushbench.ui.compose.state import LibraryEntry, OpenTab

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel

SAMPLE = "sample.push.json"


class Files:
    """Opening, making, renaming and deleting messages; saving goes by itself."""

    def __init__(self, model: ComposeModel, save_after_ms: int) -> None:
        self._model = model
        session = model.session
        self._worker = session.worker
        self._folder = MessageFolder(session.home / "messages" if session.home is not None else None)
        self.open = OpenMessages(self._folder, session.worker, model.scope, save_after_ms, model)
        self.open.saved.connect(self._on_saved)

    # -- start --------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open what was open last, else the first message, else a new sample."""
        await self.read_library()
        remembered = self._model.session.state.choices
        known = {entry.key for entry in self._model.state.library}
        for key in [key for key in remembered.get("open", []) if key in known]:
            await self._try(key)
        for entry in self._model.state.library:
            if self.open.keys:
                break
            await self._try(entry.key)
        if not self.open.keys:
            await self._make_sample()
        current = remembered.get("current", "")
        self.show(current if current in self.open.keys else self.open.keys[0])

    async def _try(self, key: str) -> None:
        try:
            await self.open.open(key)
        except UserError as error:
            self._model.session.notices.report("open message", error)

    async def _make_sample(self) -> None:
        from pushbench.resources import read_text
        from pushbench.store.message_file import load_message

        await self.open.create(load_message(read_text(SAMPLE)).message)
        await self.read_library()

    async def read_library(self) -> None:
        """Read the list of message files again."""
        found = await self._worker.run(self._folder.entries)
        self._model.become(library=tuple(LibraryEntry(entry.key, entry.name, entry.folder) for entry in found))

    # -- verbs --------------------------------------------------------------------------------------

    def open_message(self, key: str) -> None:
        """Show a message, in a tab of its own."""
        self._model.scope.start("open", self._open(key))

    async def _open(self, key: str) -> None:
        await self.open.open(key)
        self.show(key)

    def new_message(self) -> None:
        self.take(Message(name="Untitled"))

    def duplicate(self) -> None:
        """Copy the message in sight under a name of its own."""
        message = self._model.state.message
        self.take(replace(message, name=f"{message.name or 'Untitled'} copy"))

    def take(self, message: Message) -> None:
        """Make a new file of a message and show it."""
        self._model.scope.start("new message", self._take(message))

    async def _take(self, message: Message) -> None:
        key = await self.open.create(message)
        await self.read_library()
        self.show(key)

    def import_file(self, path: str) -> None:
        """Open a message file, an ``.apns`` file or a raw payload from anywhere as a message of the library."""
        self._model.scope.start("import", self._import(Path(path)))

    async def _import(self, path: Path) -> None:
        from pushbench.store.message_file import read_message_file

        loaded = await self._worker.run(read_message_file, path)
        message = loaded.message if loaded.message.name else replace(loaded.message, name=title_of(path.stem))
        await self._take(message)

    def close(self, key: str) -> None:
        """Close a tab; the last one stays."""
        if len(self.open.keys) > 1:
            self._model.scope.start("close message", self._close(key))

    async def _close(self, key: str) -> None:
        keys = self.open.keys
        place = keys.index(key)
        after = keys[place - 1] if place else keys[1]
        await self.open.close(key)
        self.show(after if self._model.state.current == key else self._model.state.current)

    def step_tab(self, by: int) -> None:
        """Show the next or the previous tab."""
        keys = self.open.keys
        if keys:
            self.show(keys[(keys.index(self._model.state.current) + by) % len(keys)])

    def rename(self, key: str, name: str) -> None:
        """Give a message and its file another name."""
        if name.strip():
            self._model.scope.start("rename", self._rename(key, name.strip()))

    async def _rename(self, key: str, name: str) -> None:
        await self.open.open(key)
        edition = self.open.edition(key)
        self.open.push(key, replace(edition, message=replace(edition.message, name=name)), "name")
        await self.open.save(key)
        new = await self._worker.run(self._folder.rename, key, name)
        self.open.rekey(key, new)
        await self.read_library()
        self.show(new)

    def delete(self, key: str) -> None:
        """Move a message to Recently deleted and offer the way back."""
        self._model.scope.start("delete", self._delete(key))

    async def _delete(self, key: str) -> None:
        if key in self.open.keys:
            await self.open.save(key)
        ticket = await self._worker.run(self._folder.delete, key)
        self.open.forget(key)
        await self.read_library()
        if not self.open.keys:
            entries = self._model.state.library
            await self.open.open(entries[0].key) if entries else await self._make_sample()
        current = self._model.state.current
        self.show(current if current in self.open.keys else self.open.keys[0])
        self._model.session.notices.tell(f"“{title_of(key)}” deleted", "Undo", lambda: self._restore(ticket, key))

    def _restore(self, ticket: str, key: str) -> None:
        self._model.scope.start("restore", self._bring_back(ticket, key))

    async def _bring_back(self, ticket: str, key: str) -> None:
        back = await self._worker.run(self._folder.restore, ticket, key)
        await self.read_library()
        await self._open(back)

    def save_now(self) -> None:
        """Write what changed at once."""
        self._model.scope.start("autosave", self.open.save_all())

    def search(self, text: str) -> None:
        self._model.become(library_search=text)

    def show(self, key: str) -> None:
        """Bring an open message into sight."""
        model = self._model
        tabs = tuple(OpenTab(known, title_of(known)) for known in self.open.keys)
        saved = model.state.saved if key == model.state.current else ""
        model.become(current=key, tabs=tabs, saved=saved)
        model.refresh()
        chosen = model.session.state.choices
        chosen["open"] = list(self.open.keys)
        chosen["current"] = key

    def _on_saved(self, key: str, at: float) -> None:
        if key == self._model.state.current:
            self._model.become(saved=f"Saved {datetime.fromtimestamp(at).astimezone():%H:%M}")


def title_of(key: str) -> str:
    """Return a message's name from its key."""
    return key.rpartition("/")[2].removesuffix(".push.json")
