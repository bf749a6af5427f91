"""Asks by itself, while a window is open, what became of deliveries: each question when its time comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from pushbench.domain.errors import UserError
from pushbench.domain.tasks import TaskScope
from pushbench.engine.following import Answered, ask_due
from pushbench.engine.parts import Parts

log = logging.getLogger(__name__)

LONGEST_NAP_SECONDS = 60.0
"""Another process of the home may have sent something meanwhile."""
SHORTEST_NAP_SECONDS = 1.0
News = Callable[[Sequence[Answered]], None]


class Attendant:
    """Puts due questions until its scope closes; ``on_news`` hears of every answer, on the event loop."""

    def __init__(self, parts: Parts, on_news: News) -> None:
        self._parts = parts
        self._on_news = on_news

    def start(self, scope: TaskScope) -> None:
        """Begin; a second start takes the place of the first."""
        scope.start("follow-ups", self._attend())

    async def _attend(self) -> None:
        naps = TaskScope("follow-up naps")
        try:
            while True:
                self._parts.has_questions.clear()
                try:
                    answers = await ask_due(self._parts)
                    seconds = await self._until_next()
                except UserError as trouble:  # a database that is locked or full now may not be so in a minute
                    log.info("questions wait: %s", trouble.what)
                    answers, seconds = [], LONGEST_NAP_SECONDS
                if answers:
                    self._on_news(answers)
                await self._nap(naps, seconds)
        finally:
            await naps.aclose()

    async def _until_next(self) -> float:
        due_at = await self._parts.store.run(lambda db: db.follow_ups.next_due_at())
        if due_at is None:
            return LONGEST_NAP_SECONDS
        return min(LONGEST_NAP_SECONDS, max(SHORTEST_NAP_SECONDS, due_at - self._parts.clock.now()))

    async def _nap(self, naps: TaskScope, seconds: float) -> None:
        """Wait, or until something new is to be asked about."""
        enders = {
            naps.start("sleep", _sleep(self._parts, seconds)),
            naps.start("news", self._parts.has_questions.wait()),
        }
        try:
            await asyncio.wait(enders, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for ender in enders:
                ender.cancel()


async def _sleep(parts: Parts, seconds: float) -> None:
    await parts.clock.sleep(seconds)
