"""Rules over message attributes and Publish's other parameters (SNS040 to SNS055)."""

from __future__ import annotations

import base64
import binascii
import difflib
import json
import re

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.pointer import child
from pushbench.providers.formats.json_edit import Edit, fix_of
from pushbench.providers.sns.arn import ArnKind
from pushbench.providers.sns.attributes import (
    APNS_COLLAPSE_ID,
    APNS_PRIORITY,
    APNS_PUSH_TYPE,
    CHOICES,
    PREFIX,
    RESERVED,
    WNS_TYPE,
    attribute,
    name_trouble,
    parameters_of,
    type_trouble,
)
from pushbench.providers.sns.platforms import PLATFORMS
from pushbench.providers.sns.shown import push_type_of
from pushbench.providers.sns.view import Hits, View

_MOST_SECONDS = 2_419_200
_LONGEST_COLLAPSE_ID = 64
_NUMBER = re.compile(r"-?\d{1,38}(\.\d{1,37})?([eE][+-]?\d{1,3})?")
_GROUP = re.compile(r"[A-Za-z0-9!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}")
_BY_LOWER = {name.lower(): name for name in RESERVED}
_APNS_ALIASES = {
    "apns-push-type": APNS_PUSH_TYPE,
    "apns-priority": APNS_PRIORITY,
    "apns-topic": f"{PREFIX}APNS.TOPIC",
    "apns-collapse-id": APNS_COLLAPSE_ID,
}


def _name(draft: Draft, context: CheckContext) -> Hits:
    for item in View.of(draft, context).attributes:
        meant = _meant(item.name)
        here = child("/headers", item.header)
        if meant is not None:
            edits = [Edit(here, None), Edit(child("/headers", meant), item.value)]
            patch = fix_of(f"Rename to {meant.removeprefix(PREFIX)}", draft.document(), edits)
            yield Hit(here, f"“{item.name[:80]}” is no attribute of SNS.", fix=f"You may mean {meant}.", patch=patch)
        elif trouble := name_trouble(item.name):
            patch = fix_of("Remove it", draft.document(), [Edit(here, None)])
            yield Hit(here, f"“{item.name[:80]}” cannot be an attribute's name.", trouble, patch=patch)


def _meant(name: str) -> str | None:
    """Return the reserved attribute that a misspelt name was meant to be, or None."""
    if name in RESERVED:
        return None
    alias = _APNS_ALIASES.get(name.lower())
    if alias is not None:
        return alias
    lower = name.lower()
    if not lower.startswith(("aws.", "amazon.")):
        return _BY_LOWER.get(f"{PREFIX}{name}".lower())
    near = difflib.get_close_matches(lower, _BY_LOWER, n=1, cutoff=0.85)
    # Apple's own attributes count for both environments; they have no spelling with SANDBOX.
    plain = lower.replace("_sandbox.", ".").replace("_voip.", ".")
    found = _BY_LOWER.get(lower) or _BY_LOWER.get(plain)
    return found or (_BY_LOWER[near[0]] if near else None)


def _type(draft: Draft, context: CheckContext) -> Hits:
    for item in View.of(draft, context).attributes:
        here = child("/headers", item.header)
        if trouble := type_trouble(item.type):
            yield Hit(here, f"“{item.type[:40]}” is no type of an attribute.", trouble)
        elif item.name in RESERVED and item.type != "String":
            patch = fix_of(
                "Make it a String", draft.document(), [Edit(here, None), Edit(child("/headers", item.name), item.value)]
            )
            yield Hit(here, f"{item.name} is of the type {item.type}.", "Reserved attributes are strings.", patch=patch)


def _value(draft: Draft, context: CheckContext) -> Hits:
    for item in View.of(draft, context).attributes:
        if not item.value:
            yield Hit(child("/headers", item.header), f"“{item.name[:80]}” is empty.")
        elif item.name not in RESERVED and not type_trouble(item.type):
            trouble = _value_trouble(item.type, item.value)
            if trouble:
                yield Hit(child("/headers", item.header), f"“{item.name[:80]}” is no {item.type}.", trouble)


