"""What the command line needs from outside, passed in so that tests run it in the same process."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import BinaryIO, TextIO

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.ports import Clock, Randomness
from pushbench.engine.home import default_home


class ExitStatus(IntEnum):
    """Exit codes other people's programs rely on."""

    GOOD = 0
    FOUND_WRONG = 1
    """Something was rejected, unclear or found wrong."""
    USAGE = 2
    """Wrong usage or a missing file."""
    STOPPED = 3
    """Stopped before sending."""
    UNREACHED = 4
    """No attempt reached any server."""
    BUG = 70
    """A bug in Pushbench."""
    INTERRUPTED = 130
    """Ctrl+C before anything could be said of the result."""


_OF_TROUBLE = {
    Trouble.USAGE: ExitStatus.USAGE,
    Trouble.STOPPED: ExitStatus.STOPPED,
    Trouble.UNREACHED: ExitStatus.UNREACHED,
    Trouble.FOUND_WRONG: ExitStatus.FOUND_WRONG,
}


def status_of(error: UserError) -> ExitStatus:
    """Return the exit code of a trouble."""
    return _OF_TROUBLE[error.trouble]


@dataclass(frozen=True, slots=True)
class Environment:
    """Streams, home, clock and variables of one call."""

    stdin: BinaryIO
    stdout: TextIO
    stderr: TextIO
    home: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    is_tty: bool = False
    clock: Clock | None = None
    """None: the computer's own."""
    randomness: Randomness | None = None
    losses: list[str] = field(default_factory=list)
    """What the system said when output could not be written."""

    @classmethod
    def of_process(cls) -> Environment:
        """Return the environment of this process; the home is settled later by ``--home``."""
        stdout, stderr = _writable(sys.stdout), _writable(sys.stderr)
        return cls(
            stdin=Path(os.devnull).open("rb") if sys.stdin is None else sys.stdin.buffer,
            stdout=stdout,
            stderr=stderr,
            home=default_home(os.environ),
            environ=dict(os.environ),
            is_tty=stdout.isatty(),
        )


def _writable(stream: TextIO | None) -> TextIO:
    """Return a stream that takes every character; one that was closed before the start takes them and drops them."""
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream
