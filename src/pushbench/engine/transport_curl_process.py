"""A motor in a child process: a Python sender beside a Python window makes the window stall, a process does not."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO

from pushbench.engine.transport_curl import MotorNotStarted
from pushbench.engine.transport_curl_commands import Command, Results
from pushbench.engine.transport_curl_frames import pack_commands, read_frame, unpack_results, write_frame

MODULE = "pushbench.engine.transport_curl_child"
_BATCH = 200


def can_run() -> bool:
    """Whether this program can start its own modules; an installed application cannot."""
    return not getattr(sys, "frozen", False)


def _start() -> subprocess.Popen[bytes]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", MODULE]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ)  # noqa: S603  # our own


class ProcessMotor:
    """Runs the lanes in a child process, with one thread for each direction of the pipe."""

    def __init__(self) -> None:
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._is_ending = False

    def start(self, report: Callable[[Results], object], crash: Callable[[Exception], object]) -> None:
        thread = threading.Thread(target=self._run, args=(report, crash), name="pushbench-bulk", daemon=True)
        self._threads.append(thread)
        thread.start()

    def post(self, command: Command) -> None:
        self._commands.put(command)

    def end(self) -> None:
        self._is_ending = True
        self._commands.put(None)

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _run(self, report: Callable[[Results], object], crash: Callable[[Exception], object]) -> None:
        try:
            # Starting takes some milliseconds, which is why it is done here.
            process = _start()
        except OSError as error:
            crash(MotorNotStarted(str(error)))
            return
        try:
            with process:
                self._talk(process, report)
            if not self._is_ending:
                crash(OSError(f"its process ended with code {process.returncode}"))
        except Exception as error:  # noqa: BLE001  # the thread's boundary: whoever waits must hear of it
            crash(error)

    def _talk(self, process: subprocess.Popen[bytes], report: Callable[[Results], object]) -> None:
        if process.stdin is None or process.stdout is None:
            raise OSError("its process has no pipes")
        writer = threading.Thread(target=self._write, args=(process.stdin,), name="pushbench-bulk-in", daemon=True)
        writer.start()
        while (packed := read_frame(process.stdout)) is not None:
            report(unpack_results(packed))
        self._commands.put(None)
        writer.join()

    def _write(self, stream: IO[bytes]) -> None:
        try:
            while (command := self._commands.get()) is not None:
                batch = [command]
                while len(batch) < _BATCH and not self._commands.empty():
                    following = self._commands.get()
                    if following is None:
                        write_frame(stream, pack_commands(batch))
                        return
                    batch.append(following)
                write_frame(stream, pack_commands(batch))
        except OSError:
            return  # the process is gone; the reading side tells so
        finally:
            stream.close()
