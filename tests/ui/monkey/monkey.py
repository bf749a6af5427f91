"""A monkey at the real window: random keys, clicks, wheels, drops, sizes and appearances over Skylark's home.

``python tests/ui/monkey/monkey.py --seed 7 --seconds 300`` plays by hand (add ``--trail`` to see every step). It reaches
only this machine, starts no program and writes nothing outside its own folder; whatever tries to is named in its report.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import faulthandler
import json
import logging
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HANG_SECONDS = 1.0
"""Of the window's own thread at work, which other processes do not lengthen."""
STALL_SECONDS = 20.0
"""Of the clock; after that it is not the machine."""
TRAIL = 25
_QUIET = ("This plugin does not support", "Mouse event ", "Keyboard event not accepted")
"""What the screen that is none cannot do, and QTest's words for a click on what stands behind a menu or dialog."""


class Fence:
    """Keeps Python from leaving its folder, this machine and this process."""

    def __init__(self, home: Path) -> None:
        self._homes = (str(home), "/dev/null", "/proc/self", "/dev/shm")
        self.tried: Counter[str] = Counter()
        self.is_up = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_up:
            return
        if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.spawn"):
            self._refuse(f"{event} {arguments[0]!r}")
        elif event == "socket.connect":
            address = arguments[1]
            if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
                self._refuse(f"{event} {address!r}")
        elif event == "open" and isinstance(arguments[0], str) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            self._keep_home(event, arguments[0])
        elif event in ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "shutil.rmtree", "os.truncate"):
            self._keep_home(event, os.fspath(arguments[0]))

    def _keep_home(self, event: str, path: str | bytes) -> None:
        full = os.path.abspath(os.fsdecode(path))
        if not full.startswith(self._homes) and "__pycache__" not in full:
            self._refuse(f"{event} {full}")

    def _refuse(self, what: str) -> None:
        self.tried[what] += 1
        raise PermissionError(f"the monkey may not: {what}")


class Findings(logging.Handler):
    """What went wrong, with the steps that led to it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[dict[str, Any]] = []
        self.trail: deque[str] = deque(maxlen=TRAIL)
        self.counts: Counter[str] = Counter()

    def add(self, kind: str, text: str) -> None:
        key = f"{kind}: {text}"
        self.counts[key] += 1
        if self.counts[key] == 1:
            self.found.append({"kind": kind, "text": text, "trail": list(self.trail)[-8:]})

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("pushbench"):
            self.add("log", f"{record.levelname} {record.getMessage()}")

    def on_qt(self, _mode: Any, context: Any, text: str) -> None:
        if not text.startswith(_QUIET):
            self.add("qt", text)


class Watchdog:
    """Shows where the window's thread is while it does not answer."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._beat = time.monotonic()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._main = threading.main_thread().ident
        self.last = ""

    def start(self) -> None:
        self._thread.start()

    def beat(self) -> None:
        self._beat = time.monotonic()
        self.last = ""

    def stop(self) -> None:
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        import traceback

        while not self._is_over.wait(0.05):
            silent = time.monotonic() - self._beat
            if silent > HANG_SECONDS / 2 and not self.last:
                frame = sys._current_frames().get(self._main or 0)
                self.last = "".join(traceback.format_stack(frame)[-9:])
            if silent > STALL_SECONDS:
                frame = sys._current_frames().get(self._main or 0)
                self._findings.add("stall", self.last + "and later\n" + "".join(traceback.format_stack(frame)[-9:]))
                self._beat = time.monotonic()


