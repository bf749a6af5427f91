"""Rules over Live Activities (ONES037 to ONES041)."""

from __future__ import annotations

from pushbench.domain.finding import Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.target import TargetKind
from pushbench.providers.formats.aps_keys import is_number
from pushbench.providers.formats.unix_time import time_trouble
from pushbench.providers.onesignal.fields import ACTIVITY_ID, ACTIVITY_TYPE, MAIN_LANGUAGE, MOST_COLLAPSE
from pushbench.providers.onesignal.handed import object_of, text_of
from pushbench.providers.onesignal.view import Hits, View, activity_rule

_SOURCE = "OneSignal OpenAPI document 11.6, Live Activities"
_START_ONLY = ("event_attributes", ACTIVITY_TYPE, ACTIVITY_ID, "idempotency_key")


def _event(view: View) -> str:
    return text_of(view.body, "event") or ""


def _needed(view: View) -> Hits:
    is_start = _event(view) == "start"
    if not _event(view):
        yield view.hit("", "There is no “event”.", label="Set to update", edits=[("/event", "update")])
    for name in ("event_updates", *(("event_attributes",) if is_start else ())):
        if name not in view.body:
            edits: list[tuple[str, Json]] = [(f"/{name}", {})]
            yield view.hit("", f"“{name}” is missing.", label=f"Add {name}", edits=edits)
    if not text_of(view.body, "name"):
        yield view.hit("", "“name” is missing.", label="Add a name", edits=[("/name", "Live Activity")])
    if is_start and not text_of(view.body, ACTIVITY_TYPE):
        yield view.hit(f"/{ACTIVITY_TYPE}", "The ActivityAttributes type is missing.")
    for name in ("contents", "headings") if is_start else ():
        if not text_of(object_of(view.body, name), MAIN_LANGUAGE):
            yield view.hit(f"/{name}", f"A start needs “{name}” in English.")


def _wrong_event(view: View) -> Hits:
    event = _event(view)
    for name in _START_ONLY if event in ("update", "end") else ():
        if name in view.body:
            what = f"“{name}” belongs to a start."
            yield view.hit(f"/{name}", what, label=f"Remove {name}", edits=[(f"/{name}", None)])
    if event != "end" and "dismissal_date" in view.body:
        what = "“dismissal_date” belongs to an end."
        yield view.hit("/dismissal_date", what, label="Remove it", edits=[("/dismissal_date", None)])


def _times(view: View) -> Hits:
    for name in ("stale_date", "dismissal_date"):
        value = view.body.get(name)
        if not is_number(value) or not isinstance(value, int | float):
            continue
        trouble = time_trouble(value, view.context.now)
        if trouble:
            words, right = trouble
            edits: list[tuple[str, Json]] = [] if right is None else [(f"/{name}", right)]
            yield view.hit(f"/{name}", f"“{name}” {words}", label=f"Set to {right}", edits=edits)


def _target(view: View) -> Hits:
    target, event = view.context.target, _event(view)
    if target is None:
        return
    is_activity = target.kind is TargetKind.CHANNEL
    if event == "start" and is_activity:
        yield view.hit(
            "",
            "A start goes to people, not to an activity id.",
            fix="Choose a subscription id, an alias, a segment or filters.",
        )
    elif event in ("update", "end") and not is_activity:
        yield view.hit(
            "", f"An {event} goes to an activity id.", fix="Choose channel:ID, with the activity id given at the start."
        )


def _identity(view: View) -> Hits:
    if _event(view) != "start":
        return
    value = text_of(view.body, ACTIVITY_ID)
    if value is None:
        yield view.hit("", "There is no activity id; Pushbench makes one up and tells it in the answer.")
    elif len(value) > 2 * MOST_COLLAPSE:
        yield view.hit(f"/{ACTIVITY_ID}", f"The activity id has {len(value)} characters.", severity=Severity.WARNING)


ACTIVITY_RULES: tuple[Rule, ...] = (
    activity_rule(
        37,
        Severity.ERROR,
        "Live Activity is incomplete",
        "OneSignal needs event, event_updates and name; a start also attributes, their type and words.",
        "Fill them in.",
        _needed,
        _SOURCE,
    ),
    activity_rule(
        38,
        Severity.WARNING,
        "Field of another event",
        "OneSignal takes it at another event only.",
        "Remove it.",
        _wrong_event,
        _SOURCE,
    ),
    activity_rule(
        39,
        Severity.WARNING,
        "Date is odd",
        "Dates are Unix seconds.",
        "Write Unix seconds.",
        _times,
        _SOURCE,
    ),
    activity_rule(
        40,
        Severity.ERROR,
        "Target does not fit the event",
        "A start reaches people; updates and ends go to everybody who follows the activity.",
        "Choose another target.",
        _target,
        _SOURCE,
    ),
    activity_rule(
        41,
        Severity.NOTE,
        "Activity id",
        "By it the activity is updated and ended.",
        "Write one as the collapse id, so that you know it.",
        _identity,
        _SOURCE,
    ),
)
