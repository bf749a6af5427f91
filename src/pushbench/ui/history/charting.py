"""Reads the figures above the list, a stretch of time after the other, so that nothing waits long for the store."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pushbench.store.history import HistoryQuery
from pushbench.store.history_overview import tally, time_span
from pushbench.ui.history.overview import Bucket, Overview, Scale, bucket, scale

if TYPE_CHECKING:
    from pushbench.store.database import Database
    from pushbench.ui.history.model import HistoryModel

_AT_ONCE_SECONDS = 0.015


class Charting:
    """Keeps what it read: after new deliveries only the newest stretch is read again."""

    def __init__(self, model: HistoryModel) -> None:
        self._model = model
        self._query: HistoryQuery | None = None
        self.has_begun = False

    def refresh(self, after_seconds: float = 0.0) -> None:
        """Read the figures for the filters in sight."""
        self.has_begun = True
        self._model.scope.start("chart", self._read(after_seconds))

    def read_anew(self) -> None:
        """Forget what was read: something older has changed."""
        self._query = None
        if self.has_begun:
            self.refresh()

    async def _read(self, after_seconds: float) -> None:
        await asyncio.sleep(after_seconds)
        model = self._model
        query = model.state.filters.without_range().query(model.now())
        store = model.session.workspace.store
        span = await store.run(lambda db: time_span(db, query))
        if span is None:
            model.become(overview=Overview())
            return
        chosen = scale(*span)
        known = self._still_true(query, chosen)
        while len(known) < chosen.count:
            known += await store.run(partial(_read_some, query=query, chosen=chosen, first=len(known)))
        self._query = query
        model.become(overview=Overview(chosen.width_seconds, tuple(known)))

    def _still_true(self, query: HistoryQuery, chosen: Scale) -> list[Bucket]:
        before = self._model.state.overview
        is_same = query == self._query and before.buckets and before.start == chosen.start
        if not is_same or before.width_seconds != chosen.width_seconds:
            return []
        # Deliveries that were under way may still land in the stretch before the last.
        return list(before.buckets[:-2])


def _read_some(db: Database, *, query: HistoryQuery, chosen: Scale, first: int) -> list[Bucket]:
    """Return buckets from ``first`` on, as many as fit into a moment."""
    until = time.monotonic() + _AT_ONCE_SECONDS
    found: list[Bucket] = []
    width = chosen.width_seconds
    for number in range(first, chosen.count):
        start = chosen.start + number * width
        since = start if query.since is None else max(start, query.since)
        found.append(bucket(start, tally(db, replace(query, since=since, until=start + width))))
        if time.monotonic() > until:
            break
    return found
