"""Rules over the apns block (FCM050 to FCM059), and Apple's own over its payload (FCM301 and on)."""

from __future__ import annotations

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.domain.pointer import child
from pushbench.providers.fcm.apple import apns_headers, apns_payload, ios_image, is_background, push_type
from pushbench.providers.fcm.request import is_live_activity
from pushbench.providers.fcm.targets import ACTIVITY_ATTRIBUTE, activity_token, is_activity_device
from pushbench.providers.fcm.view import BASE, Hits, View
from pushbench.providers.formats.aps_activity_rules import ACTIVITY_RULES
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_key_rules import KEY_RULES
from pushbench.providers.formats.aps_rules import worn_by
from pushbench.providers.formats.aps_value_rules import VALUE_RULES
from pushbench.providers.formats.fcm_read import field_of, object_of
from pushbench.providers.formats.fcm_unknown import snake_case

_HEADERS = (
    *("apns-collapse-id", "apns-expiration", "apns-id", "apns-priority", "apns-push-type", "apns-topic"),
    "apns-channel-id",
)
_PUSH_TYPES = (
    *("alert", "background", "complication", "controls", "fileprovider", "liveactivity", "location", "mdm"),
    *("pushtotalk", "voip", "widgets"),
)
_LONGEST_COLLAPSE_ID = 64
_MILLISECONDS = 100_000_000_000
_HEADER_PLACE = "/apns/headers"


def _has_apns(view: View) -> bool:
    return isinstance(field_of(view.message, "apns"), dict)


