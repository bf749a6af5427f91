"""Apple's web push service: JSON with a ``reason`` (Apple, *Sending web push notifications*).

Apple's page does not tie reasons to statuses; the statuses here group them by meaning.
"""

from __future__ import annotations

from pushbench.domain.outcome import Reason, Retry

_SOURCE = "Apple, Sending web push notifications in web apps and browsers"
_OBSERVED = "Observed in public issue threads"


def _row(code: str, status: int, meaning: str, cause: str, fix: str, retry: Retry = Retry.NEVER) -> Reason:
    return Reason(code, (status,), meaning, cause, fix, retry, source=_SOURCE)


APPLE: tuple[Reason, ...] = (
    _row(
        "BadTtl",
        400,
        "Apple refuses the TTL.",
        "It is missing or no positive number; 0 may be refused as well.",
        "Set the TTL to 1 or more seconds.",
    ),
    _row(
        "BadUrgency",
        400,
        "Apple refuses the Urgency.",
        "It is none of very-low, low, normal and high.",
        "Write one of the four words in lower case.",
    ),
    _row(
        "BadWebPushRequest",
        400,
        "Apple could not take the push as a web push.",
        "The encryption or its headers do not follow RFC 8291.",
        "Pushbench encrypts by itself; look for a proxy or a header set by hand that changes the request.",
    ),
    Reason(
        "BadWebPushTopic",
        (400,),
        "Apple refuses the Topic.",
        "It is longer than 32 characters, holds others than base64url, or its length is 4n+1: Apple decodes it.",
        "Use a topic whose length is a multiple of 4.",
        source=f"{_SOURCE}; {_OBSERVED}",
    ),
    Reason(
        "VapidPkHashMismatch",
        (400, 403),
        "The subscription belongs to another VAPID key.",
        "The page subscribed with a different applicationServerKey.",
        "Use the key pair of that site, or have the page subscribe again with this public key.",
        source=f"{_SOURCE}; status {_OBSERVED.lower()}",
    ),
    _row(
        "IdleTimeout",
        400,
        "Apple closed a connection that was idle.",
        "The push came as the connection ended.",
        "Send again; a new connection is made.",
        Retry.RECONNECT,
    ),
    _row(
        "BadAuthorizationHeader",
        403,
        "Apple cannot read the Authorization header.",
        "It must read vapid t=TOKEN, k=KEY.",
        "Look for a proxy or a header set by hand that changes it.",
    ),
    _row(
        "BadJwtToken",
        403,
        "Apple refuses the VAPID token.",
        "It is missing, signed by another key, valid for more than a day or expired, for another origin, or its "
        "subject is no mailto: or https: contact; contacts on localhost are refused too.",
        "Check the profile's subject and private key, and this computer's clock.",
    ),
    _row(
        "BadVapidPublicKey",
        403,
        "Apple refuses the VAPID public key.",
        "k= is missing, not base64url, or no P-256 point.",
        "Test the profile's credentials; use a P-256 pair.",
    ),
    _row(
        "BadPath",
        404,
        "The endpoint's path is not one of Apple's.",
        "The endpoint was cut or altered, or the base URL adds a path.",
        "Copy the subscription once more; check the profile's base URL.",
    ),
    _row(
        "MethodNotAllowed",
        405,
        "Apple takes POST only.",
        "Something on the way changed the request.",
        "Look for a proxy that changes requests.",
    ),
    Reason(
        "Unregistered",
        (410,),
        "The subscription is gone.",
        "The user took the permission back, removed the web app, or the subscription ended.",
        "Delete the subscription; the page has to subscribe again.",
        is_target_dead=True,
        source=_OBSERVED,
        is_unsure=True,
    ),
    _row(
        "PayloadTooLarge",
        413,
        "The push is too large for Apple.",
        "The encrypted body is over 4 KB.",
        "Shorten the payload to 3,993 bytes.",
    ),
    _row(
        "TooManyRequests",
        429,
        "Too many pushes for this subscription.",
        "Apple limits how many one device gets in a row.",
        "Wait, and send fewer.",
        Retry.LATER,
    ),
    _row(
        "InternalServerError",
        500,
        "Apple's server failed.",
        "Trouble on Apple's side.",
        "Send again later.",
        Retry.LATER,
    ),
    _row(
        "ServiceUnavailable",
        503,
        "Apple's service is not available.",
        "Trouble on Apple's side.",
        "Send again later.",
        Retry.LATER,
    ),
    _row(
        "Shutdown",
        503,
        "Apple's server is shutting down.",
        "The connection's server is being replaced.",
        "Send again; a new connection is made.",
        Retry.RECONNECT,
    ),
)

BY_REASON = {reason.code: reason for reason in APPLE}
