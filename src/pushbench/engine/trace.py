"""What is remembered of one delivery on its way, and of the connection it uses."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from pushbench.domain.exchange import CachedToken, MemoryTokenCache, TokenCache
from pushbench.domain.outcome import Attempt, Outcome, StepKind


@dataclass(slots=True)
class Connection:
    """What is known of the connection for one origin and link."""

    generation: int = 0
    """Counts the new connections that answers asked for; part of the link's identity."""
    has_answered: bool = False
    first: asyncio.Lock = field(default_factory=asyncio.Lock)
    failures_in_a_row: int = 0


@dataclass(frozen=True, slots=True)
class Used:
    """The connection that a request went over."""

    connection: Connection
    generation: int

    def renew(self) -> None:
        """Ask for a new connection, unless another delivery that used the same one already did."""
        if self.connection.generation == self.generation:
            self.connection.generation += 1
            self.connection.has_answered = False


@dataclass(slots=True)
class Trace:
    """What one delivery has done so far; the caller keeps it, also when the delivery is cut off."""

    attempts: list[Attempt] = field(default_factory=list)
    on_attempt: Callable[[Attempt], None] | None = None
    on_wait: Callable[[float, int], None] | None = None
    """Told the seconds of a pause and the number of the try that follows."""
    stop: asyncio.Event | None = None
    """Once set, pauses end and nothing is sent again."""
    hurry: asyncio.Event | None = None
    """Set by hand while a pause goes on: the next try comes at once."""
    used: Used | None = None
    """The connection of the last request."""

    @property
    def is_stopped(self) -> bool:
        return self.stop is not None and self.stop.is_set()

    def add(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        if self.on_attempt is not None:
            self.on_attempt(attempt)

    def was_delivering(self) -> bool:
        """Whether a DELIVER request may have arrived."""
        return any(
            attempt.step is StepKind.DELIVER and (attempt.failure is None or not attempt.failure.never_arrived)
            for attempt in self.attempts
        )


@dataclass(frozen=True, slots=True)
class Dispatched:
    """The end of one delivery."""

    outcome: Outcome
    attempts: tuple[Attempt, ...]


class RepeatingIds:
    """Gives every try of one delivery the same ids in the same order, so that a service can tell a repetition."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make
        self._made: list[str] = []

    def start_over(self) -> Callable[[], str]:
        """Return a source of ids that begins with the first one again."""
        position = itertools.count()

        def next_id() -> str:
            number = next(position)
            if number == len(self._made):
                self._made.append(self._make())
            return self._made[number]

        return next_id


class ScratchTokens:
    """Reads a token cache and keeps what is put to itself: stand-ins of a dry run never reach the real one."""

    def __init__(self, below: TokenCache) -> None:
        self._below = below
        self._own = MemoryTokenCache()
        self._dropped: set[str] = set()

    def get(self, key: str) -> CachedToken | None:
        own = self._own.get(key)
        if own is not None or key in self._dropped:
            return own
        return self._below.get(key)

    def put(self, key: str, token: CachedToken) -> None:
        self._own.put(key, token)

    def drop(self, key: str) -> None:
        self._own.drop(key)
        self._dropped.add(key)
