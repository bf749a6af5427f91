"""Pictures of the window for the README: ``python -m pushbench.ui.screenshots FOLDER``.

Runs the real window offscreen in a home of its own, with the starter messages, and sends to the sandbox, so
that every screen shows real content.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pushbench import resources

if TYPE_CHECKING:
    from pushbench.ui.shell.application import Application

SIZES = ((1440, 900, ""), (1024, 700, "-small"))
SCREENS = ("compose", "devices", "providers", "history", "sandbox", "settings")
MESSAGE = "gate-change"
PATIENCE_SECONDS = 60.0


def main(argv: list[str]) -> int:
    """Write the pictures; returns the exit code."""
    if len(argv) != 1:
        sys.stderr.write("usage: python -m pushbench.ui.screenshots FOLDER\n")
        return 2
    folder = Path(argv[0])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="pushbench-pictures-") as home:
        return _take(Path(home), folder)


def _take(home: Path, folder: Path) -> int:
    import qasync
    from PySide6.QtWidgets import QApplication

    from pushbench.ui.shell.application import Application
    from pushbench.ui.shell.stage import make_stage, show_stage

    app = QApplication(["pushbench"])
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)
    messages = home / "messages"
    messages.mkdir()
    for name in resources.names("starters"):
        (messages / Path(name).name).write_bytes(resources.read_bytes(name))
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    stage = make_stage(home)
    show_stage(stage)
    window = Application(app, home, {**os.environ, "PUSHBENCH_VAULT": "memory"}, stage=stage)

    async def run() -> int:
        window.scope.start("pictures", _session(window, folder))
        return await window.main()

    with loop:
        status: int = loop.run_until_complete(run())
    return status


async def _session(window: Application, folder: Path) -> None:
    """Wait for the start, fill the history, take every picture, close."""
    try:
        await _until(lambda: window.screens is not None and len(window.screens.compose.state.targets) == 3)
        await _send(window)
        for width, height, suffix in SIZES:
            window.window.resize(width, height)
            for mode in ("light", "dark"):
                await _pictures(window, folder, mode, suffix)
    finally:
        window.close()


async def _until(is_done: Callable[[], bool]) -> None:
    """Wait for something the window does by itself; raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_done():  # noqa: ASYNC110  # many parts of the window have their share in it
            await asyncio.sleep(0.05)


async def _send(window: Application) -> None:
    """Open a message with something of everything and send it as a person would: accepted, refused once, accepted."""
    screens, workspace = window.screens, window.workspace
    assert screens is not None and workspace is not None  # noqa: S101, PT018  # the caller waited for them
    compose = screens.compose
    wanted = next(entry.key for entry in compose.state.library if entry.name == MESSAGE)
    compose.files.open_message(wanted)
    await _until(lambda: compose.state.current == wanted)
    for number in range(1, 4):
        if number == 2:
            await workspace.local.set_fault(
                {"provider": "apns", "kind": "reason", "reason": "Unregistered", "times": 1}
            )
        compose.sending.send()
        await _until(partial(_has_rows, window, 3 * number))
    await workspace.store.run(lambda db: db.devices.unretire(["Virtual iPhone"]))
    screens.session.devices_changed.emit()
    await _until(lambda: not compose.scope.running)


def _has_rows(window: Application, count: int) -> bool:
    """Whether nothing is under way and the log holds so many deliveries that are over."""
    if window.screens is None:
        return False
    sending = window.screens.compose.sending
    rows = [sending.log.row(key) for key in sending.log.rows.keys]
    return not sending.sender.is_busy and sum(row is not None and row.is_over for row in rows) >= count


async def _pictures(window: Application, folder: Path, mode: str, suffix: str) -> None:
    from dataclasses import replace

    from pushbench.ui.theme.theme import Mode

    screens = window.screens
    assert screens is not None  # noqa: S101  # the caller waited for it
    window.theme.choose(replace(window.theme.look, mode=Mode(mode)))
    for key in SCREENS:
        screens.show(key)
        await asyncio.sleep(1.0)
        window.window.grab().save(str(folder / f"{key}-{mode}{suffix}.png"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
