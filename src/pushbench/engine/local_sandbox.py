"""The workspace's own emulator: found where it runs already, else started, as a child process or in memory."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pushbench.domain.errors import TransportFailure, Trouble, UserError
from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.json_value import Json, compact
from pushbench.domain.ports import Clock, Randomness, Transport
from pushbench.engine import emulator_marker

if TYPE_CHECKING:
    from pushbench.sandbox.emulator import Emulator

PREFERRED_PORT = 8787
START_SECONDS = 180.0
"""Until a start counts as failed. It takes one second; on a machine that compiles or tests beside it, it took 40."""
SLOW_SECONDS = 6.0
"""How often :attr:`LocalSandbox.on_slow` is told that it is still starting."""
STOP_SECONDS = 5.0
Ready = Mapping[str, Any]


class LocalSandbox:
    """Starts, finds, asks and stops the emulator of one home.

    With a home it is a process of its own, so that it never slows the window; without one (``demo``,
    tests) it runs on the caller's loop. ``on_change`` callables are called after start and stop.
    """

    def __init__(
        self,
        home: Path | None,
        transport: Transport,
        *,
        clock: Clock,
        randomness: Randomness,
        environ: Mapping[str, str],
    ) -> None:
        self._home = home
        self._transport = transport
        self._clock = clock
        self._randomness = randomness
        self._environ = environ
        self._ready: Ready | None = None
        self._child: _Child | None = None
        self._inside: Emulator | None = None
        self._starting = asyncio.Lock()
        self._greeted: Ready | None = None
        self.preferred_port = PREFERRED_PORT
        """The control port that the next start asks for; where it is taken, a free one is used."""
        self.on_change: list[Callable[[], None]] = []
        self.on_slow: Callable[[float], object] | None = None
        """Told the seconds waited so far while a start takes long."""
        self.on_ready: Callable[[Ready], Awaitable[None]] | None = None
        """Awaited before :meth:`start` returns an emulator that was not seen before."""

    @property
    def is_running(self) -> bool:
        """Whether an emulator is known to run; ``ready()`` looks anew."""
        return self._ready is not None

    @property
    def current(self) -> Ready | None:
        """The ready object as last seen, without asking anybody."""
        return self._ready

    async def start(self) -> Ready:
        """Return the running emulator's ready object, starting one when there is none. Raises UserError."""
        async with self._starting:
            ready = await self.ready()
            is_new = ready is None
            if ready is None:
                ready = await (self._start_inside() if self._home is None else self._start_child(self._home))
                self._ready = ready
            if self.on_ready is not None and ready != self._greeted:
                await self.on_ready(ready)
                self._greeted = ready
        if is_new:
            self._changed()
        return ready

    async def ready(self) -> Ready | None:
        """Return the ready object of the emulator that runs for this home, or None."""
        if self._inside is not None or (self._child is not None and self._child.is_running):
            return self._ready
        was_running, self._ready = self._ready is not None, None
        ended, self._child = self._child, None
        if ended is not None:
            await asyncio.to_thread(ended.stop)  # closes its pipes
        if self._home is not None:
            self._ready = await self._find(self._home)
        if was_running != (self._ready is not None):
            self._changed()
        return self._ready

    async def stop(self) -> None:
        """Stop the emulator this object started; one started elsewhere is left alone."""
        child, self._child = self._child, None
        inside, self._inside = self._inside, None
        if child is not None:
            await asyncio.to_thread(child.stop)
        if inside is not None:
            await inside.aclose()
        if self._ready is not None and (child is not None or inside is not None):
            self._ready = None
            self._changed()

    aclose = stop

    async def received(
        self, since: int = 0, wait: float = 0.0, *, limit: int = 0, before: int | None = None
    ) -> list[dict[str, Any]]:
        """Return pushes with numbers above ``since``, oldest first, waiting up to ``wait`` seconds for one.

        ``limit`` gives the oldest so many of them; with ``before`` the newest so many below that number (0: of all).
        """
        path = f"/received?since={since}&wait={wait:g}"
        path += f"&limit={limit}" if limit else ""
        path += f"&before={before}" if before is not None else ""
        answer = await self._ask("GET", path, seconds=wait + 10)
        return list(answer) if isinstance(answer, list) else []

    async def set_fault(self, fault: Mapping[str, Json]) -> None:
        """Set a fault, in the fields of the contract. Raises UserError for one that is refused."""
        await self._ask("POST", "/faults", fault)

    async def faults(self) -> list[dict[str, Any]]:
        """Return the faults that stand."""
        answer = await self._ask("GET", "/faults")
        return list(answer) if isinstance(answer, list) else []

    async def clear_faults(self) -> None:
        await self._ask("DELETE", "/faults")

    async def remove_fault(self, number: int) -> None:
        """Take one fault away by the ``number`` that :meth:`faults` lists. Raises UserError when it is gone."""
        await self._ask("DELETE", f"/faults/{number}")

    async def reset(self) -> None:
        """Forget pushes, faults and what the services learned."""
        await self._ask("POST", "/reset")

    async def _start_inside(self) -> Ready:
        from pushbench.sandbox.emulator import Emulator

        self._inside = Emulator(clock=self._clock, randomness=self._randomness)
        return (await self._inside.start()).to_json()

    async def _start_child(self, home: Path) -> Ready:
        child = _Child(home, self._environ, self.preferred_port)
        try:
            ready = await self._said(child)
        except TimeoutError as error:
            await asyncio.to_thread(child.stop)
            raise _not_started(f"It said nothing within {START_SECONDS:.0f} seconds.") from error
        except BaseException:
            await asyncio.to_thread(child.stop)
            raise
        self._child = child
        return ready

    async def _said(self, child: _Child) -> Ready:
        """Wait for an emulator's ready object, and tell while it takes long. Raises TimeoutError."""
        said = asyncio.get_running_loop().run_in_executor(None, child.start)
        waited = 0.0
        while waited < START_SECONDS:
            await asyncio.wait((said,), timeout=SLOW_SECONDS)
            if said.done():
                return said.result()
            waited += SLOW_SECONDS
            if self.on_slow is not None:
                self.on_slow(waited)
        raise TimeoutError

    async def _find(self, home: Path) -> Ready | None:
        marker = await asyncio.to_thread(emulator_marker.read, home)
        if marker is None:
            return None
        try:
            found = await self._request(marker.control_url, marker.ca_file, "GET", "/ready", None, 5.0)
        except (TransportFailure, ValueError):
            return None
        return found if isinstance(found, dict) and found.get("pid") == marker.pid else None

    async def _ask(
        self, method: str, path: str, body: Mapping[str, Json] | None = None, *, seconds: float = 10.0
    ) -> Any:
        ready = self._ready or await self.ready()
        if ready is None:
            raise UserError(
                "The sandbox is not running.", "Nothing answers for this home.", "Start it on the Sandbox screen."
            )
        try:
            return await self._request(ready["control_url"], ready["ca_file"], method, path, body, seconds)
        except TransportFailure as failure:
            raise UserError(
                "The sandbox does not answer.",
                f"{failure.detail or failure.kind.value}.",
                "Stop it and start it again.",
            ) from failure

    async def _request(
        self, origin: str, ca_file: str, method: str, path: str, body: Mapping[str, Json] | None, seconds: float
    ) -> Any:
        request = HttpRequest(
            method,
            f"{origin}{path}",
            headers=(("content-type", "application/json"),) if body is not None else (),
            body=b"" if body is None else compact(body).encode(),
            link=Link(ca_file=ca_file, identity="sandbox-control"),
            timeout_seconds=seconds,
        )
        response = await self._transport.send(request)
        value = json.loads(response.body) if response.body else None
        if response.status >= 400:
            told = value if isinstance(value, dict) else {}
            raise UserError(
                str(told.get("what", "The sandbox refused.")), str(told.get("why", "")), str(told.get("fix", ""))
            )
        return value

    def _changed(self) -> None:
        for tell in list(self.on_change):
            tell()


