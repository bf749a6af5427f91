"""Live news from the emulator: pushes by a long poll, faults while the screen is in sight, latencies from the history."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pushbench.domain.errors import UserError
from pushbench.store.history import HistoryQuery
from pushbench.ui.sandbox.latencies import Latencies
from pushbench.ui.sandbox.pushes import Push, read_push

if TYPE_CHECKING:
    from pushbench.ui.sandbox.model import SandboxModel

KEPT = 2000
"""Pushes the list holds; a load test drops the oldest."""
_WAIT_SECONDS = 25.0
_PAUSE_SECONDS = 0.05
_AGAIN_SECONDS = 1.0
_FAULTS_SECONDS = (1.0, 3.0)
"""How often faults are asked for: while some stand, and while none does."""
_LATENCY_AFTER_SECONDS = (0.25, 1.5)
_MATCHED_AT_ONCE = 100


class Following:
    """Keeps the list as the emulator has it. Tasks start when it runs and end with it."""

    def __init__(self, model: SandboxModel) -> None:
        self._model = model
        self._local = model.session.workspace.local
        self._session = ""
        self._since = 0
        self._newest: dict[str, str] = {}
        self._order: deque[str] = deque()
        self.latencies = Latencies()

    # -- life ---------------------------------------------------------------------------------------

    def start(self, session: str) -> None:
        """Begin to follow an emulator."""
        self._session = session
        self.resume()

    def resume(self) -> None:
        """Follow, if the screen was ever shown; what arrived before is in the emulator's list."""
        if self._model.is_open and not self._model.scope.is_running("follow"):
            self._model.scope.start("follow", self._follow())
            self.watch_faults()

    def stop(self) -> None:
        for name in ("follow", "faults", "latencies"):
            self._model.scope.cancel(name)

    def forget(self) -> None:
        """Empty the list: another emulator counts from one again."""
        self._since = 0
        self._empty()

    def cleared(self) -> None:
        """Empty the list after a reset; numbers go on."""
        self._empty()

    def _empty(self) -> None:
        self._newest.clear()
        self._order.clear()
        self.latencies.clear()
        self._model.rows.reset([])
        self._model.become(count=0, current="", push=None, latency_ms=None)
        self._model.refresh()

    # -- pushes -------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        while True:
            try:
                found = await self._local.received(self._since, _WAIT_SECONDS)
            except UserError as error:
                if await self._local.ready() is None:
                    return  # told by ``on_change``
                self._model.become(trouble=error)
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            if self._model.state.trouble is not None:
                self._model.become(trouble=None)
            if found:
                self._take(found)
                await asyncio.sleep(_PAUSE_SECONDS)

    def _take(self, found: Sequence[dict[str, Any]]) -> None:
        self._since = max(self._since, *(int(values.get("number", 0)) for values in found))
        platforms = {phone.name: phone.platform for phone in self._model.state.phones}
        pushes = [read_push(item, self._session, platforms.get(str(item.get("device")), "")) for item in found[-KEPT:]]
        self._model.rows.add_on_top([(push.key, push) for push in pushes])
        for push in pushes:
            self._order.append(push.key)
            self._newest[push.platform] = push.key
        self._drop_oldest()
        self._model.on_pushes(pushes)
        self._model.scope.start("latencies", self._find_latencies())

    def _drop_oldest(self) -> None:
        excess = len(self._order) - KEPT
        if excess > 0:
            self._model.rows.remove([self._order.popleft() for _ in range(excess)])

    @property
    def count(self) -> int:
        return len(self._order)

    def newest(self, platform: str) -> Push | None:
        """Return the last push of a platform's device that is still in the list."""
        push = self._model.rows.get(self._newest.get(platform, ""))
        return push if isinstance(push, Push) else None

    # -- faults -------------------------------------------------------------------------------------

    def watch_faults(self) -> None:
        """Ask for the faults now, and again as long as the screen is in sight."""
        if self._model.state.is_running and self._model.is_in_sight:
            self._model.scope.start("faults", self._watch_faults())
        else:
            self._model.scope.cancel("faults")

    async def _watch_faults(self) -> None:
        while True:
            try:
                await self._model.answering.read()
            except UserError:
                # The long poll tells of an emulator that does not answer; a second voice would only repeat it.
                await asyncio.sleep(_FAULTS_SECONDS[1])
            often, seldom = _FAULTS_SECONDS
            await asyncio.sleep(often if self._model.state.standing else seldom)

    # -- latencies ----------------------------------------------------------------------------------

    def seek_latencies(self) -> None:
        """Look the newest pushes up in the history, which others write too."""
        if self._model.is_open and self._order:
            self._model.scope.start("latencies", self._find_latencies())

    async def _find_latencies(self) -> None:
        for seconds in _LATENCY_AFTER_SECONDS:
            await asyncio.sleep(seconds)
            waiting = self._without_latency()
            if not waiting:
                return
            since = min(push.at for push in waiting) - 600
            rows = await self._model.session.workspace.store.run(
                lambda db, since=since: db.history.page(  # type: ignore[misc]
                    HistoryQuery(since=since, environment="local"), limit=3 * _MATCHED_AT_ONCE
                )
            )
            paired = self.latencies.match(waiting, rows)
            if paired:
                self._model.rows.put({key: self._model.rows.get(key) for key in paired})
                self._model.refresh()

    def _without_latency(self) -> list[Push]:
        newest = list(self._order)[-_MATCHED_AT_ONCE:]
        pushes = [self._model.rows.get(key) for key in newest if key not in self.latencies.found]
        return [push for push in pushes if isinstance(push, Push)]
