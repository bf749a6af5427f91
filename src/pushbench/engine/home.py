"""Where a workspace's data lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pushbench.domain.paths import expanded

DATABASE_NAME = "pushbench.db"
"""The database's file below the home."""


def default_home(environ: Mapping[str, str]) -> Path:
    """Return ``PUSHBENCH_HOME``, else the place this system keeps an application's data."""
    named = environ.get("PUSHBENCH_HOME")
    if named:
        return expanded(named)
    import platformdirs  # only where no home is named

    return Path(platformdirs.user_data_dir("Pushbench", appauthor=False))
