"""Compares the window's start with a bare PySide6 window's, as ratios within one interleaved run.

    python tests/benchmarks/bench_startup.py [--rounds 5]

Every start is a process of its own with a home that was used before; one warm-up of each is not counted. Times run
from before the process is made to the first paint of the window, and to the composer being usable: its message
read, composed and painted. Uses the offscreen platform unless QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

PAINTED_TARGET, USABLE_TARGET = 1.35, 1.8

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", time.monotonic(), flush=True)
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
from pushbench.ui.app import run
from pushbench.ui.shell import application
from PySide6.QtCore import QTimer

def say(word):
    print(word, time.monotonic(), flush=True)

class Timed(application.Application):
    async def _show(self):
        self.window.painted.connect(lambda: say("painted"))
        await super()._show()
    async def _open(self):
        try:
            await super()._open()
        finally:
            QTimer.singleShot(0, lambda: (say("usable"), self.close()))
    async def _start_sandbox(self, session):
        pass

application.Application = Timed
run(None, dict(os.environ))
"""


def start(code: str, home: str) -> dict[str, float]:
    """Run one start; returns word -> seconds since before the process was made."""
    environ = {**os.environ, "PUSHBENCH_HOME": home, "PUSHBENCH_VAULT": "memory"}
    environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    before = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    words = dict(line.split() for line in ended.stdout.splitlines() if len(line.split()) == 2)
    if "painted" not in words:
        sys.exit(f"a start failed:\n{ended.stdout}\n{ended.stderr}")
    return {word: float(moment) - before for word, moment in words.items()}


def main() -> int:
    """Print medians and ratios; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    bare: list[float] = []
    painted: list[float] = []
    usable: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        for number in range(rounds + 1):
            first, second = start(BARE, home), start(OURS, home)
            if number:
                bare.append(first["painted"])
                painted.append(second["painted"])
                usable.append(second["usable"])
    base = statistics.median(bare)
    print(f"bare window, first paint     {base * 1000:7.0f} ms")
    print(f"Pushbench, first paint       {statistics.median(painted) * 1000:7.0f} ms")
    print(f"Pushbench, usable composer   {statistics.median(usable) * 1000:7.0f} ms")
    first_ratio = statistics.median(p / b for p, b in zip(painted, bare, strict=True))
    second_ratio = statistics.median(u / b for u, b in zip(usable, bare, strict=True))
    print(
        f"first paint {first_ratio:.2f} of a bare window (target {PAINTED_TARGET}), usable {second_ratio:.2f} (target {USABLE_TARGET})"
    )
    return 0 if first_ratio <= PAINTED_TARGET and second_ratio <= USABLE_TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
