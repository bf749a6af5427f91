"""Provider tokens: the emulator's signing keys, and what APNs accepts as a JWT.

Five keys exist, so that every refusal can be met (private keys under ``extras()["keys"]``):

=============== =======================================================================================
``main``        the profile's: both environments, every topic of the team
``unrelated``   a second key of the team: ``UnrelatedKeyIdInToken`` on a connection that ``main`` opened
``production``  the team's, for the other environment: ``BadEnvironmentKeyInToken``
``topic``       the team's, for ``dev.pushbench.other`` alone: ``TopicDisallowed`` elsewhere
``other_team``  another team's: ``InvalidProviderToken`` as second on a connection, else its own topics
=============== =======================================================================================

Order: form, signature and issuer; environment; age; team and key of the connection; 20-minute rule.
A token counts for the 20-minute rule once it was accepted on that connection.
Source: Apple, "Establishing a token-based connection to APNs".
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from pushbench.domain.ports import Randomness
from pushbench.sandbox.apns_reasons import Refused
from pushbench.sandbox.exchange import Connection

LIFETIME_SECONDS = 3600
AHEAD_SECONDS = 3600
"""How far in the future ``iat`` may lie."""
UPDATE_SECONDS = 1200
_CACHE_SIZE = 256
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256."""
_MEMORY = "apns.provider_token"

DER_REMARK = "The signature is DER; APNs documents the raw 64 bytes, so sign that way"
TEXT_IAT_REMARK = "iat is text; write it as a number"
FLOAT_IAT_REMARK = "iat has a fraction; write whole seconds"
AHEAD_REMARK = "iat lies in the future; the sender's clock is ahead"


@dataclass(frozen=True, slots=True)
class ProviderKey:
    """A .p8 key and what it may be used for."""

    name: str
    key_id: str
    team_id: str
    private: ec.EllipticCurvePrivateKey
    is_development: bool = True
    topics: frozenset[str] | None = None
    """Bundle ids; None: all of the team."""

    @property
    def pem(self) -> str:
        """The text of the .p8 file."""
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode("ascii")


@dataclass(frozen=True, slots=True)
class Verified:
    """A JWT whose form, signature and issuer are right."""

    key: ProviderKey
    issued_at: float
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Bound:
    """What the first accepted push fixed for a connection."""

    key: ProviderKey
    token: str
    since: float


class KeyRing:
    """Knows the emulator's keys and judges ``authorization`` headers."""

    def __init__(self, keys: dict[str, str], now: Callable[[], float], randomness: Randomness, *, topic: str) -> None:
        self._now = now
        team = keys.setdefault("apns.team_id", _identifier(randomness))
        other = keys.setdefault("apns.other_team_id", _identifier(randomness))
        self.main = _key(keys, "main", team, randomness)
        self.keys = (
            self.main,
            _key(keys, "unrelated", team, randomness),
            _key(keys, "production", team, randomness, is_development=False),
            _key(keys, "topic", team, randomness, topics=frozenset({topic})),
            _key(keys, "other_team", other, randomness),
        )
        self._verified: dict[str, Verified] = {}

    def admit(self, header: str | None, connection: Connection) -> Verified:
        """Accept a header on a connection or raise :class:`Refused`."""
        token = _bearer(header)
        verified = self._verified.get(token) or self._remember(token, self._verify(token))
        if not verified.key.is_development:
            raise Refused("BadEnvironmentKeyInToken")
        self._check_age(verified.issued_at)
        self._check_connection(verified, token, connection)
        return verified

    def _check_age(self, issued_at: float) -> None:
        age = self._now() - issued_at
        if age > LIFETIME_SECONDS:
            raise Refused("ExpiredProviderToken")
        if age < -AHEAD_SECONDS:
            raise Refused("InvalidProviderToken")

    def _check_connection(self, verified: Verified, token: str, connection: Connection) -> None:
        bound: _Bound | None = connection.memory.get(_MEMORY)
        if bound is None:
            connection.memory[_MEMORY] = _Bound(verified.key, token, self._now())
            return
        if bound.token == token:
            return
        if bound.key.team_id != verified.key.team_id:
            raise Refused("InvalidProviderToken")
        if bound.key.key_id != verified.key.key_id:
            raise Refused("UnrelatedKeyIdInToken")
        if self._now() - bound.since < UPDATE_SECONDS:
            raise Refused("TooManyProviderTokenUpdates")
        bound.token, bound.since = token, self._now()

    def _verify(self, token: str) -> Verified:
        header, claims, signed, signature = _parts(token)
        key = next((key for key in self.keys if key.key_id == header.get("kid")), None)
        if key is None or header.get("alg") != "ES256" or claims.get("iss") != key.team_id:
            raise Refused("InvalidProviderToken")
        issued_at, remarks = _issued_at(claims.get("iat"))
        if not _is_signed(key, signed, signature):
            raise Refused("InvalidProviderToken")
        if len(signature) != 64:
            remarks = (DER_REMARK, *remarks)
        if issued_at > self._now() + 60:
            remarks = (AHEAD_REMARK, *remarks)
        return Verified(key, issued_at, remarks)

    def _remember(self, token: str, verified: Verified) -> Verified:
        # Verifying costs more than all the rest of a request, and a client sends one token thousands of times.
        if len(self._verified) >= _CACHE_SIZE:
            self._verified.pop(next(iter(self._verified)))
        self._verified[token] = verified
        return verified


def _bearer(header: str | None) -> str:
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused("MissingProviderToken")
    return token.strip()


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    """Return header, claims, the signed bytes and the signature."""
    if re.fullmatch(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", token) is None:
        raise Refused("InvalidProviderToken")
    texts = token.split(".")
    try:
        header, claims, signature = (base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) for text in texts)
        documents = json.loads(header), json.loads(claims)
    except (binascii.Error, ValueError, RecursionError):
        raise Refused("InvalidProviderToken") from None
    if not all(isinstance(document, dict) for document in documents):
        raise Refused("InvalidProviderToken")
    return (*documents, f"{texts[0]}.{texts[1]}".encode(), signature)


def _issued_at(value: object) -> tuple[float, tuple[str, ...]]:
    """Read ``iat``: Apple's own samples write it as number and as text, clients send fractions."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value):
        return float(value), (TEXT_IAT_REMARK,)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        raise Refused("InvalidProviderToken")
    return float(value), () if isinstance(value, int) else (FLOAT_IAT_REMARK,)


def _is_signed(key: ProviderKey, signed: bytes, signature: bytes) -> bool:
    der = signature
    if len(signature) == 64:
        der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    elif not signature.startswith(b"\x30"):
        return False
    try:
        key.private.public_key().verify(der, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _key(
    keys: dict[str, str],
    name: str,
    team_id: str,
    randomness: Randomness,
    *,
    is_development: bool = True,
    topics: frozenset[str] | None = None,
) -> ProviderKey:
    number = keys.setdefault(f"apns.key.{name}", randomness.bytes(40).hex())
    return ProviderKey(
        name=name,
        key_id=keys.setdefault(f"apns.key_id.{name}", _identifier(randomness)),
        team_id=team_id,
        private=ec.derive_private_key(int(number, 16) % (_ORDER - 1) + 1, ec.SECP256R1()),
        is_development=is_development,
        topics=topics,
    )


def _identifier(randomness: Randomness) -> str:
    """Ten characters, as Apple's key and team ids have."""
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in randomness.bytes(10))
