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

KEPT = 20_000
"""Pushes the list holds, as many as the emulator itself; a load test drops the oldest."""
PAGE = 200
"""Pushes asked for at once: reading so many costs the window's thread a few milliseconds."""
_WAIT_SECONDS = 25.0
_PAUSE_SECONDS = 0.05
_OLDER_PAUSE_SECONDS = 0.02
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
        for name in ("follow", "older", "faults", "latencies"):
            self._model.scope.cancel(name)

    def forget(self) -> None:
        """Empty the list: another emulator counts from one again."""
        self._since = 0
        self._empty()

    def cleared(self) -> None:
        """Empty the list after a reset; numbers go on."""
        self._empty()

    def _empty(self) -> None:
        self._model.scope.cancel("older")
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
                found = await self._next()
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

    async def _next(self) -> list[dict[str, Any]]:
        """Return what is new; at first the newest page alone, while the rest comes in behind it."""
        if self._since:
            return await self._local.received(self._since, _WAIT_SECONDS, limit=PAGE)
        found = await self._local.received(0, _WAIT_SECONDS, limit=PAGE, before=0)
        if len(found) == PAGE:
            self._model.scope.start("older", self._fetch_older(_number(found[0])))
        return found

    async def _fetch_older(self, before: int) -> None:
        """Fill the list up with what arrived before the first page, page by page."""
        while before > 1 and len(self._order) < KEPT:
            await asyncio.sleep(_OLDER_PAUSE_SECONDS)
            try:
                found = await self._local.received(0, limit=PAGE, before=before)
            except UserError:
                return  # the long poll tells of an emulator that does not answer
            if not found:
                return
            before = _number(found[0])
            self._put_below(self._read(found[-(KEPT - len(self._order)) :]))

    def _read(self, found: Sequence[dict[str, Any]]) -> list[Push]:
        platforms = {phone.name: phone.platform for phone in self._model.state.phones}
        return [read_push(item, self._session, platforms.get(str(item.get("device")), "")) for item in found]

    def _put_below(self, pushes: Sequence[Push]) -> None:
        self._model.rows.add_below([(push.key, push) for push in reversed(pushes)])
        for push in reversed(pushes):
            self._order.appendleft(push.key)
            self._newest.setdefault(push.platform, push.key)
        self._model.become(count=self.count)

    def _take(self, found: Sequence[dict[str, Any]]) -> None:
        self._since = max(self._since, *(_number(values) for values in found))
        pushes = self._read(found)
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
            for _ in range(excess):
                self._order.popleft()
            self._model.rows.drop_last(excess)

    @property
    def count(self) -> int:
        return len(self._order)

    @property
    def newest_key(self) -> str:
        """The key of what arrived last, or an empty string."""
        return self._order[-1] if self._order else ""

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


def _number(values: dict[str, Any]) -> int:
    return int(values.get("number", 0))
