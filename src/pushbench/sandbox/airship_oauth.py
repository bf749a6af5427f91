"""The emulated Airship's token endpoint: an OAuth client's secret, or its signed assertion, for a token of an hour."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

from pushbench.sandbox.airship_answers import oauth_error
from pushbench.sandbox.exchange import Answer, Request

LIFETIME = 3600
SCOPES = frozenset({"psh", "chn", "evt", "nu", "pln", "sch", "rpt", "tpl"})
_LONGEST_ASSERTION = 120


class OAuth:
    """One client of the project, and the tokens it was given."""

    def __init__(
        self, app_key: str, client_id: str, secret: str, private_key: str, new_token: Callable[[], str]
    ) -> None:
        self._app_key = app_key
        self._client_id = client_id
        self._secret = secret
        self._private_key = private_key
        self._new_token = new_token
        self._tokens: dict[str, tuple[float, frozenset[str]]] = {}

    def clear(self) -> None:
        self._tokens.clear()

    def scopes_of(self, token: str, now: float) -> frozenset[str] | None:
        """Return what a token may do, or None for one that is unknown or has expired."""
        expires, scopes = self._tokens.get(token, (0.0, frozenset()))
        return scopes if expires > now else None

    def handle(self, request: Request, now: float) -> Answer:
        """Answer one request for a token."""
        if request.method != "POST":
            return oauth_error("invalid_request", "POST is needed")
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        if form.get("grant_type") != "client_credentials":
            return oauth_error("unsupported_grant_type")
        if "assertion" in form:
            claims = self._claims(form["assertion"], now)
            if claims is None:
                return oauth_error("invalid_client", "The assertion is not valid")
            scope, subject = claims.get("scope") or [], claims.get("sub")
        else:
            if _pair(request.header("authorization")) != (self._client_id, self._secret):
                return oauth_error("invalid_client", "Client authentication failed")
            scope, subject = form.get("scope", "").split(), form.get("sub")
        if subject != f"app:{self._app_key}":
            return oauth_error("invalid_grant", "The subject is not an app of this client")
        if not isinstance(scope, list) or not {str(each) for each in scope} <= SCOPES:
            return oauth_error("invalid_scope", "The requested scope is not granted")
        return self._grant(frozenset(str(each) for each in scope) or SCOPES, now)

    def _grant(self, scopes: frozenset[str], now: float) -> Answer:
        import json

        token = self._new_token()
        self._tokens[token] = (now + LIFETIME, scopes)
        body = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "scope": " ".join(sorted(scopes)),
        }
        return Answer(
            200, (("content-type", "application/json"), ("cache-control", "no-store")), json.dumps(body).encode()
        )

    def _claims(self, assertion: str, now: float) -> dict[str, Any] | None:
        import jwt
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        key = load_pem_private_key(self._private_key.encode(), None).public_key()
        try:
            header = jwt.get_unverified_header(assertion)
            options: Any = {"verify_aud": False, "verify_exp": False, "verify_iat": False}
            claims: dict[str, Any] = jwt.decode(assertion, key, algorithms=["ES384"], options=options)  # type: ignore[arg-type]
        except jwt.PyJWTError:
            return None
        issued, expires = claims.get("iat"), claims.get("exp")
        is_timely = (
            isinstance(issued, int)
            and isinstance(expires, int)
            and expires > now
            and issued < now + 60
            and expires - issued <= _LONGEST_ASSERTION
        )
        is_client = header.get("kid") == claims.get("iss") == self._client_id and bool(claims.get("nonce"))
        return claims if is_timely and is_client else None


def _pair(header: str | None) -> tuple[str, str]:
    word, _, coded = (header or "").partition(" ")
    try:
        text = base64.b64decode(coded.strip(), validate=True).decode() if word.lower() == "basic" else ""
    except (binascii.Error, ValueError):
        text = ""
    user, _, password = text.partition(":")
    return unquote(user), unquote(password)


def new_private_key() -> str:
    """Make a P-384 key for a client that signs assertions, as PEM."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP384R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
