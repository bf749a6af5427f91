"""Rules about the values of APNs' other headers: priority, expiration, ids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.providers.apns.push import Push, read_push
from pushbench.providers.apns.push_types import PUSH_TYPES
from pushbench.providers.apns.rules.document import SENDING
from pushbench.providers.formats.change import fix
from pushbench.providers.formats.unix_time import LOOKS_LIKE_MS

COLLAPSE_ID_BYTES = 64
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WHOLE = re.compile(r"-?\d{1,20}", re.ASCII)
_MONTH_SECONDS = 30 * 86_400
_PRIORITY_WORDS = {"high": "10", "normal": "5", "low": "1", "medium": "5", "immediate": "10"}


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
        why, todo = "It then replaces nothing.", "Remove it, or give it a value."
        yield Hit(here, what, why, todo, fix("Remove", (here, None)), Severity.WARNING)


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
