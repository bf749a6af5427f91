"""The target field: keys, the rest behind "+3", pasted tokens, dropped devices, amber and red chips, a large library."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.device import Device, Group
from pushbench.domain.profile import Environment, Profile, ProfileSet
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.suggesting import PASTE
from pushbench.ui.compose.targeting import looks_pasted
from pushbench.ui.compose.top_bar import ComposeBar, can_take
from pushbench.ui.drags import dragged_targets, dropped_targets
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.chips_field import ChipItem, ChipsField
from pushbench.ui.widgets.picker_list import bold_parts

APNS, FCM = "0f" * 32, "dK3f9QxRTmOq-Yw8_aBcDe:APA91b" + "Hx7-Qz_4kP" * 13 + "abcd"


@pytest.fixture
def model(driver: Driver, session: Session) -> Iterator[ComposeModel]:
    made = ComposeModel(session, save_after_ms=60_000)
    driver.run(made.start())
    driver.until(lambda: made.state.target_summary)
    yield made
    made.files.open.stop()


def settled(driver: Driver, model: ComposeModel) -> None:
    busy = ("targets", "pasted", "added", "suggest")
    driver.until(lambda: not any(model.scope.is_running(name) for name in busy))


# keys -----------------------------------------------------------------------------------------------------


@pytest.fixture
def chips(theme: Theme, qtbot: QtBot) -> ChipsField:
    field = ChipsField(theme, "To", "Targets", "Add target")
    qtbot.addWidget(field)
    field.resize(700, 32)
    items = tuple(ChipItem(key, key, "smartphone") for key in ("Ana", "Bo", "Cy"))
    field.set_chips(items, "3 devices")
    field.removed.connect(lambda gone: field.set_chips(tuple(i for i in field._items if i.key != gone), "2 devices"))
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow)
    field.edit.setFocus()
    return field


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.accessibleName() if widget is not None else ""


def test_arrows_walk_the_chips_and_delete_keeps_the_keyboard_near(chips: ChipsField, qtbot: QtBot) -> None:
    def press(key: Qt.Key) -> str:
        qtbot.keyClick(QApplication.focusWidget(), key)
        return focused()

    assert [press(Qt.Key.Key_Left) for _ in range(4)] == ["Cy", "Bo", "Ana", "Ana"]
    assert press(Qt.Key.Key_Right) == "Bo"
    assert press(Qt.Key.Key_Delete) == "Cy"
    assert [chip.item.key for chip in chips.chips] == ["Ana", "Cy"]
    assert press(Qt.Key.Key_Right) == "Targets"
    assert press(Qt.Key.Key_Backspace) == "Targets"
    assert [chip.item.key for chip in chips.chips] == ["Ana"]


def test_text_before_the_cursor_keeps_the_arrow(chips: ChipsField, qtbot: QtBot) -> None:
    qtbot.keyClicks(chips.edit, "q")
    qtbot.keyClick(chips.edit, Qt.Key.Key_Left)
    assert focused() == "Targets"
    qtbot.keyClick(chips.edit, Qt.Key.Key_Left)
    assert focused() == "Cy"


def test_the_rest_opens_and_can_be_taken_away(chips: ChipsField, qtbot: QtBot) -> None:
    chips.set_chips(tuple(ChipItem(f"Device {n}", f"Device {n}", "smartphone") for n in range(12)), "12 devices")
    count = len(chips.folded)
    assert 0 < count < 12
    assert chips._more.text() == f"+{count}"
    chips.open_rest()
    assert chips._rest.isVisible()
    assert focused() == chips.folded[0].key
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert len(chips.folded) == count - 1
    chips._rest.hide()


def test_a_troubled_chip_says_why_to_a_screen_reader(chips: ChipsField) -> None:
    chips.set_chips((ChipItem("x", "Jonas, unregistered", "smartphone", "red", "Skylark was deleted."),), "1 device")
    [chip] = chips.chips
    assert (chip.accessibleName(), chip.accessibleDescription()) == ("Jonas, unregistered", "Skylark was deleted.")


# what is pasted and dropped --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_read"),
    [("qa", False), ("topic:news", False), ("Ana's iPhone", False), (APNS, True), ("<0f0f>", True), ("a\nb", True)],
)
def test_what_is_typed_on_and_what_is_read(text: str, is_read: bool) -> None:
    assert looks_pasted(text) is is_read


def test_several_tokens_become_chips_with_their_service_and_known_ones_their_device(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace
) -> None:
    workspace.store.database.devices.put(Device("Known", "apns", "ab" * 32, "ios"))
    model.targeting.set_targets([])
    model.targeting.paste(f"{APNS}\n{'ab' * 32}\n{FCM}\n")
    settled(driver, model)
    assert [chip.text for chip in model.state.targets] == [f"token:{APNS}", "Known", f"token:{FCM}"]


def test_the_clipboard_without_a_token_says_what_to_do(
    driver: Driver, model: ComposeModel, notices: HeardNotices
) -> None:
    QGuiApplication.clipboard().setText("hello")
    before = model.targeting.texts
    model.targeting.add(PASTE)
    driver.until(lambda: notices.troubles)
    assert "holds no token" in notices.troubles[0].why
    assert model.targeting.texts == before


def test_devices_are_dropped_and_files_are_not(theme: Theme, qtbot: QtBot, driver: Driver, model: ComposeModel) -> None:
    bar = ComposeBar(theme, model)
    qtbot.addWidget(bar)
    mime = dragged_targets(["Virtual iPhone", "@qa"])
    assert dropped_targets(mime) == ("Virtual iPhone", "@qa")
    assert can_take(mime)
    model.targeting.set_targets([])
    bar.targets.dropped.emit(mime)
    settled(driver, model)
    assert model.targeting.texts == ("Virtual iPhone", "@qa")
    broken, files, devices = QMimeData(), QMimeData(), QMimeData()
    devices.setData("application/x-pushbench-devices", b'["Ana", "@home", 3]')
    assert dropped_targets(devices) == ("Ana", "device:@home")
    broken.setData("application/x-pushbench-targets", b"{")
    assert dropped_targets(broken) == ()
    files.setText("file:///x")
    files.setUrls([QUrl("file:///x")])
    assert not can_take(files)


# what chips say -------------------------------------------------------------------------------------------


def test_a_target_without_a_profile_is_amber_and_says_why(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, session: Session
) -> None:
    database = workspace.store.database
    database.profiles.put(Profile("Only FCM", "fcm", Environment.SANDBOX, {"project_id": "p"}))
    database.sets.put(ProfileSet("Half", ("Only FCM",)))
    database.groups.put(Group("mixed", ("Virtual iPhone", "Virtual Pixel")))
    session.profiles_changed.emit()
    driver.until(lambda: any(choice.key == "set:Half" for choice in model.state.profiles))
    model.choose_profile("set:Half")
    driver.until(lambda: model.state.profile is not None and model.state.profile.key == "set:Half")
    model.targeting.set_targets(["@mixed"])
    settled(driver, model)
    [chip] = model.state.targets
    assert (chip.tone, chip.title) == ("amber", "@mixed · 2")
    assert "“Half” has no profile for 1 APNs" in chip.trouble


def test_a_device_that_two_targets_name_counts_once(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace
) -> None:
    workspace.store.database.groups.put(Group("qa", ("Virtual iPhone", "Virtual Pixel")))
    model.targeting.set_targets(["Virtual iPhone", "@qa", "topic:news", "condition:'a' in topics"])
    settled(driver, model)
    assert model.state.target_summary == "2 devices, 1 topic, 1 condition"


def test_suggestions_say_what_stands_behind_them(driver: Driver, model: ComposeModel, workspace: FakeWorkspace) -> None:
    database = workspace.store.database
    database.devices.put(Device("QA-07", "fcm", FCM, "android", last_seen_at=time.time() - 130))
    database.devices.put(Device("QA-08", "apns", APNS, "ios"))
    database.devices.retire(["QA-08"], "gone")
    database.groups.put(Group("qa-phones", ("QA-07", "QA-08")))
    model.targeting.add("topic:qa-news")
    model.targeting.remove("topic:qa-news")
    model.targeting.search("qa")
    settled(driver, model)
    found = {item.title: item.remark for item in model.state.suggestions if item.text}
    assert found["@qa-phones"] == "2 devices, 1 unregistered"
    assert found["QA-07"] == "FCM, 2 min ago"
    assert found["QA-08"] == "APNs, unregistered"
    assert found["topic: qa-news"] == "sent to before"
    headings = [item.title for item in model.state.suggestions if not item.text and item.title]
    assert headings == ["Groups", "Devices", "Topics"]
    assert model.state.suggestions[-1].text == PASTE


def test_matched_letters_are_bold_whatever_their_case() -> None:
    assert bold_parts("Pixel 9 (QA-07)", "qa") == [("Pixel 9 (", False), ("QA", True), ("-07)", False)]
    assert bold_parts("aAa", "a") == [("a", True), ("A", True), ("a", True)]
    assert bold_parts("İstanbul", "ist") == [("İstanbul", False)]  # lower case is longer: nothing is marked
    assert bold_parts("Ana", "") == [("Ana", False)]


def test_a_large_library_is_counted_by_the_database(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace
) -> None:
    database = workspace.store.database
    names = [f"Phone {number:05}" for number in range(20_000)]
    database.devices.put_many(Device(name, "apns", f"{number:064x}", "ios") for number, name in enumerate(names))
    database.groups.put(Group("everyone", tuple(names)))
    model.targeting.set_targets(["@everyone"])
    started = time.perf_counter()
    settled(driver, model)
    model.targeting.search("phone 19999")
    settled(driver, model)
    assert next(item.text for item in model.state.suggestions if item.text) == "Phone 19999"
    assert model.state.targets[0].title == "@everyone · 20,000"
    assert model.state.target_summary == "20,000 devices"
    assert time.perf_counter() - started < 3  # the fake store works on this very thread
