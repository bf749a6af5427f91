"""Settings that take effect when the window starts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from tests.ui.conftest import Driver
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.engine.pending import NOTE_NAME
from pushbench.ui.sandbox.first_run import WELCOMED
from pushbench.ui.shell.application import Application


class Window:
    """Opens windows over one fake workspace and closes them."""

    def __init__(self, driver: Driver, qapp: QApplication, home: Path) -> None:
        self.driver = driver
        self.qapp = qapp
        self.workspace = FakeWorkspace(home)
        self.application: Application | None = None
        self.task: asyncio.Task[int] | None = None
        self.told: list[str] = []

    def open(self) -> Application:
        async def opener(_home: Path | None) -> FakeWorkspace:
            return self.workspace

        made = Application(self.qapp, self.workspace.home, {}, opener=opener)  # type: ignore[arg-type]
        self.application = made
        made.notices.told.connect(lambda text, *_: self.told.append(text))
        self.task = self.driver.loop.create_task(made.main())
        self.driver.until(lambda: made.screens is not None and made.screens.compose.state.is_ready)
        self.driver.until(lambda: "open" not in made.scope.running)
        return made

    def close(self) -> None:
        if self.application is not None and self.task is not None:
            self.application.close()
            self.driver.until(self.task.done)


@pytest.fixture
def window(driver: Driver, qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    (tmp_path / "home").mkdir()
    made = Window(driver, qapp, tmp_path / "home")
    yield made
    made.close()


@pytest.mark.parametrize("is_on", [True, False])
def test_the_sandbox_starts_with_the_window_or_not(window: Window, is_on: bool) -> None:
    window.driver.run(window.workspace.ensure_first_start())
    assert window.workspace.home is not None
    (window.workspace.home / "window.json").write_text(json.dumps({"choices": {WELCOMED: True}}))
    window.driver.run(window.workspace.upkeep.start_sandbox(with_window=is_on))
    application = window.open()
    assert application.screens is not None
    assert not application.screens.is_welcoming
    for _ in range(20):
        window.driver.turn()
    assert window.workspace.local.is_running is is_on


def test_the_start_s_note_is_told(window: Window) -> None:
    assert window.workspace.home is not None
    (window.workspace.home / NOTE_NAME).write_text('{"text": "The workspace lies elsewhere now."}')
    window.open()
    window.driver.until(lambda: window.told)
    assert window.told == ["The workspace lies elsewhere now."]
    assert not (window.workspace.home / NOTE_NAME).exists()


@pytest.mark.parametrize(
    ("action", "page"),
    [("workspace.secrets", "secrets"), ("workspace.keys", "keyboard"), ("workspace.retention", "history")],
)
def test_actions_lead_to_their_section_from_anywhere(window: Window, action: str, page: str) -> None:
    screens = window.open().screens
    assert screens is not None
    screens.show("devices")
    screens.actions.run(action)
    window.driver.turn()
    assert window.application is not None
    assert window.application.window.current_place == "settings"
    assert screens.settings.state.page == page