_STOPPED = "It was stopped while it was starting."


class _Child:
    """The emulator's process. It ends when its standard input closes, so it cannot outlive its parent."""

    def __init__(self, home: Path, environ: Mapping[str, str], port: int) -> None:
        self._home = home
        self._environ = environ
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_stopped = False

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> dict[str, Any]:
        """Start the process and return its ready object; blocks until the first line."""
        # An installed application is its own interpreter and knows no -m.
        program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pushbench"]
        command = [*program, "--home", str(self._home), "sandbox", "--watch-parent"]
        if self._port != PREFERRED_PORT:
            command += ["--preferred-port", str(self._port)]
        with self._lock:
            if self._is_stopped:
                raise _not_started(_STOPPED)
            self._process = subprocess.Popen(  # noqa: S603  # our own program
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_child_environment(self._environ),
            )
        if self._process.stdout is None:
            raise _not_started("It has no output.")
        try:
            ready = json.loads(self._process.stdout.readline())
        except ValueError:  # no JSON, or stop() closed the stream meanwhile
            ready = None
        if not isinstance(ready, dict):
            raise _not_started(self._last_words())
        threading.Thread(target=_drain, args=(self._process.stderr,), daemon=True, name="sandbox-stderr").start()
        return ready

    def _last_words(self) -> str:
        process = self._process
        if process is None or process.stderr is None:
            return "It gave no reason."
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        try:
            said = process.stderr.read().decode("utf-8", "replace").strip()
        except ValueError:  # closed by stop(), which waits for nobody who reads
            return _STOPPED
        return " ".join(said.split())[:300] or f"It ended with code {process.returncode}."

    def stop(self) -> None:
        """End the process and wait for it; may be called twice."""
        with self._lock:
            self._is_stopped = True
            process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None and not stream.closed:
                stream.close()


def _drain(stream: IO[bytes] | None) -> None:
    """Read what the child says and forget it, so that a full pipe never stops it."""
    if stream is None:
        return
    try:
        while stream.read(65536):
            pass
    except ValueError:
        return  # closed by stop()


def _child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Give the child this program's import path beside the workspace's variables."""
    variables = {**os.environ, **environ}
    paths = [path for path in sys.path if path]
    variables["PYTHONPATH"] = os.pathsep.join(paths)
    return variables


def _not_started(why: str) -> UserError:
    return UserError(
        "The sandbox could not be started.",
        why,
        "Run “pushbench sandbox” in a terminal to see more.",
        trouble=Trouble.STOPPED,
    )