def _value_trouble(kind: str, value: str) -> str:
    if kind.startswith("String.Array"):
        try:
            is_list = isinstance(json.loads(value), list)
        except (ValueError, RecursionError):
            is_list = False
        return "" if is_list else 'Write a JSON list, such as ["a", "b"].'
    if kind.startswith("Number"):
        return "" if _NUMBER.fullmatch(value) else "Write a number with at most 38 digits."
    if kind.startswith("Binary"):
        try:
            base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            return "Write base64."
    return ""


def _choice(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for item in view.attributes:
        choices = CHOICES.get(item.name)
        if choices is None or not item.value or item.value in choices:
            continue
        plain = item.value.strip().lower().replace("_", "").replace("-", "")
        words = {"high": "10", "normal": "5", "low": "1"} if item.name == APNS_PRIORITY else {}
        meant = words.get(plain) or next((word for word in choices if word.replace("-", "") == plain), None)
        what = f"“{item.value[:40]}” is no value of {item.name}."
        yield view.header(item.header, what, fix=f"Use one of: {', '.join(choices)}.", value=meant)


def _ttl(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for item in view.attributes:
        if not item.name.endswith(".TTL") or item.name not in RESERVED or not item.value:
            continue
        if not (item.value.isascii() and item.value.isdigit()) or len(item.value) > 12:
            found = re.fullmatch(r"\s*(\d{1,10})(?:\.\d+)?\s*s?\s*", item.value)
            what = f"“{item.value[:40]}” is no number of seconds."
            yield view.header(item.header, what, value=found[1] if found else None)
        elif int(item.value) > _MOST_SECONDS:
            what = f"{int(item.value):,} s are more than four weeks."
            why = "SNS keeps nothing longer than four weeks."
            yield view.header(item.header, what, why=why, value=str(_MOST_SECONDS))


def _zero_ttl(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for item in view.attributes:
        key = item.name.removeprefix(PREFIX).removesuffix(".TTL").replace("FCM", "GCM")
        row = PLATFORMS.get(key)
        if item.name.endswith(".TTL") and item.value == "0" and row is not None and not row.counts_zero_ttl:
            yield view.header(item.header, f"A time to live of 0 drops every message to {key}.")


def _collapse(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    value = attribute(draft.headers, APNS_COLLAPSE_ID) or ""
    size = len(value.encode("utf-8", "replace"))
    if size > _LONGEST_COLLAPSE_ID:
        yield view.header(APNS_COLLAPSE_ID, f"The collapse id has {size} B; Apple takes 64.")


def _background(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if attribute(draft.headers, APNS_PUSH_TYPE) != "background" or not view.document.apple():
        return
    priority = attribute(draft.headers, APNS_PRIORITY)
    if priority is not None and priority != "5":
        what = f"A background push has the priority {priority[:10]}."
        yield view.header(APNS_PRIORITY, what, value="5")


def _type_and_payload(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    named = attribute(draft.headers, APNS_PUSH_TYPE)
    for part in view.document.apple():
        if named is None or not isinstance(part.json.value, dict):
            continue
        guessed = push_type_of(part, Draft(draft.provider, draft.payload))
        if part.platform is not None and part.platform.is_voip and named != "voip":
            what = f"{part.key} is for calls, and the push type is {named[:40]}."
            yield view.header(APNS_PUSH_TYPE, what, value="voip")
        elif named == "voip" and part.platform is not None and not part.platform.is_voip:
            what = f"The push type is voip, and {part.key} is not for calls."
            why = "Calls go through an application for APNS_VOIP, to the token PushKit gives."
            yield view.hit(part.pointer, what, why=why)
        elif {named, guessed} == {"alert", "background"} or (guessed == "liveactivity" and named != guessed):
            what = f"The push type is {named}, but {part.key} holds what {guessed} pushes hold."
            yield view.header(APNS_PUSH_TYPE, what, value=guessed)


def _unused(draft: Draft, context: CheckContext) -> Hits:
    """A reserved attribute for a platform that the document has no key for."""
    view = View.of(draft, context)
    keys = {part.key for part in view.document.parts}
    if not view.document.is_structured or not keys:
        return
    for item in view.attributes:
        if item.name not in RESERVED:
            continue
        platform = item.name.removeprefix(PREFIX).rpartition(".")[0].replace("FCM", "GCM")
        is_shared = platform == "APNS" and not item.name.endswith(".TTL")
        is_there = bool(view.document.apple()) if is_shared else platform in keys
        if not is_there:
            here = child("/headers", item.header)
            patch = fix_of("Remove it", draft.document(), [Edit(here, None)])
            yield Hit(here, f"{item.name} has nothing to act on: there is no key {platform}.", patch=patch)


def _windows(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if view.document.part("WNS") is not None and attribute(draft.headers, WNS_TYPE) is None:
        here = child("/headers", WNS_TYPE)
        yield view.hit("/payload/WNS", "WNS needs its type.", label="Set to wns/toast", edits=[(here, "wns/toast")])


def _subject(draft: Draft, context: CheckContext) -> Hits:
    subject = parameters_of(draft.headers).get("Subject")
    if subject is None:
        return
    if not 0 < len(subject) < 100 or not subject.isascii() or not subject.isprintable() or subject != subject.strip():
        what = f"The subject has {len(subject)} characters." if len(subject) >= 100 else "The subject cannot be sent."
        yield Hit(_parameter(draft, "Subject"), what)


def _subject_unused(draft: Draft, context: CheckContext) -> Hits:
    if "Subject" in parameters_of(draft.headers) and not View.of(draft, context).is_topic:
        yield Hit(_parameter(draft, "Subject"), "The subject does not reach devices.")


def _structure(draft: Draft, context: CheckContext) -> Hits:
    value = parameters_of(draft.headers).get("MessageStructure")
    if value is not None and (value != "json" or not isinstance(draft.payload, str)):
        here = _parameter(draft, "MessageStructure")
        what = f"MessageStructure is “{value[:40]}”." if value != "json" else "MessageStructure json is set anyway."
        severity = Severity.ERROR if value != "json" else Severity.NOTE
        patch = fix_of("Remove it", draft.document(), [Edit(here, None)])
        yield Hit(here, what, patch=patch, severity=severity)


def _fifo(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    named, arn = parameters_of(draft.headers), view.target_arn
    is_fifo = (arn is not None and arn.is_fifo) or (
        view.is_topic and context.target is not None and context.target.value.endswith(".fifo")
    )
    for name in ("MessageGroupId", "MessageDeduplicationId"):
        if name in named and not _GROUP.fullmatch(named[name]):
            yield Hit(_parameter(draft, name), f"{name} has 1 to 128 letters, digits and signs, no blanks.")
    if is_fifo and "MessageGroupId" not in named:
        yield Hit("/headers", "A FIFO topic needs a MessageGroupId.")
    if not is_fifo and context.target is not None and "MessageDeduplicationId" in named:
        yield Hit(_parameter(draft, "MessageDeduplicationId"), "Only FIFO topics take a MessageDeduplicationId.")
    if arn is not None and arn.kind is ArnKind.ENDPOINT and "MessageGroupId" in named:
        here = _parameter(draft, "MessageGroupId")
        yield Hit(here, "MessageGroupId has no effect on an endpoint.", severity=Severity.NOTE)


def _parameter(draft: Draft, name: str) -> str:
    spelt = next((header for header in draft.headers if header.lower() == name.lower()), name)
    return child("/headers", spelt)


_RESERVED = "Amazon SNS developer guide, Reserved message attributes for mobile push notifications"
_ATTRIBUTES = "Amazon SNS developer guide, Message attributes"
_TTL = "Amazon SNS developer guide, Using the Amazon SNS time to live message attribute"
_APPLE = "Apple, Sending notification requests to APNs"
_PUBLISH = "Amazon SNS API reference, Publish"

ATTRIBUTE_RULES: tuple[Rule, ...] = (
    Rule(
        "SNS040",
        Severity.ERROR,
        "Attribute's name",
        "SNS refuses or ignores an attribute of this name.",
        "Correct the name.",
        _name,
        _RESERVED,
    ),
    Rule(
        "SNS041",
        Severity.ERROR,
        "Attribute's type",
        "The type stands behind the name and a colon: “seats:Number”; without one it is a String.",
        "Write String, String.Array, Number or Binary.",
        _type,
        _ATTRIBUTES,
    ),
    Rule(
        "SNS042",
        Severity.ERROR,
        "Attribute's value",
        "SNS refuses an empty value, and one that is not of its type (ParameterValueInvalid).",
        "Write a value of the type, or remove the attribute.",
        _value,
        _ATTRIBUTES,
    ),
    Rule(
        "SNS043",
        Severity.ERROR,
        "Word not in the attribute's list",
        "The platform refuses the push, or the attribute is ignored.",
        "Use a word of the list.",
        _choice,
        _RESERVED,
    ),
    Rule(
        "SNS044",
        Severity.ERROR,
        "Time to live malformed",
        "It is a whole number of seconds, at most four weeks.",
        "Write digits only.",
        _ttl,
        _TTL,
    ),
    Rule(
        "SNS045",
        Severity.WARNING,
        "Time to live of 0",
        "Only Apple and Google know “now or never”; for others SNS drops a message whose time is over.",
        "Write some seconds.",
        _zero_ttl,
        _TTL,
    ),
    Rule(
        "SNS046",
        Severity.ERROR,
        "Collapse id too long",
        "Apple refuses it (BadCollapseId), after SNS has accepted the push.",
        "Shorten it to 64 bytes.",
        _collapse,
        _APPLE,
    ),
    Rule(
        "SNS047",
        Severity.ERROR,
        "Background push at high priority",
        "Apple takes only priority 5 for it.",
        "Set it to 5.",
        _background,
        _APPLE,
    ),
    Rule(
        "SNS048",
        Severity.WARNING,
        "Push type and payload disagree",
        "Apple delays, drops or refuses a push whose type does not fit its content.",
        "Set the type that fits.",
        _type_and_payload,
        _APPLE,
    ),
    Rule(
        "SNS049",
        Severity.NOTE,
        "Attribute without effect",
        "It concerns a platform that the document says nothing to.",
        "Remove it, or add the platform's key.",
        _unused,
        _RESERVED,
    ),
    Rule(
        "SNS050",
        Severity.ERROR,
        "Windows push without type",
        "WNS wants to know whether it is a toast, a tile, a badge or raw.",
        f"Add the attribute {WNS_TYPE}.",
        _windows,
        _RESERVED,
    ),
    Rule(
        "SNS051",
        Severity.ERROR,
        "Subject cannot be sent",
        "It has fewer than 100 characters of printable ASCII, begins with none that is blank.",
        "Shorten it or remove it.",
        _subject,
        _PUBLISH,
    ),
    Rule(
        "SNS052",
        Severity.NOTE,
        "Subject without effect",
        "Only e-mail subscribers see it.",
        "Remove it.",
        _subject_unused,
        _PUBLISH,
    ),
    Rule(
        "SNS053",
        Severity.ERROR,
        "MessageStructure",
        "Pushbench sets it for a JSON object; for a payload that is text the only value is json.",
        "Remove it.",
        _structure,
        _PUBLISH,
    ),
    Rule(
        "SNS054",
        Severity.ERROR,
        "FIFO parameters",
        "FIFO topics order by group and drop repeats; other targets know neither.",
        "Set or remove them as the topic needs.",
        _fifo,
        _PUBLISH,
    ),
)
