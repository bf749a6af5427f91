"""Counts what each transport says about a server that sends a GOAWAY every so many requests.

    python tests/benchmarks/bench_goaway.py [--sends 1000] [--every 100] [--in-flight 50]

Target for the bulk transport: nothing called accepted that was not, none doubled, at least 99 % accepted. httpx is
there for comparison: it gives up streams that the server went on to answer.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # for the tests' own server

from tests.engine.peer import Peer, Reply, Seen

from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.outcome import Outcome, OutcomeKind, StepKind
from pushbench.domain.ports import Transport
from pushbench.engine.clock import SystemClock, SystemRandomness
from pushbench.engine.dispatcher import Begin, Dispatcher
from pushbench.engine.gates import Gates
from pushbench.engine.transport_curl import CurlTransport
from pushbench.engine.transport_curl_process import ProcessMotor
from pushbench.engine.transport_httpx import HttpxTransport

TRANSPORTS: dict[str, Callable[[], Transport]] = {
    "httpx": lambda: HttpxTransport({}),
    "libcurl, thread": lambda: CurlTransport({}),
    "libcurl, process": lambda: CurlTransport({}, ProcessMotor),
}


def begin(url: str, link: Link) -> Begin:
    def exchange(context: SendContext) -> Exchange:
        response = yield Step(StepKind.DELIVER, HttpRequest("POST", url, body=b"{}", link=link))
        return Outcome(OutcomeKind.ACCEPTED if response.status == 200 else OutcomeKind.REJECTED, response.status)

    return exchange


async def measure(make: Callable[[], Transport], folder: Path, sends: int, every: int, in_flight: int) -> str:
    """Return one line about a transport."""
    count = 0

    def answer(seen: Seen) -> Reply:
        nonlocal count
        count += 1
        return Reply(goaway=-1) if count % every == 0 else Reply(delay=0.002)

    transport = make()
    dispatcher = Dispatcher(transport, SystemClock(), SystemRandomness())
    gates = Gates(in_flight)
    start = time.perf_counter()
    try:
        async with Peer(answer) as peer:
            link = Link(ca_file=peer.ca_file(folder), http2_only=True)
            runs = (dispatcher.run(begin(f"{peer.origin}/{number}", link), gates=gates) for number in range(sends))
            done = await asyncio.gather(*runs)
            await transport.aclose()
    finally:
        await dispatcher.aclose()
    kinds = collections.Counter(one.outcome.kind for one in done)
    processed = collections.Counter(seen.path for seen in peer.seen)
    accepted = {f"/{number}" for number, one in enumerate(done) if one.outcome.kind is OutcomeKind.ACCEPTED}
    return (
        f"accepted {kinds[OutcomeKind.ACCEPTED] / sends:6.1%}  unclear {kinds[OutcomeKind.UNCLEAR] / sends:6.1%}  "
        f"not sent {kinds[OutcomeKind.NOT_SENT] / sends:6.1%}  "
        f"doubled {sum(1 for times in processed.values() if times > 1)}  "
        f"falsely accepted {len(accepted - set(processed))}  "
        f"connections {peer.connections}  {time.perf_counter() - start:.2f} s"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sends", type=int, default=1000)
    options.add_argument("--every", type=int, default=100)
    options.add_argument("--in-flight", type=int, default=50)
    given = options.parse_args()
    print(f"{given.sends:,} sends, a GOAWAY every {given.every}, {given.in_flight} in flight")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in TRANSPORTS.items():
            line = asyncio.run(measure(make, Path(folder), given.sends, given.every, given.in_flight))
            print(f"  {name:17} {line}")


if __name__ == "__main__":
    main()
