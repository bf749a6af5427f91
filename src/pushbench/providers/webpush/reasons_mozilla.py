"""Mozilla autopush: JSON errors with an errno (autopush-rs ``error.rs``, ``docs/src/errors.md``, July 2026).

A row whose code is a message stands for that message and for texts that continue it after a colon.
"""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.outcome import Reason, Retry

_SOURCE = "Mozilla autopush, error codes"
_ENCRYPT = "Pushbench sends aes128gcm by itself; a proxy or a header set by hand seems to have changed the request."
_DELETE = "Delete the subscription; the page has to subscribe again."
_LATER = "Send again later, with growing pauses."


def _auth(message: str, meaning: str, cause: str, fix: str) -> Reason:
    return Reason(message, (401,), meaning, cause, fix, source=_SOURCE)


def _encryption(message: str, meaning: str, cause: str) -> Reason:
    return Reason(message, (400,), meaning, cause, _ENCRYPT, source=_SOURCE)


def _gone(message: str, meaning: str, cause: str) -> Reason:
    return Reason(message, (410,), meaning, cause, _DELETE, is_target_dead=True, source=_SOURCE)


def _later(code: str, status: int, meaning: str, cause: str, *, is_unsure: bool = False) -> Reason:
    return Reason(code, (status,), meaning, cause, _LATER, Retry.LATER, source=_SOURCE, is_unsure=is_unsure)


_VAPID = (
    _auth(
        "Missing VAPID token",
        "The VAPID token is missing.",
        "The Authorization header has no t= part.",
        "Check the profile's private key; a proxy may drop the header.",
    ),
    _auth(
        "Missing VAPID public key",
        "The VAPID public key is missing.",
        "The Authorization header has no k= part.",
        "Check the profile's private key; a proxy may change the header.",
    ),
    _auth(
        "Invalid VAPID public key",
        "The VAPID public key cannot be read.",
        "k= is not the base64url of an uncompressed P-256 point.",
        "Use a P-256 key pair.",
    ),
    _auth(
        "Invalid VAPID token",
        "The VAPID token cannot be read or its signature does not fit.",
        "The token was not signed by the key in k=, or a claim is missing or of a wrong type (a string as exp).",
        "Use the private key that belongs to the pages' applicationServerKey, and check the subject.",
    ),
    _auth(
        "Invalid VAPID audience",
        "The VAPID token is for another push service.",
        "aud must be the origin of the endpoint, exactly: scheme, host and port, without a path.",
        "Check the profile's base URL; Pushbench takes aud from the address it asks.",
    ),
    _auth(
        "Invalid VAPID expiry",
        "The VAPID token has expired or has no exp.",
        "exp lies in the past as Mozilla's clock sees it.",
        "Set this computer's clock right.",
    ),
    _auth(
        "The VAPID token expiration is too long",
        "The VAPID token is valid for too long.",
        "exp lies more than 24 hours ahead as Mozilla's clock sees it; Pushbench asks for 12.",
        "Set this computer's clock right.",
    ),
    _auth(
        "VAPID public key mismatch",
        "The subscription belongs to another VAPID key.",
        "The page subscribed with a different applicationServerKey.",
        "Use the key pair of that site, or have the page subscribe again with this public key.",
    ),
    _auth(
        "Unknown auth scheme",
        "The Authorization scheme is not known.",
        "Mozilla takes vapid, webpush and bearer.",
        "Remove an Authorization header set by hand or by a proxy.",
    ),
    _auth(
        "Invalid Authentication",
        "The Authorization header was refused.",
        "The token, its key or its form does not fit.",
        "Test the profile's credentials.",
    ),
    _auth(
        "errno 109", "The VAPID authorisation was refused.", "The message tells which part.", "Test the credentials."
    ),
)

_CRYPTO = (
    _encryption(
        "Missing Content-Encoding header", "Content-Encoding is missing.", "The body is not said to be encrypted."
    ),
    _encryption(
        "Unknown Content-Encoding header",
        "Content-Encoding is not one that Mozilla knows.",
        "Only aes128gcm and the older aesgcm are taken.",
    ),
    _encryption("Missing Encryption header", "The Encryption header is missing.", "The older aesgcm needs it."),
    _encryption(
        "Missing salt value in Encryption header", "The salt is missing.", "The older aesgcm names it in Encryption."
    ),
    _encryption(
        "Missing dh value in Crypto-Key header",
        "The ephemeral key is missing.",
        "The older aesgcm names it in Crypto-Key.",
    ),
    _encryption(
        "Do not include 'dh' header in aes128gcm Crypto-Key header",
        "The request mixes two encodings.",
        "With aes128gcm the ephemeral key stands in the body, not in Crypto-Key.",
    ),
    _encryption(
        "Do not include 'salt' header in aes128gcm Encryption header",
        "The request mixes two encodings.",
        "With aes128gcm the salt stands in the body, not in Encryption.",
    ),
    _encryption("Missing Crypto-Key header", "The Crypto-Key header is missing.", "The older aesgcm needs it."),
    _encryption(
        "Missing p256ecdsa in Crypto-Key header",
        "The VAPID key is missing in Crypto-Key.",
        "The older form of VAPID names it there.",
    ),
    _encryption("errno 110", "The encryption headers were refused.", "The message tells which one."),
)

