"""The contract of Live Activity pushes.

Source: Apple, "Starting and updating Live Activities with ActivityKit push notifications".
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from pushbench.domain.finding import Hit, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_keys import EVENTS, LIVE_ACTIVITY
from pushbench.providers.formats.aps_rules import ApsRule
from pushbench.providers.formats.aps_value_rules import shows_text
from pushbench.providers.formats.change import fix
from pushbench.providers.formats.unix_time import APPLE_EPOCH, LOOKS_LIKE_MS, int_part, time_trouble

ACTIVITYKIT = "Apple, Starting and updating Live Activities with ActivityKit push notifications"

_START_ONLY = ("attributes-type", "attributes", "input-push-token", "input-push-channel")
_TIMES = ("timestamp", "stale-date", "dismissal-date")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_MOST_DATES = 5
_DEEPEST = 12


def _is_activity(block: ApsBlock) -> bool:
    return block.push_type == LIVE_ACTIVITY


def _event_of(block: ApsBlock) -> str:
    event = block.aps.get("event")
    return event if isinstance(event, str) else ""


def _event(block: ApsBlock) -> Iterator[Hit]:
    if not _is_activity(block):
        return
    event, here = block.aps.get("event"), block.at("event")
    if event is None:
        yield Hit(here, "event is missing.", patch=fix("Set to update", (here, "update")))
    elif isinstance(event, str) and event not in EVENTS:
        right = next((known for known in EVENTS if known == event.strip().lower()), None)
        yield Hit(here, f"“{event[:40]}” is no event.", patch=fix(f"Set to {right}", (here, right)) if right else None)


def _needed(block: ApsBlock) -> Iterator[Hit]:
    if not _is_activity(block):
        return
    event = _event_of(block)
    if "timestamp" not in block.aps:
        here = block.at("timestamp")
        now = int(block.now)
        yield Hit(here, "timestamp is missing.", patch=fix("Set to now", (here, now)) if now else None)
    if event in ("start", "update") and "content-state" not in block.aps:
        yield Hit(block.at("content-state"), "content-state is missing.", fix="Add the state the app shows.")
    if event == "start":
        for key in ("attributes-type", "attributes"):
            if key not in block.aps:
                yield Hit(block.at(key), f"{key} is missing.", "Without it the app's activity cannot be started.")
        if block.aps.get("attributes-type") == "":
            yield Hit(block.at("attributes-type"), "attributes-type is empty.", "It names the app's Swift type.")


def _start_alert(block: ApsBlock) -> Iterator[Hit]:
    if not _is_activity(block) or _event_of(block) != "start":
        return
    alert = block.alert_object
    if not shows_text(block.alert):
        yield Hit(block.alert_pointer, "A start needs an alert.")
    elif isinstance(block.alert, str):
        patch = fix("Write as an object", (block.alert_pointer, {"title": block.alert, "body": block.alert}))
        yield Hit(block.alert_pointer, "The alert of a start is an object with title and body.", patch=patch)
    else:
        for key in ("title", "body"):
            if not alert.get(key) and not alert.get("loc-key" if key == "body" else "title-loc-key"):
                yield Hit(block.alert_pointer, f"The alert of a start has no {key}.")


def _final_state(block: ApsBlock) -> Iterator[Hit]:
    if _is_activity(block) and _event_of(block) == "end" and "content-state" not in block.aps:
        yield Hit(block.at("content-state"), "The end carries no final content-state.")


def _wrong_event(block: ApsBlock) -> Iterator[Hit]:
    event = _event_of(block)
    if not _is_activity(block) or event not in EVENTS:
        return
    surplus = [key for key in _START_ONLY if event != "start" and key in block.aps]
    surplus += [key for key in ("dismissal-date",) if event != "end" and key in block.aps]
    for key in surplus:
        wanted = "end" if key == "dismissal-date" else "start"
        here = block.at(key)
        yield Hit(
            here,
            f"{key} has no meaning in {'an' if event[0] in 'aeu' else 'a'} {event}.",
            f"Only {'an' if wanted == 'end' else 'a'} {wanted} reads it.",
            patch=fix(f"Remove {key}", (here, None)),
        )


def _times(block: ApsBlock) -> Iterator[Hit]:
    for key in _TIMES:
        value = block.aps.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            continue
        trouble = time_trouble(value, block.now)
        if trouble:
            here = block.at(key)
            what, right = trouble
            yield Hit(
                here,
                f"{key} {what}",
                patch=fix(f"Set to {right}", (here, right)) if right is not None else None,
                severity=Severity.WARNING if right == int_part(value) else None,
            )


def _stale_timestamp(block: ApsBlock) -> Iterator[Hit]:
    value = block.aps.get("timestamp")
    if not _is_activity(block) or not isinstance(value, int | float) or isinstance(value, bool) or not block.now:
        return
    if time_trouble(value, block.now):
        return
    here, set_now = block.at("timestamp"), int(block.now)
    if value > block.now + 300:
        what = "timestamp lies in the future."
        why = "The system shows the newest; every honest update until then is dropped as older."
        yield Hit(here, what, why, patch=fix("Set to now", (here, set_now)))
    elif value < block.now - 3600:
        what = "timestamp is more than an hour old."
        yield Hit(here, what, patch=fix("Set to now", (here, set_now)))


def _dates_order(block: ApsBlock) -> Iterator[Hit]:
    if not _is_activity(block) or not block.now:
        return
    stale, dismissal = block.aps.get("stale-date"), block.aps.get("dismissal-date")
    if isinstance(stale, int) and APPLE_EPOCH < stale < block.now:
        yield Hit(block.at("stale-date"), "stale-date is past.", "The activity counts as out of date at once.")
    if isinstance(dismissal, int) and APPLE_EPOCH < dismissal < block.now:
        yield Hit(block.at("dismissal-date"), "dismissal-date is past.", "The activity leaves the screen at once.")
    if isinstance(dismissal, int) and block.now + 4 * 3600 < dismissal < LOOKS_LIKE_MS:
        why = "An ended activity stays for four hours at most."
        yield Hit(block.at("dismissal-date"), "dismissal-date is more than four hours away.", why)


def _channel(block: ApsBlock) -> Iterator[Hit]:
    channel = block.aps.get("input-push-channel")
    if not _is_activity(block) or channel is None:
        return
    here = block.at("input-push-channel")
    if isinstance(channel, str) and not is_channel_id(channel):
        yield Hit(here, "input-push-channel is no channel id.", "A channel id is base64 text.")
    if "input-push-token" in block.aps:
        why = "An activity listens to a channel or has a token of its own."
        patch = fix("Remove input-push-token", (block.at("input-push-token"), None))
        yield Hit(here, "input-push-channel and input-push-token exclude each other.", why, patch=patch)


def is_channel_id(text: str) -> bool:
    """Whether a text is base64 as broadcast channel ids are; no length is assumed."""
    try:
        return bool(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return False


def _dates_in_state(block: ApsBlock) -> Iterator[Hit]:
    if not _is_activity(block):
        return
    found = 0
    for key in ("content-state", "attributes"):
        for pointer in _iso_dates(block.aps.get(key), block.at(key), 0):
            yield Hit(pointer, "A date stands here as text.")
            found += 1
            if found >= _MOST_DATES:
                return


def _iso_dates(value: Json, pointer: str, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if _ISO_DATE.fullmatch(value):
            yield pointer
        return
    if depth >= _DEEPEST:
        return
    members: list[tuple[str, Json]] = []
    if isinstance(value, dict):
        members = list(value.items())
    elif isinstance(value, list):
        members = [(str(position), item) for position, item in enumerate(value)]
    for key, item in members:
        yield from _iso_dates(item, child(pointer, key), depth + 1)


ACTIVITY_RULES: tuple[ApsRule, ...] = (
    ApsRule(
        50,
        Severity.ERROR,
        "Live Activity without a valid event",
        "A Live Activity push says what to do: start, update or end.",
        "Use start, update or end.",
        _event,
        ACTIVITYKIT,
    ),
    ApsRule(
        51,
        Severity.ERROR,
        "Live Activity incomplete",
        "The system drops a Live Activity push that lacks a required key.",
        "Add the missing key.",
        _needed,
        ACTIVITYKIT,
    ),
    ApsRule(
        52,
        Severity.ERROR,
        "Start without a whole alert",
        "A push that starts a Live Activity has to alert, with a title and a body.",
        "Add alert with title and body.",
        _start_alert,
        ACTIVITYKIT,
    ),
    ApsRule(
        53,
        Severity.WARNING,
        "End without a final state",
        "The card stays up to four hours on the lock screen and shows the last state it knew.",
        "Send the final content-state with the end.",
        _final_state,
        ACTIVITYKIT,
    ),
    ApsRule(
        54,
        Severity.WARNING,
        "Key of another event",
        "The system ignores it in this event.",
        "Remove it, or change the event.",
        _wrong_event,
        ACTIVITYKIT,
    ),
    ApsRule(
        55,
        Severity.ERROR,
        "Time not in Unix seconds",
        "Apple counts whole seconds since 1970 here: milliseconds lie in the far future, Foundation's own "
        "seconds since 2001 in the far past, and the system drops such updates.",
        "Give whole Unix seconds.",
        _times,
        ACTIVITYKIT,
    ),
    ApsRule(
        56,
        Severity.WARNING,
        "Timestamp far from now",
        "The system shows the update with the newest timestamp and drops older ones.",
        "Use the present time.",
        _stale_timestamp,
        ACTIVITYKIT,
    ),
    ApsRule(
        57,
        Severity.NOTE,
        "Date with an effect you may not want",
        "Dates in the past take effect at once.",
        "Check the date.",
        _dates_order,
        ACTIVITYKIT,
    ),
    ApsRule(
        58,
        Severity.ERROR,
        "Broadcast channel to listen to",
        "On iOS 18 a start may name a channel, or ask for an update token, not both; an activity with a wrong "
        "channel, or on an older system, does not start.",
        "Give the channel id as APNs returned it, or remove it.",
        _channel,
        ACTIVITYKIT,
    ),
    ApsRule(
        59,
        Severity.NOTE,
        "Date as text in the state",
        "The state is decoded with a default JSONDecoder, which reads a Date from seconds since 2001 and fails on "
        "text (from general knowledge); then the update is not shown.",
        "Send a number and convert it in the app, or declare the property as String.",
        _dates_in_state,
        ACTIVITYKIT,
    ),
)
