"""Compares sending with what it stands on, as ratios within one interleaved run.

    python tests/benchmarks/bench_send.py [--singles 40] [--bulk 10000] [--rounds 5]

- one send, from start to the recorded answer, against the bare httpx exchange of the same request; the emulator
  runs in a process of its own. Target: at most 30 ms more;
- the bulk engine alone over one connection, in a thread and in a process, against h2load where it is installed
  (package nghttp2-client), else against bare pycurl; the server is nginx where it is installed, else the tests' own,
  which is slower than any client. Target: at least 0.25 of h2load.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pycurl
import trustme

sys.path.insert(0, str(Path(__file__).parents[2]))  # for the tests' own server

from tests.engine.peer import Peer

from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.message import Content, Message
from pushbench.engine.plan import SendOrder
from pushbench.engine.transport_curl import CurlTransport
from pushbench.engine.transport_curl_process import ProcessMotor
from pushbench.engine.workspace import Workspace

STREAMS = 500
BODY = (
    b'{"aps":{"alert":{"title":"Gate changed to B42","body":"It is 8 minutes on foot."}},"data":"' + b"x" * 180 + b'"}'
)
HEADERS = (
    ("apns-topic", "app.skylark.ios"),
    ("apns-push-type", "alert"),
    ("apns-priority", "10"),
    ("authorization", "bearer " + "x" * 200),
)
MESSAGE = Message(name="Bench", content=Content(title="Gate changed to B42", body="It is 8 minutes on foot."))


# one send -----------------------------------------------------------------------------------------------------------


async def compare_single(home: Path, count: int) -> None:
    """Print the milliseconds of one send and of the bare exchange, medians of an interleaved run."""
    workspace = await Workspace.open(home, environ={"PUSHBENCH_VAULT": "memory"})
    try:
        await workspace.ensure_first_start()
        order = SendOrder(MESSAGE, ("Virtual iPhone",), profile="local-apns")
        plan = await workspace.plan(order)
        credentials = await workspace.credentials("local-apns")
        request = await workspace.request_for(MESSAGE, "apns", profile="local-apns", target="Virtual iPhone")
        context = ssl.create_default_context(cafile=credentials.text("ca_file"))
        async with httpx.AsyncClient(http2=True, http1=False, verify=context) as client:

            async def bare() -> None:
                headers = dict(request.headers)
                (await client.post(request.url, headers=headers, content=request.body)).raise_for_status()

            async def ours() -> None:
                fresh = await workspace.plan(order)
                summary = await workspace.start(fresh).wait()
                assert summary.accepted == 1, summary

            await bare()
            await workspace.start(plan).wait()
            times = await interleaved({"bare": bare, "ours": ours}, count)
    finally:
        await workspace.aclose()
    more = times["ours"] - times["bare"]
    print(f"one send: {times['ours']:.1f} ms, bare httpx {times['bare']:.1f} ms: {more:+.1f} ms (target: at most +30)")


async def interleaved(works: dict[str, Callable[[], Awaitable[None]]], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            await work()
            taken[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(values) for name, values in taken.items()}


# many sends ---------------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def server(folder: Path) -> AsyncIterator[tuple[str, str, str]]:
    """Yield origin, CA file and the server's name."""
    ca = trustme.CA()
    if shutil.which("nginx") is None:
        async with Peer(ca=ca, alpn=("h2",)) as peer:
            yield peer.origin, peer.ca_file(folder), "the tests' own server"
        return
    leaf = ca.issue_cert("127.0.0.1", "localhost")
    leaf.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    ca.cert_pem.write_to_path(folder / "ca.pem")
    port = free_port()
    with nginx(folder, port):
        yield f"https://127.0.0.1:{port}", str(folder / "ca.pem"), "nginx"


@contextlib.contextmanager
def nginx(folder: Path, port: int) -> Iterator[None]:
    paths = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; error_log {folder}/error.log; pid {folder}/pid;"
        "events { worker_connections 256; }"
        f"http {{ access_log off; {paths} keepalive_requests 100000000; http2_max_concurrent_streams 1000;"
        f"server {{ listen 127.0.0.1:{port} ssl http2; ssl_certificate {folder}/server.pem;"
        f"ssl_certificate_key {folder}/server.pem; location / {{ return 200; }} }} }}"
    )
    process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        wait_for_port(port)
        yield
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit("nginx did not start")


