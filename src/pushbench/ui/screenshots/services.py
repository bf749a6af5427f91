"""The services that answer for the pictures: the real sandbox, on a loop of its own, with Skylark's devices known."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.engine import emulator_marker
from pushbench.engine.local_sandbox import PREFERRED_PORT
from pushbench.sandbox.apns import ApnsService
from pushbench.sandbox.apns_tokens import DeviceToken
from pushbench.sandbox.emulator import Emulator
from pushbench.sandbox.fcm import FcmService
from pushbench.sandbox.webpush import WebPushService
from pushbench.ui.screenshots.clock import PictureClock
from pushbench.ui.screenshots.skylark import APP, subscription_id

_START_SECONDS = 30.0
_NAMES = {"apns.team_id": "M84TZ6KW21", "apns.key_id.main": "7QK4X2M9PD"}


class Services:
    """Runs from ``start`` to ``stop``; a workspace of the same home finds it as it finds any sandbox."""

    def __init__(self, home: Path, clock: PictureClock) -> None:
        self._home = home
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="pictures-sandbox", daemon=True)
        self._emulator = Emulator(clock=clock, keys=_NAMES)
        self.ready: Mapping[str, Any] = {}

    def start(self) -> None:
        """Listen, at the usual port where it is free, and let the home's workspaces find it."""
        self._thread.start()
        try:
            ready = self._run(self._emulator.start(PREFERRED_PORT))
        except UserError:
            ready = self._run(self._emulator.start())
        self.ready = ready.to_json()
        self._home.mkdir(parents=True, exist_ok=True)
        marker = emulator_marker.Marker(ready.pid, ready.control_url, ready.ca_file, ready.port)
        emulator_marker.write(self._home, marker)

    def stop(self) -> None:
        emulator_marker.remove(self._home, os.getpid())
        self._run(self._emulator.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_START_SECONDS)
        self._loop.close()

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_START_SECONDS)

    @property
    def subscription(self) -> Mapping[str, Any]:
        """The PushSubscription of the sandbox's browser."""
        tokens = {device["provider"]: device["token"] for device in self.ready["devices"]}
        found: Mapping[str, Any] = json.loads(tokens["webpush"])
        return found

    def know(self, devices: Sequence[Device]) -> None:
        """Let every service know its devices."""
        apns = cast("ApnsService", self._emulator.service("apns"))
        fcm = cast("FcmService", self._emulator.service("fcm"))
        browsers = cast("WebPushService", self._emulator.service("webpush"))
        for device in devices:
            if device.provider == "apns":
                apns.tokens.add(DeviceToken(device.name, device.token, APP))
            elif device.provider == "fcm":
                fcm.more_tokens.add(device.token)
            else:
                browsers.more_ids.add(subscription_id(device.name))

    def profile(self, provider: str) -> Mapping[str, str]:
        """Return the fields, secrets among them, with which a profile reaches a service."""
        service = self.ready["providers"][provider]
        addresses = {key: service[key] for key in ("base_url", "token_url") if key in service}
        return {**service["profile"], **addresses, "ca_file": self.ready["ca_file"]}
