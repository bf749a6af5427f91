"""The harsh test: a GOAWAY every 100 requests, 1,000 sends, 50 in flight. Nothing may be said that is not so."""

from __future__ import annotations

import asyncio
import collections
from pathlib import Path

import pytest
from tests.engine.peer import Peer, Reply, Seen

from pushbench.domain.exchange import Exchange, MemoryTokenCache, SendContext, Step
from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.outcome import Outcome, OutcomeKind, StepKind
from pushbench.engine.clock import SystemClock, SystemRandomness
from pushbench.engine.dispatcher import Begin, Dispatched, Dispatcher
from pushbench.engine.gates import Gates
from pushbench.engine.transport_curl import CurlTransport

pytestmark = pytest.mark.anyio
SENDS, IN_FLIGHT = 1000, 50


def begin(peer: Peer, link: Link, number: int) -> Begin:
    def exchange(context: SendContext) -> Exchange:
        response = yield Step(
            StepKind.DELIVER, HttpRequest("POST", f"{peer.origin}/{number}", body=b"{}", link=link, timeout_seconds=20)
        )
        return Outcome(OutcomeKind.ACCEPTED if response.status == 200 else OutcomeKind.REJECTED, response.status)

    return exchange


async def send_all(peer: Peer, link: Link) -> list[Dispatched]:
    transport = CurlTransport(environ={})
    dispatcher = Dispatcher(transport, SystemClock(), SystemRandomness(), MemoryTokenCache())
    gates = Gates(IN_FLIGHT)
    try:
        return await asyncio.gather(
            *(dispatcher.run(begin(peer, link, number), gates=gates) for number in range(SENDS))
        )
    finally:
        await dispatcher.aclose()
        await transport.aclose()


@pytest.mark.parametrize("max_streams", [None, 5])
async def test_goaway_every_100_requests(tmp_path: Path, max_streams: int | None) -> None:
    count = 0

    def answer(seen: Seen) -> Reply:
        nonlocal count
        count += 1
        return Reply(goaway=-1) if count % 100 == 0 else Reply(delay=0.002)

    async with Peer(answer, max_streams=max_streams) as peer:
        done = await send_all(peer, Link(ca_file=peer.ca_file(tmp_path), http2_only=True))
    processed = collections.Counter(seen.path for seen in peer.seen)
    accepted = {f"/{number}" for number, one in enumerate(done) if one.outcome.kind is OutcomeKind.ACCEPTED}
    assert max(processed.values()) == 1, "none doubled"
    assert accepted <= set(processed), "nothing is called accepted that was not"
    assert len(accepted) >= SENDS * 0.99
    assert peer.connections >= 9
    unsent = {f"/{number}" for number, one in enumerate(done) if one.outcome.kind is OutcomeKind.NOT_SENT}
    assert not unsent & set(processed)


@pytest.mark.parametrize("reply", [Reply(drop=True), Reply(goaway=-1, stall=True, close=True)])
async def test_connections_that_break_with_50_in_flight(tmp_path: Path, reply: Reply) -> None:
    count = 0

    def answer(seen: Seen) -> Reply:
        nonlocal count
        count += 1
        return reply if count % 300 == 0 else Reply(delay=0.002)

    async with Peer(answer) as peer:
        done = await send_all(peer, Link(ca_file=peer.ca_file(tmp_path), http2_only=True))
    processed = collections.Counter(seen.path for seen in peer.seen)
    assert max(processed.values()) == 1, "a request that may have arrived is never sent again"
    for number, one in enumerate(done):
        was_processed = f"/{number}" in processed
        if one.outcome.kind is OutcomeKind.ACCEPTED:
            assert was_processed
        elif one.outcome.kind is OutcomeKind.NOT_SENT:
            assert not was_processed
    assert any(one.outcome.kind is OutcomeKind.UNCLEAR for one in done)


async def test_refused_streams_are_sent_again(tmp_path: Path) -> None:
    count = 0

    def answer(seen: Seen) -> Reply:
        nonlocal count
        count += 1
        return Reply(reset=7) if count % 10 == 0 else Reply()

    async with Peer(answer) as peer:
        done = await send_all(peer, Link(ca_file=peer.ca_file(tmp_path)))
    assert all(one.outcome.kind is OutcomeKind.ACCEPTED for one in done)
    assert len(peer.seen) == SENDS


async def test_the_peers_limit_of_streams_is_followed(tmp_path: Path) -> None:
    # h2's server closes the connection when its limit is overstepped, so every success is proof.
    async with Peer(lambda seen: Reply(delay=0.001), max_streams=5) as peer:
        done = await send_all(peer, Link(ca_file=peer.ca_file(tmp_path), http2_only=True))
    assert all(one.outcome.kind is OutcomeKind.ACCEPTED for one in done)
    assert sum(len(one.attempts) for one in done) == SENDS
    assert peer.connections == 1
