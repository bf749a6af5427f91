"""Reads a profile's keys and contact offline."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding, Severity
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.providers.formats.connection import base_url_trouble
from pushbench.providers.formats.notice import Notice
from pushbench.providers.webpush.spec import ID
from pushbench.providers.webpush.subject import profile_hurdles

_VAPID = "RFC 8292"

PRIVATE_KEY = Notice(
    "WPUSH060",
    Severity.ERROR,
    "VAPID private key missing or unreadable",
    "Every push is signed with it.",
    "Add the private key whose public half the page subscribed with: 43 characters of base64url, or PEM.",
    _VAPID,
)
PUBLIC_KEY = Notice(
    "WPUSH061",
    Severity.ERROR,
    "VAPID public key malformed or of another pair",
    "A page that subscribed with this public key takes pushes signed by its own private key only.",
    "Enter both halves of one pair, or leave the public key empty: it follows from the private key.",
    _VAPID,
)
SUBJECT = Notice(
    "WPUSH062",
    Severity.ERROR,
    "VAPID subject missing or malformed",
    "Apple answers BadJwtToken to every push without a proper contact.",
    "Write mailto: and an address, or an https: page.",
    f"{_VAPID}, section 2.1; Apple, Sending web push notifications",
)
SUBJECT_LOCAL = Notice(
    "WPUSH063",
    Severity.WARNING,
    "VAPID subject on localhost",
    "Apple answers BadJwtToken; other services let it pass.",
    "Use an address outside this computer.",
    "Observed in public issue threads",
)
SUBJECT_REMARK = Notice(
    "WPUSH064",
    Severity.NOTE,
    "VAPID subject that reaches nobody",
    "A push service writes there when your pushes cause trouble.",
    "Use an address that is read.",
    f"{_VAPID}, section 2.1",
)
BASE_URL = Notice(
    "WPUSH065",
    Severity.ERROR,
    "Base URL malformed",
    "Endpoints are asked at another place only when it is a whole address.",
    "Write scheme, host and port, for example https://127.0.0.1:8443.",
)
LOCKED = Notice(
    "WPUSH066",
    Severity.WARNING,
    "Locked with a passphrase",
    "What is inside can be read only with the passphrase that was given when the key was encrypted.",
    "Give the passphrase.",
    _VAPID,
)
NOTICES = (PRIVATE_KEY, PUBLIC_KEY, SUBJECT, SUBJECT_LOCAL, SUBJECT_REMARK, BASE_URL, LOCKED)
_SUBJECTS = {notice.severity: notice for notice in (SUBJECT, SUBJECT_LOCAL, SUBJECT_REMARK)}

_POINT_BYTES = 65


def check_credentials(credentials: Credentials) -> tuple[Finding, ...]:
    """Find what is missing, swapped, malformed or mismatched. Total; pointers are ``/fields/KEY``."""
    return (*_keys(credentials), *_subject(credentials), *_base_url(credentials.text("base_url")))


def _keys(credentials: Credentials) -> Iterator[Finding]:
    secret, public = credentials.secret("private_key"), credentials.text("public_key")
    trouble = private_key_trouble(secret, public)
    if trouble is not None:
        yield PRIVATE_KEY.at("/fields/private_key", trouble.what, provider=ID, why=trouble.why, fix=trouble.fix)
    if public:
        other = public_key_trouble(public, None if trouble is not None else secret)
        if other is not None:
            yield PUBLIC_KEY.at("/fields/public_key", other.what, provider=ID, why=other.why, fix=other.fix)


def private_key_trouble(secret: Secret | None, public: str = "") -> UserError | None:
    """Return what is wrong with a private key, or None."""
    from pushbench.wire.keys import vapid_private_key

    if secret is None:
        return UserError("The VAPID private key is missing.", PRIVATE_KEY.why, PRIVATE_KEY.fix)
    text = secret.reveal()
    if _is_point(text):
        are_swapped = bool(public) and not _is_point(public)
        why = "It holds 65 bytes beginning with 4, a point on the curve; a private key is a number of 32 bytes."
        what = (
            "The two VAPID keys are swapped." if are_swapped else "This is the VAPID public key, not the private one."
        )
        return UserError(what, why, PRIVATE_KEY.fix)
    if _is_pair(text):
        why = "It is the JSON that web-push generate-vapid-keys prints, with both halves."
        return UserError("This is the whole key pair.", why, "Paste the value of privateKey alone.")
    try:
        vapid_private_key(text)
    except UserError as error:
        return error
    return None


def public_key_trouble(public: str, secret: Secret | None) -> UserError | None:
    """Return what is wrong with a public key by itself, or beside a readable private key; else None."""
    from pushbench.wire.keys import un_b64, vapid_private_key, vapid_public_key

    try:
        point = un_b64(public)
    except ValueError:
        why = "It holds characters outside the base64url alphabet, or was cut."
        return UserError("The VAPID public key is not base64url.", why, PUBLIC_KEY.fix)
    if len(point) == 32:
        why = "It holds 32 bytes, as a private key does. If it is one, it stands in a field that is not secret."
        return UserError("The VAPID public key looks like a private key.", why, PUBLIC_KEY.fix)
    if len(point) != _POINT_BYTES or point[0] != 4:
        why = f"It holds {len(point)} bytes; an uncompressed point has {_POINT_BYTES} and begins with 4."
        return UserError("The VAPID public key is no uncompressed P-256 point.", why, PUBLIC_KEY.fix)
    if secret is None:
        return None
    derived = vapid_public_key(vapid_private_key(secret.reveal()))
    if un_b64(derived) == point:
        return None
    why = f"The private key's public half is {derived}."
    return UserError("The two VAPID keys do not belong together.", why, PUBLIC_KEY.fix)


def _is_point(text: str) -> bool:
    from pushbench.wire.keys import un_b64

    try:
        raw = un_b64("".join(text.split()))
    except ValueError:
        return False
    return len(raw) == _POINT_BYTES and raw[0] == 4


def _is_pair(text: str) -> bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and bool({"privateKey", "private_key"} & value.keys()) and "type" not in value


def _subject(credentials: Credentials) -> Iterator[Finding]:
    for hurdle in profile_hurdles(credentials):
        notice = _SUBJECTS[hurdle.severity]
        yield notice.at("/fields/subject", hurdle.what, provider=ID, why=hurdle.why, fix=hurdle.fix)


def _base_url(base_url: str) -> Iterator[Finding]:
    trouble = base_url_trouble(base_url) if base_url else None
    if trouble:
        yield BASE_URL.at("/fields/base_url", "The base URL cannot be used.", provider=ID, why=trouble)
