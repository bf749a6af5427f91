"""What the command line needs from outside, passed in so that tests run it in the same process."""

from __future__ import annotations

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

    @classmethod
    def of_process(cls) -> Environment:
        """Return the environment of this process; the home is settled later by ``--home``."""
        return cls(
            stdin=sys.stdin.buffer,
            stdout=sys.stdout,
            stderr=sys.stderr,
            home=default_home(os.environ),
            environ=dict(os.environ),
            is_tty=sys.stdout.isatty(),
        )
