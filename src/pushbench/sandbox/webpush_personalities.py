"""How the push services word the same refusal: Mozilla, Google, Apple, Microsoft, and the plain RFC.

Each problem has one name here; a personality turns it into the status, headers and body of its service.
Sources: autopush-rs' documentation, Chromium's list of FCM texts, Apple's "Sending web push
notifications", Microsoft's WNS header reference, RFC 8030.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pushbench.sandbox.exchange import Answer

MORE_INFO = "http://autopush.readthedocs.io/en/latest/http.html#error-codes"
STATUS_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    410: "Gone",
    413: "Payload Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One problem in the words of all services."""

    mozilla: tuple[int, int | None, str]
    """Status, errno, message."""
    google: tuple[int, str]
    """Status, text; a newline follows it on the wire."""
    apple: tuple[int, str]
    """Status, reason."""
    microsoft: tuple[int, str]
    """Status, X-WNS-ERROR-DESCRIPTION."""


_HINT = "authorization header had {} public application server key{}. Authorization header should have the following format: vapid t=jwtToken; k=base64(publicApplicationServerKey)"

WORDINGS: Mapping[str, Wording] = {
    "method": Wording(
        (405, None, "Method not allowed"), (405, "Method Not Allowed"), (405, "MethodNotAllowed"), (405, "Method")
    ),
    "unknown": Wording(
        (404, 102, "Invalid token"),
        (404, "push subscription has unsubscribed or expired."),
        (404, "BadPath"),
        (404, ""),
    ),
    "gone": Wording(
        (410, 106, "No such subscription"),
        (410, "push subscription has unsubscribed or expired."),
        (410, "Unregistered"),
        (410, ""),
    ),
    "user_unknown": Wording(
        (410, 103, "UAID not found"),
        (410, "push subscription has unsubscribed or expired."),
        (410, "Unregistered"),
        (410, ""),
    ),
    "ttl_missing": Wording(
        (400, 111, "Missing TTL value"), (400, "Missing TTL"), (400, "BadTtl"), (400, "Ttl missing")
    ),
    "ttl_invalid": Wording(
        (400, 111, "Missing TTL value"), (400, "Invalid TTL"), (400, "BadTtl"), (400, "Ttl invalid")
    ),
    "ttl_negative": Wording(
        (400, 114, "Invalid TTL value"), (400, "Invalid TTL"), (400, "BadTtl"), (400, "Ttl negative")
    ),
    "topic_length": Wording(
        (400, 113, "Topic must be no greater than 32 characters"),
        (400, "Invalid topic"),
        (400, "BadWebPushTopic"),
        (400, "Topic"),
    ),
    "topic_alphabet": Wording(
        (400, 113, "Topic must be URL and Filename safe Base64 alphabet"),
        (400, "Invalid topic"),
        (400, "BadWebPushTopic"),
        (400, "Topic"),
    ),
    "urgency": Wording((400, None, "Invalid Urgency"), (400, "Invalid urgency"), (400, "BadUrgency"), (400, "Urgency")),
    "encoding_missing": Wording(
        (400, 110, "Missing Content-Encoding header"),
        (400, "Missing Content-Encoding"),
        (400, "BadWebPushRequest"),
        (400, "Content-Encoding"),
    ),
    "encoding_unknown": Wording(
        (400, 110, "Unknown Content-Encoding header"),
        (400, "Unknown Content-Encoding"),
        (400, "BadWebPushRequest"),
        (400, "Content-Encoding"),
    ),
    "encryption_missing": Wording(
        (400, 110, "Missing Encryption header"),
        (400, "Missing Encryption"),
        (400, "BadWebPushRequest"),
        (400, "Encryption"),
    ),
    "salt_missing": Wording(
        (400, 110, "Missing salt value in Encryption header"),
        (400, "Missing salt"),
        (400, "BadWebPushRequest"),
        (400, "Encryption"),
    ),
    "dh_missing": Wording(
        (400, 110, "Missing dh value in Crypto-Key header"),
        (400, "Missing dh"),
        (400, "BadWebPushRequest"),
        (400, "Crypto-Key"),
    ),
    "dh_forbidden": Wording(
        (400, 110, "Do not include 'dh' header in aes128gcm Crypto-Key header"),
        (400, "Unexpected dh"),
        (400, "BadWebPushRequest"),
        (400, "Crypto-Key"),
    ),
    "body_malformed": Wording((201, None, ""), (201, ""), (400, "BadWebPushRequest"), (201, "")),
    "auth_missing": Wording(
        (401, 109, "Missing VAPID token"),
        (403, "sender is not authenticated."),
        (403, "BadAuthorizationHeader"),
        (401, ""),
    ),
    "auth_scheme": Wording(
        (401, 109, "Unknown auth scheme"),
        (
            403,
            "authorization header had invalid format. authorization header should have the following format: t=jwtToken; k=base64(publicApplicationServerKey)",
        ),
        (403, "BadAuthorizationHeader"),
        (401, ""),
    ),
    "key_missing": Wording(
        (401, 109, "Missing VAPID public key"),
        (403, _HINT.format("no", " specified")),
        (403, "BadVapidPublicKey"),
        (401, ""),
    ),
    "key_empty": Wording(
        (401, 109, "Missing VAPID public key"), (403, _HINT.format("empty", "")), (403, "BadVapidPublicKey"), (401, "")
    ),
    "key_not_base64": Wording(
        (401, 109, "Invalid VAPID public key: Invalid base64"),
        (403, "make sure the public key is base64url-encoded [RFC7515]"),
        (403, "BadVapidPublicKey"),
        (401, ""),
    ),
    "key_length": Wording(
        (401, 109, "Invalid VAPID public key: wrong length"),
        (403, "public key must be 65 bytes long"),
        (403, "BadVapidPublicKey"),
        (401, ""),
    ),
    "key_compressed": Wording(
        (401, 109, "Invalid VAPID public key: not uncompressed"),
        (403, "public key must be in uncompressed form. (First byte needs to be 0x04)"),
        (403, "BadVapidPublicKey"),
        (401, ""),
    ),
    "key_curve": Wording(
        (401, 109, "Invalid VAPID public key: not on the curve"),
        (403, "VAPID public key must be on the P-256 curve"),
        (403, "BadVapidPublicKey"),
        (401, ""),
    ),
    "key_mismatch": Wording(
        (401, 109, "VAPID public key mismatch"),
        (
            403,
            "the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions.",
        ),
        (400, "VapidPkHashMismatch"),
        (403, ""),
    ),
    "jwt_invalid": Wording(
        (401, 109, "Invalid VAPID token: signature"), (403, "invalid JWT provided"), (403, "BadJwtToken"), (401, "")
    ),
    "claims_type": Wording(
        (
            401,
            109,
            'Invalid VAPID token: A value in the vapid claims is either missing or incorrectly specified (e.g. "exp":"12345" or "sub":null). Please correct and retry.',
        ),
        (403, "invalid JWT provided"),
        (403, "BadJwtToken"),
        (401, ""),
    ),
    "aud_invalid": Wording(
        (401, 109, "Invalid VAPID audience"), (403, "invalid aud claim"), (403, "BadJwtToken"), (401, "")
    ),
    "aud_mismatch": Wording(
        (401, 109, "Invalid VAPID audience"),
        (403, "aud claim in the token MUST include the origin of the push resource URL"),
        (403, "BadJwtToken"),
        (401, ""),
    ),
    "exp_missing": Wording(
        (401, 109, "Invalid VAPID expiry"), (403, "exp claim is missing"), (403, "BadJwtToken"), (401, "")
    ),
    "exp_past": Wording(
        (401, 109, "Invalid VAPID expiry"), (403, "token has expired"), (403, "BadJwtToken"), (401, "")
    ),
    "exp_too_far": Wording(
        (401, 109, "The VAPID token expiration is too long"),
        (403, "exp claim MUST NOT be more than 24 hours from the time of the request"),
        (403, "BadJwtToken"),
        (401, ""),
    ),
    "subject": Wording((201, None, ""), (201, ""), (403, "BadJwtToken"), (201, "")),
    "too_large": Wording(
        (
            413,
            104,
            "This message is intended for a constrained device and is limited in size. Converted buffer is too long",
        ),
        (413, "Payload too large"),
        (413, "PayloadTooLarge"),
        (413, ""),
    ),
    "rate": Wording((429, None, "Too many requests"), (429, "Too Many Requests"), (429, "TooManyRequests"), (406, "")),
    "unavailable": Wording(
        (503, 201, "Database error while saving notification"),
        (503, "Service Unavailable"),
        (503, "ServiceUnavailable"),
        (503, ""),
    ),
    "internal": Wording(
        (500, 999, "General error"), (500, "Internal Server Error"), (500, "InternalServerError"), (500, "")
    ),
}
"""A status of 201 means that this service lets it pass."""


