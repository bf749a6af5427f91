"""Rules over target and size (FCM024 to FCM030)."""

from __future__ import annotations

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.target import TargetKind
from pushbench.providers.fcm.payload import bare_size, carried, size
from pushbench.providers.fcm.targets import target_trouble
from pushbench.providers.fcm.view import Hits, View
from pushbench.providers.formats.fcm_condition import read_condition
from pushbench.providers.formats.fcm_schema import MOST_BYTES, MOST_TOPIC_BYTES, TARGET_NAMES
from pushbench.providers.formats.json_body import body_size

_ALMOST = 0.9
_NAMES = {"android": "Android devices", "ios": "iPhones", "web": "browsers"}


def _own_target(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name in TARGET_NAMES:
        if name not in view.message:
            continue
        label = f"Remove {name}"
        if view.is_text:
            why = "A payload that is text leaves exactly as it is; it is sent only to the very target it names."
            yield view.hit("", f"The text names a {name}.", why=why, fix="Choose that very target, or take it out.")
        else:
            yield view.hit(f"/{name}", f"The payload names a {name}.", label=label, edits=[(f"/{name}", None)])


def _malformed_target(draft: Draft, context: CheckContext) -> Hits:
    trouble = target_trouble(context.target) if context.target else None
    if trouble is not None:
        yield Hit("", trouble.what, trouble.why, trouble.fix)


def _mixed_condition(draft: Draft, context: CheckContext) -> Hits:
    target = context.target
    if target is None or target.kind is not TargetKind.CONDITION:
        return
    condition = read_condition(target.value)
    if condition.problem is None and condition.mixes_operators:
        yield Hit("", "The condition joins terms with && and || side by side.")


def _repeated_topics(draft: Draft, context: CheckContext) -> Hits:
    target = context.target
    if target is None or target.kind is not TargetKind.CONDITION:
        return
    topics = read_condition(target.value).topics
    for topic in sorted({topic for topic in topics if topics.count(topic) > 1}):
        yield Hit("", f"The condition names “{topic[:60]}” more than once.")


def _too_large(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    bare = bare_size(view.message)
    if bare > MOST_BYTES:
        yield view.hit("", f"Notification and data have {bare} B on Android, {bare - MOST_BYTES} B too many.")


def _almost_too_large(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if bare_size(view.message) > MOST_BYTES:
        return
    sizes = {platform: body_size(part) for platform, part in carried(view.message).items()}
    for platform, used in sizes.items():
        if used > MOST_BYTES:
            what = f"As JSON, {_NAMES[platform]} get {used} B, {used - MOST_BYTES} B more than {MOST_BYTES}."
            yield view.hit("", what, severity=Severity.WARNING)
    largest = max(sizes.values())
    if MOST_BYTES * _ALMOST < largest <= MOST_BYTES:
        yield view.hit("", f"{largest} of {MOST_BYTES} B are used.")


def _large_for_topic(draft: Draft, context: CheckContext) -> Hits:
    target = context.target
    if target is None or target.kind not in (TargetKind.TOPIC, TargetKind.CONDITION):
        return
    used = size(draft).used
    if MOST_TOPIC_BYTES < used <= MOST_BYTES:
        yield View.of(draft, context).hit("", f"The message has {used} B; for topics {MOST_TOPIC_BYTES} B are safe.")


_ABOUT = "About FCM messages"
_SEND = "Send a message using FCM HTTP v1"
_TOPICS = "Topic messaging"

TARGET_RULES: tuple[Rule, ...] = (
    Rule(
        "FCM024",
        Severity.WARNING,
        "Target in the payload",
        "The target chosen beside the message takes its place: exactly one is allowed.",
        "Remove it.",
        _own_target,
        _SEND,
    ),
    Rule(
        "FCM025",
        Severity.ERROR,
        "Malformed target",
        "FCM would refuse it.",
        "Correct the target.",
        _malformed_target,
        _TOPICS,
    ),
    Rule(
        "FCM026",
        Severity.WARNING,
        "Condition without parentheses",
        "FCM goes from left to right: && does not bind tighter than ||.",
        "Set parentheses around what belongs together.",
        _mixed_condition,
        _TOPICS,
    ),
    Rule(
        "FCM027",
        Severity.NOTE,
        "Topic named twice",
        "Each mention counts towards the five topics of a condition.",
        "Simplify the condition.",
        _repeated_topics,
        _TOPICS,
    ),
    Rule(
        "FCM028",
        Severity.ERROR,
        "Message too large",
        f"FCM takes {MOST_BYTES} B of keys and values (400 INVALID_ARGUMENT).",
        "Shorten the texts, or let the app fetch the rest.",
        _too_large,
        _ABOUT,
    ),
    Rule(
        "FCM029",
        Severity.NOTE,
        "Message near the limit",
        "The limit counts notification and data; whether it counts JSON's own signs is not documented, and FCM adds keys "
        "of its own for iPhones.",
        "Shorten the texts, or let the app fetch the rest.",
        _almost_too_large,
        _ABOUT,
    ),
    Rule(
        "FCM030",
        Severity.WARNING,
        "Large message to a topic",
        f"The error reference limits topic messages to {MOST_TOPIC_BYTES} B, the v1 guides to {MOST_BYTES} B.",
        f"Stay below {MOST_TOPIC_BYTES} B to be sure.",
        _large_for_topic,
        "FCM ErrorCode reference",
    ),
)
