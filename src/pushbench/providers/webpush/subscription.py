"""PushSubscription JSON: read strictly, written in one form (W3C Push API, RFC 8291)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, compact
from pushbench.providers.formats.notification_options import is_number
from pushbench.providers.formats.web_notification import parse_text
from pushbench.providers.webpush.endpoint import origin_of
from pushbench.wire.base64url import b64url, un_b64

_POINT_BYTES = 65
_AUTH_BYTES = 16
_COPY_AGAIN = (
    "Copy the subscription once more from the browser: JSON.stringify(await registration.pushManager.subscribe(...))."
)
_LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where one browser takes pushes, and the keys they are encrypted for."""

    endpoint: str
    p256dh: bytes
    """65 bytes, uncompressed point."""
    auth: bytes
    """16 bytes."""
    expiration_ms: float | None = None
    """Milliseconds since 1970, where the service told one."""

    def has_expired(self, now: float) -> bool:
        return self.expiration_ms is not None and self.expiration_ms <= now * 1000

    def to_json(self) -> str:
        """Return the one form in which Pushbench keeps it: compact, keys as unpadded base64url."""
        expiration = self.expiration_ms
        if expiration is not None and float(expiration).is_integer():
            expiration = int(expiration)
        return compact(
            {
                "endpoint": self.endpoint,
                "expirationTime": expiration,
                "keys": {"p256dh": b64url(self.p256dh), "auth": b64url(self.auth)},
            }
        )


@lru_cache(maxsize=1024)
def read_subscription(text: str) -> Subscription:
    """Read a PushSubscription as ``JSON.stringify`` gives it; what was read lately is kept.

    Keys may be base64url or base64, padded or not; also taken are keys beside the endpoint, the whole inside
    ``subscription``, and JSON within a JSON string. Whether ``p256dh`` lies on the curve is left to
    :func:`check_point`, so that a run does not pay for it twice. Raises UserError naming what is wrong.
    """
    fields = _fields(text)
    return Subscription(
        endpoint=_endpoint(fields.get("endpoint")),
        p256dh=_p256dh(_key(fields, "p256dh")),
        auth=_auth(_key(fields, "auth")),
        expiration_ms=_expiration(fields.get("expirationTime")),
    )


def check_subscription(text: str) -> str | None:
    """Return one sentence saying what is wrong with a subscription, or None. Total."""
    try:
        check_point(read_subscription(text).p256dh)
    except UserError as error:
        return f"{error.what} {error.why}"
    return None


def check_point(p256dh: bytes) -> None:
    """Raise UserError unless 65 bytes are a point on P-256."""
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    except ValueError as error:
        why = (
            "Its 65 bytes have the right form, but the numbers in them do not fit the curve: it was altered or made up."
        )
        raise UserError("The subscription's p256dh is no point on the curve P-256.", why, _COPY_AGAIN) from error


def _fields(text: str) -> Mapping[str, Json]:
    if len(text) > _LONGEST:
        raise UserError(
            "The subscription is too long.", f"It has {len(text):,} characters; one has about 400.", _COPY_AGAIN
        )
    parsed = parse_text(text)
    if isinstance(parsed, str) and parsed != text:
        parsed = parse_text(parsed)
    if not isinstance(parsed, dict):
        raise _no_object(text)
    inner = parsed.get("subscription")
    if "endpoint" not in parsed and isinstance(inner, dict):
        parsed = inner
    if "endpoint" not in parsed:
        raise UserError("The subscription has no endpoint.", f"Its members are: {_names(parsed)}.", _COPY_AGAIN)
    return parsed


def _no_object(text: str) -> UserError:
    stripped = text.strip()
    what = "The target is no PushSubscription."
    if not stripped:
        return UserError(what, "It is empty.", _COPY_AGAIN)
    if stripped.lower().startswith(("https://", "http://")):
        why = "It is an endpoint alone; the keys p256dh and auth, for which each push is encrypted, are missing."
        return UserError(what, why, _COPY_AGAIN)
    if stripped.startswith("{"):
        return UserError(what, "It begins like JSON but does not parse: it is cut off or was altered.", _COPY_AGAIN)
    return UserError(what, "A web push goes to JSON with “endpoint” and “keys”; this is something else.", _COPY_AGAIN)


def _names(fields: Mapping[str, Json]) -> str:
    return ", ".join(f"“{name[:40]}”" for name in list(fields)[:8]) or "none"


def _key(fields: Mapping[str, Json], name: str) -> Json:
    keys = fields.get("keys")
    if keys is not None and not isinstance(keys, dict):
        raise UserError("The subscription's keys are not an object.", "“keys” holds p256dh and auth.", _COPY_AGAIN)
    source = keys if isinstance(keys, dict) else fields
    if source.get(name) is None:
        why = f"Without “keys.{name}” nothing can be encrypted for this browser."
        raise UserError(f"The subscription has no {name}.", why, _COPY_AGAIN)
    return source[name]


def _endpoint(value: Json) -> str:
    if not isinstance(value, str) or not value:
        raise UserError(
            "The subscription's endpoint is not a string.", "It must be the address to push to.", _COPY_AGAIN
        )
    trouble = origin_of(value).trouble
    if trouble is not None:
        raise UserError(*trouble, _COPY_AGAIN)
    return value


def _decoded(value: Json, name: str) -> bytes:
    what = f"The subscription's {name} is not base64url."
    if not isinstance(value, str):
        why = "It is not a string; PushSubscription.toJSON() gives the keys as strings."
        raise UserError(what, why, _COPY_AGAIN)
    try:
        return un_b64(value)
    except ValueError as error:
        why = f"{str(error)[0].upper()}{str(error)[1:]}."
        raise UserError(what, why, _COPY_AGAIN) from error


def _p256dh(value: Json) -> bytes:
    point = _decoded(value, "p256dh")
    if len(point) == _POINT_BYTES and point[0] == 4:
        return point
    if len(point) == _POINT_BYTES:
        why = f"An uncompressed point begins with 0x04, this begins with 0x{point[0]:02x}."
        raise UserError("The subscription's p256dh does not begin with 0x04.", why, _COPY_AGAIN)
    if len(point) == 33 and point[0] in (2, 3):
        why = "It is a compressed point of 33 bytes; browsers give the uncompressed one of 65."
    elif len(point) == _AUTH_BYTES:
        why = f"It holds {_AUTH_BYTES} bytes, as auth does: the two keys seem to be swapped."
    else:
        why = f"It holds {len(point)} bytes; a P-256 point has {_POINT_BYTES} (87 characters)."
    raise UserError(f"The subscription's p256dh is not {_POINT_BYTES} bytes long.", why, _COPY_AGAIN)


def _auth(value: Json) -> bytes:
    secret = _decoded(value, "auth")
    if len(secret) == _AUTH_BYTES:
        return secret
    if len(secret) == _POINT_BYTES:
        why = f"It holds {_POINT_BYTES} bytes, as p256dh does: the two keys seem to be swapped."
    else:
        why = f"It holds {len(secret)} bytes; browsers give {_AUTH_BYTES} (22 characters)."
    raise UserError(f"The subscription's auth is not {_AUTH_BYTES} bytes long.", why, _COPY_AGAIN)


def _expiration(value: Json) -> float | None:
    if value is None:
        return None
    if is_number(value) and isinstance(value, int | float) and abs(value) <= 8.64e15:
        return value
    why = "It must be null or milliseconds since 1970."
    raise UserError("The subscription's expirationTime is no time.", why, _COPY_AGAIN)
