"""Smaller parts: chips, pickers, segments, tabs, meters, notes, dialogs."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.chips_field import ChipItem, ChipsField
from pushbench.ui.widgets.choices import CheckBox, Combo, Switch
from pushbench.ui.widgets.dialogs import Dialog, Question
from pushbench.ui.widgets.drop_zone import DropZone
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.meter import Meter
from pushbench.ui.widgets.notes import EmptyState, Note, Words
from pushbench.ui.widgets.picker import Picker, PickerItem, PickerModel
from pushbench.ui.widgets.pill import Pill, PillLabel, few_tiles, pill_width
from pushbench.ui.widgets.rail import Place, Rail
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.tabs import Tab, TabStrip
from pushbench.ui.widgets.toast import Toast


def test_chips_are_added_and_taken_away_by_keys(theme: Theme, qtbot: QtBot) -> None:
    field = ChipsField(theme, "To", "Targets", "Add target")
    qtbot.addWidget(field)
    field.resize(600, 32)
    field.set_chips((ChipItem("a", "Ana", "smartphone"), ChipItem("b", "@qa", "users")), "2 devices")
    added: list[str] = []
    removed: list[str] = []
    field.added.connect(added.append)
    field.removed.connect(removed.append)
    qtbot.keyClicks(field.edit, "topic:news")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert (added, removed, field.edit.text()) == (["topic:news"], ["b"], "")


def test_chips_that_do_not_fit_fold(theme: Theme, qtbot: QtBot) -> None:
    field = ChipsField(theme, "To", "Targets", "Add target")
    qtbot.addWidget(field)
    field.resize(380, 32)
    field.show()
    field.set_chips(tuple(ChipItem(str(n), f"Device number {n}", "smartphone") for n in range(6)), "6 devices")
    more = [child.text() for child in field.findChildren(QWidget) if getattr(child, "text", str)().startswith("+")]
    assert more
    assert 0 < int(more[0]) < 6


def test_a_picker_searches_and_steps_over_headings() -> None:
    model = PickerModel()
    items = (
        PickerItem("", "Groups"),
        PickerItem("@qa", "@qa-phones", remark="12 devices"),
        PickerItem("", "Devices"),
        PickerItem("ana", "Ana's iPhone", words="apns"),
    )
    model.set_items(items)
    assert model.rowCount() == 4
    model.search("APNS")
    assert [model.item(row).text for row in range(model.rowCount())] == ["Devices", "Ana's iPhone"]
    model.search("nothing")
    assert model.rowCount() == 0


def test_a_picker_gives_its_key(theme: Theme, qtbot: QtBot) -> None:
    anchor = QWidget()
    qtbot.addWidget(anchor)
    anchor.show()
    picker = Picker(theme, "Sets", "Find", anchor)
    picked: list[str] = []
    picker.picked.connect(picked.append)
    picker.open_below(anchor, (PickerItem("", "Sets"), PickerItem("a", "A"), PickerItem("b", "B", is_chosen=True)))
    assert picker.list.current_key == "b"
    qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picked == ["a"]
    assert not picker.isVisible()


def test_segments_and_tabs_tell_only_people(theme: Theme, qtbot: QtBot) -> None:
    segments = Segments(theme, "View")
    tabs = TabStrip(theme, "Tabs")
    for widget in (segments, tabs):
        qtbot.addWidget(widget)
    told: list[str] = []
    segments.chosen.connect(told.append)
    tabs.chosen.connect(told.append)
    segments.set_segments((Segment("a", "A"), Segment("b", "B")), "b")
    tabs.set_tabs((Tab("x", "X"), Tab("y", "Y", "2", "red-dot")), "y")
    assert (told, segments.current) == ([], "b")
    segments.show()
    qtbot.keyClick(segments, Qt.Key.Key_Right)
    tabs.setCurrentIndex(0)
    assert told == ["a", "x"]


def test_a_combo_keeps_unknown_values_and_ignores_the_wheel(theme: Theme, qtbot: QtBot) -> None:
    combo = Combo(theme, "Time to live", is_editable=True)
    qtbot.addWidget(combo)
    combo.set_choices((("", "Not set"), ("3600", "1 hour")), "3600")
    assert (combo.value, combo.currentText()) == ("3600", "1 hour")
    combo.set_value("90 s")
    assert combo.currentText() == "90 s"
    picked: list[str] = []
    combo.picked.connect(picked.append)
    edit = combo.lineEdit()
    assert edit is not None
    edit.setText("1 hour")
    edit.editingFinished.emit()
    assert picked == ["3600"]


@pytest.mark.parametrize(("used", "tone"), [(100, "green"), (3600, "green"), (3700, "amber"), (4097, "red")])
def test_the_meter_warns_before_the_limit(theme: Theme, qtbot: QtBot, used: int, tone: str) -> None:
    meter = Meter(theme)
    qtbot.addWidget(meter)
    meter.set_size(used, 4096)
    assert meter.tone == tone
    assert f"{used:,}" in meter.accessibleDescription()


def test_a_labelled_field_shows_problem_and_way_back(theme: Theme, qtbot: QtBot) -> None:
    combo = Combo(theme, "Priority")
    labelled = Labelled(theme, "Priority", combo)
    qtbot.addWidget(labelled)
    labelled.show()
    labelled.set_problem("Must be 10, 5 or 1")
    assert combo.property("wrong") is True
    labelled.set_problem("")
    assert combo.property("wrong") is False
    labelled.set_by_hand(True)
    wanted: list[bool] = []
    labelled.form_value_wanted.connect(lambda: wanted.append(True))
    back = next(b for b in labelled.findChildren(QPushButton) if b.isVisible())
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert wanted == [True]


def test_parts_paint_in_both_appearances(any_theme: Theme, qtbot: QtBot) -> None:
    place = (Place("a", "Compose", "square-pen"), Place("b", "Settings", "settings-2", is_at_end=True))
    rail = Rail(any_theme, place)
    rail.choose("a")
    rail.set_dot("b", "red-dot", "Needs attention")
    note = Note(any_theme, closable=True)
    note.show_words("red", Words("What.", "Why.", "Fix."), (("Mend", lambda: None),))
    switch = Switch(any_theme, "On")
    switch.setChecked(True)
    check = CheckBox(any_theme, "Tick")
    check.setChecked(True)
    pill = PillLabel(any_theme, Pill("Rejected 410", "red", "x"))
    empty = EmptyState(any_theme, "bell", "Nothing", "yet")
    for widget in (rail, note, switch, check, pill, empty):
        qtbot.addWidget(widget)
        widget.resize(200, 200)
        widget.show()
        assert not widget.grab().isNull()
    assert pill.accessibleName() == "Rejected 410"
    assert pill.sizeHint().width() == pill_width(pill.pill, any_theme)


def test_a_toast_runs_its_action(theme: Theme, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(500, 300)
    parent.show()
    toast = Toast(theme, parent)
    done: list[int] = []
    toast.tell("Deleted", "Undo", lambda: done.append(1))
    (slip,) = toast.slips
    qtbot.mouseClick(slip.action, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert toast.slips == []


def test_a_drop_zone_refuses_other_endings(theme: Theme, qtbot: QtBot) -> None:
    zone = DropZone(theme, "Drop a .p8 file", "Choose", lambda: None)
    qtbot.addWidget(zone)
    zone.accept_suffixes((".p8",))
    assert zone._fits("/x/AuthKey_ABC.P8")
    assert not zone._fits("/x/key.json")


def test_a_dialog_is_awaited_and_cancel_is_safe(theme: Theme, driver: Driver, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()

    async def answer(key: str) -> bool:
        question = Question(theme, "Delete?", "It is gone then.", go="Delete", parent=parent)
        buttons = {b.objectName(): b for b in question.findChildren(QPushButton)}
        assert buttons["cancel"].isDefault()
        asking = asyncio.get_running_loop().create_task(question.is_confirmed())
        await asyncio.sleep(0.01)
        buttons[key].click()
        return await asking

    assert driver.run(answer("go")) is True
    assert driver.run(answer("cancel")) is False


def test_cancelling_the_task_closes_its_dialog(theme: Theme, driver: Driver, qtbot: QtBot) -> None:
    async def work() -> None:
        dialog = Dialog(theme, "Waiting")
        dialog.set_buttons(("go", "Go", ""), default="go")
        asking = asyncio.get_running_loop().create_task(dialog.result_of())
        await asyncio.sleep(0.01)
        assert dialog.isVisible()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    driver.run(work())
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible()]


def test_too_many_tiles_are_counted() -> None:
    tiles = ("AP", "FC", "WP", "EX", "OS", "SN", "UA", "NO", "WH")
    assert few_tiles(tiles, 4) == ("AP", "FC", "WP", "+6")
    assert few_tiles(tiles[:4], 4) == tiles[:4]
