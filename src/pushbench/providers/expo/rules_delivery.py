"""Rules over how and until when it is delivered: times, priority, collapsing, waking the app (EXPO020 to EXPO029)."""

from __future__ import annotations

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.providers.expo.fields import IOS, LONGEST_TTL_SECONDS, MOST_COLLAPSE_BYTES
from pushbench.providers.expo.handed import is_headless, push_type, text_of, wakes_app
from pushbench.providers.expo.view import Hits, View
from pushbench.providers.formats.aps_keys import is_number
from pushbench.providers.formats.unix_time import int_part, time_trouble

_FORMAT = "Expo, Send notifications with the Expo Push Service, message request format"
_TYPES = "Expo, What you need to know about notifications"
_DOZING_SECONDS = 60


def _expiration(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    value = view.message.get("expiration")
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        return
    found = time_trouble(value, context.now)
    if found:
        trouble, mended = found
        edits = [] if mended is None else [(("expiration",), mended)]
        yield view.hit(("expiration",), f"“expiration” {trouble}", label=f"Set to {mended}", edits=edits)
        return
    seconds = int_part(value)
    if context.now and seconds is not None and 0 < seconds < context.now:
        what = "“expiration” lies in the past."
        why = "A device that is not reached at once never gets the message."
        yield view.hit(("expiration",), what, why=why, severity=Severity.WARNING)


def _two_times(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if is_number(view.message.get("ttl")) and is_number(view.message.get("expiration")):
        what = "“ttl” and “expiration” are both set; ttl counts."
        yield view.hit(("expiration",), what, label="Remove expiration", edits=[(("expiration",), None)])


def _short_ttl(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    ttl = view.message.get("ttl")
    if view.platform == IOS or not isinstance(ttl, int | float) or isinstance(ttl, bool):
        return
    if 0 <= ttl < _DOZING_SECONDS and view.message.get("priority") != "high":
        what = f"The message waits {ttl:g} seconds and is of normal priority on Android."
        yield view.hit(("ttl",), what, label="Set the priority to high", edits=[(("priority",), "high")])


def _long_ttl(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    ttl = view.message.get("ttl")
    if isinstance(ttl, int | float) and not isinstance(ttl, bool) and ttl > LONGEST_TTL_SECONDS:
        what = f"“ttl” is longer than four weeks ({LONGEST_TTL_SECONDS:,} seconds)."
        yield view.hit(("ttl",), what, label=f"Set to {LONGEST_TTL_SECONDS}", edits=[(("ttl",), LONGEST_TTL_SECONDS)])


def _collapse(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    value = text_of(view.message, "collapseId")
    size = len(value.encode("utf-8", "replace")) if value else 0
    if size > MOST_COLLAPSE_BYTES and view.platform != "android":
        severity = Severity.ERROR if view.platform == IOS else None
        yield view.hit(("collapseId",), f"“collapseId” takes {size} bytes; Apple takes 64.", severity=severity)


def _background_priority(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if push_type(view.message) == "background" and view.message.get("priority") == "high":
        what = "A push that only wakes the app is of high priority."
        yield view.hit(("priority",), what, label="Set to normal", edits=[(("priority",), "normal")])


def _asleep(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if not view.message.get("data") or not is_headless(view.message) or wakes_app(view.message):
        return
    if push_type(view.message) == "alert" and view.message.get("badge") is None and not view.message.get("sound"):
        what = "The message has data only, and nothing wakes an iPhone's app."
        severity = Severity.NOTE if view.platform == "android" else None
        edits = [(("contentAvailable",), True)]
        yield view.hit(("data",), what, label="Set contentAvailable", edits=edits, severity=severity)


def _woken_and_seen(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if wakes_app(view.message) and any(text_of(view.message, name) for name in ("title", "subtitle", "body")):
        yield view.hit(("contentAvailable",), "The message wakes the app and shows an alert.")


def _shown_by_data(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    data = view.message.get("data")
    if view.platform == IOS or not isinstance(data, dict) or not is_headless(view.message):
        return
    for name in ("title", "message"):
        if text_of(data, name):
            yield view.hit(("data", name), f"Android shows the data's “{name}” as a notification.")


DELIVERY_RULES: tuple[Rule, ...] = (
    Rule(
        "EXPO020",
        Severity.ERROR,
        "Expiration is no time in Unix seconds",
        "Expiration counts whole seconds since 1970.",
        "Write Unix seconds, or use ttl.",
        _expiration,
        _FORMAT,
    ),
    Rule(
        "EXPO021",
        Severity.NOTE,
        "Two times of expiry",
        "Where both are set ttl goes before expiration.",
        "Keep one of them.",
        _two_times,
        _FORMAT,
    ),
    Rule(
        "EXPO022",
        Severity.WARNING,
        "Too short for a sleeping Android phone",
        "In Doze mode a phone fetches messages of normal priority late, and a short ttl is over by then.",
        "Give it minutes or more, or high priority.",
        _short_ttl,
        _FORMAT,
    ),
    Rule(
        "EXPO023",
        Severity.WARNING,
        "Longer than Google keeps a message",
        "FCM takes at most four weeks; what Expo makes of more is not documented.",
        "Write four weeks or less.",
        _long_ttl,
        "Firebase, About FCM messages, lifetime of a message",
    ),
    Rule(
        "EXPO024",
        Severity.WARNING,
        "Collapse id too long for Apple",
        "Apple refuses apns-collapse-id above 64 bytes (BadCollapseId); the receipt would say DeveloperError.",
        "Shorten it.",
        _collapse,
        "Apple, Sending notification requests to APNs",
    ),
    Rule(
        "EXPO025",
        Severity.WARNING,
        "High priority for a background push",
        "Apple takes background pushes with normal priority (5) only.",
        "Set priority to normal.",
        _background_priority,
        "Apple, Pushing background updates to your App",
    ),
    Rule(
        "EXPO026",
        Severity.WARNING,
        "Data alone reaches no iPhone app",
        "Without words nothing is shown, and without contentAvailable the app is not woken.",
        "Set contentAvailable to true, or write words.",
        _asleep,
        _TYPES,
    ),
    Rule(
        "EXPO027",
        Severity.NOTE,
        "Wakes the app and shows an alert",
        "With words the push is an alert; the app is woken beside it.",
        "Nothing, if both are wanted.",
        _woken_and_seen,
        _TYPES,
    ),
    Rule(
        "EXPO028",
        Severity.NOTE,
        "Headless push that Android shows",
        "expo-notifications shows a headless push whose data holds “title” or “message”; an iPhone does not.",
        "Use other keys, if nothing is to be shown.",
        _shown_by_data,
        _TYPES,
    ),
)
