"""Pushes, schedules and A/B tests of the emulated Airship, and their reports.

Nothing runs by itself: at every request the book looks at the clock and sends what has become due.
"""

from __future__ import annotations

from calendar import timegm
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pushbench.sandbox.airship_people import Channel, People

MOST_PUSHES = 20_000
Send = Callable[["Push", Channel], str | None]
"""Hands one push on; the other service's refusal, or None."""


@dataclass(slots=True)
class Push:
    """One push that was accepted."""

    id: str
    body: Mapping[str, Any]
    at: float
    path: str
    wire_body: bytes
    kind: str = "UNICAST_PUSH"
    group: str | None = None
    """The schedule or experiment it belongs to."""
    sends: int = 0
    refusals: list[str] = field(default_factory=list)
    opened: int = 0


@dataclass(slots=True)
class Schedule:
    """One schedule."""

    id: str
    body: dict[str, Any]
    path: str
    wire_body: bytes
    is_paused: bool = False
    is_done: bool = False

    @property
    def due_at(self) -> float | None:
        """When it leaves; None where the devices or the users decide."""
        schedule = self.body["schedule"]
        text = schedule.get("scheduled_time") or schedule.get("local_scheduled_time")
        return moment(text) if text else None

    def to_json(self, origin: str) -> dict[str, Any]:
        return {"url": f"{origin}/api/schedules/{self.id}", **self.body, "push_ids": [self.id]}


def moment(text: str) -> float:
    """Return Unix seconds of a checked time."""
    return float(timegm(datetime.fromisoformat(text).timetuple()))


def time_text(at: float) -> str:
    """Return a time as Airship writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")


class Book:
    """All pushes, schedules, experiments and templates."""

    def __init__(self, people: People, send: Send, new_id: Callable[[], str]) -> None:
        self._people = people
        self._send = send
        self._new_id = new_id
        self.pushes: OrderedDict[str, Push] = OrderedDict()
        self.schedules: OrderedDict[str, Schedule] = OrderedDict()
        self.experiments: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self.templates: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self.report_delay_seconds = 0.0
        self.are_opened = False
        """Whether people tap what reaches them."""

    def clear(self) -> None:
        for kept in (self.pushes, self.schedules, self.experiments, self.templates):
            kept.clear()
        self.report_delay_seconds, self.are_opened = 0.0, False

    def push(
        self,
        body: Mapping[str, Any],
        now: float,
        path: str,
        wire_body: bytes,
        channels: list[Channel] | None = None,
        *,
        group: str | None = None,
        kind: str | None = None,
    ) -> Push:
        """Send one push to everybody it reaches, or to ``channels`` alone."""
        audience = body.get("audience")
        usual = "BROADCAST_PUSH" if audience == "all" else "UNICAST_PUSH" if _is_single(audience) else "SEGMENTS_PUSH"
        made = Push(self._new_id(), body, now, path, wire_body, kind or usual, group)
        reached = channels if channels is not None else self._people.reached(audience, body.get("device_types"))
        for channel in reached:
            refusal = self._send(made, channel)
            if refusal:
                made.refusals.append(refusal)
            else:
                made.sends += 1
                made.opened += self.are_opened
        self.pushes[made.id] = made
        while len(self.pushes) > MOST_PUSHES:
            self.pushes.popitem(last=False)
        return made

    def advance(self, now: float) -> None:
        """Send every schedule that has become due."""
        for schedule in [each for each in self.schedules.values() if not each.is_done and not each.is_paused]:
            due = schedule.due_at
            if due is not None and due <= now:
                schedule.is_done = True
                body = schedule.body["push"]
                self.push(body, now, schedule.path, schedule.wire_body, group=schedule.id)

    def experiment(self, body: dict[str, Any], now: float, path: str, wire_body: bytes) -> tuple[str, str]:
        """Split the audience by weight, without the control group; return the ids of test and push."""
        identifier, push_id = self._new_id(), self._new_id()
        channels = self._people.reached(body["audience"], body["device_types"])
        kept = channels[round(len(channels) * float(body.get("control") or 0)) :]
        weights = [int(arm.get("weight") or 1) for arm in body["variants"]]
        shares: list[list[Channel]] = [[] for _ in weights]
        wheel = [index for index, weight in enumerate(weights) for _ in range(min(weight, 100))]
        for position, channel in enumerate(kept):
            shares[wheel[position % len(wheel)]].append(channel)
        arms = []
        for index, (arm, share) in enumerate(zip(body["variants"], shares, strict=True)):
            push = {"audience": body["audience"], "device_types": body["device_types"], **arm["push"]}
            made = self.push(push, now, path, wire_body, share, group=identifier, kind="EXPERIMENT_PUSH")
            counts = {"sends": made.sends, "direct_responses": made.opened, "influenced_responses": 0}
            arms.append({"id": index, "name": arm.get("name", chr(65 + index)), **counts})
        self.experiments[identifier] = {
            **body,
            "experiment_id": identifier,
            "push_id": push_id,
            "arms": arms,
            "control_count": len(channels) - len(kept),
            "created": time_text(now),
        }
        return identifier, push_id

    def report(self, identifier: str, now: float) -> dict[str, Any] | None:
        """Return what is counted of a push, or of everything a schedule has sent."""
        found = self.pushes.get(identifier.lower())
        if found is None:
            found = next((push for push in reversed(self.pushes.values()) if push.group == identifier.lower()), None)
        if found is None:
            return None
        is_counted = now - found.at >= self.report_delay_seconds
        made = {
            "push_uuid": found.id,
            "push_type": found.kind,
            "push_time": time_text(found.at),
            "direct_responses": found.opened if is_counted else 0,
            "sends": found.sends if is_counted else 0,
        }
        return {**made, **({"group_id": found.group} if found.group else {})}


def _is_single(audience: Any) -> bool:
    return isinstance(audience, dict) and any(name.endswith("channel") or name == "device_token" for name in audience)
