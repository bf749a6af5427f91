"""The Devices screen: library, inspector, adding and the way back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.device import Device, Group
from pushbench.domain.errors import UserError
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.engine.registry import Registry
from pushbench.ui.devices.dialogs import AddDeviceDialog, PasteDialog
from pushbench.ui.devices.model import DevicesModel
from pushbench.ui.devices.rows import device_pill, short_token
from pushbench.ui.devices.screen import DevicesScreen
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.text_field import TextField

TOKEN = "80f1d4a9b75206c3e1174fd8a09b3c5e62d7180f94ab3ec57d11b8f2c36be27e"


@pytest.fixture
def model(driver: Driver, session: Session, workspace: FakeWorkspace) -> DevicesModel:
    database = workspace.store.database
    database.devices.put_many(
        [
            Device("Ana's iPhone", "apns", TOKEN, "ios", tags=("lead",), attributes={"first_name": "Ana"}),
            Device("Jonas's iPhone", "apns", "b" * 64, "ios"),
        ]
    )
    database.groups.put(Group("qa", ("Ana's iPhone",)))
    database.devices.retire(["Jonas's iPhone"], "The app was deleted.")
    made = DevicesModel(session)
    made.start()
    driver.until(lambda: made.state.is_ready and made.state.inspected is not None)
    return made


def names(model: DevicesModel) -> list[str]:
    return model.rows.keys


def settle(driver: Driver, model: DevicesModel) -> None:
    driver.until(lambda: not model.scope.running)


def test_the_library_is_listed_by_name(model: DevicesModel) -> None:
    assert names(model) == ["Ana's iPhone", "Jonas's iPhone", "Virtual browser", "Virtual iPhone", "Virtual Pixel"]
    assert (model.state.total, model.state.attention) == (5, 1)
    assert model.state.tags == (("lead", 1),)


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("attention", ["Jonas's iPhone"]),
        ("group:qa", ["Ana's iPhone"]),
        ("tag:lead", ["Ana's iPhone"]),
        ("provider:fcm", ["Virtual Pixel"]),
    ],
)
def test_filters(driver: Driver, model: DevicesModel, key: str, found: list[str]) -> None:
    model.choose_filter(key)
    driver.until(lambda: names(model) == found)


def test_searching_finds_tokens_and_attributes(driver: Driver, model: DevicesModel) -> None:
    model.search("ana")
    driver.until(lambda: names(model) == ["Ana's iPhone"])
    model.search(TOKEN[:12])
    driver.until(lambda: names(model) == ["Ana's iPhone"])
    model.search("nobody at all")
    driver.until(lambda: model.state.shown == 0 and model.state.inspected is None)


def test_attributes_are_kept_only_when_they_are_valid(
    driver: Driver, model: DevicesModel, workspace: FakeWorkspace
) -> None:
    model.choose("Ana's iPhone")
    settle(driver, model)
    model.edit_attributes('{"first_name": ')
    assert model.state.attributes_problem
    settle(driver, model)
    assert workspace.store.database.devices.get("Ana's iPhone").attributes == {"first_name": "Ana"}  # type: ignore[union-attr]
    model.edit_attributes("[1]")
    assert "object" in model.state.attributes_problem
    model.edit_attributes('{"first_name": "Anna"}')
    settle(driver, model)
    assert workspace.store.database.devices.get("Ana's iPhone").attributes == {"first_name": "Anna"}  # type: ignore[union-attr]


def test_removing_can_be_undone_with_groups(
    driver: Driver, model: DevicesModel, workspace: FakeWorkspace, notices: HeardNotices
) -> None:
    model.remove(["Ana's iPhone", "Virtual Pixel"])
    driver.until(lambda: model.state.total == 3)
    assert workspace.store.database.groups.get("qa").devices == ()  # type: ignore[union-attr]
    notices.actions[-1]()
    driver.until(lambda: model.state.total == 5)
    assert workspace.store.database.groups.get("qa").devices == ("Ana's iPhone",)  # type: ignore[union-attr]


def test_renaming_refuses_a_name_that_is_taken(driver: Driver, model: DevicesModel, notices: HeardNotices) -> None:
    model.rename("Ana's iPhone", "Virtual Pixel")
    driver.until(lambda: notices.troubles)
    assert "not renamed" in notices.troubles[0].what
    model.rename("Ana's iPhone", "Ana's new iPhone")
    driver.until(lambda: "Ana's new iPhone" in names(model))
    assert model.state.groups[0].devices == ("Ana's new iPhone",)


def test_groups_and_tags_change(driver: Driver, model: DevicesModel, notices: HeardNotices) -> None:
    model.make_group("@beta", ["Virtual Pixel"])
    driver.until(lambda: len(model.state.groups) == 2)
    model.put_in_group("beta", ["Virtual iPhone", "Virtual Pixel"])
    settle(driver, model)
    model.take_from_group("beta", "Virtual Pixel")
    driver.until(lambda: any(g.devices == ("Virtual iPhone",) for g in model.state.groups))
    model.add_tag("lab", ["Virtual Pixel", "Virtual iPhone"])
    driver.until(lambda: ("lab", 2) in model.state.tags)
    model.remove_group("beta")
    driver.until(lambda: len(model.state.groups) == 1)
    notices.actions[-1]()
    driver.until(lambda: len(model.state.groups) == 2)


def test_dead_tokens_can_be_revived(driver: Driver, model: DevicesModel) -> None:
    model.revive(["Jonas's iPhone"])
    driver.until(lambda: model.state.attention == 0)
    model.retire(["Jonas's iPhone"], "Marked by hand.")
    driver.until(lambda: model.state.attention == 1)


def test_devices_go_to_compose(driver: Driver, model: DevicesModel, session: Session) -> None:
    heard: list[object] = []
    session.targets_wanted.connect(heard.append)
    session.place_wanted.connect(heard.append)
    model.use_in_compose(["Virtual Pixel"])
    assert heard == [["Virtual Pixel"], "compose"]


@pytest.mark.parametrize(
    ("token", "short"),
    [
        ("abc", "abc"),
        (TOKEN, "80f1d4a9…c36be27e"),
        ('{"endpoint": "https://fcm.googleapis.com/fcm/send/APA9-k2Q"}', "fcm.google…A9-k2Q"),
        ('{"endpoint": "https://127.0.0.1:41373/wpush/v2/a", "auth": "3GPwRiGunCc098l4dtt12g"}', "127.0.0.1/…dtt12g"),
        ("{", "subscripti…"),
    ],
)
def test_tokens_are_shown_short(token: str, short: str) -> None:
    assert short_token(token) == short


def test_the_last_result_is_a_pill() -> None:
    assert device_pill(Device("a", "apns", "t")).text == "Not sent yet"
    assert device_pill(Device("a", "apns", "t", last_outcome="accepted", last_status=200)).text == "Accepted 200"
    assert device_pill(Device("a", "apns", "t", is_retired=True, last_reason="Unregistered")).tone == "red"


def test_a_list_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    from pushbench.ui.devices.asking import _text_of

    with pytest.raises(UserError, match="cannot be read"):
        _text_of(tmp_path / "missing.csv")


def test_the_screen_shows_and_selects(any_theme: Theme, driver: Driver, model: DevicesModel, qtbot: QtBot) -> None:
    screen = DevicesScreen(any_theme, model)
    qtbot.addWidget(screen)
    screen.resize(1300, 800)
    screen.show()
    driver.until(lambda: model.rows.get("Virtual Pixel") is not None)
    assert not screen.grab().isNull()
    screen.table.selectAll()
    assert len(model.state.selected) == 5
    screen.search.setText("nobody")
    driver.until(lambda: model.state.shown == 0)
    driver.turn()
    button = next(b for b in screen.findChildren(QPushButton) if b.text() == "Show all devices" and b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.until(lambda: model.state.shown == 5)


def test_a_narrow_screen_leaves_columns_out(theme: Theme, driver: Driver, model: DevicesModel, qtbot: QtBot) -> None:
    screen = DevicesScreen(theme, model)
    qtbot.addWidget(screen)
    screen.setMinimumSize(100, 100)
    screen.resize(890, 600)
    screen.show()
    driver.turn()
    hidden = [c.key for n, c in enumerate(model.rows.columns) if screen.table.isColumnHidden(n)]
    assert "locale" in hidden
    assert not {"name", "result"} & {*hidden}
    screen.resize(952, 600)
    driver.turn()
    hidden = [c.key for n, c in enumerate(model.rows.columns) if screen.table.isColumnHidden(n)]
    assert not {"name", "provider", "result"} & {*hidden}


def test_several_devices_go_to_compose_however_narrow_the_screen_is(
    theme: Theme, driver: Driver, model: DevicesModel, qtbot: QtBot
) -> None:
    screen = DevicesScreen(theme, model)
    qtbot.addWidget(screen)
    screen.setMinimumSize(100, 100)
    screen.resize(890, 600)
    screen.show()
    driver.turn()
    wanted: list[list[str]] = []
    model.session.targets_wanted.connect(wanted.append)
    use = next(b for b in screen.findChildren(QPushButton) if b.accessibleName() == "Use in Compose" and not b.text())
    assert not use.isVisible()
    screen.table.selectAll()
    driver.turn()
    assert use.isVisible()
    use.click()
    assert len(wanted[-1]) == model.state.shown


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_adding_guesses_the_provider(theme: Theme, driver: Driver, parent: QWidget) -> None:
    dialog = AddDeviceDialog(theme, Registry().providers, {"Taken"}, parent)
    name, token = dialog.findChild(QLineEdit), dialog.findChild(TextField)
    go = next(b for b in dialog.findChildren(QPushButton) if b.objectName() == "go")
    assert name is not None
    assert token is not None
    assert not go.isEnabled()
    name.setText("Taken")
    token.edited.emit(TOKEN)
    token.set_text(TOKEN)
    assert not go.isEnabled()
    name.setText("Mine")
    token.edited.emit(TOKEN)
    assert go.isEnabled(), go.toolTip()

    async def answer() -> Device | None:
        asking = asyncio.get_running_loop().create_task(dialog.device())
        await asyncio.sleep(0.01)
        go.click()
        return await asking

    device = driver.run(answer())
    assert device is not None
    assert (device.name, device.provider, device.token, device.platform) == ("Mine", "apns", TOKEN, "ios")


def test_a_paste_is_shown_before_it_is_saved(
    theme: Theme, driver: Driver, model: DevicesModel, parent: QWidget
) -> None:
    devices = driver.run(model.recognise(f"{TOKEN} {'c' * 64}"))
    assert [device.provider for device in devices] == ["apns", "apns"]
    dialog = PasteDialog(theme, devices, {"apns": "APNs"}, parent)
    dialog._list.item(0).setCheckState(Qt.CheckState.Unchecked)

    async def answer() -> list[Device]:
        asking = asyncio.get_running_loop().create_task(dialog.chosen())
        await asyncio.sleep(0.01)
        next(b for b in dialog.findChildren(QPushButton) if b.objectName() == "go").click()
        return await asking

    chosen = driver.run(answer())
    assert chosen == devices[1:]
    driver.run(model.add_many(chosen))
    driver.until(lambda: chosen[0].name in names(model))


def test_results_refresh_the_table(
    driver: Driver, model: DevicesModel, workspace: FakeWorkspace, session: Session
) -> None:
    model.rows.wanted.emit(["Virtual Pixel"])
    driver.until(lambda: model.rows.get("Virtual Pixel") is not None)
    workspace.store.database.devices.record_result("Virtual Pixel", Outcome(OutcomeKind.ACCEPTED, 200), 1.0)
    session.devices_changed.emit()
    settle(driver, model)
    model.rows.wanted.emit(["Virtual Pixel"])
    driver.until(lambda: getattr(model.rows.get("Virtual Pixel"), "last_status", None) == 200)
