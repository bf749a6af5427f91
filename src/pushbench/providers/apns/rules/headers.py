"""Rules about the values of APNs' headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.providers.apns.push import Push, guess_push_type, read_push
from pushbench.providers.apns.push_types import PUSH_TYPES, SUFFIXES, split_topic
from pushbench.providers.apns.rules.document import SENDING
from pushbench.providers.formats.aps_activity_rules import LOOKS_LIKE_MS
from pushbench.providers.formats.change import fix

COLLAPSE_ID_BYTES = 64
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WHOLE = re.compile(r"-?\d{1,20}", re.ASCII)
_TOPIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_MONTH_SECONDS = 30 * 86_400
_PRIORITY_WORDS = {"high": "10", "normal": "5", "low": "1", "medium": "5", "immediate": "10"}


def _push_type(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if not push.headers.get("apns-push-type", "").strip():
        guess = "liveactivity" if push.is_broadcast else push.push_type
        here = "/headers/apns-push-type"
        yield Hit(here, "apns-push-type is missing.", patch=fix(f"Set to {guess}", (here, guess)))


def _unknown_push_type(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    written = push.headers.get("apns-push-type", "").strip()
    if not written or written in PUSH_TYPES:
        return
    here = push.header_pointer("apns-push-type")
    right = push.push_type if push.push_type in PUSH_TYPES else guess_push_type(push.payload, push.topic)
    yield Hit(here, f"“{written[:40]}” is no push type.", patch=fix(f"Set to {right}", (here, right)))


def _topic_missing(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push, credentials = read_push(draft, context), context.credentials
    if push.topic.strip() or push.is_broadcast or credentials is None or credentials.text("bundle_id"):
        return
    if context.target is not None and context.target.device is not None and context.target.device.app:
        return
    has_key = bool(credentials.text("key_id") or credentials.text("team_id"))
    why = "" if has_key else "With a certificate it may be left out only if the certificate covers a single topic."
    yield Hit(
        "/headers/apns-topic", "apns-topic is missing.", why, severity=Severity.ERROR if has_key else Severity.WARNING
    )


def _topic_suffix(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    row, topic = PUSH_TYPES.get(push.push_type), push.topic.strip()
    if row is None or not topic or push.is_broadcast or _topic_form_trouble(topic):
        return
    bundle_id, suffix = split_topic(topic)
    here = push.header_pointer("apns-topic")
    if row.name == "mdm":
        if not topic.startswith("com.apple.mgmt."):
            why = "It is the UID of the MDM push certificate, which begins with com.apple.mgmt."
            yield Hit(here, "The topic of a management push is not an app's.", why, "Copy the certificate's UID.")
    elif suffix != row.suffix:
        right = row.topic(bundle_id)
        need = f"ends in {row.suffix}" if row.suffix else "is the bundle id alone"
        owner = f" {suffix} belongs to {SUFFIXES[suffix]}." if suffix else ""
        yield Hit(
            here,
            f"The topic does not fit the push type {row.name}.",
            f"For {row.name} it {need}.{owner}",
            f"Set apns-topic to {right}, or change the push type.",
            fix(f"Set to {right}", (here, right)),
        )


def _topic_form_trouble(topic: str) -> str:
    bundle_id, suffix = split_topic(topic)
    if suffix and split_topic(bundle_id)[1]:
        return "The suffix is there twice."
    if not _TOPIC.fullmatch(topic):
        return "A topic holds letters, digits, dots and hyphens only."
    return ""


def _topic_form(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    topic = push.topic.strip()
    trouble = _topic_form_trouble(topic) if topic else ""
    if not trouble:
        return
    here = push.header_pointer("apns-topic")
    bundle_id, suffix = split_topic(topic)
    while split_topic(bundle_id)[1]:
        bundle_id = split_topic(bundle_id)[0]
    row = PUSH_TYPES.get(push.push_type)
    right = row.topic(bundle_id) if row and suffix else ""
    yield Hit(
        here, f"The topic is malformed. {trouble}", patch=fix(f"Set to {right}", (here, right)) if right else None
    )


def _topic_of_profile(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push, credentials = read_push(draft, context), context.credentials
    bundle_id = split_topic(push.topic.strip())[0]
    expected = credentials.text("bundle_id") if credentials else ""
    app = context.target.device.app if context.target and context.target.device else None
    if not bundle_id or not expected or push.push_type == "mdm" or bundle_id in (expected, app):
        return
    yield Hit(push.header_pointer("apns-topic"), f"The topic is not the profile's app, {expected}.")


def _priority(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    value = push.headers.get("apns-priority")
    if value is None or value.strip() in ("10", "5", "1"):
        return
    here, word = push.header_pointer("apns-priority"), value.strip().lower()
    right = _PRIORITY_WORDS.get(word, "5" if push.push_type == "background" else "10")
    right = "5" if push.push_type == "background" else right
    why = (
        f"“{word}” is the spelling of other services; Apple answers 400 BadPriority." if word in _PRIORITY_WORDS else ""
    )
    yield Hit(here, "apns-priority must be 10, 5 or 1.", why, patch=fix(f"Set to {right}", (here, right)))


def _priority_of_type(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    row, value = PUSH_TYPES.get(push.push_type), push.headers.get("apns-priority", "").strip()
    if row is None or value not in ("10", "5", "1") or int(value) in row.priorities:
        if row is not None and row.name == "background" and not value:
            yield Hit(
                "/headers/apns-priority",
                "A background push needs apns-priority 5.",
                "Without the header Apple takes 10.",
                patch=fix("Set to 5", ("/headers/apns-priority", "5")),
            )
        return
    here = push.header_pointer("apns-priority")
    if row.name == "background":
        is_refused = value == "10"
        yield Hit(
            here,
            f"A background push cannot have priority {value}.",
            "Apple accepts only 5 and may stop delivering.",
            "Set apns-priority to 5.",
            fix("Set to 5", (here, "5")),
            Severity.ERROR if is_refused else Severity.WARNING,
        )
    else:
        allowed = " or ".join(str(number) for number in row.priorities)
        yield Hit(
            here,
            f"A push of type {row.name} takes priority {allowed}.",
            patch=fix("Set to 5", (here, "5")),
            severity=Severity.WARNING,
        )


def _expiration_of(push: Push) -> int | None:
    value = push.headers.get("apns-expiration", "").strip()
    return int(value) if _WHOLE.fullmatch(value) else None


def _expiration_form(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    value, number = push.headers.get("apns-expiration"), _expiration_of(push)
    if value is None or (number is not None and number >= 0):
        return
    here = push.header_pointer("apns-expiration")
    yield Hit(here, "apns-expiration is no whole number of seconds.", patch=fix("Set to 0", (here, "0")))


def _expiration_ms(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    number = _expiration_of(push)
    if number is not None and number >= LOOKS_LIKE_MS:
        here, right = push.header_pointer("apns-expiration"), str(number // 1000)
        yield Hit(here, "apns-expiration is in milliseconds.", patch=fix(f"Set to {right}", (here, right)))


def _expiration_past(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    number = _expiration_of(push)
    if number is None or not push.now or not 0 < number < LOOKS_LIKE_MS:
        return
    here = push.header_pointer("apns-expiration")
    if number <= push.now:
        is_duration = number < 366 * 86_400
        why = "It counts from 1970, it is no duration." if is_duration else "Apple drops the push at once."
        right = str(int(push.now) + (number if is_duration else 3600))
        yield Hit(here, "apns-expiration is past.", why, patch=fix(f"Set to {right}", (here, right)))
    elif number > push.now + _MONTH_SECONDS + 86_400:
        yield Hit(
            here,
            "apns-expiration is more than 30 days away.",
            "Apple keeps a push for 30 days at most.",
            "Nothing to do if that is enough.",
            severity=Severity.NOTE,
        )


def _collapse_id(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    value = push.headers.get("apns-collapse-id", "").strip()
    raw = value.encode("utf-8", "replace")
    if len(raw) > COLLAPSE_ID_BYTES:
        here, right = push.header_pointer("apns-collapse-id"), raw[:COLLAPSE_ID_BYTES].decode("utf-8", "ignore")
        yield Hit(
            here,
            f"apns-collapse-id has {len(raw)} bytes; {COLLAPSE_ID_BYTES} are allowed.",
            patch=fix(f"Cut to {COLLAPSE_ID_BYTES} bytes", (here, right)),
        )
    elif "apns-collapse-id" in push.headers and not value:
        here = push.header_pointer("apns-collapse-id")
        what = "apns-collapse-id is empty."
        yield Hit(here, what, "It then replaces nothing.", patch=fix("Remove", (here, None)), severity=Severity.WARNING)


def _message_id(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    for name in ("apns-id", "apns-request-id"):
        value = push.headers.get(name)
        if value is None:
            continue
        here = push.header_pointer(name)
        if not _UUID.fullmatch(value.strip()):
            yield Hit(here, f"{name} is no UUID.", patch=fix(f"Remove {name}", (here, None)))
        elif value != value.strip().lower():
            lower = value.strip().lower()
            what, why = f"{name} is not in lower case.", "Apple asks for the canonical form."
            yield Hit(here, what, why, patch=fix("Write in lower case", (here, lower)), severity=Severity.NOTE)


HEADER_RULES: tuple[Rule, ...] = (
    Rule(
        "APNS020",
        Severity.WARNING,
        "Push type missing",
        "watchOS 6 and later need it, and without it other systems may delay or drop the push.",
        "Set apns-push-type to what the payload is.",
        _push_type,
        SENDING,
    ),
    Rule(
        "APNS021",
        Severity.ERROR,
        "Unknown push type",
        "Apple answers 400 InvalidPushType.",
        "Pick a type from Apple's list, in lower case.",
        _unknown_push_type,
        SENDING,
    ),
    Rule(
        "APNS022",
        Severity.ERROR,
        "Topic missing",
        "Apple answers 400 MissingTopic.",
        "Fill in the profile's bundle id, or add apns-topic.",
        _topic_missing,
        SENDING,
    ),
    Rule(
        "APNS023",
        Severity.ERROR,
        "Topic does not fit the push type",
        "Each push type has a topic suffix of its own; another one is refused with 400 (TopicDisallowed, "
        "DeviceTokenNotForTopic).",
        "Use the bundle id with the suffix of the push type.",
        _topic_suffix,
        SENDING,
    ),
    Rule(
        "APNS024",
        Severity.ERROR,
        "Malformed topic",
        "Apple answers 400 BadTopic.",
        "Write the bundle id as in the app, then one suffix.",
        _topic_form,
        SENDING,
    ),
    Rule(
        "APNS025",
        Severity.WARNING,
        "Topic of another app",
        "A device token belongs to one app; Apple answers 400 DeviceTokenNotForTopic for another.",
        "Check which app registered the token.",
        _topic_of_profile,
        SENDING,
    ),
    Rule(
        "APNS026",
        Severity.ERROR,
        "Priority unknown",
        "Apple answers 400 BadPriority.",
        "Use 10 (at once), 5 (saves power) or 1 (never wakes the device).",
        _priority,
        SENDING,
    ),
    Rule(
        "APNS027",
        Severity.ERROR,
        "Priority does not fit the push type",
        "Apple documents fewer priorities for this push type.",
        "Use a priority of the push type.",
        _priority_of_type,
        SENDING,
    ),
    Rule(
        "APNS028",
        Severity.ERROR,
        "Expiration is no number of seconds",
        "Apple answers 400 BadExpirationDate.",
        "Give Unix seconds; 0 is: try once, never store.",
        _expiration_form,
        SENDING,
    ),
    Rule(
        "APNS029",
        Severity.WARNING,
        "Expiration in milliseconds",
        "Apple counts seconds, so this lies thousands of years ahead.",
        "Divide by 1000.",
        _expiration_ms,
        SENDING,
    ),
    Rule(
        "APNS030",
        Severity.WARNING,
        "Expiration past or far away",
        "An expired push is not delivered.",
        "Give a time to come in Unix seconds, or 0 to try once.",
        _expiration_past,
        SENDING,
    ),
    Rule(
        "APNS031",
        Severity.ERROR,
        "Collapse id too long",
        "Apple answers 400 BadCollapseId. Bytes count, not characters.",
        "Shorten it.",
        _collapse_id,
        SENDING,
    ),
    Rule(
        "APNS032",
        Severity.ERROR,
        "Id is no UUID",
        "Apple answers 400 BadMessageId.",
        "Use a lower-case UUID of the form 8-4-4-4-12, or leave the header out: Apple then makes one.",
        _message_id,
        SENDING,
    ),
)
