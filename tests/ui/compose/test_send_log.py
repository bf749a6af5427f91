"""The send log: what it shows only, what stays when it is cleared, what it copies, a retry by hand, no connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.fake_workspace import UNREGISTERED, FakeWorkspace

from pushbench.domain.errors import FailureKind
from pushbench.domain.http import HttpRequest
from pushbench.domain.outcome import Attempt, DeliveryRecord, Outcome, OutcomeKind, StepKind
from pushbench.ui.compose.log_dock import LogDock
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.send_log import is_offline
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme


@pytest.fixture
def model(driver: Driver, session: Session) -> Iterator[ComposeModel]:
    made = ComposeModel(session, save_after_ms=60_000)
    driver.run(made.start())
    driver.until(lambda: made.state.target_summary)
    yield made
    made.files.open.stop()


@pytest.fixture
def dock(theme: Theme, qtbot: QtBot, model: ComposeModel) -> LogDock:
    made = LogDock(theme, model)
    qtbot.addWidget(made)
    made.resize(900, 160)
    model.changed.connect(lambda: made.show_state(model.state))
    made.show()
    return made


def sent(driver: Driver, model: ComposeModel) -> None:
    model.sending.send()
    driver.until(lambda: model.state.send.is_running or model.state.send.done)
    driver.until(lambda: not model.sending.sender.is_busy)
    driver.turn()


def targets(model: ComposeModel) -> list[str]:
    return [row.target for key in model.sending.log.rows.keys if (row := model.sending.log.row(key)) is not None]


def test_filters_say_how_many_rows_they_hide(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, dock: LogDock
) -> None:
    workspace.outcomes["Virtual iPhone"] = UNREGISTERED
    sent(driver, model)
    log = model.sending.log
    log.show_only("failed", "Failed")
    assert targets(model) == ["Virtual iPhone"]
    assert dock._hidden.text() == "Failed, 2 hidden"
    log.show_only("target:Virtual Pixel", "Only Virtual Pixel")
    assert targets(model) == ["Virtual Pixel"]
    sent(driver, model)
    assert targets(model) == ["Virtual Pixel", "Virtual Pixel"]
    dock._hidden.click()
    assert len(targets(model)) == 6
    assert not dock._hidden.isVisible()


def test_rows_are_copied_as_tabbed_text(driver: Driver, model: ComposeModel, dock: LogDock, qtbot: QtBot) -> None:
    sent(driver, model)
    dock.view.selectAll()
    qtbot.keyClick(dock.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3
    assert all("\tAccepted 200\t" in line for line in lines)


def test_a_waiting_delivery_is_hurried_and_clearing_leaves_it(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, dock: LogDock
) -> None:
    workspace.retries.add("Virtual browser")
    workspace.released.clear()
    model.sending.send()
    driver.until(lambda: model.sending.log.retrying == 1)
    model.sending.log.flush()
    waiting = next(k for k in model.sending.log.rows.keys if (r := model.sending.log.row(k)) and r.retry_at)
    model.sending.log.clear()
    assert waiting in model.sending.log.rows.keys
    assert model.state.send.is_running
    model.sending.retry_now(waiting)
    driver.until(lambda: not model.sending.sender.is_busy)
    assert workspace.hurried == [waiting]
    assert model.state.send.accepted == 3


def test_no_connection_is_told_apart_and_retried(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, dock: LogDock, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = workspace.record
    is_away = True

    def record(*given: object) -> DeliveryRecord:
        made = usual(*given)  # type: ignore[arg-type]
        if not is_away:
            return made
        failed = Attempt(1, StepKind.DELIVER, HttpRequest("POST", "https://x/"), None, FailureKind.NAME)
        return replace(made, attempts=(failed,))

    workspace.outcomes.update(dict.fromkeys(model.targeting.texts, Outcome(OutcomeKind.NOT_SENT)))
    monkeypatch.setattr(workspace, "record", record)
    sent(driver, model)
    assert model.state.send.offline == 3
    assert model.state.send.not_sent == 0
    assert dock._retry.isVisible()
    assert dock._retry.text() == "Retry"
    pills = {row.pill.text for key in model.sending.log.rows.keys if (row := model.sending.log.row(key))}
    assert pills == {"No connection"}
    is_away = False
    workspace.outcomes.clear()
    dock._retry.click()
    driver.until(lambda: model.state.send.accepted == 3)
    driver.until(lambda: not model.sending.sender.is_busy)


def test_a_push_that_was_answered_is_not_offline(workspace: FakeWorkspace, driver: Driver, model: ComposeModel) -> None:
    sent(driver, model)
    records = workspace.store.database.history
    key = model.sending.log.rows.keys[0]
    found = records.get(key)
    assert found is not None
    assert not is_offline(found)


def test_what_is_under_way_or_was_validated_is_not_in_history(
    driver: Driver, model: ComposeModel, notices: HeardNotices
) -> None:
    shown: list[str] = []
    model.session.delivery_wanted.connect(shown.append)
    model.sending.validate()
    driver.until(lambda: model.state.send.validated == 3)
    driver.until(lambda: not model.sending.sender.is_busy)
    key = model.sending.log.rows.keys[0]
    model.sending.log_verbs.show(key)
    model.sending.send_again(key)
    driver.turn()
    assert shown == []
    assert "History keeps what left" in notices.messages[-2]
    assert "nothing to send again" in notices.messages[-1]
    sent(driver, model)
    key = model.sending.log.rows.keys[0]
    model.sending.log_verbs.show(key)
    assert shown == [key]