def _data_at_high_priority(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    priority = apns_headers(view.message).get("apns-priority")
    if not _has_apns(view) or not is_background(view.message) or priority in (None, "5", "1"):
        return
    here = f"{_HEADER_PLACE}/apns-priority"
    what = f"A message without alert, sound and badge has apns-priority {priority[:20]}."
    yield view.hit(here, what, label="Set to 5", edits=[(here, "5")])


def _background_without_type(draft: Draft, context: CheckContext) -> Hits:
    """content-available alone: Apple wants push type background and priority 5, FCM would send 10."""
    view = View.of(draft, context)
    aps = object_of(view.message, "apns", "payload").get("aps")
    if not isinstance(aps, dict) or aps.get("content-available") not in (1, True) or not is_background(view.message):
        return
    headers = apns_headers(view.message)
    wanted = {"apns-push-type": "background", "apns-priority": "5"}
    missing = [name for name in wanted if name not in headers]
    if missing:
        edits = [(f"{_HEADER_PLACE}/{name}", wanted[name]) for name in missing]
        what = f"The background push has no {' and no '.join(missing)}."
        yield view.hit("/apns/payload/aps/content-available", what, label="Add the headers", edits=edits)


def _header_name(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    headers = object_of(view.message, "apns", "headers")
    for name, value in headers.items():
        if name in _HEADERS:
            continue
        here, meant = _HEADER_PLACE + child("", name), snake_case(name).replace("_", "-")
        if not meant.startswith("apns-"):
            meant = f"apns-{meant}"
        is_known = meant in _HEADERS and meant not in headers
        edits = [(here, None), (f"{_HEADER_PLACE}/{meant}", value)] if is_known else []
        what = f"“{name[:60]}” is no header of APNs."
        yield view.hit(here, what, label=f"Rename to {meant}", edits=edits)


def _header_value(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, value in object_of(view.message, "apns", "headers").items():
        if not isinstance(value, str):
            continue
        trouble, meant = _value_trouble(name.lower(), value)
        if trouble:
            here = _HEADER_PLACE + child("", name)
            edits = [(here, meant)] if meant else []
            yield view.hit(here, trouble, label=f"Set to {meant}", edits=edits)


def _value_trouble(name: str, value: str) -> tuple[str, str | None]:
    if name == "apns-priority" and value not in ("10", "5", "1"):
        meant = {"high": "10", "normal": "5", "low": "1"}.get(value.strip().lower())
        return f"“{value[:20]}” is no priority: 10, 5 or 1.", meant
    if name == "apns-push-type" and value not in _PUSH_TYPES:
        plain = value.strip().lower().replace("-", "").replace("_", "")
        return f"“{value[:40]}” is no push type.", plain if plain in _PUSH_TYPES else None
    if name == "apns-collapse-id" and len(value.encode("utf-8", "replace")) > _LONGEST_COLLAPSE_ID:
        return f"The collapse id has {len(value.encode('utf-8', 'replace'))} bytes, at most 64 are allowed.", None
    return _expiration_trouble(value) if name == "apns-expiration" else ("", None)


def _expiration_trouble(value: str) -> tuple[str, str | None]:
    if not (value.isascii() and value.isdigit() and len(value) < 20):
        return f"“{value[:40]}” is no Unix time in seconds.", None
    if int(value) >= _MILLISECONDS:
        return "apns-expiration is in milliseconds.", str(int(value) // 1000)
    return "", None


def _expired(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    value = apns_headers(view.message).get("apns-expiration", "")
    if not context.now or not (value.isascii() and value.isdigit() and len(value) < 12):
        return
    if 0 < int(value) < context.now:
        here = f"{_HEADER_PLACE}/apns-expiration"
        yield view.hit(here, "apns-expiration lies in the past.", label="Set to 0", edits=[(here, "0")])


def _no_aps(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    payload = field_of(object_of(view.message, "apns"), "payload")
    if isinstance(payload, dict) and payload and not isinstance(payload.get("aps"), dict):
        yield view.hit("/apns/payload", "“apns.payload” has no object “aps”.")


def _image_without_extension(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    own = field_of(object_of(view.message, "apns", "fcm_options"), "image")
    aps = object_of(view.message, "apns", "payload").get("aps")
    is_mutable = isinstance(aps, dict) and aps.get("mutable-content") in (1, True, "1")
    if ios_image(view.message) is None or is_mutable or is_background(view.message):
        return
    here = "/apns/payload/aps/mutable-content"
    severity = Severity.WARNING if own else Severity.NOTE
    yield view.hit(here, "iPhones do not show the image.", label="Add it", edits=[(here, 1)], severity=severity)


def _activity_without_token(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    apns = object_of(view.message, "apns")
    if not is_live_activity(view.message) or field_of(apns, ACTIVITY_ATTRIBUTE) is not None:
        return
    if context.target is None:
        what = f"The device's attribute {ACTIVITY_ATTRIBUTE} will say which Live Activity is meant."
        yield view.hit("/apns", what, severity=Severity.NOTE)
    elif activity_token(context.target) is None:
        what = f"The target has no Live Activity token: no attribute {ACTIVITY_ATTRIBUTE}."
        if is_activity_device(context.target):
            what = (
                "The target is a Live Activity's own token; FCM wants the app's registration and that token beside it."
            )
        yield view.hit("/apns", what)


def _token_without_activity(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if field_of(object_of(view.message, "apns"), ACTIVITY_ATTRIBUTE) is not None and not is_live_activity(view.message):
        yield view.hit("/apns", f"“{ACTIVITY_ATTRIBUTE}” is set, but apns.payload holds no Live Activity.")


def _block(draft: Draft, context: CheckContext) -> ApsBlock | None:
    view = View.of(draft, context)
    if view.is_text or not isinstance(field_of(object_of(view.message, "apns"), "payload"), dict):
        return None
    payload = apns_payload(view.message)
    return ApsBlock.of(payload, f"{BASE}/apns/payload", push_type=push_type(view.message), now=context.now)


_APPLE = "Apple, Sending notification requests to APNs"
_SCHEMA = "FCM v1 discovery document, revision 20261023"

APPLE_RULES: tuple[Rule, ...] = (
    Rule(
        "FCM050",
        Severity.ERROR,
        "Data message at high priority",
        "FCM refuses data-only messages to iPhones unless apns-priority is 5; left out, FCM fills in what it wants.",
        "Set apns-priority to 5.",
        _data_at_high_priority,
        _SCHEMA,
    ),
    Rule(
        "FCM051",
        Severity.WARNING,
        "Background push without its headers",
        "Apple wants apns-push-type background and apns-priority 5; FCM fills in 10 where nothing is said.",
        "Add both headers.",
        _background_without_type,
        "Apple, Pushing background updates to your App",
    ),
    Rule(
        "FCM052",
        Severity.WARNING,
        "Unknown APNs header",
        "Apple ignores it or refuses the push.",
        "Correct the name.",
        _header_name,
        _APPLE,
    ),
    Rule(
        "FCM053",
        Severity.ERROR,
        "APNs header value",
        "Apple refuses the push for iPhones.",
        "Correct the value.",
        _header_value,
        _APPLE,
    ),
    Rule(
        "FCM054",
        Severity.WARNING,
        "Expired before it is sent",
        "Apple tries such a push once at most and stores nothing.",
        "Give a time in the future, or 0 for “now or never”.",
        _expired,
        _APPLE,
    ),
    Rule(
        "FCM055",
        Severity.WARNING,
        "Payload without aps",
        "apns.payload is the whole APNs JSON; what the system reads stands in aps.",
        "Put the notification's keys into aps.",
        _no_aps,
        _SCHEMA,
    ),
    Rule(
        "FCM056",
        Severity.NOTE,
        "Image without service extension",
        "On iPhones the app's notification service extension fetches the image; it runs only with mutable-content 1.",
        "Add mutable-content 1, and an extension to the app.",
        _image_without_extension,
        "Send an image in the notification payload",
    ),
    Rule(
        "FCM057",
        Severity.ERROR,
        "Live Activity without its token",
        "FCM needs the activity's push token (or push-to-start token) beside the app's registration.",
        f"Put it into the device's attribute {ACTIVITY_ATTRIBUTE}, or into apns.{ACTIVITY_ATTRIBUTE}.",
        _activity_without_token,
        _SCHEMA,
    ),
    Rule(
        "FCM058",
        Severity.WARNING,
        "Live Activity token without activity",
        "The token addresses a Live Activity, which only timestamp, event and content-state in aps change.",
        "Choose the kind “live-activity”, or remove the token.",
        _token_without_activity,
        _SCHEMA,
    ),
    *worn_by("FCM", 300, _block, (*KEY_RULES, *VALUE_RULES, *ACTIVITY_RULES)),
)
