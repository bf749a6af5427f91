"""The messages of the emulated OneSignal: waiting, leaving by the minute, sent, cancelled; and their counts.

Nothing runs by itself: at every request the book looks at the clock and sends what has become due.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pushbench.sandbox.exchange import Answer
from pushbench.sandbox.onesignal_rules import moment, rate_of
from pushbench.sandbox.onesignal_users import Subscription

KEPT_SECONDS = 30 * 86_400.0
MOST_MESSAGES = 20_000
_SECRET_FIELDS = ("idempotency_key", "external_id")
_PLATFORMS = {
    "iOSPush": "ios",
    "AndroidPush": "android",
    "ChromePush": "chrome_web_push",
    "FirefoxPush": "firefox_web_push",
    "SafariPush": "safari_web_push",
}
Send = Callable[["Message", Subscription], str | None]
"""Hands one push on; the other service's refusal, or None."""


@dataclass(slots=True)
class Message:
    """One accepted message."""

    id: str
    body: Mapping[str, Any]
    queued_at: float
    waiting: list[Subscription]
    failed: int
    path: str
    wire_body: bytes
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """Platform -> successful, errored, received."""
    is_canceled: bool = False
    completed_at: float | None = None

    @property
    def send_after(self) -> float:
        return moment(self.body.get("send_after")) or self.queued_at

    @property
    def rate(self) -> int:
        return rate_of(self.body)

    def due(self, now: float) -> int:
        """Return how many of those that wait may leave by now."""
        if self.is_canceled or now < self.send_after:
            return 0
        if not self.rate:
            return len(self.waiting)
        minutes = int((now - self.send_after) // 60) + 1
        return max(0, min(len(self.waiting), self.rate * minutes - self.total("successful") - self.total("errored")))

    def total(self, name: str) -> int:
        return sum(each.get(name, 0) for each in self.counts.values())

    def count(self, subscription: Subscription, name: str) -> None:
        own = self.counts.setdefault(_PLATFORMS.get(subscription.type, "android"), {})
        own[name] = own.get(name, 0) + 1

    def to_json(self) -> dict[str, Any]:
        """Return what a view answers."""
        echo = {key: value for key, value in self.body.items() if not key.startswith("include_") and key != "filters"}
        echo = {
            key: value for key, value in echo.items() if key not in (*_SECRET_FIELDS, "send_after", "target_channel")
        }
        rate = echo.pop("throttle_rate_per_minute", None)
        return {
            **echo,
            "id": self.id,
            "successful": self.total("successful"),
            "failed": self.failed,
            "errored": self.total("errored"),
            "converted": 0,
            "received": self.total("received"),
            # The API document has null while an audience is computed, which the official client cannot read.
            "remaining": len(self.waiting),
            "queued_at": int(self.queued_at),
            "send_after": int(self.send_after),
            "completed_at": None if self.completed_at is None else int(self.completed_at),
            "canceled": self.is_canceled,
            "throttle_rate_per_minute": None if rate is None else rate_of({"throttle_rate_per_minute": rate}),
            "fcap_status": "uncapped",
            "platform_delivery_stats": {
                name: {
                    "successful": counts.get("successful", 0),
                    "failed": 0,
                    "errored": counts.get("errored", 0),
                    "converted": 0,
                    "received": counts.get("received", 0),
                }
                for name, counts in self.counts.items()
            },
        }


class Book:
    """All messages, and the answers kept for idempotency keys."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._answers: OrderedDict[str, tuple[float, Answer]] = OrderedDict()
        self.confirms = True
        """Whether devices confirm what they received, as apps with confirmed delivery do."""

    def clear(self) -> None:
        self._messages.clear()
        self._answers.clear()
        self.confirms = True

    def add(self, message: Message, now: float) -> None:
        self._messages[message.id] = message
        while len(self._messages) > MOST_MESSAGES:
            self._messages.popitem(last=False)
        self._advance(message, now)

    def advance(self, now: float) -> None:
        """Send everything that has become due."""
        for message in self._messages.values():
            if message.completed_at is None:
                self._advance(message, now)

    def _advance(self, message: Message, now: float) -> None:
        for _ in range(message.due(now)):
            subscription = message.waiting.pop(0)
            refused = "Errored" if subscription.is_errored else self._send(message, subscription)
            message.count(subscription, "errored" if refused else "successful")
            if not refused and self.confirms:
                message.count(subscription, "received")
        if not message.waiting and now >= message.send_after:
            message.completed_at = now

    def find(self, identifier: str, now: float) -> Message | None:
        found = self._messages.get(identifier.lower())
        return found if found is not None and now - found.queued_at <= KEPT_SECONDS else None

    def newest(self, template: str | None = None) -> list[Message]:
        return [
            m for m in reversed(self._messages.values()) if template is None or m.body.get("template_id") == template
        ]

    def answered(self, key: Any, now: float) -> Answer | None:
        """Return the first answer given for an idempotency key within 30 days, marked as replayed."""
        kept = self._answers.get(str(key).lower()) if key else None
        if kept is None or now - kept[0] > KEPT_SECONDS:
            return None
        return Answer(kept[1].status, (*kept[1].headers, ("idempotent-replayed", "true")), kept[1].body)

    def keep(self, key: Any, answer: Answer, now: float) -> Answer:
        if key:
            self._answers[str(key).lower()] = (now, answer)
            while len(self._answers) > MOST_MESSAGES:
                self._answers.popitem(last=False)
        return answer
