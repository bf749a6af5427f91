"""What the window may not load before it can be seen, and before it can be written in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

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
BEFORE_THE_LOOP = ["asyncio", "qasync", "pushbench.engine.workspace", "pushbench.providers", "pushbench.preview"]
BEFORE_THE_PAINT = [*BEFORE_THE_LOOP, "pushbench.ui.compose", "pushbench.ui.theme.style", "pushbench.ui.notices"]

SHOWN = """
import sys
from pathlib import Path
import pushbench.ui.app
from PySide6.QtWidgets import QApplication
app = QApplication([])
from pushbench.ui.shell.front import make_front, show_front
home = Path(sys.argv[1])
front = make_front(home)
show_front(front)
"""
USABLE = (
    SHOWN
    + """
from pushbench.ui.shell.stage import furnish
stage = furnish(front, home, app.processEvents)
assert stage.composer is not None
"""
)
LOADED = (
    USABLE
    + """
from pushbench.ui.shell.loading import load
load()
"""
)
PHASES = {
    "painted": (SHOWN, [*HEAVY, *BEFORE_THE_PAINT]),
    "usable": (USABLE, [*HEAVY, *BEFORE_THE_LOOP]),
    "loaded": (LOADED, HEAVY),
}


@pytest.mark.parametrize("phase", PHASES)
def test_the_start_loads_nothing_it_does_not_need_yet(phase: str, tmp_path: Path) -> None:
    code, unwanted = PHASES[phase]
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "a.push.json").write_text('{"format": 1, "content": {"title": "Gate"}}', encoding="utf-8")
    choices = {"open": ["a.push.json"], "current": "a.push.json", "sandbox-welcomed": True}
    (tmp_path / "window.json").write_text(json.dumps({"choices": choices}), encoding="utf-8")
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
