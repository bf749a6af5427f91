"""The messages that are open: tabs, saving, what other programs do. The library's own verbs are in ``shelf``."""

from __future__ import annotations

import asyncio
import copy
import itertools
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from PySide6.QtCore import QCoreApplication, Qt

from pushbench.domain.errors import UserError
from pushbench.domain.message import Message
from pushbench.store.message_library import Listing, MessageLibrary
from pushbench.store.message_places import folder_of, name_of
from pushbench.store.open_files import OpenFiles
from pushbench.ui.compose.file_words import note_of, saved_words, tab_of
from pushbench.ui.compose.following import Following
from pushbench.ui.compose.incoming import Incoming
from pushbench.ui.compose.open_messages import OpenMessages
from pushbench.ui.compose.rescuing import rescue
from pushbench.ui.compose.revising import Revising
from pushbench.ui.compose.shelf import Shelf
from pushbench.ui.compose.summaries import Summaries
from pushbench.ui.shell.window_state import write_state

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Files", text)


P = ParamSpec("P")
SAMPLE = "sample.push.json"
_TRIED = 20
"""Messages that are tried one after the other until one can be shown."""
_REMEMBER_AFTER_SECONDS = 1.0


class Files:
    """Opening, closing and ordering tabs; saving goes by itself."""

    def __init__(self, model: ComposeModel, save_after_ms: int) -> None:
        self._model = model
        session = model.session
        self.worker = session.worker
        home = session.home
        self._temporary = tempfile.TemporaryDirectory(prefix="pushbench-") if home is None else None
        root = home / "messages" if home is not None else Path(self._temporary.name)  # type: ignore[union-attr]
        self.library = MessageLibrary(root)
        self.side = OpenFiles(self.library)
        """Both live on the file thread."""
        self.open = OpenMessages(self.side, session.worker, model.scope, save_after_ms, model)
        self.open.saved.connect(self._on_saved)
        # A turn later: while a change is being taken, what is shown and what is typed differ.
        self.open.altered.connect(self.show_tabs, Qt.ConnectionType.QueuedConnection)
        self.summaries = Summaries(self.library, session.worker, model.scope, model)
        self.shelf = Shelf(model, self)
        self.incoming = Incoming(model, self)
        self.revising = Revising(model, self)
        self.following = Following(model, self)
        self._order = asyncio.Lock()
        self._count = itertools.count(1)
        self._closed: list[str] = []
        self._listing = Listing()

    # -- start --------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open what was open last, else the first message, else a new sample."""
        rescued = await self.worker.run(self.side.rescued)
        await self.read_library()
        remembered = self._model.session.state.choices
        known = {entry.key for entry in self._model.state.library}
        for key in [key for key in remembered.get("open", []) if key in known]:
            await self._try(key)
        for entry in self._model.state.library[:_TRIED]:
            if self.open.keys:
                break
            await self._try(entry.key)
        if not self.open.keys:
            await self._make_sample()
        current = remembered.get("current", "")
        self.show(current if current in self.open.keys else self.open.keys[0])
        self._model.scope.start("tidy", self.shelf.tidy())
        self._model.scope.start("follow files", self.following.run())
        if rescued:
            self._tell_rescued(rescued)

    def _tell_rescued(self, keys: tuple[str, ...]) -> None:
        text = _tr("“{name}” was deleted by another program while it was open. Your text is back.")
        self._model.session.notices.tell(
            text.format(name=name_of(keys[0])), _tr("Open"), lambda: self.open_message(keys[0])
        )

    async def _try(self, key: str) -> None:
        try:
            await self.open.open(key)
        except UserError as error:
            self._model.session.notices.report("open message", error)

    async def make_sample(self) -> None:
        """Make the sample message and show it."""
        await self._make_sample()
        self.show(self.open.keys[-1])

    def open_sample(self) -> None:
        """Show the sample message where the library still has it, else a new one."""
        self._model.scope.start("open", self._open_sample())

    async def _open_sample(self) -> None:
        from pushbench.engine.linking import sample_message

        sample = sample_message()
        known = next((entry.key for entry in self._model.state.library if entry.name == sample.name), None)
        if known is None:
            await self.make_sample()
            await self.read_library()
        else:
            await self.open.open(known)
            self.show(known)

    async def _make_sample(self) -> None:
        from pushbench.resources import read_text
        from pushbench.store.message_file import load_message

        await self.open.create(load_message(read_text(SAMPLE)).message)
        await self.read_library()

    async def read_library(self) -> None:
        """Read the list of message files again."""
        self.show_listing(await self.worker.run(self.library.listing))

    def show_listing(self, listing: Listing) -> None:
        """Show what lies on disk now."""
        if listing is self._listing:
            return
        self.summaries.follow(self._listing.stamps, listing.stamps)
        self._listing = listing
        self._model.become(library=listing.entries, folders=listing.folders)

    async def finish(self) -> None:
        """Write what is unsaved at the end of the window; what the disk refuses goes to another place."""
        self.open.stop()
        try:
            await self.open.save_all()
        except UserError as error:
            self._model.session.notices.report("save at the end", error)
            editions = [self.open.edition(key) for key in self.open.unsaved]
            await self.worker.run(rescue, [edition.message for edition in editions])

    # -- verbs --------------------------------------------------------------------------------------

    def do(self, name: str, work: Callable[P, Coroutine[Any, Any, None]], *args: P.args, **kwargs: P.kwargs) -> None:
        """Start a change of files; such changes run one after the other and none cuts off another."""

        async def in_order() -> None:
            async with self._order:
                await work(*args, **kwargs)

        self._model.scope.start(f"{name} {next(self._count)}", in_order())

    def open_message(self, key: str) -> None:
        """Show a message, in a tab of its own."""
        self._model.scope.start("open", self.open_and_show(key))

    async def open_and_show(self, key: str) -> None:
        """Open a message and show it. Raises UserError when it cannot be read."""
        await self.open.open(key)
        self.show(key)

    @property
    def folder(self) -> str:
        """The folder of the message in sight, where new ones go."""
        return folder_of(self._model.state.current)

    def new_message(self, folder: str | None = None) -> None:
        """Make an empty message, beside the one in sight unless a folder is named, to be written at once."""
        self.do("new message", self._begin, self.folder if folder is None else folder)

    async def _begin(self, folder: str) -> None:
        await self.take_in(Message(name="Untitled"), folder)
        self._model.bring_to_sight("content/title")

    def duplicate(self) -> None:
        """Copy the message in sight under a name of its own."""
        message = self._model.state.message
        self.take(replace(message, name=f"{message.name or 'Untitled'} copy"))

    def take(self, message: Message, folder: str | None = None) -> None:
        """Make a new file of a message and show it."""
        self.do("new message", self.take_in, message, self.folder if folder is None else folder)

    async def take_in(self, message: Message, folder: str = "") -> None:
        """Make a new file of a message and show it. Raises UserError."""
        key = await self.open.create(message, folder)
        await self.read_library()
        self.show(key)

    def import_file(self, path: str) -> None:
        """Open a message file, an ``.apns`` file or a raw payload from anywhere as a message of the library."""
        self.incoming.open_paths((path,))

    def open_pasted(self, text: str) -> None:
        """Open a pasted payload, message or cURL command as a new message, or say why it is none."""
        self.incoming.open_text(text)

    def rename(self, key: str, name: str) -> None:
        """Give a message and its file another name."""
        self.shelf.rename(key, name)

    def delete(self, key: str) -> None:
        """Move a message to Recently deleted and offer the way back."""
        self.shelf.delete((key,))

    def save_now(self) -> None:
        """Write what changed at once, and keep the message in sight as a revision."""
        self.revising.save_now()

    def search(self, text: str) -> None:
        self._model.become(library_search=text)

    # -- tabs ---------------------------------------------------------------------------------------

    @property
    def why_not_close(self) -> str:
        """Say why the tab in sight stays, or nothing when it can be closed."""
        return "" if len(self.open.keys) > 1 else _tr("The last message stays open.")

    def close(self, key: str) -> None:
        """Close a tab; the last one stays."""
        self.close_tabs((key,))

    def close_tabs(self, keys: tuple[str, ...]) -> None:
        """Close tabs; the last one stays."""
        self.do("close message", self._close, keys)

    async def _close(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            known = self.open.keys
            if key not in known or len(known) < 2:
                continue
            await self.open.close(key)
            self._closed.append(key)
            place = known.index(key)
            after = known[place - 1] if place else known[1]
            self.show(after if self._model.state.current == key else self._model.state.current)
            await self.worker.run(self.side.close, key)

    def let_go(self, key: str) -> None:
        """Close a message whose file is gone, without saving it; its text is in Recently deleted."""
        self.do("let go", self._let_go, key)

    async def _let_go(self, key: str) -> None:
        await self.open.keep_mine(key)
        self.shelf.delete((key,))

    def reopen(self) -> None:
        """Open the tab again that was closed last."""
        known = {entry.key for entry in self._model.state.library}
        while self._closed:
            key = self._closed.pop()
            if key in known and key not in self.open.keys:
                self.open_message(key)
                return
        self._model.session.notices.tell(_tr("No tab was closed since the start."))

    def step_tab(self, by: int) -> None:
        """Show the next or the previous tab."""
        keys = self.open.keys
        if keys:
            self.show(keys[(keys.index(self._model.state.current) + by) % len(keys)])

    def move_tab(self, key: str, place: int) -> None:
        """Put a tab at another place."""
        if key in self.open.keys:
            self.open.reorder(key, min(max(place, 0), len(self.open.keys) - 1))
            self.show(self._model.state.current)

    def follow_moved(self, moved: dict[str, str]) -> None:
        """Show tabs, and keep the way back to closed ones, at files that got other keys."""
        self._closed = [moved.get(key, key) for key in self._closed]
        current = self._model.state.current
        self.show(moved.get(current, current))

    def show(self, key: str) -> None:
        """Bring an open message into sight."""
        model = self._model
        saved = model.state.saved if key == model.state.current else ""
        model.become(current=key, saved=saved, **self._tabs(key))
        model.refresh()
        chosen = model.session.state.choices
        chosen["open"] = list(self.open.keys)
        chosen["current"] = key
        self.remember()

    def remember(self) -> None:
        """Keep what is open for the next start soon, for a crash asks nobody."""
        self._model.scope.start("remember", self._remember())

    async def _remember(self) -> None:
        await asyncio.sleep(_REMEMBER_AFTER_SECONDS)
        session = self._model.session
        await self.worker.run(write_state, session.home, copy.deepcopy(session.state))

    def show_tabs(self) -> None:
        """Show dots and notes as they are now."""
        if self._model.state.current in self.open.keys:
            self._model.become(**self._tabs(self._model.state.current))

    def _tabs(self, current: str) -> dict[str, Any]:
        tabs = tuple(tab_of(key, self.open.held(key), self.following.errors.get(key, 0)) for key in self.open.keys)
        dots = {**self.following.outcomes, **{tab.key: tab.dot for tab in tabs if tab.dot}}
        return {"tabs": tabs, "library_dots": dots, "file_note": note_of(current, self.open.held(current))}

    def _on_saved(self, key: str, at: float) -> None:
        if key == self._model.state.current:
            self._model.become(saved=saved_words(datetime.fromtimestamp(at).astimezone()))
