"""Rules over the body as a whole: its shape, emptiness and headers (FCM001 to FCM003, FCM031 to FCM033)."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.errors import UserError
from pushbench.domain.finding import CheckContext, Draft, Fix, Hit, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.fcm.request import OWN_HEADERS, extra_headers
from pushbench.providers.fcm.view import Hits, View
from pushbench.providers.formats.fcm_read import field_of
from pushbench.providers.formats.fcm_schema import RESOURCES, TARGET_NAMES
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.json_edit import Edit, fix_of

_OUTER = ("message", "validate_only", "validateOnly")
_ALMOST = 0.9


def _parsed(draft: Draft) -> Json:
    """Return the payload, one that is JSON text read; None for a text that is none."""
    return read_json(draft.payload).value if isinstance(draft.payload, str) else draft.payload


def _no_json(draft: Draft, context: CheckContext) -> Hits:
    if not isinstance(draft.payload, str):
        return
    read = read_json(draft.payload)
    if not read.is_valid:
        yield Hit("/payload", "The payload is no JSON.", read.trouble)
    elif read.duplicates:
        names = ", ".join(f"“{name}”" for name in read.duplicates[:5])
        what = f"The text names {names} twice; the last one counts."
        yield Hit("/payload", what, fix="Remove one of them.", severity=Severity.WARNING)


def _no_message(draft: Draft, context: CheckContext) -> Hits:
    payload = _parsed(draft)
    if isinstance(payload, dict) and isinstance(payload.get("message"), dict):
        return
    if isinstance(payload, dict) and "message" in payload:
        yield Hit("/payload/message", "“message” is no object.")
    elif isinstance(payload, dict):
        yield Hit("/payload", "The payload has no “message”.", patch=_wrap(draft, payload))
    elif not isinstance(draft.payload, str) or read_json(draft.payload).is_valid:
        yield Hit("/payload", "The payload is no JSON object.")


def _wrap(draft: Draft, payload: Mapping[str, Json]) -> Fix | None:
    inner = {key: value for key, value in payload.items() if key in RESOURCES["Message"].by_name}
    if not inner or isinstance(draft.payload, str):
        return None
    edits = [*(Edit(child("/payload", key), None) for key in inner), Edit("/payload/message", inner)]
    return fix_of("Put it into message", draft.document(), edits)


def _beside_message(draft: Draft, context: CheckContext) -> Hits:
    payload = _parsed(draft)
    message = payload.get("message") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(message, dict):
        return
    for key, value in payload.items():
        if key in _OUTER:
            continue
        here, known = child("/payload", key), RESOURCES["Message"].by_name.get(key)
        edits, label = [Edit(here, None)], f"Remove {key[:40]}"
        if known is not None and known.name not in TARGET_NAMES and key not in message and value is not None:
            edits, label = [*edits, Edit(child("/payload/message", key), value)], "Move into message"
        where = "belongs into message" if known else "is no field of the request"
        is_text = isinstance(draft.payload, str)
        patch = None if is_text else fix_of(label, draft.document(), edits)
        yield Hit("/payload" if is_text else here, f"“{key[:40]}” {where}.", patch=patch)


def _empty(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    payload = _parsed(draft)
    if not isinstance(payload, dict) or not isinstance(payload.get("message"), dict):
        return
    parts = ("notification", "data", "android", "android_v2", "apns", "webpush")
    carries = [name for name in parts if field_of(view.message, name) not in (None, {})]
    if not carries or (carries == ["android"] and _only_delivery(view.message)):
        yield view.hit("", "The message carries neither notification nor data.")


def _only_delivery(message: Mapping[str, Json]) -> bool:
    android = field_of(message, "android")
    return isinstance(android, dict) and all(field_of(android, name) in (None, {}) for name in ("notification", "data"))


def _validates_only(draft: Draft, context: CheckContext) -> Hits:
    payload = _parsed(draft)
    for name in ("validate_only", "validateOnly"):
        value = payload.get(name) if isinstance(payload, dict) else None
        if value is None or value is False:
            continue
        here = "/payload" if isinstance(draft.payload, str) else child("/payload", name)
        is_text = isinstance(draft.payload, str)
        patch = None if is_text else fix_of(f"Remove {name}", draft.document(), [Edit(here, None)])
        yield Hit(here, f"“{name}” is set: FCM checks the message and delivers nothing.", patch=patch)


def _bad_header(draft: Draft, context: CheckContext) -> Hits:
    for name, value in draft.headers.items():
        here = child("/headers", name)
        patch = fix_of(f"Remove {name[:40]}", draft.document(), [Edit(here, None)])
        if name.lower() in OWN_HEADERS:
            what = f"“{name}” is set by Pushbench; this value is not sent."
            yield Hit(here, what, patch=patch, severity=Severity.WARNING)
            continue
        try:
            extra_headers({name: value})
        except UserError as error:
            yield Hit(here, error.what, error.why, error.fix, patch)


_ABOUT = "About FCM messages"
_SEND = "Send a message using FCM HTTP v1"

BODY_RULES: tuple[Rule, ...] = (
    Rule(
        "FCM001",
        Severity.ERROR,
        "Payload is no JSON",
        "Text that does not parse is never sent.",
        "Mend the text.",
        _no_json,
        _SEND,
    ),
    Rule(
        "FCM002",
        Severity.ERROR,
        "No message in the payload",
        "FCM takes an object with “message” in it.",
        'Write {"message": {...}}.',
        _no_message,
        _SEND,
    ),
    Rule(
        "FCM003",
        Severity.ERROR,
        "Unknown field beside the message",
        "Beside “message” FCM knows only “validate_only”, and refuses everything else (400 INVALID_ARGUMENT).",
        "Remove it, or move it into the message.",
        _beside_message,
        "FCM v1 discovery document, revision 20261023",
    ),
    Rule(
        "FCM031",
        Severity.WARNING,
        "Empty message",
        "Devices get nothing to show and apps nothing to read.",
        "Write a title, a body or data.",
        _empty,
        _ABOUT,
    ),
    Rule(
        "FCM032",
        Severity.WARNING,
        "Only validated",
        "With validate_only FCM checks the message and delivers nothing.",
        "Remove it; “Validate only” sets it for one send.",
        _validates_only,
        _SEND,
    ),
    Rule(
        "FCM033",
        Severity.ERROR,
        "Header cannot be sent",
        "HTTP allows visible ASCII in headers only; sign-in and content type are set by Pushbench.",
        "Remove or correct the header.",
        _bad_header,
        "RFC 9110, 5.5",
    ),
)
