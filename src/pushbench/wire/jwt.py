"""JSON Web Tokens as push services take them: compact, in the given key order."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, JsonObject, compact
from pushbench.wire.base64url import b64url, un_b64

# Signed here and not by PyJWT, which fixes the header's order and costs 52 ms of start-up; it is the tests' oracle.
_ES256 = ec.ECDSA(SHA256())
_ES384 = ec.ECDSA(SHA384())
_RS256 = padding.PKCS1v15()


@dataclass(frozen=True, slots=True)
class JwtParts:
    """What a token says, unverified."""

    header: JsonObject
    claims: JsonObject


def sign_es256(claims: Mapping[str, Json], headers: Mapping[str, Json], key: ec.EllipticCurvePrivateKey) -> str:
    """Return a compact token signed with P-256 (RFC 7518, 3.4); ``headers`` must name ``alg`` itself.

    Raises UserError for values that are no text.
    """
    signed = _signing_input(headers, claims)
    r, s = decode_dss_signature(key.sign(signed.encode("ascii"), _ES256))
    return f"{signed}.{b64url(r.to_bytes(32) + s.to_bytes(32))}"


def sign_es384(claims: Mapping[str, Json], headers: Mapping[str, Json], key: ec.EllipticCurvePrivateKey) -> str:
    """Return a compact token signed with P-384 (RFC 7518, 3.4); ``headers`` must name ``alg`` itself.

    Raises UserError for values that are no text.
    """
    signed = _signing_input(headers, claims)
    r, s = decode_dss_signature(key.sign(signed.encode("ascii"), _ES384))
    return f"{signed}.{b64url(r.to_bytes(48) + s.to_bytes(48))}"


def sign_rs256(claims: Mapping[str, Json], headers: Mapping[str, Json], key: rsa.RSAPrivateKey) -> str:
    """Return a compact token signed with RSA PKCS#1 v1.5 (RFC 7518, 3.3); ``headers`` must name ``alg`` itself.

    Raises UserError for values that are no text.
    """
    signed = _signing_input(headers, claims)
    return f"{signed}.{b64url(key.sign(signed.encode('ascii'), _RS256, SHA256()))}"


def _signing_input(headers: Mapping[str, Json], claims: Mapping[str, Json]) -> str:
    try:
        return f"{b64url(compact(headers).encode())}.{b64url(compact(claims).encode())}"
    except UnicodeEncodeError as error:
        raise UserError(
            "The sign-in token cannot be made.",
            "A name in it holds half a character (a lone surrogate), which no text on the wire can carry.",
            "Correct the profile's ids, or take the key file as it was downloaded.",
        ) from error


def read_unverified(token: str) -> JwtParts | None:
    """Return header and claims without looking at the signature, or None for what is no such token."""
    parts = token.strip().split(".")
    if len(parts) != 3:
        return None
    header, claims = _json_object(parts[0]), _json_object(parts[1])
    if header is None or claims is None:
        return None
    return JwtParts(header, claims)


def _json_object(part: str) -> JsonObject | None:
    try:
        value = json.loads(un_b64(part), parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _finite(text: str) -> float:
    """Return a number that JSON can hold. Raises ValueError for NaN, Infinity and 1e999, which no report could print."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
