"""What the tests with OneSignal's official clients share: the emulated service, its app and its devices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sandbox.running import Running

from pushbench.sandbox import onesignal
from pushbench.sandbox.services import SERVICES


def start() -> Running:
    """Start an emulator that has OneSignal."""
    services = SERVICES if onesignal.make in SERVICES else (*SERVICES, onesignal.make)
    return Running(services=services)


def profile(sandbox: Running) -> Mapping[str, str]:
    found: Any = sandbox.ready.providers["onesignal"]["profile"]
    return dict(found)


def subscription(sandbox: Running, platform: str) -> str:
    return next(d.token for d in sandbox.ready.devices if d.provider == "onesignal" and d.platform == platform)


def unsubscribed(sandbox: Running) -> str:
    found: Any = sandbox.ready.providers["onesignal"]["subscriptions"]
    return str(found["unsubscribed"])
