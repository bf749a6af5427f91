"""The folder, export and import, and beginning anew, through the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.settings.conftest import dialog_of, press

from pushbench.domain.device import Device
from pushbench.domain.profile import Environment, Profile
from pushbench.domain.secret import Secret
from pushbench.engine.home import settled_home
from pushbench.engine.settings import Keep, Retention
from pushbench.engine.workspace import Workspace
from pushbench.engine.workspace_file import read_workspace_file
from pushbench.engine.workspace_import import Clash
from pushbench.ui.actions import ActionTable
from pushbench.ui.session import Session
from pushbench.ui.settings.data_page import BeginAnewDialog, DataPage
from pushbench.ui.settings.import_dialog import ImportDialog
from pushbench.ui.settings.model import SettingsModel
from pushbench.ui.settings.screen import SettingsScreen
from pushbench.ui.theme.theme import Look, Theme
from pushbench.ui.widgets.dialogs import Question


@pytest.fixture
def page(screen: SettingsScreen, driver: Driver, real: Workspace) -> DataPage:
    made = screen.page("data")
    assert isinstance(made, DataPage)
    driver.until(lambda: made._model.state.sizes.database)
    driver.until(lambda: not made._model.scope.running)
    return made


def idle(page: DataPage, driver: Driver) -> None:
    driver.turn()
    driver.until(lambda: not page._model.scope.running and not page._model.state.busy)


def test_folder_and_sizes_are_shown(page: DataPage, real: Workspace) -> None:
    assert page.path.text() == str(real.home)
    words = [page._sizes.itemAt(number).widget().text() for number in range(page._sizes.count())]
    assert words[0] == "Database"
    assert words[1].endswith("kB")
    page.copy.click()


def test_moving_waits_for_the_next_start(page: DataPage, driver: Driver, real: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    page._model.move(str(target))
    driver.until(lambda: page._model.state.moving_to)
    idle(page, driver)
    assert "moves at the next start" in page.note.accessibleName()
    assert not page.move_away.isEnabled()
    assert page.move_away.toolTip()
    assert real.home is not None
    assert settled_home(real.home) == target


def test_staying_takes_the_copy_away(page: DataPage, driver: Driver, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    page._model.move(str(target))
    driver.until(lambda: page._model.state.moving_to)
    idle(page, driver)
    page._model.stay()
    driver.until(lambda: not page._model.state.moving_to)
    assert not target.exists()
    assert not page.note.isVisibleTo(page)


def test_a_folder_that_cannot_take_it_is_told(
    page: DataPage, driver: Driver, real: Workspace, told: HeardNotices
) -> None:
    page._model.move(str(real.home))
    driver.until(lambda: told.troubles)
    idle(page, driver)
    assert "cannot be moved" in told.troubles[0].what
    assert page.move_away.isEnabled()


async def _fill(workspace: Workspace, environment: Environment = Environment.SANDBOX) -> None:
    await workspace.upkeep.move_secrets("memory")
    await workspace.save_device(Device("Pixel", "fcm", "token-one"))
    await workspace.save_profile(Profile("staging", "apns", environment), {"key": Secret("x" * 20)})


def test_export_and_import_show_first_what_comes_in(
    page: DataPage, driver: Driver, real: Workspace, told: HeardNotices, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "team.pushbench.zip"
    driver.run(_fill(real))
    page._model.export(str(file), with_history=False)
    driver.until(lambda: told.messages)
    idle(page, driver)
    assert "1 secret stays here." in told.messages[-1]
    assert [profile.name for profile in read_workspace_file(file).profiles] == ["staging"]

    driver.run(real.remove_profile("staging"))
    driver.run(real.save_device(Device("Pixel", "fcm", "token-two")))
    changed: list[str] = []
    session.messages_changed.connect(lambda: changed.append("messages"))
    session.devices_changed.connect(lambda: changed.append("devices"))
    page.zone.dropped.emit(str(file))
    dialog = dialog_of(driver, ImportDialog)
    rows = [dialog._rows.get(dialog._rows.key_at(n)) for n in range(dialog._rows.rowCount())]
    assert [(row.kind, row.name, row.state.value) for row in rows][:2] == [
        ("device", "Pixel", "changed"),
        ("profile", "staging", "new"),
    ]
    assert dialog.clash is Clash.KEEP_BOTH
    press(dialog, "go")
    driver.until(lambda: changed)
    idle(page, driver)
    names = driver.run(real.store.run(lambda db: db.devices.names()))
    assert names == ["Pixel", "Pixel (imported)"]
    assert page._model.state.to_fill_in == (("staging", "key"),)
    assert "wait for their secrets" in page.waiting.accessibleName()
    wanted: list[str] = []
    session.profile_wanted.connect(wanted.append)
    page._model.show_profile("staging")
    assert wanted == ["staging"]


def test_a_file_that_is_none_is_told(page: DataPage, driver: Driver, told: HeardNotices, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_text("no zip")
    page.ask_import(str(file))
    driver.until(lambda: told.troubles)
    idle(page, driver)
    assert told.troubles[0].what == "x.zip cannot be read."


def test_dismissing_imports_nothing(page: DataPage, driver: Driver, real: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "team.pushbench.zip"
    driver.run(_fill(real))
    driver.run(real.upkeep.export(file))
    driver.run(real.remove_profile("staging"))
    page.ask_import(str(file))
    dialog_of(driver, ImportDialog).reject()
    idle(page, driver)
    assert driver.run(real.profiles()) == []


def test_everything_that_is_here_cannot_come_again(
    page: DataPage, driver: Driver, real: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "team.pushbench.zip"
    driver.run(_fill(real))
    driver.run(real.upkeep.export(file))
    page.ask_import(str(file))
    dialog = dialog_of(driver, ImportDialog)
    button = next(it for it in dialog.findChildren(type(page.export)) if it.objectName() == "go")
    assert not button.isEnabled()
    assert "already" in button.toolTip()
    dialog.reject()
    idle(page, driver)


def test_resetting_settings_touches_nothing_else(
    page: DataPage,
    driver: Driver,
    real: Workspace,
    model: SettingsModel,
    theme: Theme,
    table: ActionTable,
    told: HeardNotices,
) -> None:
    driver.run(_fill(real))
    driver.run(real.upkeep.keep_history(Retention(Keep.DAYS, days=5)))
    driver.run(real.upkeep.set_proxy("http://me:geheim@proxy.example:3128"))
    model.set_text_percent(130)
    table.rebind("go.compose", ("Ctrl+Shift+1",))
    page.reset.click()
    press(dialog_of(driver, Question), "go")
    driver.until(lambda: told.messages)
    idle(page, driver)
    assert real.upkeep.settings == type(real.upkeep.settings)()
    assert driver.run(real.upkeep.load()) == type(real.upkeep.settings)()
    assert theme.look == Look()
    assert table.keys("go.compose") == ("Ctrl+1",)
    assert [profile.name for profile in driver.run(real.profiles())] == ["staging"]
    assert driver.run(real.store.run(lambda db: "settings/proxy-password" in db.secrets.list())) is False


def test_beginning_anew_wants_the_word_and_waits(page: DataPage, driver: Driver, real: Workspace) -> None:
    page.anew.click()
    dialog = dialog_of(driver, BeginAnewDialog)
    button = next(it for it in dialog.findChildren(type(page.anew)) if it.objectName() == "go")
    assert not button.isEnabled()
    dialog.word.setText("rese")
    assert not button.isEnabled()
    dialog.word.setText("Reset ")
    button.click()
    driver.until(lambda: page._model.state.resets_into)
    idle(page, driver)
    assert "begins anew at the next start" in page.note.accessibleName()
    assert not page.anew.isEnabled()
    assert real.home is not None
    assert settled_home(real.home) == real.home
    assert Path(page._model.state.resets_into).is_dir()
