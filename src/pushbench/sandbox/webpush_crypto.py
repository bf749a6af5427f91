"""Reading what a Web Push sender made: body encryption and VAPID, from the receiving side.

Sources: RFC 8188 (container), RFC 8291 (keys), RFC 8292 (VAPID); the older ``aesgcm`` form after
draft-ietf-webpush-encryption-04, which clients still send.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

TAG_BYTES = 16


class Undecryptable(ValueError):
    """The body is not what the subscription's keys can open; the text says why."""


def decode_base64(text: str) -> bytes:
    """Decode base64url or base64, padded or not. Raises ValueError."""
    cleaned = text.strip().rstrip("=").replace("+", "-").replace("/", "_")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", cleaned) or len(cleaned) % 4 == 1:
        raise ValueError("not base64url")
    try:
        return base64.urlsafe_b64decode(cleaned + "=" * (-len(cleaned) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def encode_base64(raw: bytes) -> str:
    """Return unpadded base64url."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    """The key pair and the shared secret of one subscription."""

    private: ec.EllipticCurvePrivateKey
    auth: bytes

    @property
    def public(self) -> bytes:
        """The uncompressed point, 65 bytes."""
        numbers = self.private.public_key().public_numbers()
        return b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def decrypt_aes128gcm(body: bytes, keys: BrowserKeys) -> bytes:
    """Open an ``aes128gcm`` body. Raises :class:`Undecryptable`."""
    if len(body) < 21:
        raise Undecryptable("the body is shorter than the 21 bytes of its header")
    salt, record_size, key_length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender_public = body[21 : 21 + key_length]
    if record_size < 18:
        raise Undecryptable(f"the record size is {record_size}, it must be 18 or more")
    if key_length != 65 or len(sender_public) != 65:
        raise Undecryptable(f"the key id has {key_length} bytes, RFC 8291 wants the 65 of the sender's key")
    shared = _agree(keys, sender_public)
    inner = _hmac(_hmac(keys.auth, shared), b"WebPush: info\x00" + keys.public + sender_public + b"\x01")
    pseudo_random = _hmac(salt, inner)
    key = _hmac(pseudo_random, b"Content-Encoding: aes128gcm\x00\x01")[:16]
    nonce = _hmac(pseudo_random, b"Content-Encoding: nonce\x00\x01")[:12]
    return _open_records(body[21 + key_length :], record_size, key, nonce)


def _open_records(sealed: bytes, record_size: int, key: bytes, nonce: bytes) -> bytes:
    if not sealed:
        raise Undecryptable("there is no record behind the header")
    plain = bytearray()
    pieces = [sealed[start : start + record_size] for start in range(0, len(sealed), record_size)]
    if len(pieces) > 1:
        raise Undecryptable("the body holds more than one record, RFC 8291 allows one")
    for counter, piece in enumerate(pieces):
        opened = _unseal(key, _counted(nonce, counter), piece).rstrip(b"\x00")
        if not opened or opened[-1] != (2 if counter == len(pieces) - 1 else 1):
            raise Undecryptable("the padding delimiter of the last record is not 0x02")
        plain += opened[:-1]
    return bytes(plain)


def decrypt_aesgcm(body: bytes, keys: BrowserKeys, encryption: str, crypto_key: str) -> bytes:
    """Open a body of the older ``aesgcm`` form, given its two headers. Raises :class:`Undecryptable`."""
    try:
        salt = decode_base64(header_parameter(encryption, "salt") or "")
        sender_public = decode_base64(header_parameter(crypto_key, "dh") or "")
    except ValueError as error:
        raise Undecryptable("salt or dh is not base64url") from error
    shared = _agree(keys, sender_public)
    inner = _hmac(_hmac(keys.auth, shared), b"Content-Encoding: auth\x00\x01")
    pseudo_random = _hmac(salt, inner)
    context = b"P-256\x00" + b"\x00\x41" + keys.public + b"\x00\x41" + sender_public
    key = _hmac(pseudo_random, b"Content-Encoding: aesgcm\x00" + context + b"\x01")[:16]
    nonce = _hmac(pseudo_random, b"Content-Encoding: nonce\x00" + context + b"\x01")[:12]
    chunk = int(header_parameter(encryption, "rs") or "4096") + TAG_BYTES
    plain = bytearray()
    for counter, start in enumerate(range(0, len(body), chunk)):
        opened = _unseal(key, _counted(nonce, counter), body[start : start + chunk])
        padding = int.from_bytes(opened[:2], "big")
        if len(opened) < 2 + padding:
            raise Undecryptable("the padding is longer than its record")
        plain += opened[2 + padding :]
    return bytes(plain)


def header_parameter(header: str, name: str) -> str | None:
    """Return one ``name=value`` of a header whose parts are split by ``;`` or ``,``."""
    for part in re.split(r"[;,]", header):
        key, equals, value = part.strip().partition("=")
        if equals and key.strip().lower() == name:
            return value.strip().strip('"')
    return None


def _agree(keys: BrowserKeys, sender_public: bytes) -> bytes:
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender_public)
    except ValueError as error:
        raise Undecryptable("the sender's public key is no point of P-256") from error
    return keys.private.exchange(ec.ECDH(), point)


def _unseal(key: bytes, nonce: bytes, piece: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, piece, None)
    except (InvalidTag, ValueError) as error:
        raise Undecryptable("the record does not open with this subscription's keys") from error


def _counted(nonce: bytes, counter: int) -> bytes:
    return (int.from_bytes(nonce, "big") ^ counter).to_bytes(12, "big")


def _hmac(key: bytes, data: bytes) -> bytes:
    signer = HMAC(key, hashes.SHA256())
    signer.update(data)
    return signer.finalize()


@dataclass(frozen=True, slots=True)
class Vapid:
    """The parts of a VAPID authorisation as sent; not yet verified."""

    token: str
    public_key: str | None


def read_vapid(authorization: str | None, crypto_key: str | None) -> Vapid | None:
    """Read ``vapid t=, k=`` and the older ``WebPush <jwt>`` with ``Crypto-Key``; None for another scheme."""
    scheme, _, rest = (authorization or "").strip().partition(" ")
    if scheme.lower() == "vapid":
        return Vapid(header_parameter(rest, "t") or "", header_parameter(rest, "k"))
    if scheme.lower() in ("webpush", "bearer"):
        return Vapid(rest.strip(), header_parameter(crypto_key or "", "p256ecdsa"))
    return None


def public_key_problem(text: str | None) -> str | None:
    """Say what is wrong with a VAPID public key: a problem's name, or None."""
    if text is None:
        return "key_missing"
    if not text:
        return "key_empty"
    try:
        raw = decode_base64(text)
    except ValueError:
        return "key_not_base64"
    if len(raw) != 65:
        return "key_length"
    if raw[0] != 4:
        return "key_compressed"
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return "key_curve"
    return None


def verify_vapid(vapid: Vapid, origin: str, now: float) -> tuple[str | None, dict[str, Any]]:
    """Verify signature and claims; returns a problem's name or None, and the claims as far as read."""
    problem = public_key_problem(vapid.public_key)
    if problem:
        return problem, {}
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode_base64(vapid.public_key or ""))
    try:
        claims = jwt.decode(
            vapid.token,
            public,
            algorithms=["ES256"],
            options={
                "verify_exp": False,
                "verify_aud": False,
                "verify_iat": False,
                "verify_nbf": False,
                "verify_sub": False,
                "verify_iss": False,
                "verify_jti": False,
            },
        )
    except jwt.PyJWTError:
        return "jwt_invalid", {}
    return _claims_problem(claims, origin, now), claims


def _claims_problem(claims: dict[str, Any], origin: str, now: float) -> str | None:
    audience, expires = claims.get("aud"), claims.get("exp")
    if expires is None:
        return "exp_missing"
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        return "claims_type"
    if not isinstance(audience, str):
        return "aud_invalid"
    if audience != origin:
        return "aud_mismatch"
    if expires <= now:
        return "exp_past"
    if expires > now + 86_400 + 60:
        return "exp_too_far"
    return None
