"""Running the emulator as a process: what ``pushbench sandbox`` does."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.ports import Clock, Randomness
from pushbench.engine import emulator_marker
from pushbench.engine.clock import SystemClock
from pushbench.engine.emulator_keys import EmulatorKeys
from pushbench.engine.home import DATABASE_NAME
from pushbench.engine.local_sandbox import PREFERRED_PORT
from pushbench.sandbox.emulator import Emulator
from pushbench.sandbox.ready import Ready


@dataclass(frozen=True, slots=True)
class EmulatorOptions:
    """How the emulator's process runs."""

    home: Path
    environ: Mapping[str, str]
    port: int | None = None
    """The control port; None: the preferred one, else a free one."""
    clock: Clock | None = None
    randomness: Randomness | None = None
    preferred_port: int = PREFERRED_PORT


async def run_emulator(options: EmulatorOptions, on_ready: Callable[[Ready], None], until: asyncio.Event) -> None:
    """Run until the event is set. Keys come from and go to the vault where one is open. Raises UserError."""
    async with _kept_keys(options) as keys:
        kept = await keys.load()
    emulator = Emulator(clock=options.clock or SystemClock(), keys=kept, randomness=options.randomness)
    try:
        ready = await _listen(emulator, options)
        if emulator.keys() != kept:
            async with _kept_keys(options) as keys:
                await keys.save(emulator.keys())
        _mark(options.home, ready)
        on_ready(ready)
        await until.wait()
    finally:
        emulator_marker.remove(options.home, os.getpid())
        await emulator.aclose()


async def _listen(emulator: Emulator, options: EmulatorOptions) -> Ready:
    if options.port is not None:
        return await emulator.start(options.port)
    try:
        return await emulator.start(options.preferred_port)
    except UserError:
        return await emulator.start(0)


@contextlib.asynccontextmanager
async def _kept_keys(options: EmulatorOptions) -> AsyncIterator[EmulatorKeys]:
    """Open store and vault only for as long as the keys are read or written."""
    from pushbench.store.thread import StoreThread
    from pushbench.vault import open_vault

    store = await StoreThread.open(options.home / DATABASE_NAME)
    try:
        yield EmulatorKeys(store, open_vault(options.home, options.environ))
    finally:
        await store.aclose()


def _mark(home: Path, ready: Ready) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        emulator_marker.write(home, emulator_marker.Marker(ready.pid, ready.control_url, ready.ca_file, ready.port))
    except OSError as error:
        raise UserError(
            f"The folder {home} cannot be written.",
            f"The system says: {error.strerror or error}.",
            "Free some space, or name another folder with --home.",
        ) from error
