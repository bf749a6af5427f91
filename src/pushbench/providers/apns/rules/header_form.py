"""Rules about the form of headers: names, repeats, characters, and what does not belong into a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.apns.rules.document import SENDING
from pushbench.providers.apns.spec import HEADER_NAMES
from pushbench.providers.formats.aps_keys import plain
from pushbench.providers.formats.change import fix

_SET_ELSEWHERE = {
    "authorization": "The profile signs in; a token typed here would stand in plain text in the message.",
    "host": "The address follows from the profile.",
    "content-length": "It follows from the payload.",
    "connection": "HTTP/2 has no such header.",
    "keep-alive": "HTTP/2 has no such header.",
    "transfer-encoding": "HTTP/2 has no such header.",
    "upgrade": "HTTP/2 has no such header.",
    "content-encoding": "APNs takes the JSON uncompressed only.",
}
_OTHER_KNOWN = frozenset({"content-type", "accept", "user-agent"})


def _unknown(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    for name in list(draft.headers)[:50]:
        lower = name.strip().lower()
        if lower in HEADER_NAMES or lower in _OTHER_KNOWN or lower in _SET_ELSEWHERE or lower.startswith(":"):
            continue
        right = _meant(lower)
        here = child("/headers", name)
        if right is None:
            todo = "Remove it, unless something between here and Apple reads it."
            yield Hit(here, f"{name[:60]} is no header of APNs.", "Apple ignores it.", todo)
        else:
            there = child("/headers", right)
            changes: list[tuple[str, Json]] = [(here, None)]
            if right not in draft.headers:
                changes.append((there, draft.headers[name]))
            why = f"Apple ignores it; you may mean {right}."
            patch = fix(f"Rename to {right}", *changes)
            yield Hit(here, f"{name[:60]} is no header of APNs.", why, f"Rename it to {right}.", patch)


def _meant(lower: str) -> str | None:
    letters = plain(lower)
    short = letters.removeprefix("apns")
    for name in HEADER_NAMES:
        if plain(name) == letters or plain(name).removeprefix("apns") == short:
            return name
    aliases = {"expiry": "apns-expiration", "expires": "apns-expiration", "ttl": "apns-expiration"}
    return aliases.get(short, "apns-push-type" if short == "type" else None)


def _repeated(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    counts = Counter(name.strip().lower() for name in draft.headers)
    for name in draft.headers:
        lower = name.strip().lower()
        if counts[lower] > 1 and name != lower:
            here = child("/headers", name)
            yield Hit(here, f"{lower} is there {counts[lower]} times.", patch=fix("Remove", (here, None)))


def _upper_case(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    counts = Counter(name.strip().lower() for name in draft.headers)
    for name, value in draft.headers.items():
        lower = name.strip().lower()
        if name != lower and counts[lower] == 1 and lower:
            patch = fix("Write in lower case", (child("/headers", name), None), (child("/headers", lower), value))
            yield Hit(child("/headers", name), f"{name[:60]} leaves as {lower[:60]}.", patch=patch)


def _set_elsewhere(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    for name in draft.headers:
        lower = name.strip().lower()
        why = "It follows from method and address." if lower.startswith(":") else _SET_ELSEWHERE.get(lower)
        if why:
            here = child("/headers", name)
            yield Hit(here, f"{lower[:60]} is not set here.", why, patch=fix("Remove", (here, None)))


def _characters(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    for name, value in draft.headers.items():
        here, text = child("/headers", name), str(value)
        if any(ord(character) < 0x20 or ord(character) == 0x7F for character in name + text):
            yield Hit(here, f"{name[:60]!r} holds a line break or control character.")
        elif not text.isascii() and name.strip().lower() != "apns-collapse-id":
            yield Hit(
                here,
                f"{name[:60]} holds a character outside ASCII.",
                "Apple's headers are plain ASCII but for the collapse id.",
                "Write it in ASCII.",
                severity=Severity.WARNING,
            )


HEADER_FORM_RULES: tuple[Rule, ...] = (
    Rule(
        "APNS040",
        Severity.WARNING,
        "Unknown header",
        "Apple ignores headers it does not know.",
        "Spell the header as Apple does.",
        _unknown,
        SENDING,
    ),
    Rule(
        "APNS041",
        Severity.ERROR,
        "Header twice",
        "Header names do not differ by case, and Apple answers 400 DuplicateHeaders.",
        "Keep one of them.",
        _repeated,
        SENDING,
    ),
    Rule(
        "APNS042",
        Severity.NOTE,
        "Header in upper case",
        "HTTP/2 writes header names in lower case.",
        "Write the name in lower case.",
        _upper_case,
        "RFC 9113, section 8.2",
    ),
    Rule(
        "APNS043",
        Severity.ERROR,
        "Header that is not set in a message",
        "The profile, the address or HTTP/2 decides it.",
        "Remove it.",
        _set_elsewhere,
        "RFC 9113, section 8.2.2; Apple, Establishing a connection to APNs",
    ),
    Rule(
        "APNS044",
        Severity.ERROR,
        "Character that a header cannot hold",
        "A header is one line of text; a line break would begin another header.",
        "Remove the character.",
        _characters,
        "RFC 9110, section 5.5",
    ),
)
