"""The emulated Airship's reading of schedules and A/B tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pushbench.sandbox.airship_answers import Problem
from pushbench.sandbox.airship_audience import audience_problems
from pushbench.sandbox.airship_book import moment
from pushbench.sandbox.airship_push import device_problems, push_problems
from pushbench.sandbox.airship_shapes import is_time


def past_or(problems: Iterator[Problem], push: Any, path: tuple[str | int, ...], now: float) -> Iterator[Problem]:
    """Yield the problems, and an expiry that has passed."""
    found = False
    for problem in problems:
        found = True
        yield problem
    expiry = (push.get("options") or {}).get("expiry") if not found and isinstance(push, dict) else None
    if isinstance(expiry, str) and moment(expiry) <= now:
        yield (*path, "options", "expiry"), "expiry is in the past"


def schedule_problems(item: Any, path: tuple[str | int, ...], now: float) -> Iterator[Problem]:
    """Yield what is wrong with a schedule and its push."""
    if not isinstance(item, dict):
        yield path, "a schedule must be an object"
        return
    unknown = set(item) - {"name", "schedule", "push"}
    if unknown:
        yield (*path, min(unknown)), f"unknown key {min(unknown)}"
    yield from _when_problems(item.get("schedule"), (*path, "schedule"), now)
    yield from push_problems(item.get("push"), (*path, "push"))


def _when_problems(schedule: Any, here: tuple[str | int, ...], now: float) -> Iterator[Problem]:
    kinds = [
        name
        for name in ("scheduled_time", "local_scheduled_time", "best_time")
        if isinstance(schedule, dict) and name in schedule
    ]
    if not isinstance(schedule, dict) or len(kinds) != 1:
        yield here, "exactly one of scheduled_time, local_scheduled_time and best_time is required"
        return
    value, kind = schedule[kinds[0]], kinds[0]
    if kind == "best_time":
        if not isinstance(value, dict) or not is_time(f"{value.get('send_date')}T00:00:00"):
            yield (*here, kind), "best_time needs a send_date"
    elif not is_time(value):
        yield (*here, kind), f"{kind} must be a timestamp in UTC without offset"
    elif kind == "scheduled_time" and moment(value) <= now:
        yield (*here, kind), "scheduled_time is in the past"
    recurring = schedule.get("recurring")
    cadence = recurring.get("cadence") if isinstance(recurring, dict) else None
    if recurring is None:
        return
    count = cadence.get("count") if isinstance(cadence, dict) else None
    if not isinstance(cadence, dict) or cadence.get("type") not in ("hourly", "daily", "weekly", "monthly", "yearly"):
        yield (*here, "recurring"), "recurring needs a cadence with a type"
    elif count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 1):
        yield (*here, "recurring", "cadence", "count"), "count must be at least 1"
    elif cadence["type"] == "weekly" and not cadence.get("days_of_week"):
        yield (*here, "recurring", "cadence"), "weekly needs days_of_week"


def experiment_problems(body: Any, now: float) -> Iterator[Problem]:
    """Yield what is wrong with an A/B test."""
    if not isinstance(body, dict):
        yield (), "an experiment must be an object"
        return
    unknown = set(body) - {"name", "description", "audience", "device_types", "campaigns", "control", "variants"}
    if unknown:
        yield (min(unknown),), f"unknown key {min(unknown)}"
    yield from audience_problems(body.get("audience"))
    yield from device_problems(body.get("device_types"), ("device_types",))
    control = body.get("control")
    if control is not None and (
        isinstance(control, bool) or not isinstance(control, int | float) or not 0 <= control <= 1
    ):
        yield ("control",), "control must be between 0 and 1"
    variants = body.get("variants")
    if not isinstance(variants, list) or not 1 <= len(variants) <= 26:
        yield ("variants",), "variants must hold 1 to 26 entries"
        return
    for index, arm in enumerate(variants):
        here: tuple[str | int, ...] = ("variants", index)
        if not isinstance(arm, dict) or not isinstance(arm.get("push"), dict):
            yield here, "a variant needs a push"
            continue
        weight = arm.get("weight")
        if weight is not None and (isinstance(weight, bool) or not isinstance(weight, int) or weight < 1):
            yield (*here, "weight"), "weight must be at least 1"
        if "schedule" in arm:
            yield from _when_problems(arm["schedule"], (*here, "schedule"), now)
        push = {"device_types": body.get("device_types"), **arm["push"]}
        yield from push_problems(push, (*here, "push"), needs_audience=False)
