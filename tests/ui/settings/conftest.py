"""A session over a real workspace in a real folder, and the Settings screen over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from tests.engine.fakes import FakeTransport
from tests.ui.conftest import Driver, HeardNotices

from pushbench.domain.tasks import TaskScope
from pushbench.engine.workspace import Workspace
from pushbench.ui.actions import Action, ActionTable
from pushbench.ui.session import Session
from pushbench.ui.settings.model import SettingsModel
from pushbench.ui.settings.screen import SettingsScreen
from pushbench.ui.shell.window_state import WindowState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.worker import Worker

D = TypeVar("D", bound=QDialog)
PASSPHRASE = "amber kettle lantern sofa"


@pytest.fixture(autouse=True)
def quick_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pushbench.vault.passphrase.MEMORY_KIB", 64)


@pytest.fixture
def environ() -> dict[str, str]:
    """Variables the workspace is opened with; a test may put some in."""
    return {}


@pytest.fixture
def real(driver: Driver, fresh_home: Path, environ: dict[str, str]) -> Iterator[Workspace]:
    from pushbench.engine.home import usual_home

    made = driver.run(Workspace.open(usual_home(), environ=environ, transport=FakeTransport()))
    yield made
    driver.run(made.aclose())


@pytest.fixture
def told() -> HeardNotices:
    return HeardNotices()


@pytest.fixture
def ran() -> list[str]:
    """Actions that were done."""
    return []


@pytest.fixture
def table(qapp: QApplication, ran: list[str]) -> Iterator[ActionTable]:
    window = QWidget()
    made = ActionTable(window, ran.append, kept={}, platform="linux")

    def action(key: str, title: str, keys: tuple[str, ...], group: str, screen: str = "") -> Action:
        return Action(key, title, lambda: ran.append(key), keys, group, screen)

    made.add(
        (
            action("go.compose", "Compose", ("Ctrl+1",), "Go to"),
            action("go.history", "History", ("Ctrl+4",), "Go to"),
            action("window.palette", "Command palette", ("Ctrl+K",), "Window"),
            action("send.now", "Send", ("Ctrl+Return",), "Send", "compose"),
            action("history.find", "Find", ("Ctrl+F",), "History", "history"),
            action("help.about", "About Pushbench", (), "Help"),
        )
    )
    yield made
    window.deleteLater()


@pytest.fixture
def session(driver: Driver, real: Workspace, told: HeardNotices, table: ActionTable) -> Iterator[Session]:
    scope = TaskScope("test", told.report)
    worker = Worker()
    made = Session(real, scope, told, worker, WindowState())
    made.actions = table
    yield made
    driver.run(scope.aclose())
    worker.close()
    assert not told.crashes, told.crashes[0]


@pytest.fixture
def model(session: Session, theme: Theme) -> SettingsModel:
    made = SettingsModel(session, theme, lambda: ())
    made.start()
    return made


@pytest.fixture
def screen(driver: Driver, theme: Theme, model: SettingsModel) -> Iterator[SettingsScreen]:
    made = SettingsScreen(theme, model)
    made.resize(1368, 850)
    made.show()
    driver.until(lambda: len(made._pages) == 7 and model.summary.state.lines)
    yield made
    made.hide()
    made.deleteLater()


def dialog_of(driver: Driver, kind: type[D]) -> D:
    """Return the dialog that comes into sight."""
    found: list[D] = []

    def is_there() -> bool:
        found[:] = [it for it in QApplication.topLevelWidgets() if isinstance(it, kind) and it.isVisible()]
        return bool(found)

    driver.until(is_there)
    return found[0]


def press(dialog: QDialog, key: str) -> None:
    """Press a button of a dialog's foot."""
    button = dialog.findChild(QPushButton, key)
    assert button is not None
    assert button.isEnabled(), button.toolTip()
    button.click()


def until_idle(driver: Driver, busy: Callable[[], object]) -> None:
    """Turn the loop until nothing is being done."""
    driver.turn()
    driver.until(lambda: not busy())
