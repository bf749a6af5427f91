"""Ticks, renaming in place, dragging onto groups, copying: by mouse and by keyboard."""

from __future__ import annotations

import time

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTableView
from tests.ui.devices.conftest import NAMES

from pushbench.domain.device import Device
from pushbench.ui.devices.side import DeviceSide
from pushbench.ui.devices.table import DeviceTable, dragged_names


def settle(driver, model):
    driver.until(lambda: not model.scope.running)


def select(table, *names):
    table.clearSelection()
    selection = table.selectionModel()
    flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
    for name in names:
        selection.select(table.rows.index(table.rows.row_of(name), 0), flags)


def test_space_ticks_and_ticks_off(theme, library, show, qtbot):
    screen = show(theme)
    table = screen.table
    table.setFocus()
    assert library.state.selected == ("Ana's iPhone",)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert library.state.selected == ()
    assert not screen._delete.isEnabled()
    assert screen._delete.toolTip() == "Select devices first"
    qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert library.state.selected == tuple(NAMES[:2])
    assert screen._selected.text() == "2 selected"


def test_the_head_ticks_all_and_none(theme, library, show, qtbot):
    screen = show(theme)
    screen.table.all.click()
    assert len(library.state.selected) == 5
    assert screen.table.all.isChecked()
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    assert not screen.table.all.isChecked()
    screen.table.all.click()
    screen.table.all.click()
    assert library.state.selected == ()


def test_a_double_click_on_the_name_renames_in_place(theme, driver, library, show, qtbot, workspace):
    screen = show(theme)
    table = screen.table
    rect = table.visualRect(library.rows.index(0, 1))
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    editor = table.viewport().findChild(QLineEdit)
    assert editor is not None
    assert (editor.text(), editor.accessibleName()) == ("Ana's iPhone", "Name of the device")
    qtbot.keyClicks(editor, "Ana's iPhone 16")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    driver.until(lambda: "Ana's iPhone 16" in library.rows.keys)
    assert workspace.store.database.groups.get("qa").devices == ("Ana's iPhone 16",)


def test_renaming_by_key_and_leaving_it(theme, library, show, qtbot):
    screen = show(theme)
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_F2)
    editor = screen.table.viewport().findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "Other")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert screen.table._editor is None
    assert "Other" not in library.rows.keys
    screen.rename_current()
    assert screen.table._editor is not None


def drop(side: DeviceSide, key: str, data: QMimeData) -> bool:
    """Move over a line and let go; returns whether it was taken while moving."""
    row = next(n for n in range(side.lines.rowCount()) if side.lines.item(n).key == key)
    point = side.visualRect(side.lines.index(row, 0)).center()
    args = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    move = QDragMoveEvent(point, *args)
    side.dragMoveEvent(move)
    assert not side.grab().isNull()
    side.dropEvent(QDropEvent(QPointF(point), *args))
    return move.isAccepted()


def test_devices_are_dropped_onto_a_group(theme, driver, library, show, notices, workspace):
    screen = show(theme)
    data = DeviceTable.drag_data(["Virtual Pixel", "Virtual iPhone"])
    assert dragged_names(data) == ["Virtual Pixel", "Virtual iPhone"]
    assert data.text() == "Virtual Pixel\nVirtual iPhone"
    assert not drop(screen.side, "all", data)
    assert drop(screen.side, "group:qa", data)
    settle(driver, library)
    assert set(workspace.store.database.groups.get("qa").devices) == {"Ana's iPhone", "Virtual Pixel", "Virtual iPhone"}
    assert notices.messages == ["2 devices added to @qa"]


def test_dragging_takes_all_that_are_selected(theme, library, show, qtbot, monkeypatch):
    screen = show(theme)
    table = screen.table
    dragged = []
    monkeypatch.setattr(table, "_drag", lambda: dragged.append(table.selected_keys))
    select(table, "Virtual iPhone", "Virtual Pixel")
    start = table.visualRect(library.rows.index(library.rows.row_of("Virtual Pixel"), 1)).center()
    qtbot.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=start)
    _move(table, start + QPoint(0, 40))
    assert dragged == [["Virtual iPhone", "Virtual Pixel"]]
    qtbot.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert not table._drag_picture(["Virtual iPhone", "Virtual Pixel"]).isNull()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert table.selected_keys == ["Virtual Pixel"], "a mere click chooses one"


def _move(table, point):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    button = Qt.MouseButton.LeftButton
    table.mouseMoveEvent(
        QMouseEvent(
            QEvent.Type.MouseMove, QPointF(point), QPointF(point), button, button, Qt.KeyboardModifier.NoModifier
        )
    )


def test_nonsense_is_no_device():
    data = QMimeData()
    data.setData("application/x-pushbench-devices", b"{broken")
    assert dragged_names(data) == []


def test_copying_gives_rows_that_a_spreadsheet_takes(theme, driver, library, show, qtbot):
    screen = show(theme)
    select(screen.table, "Ana's iPhone", "Virtual Pixel")
    qtbot.keyClick(screen.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    settle(driver, library)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:3] == ["Device", "Provider", "Token"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["Ana's iPhone", "Virtual Pixel"]
    assert "80f1d4a9b75206c3e1174fd8a09b3c5e62d7180f94ab3ec57d11b8f2c36be27e" in lines[1]


def test_a_hundred_thousand_are_selected_and_copied_quickly(theme, driver, library, show, workspace):
    workspace.store.database.devices.put_many(
        Device(f"Device {n:06}", "apns", f"{n:064x}", "ios") for n in range(100_000)
    )
    library.refresh()
    driver.until(lambda: library.state.shown == 100_005)
    screen = show(theme)
    began = time.monotonic()
    screen.table.selectAll()
    took = time.monotonic() - began
    assert len(library.state.selected) == 100_005
    assert took < 0.5
    library.verbs.copy(library.state.selected)
    driver.until(lambda: not library.scope.is_running("copy"))
    assert QGuiApplication.clipboard().text().count("\n") == 100_005


def test_every_control_has_a_name_and_says_why_it_is_disabled(theme, library, show):
    screen = show(theme)
    screen.table.clearSelection()
    for button in screen.findChildren(QAbstractButton):
        if button.isVisible() and not isinstance(button.parent(), QLineEdit | QTableView):
            assert button.accessibleName() or button.text(), button
            assert button.isEnabled() or button.toolTip(), button.text()
