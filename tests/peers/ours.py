"""Sending as the product does: composed, driven by the dispatcher, written by a transport."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from pushbench.compose.draft import make_draft
from pushbench.domain.exchange import Exchange, SendContext
from pushbench.domain.message import Message
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.domain.ports import Transport
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Provider
from pushbench.domain.target import Target
from pushbench.engine.clock import SystemClock, SystemRandomness
from pushbench.engine.dispatcher import Dispatcher
from pushbench.engine.gates import Gates
from pushbench.engine.transport_curl import CurlTransport
from pushbench.engine.transport_httpx import HttpxTransport

Begin: TypeAlias = Callable[[SendContext], Exchange]
MakeTransport: TypeAlias = Callable[[Mapping[str, str]], Transport]
BOTH: tuple[MakeTransport, ...] = (HttpxTransport, CurlTransport)


class StoppedClock(SystemClock):
    """Shows one moment, in Unix seconds; pauses are real."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now


def run(
    begins: Iterable[Begin],
    *,
    now: float | None = None,
    is_validation: bool = False,
    at_once: int = 1,
    make_transport: MakeTransport = HttpxTransport,
) -> list[Outcome]:
    """Run exchanges over one dispatcher, so many at once; ``now`` is what the clock shows, None the true time."""

    async def run_all() -> list[Outcome]:
        transport = make_transport({})
        clock = SystemClock() if now is None else StoppedClock(now)
        dispatcher, gates = Dispatcher(transport, clock, SystemRandomness()), Gates(at_once)
        try:
            dispatched = await asyncio.gather(
                *(dispatcher.run(begin, gates=gates, is_validation=is_validation) for begin in begins)
            )
        finally:
            await dispatcher.aclose()
            await transport.aclose()
        return [each.outcome for each in dispatched]

    return asyncio.run(run_all())


def send(begin: Begin, *, now: float, is_validation: bool = False) -> None:
    """Run one exchange, which is to be accepted."""
    [outcome] = run([begin], now=now, is_validation=is_validation)
    assert outcome.kind is OutcomeKind.ACCEPTED, outcome


def sending(
    provider: Provider, message: Message, target: Target, credentials: Credentials, *, composed_at: float
) -> Begin:
    """Compose a message at a moment; return what starts its exchange."""
    draft = make_draft(provider, message, credentials, composed_at)
    return lambda context: provider.exchange(draft, target, credentials, context)


def send_message(
    provider: Provider,
    message: Message,
    target: Target,
    credentials: Credentials,
    *,
    composed_at: float,
    now: float,
    is_validation: bool = False,
) -> None:
    """Compose a message and send it; it is to be accepted."""
    begin = sending(provider, message, target, credentials, composed_at=composed_at)
    send(begin, now=now, is_validation=is_validation)
