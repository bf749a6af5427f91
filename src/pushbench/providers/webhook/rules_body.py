"""Rules over the body as a whole and the headers (HOOK001 to HOOK009)."""

from __future__ import annotations

from pushbench.domain.errors import UserError
from pushbench.domain.finding import CheckContext, Draft, Fix, Hit, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.json_body import body_bytes, body_size, read_json
from pushbench.providers.webhook.fields import LARGE_BYTES, MOST_BYTES
from pushbench.providers.webhook.payload import at
from pushbench.providers.webhook.placeholders import holds_placeholder
from pushbench.providers.webhook.request import FRAMING, JSON_TYPE, header_trouble
from pushbench.providers.webhook.schemes import ID_HEADER, SIGNATURE_HEADER, TIME_HEADER
from pushbench.providers.webhook.targets import MEMBERS as TARGET_MEMBERS
from pushbench.providers.webhook.view import Hits, View

_STANDARD = "Standard Webhooks, specification"
_SIGNED_NAMES = frozenset({ID_HEADER, TIME_HEADER, SIGNATURE_HEADER})


def _no_json(draft: Draft, context: CheckContext) -> Hits:
    if not isinstance(draft.payload, str) or not _says_json(draft):
        return
    read = read_json(draft.payload)
    if not read.is_valid:
        yield Hit(at(), "The body is no JSON.", read.trouble)
    elif read.duplicates:
        names = ", ".join(f"“{name}”" for name in read.duplicates[:5])
        what = f"The text names {names} twice; the last one counts."
        yield Hit(at(), what, fix="Remove one of them.", severity=Severity.WARNING)


def _says_json(draft: Draft) -> bool:
    named = next((value for name, value in draft.headers.items() if name.lower() == "content-type"), JSON_TYPE)
    return "json" in named.lower()


def _unwritable(draft: Draft, context: CheckContext) -> Hits:
    try:
        body_bytes(draft.payload)
    except UserError as error:
        yield Hit(at(), error.what, error.why, error.fix)


def _no_place(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if isinstance(draft.payload, dict) or (holds_placeholder(draft.payload) and not view.is_text):
        return
    if view.is_text:
        if not any(name in view.body for name in (*TARGET_MEMBERS, "target")):
            yield Hit(at(), "The text names no target, and leaves exactly as it is.", severity=Severity.NOTE)
    elif not view.field("body_template"):
        yield Hit(at(), "The body is no object, so it has no place for the target.", severity=Severity.ERROR)


def _own_target(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if view.is_text or not view.members:
        return
    for name in ("target",) if view.is_novu else TARGET_MEMBERS:
        if name in view.body and not holds_placeholder(draft.payload):
            what = f"“{name}” is replaced by the chosen target."
            yield view.hit((name,), what, label=f"Remove {name}", edits=[((name,), None)])


def _no_target_in_template(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if view.field("body_template") and not view.is_text and not holds_placeholder(draft.payload):
        yield Hit(at(), "The body says nothing of whom it is for.")


def _size(draft: Draft, context: CheckContext) -> Hits:
    used = body_size(draft.payload)
    if used > MOST_BYTES:
        yield Hit(at(), f"The body has {used:,} bytes.")
    elif used > LARGE_BYTES:
        why = "Standard Webhooks asks for less than 20 kB, because receivers have to keep what they are sent."
        yield Hit(at(), f"The body has {used:,} bytes.", why, severity=Severity.NOTE)


def _headers(draft: Draft, context: CheckContext) -> Hits:
    for name, value in draft.headers.items():
        pointer, patch = child("/headers", name), Fix(f"Remove {name[:40]}", {"headers": {name: None}})
        own = View.of(draft, context).field("signature_header").lower()
        if name.lower() in FRAMING | _SIGNED_NAMES | ({own} if own else set()):
            yield Hit(pointer, f"“{name[:40]}” is not yours to set.", patch=patch)
        elif trouble := header_trouble(name, value):
            what = f"The header “{name[:40]}” cannot be sent."
            yield Hit(pointer, what, trouble, "Remove line breaks and signs beyond ASCII.", patch, Severity.ERROR)


def _content_type(draft: Draft, context: CheckContext) -> Hits:
    for name, value in draft.headers.items():
        if name.lower() == "content-type" and not _says_json(draft) and _is_json(draft.payload):
            patch = Fix(f"Set to {JSON_TYPE}", {"headers": {name: JSON_TYPE}})
            yield Hit(child("/headers", name), f"The body is JSON, and the header says {value[:60]}.", patch=patch)


def _is_json(payload: Json) -> bool:
    return not isinstance(payload, str) or read_json(payload).is_valid


BODY_RULES: tuple[Rule, ...] = (
    Rule(
        "HOOK001",
        Severity.ERROR,
        "Body is no JSON",
        "The request says application/json, and a receiver refuses what it cannot parse (400).",
        "Mend the JSON, or set the header content-type to what the text is.",
        _no_json,
        "RFC 8259",
    ),
    Rule(
        "HOOK002",
        Severity.ERROR,
        "Body cannot be written",
        "JSON knows no NaN and no infinity.",
        "Replace such values by numbers or texts.",
        _unwritable,
        "RFC 8259, section 6",
    ),
    Rule(
        "HOOK003",
        Severity.ERROR,
        "No place for the target",
        "The receiver cannot know whom the push is for.",
        'Write an object such as {"title": "..."}, or put {{token}} where the target belongs.',
        _no_place,
        "Pushbench, webhook body",
    ),
    Rule(
        "HOOK004",
        Severity.WARNING,
        "Target in the body",
        "The target is put in for each delivery.",
        "Remove it, and choose the target beside the message.",
        _own_target,
        "Pushbench, webhook body",
    ),
    Rule(
        "HOOK005",
        Severity.NOTE,
        "Body template without {{token}}",
        "Every target gets the very same body.",
        "Nothing, if the address alone says who gets it; else put {{token}} into the body template.",
        _no_target_in_template,
        "Pushbench, webhook body",
    ),
    Rule(
        "HOOK006",
        Severity.WARNING,
        "Large body",
        "Many receivers take 100 kB at most and answer 413 to more.",
        "Send an address in place of the content, and let the receiver fetch it.",
        _size,
        _STANDARD,
    ),
    Rule(
        "HOOK007",
        Severity.WARNING,
        "Header that is set for you",
        "Length, host and signature follow from the request, so it is left out.",
        "Remove it.",
        _headers,
        _STANDARD,
    ),
    Rule(
        "HOOK008",
        Severity.WARNING,
        "Content type and body differ",
        "A receiver reads the body as its header says.",
        "Set the header to application/json.",
        _content_type,
        "RFC 9110, section 8.3",
    ),
)
