"""Rules over times, schedules and A/B tests (AIR037 to AIR042)."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import datetime

from pushbench.domain.finding import Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.airship.fields import CONTENTS, DAY, DAYS, MOST_VARIANTS, TIME, Node
from pushbench.providers.airship.handed import object_of, objects_of, text_of
from pushbench.providers.airship.view import Hits, View, rule
from pushbench.providers.formats.aps_keys import is_number

_SCHEDULES = "Airship API, Schedules"
_TESTS = "Airship API, A/B tests"
_LIVES = ("expiry", "time_to_live", "expires_after")
_KINDS = ("scheduled_time", "local_scheduled_time", "best_time")
_ZONED = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_HOURS = re.compile(r"(?:[01]?\d|2[0-3])-(?:[01]?\d|2[0-3])")


def moment(text: Json) -> float | None:
    """Return Unix seconds of a time as Airship writes it (UTC, no offset), or None."""
    if not isinstance(text, str) or not TIME.fullmatch(text):
        return None
    try:
        return float(timegm(datetime.fromisoformat(text).timetuple()))
    except (ValueError, OverflowError):
        return None


def _meant(text: str) -> str | None:
    """Return the same time without its offset, where that is UTC's; else nobody can tell here."""
    found = _ZONED.fullmatch(text.strip())
    if found is None or not (text.endswith(("Z", "+00:00", "+0000")) or "+" not in text):
        return None
    made = f"{found[1]}T{found[2]}" if found[2].count(":") == 2 else f"{found[1]}T{found[2]}:00"
    return made if moment(made) is not None else None


def _lives(view: View) -> Hits:
    for node in view.nodes:
        for name in _LIVES:
            value = node.value.get(name)
            here = child(node.pointer, name)
            if name not in node.fields or value is None:
                continue
            if isinstance(value, str):
                yield from _time(view, here, value, is_past_wrong=True)
            elif is_number(value) and isinstance(value, int | float):
                is_low = value < 0 or (value == 0 and node.table == "options")
                if is_low:
                    what = f"“{name}” is {value} and must be {'above 0' if node.table == 'options' else '0 or more'}."
                    yield view.hit(here, what, label=f"Remove {name}", edits=[(here, None)])
                elif value > 100_000_000:
                    yield view.hit(
                        here, f"“{name}” is {value:,} seconds; it looks like a date.", severity=Severity.WARNING
                    )


def _time(view: View, here: str, text: str, *, is_past_wrong: bool) -> Hits:
    at, right = moment(text), _meant(text)
    if at is None:
        edits: list[tuple[str, Json]] = [(here, right)] if right else []
        yield view.hit(here, f"“{text[:40]}” is no time of Airship's.", label=f"Set to {right}", edits=edits)
    elif is_past_wrong and view.context.now and at <= view.context.now:
        yield view.hit(here, f"“{text}” has passed.")


def _schedules(view: View) -> Hits:
    for node in view.all("schedule"):
        named = [name for name in _KINDS if name in node.value]
        if not named:
            yield view.hit(node.pointer, f"The schedule has none of {', '.join(_KINDS)}.")
        if len(named) > 1:
            here = child(node.pointer, named[1])
            what = f"{' and '.join(named)} stand side by side."
            yield view.hit(here, what, label=f"Remove {named[1]}", edits=[(here, None)])
        for name in ("scheduled_time", "local_scheduled_time"):
            text = node.value.get(name)
            if isinstance(text, str):
                yield from _time(view, child(node.pointer, name), text, is_past_wrong=name == "scheduled_time")
        best = object_of(node.value, "best_time")
        if "best_time" in node.value and not DAY.fullmatch(text_of(best, "send_date") or ""):
            yield view.hit(f"{node.pointer}/best_time", "“best_time” needs send_date, a day such as 2026-12-01.")
        if "recurring" in node.value:
            yield from _recurring(view, node)


def _recurring(view: View, node: Node) -> Hits:
    here, recurring = f"{node.pointer}/recurring", object_of(node.value, "recurring")
    cadence = object_of(recurring, "cadence")
    if "scheduled_time" not in node.value and "local_scheduled_time" not in node.value:
        yield view.hit(here, "“recurring” stands beside a first scheduled_time.")
    if not text_of(cadence, "type"):
        yield view.hit(here, "“recurring” needs a cadence with a type.")
    count = cadence.get("count")
    if is_number(count) and isinstance(count, int | float) and count < 1:
        where = f"{here}/cadence/count"
        yield view.hit(where, "“count” is at least 1.", label="Set to 1", edits=[(where, 1)])
    if cadence.get("type") == "weekly" and not cadence.get("days_of_week"):
        yield view.hit(f"{here}/cadence", "A weekly cadence needs days_of_week.")
    lists = [cadence.get("days_of_week"), *(item.get("days_of_week") for item in objects_of(recurring, "exclusions"))]
    for day in [day for days in lists if isinstance(days, list) for day in days]:
        if day not in DAYS:
            yield view.hit(here, f"“{str(day)[:20]}” is no day: monday to sunday.")
    for position, item in enumerate(objects_of(recurring, "exclusions")):
        hours = text_of(item, "hour_range")
        if hours is not None and not _HOURS.fullmatch(hours):
            yield view.hit(
                f"{here}/exclusions/{position}/hour_range", f"“{hours[:20]}” is no range of hours such as 9-17."
            )


