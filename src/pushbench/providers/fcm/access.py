"""Signs in: a service account's assertion for an access token, kept until shortly before it expires."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import CachedToken, SendContext, Step
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.json_value import Json, compact
from pushbench.domain.outcome import Outcome, StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.fcm.account import TOKEN_URL, Account, SignIn
from pushbench.providers.fcm.answer import is_front_door_refusal
from pushbench.providers.fcm.oauth import read_grant
from pushbench.providers.formats.connection import link

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFETIME_SECONDS = 3600
_STALE_SECONDS = 240
"""How long before its end a token is not used any more (google-auth: 3 min 45 s)."""

STAND_IN_TOKEN = "DRY-RUN.access-token-that-was-never-fetched"
STAND_IN = HttpResponse(
    200,
    (("content-type", "application/json"), ("x-pushbench-stand-in", "dry run: nobody was asked")),
    compact({"access_token": STAND_IN_TOKEN, "expires_in": 0, "token_type": "Bearer"}).encode(),
)
"""What a dry run hears instead of Google; it lives for 0 seconds, so that it is never kept."""

Access: TypeAlias = "Generator[Step, HttpResponse, Secret | Outcome]"
Authorised: TypeAlias = "Generator[Step, HttpResponse, HttpResponse | Outcome]"


def authorised(
    signer: SignIn, credentials: Credentials, context: SendContext, step: Callable[[Secret], Step]
) -> Authorised:
    """Send what ``step`` builds with an access token; one that Google no longer accepts is renewed once.

    Returns the answer, or the outcome where signing in failed.
    """
    token = yield from access_token(signer, credentials, context)
    if isinstance(token, Outcome):
        return token
    response = yield step(token)
    if signer.account is None or not is_front_door_refusal(response):
        return response
    _forget(token, signer.account, credentials, context)
    token = yield from access_token(signer, credentials, context)
    if isinstance(token, Outcome):
        return token
    return (yield step(token))


def access_token(signer: SignIn, credentials: Credentials, context: SendContext) -> Access:
    """Return an access token: the pasted one, a kept one, or a new one from the token endpoint."""
    if signer.account is None:
        if signer.access_token is None:
            raise ValueError("a sign-in has an account or a token")
        return signer.access_token
    key, now = cache_key(signer.account, credentials), context.time()
    kept = context.tokens.get(key)
    if kept is not None and kept.expires_at - now > _STALE_SECONDS:
        return kept.token
    response = yield token_step(signer.account, credentials, now)
    grant = read_grant(response, now)
    if isinstance(grant, Outcome):
        return grant
    if grant.lifetime_seconds > _STALE_SECONDS:
        context.tokens.put(key, CachedToken(grant.token, now, now + grant.lifetime_seconds))
    return grant.token


def _forget(token: Secret, account: Account, credentials: Credentials, context: SendContext) -> None:
    """Drop a refused token, unless another delivery has renewed it meanwhile."""
    key = cache_key(account, credentials)
    kept = context.tokens.get(key)
    if kept is not None and kept.token == token:
        context.tokens.drop(key)


def cache_key(account: Account, credentials: Credentials) -> str:
    """Return what a token is kept under: where it came from, for whom, and by which key."""
    return f"fcm:{token_url(account, credentials)}:{account.client_email}:{account.private_key.fingerprint()}"


def token_url(account: Account, credentials: Credentials) -> str:
    """Return where tokens are fetched: the profile's address, else the account's.

    Raises UserError for an address without TLS off this computer, and where a local profile would
    reach the real Google.
    """
    named = credentials.text("token_url")
    url = named or account.token_uri or TOKEN_URL
    host = _host(url)
    if credentials.environment is Environment.LOCAL and not named and not _is_at_home(host, credentials):
        raise UserError(
            f"The local profile “{credentials.name}” would sign in at {host}.",
            "Its service account is a real one, and the profile names no token URL of an emulator.",
            "Start the sandbox, or set token_url to an emulator's address.",
        )
    return url


def _host(url: str) -> str:
    """Return the token URL's host. Raises UserError for what is no address, and for one without TLS elsewhere."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("https", "http"):
        raise UserError(
            f"The token URL “{url[:80]}” is none.",
            "It needs https:// and a host.",
            f"Leave the field empty for the account's own, usually {TOKEN_URL}.",
        )
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise UserError(
            f"The token URL “{url[:80]}” is not safe.",
            "Whoever listens on the way could sign in with this account for an hour.",
            "Write https:// in front.",
        )
    return host


_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(url: str) -> bool:
    """Tell whether an address is on this computer."""
    try:
        return urlsplit(url).hostname in _LOOPBACK
    except ValueError:
        return False


def _is_at_home(host: str, credentials: Credentials) -> bool:
    if host in _LOOPBACK:
        return True
    try:
        return urlsplit(credentials.text("base_url")).hostname == host
    except ValueError:
        return False


def token_step(account: Account, credentials: Credentials, now: float) -> Step:
    """Return the request for an access token. Raises UserError for a private key that cannot sign."""
    assertion = Secret(sign_assertion(account, now))
    form = urlencode({"grant_type": _GRANT_TYPE, "assertion": assertion.reveal()})
    request = HttpRequest(
        "POST",
        token_url(account, credentials),
        (("content-type", "application/x-www-form-urlencoded"),),
        form.encode("ascii"),
        link(credentials),
        masks=(assertion,),
        masked_response_keys=frozenset({"access_token", "id_token", "refresh_token"}),
        varies=("jwt", "time"),
    )
    return Step(StepKind.AUTHORISE, request, STAND_IN)


def sign_assertion(account: Account, now: float) -> str:
    """Return the signed assertion (RFC 7523). Raises UserError for a private key that cannot sign."""
    # Cryptography costs 22 ms; the window must not pay for it before its first paint.
    from pushbench.wire.jwt import sign_rs256
    from pushbench.wire.keys import load_rsa_private_key

    key = load_rsa_private_key(account.private_key.reveal())
    headers: dict[str, Json] = {"typ": "JWT", "alg": "RS256"}
    if account.private_key_id:
        headers["kid"] = account.private_key_id
    issued = int(now)
    claims: dict[str, Json] = {
        "iss": account.client_email,
        "scope": SCOPE,
        "aud": TOKEN_URL,
        "iat": issued,
        "exp": issued + _LIFETIME_SECONDS,
    }
    return sign_rs256(claims, headers, key)
