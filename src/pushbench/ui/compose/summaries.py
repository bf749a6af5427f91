"""What the library shows beside its messages, read only for those that are in sight."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from pushbench.domain.tasks import TaskScope
from pushbench.store.message_library import MessageLibrary, Stamp
from pushbench.store.message_summary import Summary, read_summaries
from pushbench.ui.worker import Worker

_NOTHING = Summary()
_GATHER_SECONDS = 0.03
_AT_ONCE = 24
"""Files read in one go, so that a save never waits long behind them."""


class Summaries(QObject):
    """A cache that fills itself; ``arrived`` tells that more is known."""

    arrived = Signal()

    def __init__(
        self, library: MessageLibrary, worker: Worker, scope: TaskScope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._worker = worker
        self._scope = scope
        self._known: dict[str, Summary] = {}
        self._stale: set[str] = set()
        self._wanted: dict[str, None] = {}

    def of(self, key: str) -> Summary:
        """Return what is known of a message; what is missing or old is read soon."""
        if (key not in self._known or key in self._stale) and key not in self._wanted:
            self._wanted[key] = None
            if not self._scope.is_running("summaries"):
                self._scope.start("summaries", self._read())
        return self._known.get(key, _NOTHING)

    def path_of(self, key: str) -> Path:
        """Return where a message or folder lies, for programs it is dragged to."""
        return self._library.root / key

    def follow(self, before: Mapping[str, Stamp], now: Mapping[str, Stamp]) -> None:
        """Read those again whose files changed between two listings."""
        for key in list(self._known):
            if key not in now:
                del self._known[key]
            elif before.get(key) != now[key]:
                self._stale.add(key)

    async def _read(self) -> None:
        await asyncio.sleep(_GATHER_SECONDS)
        while self._wanted:
            # What was asked for last is what is in sight now.
            keys = list(self._wanted)[-_AT_ONCE:]
            found = await self._worker.run(read_summaries, self._library, keys)
            for key in keys:
                self._wanted.pop(key, None)
                self._stale.discard(key)
                self._known[key] = found.get(key, _NOTHING)
            self.arrived.emit()
