"""How other processes of one home find its running emulator: a small file without secrets."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex

FILE_NAME = "sandbox.json"


@dataclass(frozen=True, slots=True)
class Marker:
    """Where an emulator listens; its values are asked for at ``control_url``."""

    pid: int
    control_url: str
    ca_file: str
    port: int


def write(home: Path, marker: Marker) -> None:
    """Write the marker as a whole, mode 0600. Raises OSError."""
    path = home / FILE_NAME
    aside = home / f".{FILE_NAME}.{token_hex(6)}"
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        json.dump(asdict(marker), file)
    aside.replace(path)


def read(home: Path) -> Marker | None:
    """Return the marker of an emulator whose process still runs, else None."""
    try:
        values = json.loads((home / FILE_NAME).read_text(encoding="utf-8"))
        marker = Marker(int(values["pid"]), str(values["control_url"]), str(values["ca_file"]), int(values["port"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return marker if is_alive(marker.pid) else None


def remove(home: Path, pid: int) -> None:
    """Remove the marker if it is this process's own."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        path = home / FILE_NAME
        if json.loads(path.read_text(encoding="utf-8"))["pid"] == pid:
            path.unlink(missing_ok=True)


def is_alive(pid: int) -> bool:
    """Whether a process of that number runs; on Windows it is believed, for asking would end it."""
    if pid <= 0:
        return False
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
