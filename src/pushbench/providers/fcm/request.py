"""Builds the requests: the body with its target, the send, and what all calls share."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target
from pushbench.providers.fcm.targets import ACTIVITY_ATTRIBUTE, activity_token, address
from pushbench.providers.formats.connection import link, service_url
from pushbench.providers.formats.fcm_read import field_of, object_of
from pushbench.providers.formats.fcm_schema import TARGET_NAMES
from pushbench.providers.formats.headers import own_headers
from pushbench.providers.formats.json_body import body_bytes, read_json

HOST = "https://fcm.googleapis.com"
OWN_HEADERS = frozenset({"authorization", "content-type"})
_FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection"})
_VALIDATE_NAMES = ("validate_only", "validateOnly")


def send_url(project_id: str) -> str:
    """Return where a project's messages are sent."""
    return f"{HOST}/v1/projects/{quote(project_id, safe=':')}/messages:send"


def send_step(
    draft: Draft, body: bytes, project_id: str, credentials: Credentials, token: Secret, kind: StepKind
) -> Step:
    """Return the send of a finished body."""
    extra = extra_headers(draft.headers)
    return Step(kind, call("POST", send_url(project_id), credentials, token, body=body, extra=extra))


def call(
    method: str, url: str, credentials: Credentials, token: Secret, *, body: bytes = b"", extra: Headers = ()
) -> HttpRequest:
    """Return one authorised call of a Google API; a body leaves as JSON."""
    content: Headers = (("content-type", "application/json"),) if body else ()
    return HttpRequest(
        method,
        service_url(credentials, url),
        (("authorization", f"Bearer {token.reveal()}"), *content, *extra),
        body,
        link(credentials),
        masks=(token,),
        varies=("access_token",),
    )


def extra_headers(headers: Mapping[str, str]) -> Headers:
    """Return the draft's own headers in lower case. Raises UserError for what no header can be."""
    return own_headers(headers, OWN_HEADERS | _FRAMING)


def send_body(draft: Draft, target: Target, *, is_validation: bool) -> bytes:
    """Return the exact bytes: the payload with the target in it; a payload that is text stays that text.

    Raises UserError for a target FCM has not, a payload without a message, and a text that is
    addressed to somebody else.
    """
    field, value = address(target)
    if isinstance(draft.payload, str):
        _refuse_other_address(draft.payload, field, value)
        return body_bytes(draft.payload)
    message = draft.payload.get("message") if isinstance(draft.payload, dict) else None
    if not isinstance(draft.payload, dict) or not isinstance(message, dict):
        raise UserError(
            "The payload has no message.",
            "FCM takes an object with “message” in it.",
            'Write {"message": {...}}.',
        )
    addressed: JsonObject = {field: value, **without_target(message)}
    body: JsonObject = {**draft.payload, "message": with_activity_token(addressed, target)}
    if is_validation:
        body = {**{key: item for key, item in body.items() if key not in _VALIDATE_NAMES}, "validate_only": True}
    return body_bytes(body)


def without_target(message: Mapping[str, Json]) -> JsonObject:
    """Return a message without its own target."""
    return {key: value for key, value in message.items() if key not in TARGET_NAMES}


def is_live_activity(message: Mapping[str, Json]) -> bool:
    """Tell whether the apns block holds a Live Activity's payload."""
    aps = object_of(message, "apns", "payload").get("aps")
    return isinstance(aps, dict) and ("content-state" in aps or aps.get("event") in ("start", "update", "end"))


def with_activity_token(message: JsonObject, target: Target) -> JsonObject:
    """Return the message with the device's Live Activity token, where the activity names none.

    Raises UserError where neither message nor device has one: the push would not reach the activity.
    """
    apns = object_of(message, "apns")
    if not is_live_activity(message) or field_of(apns, ACTIVITY_ATTRIBUTE) is not None:
        return message
    token = activity_token(target)
    if token is None:
        raise UserError(
            "FCM cannot reach the Live Activity.",
            "It needs the activity's own push token beside the registration, and neither message nor device has one.",
            f"Put the token into the device's attribute {ACTIVITY_ATTRIBUTE}, or into message.apns.{ACTIVITY_ATTRIBUTE}.",
        )
    return {**message, "apns": {ACTIVITY_ATTRIBUTE: token, **apns}}


def _refuse_other_address(text: str, field: str, value: str) -> None:
    named = _named_targets(text)
    if any(pair != (field, value) for pair in named):
        raise UserError(
            f"The payload's text is addressed to another {named[0][0]}.",
            "A payload that is text leaves exactly as it is, and would not go to the chosen target.",
            "Take its target out, so that it is read as JSON, or choose that very target.",
        )


def _named_targets(text: str) -> list[tuple[str, str]]:
    value = read_json(text).value
    message = value.get("message") if isinstance(value, dict) else None
    if not isinstance(message, dict):
        return []
    return [(name, str(message[name])) for name in TARGET_NAMES if message.get(name) is not None]
