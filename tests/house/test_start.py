"""What the window may not load before it can be seen, and before it can be written in."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = [
    "httpx",
    "sqlalchemy",
    "alembic",
    "keyring",
    "cryptography",
    "jwt",
    "h2",
    "pywebpush",
    "rich",
    "click",
    "pycurl",
    "sqlite3",
    "jsonschema",
    "lucide",
]
BEFORE_THE_LOOP = ["asyncio", "qasync", "pushbench.engine.workspace", "pushbench.ui.compose"]

SHOWN = """
import sys
from pathlib import Path
import pushbench.ui.app
from PySide6.QtWidgets import QApplication
app = QApplication([])
from pushbench.ui.shell.stage import make_stage, show_stage
stage = make_stage(Path(sys.argv[1]))
show_stage(stage)
assert stage.window.has_painted
"""
USABLE = (
    SHOWN
    + """
import pushbench.engine.workspace, pushbench.ui.shell.screens
from pushbench.ui.shell.application import _load
_load()
"""
)


@pytest.mark.parametrize(("code", "unwanted"), [(SHOWN, [*HEAVY, *BEFORE_THE_LOOP]), (USABLE, HEAVY)])
def test_the_start_loads_nothing_it_does_not_need_yet(code: str, unwanted: list[str], tmp_path: object) -> None:
    told = f"{code}\nprint(*(name for name in {unwanted!r} if name in sys.modules))"
    environ = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    ended = subprocess.run(
        [sys.executable, "-c", told, str(tmp_path)], env=environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == []
