"""Compares a key press in Compose's form with one in a bare QPlainTextEdit, each until everything is repainted.

    python tests/benchmarks/bench_keypress.py [--presses 60]

The real screen over the real providers, with a message whose APNs payload is about 4 KB. A press ends when the body,
the JSON, the findings and the preview have been composed and painted. Offscreen unless QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from qasync import QEventLoop

from pushbench.domain.message import Content, Message
from pushbench.domain.tasks import TaskScope
from pushbench.engine.workspace import Workspace
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.notices import Notices
from pushbench.ui.session import Session
from pushbench.ui.shell.window_state import WindowState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.theme.tokens import load_tokens
from pushbench.ui.widgets.text_field import TextField
from pushbench.ui.worker import Worker

TARGET_MS = 16.0
WARM_UP = 8
BODY = "Your parcel is on its way."
TEXT = "the quick brown fox jumps over the lazy dog "


@dataclass(frozen=True, slots=True)
class Press:
    """Milliseconds from a press until all that followed is painted: by the clock, and of the processor."""

    wall: float
    processor: float


async def presses(widget: QWidget, count: int) -> list[Press]:
    """Type ``count`` characters, with time for timers in between."""
    times = []
    for number in range(count + WARM_UP):
        before, used = time.perf_counter(), time.process_time()
        QTest.keyClick(widget, Qt.Key(ord(TEXT[number % len(TEXT)].upper())))
        # What a press changes is laid out and painted by posted events; timers (the survey) come later.
        QApplication.sendPostedEvents()
        QApplication.sendPostedEvents()
        if number >= WARM_UP:
            times.append(Press((time.perf_counter() - before) * 1000, (time.process_time() - used) * 1000))
        await asyncio.sleep(0.02)
    return times


def message() -> Message:
    """Return a message whose payload comes to about 4 KB."""
    data = {f"key{number:02}": "v" * 60 for number in range(50)}
    return replace(Message(name="Large"), content=Content(title="Order shipped", body=BODY), data=data)


async def measure(home: Path, count: int) -> tuple[list[Press], list[Press], float]:
    """Return the presses in a bare field, those in Compose, and Compose's longest pause of the loop, in ms."""
    theme = Theme(load_tokens())
    window = QWidget()
    window.resize(1440, 900)
    theme.dress_window(window)
    notices = Notices()
    scope = TaskScope("bench", notices.report)
    workspace = await Workspace.open(home, environ={**os.environ, "PUSHBENCH_VAULT": "memory"})
    await workspace.ensure_first_start()
    session = Session(workspace, scope, notices, Worker(), WindowState())
    model = ComposeModel(session)
    await model.start()
    model.files.take(message())
    await asyncio.sleep(0.5)
    screen = ComposeScreen(theme, model, parent=window)
    screen.resize(1440, 900)
    window.show()
    body = next(field for field in screen.form.findChildren(TextField) if field.toPlainText() == BODY)
    bare = QPlainTextEdit()
    bare.resize(400, 80)
    bare.setPlainText(BODY)
    bare.show()
    await asyncio.sleep(0.5)
    assert model.state.sheet is not None
    print(f"payload of {len(model.state.sheet.text)} characters")
    plain = await presses(bare, count)
    ours = await presses(body, count)
    assert model.state.message.content.body != BODY, "the presses reached nothing"
    gap = await _longest_pause()
    await scope.aclose()
    bare.close()
    window.close()
    await workspace.aclose()
    session.worker.close()
    return plain, ours, gap


async def _longest_pause() -> float:
    """Return the loop's longest pause in ms while the survey of all providers and surfaces follows the typing."""
    longest, last = 0.0, time.perf_counter()
    until = last + 1.0
    while last < until:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest * 1000


def main() -> int:
    """Print medians, p95 and the ratio; 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=60)
    count = parser.parse_args().presses
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    with TemporaryDirectory() as home:
        plain, ours, gap = loop.run_until_complete(measure(Path(home), count))
    for title, times in (("bare field", plain), ("Compose", ours)):
        wall, processor = [press.wall for press in times], [press.processor for press in times]
        print(
            f"{title:12}median {statistics.median(wall):6.2f} ms, p95 {_p95(wall):6.2f} ms;"
            f" of the processor {statistics.median(processor):6.2f} ms, p95 {_p95(processor):6.2f} ms"
        )
    ratio = statistics.median(press.wall for press in ours) / statistics.median(press.wall for press in plain)
    print(
        f"target p95 {TARGET_MS} ms; ratio of the medians {ratio:.1f}; longest pause of the loop after typing {gap:.0f} ms"
    )
    return 0 if _p95([press.wall for press in ours]) <= TARGET_MS else 1


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
