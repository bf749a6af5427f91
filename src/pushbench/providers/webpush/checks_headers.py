"""Checks of TTL, Urgency, Topic and whatever else stands among the headers (RFC 8030, section 5)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from pushbench.domain.finding import CheckContext, Draft, Fix, Hit, Severity
from pushbench.domain.json_value import Json
from pushbench.providers.formats.json_edit import Edit, fix_of
from pushbench.providers.webpush.endpoint import service_of_target
from pushbench.providers.webpush.headers import KNOWN, RESERVED, TOPIC, URGENCIES, Header, header_of, headers_of
from pushbench.providers.webpush.payload import DEFAULT_TTL_SECONDS
from pushbench.providers.webpush.services import APPLE, SERVICES

_WHOLE_NUMBER = re.compile(r"[0-9]{1,20}")
_CLAMP = 2**31
_TOPIC_LENGTH = 32


def _fix(label: str, draft: Draft, pointer: str, value: Json) -> Fix | None:
    return fix_of(label, draft.document(), (Edit(pointer, value),))


def _seconds(header: Header | None) -> int | None:
    return int(header.value) if header is not None and _WHOLE_NUMBER.fullmatch(header.value.strip()) else None


def ttl_is_a_whole_number(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    header = header_of(draft, "ttl")
    if _seconds(header) is not None:
        return
    pointer = header.pointer if header else "/headers"
    what = f"The TTL “{header.value}” is not a whole number of seconds." if header else "There is no TTL."
    default = str(DEFAULT_TTL_SECONDS)
    patch = _fix(f"Set to {default}", draft, header.pointer if header else "/headers/TTL", default)
    yield Hit(pointer, what, patch=patch)


def ttl_is_zero(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    header = header_of(draft, "ttl")
    if header is None or _seconds(header) != 0:
        return
    is_apple = service_of_target(context.target) is APPLE
    yield Hit(
        header.pointer,
        "With a TTL of 0 only a browser that is connected right now gets the push.",
        why="Apple asks for a positive number and may answer BadTtl." if is_apple else "",
        patch=_fix("Set to one hour", draft, header.pointer, "3600"),
        severity=Severity.WARNING if is_apple else None,
    )


def ttl_is_shortened(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    header = header_of(draft, "ttl")
    seconds = _seconds(header)
    if header is None or seconds is None:
        return
    service = service_of_target(context.target)
    longest = service.max_ttl_seconds if service else max(known.max_ttl_seconds for known in SERVICES)
    if seconds > longest:
        whose = service.title if service else "Every known push service"
        more = f" RFC 8030 itself ends at {_CLAMP:,}." if seconds > _CLAMP else ""
        what = f"{whose} keeps a push for at most {longest:,} s, not {seconds:,} s.{more}"
        yield Hit(header.pointer, what, patch=_fix(f"Set to {longest}", draft, header.pointer, str(longest)))


def urgency_is_known(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    header = header_of(draft, "urgency")
    if header is None or header.value in URGENCIES:
        return
    lowered = header.value.strip().lower()
    wanted = lowered if lowered in URGENCIES else "normal"
    what = f"The urgency “{header.value}” is none of {', '.join(URGENCIES)}."
    yield Hit(header.pointer, what, patch=_fix(f"Set to {wanted}", draft, header.pointer, wanted))


def topic_is_lawful(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    header = header_of(draft, "topic")
    if header is None or TOPIC.fullmatch(header.value):
        return
    if not header.value:
        yield Hit(header.pointer, "The Topic is empty.", patch=_fix("Remove Topic", draft, header.pointer, None))
        return
    if len(header.value) > _TOPIC_LENGTH:
        what = f"The Topic has {len(header.value)} characters; {_TOPIC_LENGTH} are lawful."
    else:
        strange = sorted(set(re.sub(r"[A-Za-z0-9_-]", "", header.value)))
        what = f"The Topic holds {' '.join(strange)}, which is outside the base64url alphabet."
    yield Hit(header.pointer, what, patch=_fix("Use its digest", draft, header.pointer, _digest(header.value)))


def _digest(topic: str) -> str:
    """Return 32 characters that stand for a topic: equal topics still replace each other."""
    digest = hashlib.sha256(topic.encode("utf-8", "surrogatepass")).digest()[:24]
    return base64.urlsafe_b64encode(digest).decode("ascii")


def topic_decodes_at_apple(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    """Apple reads a Topic as base64url, where a length of 4n+1 cannot occur [observed by several]."""
    header = header_of(draft, "topic")
    if header is None or not TOPIC.fullmatch(header.value):
        return
    remainder = len(header.value) % 4
    service = service_of_target(context.target)
    if remainder == 0 or service not in (None, APPLE) or (service is None and remainder != 1):
        return
    longer = header.value + "-" * (4 - remainder)
    patch = _fix(f"Lengthen to {len(longer)} characters", draft, header.pointer, longer)
    length = len(header.value)
    if remainder == 1:
        what = f"Apple refuses a Topic of {length} characters."
        yield Hit(header.pointer, what, patch=patch, severity=Severity.ERROR if service is APPLE else None)
    else:
        what = f"Apple may refuse a Topic of {length} characters; multiples of 4 are safe."
        yield Hit(header.pointer, what, patch=patch)


def header_is_ours(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    for header in headers_of(draft):
        if header.name in RESERVED:
            patch = _fix(f"Remove {header.written}", draft, header.pointer, None)
            yield Hit(header.pointer, f"The header {header.written} cannot be set by hand.", patch=patch)


def header_can_leave(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    for header in headers_of(draft):
        if not header.can_leave:
            what = f"The header “{header.written[:60]}” holds characters that HTTP does not allow."
            yield Hit(header.pointer, what, patch=_fix("Remove the header", draft, header.pointer, None))


def header_is_known(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    for header in headers_of(draft):
        name = header.name
        if header.can_leave and name not in KNOWN and name not in RESERVED and not name.startswith("x-"):
            yield Hit(header.pointer, f"No push service is known to read the header {header.written}.")


def header_stands_once(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    seen: dict[str, Header] = {}
    for header in headers_of(draft):
        earlier = seen.get(header.name)
        if earlier is not None:
            what = f"{earlier.written} and {header.written} are the same header; the later value leaves."
            yield Hit(earlier.pointer, what, patch=_fix(f"Remove {earlier.written}", draft, earlier.pointer, None))
        seen[header.name] = header
