"""Private keys out of whatever text a person has: .p8, PEM, one line, raw base64url."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.wire.base64url import b64url, un_b64
from pushbench.wire.certificate import CertificateBundle, load_client_certificate
from pushbench.wire.pem import bare_bytes, bare_der, has_pem, tidy
from pushbench.wire.private_key import read_private_key

__all__ = [
    "CertificateBundle",
    "VapidPair",
    "b64url",
    "load_client_certificate",
    "load_ec_private_key",
    "load_p384_private_key",
    "load_rsa_private_key",
    "new_vapid_pair",
    "public_point",
    "un_b64",
    "vapid_private_key",
    "vapid_public_key",
]

_Key = TypeVar("_Key", ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)
_P256, _P384 = ec.SECP256R1(), ec.SECP384R1()
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_MOST_PARSED = 64
_WHOLE_PAIR = re.compile(r'"publicKey"\s*:|^Public Key:', re.MULTILINE)


class _Parsed:
    """Parsed keys by the digest of their text, so that a run parses each key once.

    The digest, not the text, is the dictionary's key: no second copy of a secret stays in memory.
    """

    def __init__(self) -> None:
        self._keys: dict[tuple[str, bytes], object] = {}
        self._lock = threading.Lock()

    def get(self, text: str, parse: Callable[[str], _Key]) -> _Key:
        name = (parse.__name__, hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
        key = self._keys.get(name)
        if key is None:
            key = parse(text)
            with self._lock:
                if len(self._keys) >= _MOST_PARSED:
                    self._keys.clear()
                self._keys[name] = key
        return key  # type: ignore[return-value]  # the parser's name is part of the key


_parsed = _Parsed()


def load_ec_private_key(text: str) -> ec.EllipticCurvePrivateKey:
    r"""Read a P-256 private key from PEM (PKCS#8 or SEC1), with its line breaks right, literal or lost.

    Raises UserError that says what the text is instead: an RSA key, a public key, a certificate, an
    encrypted key, another curve, a web page, JSON, or a text that is cut off.
    """
    return _parsed.get(text, _ec_private_key)


def load_p384_private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Read a P-384 private key (an OAuth client's). Raises UserError for everything else."""
    return _parsed.get(text, _p384_private_key)


def load_rsa_private_key(text: str) -> rsa.RSAPrivateKey:
    """Read an RSA private key (a service account's ``private_key``). Raises UserError for everything else."""
    return _parsed.get(text, _rsa_private_key)


def vapid_private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Read a VAPID private key: base64url or base64 of the raw 32 bytes, padded or not, or PEM.

    Raises UserError, naming a pasted public key as such.
    """
    return _parsed.get(text, _vapid_private_key)


def _ec_private_key(text: str) -> ec.EllipticCurvePrivateKey:
    key = read_private_key(text, "The key")
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UserError(
            f"The key is {_kind_of(key)}, not a P-256 key.",
            "This service signs with ES256, which needs an elliptic curve key on the curve P-256.",
            "Choose the .p8 file of this service; an RSA key usually belongs to an FCM service account.",
        )
    if key.curve.name != _P256.name:
        raise UserError(
            f"The key is on the curve {key.curve.name}, not P-256.",
            "ES256 needs the curve P-256 (prime256v1, secp256r1).",
            "Make or download a P-256 key.",
        )
    return key


def _p384_private_key(text: str) -> ec.EllipticCurvePrivateKey:
    key = read_private_key(text, "The key")
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == _P384.name:
        return key
    raise UserError(
        f"The key is {_kind_of(key)}, not a P-384 key.",
        "The client signs with ES384, which needs an elliptic curve key on the curve P-384 (secp384r1).",
        "Take the private key that was shown when the client was made.",
    )


def _rsa_private_key(text: str) -> rsa.RSAPrivateKey:
    key = read_private_key(text, "The key")
    if isinstance(key, rsa.RSAPrivateKey):
        return key
    raise UserError(
        f"The key is {_kind_of(key)}, not an RSA key.",
        "A service account signs with RS256, which needs an RSA key.",
        "Download the service account's JSON once more; a .p8 file belongs to APNs.",
    )


def _kind_of(key: object) -> str:
    if isinstance(key, rsa.RSAPrivateKey):
        return f"an RSA key of {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return f"an elliptic curve key on {key.curve.name}"
    return f"of the type {type(key).__name__.removesuffix('PrivateKey')}"


def _vapid_private_key(text: str) -> ec.EllipticCurvePrivateKey:
    tidied = tidy(text)
    if has_pem(tidied):
        return _ec_private_key(text)
    if _WHOLE_PAIR.search(tidied):
        raise UserError(
            "This is the whole VAPID key pair.",
            "It is what web-push generate-vapid-keys prints, with both halves.",
            "Paste the private key alone: 43 characters of base64url.",
        )
    raw = bare_bytes(tidied, "The VAPID private key")
    if bare_der(tidied) is not None:
        return _ec_private_key(text)
    return _from_scalar(raw.removeprefix(b"\x00") if len(raw) == 33 else raw)


def _from_scalar(raw: bytes) -> ec.EllipticCurvePrivateKey:
    fix = "Paste the private key: 43 characters of base64url, or make a new pair."
    if len(raw) == 65 and raw[0] == 4:
        raise UserError("This is the VAPID public key.", "It holds a curve point of 65 bytes beginning with 4.", fix)
    if len(raw) != 32:
        raise UserError(
            "The VAPID private key has a wrong length.", f"It holds {len(raw)} bytes; 32 belong there.", fix
        )
    scalar = int.from_bytes(raw)
    if not 0 < scalar < P256_ORDER:
        raise UserError("The VAPID private key is out of range.", "Its number lies outside the curve P-256.", fix)
    return ec.derive_private_key(scalar, _P256)


def public_point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public key as an uncompressed point of 65 bytes, ``0x04 | X | Y``."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def vapid_public_key(private: ec.EllipticCurvePrivateKey) -> str:
    """Return the ``k`` of a VAPID header and the browser's ``applicationServerKey``: the point in base64url."""
    return b64url(public_point(private))


@dataclass(frozen=True, slots=True)
class VapidPair:
    """A new VAPID key pair, both parts as unpadded base64url."""

    private_key: Secret
    public_key: str


def new_vapid_pair() -> VapidPair:
    """Make a VAPID key pair from the operating system's randomness."""
    private = ec.generate_private_key(_P256)
    scalar = private.private_numbers().private_value.to_bytes(32)
    return VapidPair(Secret(b64url(scalar)), vapid_public_key(private))
