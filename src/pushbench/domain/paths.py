"""Paths as people type them."""

from __future__ import annotations

import os
from pathlib import Path


def expanded(path: str | Path) -> Path:
    """Return the path with ``~`` replaced by the home folder; where no such user is known it stays as typed."""
    return Path(os.path.expanduser(path))  # noqa: PTH111  # Path.expanduser raises for a user nobody knows
