"""Rules over the document itself: strings, keys, inner JSON, sizes (SNS001 to SNS012)."""

from __future__ import annotations

import difflib

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.sns.answer import read_xml
from pushbench.providers.sns.document import BASE, Part
from pushbench.providers.sns.payload import default_part, used_by_message
from pushbench.providers.sns.platforms import (
    DEFAULT,
    MOST_MESSAGE_BYTES,
    PLATFORMS,
    RAISED_MESSAGE_BYTES,
    Content,
    partner,
)
from pushbench.providers.sns.view import Hits, View

_ALMOST = 0.9
_BY_LOWER = {key.lower(): key for key in PLATFORMS}
_NAMES = {
    "ios": "APNS",
    "apple": "APNS",
    "apns_dev": "APNS_SANDBOX",
    "fcm": "GCM",
    "android": "GCM",
    "firebase": "GCM",
    "amazon": "ADM",
    "windows": "WNS",
    "message": "default",
    "text": "default",
}


def _no_json(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if view.document.is_structured and not view.document.json.is_valid:
        yield view.hit(BASE, "The message is no JSON.", why=f"{view.document.json.trouble} SNS refuses it.")
    elif view.document.is_structured and not isinstance(view.document.json.value, dict):
        yield view.hit(BASE, "The message is no object of platforms.")


def _empty(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if draft.payload == "" or (view.document.is_structured and view.document.json.value == {}):
        yield view.hit(BASE, "The message is empty.")


def _no_string(draft: Draft, context: CheckContext) -> Hits:
    """On the wire every value is a string; here an object stands for its text, and nothing else does."""
    view = View.of(draft, context)
    for part in view.document.parts:
        is_object = isinstance(part.value, dict)
        is_push = part.platform is not None and part.platform.is_push and part.platform.content is not Content.XML
        if isinstance(part.value, str) or (is_object and part.is_foldable and (is_push or part.platform is None)):
            continue
        edits: list[tuple[str, Json]] = []
        if part.value is None or isinstance(part.value, bool | int | float):
            edits = [(part.pointer, "" if part.value is None else str(part.value))]
        what = f"The value of “{part.key[:40]}” is no string."
        yield view.hit(part.pointer, what, label="Write it as a string", edits=edits)


def _broken_inner(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for part in view.document.parts:
        row = part.platform
        if row is None or not row.is_push or not isinstance(part.value, str) or row.content is Content.XML:
            continue
        if not part.value:
            continue
        if not part.json.is_valid:
            yield view.hit(part.pointer, f"The text under {part.key} is no JSON.", why=f"{part.json.trouble} {_ALL}")
        elif not isinstance(part.json.value, dict):
            yield view.hit(part.pointer, f"The text under {part.key} is JSON, but no object.")


_ALL = "SNS then refuses the whole call."


def _broken_xml(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for part in view.document.parts:
        if part.platform is None or part.platform.content is not Content.XML or not isinstance(part.value, str):
            continue
        answer = read_xml(part.value.encode("utf-8", "replace"))
        kind = next((item.value for item in view.attributes if item.name == f"AWS.SNS.MOBILE.{part.key}.Type"), "")
        if answer.trouble and not kind.endswith("raw"):
            yield view.hit(part.pointer, f"The text under {part.key} is no XML.", why=answer.trouble)


def _unknown_key(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    keys = [part.key for part in view.document.parts]
    for part in view.document.parts:
        if part.platform is not None:
            continue
        meant = meant_key(part.key)
        what = f"SNS has no platform “{part.key[:40]}”."
        here = child(BASE, part.key) if part.is_foldable else BASE
        if meant is None or meant in keys:
            yield view.hit(here, what, label=f"Remove {part.key[:20]}", edits=[(here, None)])
        else:
            edits = [(here, None), (child(BASE, meant), part.value)]
            yield view.hit(here, what, fix=f"You may mean {meant}.", label=f"Rename to {meant}", edits=edits)


def meant_key(key: str) -> str | None:
    """Return the document's key that a stranger was meant to be, or None."""
    plain = key.strip().lower().replace("-", "_").replace(" ", "_")
    found = _BY_LOWER.get(plain) or _NAMES.get(plain)
    near = difflib.get_close_matches(plain, _BY_LOWER, n=1, cutoff=0.8)
    return found or (_BY_LOWER[near[0]] if near else None)


def _twice(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for key in view.document.json.duplicates[:5]:
        yield view.hit(BASE, f"The key “{key[:40]}” stands twice in the message.")
    for part in view.document.parts:
        for key in part.json.duplicates[:5]:
            yield view.hit(part.pointer, f"The key “{key[:40]}” stands twice in the text of {part.key}.")


def _no_default(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if not view.document.is_structured or not view.document.parts or view.document.part(DEFAULT) is not None:
        return
    severity = Severity.ERROR if view.is_topic else Severity.WARNING
    edits: list[tuple[str, Json]] = [(f"{BASE}/{DEFAULT}", default_part(view.document))]
    yield view.hit(BASE, "There is no “default”.", label="Add default", edits=edits, severity=severity)


def _not_for_platform(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    platform, document = view.platform, view.document
    if not document.is_structured or not document.parts or not platform or document.part(platform) is not None:
        return
    other = document.part(partner(platform) or "") or document.part(platform.replace("APNS", "APNS_VOIP"))
    what = f"There is no key {platform}: the device gets the text under “default”."
    if other is None:
        yield view.hit(BASE, what)
    else:
        label, where = f"Copy {other.key} to {platform}", f"{BASE}/{platform}"
        yield view.hit(other.pointer, what, label=label, edits=[(where, other.value)])


def _too_large(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for part in view.document.parts:
        limit = _limit(part)
        if part.size > limit:
            over = part.size - limit
            why = f"{part.key} takes {limit:,} B, counted as the text that leaves; SNS refuses the call."
            yield view.hit(part.pointer, f"{part.key} has {part.size:,} B, {over:,} B too many.", why=why)


def _limit(part: Part) -> int:
    row = part.platform
    return row.limit_bytes if row is not None and row.is_push else RAISED_MESSAGE_BYTES


def _almost_too_large(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for part in view.document.parts:
        limit = _limit(part)
        if limit * _ALMOST < part.size <= limit:
            yield view.hit(part.pointer, f"{part.key} has {part.size:,} of {limit:,} B.")


def _message_too_large(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    used = used_by_message(draft)
    if used <= MOST_MESSAGE_BYTES:
        return
    may_be_raised = view.is_topic and used <= RAISED_MESSAGE_BYTES
    severity = Severity.WARNING if may_be_raised else Severity.ERROR
    what = f"Message and attributes have {used:,} B, {used - MOST_MESSAGE_BYTES:,} B too many."
    fix = "Shorten it, or raise the topic's MaximumMessageSize." if may_be_raised else ""
    yield view.hit(BASE, what, fix=fix, severity=severity)


def _inner_text(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for part in view.document.parts:
        if isinstance(part.value, str) and part.is_foldable and part.object and not part.json.duplicates:
            what = f"{part.key} is written as a text."
            yield view.hit(part.pointer, what, label="Write as JSON", edits=[(part.pointer, part.object)])


_PUBLISH = "Amazon SNS API reference, Publish"
_PAYLOADS = "Amazon SNS developer guide, Creating a platform-specific payload"

DOCUMENT_RULES: tuple[Rule, ...] = (
    Rule(
        "SNS001",
        Severity.ERROR,
        "Message is no JSON object",
        "With MessageStructure json SNS takes an object whose keys are platforms.",
        'Write {"default": "…", "APNS": {…}, "GCM": {…}}.',
        _no_json,
        _PUBLISH,
    ),
    Rule(
        "SNS002",
        Severity.ERROR,
        "Message is empty",
        "SNS publishes no empty message (InvalidParameter).",
        "Write a text or a payload.",
        _empty,
        _PUBLISH,
    ),
    Rule(
        "SNS003",
        Severity.ERROR,
        "Value is no string",
        "Every value of the document is a string on the wire; SNS ignores the key of any other, without a word.",
        "Write a string, or for a platform its JSON object.",
        _no_string,
        _PUBLISH,
    ),
    Rule(
        "SNS004",
        Severity.ERROR,
        "Inner text is no JSON",
        "The text under a platform's key is JSON itself; SNS refuses the whole call when it does not parse.",
        "Mend the text, or write the JSON object instead of a text.",
        _broken_inner,
        _PUBLISH,
    ),
    Rule(
        "SNS005",
        Severity.ERROR,
        "Inner text is no XML",
        "Windows takes toasts, tiles and badges as XML.",
        "Mend the XML; raw pushes need the type wns/raw.",
        _broken_xml,
        _PAYLOADS,
    ),
    Rule(
        "SNS006",
        Severity.WARNING,
        "Unknown key",
        "SNS ignores keys it does not know, without a word.",
        "Remove it, or write the platform's own key.",
        _unknown_key,
        _PUBLISH,
    ),
    Rule(
        "SNS007",
        Severity.ERROR,
        "Key stands twice",
        "SNS refuses a message with duplicate keys (InvalidParameter).",
        "Remove one of them.",
        _twice,
        _PUBLISH,
    ),
    Rule(
        "SNS008",
        Severity.WARNING,
        "No default",
        "Topics demand it, and devices of platforms without a key of their own would get nothing.",
        "Add “default” with a short text.",
        _no_default,
        _PUBLISH,
    ),
    Rule(
        "SNS009",
        Severity.WARNING,
        "Nothing for the target's platform",
        "A payload for APNS never reaches an APNS_SANDBOX endpoint, and so with every key: the default goes instead.",
        "Add the platform's key.",
        _not_for_platform,
        _PAYLOADS,
    ),
    Rule(
        "SNS010",
        Severity.ERROR,
        "Platform's payload too large",
        "Each platform has its limit; SNS refuses the call.",
        "Shorten words and data.",
        _too_large,
        "Amazon SNS developer guide, Quotas",
    ),
    Rule(
        "SNS011",
        Severity.NOTE,
        "Platform's payload nearly too large",
        "Other languages or longer names may go beyond the limit.",
        "Leave some room.",
        _almost_too_large,
        "Amazon SNS developer guide, Quotas",
    ),
    Rule(
        "SNS012",
        Severity.ERROR,
        "Message too large",
        "Body and message attributes take at most 262,144 bytes together (InvalidParameter: Message too long).",
        "Shorten it.",
        _message_too_large,
        _PUBLISH,
    ),
    Rule(
        "SNS013",
        Severity.NOTE,
        "Inner JSON written as a text",
        "It leaves exactly so; as a JSON object it can be checked and mended place by place.",
        "Write the object; it leaves as compact text.",
        _inner_text,
        "Amazon SNS API reference, Publish",
    ),
)