def h2load_rate(origin: str, folder: Path, count: int) -> float | None:
    """Return requests per second of h2load, or None where it is not installed."""
    if shutil.which("h2load") is None:
        return None
    (folder / "body").write_bytes(BODY)
    headers = [part for name, value in HEADERS for part in ("-H", f"{name}: {value}")]
    command = ["h2load", "-n", str(count), "-c", "1", "-m", str(STREAMS), "-d", str(folder / "body"), *headers]
    said = subprocess.run(
        [*command, f"{origin}/3/device/{'a' * 64}"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"([\d.]+) req/s", said)
    return float(found.group(1)) if found else None


def pycurl_rate(origin: str, ca_file: str, count: int) -> float:
    """Return requests per second of a loop over a bare multi handle."""
    multi = pycurl.CurlMulti()
    multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
    multi.setopt(pycurl.M_MAX_CONCURRENT_STREAMS, 1000)
    multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, 1)
    handles = [bare_handle(origin, ca_file) for _ in range(min(STREAMS, count))]
    start = time.perf_counter()
    for handle in handles:
        multi.add_handle(handle)
    left, done = count - len(handles), 0
    while done < count:
        multi.perform()
        waiting = 1
        while waiting:
            waiting, good, bad = multi.info_read()
            assert not bad, bad
            for handle in good:
                multi.remove_handle(handle)
                done += 1
                if left:
                    left -= 1
                    multi.add_handle(handle)
        multi.select(0.05)
    return count / (time.perf_counter() - start)


def bare_handle(origin: str, ca_file: str) -> pycurl.Curl:
    handle = pycurl.Curl()
    handle.setopt(pycurl.URL, f"{origin}/3/device/{'a' * 64}")
    handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
    handle.setopt(pycurl.PIPEWAIT, 1)
    handle.setopt(pycurl.CAINFO, ca_file)
    handle.setopt(pycurl.POSTFIELDS, BODY)
    handle.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in HEADERS])
    handle.setopt(pycurl.WRITEFUNCTION, lambda data: None)
    return handle


async def engine_rate(transport: CurlTransport, origin: str, ca_file: str, count: int) -> float:
    """Return requests per second of the transport alone: no provider, no history."""
    link = Link(ca_file=ca_file, http2_only=True)
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            request = HttpRequest("POST", f"{origin}/3/device/{number:064x}", HEADERS, BODY, link)
            answer = await transport.send(request)
            assert answer.status == 200, answer

    await transport.send(HttpRequest("POST", f"{origin}/3/device/first", HEADERS, BODY, link))
    start = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(STREAMS)))
    return count / (time.perf_counter() - start)


async def compare_bulk(folder: Path, count: int, rounds: int) -> None:
    """Print rates and ratios of the bulk engine, medians of an interleaved run."""
    rates: dict[str, list[float]] = {"h2load": [], "bare pycurl": [], "engine, thread": [], "engine, process": []}
    thread, process = CurlTransport({}), CurlTransport({}, ProcessMotor)
    try:
        async with server(folder) as (origin, ca_file, name):
            for _ in range(rounds):
                peer = await asyncio.to_thread(h2load_rate, origin, folder, count)
                rates["h2load"] += [] if peer is None else [peer]
                rates["bare pycurl"].append(await asyncio.to_thread(pycurl_rate, origin, ca_file, count))
                rates["engine, thread"].append(await engine_rate(thread, origin, ca_file, count))
                rates["engine, process"].append(await engine_rate(process, origin, ca_file, count))
    finally:
        await thread.aclose()
        await process.aclose()
    medians = {client: statistics.median(values) for client, values in rates.items() if values}
    base = medians.get("h2load") or medians["bare pycurl"]
    print(f"{count:,} sends over one connection, {STREAMS} streams, against {name}:")
    for client, rate in medians.items():
        print(f"  {client:16} {rate:9,.0f}/s  {rate / base:5.2f}")
    print(
        "  target: at least 0.25 of h2load"
        if "h2load" in medians
        else "  h2load is not installed: ratios of bare pycurl"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--singles", type=int, default=40)
    options.add_argument("--bulk", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(compare_single(Path(name) / "home", given.singles))
        asyncio.run(compare_bulk(Path(name), given.bulk, given.rounds))


if __name__ == "__main__":
    main()
