"""Runs the real window and takes a picture of every screen, in both appearances and two sizes."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pushbench.ui.screenshots import scenes
from pushbench.ui.screenshots.clock import NOON, PictureClock
from pushbench.ui.screenshots.services import Services
from pushbench.ui.screenshots.story import write_home, write_look

if TYPE_CHECKING:
    from pushbench.ui.shell.application import Application
    from pushbench.ui.shell.stage import Stage

_USAGE = "usage: python -m pushbench.ui.screenshots FOLDER [SCENE ...]\n"


def main(argv: list[str]) -> int:
    """Write the pictures; returns the exit code."""
    known = {scene.name for scene in (*scenes.FIRST_RUN, *scenes.WORKING)}
    if not argv or argv[0].startswith("-") or not known.issuperset(argv[1:]):
        sys.stderr.write(f"{_USAGE}scenes: {', '.join(sorted(known))}\n")
        return 2
    folder = Path(argv[0])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory(prefix="pushbench-pictures-") as home:
        return _take(Path(home), folder, set(argv[1:]) or known)


def _take(base: Path, folder: Path, wanted: set[str]) -> int:
    import qasync
    from PySide6.QtWidgets import QApplication

    from pushbench.vault import MemoryVault

    app = QApplication(["pushbench"])
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)
    clock, vault, home = PictureClock(NOON.timestamp()), MemoryVault(), base / "skylark"
    services = Services(home, clock)
    working = [scene for scene in scenes.WORKING if scene.name in wanted]
    first = [scene for scene in scenes.FIRST_RUN if scene.name in wanted]
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    failures: list[str] = []
    with loop:
        if first:
            loop.run_until_complete(_run(app, _stage(base / "new"), base / "new", folder, first, failures, {}))
        if working:
            services.start()  # at the usual port, which the first run has left by now
            write_home(home, services, clock, vault)
            write_look(home)
            asyncio.set_event_loop(loop)
            time.time = clock.now  # for whatever in the window tells how long ago something was
            given = {"clock": clock, "vault": vault}
            loop.run_until_complete(_run(app, _stage(home), home, folder, working, failures, given))
    if working:
        services.stop()
    for line in failures:
        sys.stderr.write(line + "\n")
    return 1 if failures else 0


def _stage(home: Path) -> Stage:
    """Put up the window while no task runs: waiting for its first paint lets others in."""
    from pushbench.ui.shell.stage import make_stage, show_stage

    stage = make_stage(home)
    show_stage(stage)
    return stage


async def _run(
    app: Any,
    stage: Stage,
    home: Path,
    folder: Path,
    wanted: list[scenes.Scene],
    failures: list[str],
    given: dict[str, Any],
) -> int:
    """Open a window on a home, take the pictures, close it."""
    from pushbench.engine.workspace import Workspace
    from pushbench.ui.shell.application import Application

    environ = {**os.environ, "PUSHBENCH_VAULT": "memory", "PUSHBENCH_TIMEOUT": "10"}

    async def opened(place: Path | None) -> Workspace:
        return await Workspace.open(place, environ=environ, waits_for_store=False, **given)

    window = Application(app, home, environ, stage=stage, opener=opened)
    window.notices.crashed.connect(lambda line, trace: failures.append(f"{line}\n{trace}"))
    session = partial(_session, window, folder, wanted, failures, given.get("clock"))
    window.on_settled = lambda: window.scope.start("pictures", session())
    return await window.main()


async def _session(
    window: Application,
    folder: Path,
    wanted: list[scenes.Scene],
    failures: list[str],
    clock: PictureClock | None,
) -> None:
    try:
        stand = scenes.Stand(window, folder, clock)
        await stand.until(stand.is_ready)
        for scene in wanted:
            try:
                await stand.take(scene)
            except (TimeoutError, LookupError) as error:
                failures.append(f"{scene.name}: {type(error).__name__} {error}")
    finally:
        window.close()
