"""An open application for the tests of the window around the screens."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from tests.ui.conftest import Driver
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.ui.shell.application import Application
from pushbench.ui.shell.screens import Screens


class Opened:
    """An application whose main task runs."""

    def __init__(self, application: Application, task: asyncio.Task[int], workspace: FakeWorkspace) -> None:
        self.application = application
        self.task = task
        self.workspace = workspace

    @property
    def screens(self) -> Screens:
        screens = self.application.screens
        assert screens is not None
        return screens

    @property
    def is_ready(self) -> bool:
        return self.application.screens is not None and self.application.screens.compose.state.is_ready


@pytest.fixture
def opened(driver: Driver, qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    home = tmp_path / "home"
    home.mkdir()
    (home / "window.json").write_text('{"choices": {"sandbox-welcomed": true}}')  # not for the first time
    workspace = FakeWorkspace(home)

    async def opener(_home: Path | None) -> FakeWorkspace:
        return workspace

    application = Application(qapp, home, {}, opener=opener)  # type: ignore[arg-type]
    crashes: list[str] = []
    application.notices.crashed.connect(lambda line, trace: crashes.append(trace))
    made = Opened(application, driver.loop.create_task(application.main()), workspace)
    try:
        driver.until(lambda: made.is_ready or made.task.done() or crashes)
        assert made.is_ready, "the window did not open\n" + "\n".join(crashes)
        yield made
    finally:  # a window left over would keep every later test from opening its own
        application.close()
        driver.until(made.task.done)
    assert made.task.result() == 0
