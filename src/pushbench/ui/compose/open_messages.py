"""The messages that are open: one undo history each, saved by themselves."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from pushbench.domain.message import Message
from pushbench.domain.tasks import TaskScope
from pushbench.ui.compose.messages import MessageFolder
from pushbench.ui.compose.undo import Edition, UndoStack
from pushbench.ui.worker import Worker


class OpenMessages(QObject):
    """Keeps editions and writes them 400 ms after the last change. ``saved`` tells the key and the Unix time."""

    saved = Signal(str, float)

    def __init__(
        self, folder: MessageFolder, worker: Worker, scope: TaskScope, save_after_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._worker = worker
        self._scope = scope
        self._stacks: dict[str, UndoStack] = {}
        self._unsaved: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(save_after_ms)
        self._timer.timeout.connect(self._on_timer)
        self.clock: Callable[[], float] = time.monotonic

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the open messages in the order of their tabs."""
        return tuple(self._stacks)

    def stack(self, key: str) -> UndoStack:
        return self._stacks[key]

    def edition(self, key: str) -> Edition:
        return self._stacks[key].now

    async def open(self, key: str) -> None:
        """Read a message unless it is open. Raises UserError when it cannot be read."""
        if key not in self._stacks:
            opened = await self._worker.run(self._folder.read, key)
            self._stacks.setdefault(key, UndoStack(Edition(opened.message, opened.texts, opened.at or time.time())))

    async def create(self, message: Message, folder: str = "") -> str:
        """Write a new message and open it; returns its key."""
        key = await self._worker.run(self._folder.free_key, message.name or "Untitled", folder)
        await self._worker.run(self._folder.write, key, message, {})
        self._stacks[key] = UndoStack(Edition(message, {}, time.time()))
        return key

    def push(self, key: str, edition: Edition, place: str) -> None:
        """Take a change and save it soon."""
        self._stacks[key].push(edition, place, self.clock())
        self.touch(key)

    def touch(self, key: str) -> None:
        """Save a message soon."""
        self._unsaved.add(key)
        self._timer.start()

    async def close(self, key: str) -> None:
        """Save a message and forget its history."""
        await self.save(key)
        self._stacks.pop(key, None)

    def forget(self, key: str) -> None:
        """Close a message whose file is gone."""
        self._unsaved.discard(key)
        self._stacks.pop(key, None)

    def rekey(self, old: str, new: str) -> None:
        """Follow a file that was renamed."""
        self._stacks = {new if key == old else key: stack for key, stack in self._stacks.items()}
        if old in self._unsaved:
            self._unsaved.discard(old)
            self._unsaved.add(new)

    async def save(self, key: str) -> None:
        """Write a message now if it changed. Raises UserError when the disk refuses; the change stays unsaved."""
        if key not in self._unsaved or key not in self._stacks:
            return
        edition = self._stacks[key].now
        self._unsaved.discard(key)
        try:
            await self._worker.run(self._folder.write, key, edition.message, edition.texts, edition.at)
        except BaseException:
            self._unsaved.add(key)
            raise
        self.saved.emit(key, time.time())

    async def save_all(self) -> None:
        """Write every changed message now."""
        for key in sorted(self._unsaved):
            await self.save(key)

    def _on_timer(self) -> None:
        self._scope.start("autosave", self.save_all())

    def stop(self) -> None:
        self._timer.stop()
