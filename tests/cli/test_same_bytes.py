"""What payload and the dry run print is what send then sends, byte for byte, once time and chance stand still."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid

import pytest
from tests.cli.conftest import Shell


class StoppedClock:
    """One moment for ever; sleeping yields once."""

    def __init__(self) -> None:
        self._now = float(int(time.time()))

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


class SameBytes:
    """The same bytes every time; ids are counted, for a history needs different ones."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def bytes(self, count: int) -> bytes:
        return (b"pushbench" * count)[:count]

    def uuid(self) -> str:
        return str(uuid.UUID(int=next(self._numbers)))


@pytest.mark.parametrize(
    ("provider", "target"),
    [("apns", "Virtual iPhone"), ("fcm", "Virtual Pixel"), ("webpush", "Virtual browser")],
)
def test_rehearsed_and_sent_requests_are_equal(linked: Shell, provider: str, target: str) -> None:
    linked.clock, linked.randomness = StoppedClock(), SameBytes()
    message = linked.message(
        data={"gate": "B42", "seats": 2},
        delivery={"ttl_seconds": 3600, "collapse_id": "gate-418", "priority": "normal"},
    )
    profile = f"sandbox-{provider}"
    printed = linked("payload", message, "--provider", provider, "--to", target)
    rehearsed = linked("send", message, "--profile", profile, "--to", target, "--dry-run", "--json")
    sent = linked("send", message, "--profile", profile, "--to", target, "--json")
    assert (printed.status, rehearsed.status, sent.status) == (0, 0, 0), printed.err + rehearsed.err + sent.err
    shown = linked("history", "show", sent.deliveries[0]["id"], "--json").lines[0]
    (delivered,) = [attempt["request"] for attempt in shown["trace"] if attempt["step"] == "deliver"]
    assert rehearsed.deliveries[0]["request"] == printed.lines[0]
    compared = ("method", "url", "headers", "body")
    assert {key: delivered[key] for key in compared} == {key: printed.lines[0][key] for key in compared}
