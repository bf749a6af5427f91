"""What the window may not load before it can be seen, and before it can be written in; and that nothing typed is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pushbench.ui.sandbox.first_run import WELCOMED
from pushbench.ui.shell.window_state import WindowState, write_state

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
KEY = "Mine.push.json"
PAINTED = {
    "pushbench",
    "pushbench.domain",
    "pushbench.domain.errors",
    "pushbench.domain.paths",
    "pushbench.engine",
    "pushbench.engine.home",
    "pushbench.resources",
    "pushbench.ui",
    "pushbench.ui.app",
    "pushbench.ui.shell",
    "pushbench.ui.shell.front",
    "pushbench.ui.shell.main_window",
    "pushbench.ui.shell.placing",
    "pushbench.ui.shell.skeleton",
    "pushbench.ui.shell.window_state",
    "pushbench.ui.theme",
    "pushbench.ui.theme.tokens",
}
"""All of Pushbench that the first paint may load."""
TYPED = PAINTED | {
    "pushbench.paint",
    "pushbench.paint.fonts",
    "pushbench.ui.compose",
    "pushbench.ui.compose.field_row",
    "pushbench.ui.compose.field_shapes",
    "pushbench.ui.compose.first_look",
    "pushbench.ui.compose.form_pane",
    "pushbench.ui.shell.stage",
    "pushbench.ui.theme.fonts",
    "pushbench.ui.theme.look",
    "pushbench.ui.theme.palette",
    "pushbench.ui.theme.system",
    "pushbench.ui.theme.theme",
    "pushbench.ui.widgets",
    "pushbench.ui.widgets.boxes",
    "pushbench.ui.widgets.buttons",
    "pushbench.ui.widgets.labelled",
    "pushbench.ui.widgets.labels",
    "pushbench.ui.widgets.text_field",
}
"""All of Pushbench that the first texts may load."""

BEGIN = """
import sys
from pathlib import Path
import pushbench.ui.app
from PySide6 import QtCore
from PySide6.QtWidgets import QApplication
app = QApplication([])
from pushbench.ui.shell.front import make_front, show_front
front = make_front(Path(sys.argv[1]))
show_front(front)
assert front.window.has_painted
def loaded():
    return sorted(name for name in sys.modules if name.partition(".")[0] == "pushbench")
"""
AT_PAINT = BEGIN + "\nassert 'Qt' not in vars(QtCore), 'the enumerations of Qt take 20 ms'\nprint(*loaded())"
AT_TEXTS = (
    BEGIN
    + """
from pushbench.ui.shell import stage
put, seen = stage._form, []
def formed(*arguments):
    form = put(*arguments)
    seen.extend(loaded())
    return form
stage._form = formed
assert stage.furnish(front, Path(sys.argv[1])).composer is not None
print(*seen)
"""
)
LOADED = "from pushbench.ui.shell.loading import load\nimport sys\nload()\nprint(*sys.modules)"
TYPING = """
import os, sys
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pushbench.ui import app
from pushbench.ui.shell import stage
put = stage._form
def formed(*arguments):
    form = put(*arguments)
    body = form._fields["content/body"].control
    for letter in "Hey ":
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.postEvent(body, event)
    if sys.argv[1:] == ["end"]:
        os.kill(os.getpid(), 15)
    return form
stage._form = formed
work = app._work
def worked(*arguments):
    from pushbench.ui.shell import application
    class Closing(application.Application):
        async def _open_screens(self):
            await super()._open_screens()
            self.close()
    application.Application = Closing
    return work(*arguments)
app._work = worked
sys.exit(app.run(None, dict(os.environ)))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one message, which was open when the window was closed."""
    folder = tmp_path / "home" / "messages"
    folder.mkdir(parents=True)
    document = {"format": 1, "name": "Mine", "content": {"title": "Hello", "body": "world"}}
    (folder / KEY).write_text(json.dumps(document))
    write_state(tmp_path / "home", WindowState(choices={WELCOMED: True, "open": [KEY], "current": KEY}))
    return tmp_path / "home"


def python(code: str, home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environ = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PUSHBENCH_HOME": str(home),
        "PUSHBENCH_VAULT": "memory",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    command = [sys.executable, "-c", code, *more]
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended


@pytest.mark.parametrize(("code", "allowed"), [(AT_PAINT, PAINTED), (AT_TEXTS, TYPED)])
def test_the_first_paint_and_the_first_texts_load_what_they_need_alone(
    code: str, allowed: set[str], home: Path
) -> None:
    assert set(python(code, home, str(home)).stdout.split()) - allowed == set()


def test_the_first_screen_loads_nothing_that_only_sending_needs(home: Path) -> None:
    assert set(python(LOADED, home).stdout.split()) & set(HEAVY) == set()


def test_a_key_typed_at_once_reaches_the_message_and_its_file(home: Path) -> None:
    python(TYPING, home)
    saved = json.loads((home / "messages" / KEY).read_text())
    assert saved["content"]["body"] == "Hey world"


@pytest.mark.skipif(not hasattr(signal, "SIGTERM") or sys.platform == "win32", reason="no such signal")
def test_being_told_to_end_while_starting_keeps_what_was_typed(home: Path) -> None:
    python(TYPING, home, "end")
    saved = json.loads((home / "messages" / KEY).read_text())
    assert saved["content"]["body"] == "Hey world"
