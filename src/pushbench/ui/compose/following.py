"""Keeping up with what happens to messages beside typing: other programs, checks, sends."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication

from pushbench.store.message_places import name_of
from pushbench.ui.compose.survey import Survey

if TYPE_CHECKING:
    from pushbench.ui.compose.files import Files
    from pushbench.ui.compose.model import ComposeModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Following", text)


PAUSE_SECONDS = 1.0
_PAUSE_IN_BACKGROUND = 3.0
_PAUSES_PER_LOOK = 100
"""A look may take a hundredth of the time: 20 ms for 5,000 messages make it one in two seconds."""


class Following:
    """Looks at the files from time to time, on the file thread; what it finds is taken in here."""

    def __init__(self, model: ComposeModel, files: Files) -> None:
        self._model = model
        self._files = files
        self.errors: dict[str, int] = {}
        """Errors of each message that was in sight, as its last check found them."""
        self.outcomes: dict[str, str] = {}
        """``green-dot`` for a message whose last send was accepted everywhere, ``red-dot`` where it was not."""
        self._survey: Survey | None = None
        self._sending = ""
        self._took = 0.0
        model.changed.connect(self._on_changed)

    # -- other programs -------------------------------------------------------------------------------

    async def run(self) -> None:
        """Look again and again until the window closes."""
        while True:
            is_active = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
            pause = PAUSE_SECONDS if is_active else _PAUSE_IN_BACKGROUND
            await asyncio.sleep(max(pause, self._took * _PAUSES_PER_LOOK))
            await self.look()

    async def look(self) -> None:
        """Look once: show new and missing files, take in what changed, ask about what changed on both sides."""
        files = self._files
        begun = time.perf_counter()
        scan = await files.worker.run(files.side.scan)
        self._took = time.perf_counter() - begun
        files.show_listing(scan.listing)
        taken = [outside.key for outside in scan.outside if await files.open.meet(outside)]
        if taken:
            files.show(self._model.state.current)
            self._tell(taken)

    def _tell(self, keys: list[str]) -> None:
        if len(keys) == 1:
            text = _tr("“{name}” was changed by another program and read again").format(name=name_of(keys[0]))
        else:
            text = _tr("{count} messages were changed by another program and read again").format(count=len(keys))
        self._model.session.notices.tell(text)

    # -- checks and sends -----------------------------------------------------------------------------

    def _on_changed(self) -> None:
        state = self._model.state
        if state.survey is not self._survey:
            self._survey = state.survey
            self._count_errors()
        is_running = state.send.is_running
        if is_running and not self._sending:
            self._sending = state.current
        elif self._sending and not is_running:
            self._note_outcome()

    def _count_errors(self) -> None:
        state = self._model.state
        members = state.profile.profiles if state.profile is not None else None
        found = [count for key, count in state.survey.errors.items() if members is None or key in members]
        if state.current and self.errors.get(state.current, 0) != sum(found):
            self.errors[state.current] = sum(found)
            self._files.show_tabs()

    def _note_outcome(self) -> None:
        key, self._sending = self._sending, ""
        send = self._model.state.send
        if send.accepted or send.rejected:
            self.outcomes[key] = "red-dot" if send.rejected or send.unclear or send.not_sent else "green-dot"
            self._files.show_tabs()

    def follow_moved(self, moved: dict[str, str]) -> None:
        """Keep dots at files that got other keys."""
        self.errors = {moved.get(key, key): count for key, count in self.errors.items()}
        self.outcomes = {moved.get(key, key): dot for key, dot in self.outcomes.items()}
