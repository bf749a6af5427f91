"""The library with a few devices, and the screen over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.device import Device, Group
from pushbench.ui.devices.model import DevicesModel
from pushbench.ui.devices.screen import DevicesScreen
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme

TOKEN = "80f1d4a9b75206c3e1174fd8a09b3c5e62d7180f94ab3ec57d11b8f2c36be27e"
NAMES = ["Ana's iPhone", "Jonas's iPhone", "Virtual browser", "Virtual iPhone", "Virtual Pixel"]


@pytest.fixture
def library(driver: Driver, session: Session, workspace: FakeWorkspace) -> DevicesModel:
    """Five devices, one of them retired, and a group."""
    database = workspace.store.database
    database.devices.put_many(
        [
            Device("Ana's iPhone", "apns", TOKEN, "ios", environment="local", attributes={"first_name": "Ana"}),
            Device("Jonas's iPhone", "apns", "b" * 64, "ios"),
        ]
    )
    database.groups.put(Group("qa", ("Ana's iPhone",)))
    database.devices.retire(["Jonas's iPhone"], "The app was deleted.")
    made = DevicesModel(session)
    made.start()
    driver.until(lambda: made.state.is_ready and made.state.inspected is not None)
    return made


@pytest.fixture
def show(driver: Driver, library: DevicesModel, qtbot: QtBot) -> Iterator[Callable[[Theme], DevicesScreen]]:
    def make(theme: Theme) -> DevicesScreen:
        screen = DevicesScreen(theme, library)
        qtbot.addWidget(screen)
        screen.resize(1366, 800)
        screen.show()
        driver.until(lambda: library.rows.get("Ana's iPhone") is not None)
        return screen

    yield make
    driver.until(lambda: not library.scope.running)
