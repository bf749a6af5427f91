"""Rules over what stands under GCM, ADM, BAIDU and Apple's keys, beyond those lent (SNS020 to SNS029)."""

from __future__ import annotations

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.aps import as_text
from pushbench.providers.formats.fcm_schema import RESOURCES, TARGET_NAMES
from pushbench.providers.sns.attributes import APNS_PUSH_TYPE, APNS_TOPIC, attribute
from pushbench.providers.sns.google import LEGACY_KEYS, WRAPPING, message_in
from pushbench.providers.sns.view import Hits, View, inside

_ADM_KEYS = ("data", "notification", "consolidationKey", "expiresAfter", "md5", "priority", "type", "android")
_MOST_ADM_SECONDS = 2_678_400


def _no_google_message(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    part = view.document.part("GCM")
    if part is None or not isinstance(part.json.value, dict) or message_in(part.object) is not None:
        return
    here, edits = part.pointer, list[tuple[str, Json]]()
    message = part.object.get("message")
    if isinstance(message, dict):
        edits = [(child(here, "message"), None), (child(here, WRAPPING), {"message": message})]
    elif part.object and all(RESOURCES["Message"].by_name.get(key) for key in part.object):
        edits = [(child(here, key), None) for key in part.object]
        edits.append((child(here, WRAPPING), {"message": part.object}))
    what = f"GCM holds no “{WRAPPING}” with a message."
    yield inside(part, view.hit(here, what, label=f"Wrap in {WRAPPING}", edits=edits))


def _legacy(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    part = view.document.part("GCM")
    message = message_in(part.object) if part is not None else None
    if part is not None and message is not None and message.is_legacy:
        here = part.pointer
        edits: list[tuple[str, Json]] = [(child(here, key), None) for key in part.object]
        edits.append((child(here, WRAPPING), {"message": message.content}))
        is_whole = set(part.object) <= {"notification", "data"}
        label = "Write as v1" if is_whole else ""
        yield inside(part, view.hit(here, "GCM holds a message of FCM's old API.", label=label, edits=edits))


def _beside(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    part = view.document.part("GCM")
    wrapping = part.object.get(WRAPPING) if part is not None else None
    if part is None or WRAPPING not in part.object:
        return
    for key in part.object:
        if key != WRAPPING:
            here = child(part.pointer, key)
            kind = "a field of FCM's old API" if key in LEGACY_KEYS else "unknown"
            what = f"“{key[:40]}” stands beside {WRAPPING} and is {kind}."
            yield inside(part, view.hit(here, what, label=f"Remove {key[:20]}", edits=[(here, None)]))
    for key in wrapping if isinstance(wrapping, dict) else ():
        if key not in ("message", "validate_only", "validateOnly"):
            here = child(child(part.pointer, WRAPPING), key)
            what = f"“{key[:40]}” stands beside the message; only validate_only may."
            yield inside(part, view.hit(here, what, label=f"Remove {key[:20]}", edits=[(here, None)]))


def _own_target(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    part = view.document.part("GCM")
    message = message_in(part.object) if part is not None else None
    if part is None or message is None:
        return
    for key in ("to", "registration_ids", "condition") if message.is_legacy else TARGET_NAMES:
        holder = part.object if message.is_legacy else message.content
        if key in holder:
            here = child(f"{part.pointer}{message.pointer}", key)
            what = f"The message under GCM names a {key}."
            yield inside(part, view.hit(here, what, label=f"Remove {key}", edits=[(here, None)]))


def _validates_only(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    part = view.document.part("GCM")
    wrapping = part.object.get(WRAPPING) if part is not None else None
    for key in ("validate_only", "validateOnly"):
        if part is not None and isinstance(wrapping, dict) and wrapping.get(key) not in (None, False):
            here = child(child(part.pointer, WRAPPING), key)
            what = f"“{key}” is set: FCM checks the message and delivers nothing."
            yield inside(part, view.hit(here, what, label=f"Remove {key}", edits=[(here, None)]))


def _adm(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    part = view.document.part("ADM")
    if part is None or not isinstance(part.json.value, dict):
        return
    here, inner = part.pointer, part.object
    for key in inner:
        if key not in _ADM_KEYS:
            what = f"“{key[:40]}” is no key of ADM."
            edits: list[tuple[str, Json]] = [(child(here, key), None)]
            yield inside(part, view.hit(child(here, key), what, label=f"Remove {key[:20]}", edits=edits))
    if "data" not in inner and "notification" not in inner:
        yield inside(part, view.hit(here, "ADM's message holds no data."))
    data = inner.get("data")
    if data is not None and not isinstance(data, dict):
        yield inside(part, view.hit(child(here, "data"), "ADM's data is no object."))
    for key, value in data.items() if isinstance(data, dict) else ():
        if not isinstance(value, str):
            there = child(child(here, "data"), key)
            what = f"“{key[:40]}” in ADM's data is no string."
            yield inside(part, view.hit(there, what, label="Write it as a string", edits=[(there, as_text(value))]))
    after = inner.get("expiresAfter")
    is_number = isinstance(after, int) and not isinstance(after, bool)
    if after is not None and not (is_number and isinstance(after, int) and 0 < after <= _MOST_ADM_SECONDS):
        what = f"expiresAfter is a number of seconds from 1 to {_MOST_ADM_SECONDS:,}."
        yield inside(part, view.hit(child(here, "expiresAfter"), what))
    for key in ("consolidationKey", "md5"):
        if key in inner and not isinstance(inner[key], str):
            yield inside(part, view.hit(child(here, key), f"{key} is no string."))


def _baidu(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    part = view.document.part("BAIDU")
    if part is None or not isinstance(part.json.value, dict):
        return
    if not isinstance(part.object.get("description"), str) or not part.object["description"]:
        yield inside(part, view.hit(part.pointer, "Baidu's message has no text “description”.", severity=None))


def _no_aps(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for part in view.document.apple():
        if not isinstance(part.json.value, dict) or isinstance(part.object.get("aps"), dict):
            continue
        if part.platform is not None and (part.platform.is_voip or "MDM" in part.key or "PASSBOOK" in part.key):
            continue
        what = f"{part.key} has no object “aps”."
        yield inside(part, view.hit(part.pointer, what))


def _activity_topic(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    push_type = attribute(draft.headers, APNS_PUSH_TYPE)
    has_app = context.target is not None and context.target.device is not None and context.target.device.app
    is_nameless = attribute(draft.headers, APNS_TOPIC) is None and not has_app
    if push_type == "liveactivity" and view.document.apple() and is_nameless:
        yield view.hit("/headers", "The Live Activity names no topic.")


_FCM = "Amazon SNS developer guide, Using Google Firebase Cloud Messaging v1 payloads"
_PAYLOADS = "Amazon SNS developer guide, Creating a platform-specific payload"
_ADM = "Amazon Device Messaging, Send a message via REST"

PLATFORM_RULES: tuple[Rule, ...] = (
    Rule(
        "SNS020",
        Severity.ERROR,
        "No message under GCM",
        "SNS hands FCM what stands in fcmV1Message.message.",
        'Write {"fcmV1Message": {"message": {…}}}.',
        _no_google_message,
        _FCM,
    ),
    Rule(
        "SNS021",
        Severity.WARNING,
        "FCM's old message shape",
        "SNS translates it for applications with a service account, but not field by field as one would guess.",
        'Write {"fcmV1Message": {"message": {…}}}.',
        _legacy,
        _FCM,
    ),
    Rule(
        "SNS022",
        Severity.WARNING,
        "Key beside the message",
        "SNS reads fcmV1Message alone, and FCM refuses what it does not know beside the message.",
        "Remove it, or move it into the message.",
        _beside,
        _FCM,
    ),
    Rule(
        "SNS023",
        Severity.ERROR,
        "Message names its own target",
        "SNS puts the endpoint's token in; FCM takes one target only.",
        "Remove it.",
        _own_target,
        _FCM,
    ),
    Rule(
        "SNS024",
        Severity.WARNING,
        "Only validated",
        "With validate_only FCM checks the message and delivers nothing.",
        "Remove it.",
        _validates_only,
        _FCM,
    ),
    Rule(
        "SNS025",
        Severity.ERROR,
        "ADM message",
        "Amazon Device Messaging refuses what has another form.",
        "Correct the message.",
        _adm,
        _ADM,
    ),
    Rule(
        "SNS026",
        Severity.WARNING,
        "Baidu message",
        "Baidu shows title and description.",
        "Write both.",
        _baidu,
        _PAYLOADS,
    ),
    Rule(
        "SNS027",
        Severity.WARNING,
        "APNs payload without aps",
        "What the system reads stands in aps.",
        "Put the notification's keys into aps.",
        _no_aps,
        "Apple, Generating a remote notification",
    ),
    Rule(
        "SNS028",
        Severity.WARNING,
        "Live Activity without topic",
        "Apple wants BUNDLE_ID.push-type.liveactivity as topic; SNS would send the application's bundle id.",
        f"Add the attribute {APNS_TOPIC}.",
        _activity_topic,
        "Apple, Sending notification requests to APNs",
    ),
)
