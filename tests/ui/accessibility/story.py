"""The invented airline of the pictures, put into the tests' workspace: what a window in daily use holds."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.ui.fake_workspace import ACCEPTED, UNREGISTERED, FakeWorkspace
from tests.ui.history.conftest import attempt, keep, record

from pushbench.domain.device import Device
from pushbench.domain.outcome import DeliveryRecord, Outcome, OutcomeKind
from pushbench.domain.profile import Environment, Profile, ProfileSet
from pushbench.ui.screenshots.skylark import PRODUCTION, STAGING, devices, groups, write_messages

JONAS = "Jonas's iPhone 13 mini"
GATE = "Trips/Gate change.push.json"
SUBSCRIPTION = {
    "endpoint": "https://127.0.0.1:40003/wpush/v2/x",
    "expirationTime": None,
    "keys": {
        "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
        "auth": "tBHItJI5svbpez7KI4CCXg",
    },
}
APNS_FIELDS = {"key_id": "8F2C1E7A30", "team_id": "9A7T3Q0XYZ", "bundle_id": "app.skylark.ios"}


def furnish(workspace: FakeWorkspace) -> None:
    """Put messages, devices, groups, profiles and deliveries into an empty workspace."""
    home = workspace.home
    assert home is not None
    database = workspace.store.database
    for device in devices(SUBSCRIPTION, time.time() - 86_400):
        database.devices.put(device)
    database.devices.put(replace(_device(workspace, JONAS), is_retired=True, retired_reason="Unregistered"))
    for group in groups():
        database.groups.put(group)
    for name, environment in (("Skylark iOS", Environment.SANDBOX), ("Skylark iOS, App Store", Environment.PRODUCTION)):
        database.profiles.put(Profile(name, "apns", environment, APNS_FIELDS, tested_at=time.time() - 600))
    for name, environment in (("skylark-stg", Environment.SANDBOX), ("skylark-prod", Environment.PRODUCTION)):
        database.profiles.put(Profile(name, "fcm", environment, {"project_id": "skylark-7731"}))
    database.sets.put(ProfileSet(STAGING, ("Skylark iOS", "skylark-stg")))
    database.sets.put(ProfileSet(PRODUCTION, ("Skylark iOS, App Store", "skylark-prod")))
    keep(workspace, deliveries(workspace), (home / "messages" / GATE).read_text("utf-8"))


def deliveries(workspace: FakeWorkspace) -> list[DeliveryRecord]:
    """Three runs with every outcome."""
    now = time.time() - 3600
    jonas, ana = _device(workspace, JONAS), _device(workspace, "Ana's iPhone 16")
    common: dict[str, Any] = {"profile": "Skylark iOS", "environment": "sandbox"}
    return [
        record(1, ACCEPTED, at=now, target=ana.name, token=ana.token, **common),
        record(2, UNREGISTERED, at=now + 1, target=jonas.name, token=jonas.token, **common),
        record(
            3,
            at=now + 600,
            run_id="run-2",
            target="Ana's iPhone 16",
            attempts=(attempt(1, 503, at=now + 600), attempt(2, 200, at=now + 602)),
            **common,
        ),
        record(4, Outcome(OutcomeKind.NOT_SENT, reason="stopped"), at=now + 601, run_id="run-2", latency_ms=None),
        record(5, at=now + 1200, run_id="run-3", target="topic:news", target_kind="topic", provider="fcm"),
    ]


def window_state(home: Path) -> None:
    """Write what the window of the last time left: messages, the set of Staging, two targets."""
    write_messages(home / "messages")
    choices = {
        "sandbox-welcomed": True,
        "profile": f"set:{STAGING}",
        "targets": ["Ana's iPhone 16", JONAS],
        "open": ["Trips/Rate your trip.push.json", GATE],
        "current": GATE,
    }
    (home / "window.json").write_text(json.dumps({"width": 1440, "height": 900, "choices": choices}))


def _device(workspace: FakeWorkspace, name: str) -> Device:
    found = workspace.store.database.devices.get(name)
    assert found is not None
    return found