def _arms(view: View) -> Hits:
    arms = view.body.get("variants")
    if not isinstance(arms, list):
        return
    if not 1 <= len(arms) <= MOST_VARIANTS:
        yield view.hit("/variants", f"There are {len(arms)} variants; 1 to {MOST_VARIANTS} are right.")
    for position, arm in enumerate(arms):
        here, push = f"/variants/{position}", arm.get("push") if isinstance(arm, dict) else None
        if push is None and not any(name in view.body for name in CONTENTS):
            yield view.hit(here, "The variant has no push, and there is no content that it could take.")
        elif isinstance(push, dict) and not any(name in push for name in CONTENTS):
            yield view.hit(f"{here}/push", "The variant's push has no content.")
        weight = arm.get("weight") if isinstance(arm, dict) else None
        if is_number(weight) and isinstance(weight, int | float) and weight < 1:
            yield view.hit(f"{here}/weight", "A weight is at least 1.", label="Set to 1", edits=[(f"{here}/weight", 1)])


def _beside_arms(view: View) -> Hits:
    arms = view.body.get("variants")
    if not isinstance(arms, list):
        return
    if "schedule" in view.body:
        what = "“schedule” stands beside variants and does not leave."
        yield view.hit(
            "/schedule", what, fix="Put it into the variants.", label="Remove schedule", edits=[("/schedule", None)]
        )
    has_own = [isinstance(arm, dict) and "push" in arm for arm in arms]
    for name in CONTENTS:
        if name in view.body and all(has_own) and arms:
            what = f"“{name}” does not leave: every variant has a push of its own."
            yield view.hit(f"/{name}", what, label=f"Remove {name}", edits=[(f"/{name}", None)])
    if not all(has_own):
        without = ", ".join(str(position + 1) for position, own in enumerate(has_own) if not own)
        yield view.hit(
            "/variants", f"Variant {without} has no push and sends the main content.", severity=Severity.NOTE
        )


def _alone(view: View) -> Hits:
    wanted = {"control": "variants", "description": "variants"}
    for name, needs in wanted.items():
        if name in view.body and needs not in view.body:
            what = f"“{name}” belongs to an A/B test, and there are no variants."
            yield view.hit(f"/{name}", what, label=f"Remove {name}", edits=[(f"/{name}", None)])
    if "name" in view.body and "variants" not in view.body and "schedule" not in view.body:
        what = "“name” belongs to a schedule or an A/B test."
        yield view.hit("/name", what, label="Remove name", edits=[("/name", None)])


TIMING_RULES: tuple[Rule, ...] = (
    rule(
        37,
        Severity.ERROR,
        "Expiry is wrong",
        "It is a number of seconds, or a time in UTC without an offset that is still to come.",
        "Write for example 3600, or 2026-12-01T10:00:00.",
        _lives,
        "Airship API, Options",
    ),
    rule(
        38,
        Severity.ERROR,
        "Schedule is wrong",
        "It has one of scheduled_time (UTC, no offset, to come), local_scheduled_time and best_time.",
        'Write for example {"scheduled_time": "2026-12-01T10:00:00"}.',
        _schedules,
        _SCHEDULES,
    ),
    rule(
        39,
        Severity.ERROR,
        "A/B test is wrong",
        "It has 1 to 26 variants, each with content and a weight of at least 1.",
        'Write for example {"weight": 1, "push": {"notification": {"alert": "…"}}}.',
        _arms,
        _TESTS,
    ),
    rule(
        40,
        Severity.WARNING,
        "Beside the variants of an A/B test",
        "An A/B test sends what its variants hold.",
        "Move it into the variants.",
        _beside_arms,
        _TESTS,
    ),
    rule(
        41,
        Severity.ERROR,
        "Field of another kind of send",
        "A plain push has no such field.",
        "Remove it, or add what it belongs to.",
        _alone,
        _TESTS,
    ),
)