_ENDPOINT = (
    Reason(
        "Invalid token",
        (404,),
        "The endpoint names no subscription.",
        "Its last part does not decrypt: the endpoint was cut or altered, or is of another server.",
        _DELETE,
        is_target_dead=True,
        source=_SOURCE,
    ),
    Reason(
        "Invalid API version",
        (404,),
        "The endpoint's path is not one of Mozilla's.",
        "It should read /wpush/v1/… or /wpush/v2/….",
        "Copy the subscription again; check a path in the profile's base URL.",
        source=_SOURCE,
    ),
    Reason(
        "errno 102",
        (404,),
        "The endpoint is wrong.",
        "It was cut or altered, or is of another server.",
        _DELETE,
        is_target_dead=True,
        source=_SOURCE,
    ),
)

_SERVER = (
    _later(
        "Database error while saving notification", 503, "Mozilla could not store the push.", "Its database failed."
    ),
    _later("errno 201", 503, "Mozilla could not store the push.", "Its database failed; use growing pauses."),
)

_INTERNAL = (
    _later("Database error", 503, "Mozilla's database failed.", "The answer has no errno; Retry-After says when."),
    _later("Conditional database operation failed", 503, "Mozilla's database failed.", "Two writes met."),
    _later("General error", 500, "Mozilla's server failed.", "The answer has no errno."),
)


def _one(errno: int, statuses: tuple[int, ...], meaning: str, cause: str, fix: str) -> tuple[Reason, ...]:
    return (Reason(f"errno {errno}", statuses, meaning, cause, fix, source=_SOURCE),)


_TTL_FIX = "Set the TTL to a whole number of seconds."

BY_ERRNO: Mapping[int | None, tuple[Reason, ...]] = {
    101: _one(101, (400,), "Encryption headers are missing.", "The service found no keys.", _ENCRYPT),
    102: _ENDPOINT,
    103: (
        _gone("UAID not found", "The browser is not known any more.", "The profile was reset or long unused."),
        _gone("errno 103", "The browser is not known any more.", "The profile was reset or long unused."),
    ),
    104: _one(
        104, (413,), "The push is too large.", "Mozilla takes about 4,096 bytes, bridged ones less.", "Shorten it."
    ),
    105: (_gone("errno 105", "The browser was removed during delivery.", "The bridge said that it is gone."),),
    106: (
        _gone(
            "No such subscription", "The subscription is gone.", "The user unsubscribed or took the permission back."
        ),
        _gone("errno 106", "The subscription is gone.", "The user unsubscribed or took the permission back."),
    ),
    108: (
        Reason(
            "Invalid router type",
            (400,),
            "Mozilla does not know how to reach this browser.",
            "The endpoint names a router that no longer exists.",
            "Have the page subscribe again.",
            source=_SOURCE,
        ),
        *_one(108, (400,), "Mozilla does not know how to reach this browser.", "A router is gone.", "Subscribe again."),
    ),
    109: _VAPID,
    110: _CRYPTO,
    111: (
        Reason(
            "Missing TTL value",
            (400,),
            "The TTL is missing or unreadable.",
            "Every push needs a TTL in whole seconds.",
            _TTL_FIX,
            source=_SOURCE,
        ),
        *_one(111, (400,), "The TTL is missing or unreadable.", "Every push needs one.", _TTL_FIX),
    ),
    112: _one(112, (400,), "The TTL is out of range.", "Mozilla takes 0 and more.", _TTL_FIX),
    113: _one(
        113,
        (400,),
        "The Topic is not lawful.",
        "It has more than 32 characters, or others than base64url.",
        "Shorten it, or use a digest.",
    ),
    114: _one(114, (400,), "The TTL is negative.", "A push cannot expire before it is sent.", _TTL_FIX),
    201: _SERVER,
    202: (_later("errno 202", 503, "Mozilla's server was busy.", "Sending again at once is allowed."),),
    900: (_later("errno 900", 502, "Mozilla's bridge to the phone is misconfigured.", "Trouble on Mozilla's side."),),
    901: (_later("errno 901", 502, "Mozilla's bridge was refused by FCM.", "Trouble on Mozilla's side."),),
    902: (_later("errno 902", 502, "Mozilla's bridge could not connect.", "Trouble on Mozilla's side."),),
    903: (_later("errno 903", 502, "Mozilla's bridge got no answer in time.", "Trouble on Mozilla's side."),),
    999: (_later("errno 999", 500, "Mozilla's server failed.", "An error that it has no number for."),),
    None: _INTERNAL,
}

MOZILLA: tuple[Reason, ...] = tuple(reason for reasons in BY_ERRNO.values() for reason in reasons)


def mozilla_reason(errno: int | None, message: str) -> Reason | None:
    """Return the row for an error: by its message, else by its number, else None."""
    rows = BY_ERRNO.get(errno, ())
    for row in rows:
        if message == row.code or message.startswith((f"{row.code}:", f"{row.code} ")):
            return row
    return next((row for row in rows if row.code == f"errno {errno}"), None)
