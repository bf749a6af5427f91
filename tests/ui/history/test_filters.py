"""Several values in one filter, and filters that are pinned."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from tests.ui.history.conftest import keep, record, settle, started

from pushbench.ui.history.filters import ALL, TODAY, Filters, from_json, narrowed, to_json, toggled
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.screen import HistoryScreen


def shown(model: HistoryModel) -> int:
    return model.state.shown


def test_values_of_one_filter_widen_and_filters_narrow(driver, model, some):
    started(driver, model)
    model.toggle("status", "rejected")
    model.toggle("status", "not_sent")
    settle(driver, model)
    assert shown(model) == 2
    model.toggle("provider", "fcm")
    settle(driver, model)
    assert shown(model) == 0
    model.toggle("provider", "apns")
    settle(driver, model)
    assert shown(model) == 2
    model.toggle("status", "rejected")
    settle(driver, model)
    assert shown(model) == 1


def test_messages_are_a_filter(driver, model, workspace, some):
    keep(workspace, [record(50, run_id="run-50", message_name="Rate your trip")])
    started(driver, model)
    assert set(driver.run(model.known_messages())) == {"Rate your trip", "Gate change"}
    model.filter(message="Rate your trip")
    settle(driver, model)
    assert shown(model) == 1


def test_a_pinned_filter_is_applied_and_taken_off(driver, model, session, notices, some):
    started(driver, model)
    model.filter(status="rejected", span=ALL)
    model.save_filters(" Refused ")
    model.clear_filters()
    settle(driver, model)
    assert [name for name, _ in HistoryModel(session).state.pins] == ["Refused"], "it is kept for the next start"
    model.apply_filters("Refused")
    settle(driver, model)
    assert model.state.filters.status == ("rejected",)
    model.apply_filters("Refused")
    settle(driver, model)
    assert not model.state.filters.status
    model.unpin_filters("Refused")
    assert model.state.pins == ()
    notices.actions[-1]()
    assert [name for name, _ in model.state.pins] == ["Refused"]


def test_pins_stand_as_chips_that_work_by_keyboard(theme, driver, model, some, qtbot):
    model.filter(status="rejected")
    model.save_filters("Refused")
    model.clear_filters()
    screen = HistoryScreen(theme, model)
    qtbot.addWidget(screen)
    settle(driver, model)
    chip = screen.filters._pins["Refused"]
    assert not screen.filters.save.isEnabled()
    assert screen.filters.save.toolTip()
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert model.state.filters.status == ("rejected",)
    assert chip.accessibleName() == "Refused: on"
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert screen.filters._pins == {}
    settle(driver, model)


@pytest.mark.parametrize(
    "broken", [None, [], {}, {"span": "never"}, {"span": TODAY, "status": "x"}, {"span": TODAY, "status": [1]}]
)
def test_what_was_kept_wrongly_is_left_out(broken):
    assert from_json(broken) is None


def test_kept_filters_come_back():
    filters = Filters(status=("rejected", "410"), device=("Ana's iPhone",), search="gate", span=TODAY)
    assert from_json(to_json(filters)) == filters
    assert narrowed(filters, {"status": ""}).status == ()
    assert toggled(("a", "b"), "a") == ("b",)
