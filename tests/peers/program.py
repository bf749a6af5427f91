"""Starting servers of other people: found or named as missing, ready when they listen, ended with the test."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.peers import node

_SYSTEM = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin")
"""Where Debian puts servers, which is not on everybody's PATH."""


def find(name: str) -> str:
    """Return a program's path; skip with a reason where it is not installed, fail in CI."""
    places = (shutil.which(name), *(shutil.which(name, path=folder) for folder in _SYSTEM))
    found = next(filter(None, places), None)
    if found is None:
        node.missing(f"{name} is not installed")
    assert found is not None
    return found


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def running(command: Sequence[str], folder: Path, *ports: int) -> Iterator[None]:
    """Run a server in a folder from when it listens on every port; what it prints lies in ``printed``."""
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed)
        try:
            for port in ports:
                until(lambda port=port: process.poll() is not None or _listens(port))  # type: ignore[misc]
            assert process.poll() is None, (folder / "printed").read_text(errors="replace")
            yield
        finally:
            process.terminate()
            process.wait(10)


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
