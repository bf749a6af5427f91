"""What a workspace takes up on the disk."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from pushbench.engine.home import DATABASE_NAME

MESSAGES, BACKUPS, LOGS = "messages", "backups", "logs"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes below a home, by what they are."""

    database: int = 0
    messages: int = 0
    message_files: int = 0
    backups: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        return self.database + self.messages + self.backups + self.other


def measure(home: Path) -> Sizes:
    """Return the sizes of a home's files; what cannot be looked at counts nothing."""
    database = messages = files = backups = other = 0
    for path in walk(home):
        size = 0
        with contextlib.suppress(OSError):
            size = path.lstat().st_size
        below = path.relative_to(home).parts
        if below[0].startswith(DATABASE_NAME) and len(below) == 1:
            database += size
        elif below[0] == MESSAGES:
            messages += size
            files += path.name.endswith(".push.json") and not any(part.startswith(".") for part in below)
        elif below[0] == BACKUPS:
            backups += size
        else:
            other += size
    return Sizes(database, messages, files, backups, other)


def walk(home: Path) -> list[Path]:
    """Return every file below a folder; links are not followed."""
    return [Path(root) / name for root, _, names in os.walk(home) for name in names]
