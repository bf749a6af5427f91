"""Builds the requests: messages with their targets, a question for receipts, and what both calls share."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target
from pushbench.providers.expo.fields import TARGET_FIELD
from pushbench.providers.expo.payload import FRAMING, OWN_HEADERS, without_target
from pushbench.providers.expo.tokens import token_of
from pushbench.providers.formats.connection import link, service_url
from pushbench.providers.formats.headers import is_header_text, own_headers
from pushbench.providers.formats.json_body import body_bytes, read_json

HOST = "https://exp.host"
SEND_URL = f"{HOST}/--/api/v2/push/send"
RECEIPTS_URL = f"{HOST}/--/api/v2/push/getReceipts"
MOST_RECIPIENTS = 100
MOST_RECEIPTS = 1000
GZIP_ABOVE_BYTES = 1024
"""As the official client does; both endpoints take it."""


def call(url: str, body: bytes, credentials: Credentials, extra: Headers = ()) -> HttpRequest:
    """Return one call; a body above a kilobyte leaves gzipped, its clear text kept beside."""
    token = access_token(credentials)
    is_packed = len(body) > GZIP_ABOVE_BYTES
    headers: Headers = (
        ("accept", "application/json"),
        ("accept-encoding", "gzip, deflate"),
        ("content-type", "application/json"),
        *((("authorization", f"Bearer {token.reveal()}"),) if token else ()),
        *((("content-encoding", "gzip"),) if is_packed else ()),
        *extra,
    )
    return HttpRequest(
        "POST",
        service_url(credentials, url),
        headers,
        gzip.compress(body, mtime=0) if is_packed else body,
        link(credentials),
        masks=(token,) if token else (),
        plain=body if is_packed else None,
    )


def access_token(credentials: Credentials) -> Secret | None:
    """Return the access token without “Bearer” in front and blanks around, or None. Raises UserError where it
    cannot stand in a header."""
    pasted = credentials.secret("access_token")
    if pasted is None:
        return None
    token = bare_token(pasted)
    if not is_header_text(token.reveal()):
        raise UserError(
            "The access token cannot be sent.",
            "It holds characters that no token has.",
            "Copy it again from expo.dev, “Access tokens”.",
        )
    return token


def bare_token(pasted: Secret) -> Secret:
    """Return a token without “Bearer” in front and blanks around."""
    words = pasted.reveal().split()
    return Secret(words[1] if len(words) == 2 and words[0].lower() == "bearer" else "".join(words))


def send_body(draft: Draft, target: Target) -> bytes:
    """Return the exact bytes of one message with its target; a payload that is text stays that text.

    Raises UserError for a target Expo has not, a payload that is no object, and a text addressed to somebody else.
    """
    token = token_of(target)
    if isinstance(draft.payload, str):
        _refuse_other_address(draft.payload, token)
        return body_bytes(draft.payload)
    return body_bytes(addressed(draft, token))


def batch_body(messages: Sequence[JsonObject]) -> bytes:
    """Return the exact bytes of several messages."""
    return body_bytes(list(messages))


def addressed(draft: Draft, token: str) -> JsonObject:
    """Return the message with its target. Raises UserError for a payload that is no object."""
    if not isinstance(draft.payload, dict):
        raise UserError(
            "The payload is no message.",
            "Expo takes an object with the message's fields.",
            'Write for example {"title": "...", "body": "..."}.',
        )
    return {TARGET_FIELD: token, **without_target(draft.payload)}


def _refuse_other_address(text: str, token: str) -> None:
    value = read_json(text).value
    named: Json = value.get(TARGET_FIELD) if isinstance(value, dict) else None
    if named is not None and named not in (token, [token]):
        raise UserError(
            "The payload's text is addressed to somebody else.",
            "A payload that is text leaves exactly as it is, and would not go to the chosen target.",
            "Take its “to” out, so that it is read as JSON, or choose that very target.",
        )


def extra_headers(headers: Mapping[str, str]) -> Headers:
    """Return the draft's own headers in lower case. Raises UserError for what no header can be."""
    return own_headers(headers, OWN_HEADERS | FRAMING)
