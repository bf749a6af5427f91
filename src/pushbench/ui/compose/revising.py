"""Revisions of the message in sight: "Save now" keeps one, and one can go back to any."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.message import Message
from pushbench.store.message_revisions import Revision
from pushbench.ui.compose.undo import Edition

if TYPE_CHECKING:
    from pushbench.ui.compose.files import Files
    from pushbench.ui.compose.model import ComposeModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Revising", text)


class Revising:
    """Keeps, names and restores revisions."""

    def __init__(self, model: ComposeModel, files: Files) -> None:
        self._model = model
        self._files = files
        self.name_wanted: Callable[[str, Revision], object] | None = None
        """Set by the screen: asks for a revision's name."""

    def save_now(self) -> None:
        """Write everything that changed at once, and keep the message in sight as a revision."""
        self._files.do("save now", self._save_now)

    async def _save_now(self) -> None:
        key = self._model.state.current
        await self._files.open.save_all()
        if key not in self._files.open.keys:
            return
        message = self._files.open.edition(key).message
        revision = await self._files.worker.run(self._files.library.revisions.add, key, message)
        self._files.open.name_base(key, message)
        wanted = self.name_wanted
        action = _tr("Name…") if wanted is not None else ""
        run = (lambda: wanted(key, revision)) if wanted is not None else None
        self._model.session.notices.tell(_tr("Saved as a revision"), action, run)

    async def entries(self, key: str) -> tuple[Revision, ...]:
        """Return a message's revisions, the newest first."""
        return await self._files.worker.run(self._files.library.revisions.entries, key)

    async def message_of(self, key: str, revision: str) -> Message:
        """Return a message as it was. Raises UserError."""
        return await self._files.worker.run(self._files.library.revisions.read, key, revision)

    async def rename(self, key: str, revision: str, name: str) -> None:
        """Give a revision a name. Raises UserError."""
        await self._files.worker.run(self._files.library.revisions.rename, key, revision, name)

    def go_back(self, key: str, revision: str) -> None:
        """Put a revision in place of the message; undo leads back."""
        self._files.do("revert", self._go_back, key, revision)

    async def _go_back(self, key: str, revision: str) -> None:
        message = await self.message_of(key, revision)
        if key in self._files.open.keys:
            name = self._files.open.edition(key).message.name
            self._files.open.push(key, Edition(replace(message, name=name), {}, time.time()), "")
            self._model.refresh()
