"""Deliveries to look at, and the History view-model over them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.ui.conftest import Driver
from tests.ui.fake_workspace import ACCEPTED, UNREGISTERED, FakeWorkspace

from pushbench.domain.device import Device
from pushbench.domain.http import HttpRequest, HttpResponse, Timings
from pushbench.domain.outcome import Attempt, DeliveryRecord, Outcome, OutcomeKind, StepKind
from pushbench.store.history import RunRecord
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.session import Session

REQUEST = HttpRequest(
    "POST",
    "https://api.sandbox.push.apple.com/3/device/abc",
    (("authorization", "bearer ***"), ("apns-push-type", "alert")),
    b'{"aps":{"alert":{"title":"Gate changed","body":"Now B42"}}}',
)


def attempt(number: int = 1, status: int = 200, step: StepKind = StepKind.DELIVER, at: float = 0.0) -> Attempt:
    body = b'{"reason":"Unregistered"}' if status >= 300 else b""
    response = HttpResponse(status, (("apns-id", "8F2C"),), body, "HTTP/2", Timings(38.0, 4.0, 9.0, 36.0, False))
    return Attempt(number, step, REQUEST, response, started_at=at, total_ms=38.0)


def record(number: int, outcome: Outcome = ACCEPTED, **changes: Any) -> DeliveryRecord:
    at = changes.pop("at", time.time() - 100 + number * 0.01)
    status = outcome.status or 0
    made = DeliveryRecord(
        id=f"00000000-0000-4000-8000-{number:012d}",
        run_id="run-1",
        provider="apns",
        profile="Local APNs",
        environment="local",
        target="Virtual iPhone",
        target_kind="device",
        token="a" * 64,
        outcome=outcome,
        attempts=() if outcome.kind is OutcomeKind.NOT_SENT else (attempt(1, status, at=at),),
        at=at,
        latency_ms=38.0,
        message_name="Gate change",
        title="Gate changed",
        body="Now B42",
        draft={"headers": {"apns-push-type": "alert"}, "payload": {"aps": {"alert": {"title": "Gate changed"}}}},
    )
    return replace(made, **changes)


def keep(workspace: FakeWorkspace, records: Iterable[DeliveryRecord], message_text: str = "") -> None:
    """Put deliveries and their runs into the history."""
    database = workspace.store.database
    runs: dict[str, list[DeliveryRecord]] = {}
    for item in records:
        runs.setdefault(item.run_id, []).append(item)
    for run_id, items in runs.items():
        at = min(item.at for item in items)
        database.history.start_run(RunRecord(run_id, at, items[0].message_name, message_text, "local", len(items)))
        database.history.add(items)
        counts: dict[str, int] = {}
        for item in items:
            counts[item.outcome.kind.value] = counts.get(item.outcome.kind.value, 0) + 1
        database.history.finish_run(run_id, at + 1, counts)


@pytest.fixture
def some(workspace: FakeWorkspace) -> list[DeliveryRecord]:
    """Seven deliveries of three runs: two services, two environments, one dead token, one retried."""
    now = time.time() - 60
    device = workspace.store.database.devices.get("Virtual iPhone")
    assert isinstance(device, Device)
    workspace.store.database.devices.put(replace(device, name="Jonas's iPhone", token="d" * 64))
    made = [
        record(1, at=now, latency_ms=20.0),
        record(2, at=now + 1, target="Virtual Pixel", provider="fcm", latency_ms=120.0),
        record(3, UNREGISTERED, at=now + 10, run_id="run-2", target="Jonas's iPhone", token="d" * 64),
        record(4, at=now + 11, run_id="run-2", environment="production", title="Autumn fares"),
        record(5, at=now + 12, run_id="run-2", attempts=(attempt(1, 503, at=now + 12), attempt(2, 200, at=now + 14))),
        record(6, Outcome(OutcomeKind.NOT_SENT, reason="stopped"), at=now + 13, run_id="run-2", latency_ms=None),
        record(7, at=now + 20, run_id="run-3", target="topic:news", target_kind="topic", provider="fcm"),
    ]
    keep(workspace, made)
    return made


@pytest.fixture
def model(driver: Driver, session: Session, workspace: FakeWorkspace) -> Iterator[HistoryModel]:
    made = HistoryModel(session)
    yield made
    made.watch(False)


def started(driver: Driver, model: HistoryModel) -> HistoryModel:
    """Read the history and wait for list, inspector and chart."""
    model.start()
    settle(driver, model)
    return model


def settle(driver: Driver, model: HistoryModel) -> None:
    """Wait until nothing is read any more."""
    driver.turn()
    driver.until(lambda: model.state.is_ready and not model.scope.running)
