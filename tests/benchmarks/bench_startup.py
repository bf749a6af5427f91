"""Compares the window's start with a bare PySide6 window's, as ratios within one interleaved run.

    python tests/benchmarks/bench_startup.py [--rounds 5]

Every start is a process of its own with a home that was used before; two warm-ups of each are not counted. Times run
from before the process is made to the first paint of the window; to a usable composer, which is when the text of the
message that was open last has been painted and a key typed into it has been painted too; to the complete Compose screen;
and until store, profiles and devices are there. Every round checks that the key typed early has reached the message.
The longest wait of the event loop counts from the first paint on. Bytecode is written once, as for an installed program.
Processor time tells more than the clock where other work goes on. Uses the offscreen platform unless
QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

WARM_UP = 2
"""The first start makes the home, the second writes what only a used home loads."""
PAINTED_TARGET, USABLE_TARGET, GAP_TARGET_MS = 1.35, 1.8, 50

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", time.monotonic(), time.process_time(), flush=True)
        QTimer.singleShot(0, app.quit)
app = QApplication([])
app.setStyle("Fusion")
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""

OURS = """
import os, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from pushbench.ui import app as program
from pushbench.ui.shell import front

def say(word):
    print(word, time.monotonic(), time.process_time(), flush=True)

gaps = [time.monotonic(), 0.0]
def on_beat():
    now = time.monotonic()
    gaps[1] = max(gaps[1], now - gaps[0])
    gaps[0] = now

show = front.show_front
def shown(made):
    def on_painted():
        say("painted")
        gaps[0] = time.monotonic()
        made.window.beat.start(5)
    made.window.beat = QTimer(made.window)
    made.window.beat.timeout.connect(on_beat)
    made.window.painted.connect(on_painted)
    show(made)
front.show_front = shown

class Watch(QObject):
    # Types into the body as soon as its text was painted, and tells when the key has been painted too.
    def __init__(self, body):
        super().__init__(body)
        self.body, self.text, self.paints = body, body.text(), 0
        body.viewport().installEventFilter(self)
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.paints += 1
            if self.paints == 1:
                self.type()
            elif self.body.text() != self.text and self.typed is None:
                self.typed = self.body.text()
                QApplication.postEvent(self, QEvent(QEvent.Type.User))
        return False
    typed = None
    def event(self, event):
        # Posted while the key was painted, so it comes when that is done.
        if event.type() == QEvent.Type.User:
            say("usable")
        return super().event(event)
    def type(self):
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeyEvent
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, "x")
            QApplication.postEvent(self.body, key)

watches = []
furnish = program._furnish
def furnished(app, made, home):
    from pushbench.ui.shell import stage
    put = stage._form
    def formed(*arguments):
        form = put(*arguments)
        if form is not None:
            watches.append(Watch(form._fields["content/body"].control))
        return form
    stage._form = formed
    return furnish(app, made, home)
program._furnish = furnished

def follow():
    from pushbench.ui.shell import application
    class Timed(application.Application):
        async def _open_screens(self):
            await super()._open_screens()
            on_beat()
            say("open")
            print("gap", gaps[1], gaps[1], flush=True)
            for watch in watches:
                body = self.screens.compose.state.message.content.body
                assert watch.typed is not None and body == watch.typed == watch.body.text(), (body, watch.typed)
            self.close()
        async def _give_way(self):
            await super()._give_way()
            say("complete")
        async def _start_sandbox(self, session):
            pass
    application.Application = Timed

load = program._load
def loaded(app):
    load(app)
    follow()
program._load = loaded

program.run(None, dict(os.environ))
"""


@dataclass(frozen=True)
class Moment:
    """Seconds since before the process was made, and processor seconds it used until then."""

    wall: float
    processor: float


def used_before(home: Path) -> None:
    """Make a home in which the first steps were closed, so that the window opens with Compose."""
    from pushbench.ui.sandbox.first_run import WELCOMED
    from pushbench.ui.shell.window_state import WindowState, write_state

    write_state(home, WindowState(choices={WELCOMED: True}))


def start(code: str, home: str, bytecode: str) -> dict[str, Moment]:
    """Run one start; returns word -> moment (for ``gap``: the longest wait of the event loop)."""
    environ = {**os.environ, "PUSHBENCH_HOME": home, "PUSHBENCH_VAULT": "memory"}
    environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    # An installed program has its bytecode; a checkout whose environment forbids writing it would compile each time.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    environ["PYTHONPYCACHEPREFIX"] = bytecode
    before = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, timeout=120, check=False
    )
    lines = [line.split() for line in ended.stdout.splitlines() if len(line.split()) == 3]
    found = {word: Moment(float(wall) - (0 if word == "gap" else before), float(cpu)) for word, wall, cpu in lines}
    if "painted" not in found or (code is OURS and "open" not in found) or ended.returncode:
        sys.exit(f"a start failed:\n{ended.stdout}\n{ended.stderr}")
    return found


def ratio(ours: list[Moment], bare: list[Moment], kind: str) -> float:
    """Return the median of the ratios round by round; ``kind`` is ``wall`` or ``processor``."""
    return statistics.median(getattr(o, kind) / getattr(b, kind) for o, b in zip(ours, bare, strict=True))


def main() -> int:
    """Print medians and ratios; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    bare: list[Moment] = []
    ours: dict[str, list[Moment]] = {"painted": [], "usable": [], "complete": [], "open": [], "gap": []}
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as bytecode:
        used_before(Path(home))
        for number in range(rounds + WARM_UP):
            first, second = start(BARE, home, bytecode), start(OURS, home, bytecode)
            if number >= WARM_UP:
                bare.append(first["painted"])
                for word, moments in ours.items():
                    moments.append(second[word])
    print(f"{'bare window, first paint':34}{statistics.median(m.wall for m in bare) * 1000:6.0f} ms")
    results = {}
    for word, title in (
        ("painted", "first paint"),
        ("usable", "usable composer"),
        ("complete", "complete screen"),
        ("open", "store, profiles, devices"),
    ):
        results[word] = ratio(ours[word], bare, "wall")
        print(
            f"{'Pushbench, ' + title:34}{statistics.median(m.wall for m in ours[word]) * 1000:6.0f} ms"
            f"  {results[word]:5.2f} of a bare window, processor time {ratio(ours[word], bare, 'processor'):5.2f}"
        )
    gap = statistics.median(m.wall for m in ours["gap"]) * 1000
    print(f"longest wait of the event loop while starting {gap:.0f} ms (target {GAP_TARGET_MS})")
    print(f"targets: first paint {PAINTED_TARGET}, usable {USABLE_TARGET}")
    is_met = results["painted"] <= PAINTED_TARGET and results["usable"] <= USABLE_TARGET and gap <= GAP_TARGET_MS
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
