"""The home's emulator: in memory, as a child process, found by another process."""

from __future__ import annotations

import asyncio
import io
import json
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from pushbench.domain.errors import UserError
from pushbench.engine import emulator_marker, local_sandbox
from pushbench.engine.clock import SystemClock, SystemRandomness
from pushbench.engine.local_sandbox import LocalSandbox
from pushbench.engine.transport_httpx import HttpxTransport


@asynccontextmanager
async def sandbox_of(home: Path | None) -> AsyncIterator[LocalSandbox]:
    transport = HttpxTransport({})
    local = LocalSandbox(home, transport, clock=SystemClock(), randomness=SystemRandomness(), environ={})
    try:
        yield local
    finally:
        await local.aclose()
        await transport.aclose()


def run(home: Path | None, work: Callable[[LocalSandbox], Awaitable[None]]) -> None:
    async def inside() -> None:
        async with sandbox_of(home) as local:
            await work(local)

    asyncio.run(inside())


def test_in_memory_it_starts_once_and_says_when_it_changes() -> None:
    async def work(local: LocalSandbox) -> None:
        changes: list[bool] = []
        local.on_change.append(lambda: changes.append(local.is_running))
        assert await local.ready() is None
        first, second = await asyncio.gather(local.start(), local.start())
        assert first == second
        assert set(first["providers"]) >= {"apns", "fcm", "webpush"}
        await local.stop()
        assert changes == [True, False]
        assert await local.ready() is None

    run(None, work)


def test_faults_go_through_the_control_port() -> None:
    async def work(local: LocalSandbox) -> None:
        await local.start()
        await local.set_fault({"provider": "apns", "kind": "reason", "reason": "Unregistered", "times": 1})
        (fault,) = await local.faults()
        assert fault["kind"] == "reason"
        await local.clear_faults()
        assert await local.faults() == []
        assert await local.received() == []
        with pytest.raises(UserError):
            await local.set_fault({"provider": "apns", "kind": "earthquake"})

    run(None, work)


def test_asking_a_sandbox_that_does_not_run_says_so() -> None:
    async def work(local: LocalSandbox) -> None:
        with pytest.raises(UserError, match="not running"):
            await local.received()

    run(None, work)


@pytest.mark.slow
def test_the_child_is_found_by_others_and_ends_with_its_owner(tmp_path: Path) -> None:
    async def work(local: LocalSandbox) -> None:
        ready = await local.start()
        assert ready["pid"] != os.getpid()
        async with sandbox_of(tmp_path) as other:
            assert await other.ready() == ready
            await other.stop()
        assert await local.ready() == ready
        marker = json.loads((tmp_path / emulator_marker.FILE_NAME).read_text())
        assert set(marker) == {"pid", "control_url", "ca_file", "port"}
        assert (tmp_path / emulator_marker.FILE_NAME).stat().st_mode & 0o777 == 0o600
        await local.stop()
        assert not emulator_marker.is_alive(ready["pid"])
        assert not (tmp_path / emulator_marker.FILE_NAME).exists()
        assert not os.path.lexists(ready["ca_file"])

    run(tmp_path, work)


@pytest.mark.slow
def test_the_preferred_port_is_asked_for_and_a_taken_one_given_up(tmp_path: Path, free_port: int) -> None:
    async def work(local: LocalSandbox) -> None:
        local.preferred_port = free_port
        assert (await local.start())["control_url"] == f"https://127.0.0.1:{free_port}"
        async with sandbox_of(tmp_path / "other") as other:
            other.preferred_port = free_port
            elsewhere = (await other.start())["control_url"]
        assert elsewhere != f"https://127.0.0.1:{free_port}"

    run(tmp_path, work)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 0}', '{"pid": "x", "control_url": 1}', "[" * 5000])
def test_a_broken_marker_is_no_emulator(tmp_path: Path, text: str) -> None:
    (tmp_path / emulator_marker.FILE_NAME).write_text(text)
    assert emulator_marker.read(tmp_path) is None


def test_a_marker_of_a_dead_process_is_no_emulator(tmp_path: Path) -> None:
    child = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(child, 0)
    emulator_marker.write(tmp_path, emulator_marker.Marker(child, "https://127.0.0.1:1", "/none", 1))
    assert emulator_marker.read(tmp_path) is None


def test_a_marker_whose_port_is_closed_is_no_emulator(tmp_path: Path) -> None:
    emulator_marker.write(tmp_path, emulator_marker.Marker(os.getpid(), "https://127.0.0.1:1", "/none.pem", 1))

    async def work(local: LocalSandbox) -> None:
        assert await local.ready() is None

    run(tmp_path, work)


class SlowChild:
    """Stands for a child that says nothing until it is let."""

    may_speak = threading.Event()

    def __init__(self, _home: Path, _environ: object, _port: int) -> None:
        self.is_running = False
        self.is_stopped = False
        SlowChild.last = self

    last: SlowChild

    def start(self) -> dict[str, object]:
        self.may_speak.wait(20)
        self.is_running = not self.is_stopped
        return {"pid": 1, "providers": {}}

    def stop(self) -> None:
        self.is_stopped = True
        self.may_speak.set()


def test_a_slow_start_is_told_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_sandbox, "_Child", SlowChild)
    monkeypatch.setattr(local_sandbox, "SLOW_SECONDS", 0.02)
    SlowChild.may_speak.clear()

    async def work(local: LocalSandbox) -> None:
        told: list[float] = []

        def on_slow(seconds: float) -> None:
            told.append(seconds)
            if len(told) == 2:
                SlowChild.may_speak.set()

        local.on_slow = on_slow
        assert await local.start() == {"pid": 1, "providers": {}}
        assert told[:2] == [0.02, 0.04]

    run(tmp_path, work)


def test_a_start_that_never_ends_is_given_up_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_sandbox, "_Child", SlowChild)
    monkeypatch.setattr(local_sandbox, "SLOW_SECONDS", 0.02)
    monkeypatch.setattr(local_sandbox, "START_SECONDS", 0.05)
    SlowChild.may_speak.clear()

    async def work(local: LocalSandbox) -> None:
        with pytest.raises(UserError, match="could not be started"):
            await local.start()
        assert SlowChild.last.is_stopped

    run(tmp_path, work)


@pytest.mark.parametrize("is_cut_off", [False, True], ids=["an empty line", "a closed stream"])
def test_a_stop_in_the_middle_of_a_start_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_cut_off: bool
) -> None:
    """stop() closes the child's streams under the thread that waits for its first line."""
    child = local_sandbox._Child(tmp_path, {}, local_sandbox.PREFERRED_PORT)

    class FirstLine(io.BytesIO):
        def readline(self, size: int | None = -1) -> bytes:
            child.stop()
            return super().readline(size) if is_cut_off else b""

    class EndedProcess:
        stdin, stdout, stderr, returncode = io.BytesIO(), FirstLine(), io.BytesIO(b"words"), 0

        def poll(self) -> int:
            return 0

        def wait(self, timeout: float | None = None) -> int:
            return 0

    monkeypatch.setattr(local_sandbox.subprocess, "Popen", lambda *_args, **_kwargs: EndedProcess())
    with pytest.raises(UserError) as told:
        child.start()
    assert told.value.why == "It was stopped while it was starting."
