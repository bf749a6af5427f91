"""How a provider talks: one generator that yields requests and returns the outcome.

    def exchange(self, ...):
        response = yield Step(StepKind.DELIVER, request)
        return parse(response)

The dispatcher alone drives it. A transport failure is thrown in as :class:`TransportFailure`; an
exchange that does not catch it leaves the dispatcher to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Outcome, StepKind
from pushbench.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class Step:
    """One request of an exchange, what it is for, and what a dry run pretends to hear."""

    kind: StepKind
    request: HttpRequest
    stand_in: HttpResponse | None = None
    """The marked answer a dry run gives to AUTHORISE and PREPARE steps."""


Exchange: TypeAlias = Generator[Step, HttpResponse, Outcome]


@dataclass(frozen=True, slots=True)
class CachedToken:
    """A minted or fetched token and how long it lasts, in Unix seconds."""

    token: Secret
    minted_at: float
    expires_at: float


class TokenCache(Protocol):
    """Tokens kept between sends and, where a vault is open, between starts."""

    def get(self, key: str) -> CachedToken | None: ...

    def put(self, key: str, token: CachedToken) -> None: ...

    def drop(self, key: str) -> None: ...


class MemoryTokenCache:
    """A :class:`TokenCache` that lives as long as the process."""

    def __init__(self) -> None:
        self._tokens: dict[str, CachedToken] = {}

    def get(self, key: str) -> CachedToken | None:
        return self._tokens.get(key)

    def put(self, key: str, token: CachedToken) -> None:
        self._tokens[key] = token

    def drop(self, key: str) -> None:
        self._tokens.pop(key, None)


@dataclass(frozen=True, slots=True)
class SendContext:
    """Everything a builder needs that is not in its arguments; builders read no clock, file or environment."""

    now: float
    """Unix seconds."""
    random_bytes: Callable[[int], bytes]
    new_id: Callable[[], str]
    """A lower-case UUID."""
    tokens: TokenCache = field(default_factory=MemoryTokenCache)
    clock: Callable[[], float] | None = None
    """Reads the time again inside a long exchange; None: ``now`` stands still."""
    is_validation: bool = False
    """Ask the service to check only, where it can (FCM ``validate_only``)."""

    def time(self) -> float:
        return self.clock() if self.clock else self.now
