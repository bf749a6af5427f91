"""The table model: keys first, rows when they come into sight."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import Cell, Column, GroupRow
from pushbench.ui.widgets.table.key_values import KeyValueModel, KeyValueRow, KeyValueTable
from pushbench.ui.widgets.table.model import CELL, RowsModel
from pushbench.ui.widgets.table.view import RowsView, fit_columns

COLUMNS = (
    Column("name", "Name", 100, lambda row: Cell(row["name"]), stretches=True),
    Column("result", "Result", 80, lambda row: Cell(pills=(Pill("Accepted 200", "green", "check"),))),
    Column("more", "", 30, lambda row: Cell(icon="ellipsis")),
)


def named(*names: str) -> list[tuple[str, dict[str, str]]]:
    return [(name, {"name": name.upper()}) for name in names]


@pytest.mark.parametrize("is_newest_first", [False, True])
def test_qt_finds_nothing_wrong(qtmodeltester: Any, is_newest_first: bool) -> None:
    model = RowsModel(COLUMNS, is_newest_first=is_newest_first)
    qtmodeltester.check(model)
    model.reset(["a", "b", "c"], dict(named("a", "c")))
    qtmodeltester.check(model)
    model.add_on_top(named("x", "y"))
    model.remove(["b", "nobody"])
    model.put(dict(named("c")))
    qtmodeltester.check(model)


def test_rows_are_asked_for_when_they_come_into_sight(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS, can_refetch=True)
    model.reset([f"k{number}" for number in range(100_000)])
    with qtbot.waitSignal(model.wanted) as asked:
        for number in (5, 6, 7, 6):
            assert model.index(number, 0).data(CELL) is None
    assert asked.args == [["k5", "k6", "k7"]]
    model.put(dict(named("k5", "k6", "k7")))
    assert model.index(6, 0).data() == "K6"


def test_rows_long_out_of_sight_are_forgotten_only_where_they_can_be_fetched_again() -> None:
    keys = [f"k{number}" for number in range(9000)]
    for can_refetch in (True, False):
        model = RowsModel(COLUMNS, can_refetch=can_refetch)
        model.reset(keys)
        for start in range(0, 9000, 500):
            model.put(dict(named(*keys[start : start + 500])))
        assert (model.get("k0") is None) is can_refetch
        assert model.get("k8999") == {"name": "K8999"}


def test_newest_first_puts_the_last_on_top() -> None:
    model = RowsModel(COLUMNS, is_newest_first=True)
    model.add_on_top(named("one", "two"))
    model.add_on_top(named("three"))
    assert model.keys == ["three", "two", "one"]
    assert model.row_of("one") == 2
    assert model.index(0, 0).data() == "THREE"
    with pytest.raises(ValueError, match="top"):
        model.append(named("four"))


@pytest.mark.parametrize("is_newest_first", [False, True])
def test_rows_come_below_and_the_last_are_dropped_at_once(qtmodeltester: Any, is_newest_first: bool) -> None:
    model = RowsModel(COLUMNS, is_newest_first=is_newest_first)
    model.add_on_top(named("two", "one"))
    model.add_below(named("three", "four", "five"))
    assert model.keys == ["one", "two", "three", "four", "five"]
    assert model.row_of("four") == 3
    model.drop_last(2)
    assert model.keys == ["one", "two", "three"]
    assert model.get("five") is None
    assert model.row_of("five") is None
    qtmodeltester.check(model)
    model.drop_last(9)
    model.drop_last(1)
    assert model.keys == []


def test_more_is_asked_for_once(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.reset(["a"], dict(named("a")), has_more=True)
    assert model.canFetchMore(model.index(-1, -1))
    with qtbot.waitSignal(model.more_wanted):
        model.fetchMore(model.index(-1, -1))
    assert not model.canFetchMore(model.index(-1, -1))
    model.append(named("b"), has_more=False)
    assert model.keys == ["a", "b"]


def test_screen_readers_hear_pills_and_the_clipboard_gets_tabs() -> None:
    model = RowsModel(COLUMNS)
    model.reset(["a", "g"], {**dict(named("a")), "g": GroupRow("Run", "2 deliveries")})
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Accepted 200"
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Run 2 deliveries"
    assert not model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.copied_text([0, 1]) == "A\tAccepted 200\t"


def test_the_view_keeps_its_choice_without_telling(theme: Theme, qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.reset(["a", "b"], dict(named("a", "b")))
    view = RowsView(theme, model, "Rows", row_height="log-row")
    qtbot.addWidget(view)
    told: list[str] = []
    view.chosen.connect(told.append)
    view.choose("b")
    assert (view.current_key, view.selected_keys, told) == ("b", ["b"], [])
    view.setCurrentIndex(model.index(0, 0))
    assert told == ["a"]
    opened: list[str] = []
    view.opened.connect(opened.append)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["a"]
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "A\tAccepted 200\t"


def test_a_view_paints_in_both_appearances(any_theme: Theme, qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.reset(
        ["g", "a", "later"], {"g": GroupRow("Run", "1", (Pill("1", "green", "check"),), "Today"), **dict(named("a"))}
    )
    view = RowsView(any_theme, model, "Rows", row_height="log-row", is_multiple=True)
    qtbot.addWidget(view)
    view.resize(420, 160)
    view.show()
    image = view.grab().toImage()
    assert len({image.pixelColor(x, y).name() for x in range(0, 400, 3) for y in range(30, 120, 3)}) > 8


def columns(**shapes: tuple[int, int, int, bool]) -> tuple[Column, ...]:
    return tuple(
        Column(name, name, width, lambda row: Cell(""), gives=gives, drops=drops, stretches=stretches)
        for name, (width, gives, drops, stretches) in shapes.items()
    )


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        (500, [250, 150, 100]),
        (400, [150, 150, 100]),
        (370, [150, 120, 100]),
        (330, [130, 100, 100]),
        (260, [160, 0, 100]),
        (60, [100, 0, 100]),
    ],
)
def test_columns_stretch_then_give_then_drop(room: int, widths: list[int]) -> None:
    made = columns(name=(150, 0, 0, True), token=(150, 50, 1, False), result=(100, 0, 0, False))
    assert fit_columns(made, room, round) == widths


def test_key_values_are_edited_in_place(qtmodeltester: Any) -> None:
    model = KeyValueModel(("Key", "Type", "Value"), "Add key")
    qtmodeltester.check(model)
    model.edited.connect(model.set_rows)
    assert model.setData(model.index(0, 0), "gate")
    assert model.rows == (KeyValueRow("gate", "text", ""),)
    model.setData(model.index(0, 2), "B42")
    model.set_kind(0, "JSON")
    model.setData(model.index(1, 0), "seat")
    assert model.move(0, 1)
    assert [row.key for row in model.rows] == ["seat", "gate"]
    assert not model.move(1, 1)
    model.remove(0)
    assert model.rows == (KeyValueRow("gate", "JSON", "B42"),)
    assert model.index(1, 0).data() == "Add key"
    qtmodeltester.check(model)


def test_delete_removes_a_row_and_the_last_line_stays(theme: Theme, qtbot: QtBot) -> None:
    table = KeyValueTable(theme, "Data", ("Key", "Type", "Value"), "Add key", ("text", "JSON"))
    qtbot.addWidget(table)
    table.values.edited.connect(table.values.set_rows)
    table.values.set_rows(
        (KeyValueRow("a", "text", "{{x}} and more"), KeyValueRow("b", "JSON", "[", "This is no JSON."))
    )
    table.show()
    table.setCurrentIndex(table.values.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert [row.key for row in table.values.rows] == ["b"]
    assert not table.grab().isNull()
