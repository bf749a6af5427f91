"""FCM as a web push service: one line of text (Chromium ``components/gcm_driver/web_push_common.cc``; observed threads)."""

from __future__ import annotations

from pushbench.domain.outcome import Reason

_SOURCE = "Chromium, web_push_common.cc"
_OBSERVED = "Observed in public issue threads"
_CHECK_KEY = "Test the profile's credentials; use a P-256 pair as base64url or PEM."
_HEADER = "Pushbench writes this header itself; a proxy or a header set by hand seems to have changed it."
_CLOCK = "Set this computer's clock right; Pushbench asks for 12 hours."


def _forbidden(text: str, meaning: str, cause: str, fix: str) -> Reason:
    return Reason(text, (403,), meaning, cause, fix, source=_SOURCE)


_CRYPTO_KEY_FORM = "crypto-key header should have the following format: p256ecdsa=base64(publicApplicationServerKey)"
_VAPID_FORM = (
    "Authorization header should have the following format: vapid t=jwtToken; k=base64(publicApplicationServerKey)"
)

FCM: tuple[Reason, ...] = (
    _forbidden(
        "sender is not authenticated.",
        "The push carries no VAPID authorisation.",
        "The Authorization header is missing or was dropped.",
        _HEADER,
    ),
    _forbidden(
        "make sure the public key is base64url-encoded [RFC7515]",
        "The VAPID public key is not base64url.",
        "k= holds other characters.",
        _CHECK_KEY,
    ),
    _forbidden(
        "public key must be 65 bytes long", "The VAPID public key has a wrong length.", "k= was cut.", _CHECK_KEY
    ),
    _forbidden(
        "public key must be in uncompressed form. (First byte needs to be 0x04)",
        "The VAPID public key is compressed.",
        "k= must be the uncompressed point.",
        _CHECK_KEY,
    ),
    _forbidden(
        "VAPID public key must be on the P-256 curve",
        "The VAPID key is on another curve.",
        "VAPID needs P-256 (prime256v1).",
        _CHECK_KEY,
    ),
    _forbidden(
        "invalid JWT provided",
        "The VAPID token cannot be read or its signature does not fit.",
        "The token was not signed by the key in k=, or was altered.",
        _CHECK_KEY,
    ),
    _forbidden(
        "invalid aud claim",
        "The VAPID token names no usable push service.",
        "aud must be an origin: scheme, host and port.",
        "Check the profile's base URL.",
    ),
    _forbidden(
        "aud claim in the token MUST include the origin of the push resource URL",
        "The VAPID token is for another push service.",
        "aud must be https://fcm.googleapis.com for this endpoint.",
        "Check the profile's base URL; Pushbench takes aud from the address it asks.",
    ),
    _forbidden(
        "exp claim MUST NOT be more than 24 hours from the time of the request",
        "The VAPID token is valid for too long.",
        "exp lies more than 24 hours ahead as Google's clock sees it.",
        _CLOCK,
    ),
    _forbidden(
        "token has expired", "The VAPID token has expired.", "exp has passed as Google's clock sees it.", _CLOCK
    ),
    _forbidden("exp claim is missing", "The VAPID token has no expiry.", "The claim exp is missing.", _HEADER),
    _forbidden(
        f"crypto-key header had no public application server key specified. {_CRYPTO_KEY_FORM}",
        "The VAPID public key is missing.",
        "With the older form it stands in Crypto-Key.",
        _HEADER,
    ),
    _forbidden(
        f"authorization header had no public application server key specified. {_VAPID_FORM}",
        "The VAPID public key is missing.",
        "The Authorization header has no k= part.",
        _HEADER,
    ),
    _forbidden(
        "public application server key in crypto-key header must be base64 encoded in URL and filename safe format.",
        "The VAPID public key is not base64url.",
        "The key in Crypto-Key holds other characters.",
        _CHECK_KEY,
    ),
    _forbidden(
        "public application server key in authorization header must be base64 encoded in URL and filename safe format.",
        "The VAPID public key is not base64url.",
        "The key in Authorization holds other characters.",
        _CHECK_KEY,
    ),
    _forbidden(
        f"crypto-key header had empty public application server key. {_CRYPTO_KEY_FORM}",
        "The VAPID public key is empty.",
        "p256ecdsa= has no value.",
        _HEADER,
    ),
    _forbidden(
        f"authorization header had empty public application server key. {_VAPID_FORM}",
        "The VAPID public key is empty.",
        "k= has no value.",
        _HEADER,
    ),
    _forbidden(
        f"crypto-key header had invalid format. {_CRYPTO_KEY_FORM}",
        "The Crypto-Key header cannot be read.",
        "It must read p256ecdsa=KEY.",
        _HEADER,
    ),
    _forbidden(
        "authorization header had invalid format. authorization header should have the following format: "
        "t=jwtToken; k=base64(publicApplicationServerKey)",
        "The Authorization header cannot be read.",
        "It must read vapid t=TOKEN, k=KEY.",
        _HEADER,
    ),
    Reason(
        "the VAPID credentials in the authorization header do not correspond to the credentials used to create the "
        "subscriptions.",
        (403,),
        "The subscription belongs to another VAPID key.",
        "The page subscribed with a different applicationServerKey.",
        "Use the key pair of that site, or have the page subscribe again with this public key.",
        source=_OBSERVED,
        is_unsure=True,
    ),
    Reason(
        "UnauthorizedRegistration",
        (400, 401),
        "The push carries no VAPID authorisation.",
        "The subscription was made with an application server key, so every push must be signed with it.",
        "Check the profile's private key.",
        source=_OBSERVED,
        is_unsure=True,
    ),
    Reason(
        "InvalidRegistration",
        (400,),
        "The endpoint names no subscription.",
        "The part behind /send/ was cut or altered.",
        "Copy the subscription once more from the browser.",
        source=_OBSERVED,
        is_unsure=True,
    ),
    Reason(
        "push subscription has unsubscribed or expired.",
        (404, 410),
        "The subscription is gone.",
        "The user unsubscribed, took the permission back, or removed the browser's data.",
        "Delete the subscription; the page has to subscribe again.",
        is_target_dead=True,
        source=_OBSERVED,
    ),
    Reason(
        "NotRegistered",
        (404, 410),
        "The subscription is gone.",
        "The former wording of Google's servers.",
        "Delete the subscription; the page has to subscribe again.",
        is_target_dead=True,
        source=_OBSERVED,
    ),
)


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".").lower()


_BY_TEXT = {_plain(reason.code): reason for reason in FCM}
LONGEST_TEXT = 2 * max(len(reason.code) for reason in FCM)


def fcm_reason(text: str) -> Reason | None:
    """Return the row of an answer's text; case, white space and the full stop do not matter."""
    return _BY_TEXT.get(_plain(text)) if len(text) <= LONGEST_TEXT else None
