"""A real window that is killed while somebody types: at most one second of text is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

WINDOW = '''
import asyncio, sys, time
from pathlib import Path
import qasync
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pushbench.ui.shell.application import Application
from pushbench.ui.widgets.text_field import TextField

home, log, place = Path(sys.argv[1]), open(sys.argv[2], "w", buffering=1), sys.argv[3]
app = QApplication(["pushbench"])
app.setQuitOnLastWindowClosed(False)
loop = qasync.QEventLoop(app)
asyncio.set_event_loop(loop)
window = Application(app, home, {"PUSHBENCH_VAULT": "memory"})
count = 0

def field():
    if window.screens is None or not window.screens.compose.state.is_ready:
        return None
    if window.window.current_place != "compose":
        window.screens.show("compose")
    screen = window.screens.compose_screen
    if place == "json":
        return screen.json.editor
    return next(each for each in screen.form.findChildren(TextField) if each.accessibleName() == "Body")

def key():
    """Types one number every 20 ms without a pause, and logs when."""
    global count
    target = field()
    if target is None:
        return
    cursor = target.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    target.setTextCursor(cursor)
    count += 1
    target.insertPlainText(f" {count}")
    log.write(f"{count} {time.time()}\\n")

timer = QTimer()
timer.timeout.connect(key)
timer.start(20)
loop.run_until_complete(window.main())
'''
MESSAGE = {"format": 1, "name": "Hello", "content": {"title": "Hello", "body": "Start"}}


def typed_until(log: Path, moment: float) -> int:
    """Return the number that was typed last before a moment."""
    rows = [line.split() for line in log.read_text().splitlines() if line.count(" ") == 1]
    return max((int(number) for number, at in rows if float(at) <= moment), default=0)


def last_number(text: str) -> int:
    return int(text.split()[-1]) if text.split()[-1].isdigit() else 0


@pytest.mark.parametrize("place", ["form", "json"])
def test_a_killed_window_loses_at_most_a_second(tmp_path: Path, place: str) -> None:
    home, log = tmp_path / "home", tmp_path / "typed.txt"
    (home / "messages").mkdir(parents=True)
    file = home / "messages" / "Hello.push.json"
    file.write_text(json.dumps(MESSAGE))
    choices = {"open": ["Hello.push.json"], "current": "Hello.push.json"}
    (home / "window.json").write_text(json.dumps({"screen": "compose", "choices": choices}))
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    child = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(home), str(log), place], env=environ, stderr=subprocess.PIPE, text=True
    )
    try:
        until = time.monotonic() + 90
        while not log.exists() or typed_until(log, time.time()) < 150:
            assert child.poll() is None, child.stderr.read() if child.stderr else ""
            assert time.monotonic() < until, "nobody typed"
            time.sleep(0.05)
    finally:
        killed = time.time()
        child.send_signal(signal.SIGKILL)
        child.communicate()
    if place == "form":
        found = last_number(json.loads(file.read_text())["content"]["body"])
    else:
        [texts] = (home / "messages" / ".unfinished").glob("*.json")
        found = last_number(json.loads(texts.read_text())["texts"]["apns"])
    assert found >= typed_until(log, killed - 1.0), f"saved up to {found} of {typed_until(log, killed)}"
    assert json.loads(file.read_text())["format"] == 1
    # What is left opens again, with the text.
    from pushbench.store.message_library import MessageLibrary

    opened = MessageLibrary(home / "messages").read("Hello.push.json")
    assert str(found) in (opened.message.content.body or "") + "".join(opened.texts.values())
