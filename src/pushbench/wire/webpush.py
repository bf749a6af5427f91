"""Web Push message encryption (RFC 8291, and the older aesgcm) and VAPID (RFC 8292)."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json
from pushbench.wire.content_encoding import (
    SALT_BYTES,
    ContentKeys,
    DecryptionError,
    EncodingHeader,
    content_keys,
    expand,
    open_records,
    seal_single,
)
from pushbench.wire.jwt import sign_es256
from pushbench.wire.keys import P256_ORDER, public_point, vapid_public_key

_P256 = ec.SECP256R1()
_ECDH = ec.ECDH()
_POINT_BYTES = 65
_AUTH_BYTES = 16
_SUBSCRIBE_AGAIN = "Copy the subscription once more from the browser (JSON.stringify of the PushSubscription)."

__all__ = [
    "DecryptionError",
    "Encrypted",
    "EncryptedLegacy",
    "aes128gcm_ikm",
    "aesgcm_keys",
    "decrypt",
    "encrypt",
    "encrypt_aesgcm",
    "ephemeral_key",
    "vapid_authorization",
]


@dataclass(frozen=True, slots=True)
class Encrypted:
    """An aes128gcm body, and the parts of it that change from send to send."""

    body: bytes
    """Header of 86 bytes and one record; 103 bytes longer than the text."""
    salt: bytes
    as_public: bytes


@dataclass(frozen=True, slots=True)
class EncryptedLegacy:
    """An aesgcm body; salt and ephemeral key travel in the ``Encryption`` and ``Crypto-Key`` headers."""

    body: bytes
    """One record; 18 bytes longer than the text."""
    salt: bytes
    as_public: bytes


def encrypt(plain: bytes, *, ua_public: bytes, auth: bytes, random_bytes: Callable[[int], bytes]) -> Encrypted:
    """Encrypt one message for one subscription (RFC 8291, 3.1 to 4).

    ``ua_public`` is the decoded ``p256dh`` (65 bytes), ``auth`` the decoded ``auth`` (16 bytes). Asks
    ``random_bytes`` for 32 bytes (the ephemeral key) and then 16 (the salt). Raises UserError for
    keys that no browser gives.
    """
    as_public, shared = _agree(ua_public, auth, random_bytes)
    salt = random_bytes(SALT_BYTES)
    keys = content_keys(aes128gcm_ikm(shared, auth, ua_public, as_public), salt)
    return Encrypted(seal_single(plain, keys, salt, as_public), salt, as_public)


def encrypt_aesgcm(
    plain: bytes, *, ua_public: bytes, auth: bytes, random_bytes: Callable[[int], bytes]
) -> EncryptedLegacy:
    """Encrypt in the coding before RFC 8291 (draft-ietf-webpush-encryption-04); arguments as for :func:`encrypt`."""
    as_public, shared = _agree(ua_public, auth, random_bytes)
    salt = random_bytes(SALT_BYTES)
    keys = aesgcm_keys(shared, auth, ua_public, as_public, salt)
    no_padding = b"\x00\x00"
    return EncryptedLegacy(AESGCM(keys.cek).encrypt(keys.nonce, no_padding + plain, None), salt, as_public)


def decrypt(body: bytes, *, ua_private: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """Open an aes128gcm body as the browser does. Raises DecryptionError."""
    ua_public = public_point(ua_private)

    def ikm(header: EncodingHeader) -> bytes:
        try:
            sender = ec.EllipticCurvePublicKey.from_encoded_point(_P256, header.key_id)
        except ValueError as error:
            raise DecryptionError("The key id is no P-256 point; it should be the sender's ephemeral key.") from error
        return aes128gcm_ikm(ua_private.exchange(_ECDH, sender), auth, ua_public, header.key_id)

    return open_records(body, ikm)


def aes128gcm_ikm(shared: bytes, auth: bytes, ua_public: bytes, as_public: bytes) -> bytes:
    """Combine the ECDH secret and the auth secret (RFC 8291, 3.3 and 3.4): 32 bytes."""
    prk_key = hmac.digest(auth, shared, "sha256")
    return expand(prk_key, b"WebPush: info\x00" + ua_public + as_public, 32)


def aesgcm_keys(shared: bytes, auth: bytes, ua_public: bytes, as_public: bytes, salt: bytes) -> ContentKeys:
    """Derive key and nonce of the aesgcm coding; both depend on the two public keys."""
    ikm = expand(hmac.digest(auth, shared, "sha256"), b"Content-Encoding: auth\x00", 32)
    prk = hmac.digest(salt, ikm, "sha256")
    points = b"".join(len(point).to_bytes(2) + point for point in (ua_public, as_public))
    context = b"P-256\x00" + points
    return ContentKeys(
        prk,
        expand(prk, b"Content-Encoding: aesgcm\x00" + context, 16),
        expand(prk, b"Content-Encoding: nonce\x00" + context, 12),
    )


def ephemeral_key(random_bytes: Callable[[int], bytes]) -> ec.EllipticCurvePrivateKey:
    """Make the one-message key out of 32 random bytes, so that fixed randomness gives fixed bytes.

    From the system's own randomness the library draws the key itself: the same thing in half the time.
    """
    if random_bytes is os.urandom:
        return ec.generate_private_key(_P256)
    scalar = int.from_bytes(random_bytes(32))
    if not 0 < scalar < P256_ORDER:  # one draw in 2**32
        scalar = scalar % (P256_ORDER - 1) + 1
    return ec.derive_private_key(scalar, _P256)


def vapid_authorization(
    origin: str, subject: str, key: ec.EllipticCurvePrivateKey, now: float, lifetime_seconds: int = 43200
) -> str:
    """Return the ``Authorization`` value ``vapid t=..., k=...`` for one push service.

    ``origin`` is ``https://host[:port]`` of the endpoint. An empty subject is left out, which RFC 8292
    allows and Apple refuses. The value may be sent again until it expires.
    """
    claims: dict[str, Json] = {"aud": origin, "exp": int(now) + lifetime_seconds}
    if subject:
        claims["sub"] = subject
    token = sign_es256(claims, {"typ": "JWT", "alg": "ES256"}, key)
    return f"vapid t={token}, k={vapid_public_key(key)}"


def _agree(ua_public: bytes, auth: bytes, random_bytes: Callable[[int], bytes]) -> tuple[bytes, bytes]:
    """Return the ephemeral key's point and the ECDH secret; the key itself is forgotten."""
    if len(auth) != _AUTH_BYTES:
        raise UserError(
            "The subscription's auth secret has a wrong length.",
            f"It holds {len(auth)} bytes; browsers give {_AUTH_BYTES}.",
            _SUBSCRIBE_AGAIN,
        )
    receiver = _receiver(ua_public)
    private = ephemeral_key(random_bytes)
    return public_point(private), private.exchange(_ECDH, receiver)


@lru_cache(maxsize=1024)
def _receiver(ua_public: bytes) -> ec.EllipticCurvePublicKey:
    try:
        if len(ua_public) == _POINT_BYTES:
            return ec.EllipticCurvePublicKey.from_encoded_point(_P256, ua_public)
        why = f"It holds {len(ua_public)} bytes; an uncompressed point has {_POINT_BYTES}."
    except ValueError:
        why = "Its 65 bytes are no point on the curve: it was cut, changed, or made up."
    raise UserError("The subscription's p256dh is not a P-256 point.", why, _SUBSCRIBE_AGAIN)
