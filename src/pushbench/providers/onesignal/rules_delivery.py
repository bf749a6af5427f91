"""Rules over how and when a push is delivered (ONES022 to ONES035)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from pushbench.domain.finding import Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.target import TargetKind
from pushbench.providers.formats.aps_keys import is_integer, is_number
from pushbench.providers.onesignal.fields import LONGEST_TTL_SECONDS, MOST_COLLAPSE, PLATFORM_FLAGS, UUID
from pushbench.providers.onesignal.handed import is_seen, text_of, wakes_app
from pushbench.providers.onesignal.rules_fields import API
from pushbench.providers.onesignal.shown import is_left_out
from pushbench.providers.onesignal.view import Hits, View, rule

_PUSH = "OneSignal, Create message, push notification fields"
_IDEMPOTENT = "OneSignal, Idempotent notification requests"
_ARGB = re.compile(r"[0-9a-fA-F]{8}")
_RGB = re.compile(r"#?([0-9a-fA-F]{6})")
_HASH_RGB = re.compile(r"#[0-9a-fA-F]{6}")
_TIME = re.compile(r"(?:1[0-2]|0?[1-9]):[0-5]\d ?[AP]M|(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:Z|GMT[+-]\d{4}|[+-]\d{2}:?\d{2})(?: \(.*\))?$", re.IGNORECASE)
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)? ?(?:Z|(?:GMT)?[+-]\d{2}:?\d{2})?", re.IGNORECASE
)


def _collapse(view: View) -> Hits:
    value = text_of(view.body, "collapse_id")
    if value and len(value.encode()) > MOST_COLLAPSE:
        yield view.hit("/collapse_id", f"“collapse_id” takes {len(value.encode())} bytes; {MOST_COLLAPSE} is the most.")


def _ttl(view: View) -> Hits:
    value = view.body.get("ttl")
    if is_number(value) and isinstance(value, int | float) and not 0 <= value <= LONGEST_TTL_SECONDS:
        nearest = 0 if value < 0 else LONGEST_TTL_SECONDS
        what = f"“ttl” is {value:,}; it lies between 0 and {LONGEST_TTL_SECONDS:,} seconds."
        yield view.hit("/ttl", what, label=f"Set to {nearest}", edits=[("/ttl", nearest)])


def _throttle(view: View) -> Hits:
    rate = _rate(view.body.get("throttle_rate_per_minute"))
    if rate is not None and rate < 0:
        yield view.hit("/throttle_rate_per_minute", "“throttle_rate_per_minute” is negative.")
    if rate and view.body.get("delayed_option"):
        what = "“delayed_option” stands beside a throttle."
        yield view.hit(
            "/throttle_rate_per_minute", what, label="Set the throttle to 0", edits=[("/throttle_rate_per_minute", 0)]
        )


def _rate(value: Json) -> float | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    return float(value) if is_number(value) and isinstance(value, int | float) and abs(value) < 10**15 else None


def _time_of_day(view: View) -> Hits:
    value = text_of(view.body, "delivery_time_of_day")
    if value is None:
        return
    here = "/delivery_time_of_day"
    if not _TIME.fullmatch(value.strip()):
        yield view.hit(
            here, f"“{value[:40]}” is no time of day.", fix="Write 9:00AM, 21:45 or 09:45:30.", severity=Severity.ERROR
        )
    elif view.body.get("delayed_option") != "timezone":
        what = "“delivery_time_of_day” stands without delayed_option timezone."
        yield view.hit(here, what, label="Set delayed_option to timezone", edits=[("/delayed_option", "timezone")])


def _send_after(view: View) -> Hits:
    value = text_of(view.body, "send_after")
    if value is None:
        return
    at = _moment(value)
    if at is None:
        if _ISO.fullmatch(value.strip()) or not _OFFSET.search(value.strip()):
            yield view.hit("/send_after", f"“{value[:40]}” is no time in ISO 8601.", severity=Severity.ERROR)
        return
    if at.tzinfo is None:
        right = f"{value.strip()}Z" if "T" in value else f"{value.strip()} GMT+0000"
        yield view.hit(
            "/send_after", f"“{value[:40]}” names no offset.", label="Read it as UTC", edits=[("/send_after", right)]
        )
        at = at.replace(tzinfo=UTC)
    if view.context.now and at.timestamp() < view.context.now:
        what = f"“{value[:40]}” has passed."
        yield view.hit(
            "/send_after",
            what,
            why="OneSignal sends at once, or refuses.",
            label="Send now",
            edits=[("/send_after", None)],
        )


def _moment(text: str) -> datetime | None:
    plain = re.sub(r" ?GMT([+-]\d{2}):?(\d{2})", r"\1:\2", text.strip())
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        return None


def _key(view: View) -> Hits:
    for name in ("idempotency_key", "external_id"):
        value = view.body.get(name)
        if not isinstance(value, str):
            continue
        here = f"/{name}"
        if not UUID.fullmatch(value):
            yield view.hit(
                here, f"“{name}” is no UUID.", severity=Severity.ERROR, label=f"Remove {name}", edits=[(here, None)]
            )
        else:
            what = f"“{name}” is fixed, so a second send within 30 days only repeats the first answer."
            yield view.hit(here, what, label=f"Remove {name}", edits=[(here, None)])


def _colours(view: View) -> Hits:
    for name in ("android_accent_color", "huawei_accent_color", "android_led_color", "huawei_led_color"):
        value = text_of(view.body, name)
        if value is None or _ARGB.fullmatch(value) or (name.startswith("huawei") and _HASH_RGB.fullmatch(value)):
            continue
        found = _RGB.fullmatch(value)
        edits: list[tuple[str, Json]] = [(f"/{name}", f"FF{found[1].upper()}")] if found else []
        what = f"“{name}” is “{value[:20]}”, no eight hex digits."
        yield view.hit(f"/{name}", what, label=f"Set to FF{found[1].upper()}" if found else "", edits=edits)


def _flags(view: View) -> Hits:
    on = [name for name in PLATFORM_FLAGS if view.body.get(name) is True]
    off = [name for name in PLATFORM_FLAGS if view.body.get(name) is False]
    here = f"/{(on or off or [''])[0]}"
    platform = view.platform
    if platform and (on or off) and is_left_out(view.body, platform):
        what = f"The target is of the platform {platform}, which the switches leave out."
        yield view.hit(here, what, severity=Severity.WARNING)
    elif on:
        yield view.hit(here, f"Only {', '.join(on)} {'is' if len(on) == 1 else 'are'} reached.")


def _badge(view: View) -> Hits:
    kind, count = view.body.get("ios_badgeType"), view.body.get("ios_badgeCount")
    if count is not None and kind is None:
        what = "“ios_badgeCount” stands without “ios_badgeType” and does nothing."
        yield view.hit("/ios_badgeCount", what, label="Set the type to SetTo", edits=[("/ios_badgeType", "SetTo")])
    if kind in ("SetTo", "Increase") and count is None:
        yield view.hit("/ios_badgeType", "“ios_badgeType” stands without “ios_badgeCount”.")
    if kind == "SetTo" and is_integer(count) and isinstance(count, int | float) and count < 0:
        edits: list[tuple[str, Json]] = [("/ios_badgeType", "Increase")]
        yield view.hit("/ios_badgeCount", "A badge cannot be negative.", label="Set the type to Increase", edits=edits)


def _relevance(view: View) -> Hits:
    value = view.body.get("ios_relevance_score")
    if is_number(value) and isinstance(value, int | float) and not 0 <= value <= 1:
        nearest = 0 if value < 0 else 1
        what = f"“ios_relevance_score” is {value}; it lies between 0 and 1."
        yield view.hit(
            "/ios_relevance_score", what, label=f"Set to {nearest}", edits=[("/ios_relevance_score", nearest)]
        )


def _huawei_badge(view: View) -> Hits:
    for name, least in (("huawei_badge_set_num", 0), ("huawei_badge_add_num", 1)):
        value = view.body.get(name)
        if not is_number(value) or not isinstance(value, int | float):
            continue
        if not least <= value <= 99:
            yield view.hit(f"/{name}", f"“{name}” is {value}; it lies between {least} and 99.")
        if not text_of(view.body, "huawei_badge_class"):
            yield view.hit(f"/{name}", f"“{name}” needs “huawei_badge_class”.")


def _background(view: View) -> Hits:
    if wakes_app(view.body) and not is_seen(view.body) and view.body.get("priority") == 10:
        what = "A push that only wakes the app asks for high priority."
        yield view.hit("/priority", what, label="Set to 5", edits=[("/priority", 5)])


def _mutable(view: View) -> Hits:
    if view.body.get("mutable_content") is False:
        what = "“mutable_content” cannot be switched off."
        yield view.hit("/mutable_content", what, label="Remove it", edits=[("/mutable_content", None)])


def _to_activity(view: View) -> Hits:
    target = view.context.target
    if target is not None and target.kind is TargetKind.CHANNEL:
        yield view.hit("", "The target names a Live Activity, and this push is none.")


def _template(view: View) -> Hits:
    if view.body.get("custom_data") and not text_of(view.body, "template_id"):
        yield view.hit("/custom_data", "“custom_data” stands without “template_id”.")


DELIVERY_RULES: tuple[Rule, ...] = (
    rule(22, Severity.ERROR, "Collapse id too long", "Apple takes 64 bytes.", "Shorten it.", _collapse, _PUSH),
    rule(23, Severity.ERROR, "Time to live out of range", "Up to 28 days.", "Write 0 to 2,419,200.", _ttl, _PUSH),
    rule(
        24,
        Severity.ERROR,
        "Throttle contradicts",
        "A throttled message leaves in order; delivery at each user's own time cannot.",
        "Keep one of the two.",
        _throttle,
        _PUSH,
    ),
    rule(
        25,
        Severity.WARNING,
        "Time of day has no effect or is none",
        "It counts with delivery by time zone only.",
        "Set delayed_option to timezone.",
        _time_of_day,
        _PUSH,
    ),
    rule(
        26,
        Severity.WARNING,
        "Time to send at is unsure",
        "OneSignal's documents differ on what a time without offset means.",
        "Write a later time with an explicit offset, such as 2026-12-01T09:00:00+01:00.",
        _send_after,
        _PUSH,
    ),
    rule(
        27,
        Severity.WARNING,
        "Idempotency key of one's own",
        "Pushbench gives each delivery a key of its own; with a fixed one the second target gets nothing.",
        "Remove it.",
        _key,
        _IDEMPOTENT,
    ),
    rule(
        28,
        Severity.ERROR,
        "Not a colour",
        "OneSignal takes alpha, red, green and blue as eight hex digits without #.",
        "Write for example FF9900FF.",
        _colours,
        _PUSH,
    ),
    rule(
        29,
        Severity.NOTE,
        "Platform switches",
        "One that is true turns all others off that are not true as well.",
        "Set every platform that is to get it, or none.",
        _flags,
        _PUSH,
    ),
    rule(
        30,
        Severity.WARNING,
        "Badge is incomplete",
        "The type says how the count is used; both are needed.",
        "Set ios_badgeType and ios_badgeCount.",
        _badge,
        _PUSH,
    ),
    rule(
        31,
        Severity.ERROR,
        "Relevance out of range",
        "Apple takes 0 to 1.",
        "Write a number from 0 to 1.",
        _relevance,
        _PUSH,
        is_for_all=True,
    ),
    rule(
        32,
        Severity.ERROR,
        "Huawei badge out of range",
        "Huawei takes 0 to 99 to set, 1 to 99 to add, with the app's entry class.",
        "Write a number in range and huawei_badge_class.",
        _huawei_badge,
        API,
    ),
    rule(
        33,
        Severity.WARNING,
        "High priority in the background",
        "Apple takes normal priority only for a push that shows nothing.",
        "Set it to 5.",
        _background,
        "Apple, Sending notification requests to APNs",
    ),
    rule(
        34,
        Severity.NOTE,
        "Field without effect",
        "OneSignal always sets mutable-content, which its service extension needs.",
        "Remove it.",
        _mutable,
        _PUSH,
    ),
    rule(
        35,
        Severity.ERROR,
        "Target is a Live Activity",
        "An activity id reaches those who follow the activity, with its updates only.",
        "Choose another target, or the kind live-activity.",
        _to_activity,
        "OneSignal, Live Activities",
    ),
    rule(
        36,
        Severity.WARNING,
        "Values without a template",
        "custom_data fills a template's Liquid and does nothing without one.",
        "Set template_id, or use data.",
        _template,
        _PUSH,
    ),
)
