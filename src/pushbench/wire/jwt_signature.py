"""Checks a token's signature against whatever key a person has at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_private_key, load_pem_public_key

from pushbench.domain.errors import UserError
from pushbench.wire.base64url import un_b64
from pushbench.wire.keys import vapid_private_key
from pushbench.wire.pem import bare_der, blocks, has_pem, tidy
from pushbench.wire.quiet import hush

if TYPE_CHECKING:
    from pushbench.wire.jwt import JwtParts

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


class Verdict(Enum):
    """What checking a signature gave."""

    GOOD = "good"
    BAD = "bad"
    OTHER_KIND = "other kind"
    """The key is of another kind than the token's algorithm needs."""
    UNKNOWN = "unknown"
    """An algorithm that push services do not use."""


def verify(token: str, parts: JwtParts, key: PublicKey) -> Verdict:
    """Check a compact token against a public key (RFC 7518, 3.3 and 3.4). Total."""
    signed, _, signature = token.strip().rpartition(".")
    try:
        raw = un_b64(signature)
    except ValueError:
        return Verdict.BAD
    algorithm = parts.header.get("alg")
    if algorithm == "ES256":
        return _es256(signed.encode(), raw, key)
    if algorithm == "RS256":
        return _rs256(signed.encode(), raw, key)
    return Verdict.UNKNOWN


def _es256(signed: bytes, raw: bytes, key: PublicKey) -> Verdict:
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        return Verdict.OTHER_KIND
    if len(raw) != 64:
        return Verdict.BAD
    try:
        der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        key.verify(der, signed, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return Verdict.BAD
    return Verdict.GOOD


def _rs256(signed: bytes, raw: bytes, key: PublicKey) -> Verdict:
    if not isinstance(key, rsa.RSAPublicKey):
        return Verdict.OTHER_KIND
    try:
        key.verify(raw, signed, padding.PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return Verdict.BAD
    return Verdict.GOOD


def public_keys(text: str) -> tuple[PublicKey, ...]:
    """Return the public halves of the keys in a text: PEM of any kind, a service account, VAPID of either half.

    Total: a text without a key gives none.
    """
    hush()
    return tuple(key for key in _found(text) if isinstance(key, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)))


def _found(text: str) -> Iterator[Any]:
    tidied = _key_of_account(text) or tidy(text)
    if has_pem(tidied):
        yield from _of_pem(tidied)
        return
    der = bare_der(tidied)
    if der is not None:
        try:
            yield load_der_public_key(der)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            pass
        else:
            return
    try:
        yield vapid_private_key(tidied).public_key()
    except UserError:
        try:
            yield ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), un_b64("".join(tidied.split())))
        except (ValueError, UnsupportedAlgorithm):
            return


def _key_of_account(text: str) -> str:
    if not text.lstrip("\ufeff \r\n\t").startswith("{"):
        return ""
    try:
        document = json.loads(text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return ""
    key = document.get("private_key") if isinstance(document, dict) else None
    return tidy(key) if isinstance(key, str) else ""


def _of_pem(tidied: str) -> Iterator[Any]:
    from cryptography import x509

    try:
        found = blocks(tidied, "The key")
    except UserError:
        return
    for block in found:
        try:
            if block.label.endswith("PRIVATE KEY") and not block.is_encrypted:
                yield load_pem_private_key(block.pem(), password=None).public_key()
            elif block.label.endswith("PUBLIC KEY"):
                yield load_pem_public_key(block.pem())
            elif block.label == "CERTIFICATE":
                yield x509.load_der_x509_certificate(block.der).public_key()
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
