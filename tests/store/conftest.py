from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pushbench.store.database import Database


@pytest.fixture
def database() -> Iterator[Database]:
    opened = Database(None)
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "pushbench.sqlite3"
