"""Looks for a newer Python when the caller's is too old; written so that any Python 3.6 reads it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

OLDEST = (3, 11)
STOPPED = 3


def require_new_python(script: str, arguments: "Sequence[str]") -> None:
    """Return where Python is new enough; else start the script with one that is, or say that there is none."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(30, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.call([found, "-c", ""]) == 0:  # pyenv's shims answer for Pythons it does not have
            sys.exit(_start(found, [script, *arguments]))
    sys.stderr.write(
        "Pushbench cannot start. This Python is too old.\n"
        f"  Why: Pushbench needs Python 3.11 or newer; this is {sys.version.split()[0]} at {sys.executable}.\n"
        "  Do:  Install a newer Python and start run.py with it, for example: python3.12 run.py\n"
    )
    sys.exit(STOPPED)


def _start(program: str, arguments: "Sequence[str]") -> int:
    if os.name != "nt":
        os.execv(program, [program, *arguments])
    return subprocess.call([program, *arguments])
