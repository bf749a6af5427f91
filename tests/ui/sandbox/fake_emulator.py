"""An emulator for the screen's tests: it keeps faults like the real one and dies when it is told to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.ui.fake_workspace import FakeSandbox

from pushbench.domain.errors import UserError

PHONES = (
    ("Virtual iPhone", "apns", "ios", "a" * 64),
    ("Virtual Pixel", "fcm", "android", "fcm-token-" + "b" * 120),
    ("Virtual browser", "webpush", "web", '{"endpoint":"https://127.0.0.1:1/x"}'),
)


class FakeEmulator(FakeSandbox):
    """Numbers faults, spends them, and can be elsewhere's, refuse to start, or be gone."""

    def __init__(self) -> None:
        super().__init__()
        self.standing: list[dict[str, Any]] = []
        self.refusal: UserError | None = None
        self.is_elsewhere = False
        self.is_dead = False
        self.port = 8787
        self.pid = 1
        self.most_at_once = 0
        """Pushes of the largest answer so far."""
        self._number = 0

    async def start(self) -> dict[str, Any]:
        if self.refusal is not None:
            raise self.refusal
        self.is_dead = False
        self.is_running = True
        self.current = {
            "pid": self.pid,
            "control_url": f"https://127.0.0.1:{self.port}",
            "ca_file": "/tmp/ca.pem",
            "port": self.port,
            "providers": {},
            "devices": [dict(zip(("name", "provider", "platform", "token"), phone, strict=True)) for phone in PHONES],
        }
        self._tell()
        return self.current

    async def stop(self) -> None:
        if not self.is_elsewhere:
            await super().stop()

    async def ready(self) -> dict[str, Any] | None:
        if self.is_dead and self.is_running:
            await super().stop()
        return self.current

    async def received(
        self, since: int = 0, wait: float = 0.0, *, limit: int = 0, before: int | None = None
    ) -> list[dict[str, Any]]:
        found = await super().received(since, wait, limit=limit, before=before)
        self.most_at_once = max(self.most_at_once, len(found))
        if self.is_dead:
            raise UserError("The sandbox does not answer.", "Connection reset.", "Start it again.")
        return found

    def die(self) -> None:
        """End as a killed process does: whoever waits loses the connection."""
        self.is_dead = True
        self._news.set()

    async def set_fault(self, fault: Mapping[str, Any]) -> None:
        self._number += 1
        self.standing.append({"number": self._number, **fault, "struck": 0})

    async def faults(self) -> list[dict[str, Any]]:
        return [dict(fault) for fault in self.standing]

    async def remove_fault(self, number: int) -> None:
        kept = [fault for fault in self.standing if fault["number"] != number]
        if len(kept) == len(self.standing):
            raise UserError(f"There is no fault {number}.", "It was removed or is spent.", "")
        self.standing = kept

    async def reset(self) -> None:
        await super().reset()
        self.standing.clear()


def push(platform: str = "ios", title: str = "Hi", at: float = 1_763_820_000.0, **more: Any) -> dict[str, Any]:
    """Return one element of ``/received``."""
    name, provider, _, token = next(phone for phone in PHONES if phone[2] == platform)
    payload = json.dumps({"aps": {"alert": {"title": title}}})
    return {
        "provider": provider,
        "device": name,
        "token": token,
        "at": at,
        "path": f"/3/device/{token}",
        "headers": {"apns-push-type": "alert"},
        "wire_body": payload,
        "payload": payload,
        "title": title,
        "body": "",
        "checks": ["JSON is valid"],
        "answer_status": 200,
        **more,
    }
