"""What every step of the set-up uses: its words, its lock, and the processes it starts."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

TOP = Path(__file__).resolve().parents[2]
IS_WINDOWS = os.name == "nt"


class Stopped(Exception):
    """Set-up cannot go on: what happened, why, and what to do."""

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__(f"{what}\n  Why: {why}\n  Do:  {fix}")


def say(text: str) -> None:
    """Tell people, on standard error."""
    print(text, file=sys.stderr, flush=True)


def run_step(command: list[str], what: str, folder: Path = TOP) -> None:
    """Run one step of the set-up with its words on standard error. Raises Stopped when it fails."""
    status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, cwd=folder, check=False).returncode
    if status != 0:
        name = Path(command[0]).name
        raise Stopped(what, f"{name} ended with {status}; its words stand above.", "Mend that, then start again.")


def hand_over(program: str, arguments: list[str]) -> int:
    """Become the program, so that signals and exit codes are its own; on Windows wait for it."""
    sys.stdout.flush()
    sys.stderr.flush()
    if not IS_WINDOWS:
        os.execv(program, [program, *arguments])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the console sends Ctrl+C to the program too
    with subprocess.Popen([program, *arguments]) as process:
        return process.wait()


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Keep a second set-up of this checkout waiting."""
    try:
        stream = (TOP / ".venv.lock").open("a+b")
    except OSError as error:
        raise Stopped("Set-up failed.", f"{error}.", f"Check the free space and who owns {TOP}.") from error
    with stream:
        if not try_lock(stream):
            say("Another set-up of this checkout is at work; waiting for it.")
            while not try_lock(stream):
                time.sleep(0.2)
        yield


def try_lock(stream: BinaryIO) -> bool:
    """Take the lock unless another process holds it; closing the file gives it back."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
