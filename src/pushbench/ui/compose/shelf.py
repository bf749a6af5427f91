"""The library's own verbs: folders, moving, renaming, deleting and bringing back."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.store.message_bin import Deleted
from pushbench.store.message_places import folder_of, name_of

if TYPE_CHECKING:
    from pushbench.ui.compose.files import Files
    from pushbench.ui.compose.model import ComposeModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Shelf", text)


class Shelf:
    """Changes the library on disk and keeps the open tabs at their files."""

    def __init__(self, model: ComposeModel, files: Files) -> None:
        self._model = model
        self._files = files

    # -- folders and places ---------------------------------------------------------------------------

    def make_folder(self, name: str, parent: str = "") -> None:
        """Make a folder."""
        if name.strip():
            self._files.do("new folder", self._make_folder, name.strip(), parent)

    async def _make_folder(self, name: str, parent: str) -> None:
        await self._files.worker.run(self._files.library.make_folder, name, parent)
        await self._files.read_library()

    def rename_folder(self, folder: str, name: str) -> None:
        """Give a folder another name."""
        if name.strip():
            self._files.do("rename", self._rename_folder, folder, name.strip())

    async def _rename_folder(self, folder: str, name: str) -> None:
        await self._save_inside(folder)
        await self._moved(await self._files.open.move(self._files.side.rename_folder, folder, name))

    def move(self, keys: tuple[str, ...], folder: str) -> None:
        """Put messages into a folder; empty: out of all folders."""
        keys = tuple(key for key in keys if folder_of(key) != folder)
        if keys:
            self._files.do("move", self._move, keys, folder)

    async def _move(self, keys: tuple[str, ...], folder: str) -> None:
        for key in keys:
            await self._settle(key)
        moved = await self._files.open.move(self._files.side.move, keys, folder)
        await self._moved(moved)
        if moved:
            place = folder.rpartition("/")[2] or _tr("Messages")
            one, many = _tr("“{name}” moved to {place}"), _tr("{count} messages moved to {place}")
            text = (one if len(moved) == 1 else many).format(
                name=name_of(next(iter(moved))), count=len(moved), place=place
            )
            self._model.session.notices.tell(text, _tr("Undo"), lambda: self._move_back(moved))

    def _move_back(self, moved: dict[str, str]) -> None:
        by_folder: dict[str, list[str]] = {}
        for old, new in moved.items():
            by_folder.setdefault(folder_of(old), []).append(new)
        for folder, keys in by_folder.items():
            self._files.do("move", self._moved_back, tuple(keys), folder)

    async def _moved_back(self, keys: tuple[str, ...], folder: str) -> None:
        for key in keys:
            await self._settle(key)
        await self._moved(await self._files.open.move(self._files.side.move, keys, folder))

    def move_folder(self, folder: str, parent: str) -> None:
        """Put a folder into another one; empty: to the top."""
        self._files.do("move", self._move_folder, folder, parent)

    async def _move_folder(self, folder: str, parent: str) -> None:
        await self._save_inside(folder)
        await self._moved(await self._files.open.move(self._files.side.move_folder, folder, parent))

    async def _moved(self, moved: dict[str, str]) -> None:
        self._files.following.follow_moved(moved)
        self._files.follow_moved(moved)
        await self._files.read_library()

    async def _save_inside(self, folder: str) -> None:
        for key in self._files.open.keys:
            if key.startswith(f"{folder}/"):
                await self._settle(key)

    async def _settle(self, key: str) -> None:
        """Save an open message before its file goes elsewhere. Raises UserError when that has to wait."""
        opened = self._files.open
        if key in opened.keys:
            await opened.save(key)
            if opened.held(key).outside is not None:
                raise UserError(
                    _tr("“{name}” waits for an answer.").format(name=name_of(key)),
                    _tr("Another program changed or deleted its file."),
                    _tr("Open the message and choose which text to keep."),
                )

    # -- names ----------------------------------------------------------------------------------------

    def rename(self, key: str, name: str) -> None:
        """Give a message and its file another name."""
        if name.strip():
            self._files.do("rename", self._rename, key, name.strip())

    async def _rename(self, key: str, name: str) -> None:
        opened = self._files.open
        if key in opened.keys:
            edition = opened.edition(key)
            opened.push(key, replace(edition, message=replace(edition.message, name=name)), "name")
            await self._settle(key)
            moved = await opened.move(self._files.side.rename, key, name)
        else:
            moved = await opened.move(self._files.side.retitle, key, name)
        await self._moved(moved)

    # -- deleting and bringing back -------------------------------------------------------------------

    def delete(self, keys: tuple[str, ...], folders: tuple[str, ...] = ()) -> None:
        """Move messages, and folders with all of theirs, to Recently deleted; a toast leads back."""
        if keys or folders:
            self._files.do("delete", self._delete, keys, folders)

    async def _delete(self, keys: tuple[str, ...], folders: tuple[str, ...]) -> None:
        files = self._files
        for key in files.open.keys:
            if key in keys or any(key.startswith(f"{folder}/") for folder in folders):
                await self._save_last(key)
        tickets: dict[str, str] = {}
        try:
            for folder in folders:
                tickets.update(await files.worker.run(files.library.delete_folder, folder))
            for key in keys:
                if key not in tickets:
                    tickets[key] = await files.worker.run(files.library.delete, key)
        finally:
            await self._after_delete(tickets)
        self._tell_deleted(tickets, folders)

    async def _save_last(self, key: str) -> None:
        """Have what is deleted be what was last seen in the window, whatever another program did meanwhile."""
        opened = self._files.open
        await opened.save(key)
        if opened.held(key).is_unsaved or opened.held(key).outside is not None:
            await opened.keep_mine(key)

    async def _after_delete(self, tickets: dict[str, str]) -> None:
        files = self._files
        before = files.open.keys
        await files.read_library()
        if all(key in tickets for key in before):
            await self._open_another()
        # Nothing is awaited from here until another message is in sight.
        current = self._model.state.current
        for key in tickets:
            files.open.forget(key)
        if current not in files.open.keys:
            place = before.index(current) if current in before else 0
            current = files.open.keys[min(place, len(files.open.keys) - 1)]
        files.show(current)
        for key in tickets:
            await files.worker.run(files.side.give_up, key)
        await self.read_deleted()

    async def _open_another(self) -> None:
        """Open the first message that can be, else a new sample."""
        for entry in self._model.state.library[:20]:
            try:
                await self._files.open.open(entry.key)
            except UserError:
                continue  # its red dot in the library says so
            return
        await self._files.make_sample()

    def _tell_deleted(self, tickets: dict[str, str], folders: tuple[str, ...]) -> None:
        if folders and not tickets:
            self._model.session.notices.tell(_tr("“{name}” deleted").format(name=folders[0].rpartition("/")[2]))
            return
        if len(tickets) == 1:
            text = _tr("“{name}” deleted").format(name=name_of(next(iter(tickets))))
        else:
            text = _tr("{count} messages deleted").format(count=len(tickets))
        back = tuple(tickets.values())
        self._model.session.notices.tell(text, _tr("Undo"), lambda: self.restore(back))

    def restore(self, tickets: tuple[str, ...]) -> None:
        """Bring deleted messages back and show the last of them."""
        if tickets:
            self._files.do("restore", self._restore, tickets)

    async def _restore(self, tickets: tuple[str, ...]) -> None:
        files = self._files
        keys = [await files.worker.run(files.library.restore, ticket) for ticket in tickets]
        await files.read_library()
        await self.read_deleted()
        await files.open_and_show(keys[-1])

    def delete_for_good(self, deleted: tuple[Deleted, ...]) -> None:
        """Delete messages that lie in Recently deleted; there is no way back."""
        self._files.do("delete for good", self._delete_for_good, deleted)

    async def _delete_for_good(self, deleted: tuple[Deleted, ...]) -> None:
        for entry in deleted:
            await self._files.worker.run(self._files.library.delete_for_good, entry)
        await self.read_deleted()

    async def read_deleted(self) -> None:
        """Read what was deleted in the last 30 days."""
        self._model.become(deleted=await self._files.worker.run(self._files.library.bin.entries))

    async def tidy(self) -> None:
        """Purge what was deleted long ago, and show what is left."""
        await self._files.worker.run(self._files.library.tidy, time.time())
        await self.read_deleted()
