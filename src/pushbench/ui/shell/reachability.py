"""Which services answered last and how fast, from deliveries; nothing is asked of them for this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.profile import Environment
from pushbench.ui.shell.status_line import StatusItem
from pushbench.ui.times import exact_words, latency_words

if TYPE_CHECKING:
    from pushbench.store.database import Database

FRESH_SECONDS = 3600.0


def _tr(text: str) -> str:
    return QCoreApplication.translate("Status", text)


@dataclass(frozen=True, slots=True)
class Reached:
    """The last delivery through a profile."""

    provider: str
    """Short title."""
    environment: str
    at: float
    has_answered: bool
    latency_ms: float | None = None


def read_reached(database: Database, services: Mapping[str, str], environment: Environment) -> tuple[Reached, ...]:
    """Return the last delivery per service of a set; ``services``: id -> short title. Runs on the store's thread."""
    from pushbench.store.history import HistoryQuery

    found: list[Reached] = []
    for provider, title in services.items():
        query = HistoryQuery(provider=provider, environment=environment.value)
        found += [
            Reached(title, environment.value, row.at, row.status is not None, row.latency_ms)
            for row in database.history.page(query, None, 1)
            if row.attempts
        ]
    return tuple(found)


def reached_items(reached: tuple[Reached, ...], now: float) -> tuple[StatusItem, ...]:
    """Return one item per service: green when it answered lately, red when it did not answer."""
    return tuple(_item(service, now) for service in reached)


def _item(service: Reached, now: float) -> StatusItem:
    is_development = service.environment == Environment.SANDBOX.value
    name = _tr("{service} development").format(service=service.provider) if is_development else service.provider
    tip = _tr("Last push: {time}").format(time=exact_words(service.at))
    if not service.has_answered:
        words = _tr("{service} did not answer").format(service=name)
        return StatusItem(words, dot="red-dot", tone="red", tip=tip, verb="go.history")
    took = latency_words(service.latency_ms)
    words = _tr("{service} reachable").format(service=name)
    dot = "green-dot" if now - service.at < FRESH_SECONDS else "text-3"
    return StatusItem(f"{words}, {took}" if took else words, dot=dot, tip=tip)
