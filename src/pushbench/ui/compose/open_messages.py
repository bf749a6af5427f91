"""The messages that are open: one undo history each, saved by themselves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import ParamSpec

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from pushbench.domain.errors import UserError
from pushbench.domain.message import Message
from pushbench.domain.tasks import TaskScope
from pushbench.store.message_library import ChangedOutside, OpenedFile
from pushbench.store.open_files import OpenFiles, Outside
from pushbench.ui.compose.undo import Edition, UndoStack
from pushbench.ui.worker import Worker


def _tr(text: str) -> str:
    return QCoreApplication.translate("OpenMessages", text)


P = ParamSpec("P")
LONGEST_WAIT = 1.75
"""Of a change while typing goes on, in waits after the last change: 0.7 s where the wait is 0.4 s."""
RETRY_MS = 5000
_KEPT_HISTORIES = 20
"""Of closed messages, for opening one again."""


@dataclass(slots=True)
class Held:
    """One open message."""

    stack: UndoStack
    is_unsaved: bool = False
    trouble: UserError | None = None
    """Why the last save failed."""
    outside: Outside | None = None
    """What another program did to the file while the message was changed here; saving waits for an answer."""
    base: Message | None = None
    """The newest revision, if one was saved."""

    @property
    def is_changed(self) -> bool:
        """Whether something is not on disk yet, or differs from the newest revision."""
        return self.is_unsaved or (self.base is not None and self.base != self.stack.now.message)


class OpenMessages(QObject):
    """Keeps editions and writes them 400 ms after the last change, sooner while typing goes on.

    ``saved`` tells the key and the Unix time, ``altered`` that what tabs and notes show may differ.
    """

    saved = Signal(str, float)
    altered = Signal()

    def __init__(
        self, files: OpenFiles, worker: Worker, scope: TaskScope, save_after_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._files = files
        self._worker = worker
        self._scope = scope
        self._save_after_ms = save_after_ms
        self._held: dict[str, Held] = {}
        self._closed: dict[str, UndoStack] = {}
        self._saving = asyncio.Lock()
        self._waits_since: float | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self._on_timer)
        self.clock: Callable[[], float] = time.monotonic

    # -- what is open ---------------------------------------------------------------------------------

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the open messages in the order of their tabs."""
        return tuple(self._held)

    def held(self, key: str) -> Held:
        return self._held[key]

    def stack(self, key: str) -> UndoStack:
        return self._held[key].stack

    def edition(self, key: str) -> Edition:
        return self._held[key].stack.now

    @property
    def unsaved(self) -> tuple[str, ...]:
        """Keys of messages whose text is not in their file yet."""
        return tuple(key for key, held in self._held.items() if held.is_unsaved)

    # -- opening and closing --------------------------------------------------------------------------

    async def open(self, key: str) -> None:
        """Read a message unless it is open. Raises UserError when it cannot be read."""
        if key in self._held:
            return
        opening = await self._worker.run(self._files.open, key)
        if key in self._held:
            return  # opened meanwhile
        on_disk = _edition(opening.opened)
        stack = self._closed.pop(key, None)
        if stack is None:
            stack = UndoStack(on_disk)
        elif stack.now != on_disk:
            stack.push(on_disk, "", self.clock())
        held = self._held[key] = Held(stack, base=opening.newest_revision)
        if opening.aside is not None:
            aside = opening.aside
            stack.push(Edition(aside.message, aside.texts, aside.at or time.time()), "", self.clock())
            held.is_unsaved = True
            held.outside = Outside(key, opening.opened)
        self.altered.emit()

    async def create(self, message: Message, folder: str = "") -> str:
        """Write a new message and open it; returns its key. Raises UserError."""
        key = await self._worker.run(self._files.create, message, folder)
        self._closed.pop(key, None)
        self._held[key] = Held(UndoStack(Edition(message, {}, time.time())))
        return key

    async def close(self, key: str) -> None:
        """Save a message and put its history aside. Raises UserError when it cannot be saved; it stays open then.

        Nothing is awaited after it has gone, so that the caller can show another one in the same turn.
        """
        await self.save(key)
        held = self._held.get(key)
        if held is None:
            return
        if held.is_unsaved:
            raise UserError(
                _tr("This message stays open."),
                _tr("Another program changed or deleted its file, and what you typed is not saved yet."),
                _tr("Keep yours or take the other one first."),
            )
        self.forget(key)
        self._closed[key] = held.stack
        while len(self._closed) > _KEPT_HISTORIES:
            del self._closed[next(iter(self._closed))]

    def forget(self, key: str) -> None:
        """Close a message whose file is gone."""
        self._held.pop(key, None)
        self._closed.pop(key, None)

    async def move(self, work: Callable[P, dict[str, str]], *args: P.args, **kwargs: P.kwargs) -> dict[str, str]:
        """Rename or move files on their thread while nothing is saved; returns new keys by old ones. Raises UserError.

        Nothing is awaited after the keys have changed.
        """
        async with self._saving:
            moved = await self._worker.run(work, *args, **kwargs)
            self._rekey(moved)
        return moved

    def _rekey(self, moved: Mapping[str, str]) -> None:
        if self.unsaved:
            self._timer.start(self._save_after_ms)  # what was typed meanwhile
        self._held = {moved.get(key, key): held for key, held in self._held.items()}
        self._closed = {moved.get(key, key): stack for key, stack in self._closed.items()}

    def reorder(self, key: str, place: int) -> None:
        """Put a tab at another place."""
        keys = [other for other in self._held if other != key]
        keys.insert(place, key)
        self._held = {each: self._held[each] for each in keys}

    # -- changes --------------------------------------------------------------------------------------

    def push(self, key: str, edition: Edition, place: str, typed: tuple[str, str] | None = None) -> None:
        """Take a change and save it soon."""
        self._held[key].stack.push(edition, place, self.clock(), typed)
        self.touch(key)

    def touch(self, key: str) -> None:
        """Save a message soon: after a pause, or while typing goes on before long."""
        held, now = self._held[key], self.clock()
        was_unsaved, held.is_unsaved = held.is_unsaved, True
        if self._waits_since is None:
            self._waits_since = now
        left = self._save_after_ms * LONGEST_WAIT - (now - self._waits_since) * 1000
        self._timer.start(max(0, min(self._save_after_ms, int(left))))
        if not was_unsaved:
            self.altered.emit()

    # -- saving ---------------------------------------------------------------------------------------

    async def save(self, key: str) -> None:
        """Write a message now if it changed.

        Raises UserError when the disk refuses; the change stays unsaved and is tried again. A file that another
        program changed is left alone, and the message is kept aside until a person has chosen.
        """
        async with self._saving:
            held = self._held.get(key)
            if held is not None and held.is_unsaved:
                await self._save(key, held)

    async def _save(self, key: str, held: Held) -> None:
        edition = held.stack.now
        try:
            if held.outside is None:
                await self._worker.run(self._files.save, key, edition.message, edition.texts, edition.at)
            else:
                await self._worker.run(self._files.keep_aside, key, edition.message, edition.texts, edition.at)
        except ChangedOutside:
            held.outside = await self._worker.run(self._files.theirs, key)
            await self._worker.run(self._files.keep_aside, key, edition.message, edition.texts, edition.at)
        except UserError as error:
            held.trouble = error
            self._retry.start()
            self.altered.emit()
            raise
        held.trouble = None
        if held.outside is None and held.stack.now == edition:
            held.is_unsaved = False
            self.saved.emit(key, time.time())
        self.altered.emit()

    async def save_all(self) -> None:
        """Write every changed message now; raises the first UserError after the others were tried."""
        self._waits_since = None
        first: UserError | None = None
        for key in self.unsaved:
            try:
                await self.save(key)
            except UserError as error:
                first = first or error
        if first is not None:
            raise first

    def _on_timer(self) -> None:
        # A save that has begun is never cut off, or the window would not know what it wrote.
        if self._saving.locked():
            self._timer.start(50)
            return
        self._scope.start("autosave", self._autosave())

    async def _autosave(self) -> None:
        """Save what changed; trouble stands at the message, which tells it until a later try goes well."""
        with suppress(UserError):
            await self.save_all()

    def stop(self) -> None:
        self._timer.stop()
        self._retry.stop()

    # -- other programs -------------------------------------------------------------------------------

    async def meet(self, outside: Outside) -> bool:
        """Take in what another program did; returns whether the message in the window was replaced by it.

        A message with changes of its own keeps them, and :attr:`Held.outside` asks a person.
        """
        held = self._held.get(outside.key)
        if held is None:
            return False
        if outside.is_back:
            held.outside = None
            if held.is_unsaved:
                self.touch(outside.key)
            self.altered.emit()
            return False
        if held.is_unsaved or outside.opened is None:
            held.outside = outside
            self.altered.emit()
            return False
        await self._take(outside.key, held, outside.opened)
        return True

    async def take_theirs(self, key: str) -> None:
        """Put what lies on disk in place of a changed message; undo leads back. Raises UserError."""
        async with self._saving:
            theirs = await self._worker.run(self._files.theirs, key)
            if theirs.trouble is not None:
                raise theirs.trouble
            if theirs.opened is not None:
                await self._take(key, self._held[key], theirs.opened)

    async def _take(self, key: str, held: Held, opened: OpenedFile) -> None:
        held.stack.push(_edition(opened), "", self.clock())
        taken = held.stack.now
        held.outside = held.trouble = None
        held.is_unsaved = False
        await self._worker.run(self._files.adopt, key, opened.seen)
        if held.stack.now != taken:
            self.touch(key)
        self.altered.emit()

    async def keep_mine(self, key: str) -> None:
        """Write a message over what another program did. Raises UserError."""
        async with self._saving:
            held = self._held[key]
            edition = held.stack.now
            await self._worker.run(self._files.save, key, edition.message, edition.texts, edition.at, by_force=True)
            held.outside = held.trouble = None
            held.is_unsaved = held.stack.now != edition
        self.saved.emit(key, time.time())
        self.altered.emit()
        if held.is_unsaved:
            self.touch(key)

    # -- revisions ------------------------------------------------------------------------------------

    def name_base(self, key: str, message: Message) -> None:
        """Say which state was saved as the newest revision."""
        if key in self._held:
            self._held[key].base = message
            self.altered.emit()


def _edition(opened: OpenedFile) -> Edition:
    return Edition(opened.message, opened.texts, opened.at or time.time())
