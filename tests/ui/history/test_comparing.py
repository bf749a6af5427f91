"""What differs between deliveries, runs, and a delivery and its saved message."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from tests.ui.fake_workspace import ACCEPTED, UNREGISTERED
from tests.ui.history.conftest import attempt, keep, record, settle, started

from pushbench.domain.errors import UserError
from pushbench.domain.http import HttpRequest
from pushbench.ui.history.compare_dialog import CompareDialog
from pushbench.ui.history.differences import NOTHING, of_deliveries
from pushbench.ui.history.screen import HistoryScreen


def sent(number, payload, headers=(), outcome=ACCEPTED, **changes):
    request = HttpRequest("POST", "https://a.example/x", headers, json.dumps(payload).encode())
    return record(number, outcome, attempts=(replace(attempt(), request=request),), **changes)


def test_only_what_differs_is_told():
    before = sent(1, {"aps": {"alert": {"title": "A", "body": "B"}, "badge": 1}}, (("apns-priority", "10"),))
    after = sent(2, {"aps": {"alert": {"title": "A2", "body": "B"}}, "gate": ["B42"]}, (), UNREGISTERED)
    found = [(item.part, item.name, item.before, item.after) for item in of_deliveries(before, after)]
    assert ("Outcome", "Result", "Accepted 200", "Rejected 410 Unregistered") in found
    assert ("Headers", "apns-priority", "10", NOTHING) in found
    assert ("Payload", "/aps/alert/title", '"A"', '"A2"') in found
    assert ("Payload", "/aps/badge", "1", NOTHING) in found
    assert ("Payload", "/gate", NOTHING, '["B42"]') in found
    assert not any(name == "/aps/alert/body" for _, name, _, _ in found)


def test_true_is_not_one():
    found = of_deliveries(sent(1, {"a": True}), sent(1, {"a": 1}))
    assert [(item.before, item.after) for item in found] == [("true", "1")]


def test_the_same_twice_has_no_difference():
    one = sent(1, {"aps": {}})
    assert of_deliveries(one, one) == ()


def test_two_selected_deliveries_are_compared(theme, driver, model, some, notices, qtbot):
    started(driver, model)
    screen = HistoryScreen(theme, model)
    qtbot.addWidget(screen)
    assert not screen.compare_button.isEnabled()
    assert "Ctrl" in screen.compare_button.toolTip()
    screen.table.selectRow(model.rows.row_of(some[2].id))
    screen.table.selectionModel().select(
        model.rows.index(model.rows.row_of(some[3].id), 0),
        screen.table.selectionModel().SelectionFlag.Select | screen.table.selectionModel().SelectionFlag.Rows,
    )
    assert screen.compare_button.isEnabled()
    assert screen.compare_button.text() == "Compare deliveries"
    screen.compare()
    driver.until(lambda: any(isinstance(w, CompareDialog) for w in QApplication.topLevelWidgets()))
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, CompareDialog))
    names = [
        model_row.name
        for key in dialog.rows.keys
        if not key.startswith("part:") and (model_row := dialog.rows.get(key))
    ]
    assert "Result" in names
    dialog.choose("copy")
    settle(driver, model)
    assert "Rejected 410 Unregistered" in QApplication.clipboard().text()
    assert notices.messages == ["Differences copied"]


def test_runs_are_compared_by_target(driver, model, workspace):
    first = [record(n, run_id="one", target=f"Device {n}") for n in range(3)]
    later = [
        record(10, UNREGISTERED, run_id="two", target="Device 0"),
        record(11, run_id="two", target="Device 1"),
        record(12, run_id="two", target="Device 9"),
    ]
    keep(workspace, [*first, *later])
    started(driver, model)
    sides, found = driver.run(model.comparing.of_two_runs("one", "two"))
    assert [side.title.partition(",")[0] for side in sides] == ["Gate change", "Gate change"]
    assert {(item.name, item.before, item.after) for item in found} == {
        ("Device 0", "Accepted 200", "Rejected 410 Unregistered"),
        ("Device 2", "Accepted 200", NOTHING),
        ("Device 9", NOTHING, "Accepted 200"),
    }


def test_the_run_before_is_of_the_same_message(driver, model, some):
    started(driver, model)
    assert driver.run(model.comparing.run_before("run-3")) == "run-2"
    with pytest.raises(UserError, match="nothing to compare"):
        driver.run(model.comparing.run_before("run-1"))


def test_a_delivery_is_held_against_its_saved_message(theme, driver, model, workspace, some, qtbot):
    started(driver, model)
    model.choose(some[0].id)
    settle(driver, model)
    screen = HistoryScreen(theme, model)
    qtbot.addWidget(screen)
    model.show_tab("request")
    request = screen.inspector._request
    request.show_saved_difference()
    settle(driver, model)
    assert "There is no saved message" in request.body.text()
    folder = workspace.home / "messages" / "Trips"
    folder.mkdir(parents=True)
    (folder / "Gate change.push.json").write_text('{"format": 1, "content": {"title": "Gate is B43"}}')
    request.show_saved_difference()
    settle(driver, model)
    text = request.body.text()
    assert '-        "title": "Gate is B43"' in text
    assert '+        "title": "Gate changed"' in text
    model.choose(some[6].id)
    settle(driver, model)
    assert "Gate is B43" in request.body.text(), "it follows to another delivery"
