"""Rules about ``apns-push-type`` and ``apns-topic``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.profile import Environment
from pushbench.providers.apns.push import guess_push_type, read_push
from pushbench.providers.apns.push_types import PUSH_TYPES, SUFFIXES, split_topic
from pushbench.providers.apns.rules.document import SENDING
from pushbench.providers.formats.change import fix

_TOPIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


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
    if credentials.environment is Environment.LOCAL and not has_key and not credentials.text("base_url"):
        return  # the sandbox fills it in once it runs
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


TOPIC_RULES: tuple[Rule, ...] = (
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
)