def mozilla(problem: str) -> Answer:
    """The answer of Mozilla's autopush: JSON with an errno."""
    status, errno, message = WORDINGS[problem].mozilla
    return mozilla_error(status, errno, message)


def mozilla_error(status: int, errno: int | None, message: str) -> Answer:
    """Render one autopush error."""
    headers = [("content-type", "application/json")]
    if status == 410:
        headers.append(("cache-control", "max-age=86400"))
    if status == 503:
        headers.append(("retry-after", "120"))
    body = {
        "code": status,
        "errno": errno,
        "error": STATUS_WORDS.get(status, "Error"),
        "message": message,
        "more_info": MORE_INFO,
    }
    return Answer(status, tuple(headers), json.dumps(body).encode())


def google(problem: str) -> Answer:
    """The answer of FCM's web push endpoint: one line of text."""
    status, text = WORDINGS[problem].google
    return Answer(status, (("content-type", "text/plain; charset=utf-8"),), f"{text}\n".encode())


def apple(problem: str) -> Answer:
    """The answer of Apple's web push: JSON with a reason."""
    status, reason = WORDINGS[problem].apple
    return apple_error(status, reason)


def apple_error(status: int, reason: str) -> Answer:
    """Render one Apple error."""
    return Answer(status, (("content-type", "application/json"),), json.dumps({"reason": reason}).encode())


def microsoft(problem: str) -> Answer:
    """The answer of WNS: everything is in the headers."""
    status, description = WORDINGS[problem].microsoft
    headers = [("x-wns-status", "dropped"), ("x-wns-notificationstatus", "dropped"), ("x-wns-msg-id", "6A6B6C6D")]
    if status in (406, 429):
        headers[0:2] = [("x-wns-status", "channelthrottled"), ("x-wns-notificationstatus", "channelthrottled")]
        headers.append(("retry-after", "900"))
    if description:
        headers.append(("x-wns-error-description", description))
    return Answer(status, tuple(headers))


def plain(problem: str) -> Answer:
    """The answer of a service that knows nothing but the RFC."""
    status, _, message = WORDINGS[problem].mozilla
    return Answer(status, (("content-type", "text/plain"),), message.encode())


PERSONALITIES: Mapping[str, Callable[[str], Answer]] = {
    "mozilla": mozilla,
    "fcm": google,
    "apple": apple,
    "wns": microsoft,
    "rfc": plain,
}


def lets_pass(personality: str, problem: str) -> bool:
    """Whether this service does not refuse that problem."""
    return PERSONALITIES[personality](problem).status == 201
