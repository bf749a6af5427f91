"""The emulated Google account: a service account key, the token endpoint, and access tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.types import Options

from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox.exchange import Answer, Request
from pushbench.sandbox.fcm_errors import JSON_HEADERS, oauth_error

PROJECT = "pushbench-sandbox"
PROJECT_NUMBER = "123456789012"
TOKEN_AUDIENCE = "https://oauth2.googleapis.com/token"
SCOPES = (
    "https://www.googleapis.com/auth/firebase.messaging",
    "https://www.googleapis.com/auth/cloud-platform",
)
LIFETIME_SECONDS = 3599
SKEW_SECONDS = 300
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Account:
    """Issues access tokens for assertions signed with its one key, and judges bearers."""

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        if "fcm.private_key" not in keys:
            keys["fcm.private_key"] = _new_private_key()
        self._private_pem = keys["fcm.private_key"]
        self._key_id = keys.setdefault("fcm.key_id", randomness.bytes(20).hex())
        self._email = f"firebase-adminsdk@{PROJECT}.iam.gserviceaccount.com"
        key = serialization.load_pem_private_key(self._private_pem.encode(), None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("fcm.private_key is no RSA key")
        self._public = key.public_key()
        self._issued: dict[str, float] = {}

    def service_account(self, token_url: str) -> str:
        """Return the key file's JSON text."""
        return json.dumps(
            {
                "type": "service_account",
                "project_id": PROJECT,
                "private_key_id": self._key_id,
                "private_key": self._private_pem,
                "client_email": self._email,
                "client_id": "100000000000000000001",
                "auth_uri": "https://accounts.google.com/o/oauth2/auth",
                "token_uri": token_url,
                "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
                "client_x509_cert_url": f"https://www.googleapis.com/robot/v1/metadata/x509/{self._email}",
                "universe_domain": "googleapis.com",
            }
        )

    def judge(self, authorization: str | None) -> str | None:
        """Say what is wrong with a bearer: ``missing``, ``invalid``; None when it is good."""
        scheme, _, token = (authorization or "").partition(" ")
        if not authorization or scheme.lower() != "bearer":
            return "missing"
        expires = self._issued.get(token.strip())
        return None if expires is not None and expires > self._clock.now() else "invalid"

    def forget_tokens(self) -> None:
        self._issued.clear()

    def exchange(self, request: Request) -> Answer:
        """Answer the token endpoint."""
        if request.method != "POST":
            return oauth_error(405, "invalid_request", "Only POST is allowed.")
        form = {key: values[0] for key, values in parse_qs(request.body.decode("latin-1")).items()}
        if form.get("grant_type") != GRANT:
            return oauth_error(400, "unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")
        trouble = self._assertion_trouble(form.get("assertion", ""), f"{request.origin}/token")
        return trouble or self._issue()

    def _issue(self) -> Answer:
        token = f"ya29.sandbox.{self._randomness.bytes(24).hex()}"
        self._issued[token] = self._clock.now() + LIFETIME_SECONDS
        body = {"access_token": token, "expires_in": LIFETIME_SECONDS, "token_type": "Bearer"}
        return Answer(200, JSON_HEADERS, json.dumps(body).encode())

    def _assertion_trouble(self, assertion: str, own_url: str) -> Answer | None:
        try:
            header = jwt.get_unverified_header(assertion)
            claims = jwt.decode(assertion, options={"verify_signature": False})
        except jwt.PyJWTError:
            return oauth_error(400, "invalid_grant", "Invalid JWT: the assertion cannot be read.")
        if claims.get("iss") != self._email:
            return oauth_error(400, "invalid_grant", "Invalid grant: account not found")
        if header.get("kid") not in (None, self._key_id):
            return oauth_error(400, "invalid_grant", "Invalid JWT Signature.")
        try:
            jwt.decode(assertion, self._public, algorithms=["RS256"], options=_SIGNATURE_ONLY)
        except jwt.PyJWTError:
            return oauth_error(400, "invalid_grant", "Invalid JWT Signature.")
        return self._claims_trouble(claims, own_url)

    def _claims_trouble(self, claims: Mapping[str, object], own_url: str) -> Answer | None:
        issued, expires = claims.get("iat"), claims.get("exp")
        now = self._clock.now()
        if not _is_short_lived(issued, expires, now):
            return oauth_error(
                400,
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                "Check your iat and exp values in the JWT claim.",
            )
        if claims.get("aud") not in (TOKEN_AUDIENCE, own_url):
            return oauth_error(400, "invalid_grant", "Invalid JWT: Failed audience check.")
        scopes = str(claims.get("scope", "")).split()
        if not scopes:
            return oauth_error(400, "invalid_scope", "Empty or missing scope not allowed.")
        if not set(scopes) & set(SCOPES):
            return oauth_error(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return None


_SIGNATURE_ONLY: Options = {
    "verify_exp": False,
    "verify_aud": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


def _is_short_lived(issued: object, expires: object, now: float) -> bool:
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        return False
    return issued <= now + SKEW_SECONDS and now - SKEW_SECONDS < expires <= issued + 3600


def _new_private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
