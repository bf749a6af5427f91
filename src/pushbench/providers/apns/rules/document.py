"""Rules about the payload as a whole: JSON, size, and whether ``aps`` is there."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.apns.push import Push, read_push
from pushbench.providers.apns.push_types import PUSH_TYPES, limit_of
from pushbench.providers.formats.aps_key_rules import kind_words
from pushbench.providers.formats.change import fix
from pushbench.providers.formats.json_body import body_size

SENDING = "Apple, Sending notification requests to APNs"
GENERATING = "Apple, Generating a remote notification"

_SIMULATOR_KEY = "Simulator Target Bundle"
_FOREIGN_SHAPES = (
    ("message", "It looks like a body for FCM."),
    ("notification", "It looks like a payload for FCM or Web Push."),
    ("web_push", "It looks like a payload for Web Push."),
    ("headings", "It looks like a body for OneSignal."),
)


def _not_json(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    text = read_push(draft, context).text
    if not text.is_valid:
        yield Hit("/payload", "The payload is no JSON.", text.trouble)


def _not_an_object(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    text = read_push(draft, context).text
    if text.is_valid and not isinstance(text.value, dict):
        yield Hit("/payload", f"The payload is {kind_words(text.value)}, not an object.")


def _duplicates(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    for name in read_push(draft, context).text.duplicates[:10]:
        yield Hit("/payload", f"The key {name[:60]} stands twice in one object.")


def _not_a_number(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    for pointer in _strange_numbers(read_push(draft, context).payload, "/payload", 0):
        yield Hit(pointer, "NaN and infinity are no JSON.")
        return


def _strange_numbers(value: Json, pointer: str, depth: int) -> Iterator[str]:
    if isinstance(value, float) and not math.isfinite(value):
        yield pointer
    elif depth < 50 and isinstance(value, dict):
        for key, item in value.items():
            yield from _strange_numbers(item, child(pointer, key), depth + 1)
    elif depth < 50 and isinstance(value, list):
        for position, item in enumerate(value):
            yield from _strange_numbers(item, child(pointer, position), depth + 1)


def _measure(push: Push, draft: Draft) -> tuple[int, int]:
    return body_size(draft.payload), limit_of(push.push_type, is_broadcast=push.is_broadcast)


def _too_large(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    used, limit = _measure(read_push(draft, context), draft)
    if used > limit:
        yield Hit("/payload", f"The payload has {used} bytes, {used - limit} more than the limit of {limit}.")


def _nearly_too_large(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    used, limit = _measure(read_push(draft, context), draft)
    if limit >= used > limit * 0.9:
        yield Hit("/payload", f"The payload has {used} of {limit} bytes.", f"{limit - used} bytes are left.")


def _aps_missing(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    row, payload = PUSH_TYPES.get(push.push_type), push.payload
    if not isinstance(payload, dict) or "aps" in payload or (row is not None and not row.needs_aps):
        return
    if push.is_wallet_pass:
        return
    disguise = next((key for key in payload if key.strip().lower() == "aps"), None)
    if disguise is not None:
        here = child("/payload", disguise)
        patch = fix("Rename to aps", (here, None), ("/payload/aps", payload[disguise]))
        yield Hit(here, f"“{disguise}” is not aps.", "Apple reads the key in lower case.", "Rename it to aps.", patch)
        return
    why = next((words for key, words in _FOREIGN_SHAPES if key in payload), "")
    yield Hit("/payload", "The payload has no aps.", why)


def _aps_not_an_object(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    payload = read_push(draft, context).payload
    if isinstance(payload, dict) and "aps" in payload and not isinstance(payload["aps"], dict):
        yield Hit("/payload/aps", f"aps is {kind_words(payload['aps'])}, not an object.")


def _simulator_file(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    payload = read_push(draft, context).payload
    if isinstance(payload, dict) and _SIMULATOR_KEY in payload:
        here = child("/payload", _SIMULATOR_KEY)
        yield Hit(here, f"“{_SIMULATOR_KEY}” is sent to the app as data.", patch=fix("Remove", (here, None)))


DOCUMENT_RULES: tuple[Rule, ...] = (
    Rule(
        "APNS001",
        Severity.ERROR,
        "Payload is no JSON",
        "APNs takes a JSON object.",
        "Mend the text at the place named.",
        _not_json,
        GENERATING,
    ),
    Rule(
        "APNS002",
        Severity.ERROR,
        "Payload is no object",
        "The top level of a payload is a JSON object that holds aps.",
        'Write {"aps": {...}}.',
        _not_an_object,
        GENERATING,
    ),
    Rule(
        "APNS003",
        Severity.WARNING,
        "Duplicate key",
        "Of two equal keys most readers keep the last one; the other is lost.",
        "Remove one of them.",
        _duplicates,
        "RFC 8259, section 4",
    ),
    Rule(
        "APNS004",
        Severity.ERROR,
        "Number that JSON does not know",
        "APNs cannot read it.",
        "Write a number or a string.",
        _not_a_number,
        "RFC 8259, section 6",
    ),
    Rule(
        "APNS005",
        Severity.ERROR,
        "Payload too large",
        "Apple answers 413 PayloadTooLarge: the limit is 4096 bytes, 5120 for VoIP and broadcasts.",
        "Shorten texts or data, and let the app fetch long content itself.",
        _too_large,
        SENDING,
    ),
    Rule(
        "APNS006",
        Severity.WARNING,
        "Payload nearly too large",
        "Longer names or translations may pass the limit.",
        "Keep some room, or let the app fetch long content itself.",
        _nearly_too_large,
        SENDING,
    ),
    Rule(
        "APNS007",
        Severity.ERROR,
        "aps is missing",
        "The system acts on aps alone; without it the push does nothing.",
        'Write {"aps": {...}} with your own keys beside it.',
        _aps_missing,
        GENERATING,
    ),
    Rule(
        "APNS008",
        Severity.ERROR,
        "aps is no object",
        "The system reads keys such as alert and badge inside aps.",
        'Write {"aps": {"alert": ...}}.',
        _aps_not_an_object,
        GENERATING,
    ),
    Rule(
        "APNS009",
        Severity.NOTE,
        "Key of a simulator file",
        "Only simctl and dropping a file on the simulator use it.",
        "Remove it for a real push.",
        _simulator_file,
        "Xcode 11.4 release notes",
    ),
)