class Monkey:
    """One step at a time, from one seed; ``window`` is the application around the window."""

    def __init__(self, seed: int, application: Any, findings: Findings, fence: Fence, *, is_told: bool) -> None:
        self.random = random.Random(seed)
        self.owner = application
        self.findings = findings
        self._fence = fence
        self._is_told = is_told
        self.steps = 0
        self._acts = (
            [self.click] * 30
            + [self.key] * 30
            + [self.shortcut] * 14
            + [self.write] * 8
            + [self.wheel] * 6
            + [self.double_click] * 3
            + [self.right_click] * 4
            + [self.press_and_drag] * 3
            + [self.resize] * 2
            + [self.drop] * 3
            + [self.appearance] * 1
            + [self.go] * 3
            + [self.escape] * 6
        )

    def step(self) -> None:
        """Do one thing a person could do."""
        self._put_away_file_dialogs()
        act = self.random.choice(self._acts)
        self.steps += 1
        number, started = self.steps, time.thread_time()
        try:
            act()
        except RuntimeError as error:  # the widget went away under the mouse
            if "already deleted" not in str(error):
                raise
        took = time.thread_time() - started
        if took > HANG_SECONDS and number == self.steps:  # others were done within its own loop otherwise
            self.findings.add("hang", f"{self.findings.trail[-1]} took {took:.1f} s")

    def _put_away_file_dialogs(self) -> None:
        """Qt's own file dialog can delete and rename wherever it is led to, which the fence does not see."""
        from PySide6.QtWidgets import QApplication, QFileDialog

        for top in QApplication.topLevelWidgets():
            if isinstance(top, QFileDialog) and top.isVisible():
                self._note("file dialog put away")
                top.reject()

    # -- what it sees -------------------------------------------------------------------------------

    def _note(self, what: str) -> None:
        self.findings.trail.append(what)
        if self._is_told:
            sys.stderr.write(f"{self.steps:6d} {what}\n")
            sys.stderr.flush()

    def _target(self) -> Any:
        from PySide6.QtWidgets import QApplication

        top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.owner.window
        if self.random.random() < 0.15:
            top = self.owner.window
        seen = [part for part in [top, *top.findChildren(_widget())] if part.isVisible() and part.width() > 0]
        return self.random.choice(seen) if seen else top

    def _name(self, widget: Any) -> str:
        text = getattr(widget, "text", "")
        words = widget.accessibleName() or (text() if callable(text) else "")
        return f"{type(widget).__name__} {str(words)[:40]!r}"

    def _point(self, widget: Any) -> Any:
        from PySide6.QtCore import QPoint

        return QPoint(self.random.randrange(max(1, widget.width())), self.random.randrange(max(1, widget.height())))

    # -- what it does -------------------------------------------------------------------------------

    def click(self, button: str = "LeftButton", *, is_double: bool = False) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        widget = self._target()
        point = self._point(widget)
        held = self.random.choices(
            (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier),
            (12, 1, 1),
        )[0]
        self._note(f"{'double ' if is_double else ''}click {button} {self._name(widget)} at {point.x()},{point.y()}")
        press = QTest.mouseDClick if is_double else QTest.mouseClick
        press(widget, getattr(Qt.MouseButton, button), held, point)

    def double_click(self) -> None:
        self.click(is_double=True)

    def right_click(self) -> None:
        from PySide6.QtGui import QContextMenuEvent
        from PySide6.QtWidgets import QApplication

        widget = self._target()
        point = self._point(widget)
        self._note(f"menu of {self._name(widget)}")
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.postEvent(widget, QContextMenuEvent(reason, point, widget.mapToGlobal(point)))

    def press_and_drag(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        widget = self._target()
        a, b = self._point(widget), self._point(widget)
        self._note(f"drag in {self._name(widget)}")
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, a)
        QTest.mouseMove(widget, b)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, b)

    def _keys_to(self) -> Any:
        from PySide6.QtWidgets import QApplication

        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.owner.window

    def key(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        names = (
            "Tab Backtab Return Enter Space Up Down Left Right Home End PageUp PageDown Delete Backspace F2 F6 F1 Menu"
        )
        name = self.random.choice(names.split())
        held = self.random.choices(
            (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier),
            (10, 2, 1),
        )[0]
        widget = self._keys_to()
        self._note(f"key {held.name} {name} to {self._name(widget)}")
        QTest.keyClick(widget, getattr(Qt.Key, f"Key_{name}"), held)

    def escape(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self._note("escape")
        QTest.keyClick(self._keys_to(), Qt.Key.Key_Escape)

    def shortcut(self) -> None:
        from PySide6.QtGui import QKeySequence
        from PySide6.QtTest import QTest

        screens = self.owner.screens
        action = self.random.choice([a for a in screens.actions.available() if a.shortcuts and a.id != "file.quit"])
        keys = QKeySequence(self.random.choice(action.shortcuts))
        widget = self._keys_to()
        self._note(f"shortcut {action.id} to {self._name(widget)}")
        QTest.keySequence(widget, keys)

    def write(self) -> None:
        from PySide6.QtTest import QTest

        text = self.random.choice(
            (
                "hello",
                '{"aps": ',
                "{{name}}",
                "}}",
                "12",
                "-1",
                "a" * 60,
                '"',
                "[]",
                "\\",
                "fly {{",
                "skylark",
                "/",
                "0",
            )
        )
        widget = self._keys_to()
        self._note(f"write {text[:12]!r} to {self._name(widget)}")
        QTest.keyClicks(widget, text)

    def wheel(self) -> None:
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent
        from PySide6.QtWidgets import QApplication

        widget = self._target()
        point = self._point(widget)
        turn = QPoint(self.random.choice((0, 0, 120)), self.random.choice((-480, -120, 120, 480)))
        held = self.random.choices((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier), (8, 1))[0]
        self._note(f"wheel over {self._name(widget)}")
        event = QWheelEvent(
            QPointF(point),
            QPointF(widget.mapToGlobal(point)),
            QPoint(),
            turn,
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    def resize(self) -> None:
        width, height = self.random.choice(
            ((960, 640), (1024, 700), (1280, 800), (1440, 900), (2200, 1300), (961, 900))
        )
        self._note(f"resize {width} x {height}")
        self.owner.window.resize(width, height)

    def drop(self) -> None:
        from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
        from PySide6.QtGui import QDragEnterEvent, QDropEvent
        from PySide6.QtWidgets import QApplication

        mime = QMimeData()
        kind = self.random.choice(("text", "file", "files", "nothing", "json", "image"))
        files = sorted(self.owner.workspace.home.rglob("*.push.json"))
        if kind == "text":
            mime.setText("dropped words")
        elif kind == "json":
            mime.setText('{"aps": {"alert": {"title": "Dropped"}}}')
        elif kind == "image":
            mime.setData("image/png", b"\x89PNG broken")
        elif kind in ("file", "files") and files:
            some = self.random.sample(files, min(len(files), 1 if kind == "file" else 3))
            mime.setUrls([QUrl.fromLocalFile(str(file)) for file in some])
        else:
            mime.setUrls([QUrl("file:///nowhere/at/all.json"), QUrl("https://127.0.0.1/x")])
        widget = self._target()
        point, left = self._point(widget), Qt.MouseButton.LeftButton
        self._note(f"drop {kind} on {self._name(widget)}")
        held, action = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
        QApplication.sendEvent(widget, QDragEnterEvent(point, action, mime, left, held))
        QApplication.sendEvent(widget, QDropEvent(QPointF(point), action, mime, left, held))

    def appearance(self) -> None:
        mode = self.random.choice(("light", "dark", "system"))
        self._note(f"appearance {mode}")
        self.owner.screens.settings.set_mode(mode)

    def go(self) -> None:
        place = self.random.choice(("compose", "devices", "providers", "history", "sandbox", "settings"))
        self._note(f"go {place}")
        self.owner.screens.show(place)


def _widget() -> Any:
    from PySide6.QtWidgets import QWidget

    return QWidget


class Play:
    """From the first step to the closed window."""

    def __init__(self, options: argparse.Namespace, home: Path, fence: Fence) -> None:
        self.options, self.home, self.fence = options, home, fence
        self.findings = Findings()
        self.watchdog = Watchdog(self.findings)
        self.application: Any = None
        self.monkey: Monkey | None = None
        self.closed_at = 0.0

    def prepare(self) -> None:
        """Make Skylark's home, whose profiles go on pointing at the services of this process."""
        from pushbench.ui.screenshots import story
        from pushbench.ui.screenshots.clock import PictureClock
        from pushbench.ui.screenshots.services import Services
        from pushbench.vault import MemoryVault

        async def keep(_workspace: object) -> None:
            """Without their addresses the profiles would mean the services of the world."""

        story._forget_addresses = keep
        clock, self.vault = PictureClock(time.time()), MemoryVault()
        self.services = Services(self.home, clock)
        self.services.start()
        story.write_home(self.home, self.services, clock, self.vault, newest=6)
        story.write_look(self.home)

    def run(self) -> int:
        from concurrent.futures import ThreadPoolExecutor

        import qasync
        from PySide6.QtCore import QTimer, qInstallMessageHandler
        from PySide6.QtWidgets import QApplication

        app = QApplication(["pushbench"])
        app.setStyle("Fusion")
        app.setQuitOnLastWindowClosed(False)
        qInstallMessageHandler(self.findings.on_qt)
        logging.getLogger().addHandler(self.findings)
        self._shut_doors()
        from pushbench.engine.workspace import Workspace
        from pushbench.ui.shell.application import Application
        from pushbench.ui.shell.stage import make_stage, show_stage

        stage = make_stage(self.home)
        show_stage(stage)
        loop = qasync.QEventLoop(app)
        loop.set_default_executor(ThreadPoolExecutor(4))
        asyncio.set_event_loop(loop)
        environ = {**os.environ, "PUSHBENCH_TIMEOUT": "2"}

        async def opened(place: Path | None) -> Workspace:
            return await Workspace.open(place, environ=environ, waits_for_store=False, vault=self.vault)

        owner = self.application = Application(app, self.home, environ, stage=stage, opener=opened)
        owner.notices.crashed.connect(lambda line, trace: self.findings.add("crash", trace))
        self.monkey = Monkey(self.options.seed, owner, self.findings, self.fence, is_told=self.options.trail)
        owner.on_settled = lambda: QTimer.singleShot(300, self._step)
        self.fence.is_up = True
        code = loop.run_until_complete(owner.main())
        ended = time.monotonic() - self.closed_at if self.closed_at else 0.0
        if ended > 10:
            self.findings.add("end", f"closing took {ended:.1f} s")
        self.watchdog.stop()
        self.fence.is_up = False
        qInstallMessageHandler(None)
        asyncio.set_event_loop(None)
        loop.close()
        self.services.stop()
        return code

    def _shut_doors(self) -> None:
        """Turn what would open a browser, another window or a native dialog into nothing."""
        from PySide6.QtGui import QDesktopServices
        from PySide6.QtWidgets import QFileDialog

        from pushbench.ui.shell import starting_again

        QDesktopServices.openUrl = staticmethod(lambda url: True)  # type: ignore[method-assign, assignment]
        for name in ("getOpenFileName", "getSaveFileName"):
            setattr(QFileDialog, name, staticmethod(lambda *_a, **_k: ("", "")))
        QFileDialog.getOpenFileNames = staticmethod(lambda *_a, **_k: ([], ""))  # type: ignore[method-assign, assignment]
        QFileDialog.getExistingDirectory = staticmethod(lambda *_a, **_k: "")  # type: ignore[method-assign, assignment]
        starting_again.start_over = lambda home: None  # type: ignore[assignment]

    def _step(self) -> None:
        from PySide6.QtCore import QTimer
        from shiboken6 import isValid

        assert self.monkey is not None
        if not isValid(self.application.window):
            return  # it found Quit in a menu
        now = time.thread_time()
        gap = now - getattr(self, "_thread_then", now)
        if gap > HANG_SECONDS:
            self.findings.add("hang", f"{gap:.1f} s after {self.findings.trail[-1]}\n{self.watchdog.last}")
        self.watchdog.beat()
        if not hasattr(self, "_until"):
            self.watchdog.start()
            self._until = time.monotonic() + self.options.seconds
        is_over = time.monotonic() > self._until or self.monkey.steps >= self.options.steps
        if is_over or self.application.screens is None:
            self.closed_at = time.monotonic()
            self.application.window.close()
            return
        QTimer.singleShot(self.options.pause, self._step)  # first: a step may open a menu with a loop of its own
        if self.options.flaw and self.monkey.steps >= FLAWED_STEP:
            QTimer.singleShot(0, FLAWS[self.options.flaw.pop(0)])
        self.monkey.step()
        self._thread_then = time.thread_time()


def _hang() -> None:
    until = time.thread_time() + 1.5 * HANG_SECONDS
    while time.thread_time() < until:
        pass


def _warn() -> None:
    from PySide6.QtCore import qWarning

    qWarning("a warning of the test")


def _reach() -> None:
    import socket

    with contextlib.suppress(PermissionError):
        socket.create_connection(("192.0.2.1", 9), 0.1)


def _start() -> None:
    import subprocess

    with contextlib.suppress(PermissionError):
        subprocess.run(["true"], check=False)


def _write() -> None:
    with contextlib.suppress(PermissionError):
        Path("/nowhere/at/all").write_text("")


FLAWS: dict[str, Callable[[], object]] = {
    "crash": lambda: 1 // 0,
    "hang": _hang,
    "qt": _warn,
    "socket.connect": _reach,
    "subprocess.Popen": _start,
    "open": _write,
}
"""What the monkey must notice, by the word with which it tells."""
FLAWED_STEP = 10


@contextlib.contextmanager
def in_its_own_folder() -> Iterator[tuple[Path, Fence]]:
    """Give this process a folder for everything it may want to write, and a fence around it."""
    faulthandler.enable()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["PUSHBENCH_VAULT"] = "memory"
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        os.environ[name] = "http://127.0.0.1:9"
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost,::1"
    with tempfile.TemporaryDirectory(prefix="pushbench-monkey-") as folder:
        base = Path(folder)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "TMPDIR"):
            (base / name).mkdir(mode=0o700)
            os.environ[name] = str(base / name)
        tempfile.tempdir = str(base / "TMPDIR")
        os.chdir(base / "HOME")
        fence = Fence(base)
        sys.addaudithook(fence)
        yield base, fence


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--steps", type=int, default=10**9)
    parser.add_argument("--pause", type=int, default=5, help="milliseconds between steps")
    parser.add_argument("--trail", action="store_true", help="tell every step on standard error")
    parser.add_argument("--flaw", choices=FLAWS, action="append", help="do something the monkey must notice")
    options = parser.parse_args()
    with in_its_own_folder() as (base, fence):
        play = Play(options, base / "skylark", fence)
        play.prepare()
        code = play.run()
    found = play.findings
    report = {
        "seed": options.seed,
        "steps": play.monkey.steps if play.monkey else 0,
        "code": code,
        "found": found.found,
        "counts": dict(found.counts.most_common(20)),
        "tried": dict(fence.tried),
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 1 if found.found or fence.tried or code else 0


if __name__ == "__main__":
    sys.exit(main())
