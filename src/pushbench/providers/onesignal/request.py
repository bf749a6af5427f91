"""Builds the requests: messages with their targets, and what all calls share."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target
from pushbench.providers.formats.connection import link, service_url
from pushbench.providers.formats.headers import is_header_text, own_headers
from pushbench.providers.formats.json_body import body_bytes, read_json
from pushbench.providers.onesignal.fields import (
    ACTIVITY_ID,
    ACTIVITY_TYPE,
    APP_ID,
    TARGET_FAMILIES,
    UUID,
    is_activity,
)
from pushbench.providers.onesignal.payload import FRAMING, OWN_HEADERS, kept_segments, without_target
from pushbench.providers.onesignal.targets import activity_of, target_fields

HOST = "https://api.onesignal.com"
MESSAGES_URL = f"{HOST}/notifications"


def call(
    method: str,
    url: str,
    credentials: Credentials,
    body: bytes = b"",
    extra: Headers = (),
    varies: tuple[str, ...] = (),
) -> HttpRequest:
    """Return one call. Raises UserError for a key that cannot stand in a header."""
    key = api_key(credentials)
    headers: Headers = (
        ("accept", "application/json"),
        ("authorization", f"Key {key.reveal()}"),
        *((("content-type", "application/json; charset=utf-8"),) if body else ()),
        *extra,
    )
    return HttpRequest(
        method, service_url(credentials, url), headers, body, link(credentials), masks=(key,), varies=varies
    )


def api_key(credentials: Credentials) -> Secret:
    """Return the key without “Key” or “Basic” in front and blanks around. Raises UserError where there is none."""
    pasted = credentials.secret("api_key")
    if pasted is None:
        raise UserError(
            f"The profile “{credentials.name}” has no API key.",
            "OneSignal refuses every request without one.",
            "Put the app's API key into the profile (Settings, “Keys & IDs”).",
        )
    key = bare_key(pasted)
    if not is_header_text(key.reveal()):
        raise UserError(
            "The API key cannot be sent.",
            "It holds characters that no key has.",
            "Copy it again from OneSignal's dashboard, “Keys & IDs”.",
        )
    return key


def bare_key(pasted: Secret) -> Secret:
    """Return a key without “Key” or “Basic” in front and blanks around."""
    words = pasted.reveal().split()
    is_prefixed = len(words) == 2 and words[0].lower() in ("key", "basic", "bearer")
    return Secret(words[1] if is_prefixed else "".join(words))


def app_id(credentials: Credentials) -> str:
    """Return the app's id. Raises UserError where it is none."""
    found = credentials.text(APP_ID)
    if not UUID.fullmatch(found):
        raise UserError(
            f"The profile “{credentials.name}” has no app id." if not found else f"“{found[:60]}” is no app id.",
            "Every request names the app by its UUID.",
            "Copy it from OneSignal's dashboard, Settings, “Keys & IDs”.",
        )
    return found.lower()


def message_url(credentials: Credentials, message_id: str) -> str:
    """Return the address of one message, to be viewed or cancelled."""
    return f"{MESSAGES_URL}/{quote(message_id, safe='')}?app_id={app_id(credentials)}"


def send_request(draft: Draft, target: Target, credentials: Credentials, new_key: str) -> HttpRequest:
    """Return the one request that sends a draft: a push, or a Live Activity's start, update or end.

    ``new_key`` is the delivery's idempotency key, the same at every try. Raises UserError for what cannot be sent.
    """
    extra = extra_headers(draft.headers)
    if isinstance(draft.payload, str):
        return _text_request(draft.payload, target, credentials, extra)
    if not isinstance(draft.payload, dict):
        raise UserError(
            "The payload is no message.",
            "OneSignal takes an object with the message's fields.",
            'Write for example {"contents": {"en": "..."}}.',
        )
    if is_activity(draft.payload):
        return _activity_request(draft.payload, target, credentials, new_key, extra)
    return _push_request(draft.payload, target, credentials, new_key, extra)


def _push_request(
    payload: Mapping[str, Json], target: Target, credentials: Credentials, new_key: str, extra: Headers
) -> HttpRequest:
    body: JsonObject = {APP_ID: app_id(credentials), **_addressed(payload, target), **without_target(payload)}
    varies = _key(body, payload, new_key)
    return call("POST", MESSAGES_URL, credentials, body_bytes(body), extra, varies)


def _addressed(payload: Mapping[str, Json], target: Target) -> JsonObject:
    fields = target_fields(target)
    return {**fields, **(kept_segments(payload) if "included_segments" in fields else {})}


def _key(body: JsonObject, payload: Mapping[str, Json], new_key: str) -> tuple[str, ...]:
    """Put the idempotency key in, the payload's own first; say whether it changes from send to send."""
    own = next((payload[name] for name in ("idempotency_key", "external_id") if payload.get(name) is not None), None)
    body.pop("external_id", None) if own is None else None
    if own is not None:
        name = "idempotency_key" if payload.get("idempotency_key") is not None else "external_id"
        body[name] = own
        return ()
    body["idempotency_key"] = new_key
    return ("id",)


def _activity_request(
    payload: Mapping[str, Json], target: Target, credentials: Credentials, new_key: str, extra: Headers
) -> HttpRequest:
    app = app_id(credentials)
    body = without_target(payload)
    kind = body.pop(ACTIVITY_TYPE, None)
    if payload.get("event") != "start":
        body.pop(ACTIVITY_ID, None)
        url = f"{HOST}/apps/{app}/live_activities/{quote(activity_of(target), safe='')}/notifications"
        return call("POST", url, credentials, body_bytes(body), extra)
    if not isinstance(kind, str) or not kind:
        raise UserError(
            "The Live Activity has no type.",
            "The start names the app's ActivityAttributes type in its address.",
            "Write the attributes type, for example GateAttributes.",
        )
    body.setdefault(ACTIVITY_ID, new_key)
    made: JsonObject = {**_addressed(payload, target), **body}
    varies = _key(made, payload, new_key)
    url = f"{HOST}/apps/{app}/activities/activity/{quote(kind, safe='')}"
    return call("POST", url, credentials, body_bytes(made), extra, varies)


def _text_request(text: str, target: Target, credentials: Credentials, extra: Headers) -> HttpRequest:
    """A payload that is text leaves exactly as it is; its own target has to be the chosen one."""
    value = read_json(text).value
    named = {key: value[key] for key in TARGET_FAMILIES if key in value} if isinstance(value, dict) else {}
    wanted = target_fields(target)
    if named and any(wanted.get(key) != named[key] for key in named):
        raise UserError(
            "The payload's text is addressed to somebody else.",
            "A payload that is text leaves exactly as it is, and would not go to the chosen target.",
            "Take its target out, so that it is read as JSON, or choose that very target.",
        )
    return call("POST", MESSAGES_URL, credentials, body_bytes(text), extra)


def extra_headers(headers: Mapping[str, str]) -> Headers:
    """Return the draft's own headers in lower case. Raises UserError for what no header can be."""
    return own_headers(headers, OWN_HEADERS | FRAMING)
