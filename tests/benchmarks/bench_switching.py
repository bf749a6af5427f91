"""Measures how long the window's event loop stands still while screens, messages and appearances are switched.

    python tests/benchmarks/bench_switching.py [--rounds 5]

Every round is a process of its own: the real window over a real home with the starter messages in it. Each screen is shown a first time
and again, each message is opened and shown again, the appearance goes to dark and back, the text to 120 % and back.
A switch is measured from its call until half a second later, as the longest pause between two turns of the loop, in
which the call itself counts; beside it stands the processor time of the window's thread in such a pause, which
other work on the machine does not lengthen. Reported are medians over the rounds. Offscreen unless QT_QPA_PLATFORM
says otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pushbench.ui.shell.application import Application

TARGET_MS = 50.0
WATCH_SECONDS = 0.5
CHILD = "--child"

Pause = tuple[float, float]
"""Milliseconds by the clock, and of the processor."""


class Beat:
    """The longest pause between two turns of the loop."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self._last, self._used = time.perf_counter(), time.thread_time()
        self.longest = self.most_used = 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self.turn)
        self._timer.start(2)

    def turn(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self.most_used = max(self.most_used, used - self._used)
        self._last, self._used = now, used

    async def over(self, act: Callable[[], object]) -> Pause:
        """Return the longest pause while ``act`` and what follows from it are done."""
        await asyncio.sleep(0)
        self.turn()
        self.longest = self.most_used = 0.0
        act()
        await asyncio.sleep(WATCH_SECONDS)
        return self.longest * 1000, self.most_used * 1000


async def measure(window: Application) -> dict[str, Pause]:
    """Switch everything and return what -> longest pause."""
    from pushbench.ui.shell.places import places
    from pushbench.ui.theme.theme import Mode

    while window.screens is None or not window.screens.compose.state.is_ready:  # noqa: ASYNC110  # many parts
        await asyncio.sleep(0.05)
    await asyncio.sleep(1.5)
    screens, theme, beat = window.screens, window.theme, Beat()
    assert screens is not None
    found: dict[str, Pause] = {}
    keys = [place.key for place in places()]
    for times in ("first time", "again"):
        for key in [*(key for key in keys if key != "compose"), "compose"]:
            found[f"screen {key}, {times}"] = await beat.over(lambda key=key: screens.show(key))
    files, compose = screens.compose.files, screens.compose
    for times in ("opened", "shown again"):
        worst = (0.0, 0.0)
        for entry in compose.state.library:
            worst = max(worst, await beat.over(lambda entry=entry: files.open_message(entry.key)))
        found[f"messages, {times} (worst of {len(compose.state.library)})"] = worst
    for place in ("compose", "settings"):
        screens.show(place)
        await asyncio.sleep(WATCH_SECONDS)
        for name, changes in (
            ("dark", {"mode": Mode.DARK}),
            ("light", {"mode": Mode.LIGHT}),
            ("text at 120 %", {"text_percent": 120}),
            ("text at 100 %", {"text_percent": 100}),
        ):
            found[f"{name}, on {place}"] = await beat.over(
                lambda changes=changes: theme.choose(replace(theme.look, **changes))
            )
    return found


def child(home: Path) -> int:
    """Run one round and print it."""
    import qasync
    from PySide6.QtWidgets import QApplication

    from pushbench import resources
    from pushbench.ui.sandbox.first_run import WELCOMED
    from pushbench.ui.shell.application import Application
    from pushbench.ui.shell.window_state import WindowState, write_state

    messages = home / "messages"
    messages.mkdir(parents=True)
    for name in resources.names("starters"):
        (messages / Path(name).name).write_bytes(resources.read_bytes(name))
    write_state(home, WindowState(mode="light", choices={WELCOMED: True}))
    app = QApplication(["pushbench"])
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    window = Application(app, home, {**os.environ, "PUSHBENCH_VAULT": "memory"})

    async def run() -> None:
        try:
            print(json.dumps(await measure(window)))
        finally:
            window.close()

    async def main() -> int:
        window.scope.start("benchmark", run())
        return await window.main()

    with loop:
        status: int = loop.run_until_complete(main())
    return status


def main() -> int:
    """Print medians; 1 when one of them is above the target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(CHILD, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if given.child is not None:
        return child(given.child)
    rounds: list[dict[str, Pause]] = []
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        for number in range(given.rounds + 1):
            home = Path(folder) / f"home{number}"
            ended = subprocess.run(
                [sys.executable, __file__, CHILD, str(home)], env=environ, capture_output=True, text=True, check=False
            )
            if ended.returncode or not ended.stdout.strip():
                sys.exit(f"a round failed:\n{ended.stdout}\n{ended.stderr}")
            if number:  # the first one writes the bytecode
                rounds.append(json.loads(ended.stdout.splitlines()[-1]))
    worst = 0.0
    for name in rounds[0]:
        wall, used = (statistics.median(found[name][kind] for found in rounds) for kind in (0, 1))
        worst = max(worst, wall)
        print(f"{name:44}{wall:6.0f} ms, processor{used:5.0f} ms{'  above the target' if wall > TARGET_MS else ''}")
    print(f"target: never above {TARGET_MS:.0f} ms")
    return 0 if worst <= TARGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
