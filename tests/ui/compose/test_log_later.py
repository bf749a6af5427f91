"""The send log after a run: reports that are due, what services said, asking and cancelling from it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.compose.test_send_log import dock as dock
from tests.ui.compose.test_send_log import model as model
from tests.ui.compose.test_send_log import sent
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.device import Device
from pushbench.domain.fate import Fate
from pushbench.domain.outcome import DeliveryEvent, Explain, Outcome, OutcomeKind
from pushbench.engine.following import Answered
from pushbench.store.history import PendingQuestion
from pushbench.ui.compose.log_dock import LogDock
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.send_log import LogRow
from pushbench.ui.session import Session
from pushbench.ui.times import minute_words
from pushbench.ui.widgets.dialogs import Dialog

GONE = Explain("The app was deleted.", "Apple said so.", "Mark the device.")


@pytest.fixture
def phone(driver: Driver, model: ComposeModel, workspace: FakeWorkspace, session: Session) -> str:
    """One device of OneSignal is the target; it takes what is sent to it."""
    name = "Ana"
    workspace.store.database.devices.put(Device(name, "onesignal", "1dd608f2-c6a1-41e3-851d-000c2940e62c", "ios"))
    workspace.outcomes[name] = Outcome(OutcomeKind.ACCEPTED, 200, provider_id="note-1")
    model.targeting.set_targets([name])
    driver.until(lambda: [chip.text for chip in model.state.targets] == [name])
    return name


def the_row(model: ComposeModel) -> LogRow:
    found = model.sending.log.row(model.sending.log.rows.keys[0])
    assert found is not None
    return found


def status(model: ComposeModel) -> str:
    column = next(column for column in model.sending.log.rows.columns if column.key == "status")
    return column.cell(the_row(model)).accessible


def test_a_row_says_when_the_report_is_due_and_then_what_it_said(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, session: Session, dock: LogDock, phone: str
) -> None:
    sent(driver, model)
    key = the_row(model).id
    due = time.time() + 900
    workspace.store.database.follow_ups.schedule([PendingQuestion(key, due)])
    model.sending.following.look()
    driver.until(lambda: the_row(model).due_at == due)
    model.sending.log.flush()
    assert status(model) == f"Accepted 200, report {minute_words(due)}"
    model.sending.log.show_only("asked", "To be asked about")
    assert [key] == list(model.sending.log.rows.keys)
    model.sending.log.show_only("")

    event = DeliveryEvent(time.time(), Fate.FAILED, "DeviceNotRegistered", GONE)
    workspace.store.database.follow_ups.drop(key)

    async def told() -> None:
        session.on_follow_ups([Answered(key, event)])

    driver.run(told())
    driver.until(lambda: model.state.send.failed_later == 1)
    model.sending.log.flush()
    assert status(model) == "Failed later DeviceNotRegistered"
    assert the_row(model).is_failed
    assert "The app was deleted." in the_row(model).explain
    assert dock._pills["failed_later"].isVisibleTo(dock)
    assert dock._retry.isVisibleTo(dock)
    assert model.state.send.accepted == 1, "it was accepted all the same"


def test_ask_now_from_the_log(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, notices: HeardNotices, dock: LogDock, phone: str
) -> None:
    assert model.sending.following.why_not_ask([]) == "Choose a delivery first."
    sent(driver, model)
    key = the_row(model).id
    assert model.sending.following.why_not_ask([key]) == ""
    workspace.said[key] = DeliveryEvent(time.time(), Fate.HANDED_ON)
    model.sending.following.ask([key])
    driver.until(lambda: the_row(model).fate is Fate.HANDED_ON)
    assert notices.messages[-1] == "Handed on"
    del workspace.said[key]
    model.sending.following.ask([key])
    driver.until(lambda: notices.troubles)
    assert notices.troubles[-1].what == "Nobody was asked."


def test_a_service_that_keeps_no_reports_is_not_asked(driver: Driver, model: ComposeModel, dock: LogDock) -> None:
    sent(driver, model)
    assert "cannot be asked" in model.sending.following.why_not_ask([the_row(model).id])
    assert not the_row(model).can_cancel


@pytest.mark.parametrize("environment", ["local", "production"])
@pytest.mark.parametrize("answer", ["keep", "go"])
def test_cancelling_names_what_is_cancelled_and_asks_first(
    driver: Driver,
    model: ComposeModel,
    workspace: FakeWorkspace,
    notices: HeardNotices,
    dock: LogDock,
    phone: str,
    qtbot: QtBot,
    environment: str,
    answer: str,
) -> None:
    sent(driver, model)
    key = the_row(model).id
    record = workspace.store.database.history.get(key)
    assert record is not None
    held = replace(
        record,
        id="held",
        environment=environment,
        draft={"headers": {}, "payload": {"send_after": "2099-01-01T00:00:00Z"}},
    )
    workspace.store.database.history.add([held])
    assert workspace.can_cancel(held)
    model.sending.following.cancel(dock._theme, ["held"], dock)
    driver.until(lambda: dialogs(dock))
    [dialog] = dialogs(dock)
    assert dialog.windowTitle() == f"Cancel “{record.message_name}” to {phone}?"
    assert (environment == "production") == (type(dialog).__name__ == "ProductionFrame")
    dialog.choose(answer)
    if answer == "keep":
        driver.until(lambda: not model.scope.is_running("cancel"))
        assert workspace.cancelled == []
    else:
        driver.until(lambda: notices.messages and "Cancelled at OneSignal" in notices.messages[-1])
        assert workspace.cancelled == [("held", True)]


def dialogs(dock: LogDock) -> list[Dialog]:
    return [item for item in dock.findChildren(Dialog) if item.isVisible()]


def test_a_refusal_to_cancel_is_told(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, notices: HeardNotices, dock: LogDock, phone: str
) -> None:
    sent(driver, model)
    record = workspace.store.database.history.get(the_row(model).id)
    assert record is not None
    draft = {"headers": {}, "payload": {"send_after": "2099-01-01T00:00:00Z"}}
    workspace.store.database.history.add([replace(record, id="held", draft=draft)])
    explain = Explain("It has left already.", "It was sent.", "Wait.")
    workspace.refusal = Outcome(OutcomeKind.REJECTED, 400, "TooLate", explain=explain)
    model.sending.following.cancel(dock._theme, ["held"], dock)
    driver.until(lambda: dialogs(dock))
    dialogs(dock)[0].choose("go")
    driver.until(lambda: notices.troubles)
    assert (notices.troubles[-1].what, notices.troubles[-1].why) == ("It was not cancelled.", "It has left already.")
