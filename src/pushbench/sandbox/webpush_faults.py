"""What a push service answers when a reason is set on demand, in the words and the shape of the service that says it.

Sources as in :mod:`pushbench.sandbox.webpush_personalities`; the texts about ``Crypto-Key`` belong to senders of the
older drafts, and ``UnauthorizedRegistration`` and its like were seen in public reports.
"""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.sandbox.exchange import Answer
from pushbench.sandbox.webpush_personalities import (
    PERSONALITIES,
    WORDINGS,
    apple,
    apple_error,
    google,
    mozilla,
    mozilla_error,
)

_ERRNO: Mapping[int, tuple[int, str]] = {
    101: (400, "Missing necessary crypto keys"),
    102: (404, "URL is wrong"),
    103: (410, "User is not known"),
    104: (413, "Data payload too large"),
    105: (410, "User removed"),
    106: (410, "Subscription is over"),
    108: (400, "Router type"),
    109: (401, "Authorization"),
    110: (400, "Crypto headers"),
    111: (400, "TTL"),
    112: (400, "Invalid TTL value"),
    113: (400, "Topic"),
    114: (400, "Invalid TTL"),
    201: (503, "Use exponential back-off for retries"),
    202: (503, "Use exponential back-off for retries"),
    900: (502, "Internal Bridge misconfiguration"),
    901: (502, "Invalid Bridge authentication"),
    902: (502, "Could not connect to Bridge"),
    903: (502, "Bridge connection timeout"),
    999: (500, "Unknown error"),
}
"""Number -> status, and words that name no single cause."""
_MOZILLA: Mapping[str, tuple[int, int | None]] = {
    "Invalid API version": (404, 102),
    "Invalid router type": (400, 108),
    "Invalid VAPID public key": (401, 109),
    "Invalid VAPID token": (401, 109),
    "Invalid Authentication": (401, 109),
    "Do not include 'salt' header in aes128gcm Encryption header": (400, 110),
    "Missing Crypto-Key header": (400, 110),
    "Missing p256ecdsa in Crypto-Key header": (400, 110),
    "Database error": (503, None),
    "Conditional database operation failed": (503, None),
    "General error": (500, None),
}
"""Message -> status and errno."""
_FORM = " crypto-key header should have the following format: p256ecdsa=base64(publicApplicationServerKey)"
_NOT_BASE64 = "public application server key in {} header must be base64 encoded in URL and filename safe format."
_GOOGLE: Mapping[str, int] = {
    f"crypto-key header had no public application server key specified.{_FORM}": 403,
    f"crypto-key header had empty public application server key.{_FORM}": 403,
    f"crypto-key header had invalid format.{_FORM}": 403,
    _NOT_BASE64.format("crypto-key"): 403,
    _NOT_BASE64.format("authorization"): 403,
    "UnauthorizedRegistration": 401,
    "InvalidRegistration": 400,
    "NotRegistered": 410,
}
"""Text -> status."""
_APPLE: Mapping[str, int] = {"IdleTimeout": 400, "Shutdown": 503, "BadPath": 404}
_THROTTLED: Mapping[str, int] = {"channelthrottled": 406, "appthrottled": 406, "dropped": 200}
_TTL_CONFLICT = "Ttl value conflicts with X-WNS-Cache-Policy."


def answer_for_reason(personality: str, reason: str) -> Answer | None:
    """Find the answer that carries a reason: a problem's name, an Apple reason, an autopush errno or message, a status
    of WNS, or the words of one of FCM's texts; None when no service says it."""
    if reason in WORDINGS:
        return PERSONALITIES[personality](reason)
    return (
        _bare(reason) or _mozilla(reason) or _microsoft(reason) or _google(reason) or _worded(reason) or _apple(reason)
    )


def _bare(reason: str) -> Answer | None:
    """A status and nothing else, as services answer that know only the RFC."""
    if reason == "Redirect":
        return Answer(307, (("location", "https://elsewhere.example/push"),))
    number = reason.removeprefix("HTTP ")
    is_status = reason != number and number.isascii() and number.isdigit() and 400 <= int(number) < 600
    return Answer(int(number)) if is_status else None


def _mozilla(reason: str) -> Answer | None:
    number = reason.removeprefix("errno ")
    if number.isascii() and number.isdigit() and int(number) in _ERRNO:
        status, words = _ERRNO[int(number)]
        return mozilla_error(status, int(number), words)
    found = _MOZILLA.get(reason)
    return mozilla_error(found[0], found[1], reason) if found else None


def _microsoft(reason: str) -> Answer | None:
    if reason in _THROTTLED:
        return _wns(_THROTTLED[reason], reason)
    if reason == _TTL_CONFLICT:
        return _wns(400, "dropped", reason)
    number = reason.removeprefix("WNS ")
    is_status = reason != number and number.isascii() and number.isdigit() and 400 <= int(number) < 600
    return _wns(int(number), "dropped") if is_status else None


def _wns(status: int, word: str, description: str = "") -> Answer:
    said = (("x-wns-error-description", description),) if description else ()
    return Answer(
        status, (("x-wns-status", word), ("x-wns-notificationstatus", word), ("x-wns-msg-id", "6A6B6C6D"), *said)
    )


def _google(reason: str) -> Answer | None:
    status = _GOOGLE.get(reason)
    return None if status is None else Answer(status, (("content-type", "text/plain"),), f"{reason}\n".encode())


def _worded(reason: str) -> Answer | None:
    for name, wording in WORDINGS.items():
        if reason == wording.apple[1]:
            return apple(name)
        if reason == wording.mozilla[2]:
            return mozilla(name)
        if reason.strip() == wording.google[1]:
            return google(name)
    return None


def _apple(reason: str) -> Answer | None:
    status = _APPLE.get(reason)
    return None if status is None else apple_error(status, reason)
