"""Signs in: app key and master secret, a bearer token, or an OAuth client whose token is kept until it expires.

Source: Airship API, introduction (authentication) and OAuth; urbanairship 7.4.1, client.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, urlencode

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import CachedToken, SendContext, Step
from pushbench.domain.http import Headers, HttpRequest, HttpResponse
from pushbench.domain.json_value import JsonObject, compact
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Retry, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.providers.airship.spec import BASIC, OAUTH, SITES, TOKEN
from pushbench.providers.formats.connection import base_url_trouble, link, service_url
from pushbench.providers.formats.headers import is_header_text
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.retry_after import retry_after_seconds

SCOPES = "psh chn"
API_HOSTS = {"us": "https://go.urbanairship.com", "eu": "https://go.airship.eu"}
OAUTH_HOSTS = {"us": "https://api.asnapius.com", "eu": "https://api.asnapieu.com"}
TOKEN_HOSTS = {"us": "https://oauth2.asnapius.com", "eu": "https://oauth2.asnapieu.com"}
_STALE_SECONDS = 120
_ASSERTION_SECONDS = 60
STAND_IN = HttpResponse(
    200,
    (("content-type", "application/json"), ("x-pushbench-stand-in", "dry run: nobody was asked")),
    compact({"access_token": "DRY-RUN.access-token-that-was-never-fetched", "expires_in": 0}).encode(),
)
"""What a dry run hears instead of Airship; it lives for 0 seconds, so that it is never kept."""

Access: TypeAlias = "Generator[Step, HttpResponse, SignIn | Outcome]"
Authorised: TypeAlias = "Generator[Step, HttpResponse, HttpResponse | Outcome]"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a call proves who sends it."""

    way: str
    headers: Headers
    masks: tuple[Secret, ...]
    token: Secret | None = None
    """The OAuth token, where it is one."""


def way_of(credentials: Credentials) -> str:
    """Return which way to sign in a profile takes; empty where it has none."""
    if credentials.secret("master_secret"):
        return BASIC
    if credentials.secret("token"):
        return TOKEN
    return OAUTH if credentials.secret("client_secret") or credentials.secret("private_key") else ""


def site_of(credentials: Credentials) -> str:
    """Return the site's short name."""
    site = credentials.text("site", SITES[0]).lower()
    return site if site in SITES else SITES[0]


def app_key(credentials: Credentials) -> str:
    """Return the project's key. Raises UserError where there is none, or one that no header can carry."""
    key = credentials.text("app_key")
    if not is_header_text(key) or ":" in key:
        raise UserError(
            f"The profile “{credentials.name}” has no app key." if not key else f"“{key[:40]}” is no app key.",
            "Every call names the project by its 22 characters.",
            "Copy it from Airship's dashboard, Settings, “Project details”.",
        )
    return key


def api_url(credentials: Credentials, path: str) -> str:
    """Return where a call goes: the site's host, OAuth's own, or the profile's base URL. ``path`` begins with /api/."""
    hosts = OAUTH_HOSTS if way_of(credentials) == OAUTH else API_HOSTS
    return service_url(credentials, f"{hosts[site_of(credentials)]}{path}")


def authorised(credentials: Credentials, context: SendContext, step: Callable[[SignIn], Step]) -> Authorised:
    """Send what ``step`` builds, signed in; an OAuth token that is refused is renewed once.

    Returns the answer, or the outcome where signing in failed. Raises UserError for what cannot sign in.
    """
    signed = yield from sign_in(credentials, context)
    if isinstance(signed, Outcome):
        return signed
    response = yield step(signed)
    if signed.token is None or response.status != 401:
        return response
    _forget(signed.token, credentials, context)
    signed = yield from sign_in(credentials, context)
    if isinstance(signed, Outcome):
        return signed
    return (yield step(signed))


def sign_in(credentials: Credentials, context: SendContext) -> Access:
    """Return what a call carries. Raises UserError for what cannot sign in."""
    key, way = app_key(credentials), way_of(credentials)
    if way == BASIC:
        return _basic(key, _secret(credentials, "master_secret", "master secret"))
    if way == TOKEN:
        return _bearer(key, TOKEN, _bare_token(_secret(credentials, "token", "bearer token")))
    if way == OAUTH:
        token = yield from _oauth_token(credentials, context)
        return token if isinstance(token, Outcome) else _bearer(key, OAUTH, token)
    raise UserError(
        f"The profile “{credentials.name}” has nothing to sign in with.",
        "Airship refuses every call without a master secret, a bearer token or an OAuth client.",
        "Put the app master secret into the profile (Settings, “Project details”).",
    )


def _basic(key: str, secret: Secret) -> SignIn:
    pair = base64.b64encode(f"{key}:{secret.reveal()}".encode()).decode()
    return SignIn(BASIC, (("authorization", f"Basic {pair}"),), (secret, Secret(pair)))


def _bearer(key: str, way: str, token: Secret) -> SignIn:
    headers = (("authorization", f"Bearer {token.reveal()}"), ("x-ua-appkey", key))
    return SignIn(way, headers, (token,), token if way == OAUTH else None)


def _bare_token(pasted: Secret) -> Secret:
    return Secret(pasted.reveal().removeprefix("Bearer").removeprefix("bearer").strip())


def _secret(credentials: Credentials, field: str, words: str) -> Secret:
    found = credentials.secret(field)
    bare = Secret("".join(found.reveal().split()) if field != "token" else found.reveal().strip()) if found else None
    if bare is None or not is_header_text(_bare_token(bare).reveal()):
        raise UserError(
            f"The {words} cannot be sent.",
            "It holds characters that no header can carry.",
            "Copy it again from Airship's dashboard.",
        )
    return bare


# OAuth


def token_url(credentials: Credentials) -> str:
    """Return where the client signs in. Raises UserError for an address that is none, or not safe."""
    named = credentials.text("token_url")
    if not named:
        return service_url(credentials, f"{TOKEN_HOSTS[site_of(credentials)]}/token")
    trouble = base_url_trouble(named) or (
        "" if is_safe(named) else "It is plain http, and the client's secret is sent to it."
    )
    if trouble:
        raise UserError(
            f"The token URL “{named[:80]}” cannot be used.", trouble, "Leave it empty for Airship's own address."
        )
    return named


def is_safe(url: str) -> bool:
    """Whether nobody on the way can read what is sent: TLS, or this very computer."""
    return url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]"))


def _oauth_token(credentials: Credentials, context: SendContext) -> Generator[Step, HttpResponse, Secret | Outcome]:
    now, kept_as = context.time(), cache_key(credentials)
    kept = context.tokens.get(kept_as)
    if kept is not None and kept.expires_at - now > _STALE_SECONDS:
        return kept.token
    response = yield token_step(credentials, context)
    value = read_json(response.body).value
    token = value.get("access_token") if isinstance(value, dict) else None
    if not 200 <= response.status < 300 or not isinstance(token, str) or not is_header_text(token):
        return _refused(response)
    lifetime = value.get("expires_in") if isinstance(value, dict) else None
    seconds = (
        float(lifetime) if isinstance(lifetime, int) and not isinstance(lifetime, bool) and lifetime < 10**8 else 0.0
    )
    if seconds > _STALE_SECONDS:
        context.tokens.put(kept_as, CachedToken(Secret(token), now, now + seconds))
    return Secret(token)


def cache_key(credentials: Credentials) -> str:
    """Return what a token is kept under: where it came from, for whom, and by which secret."""
    secret = credentials.secret("client_secret") or credentials.secret("private_key") or Secret("")
    whose = f"{credentials.text('client_id')}:{credentials.text('app_key')}"
    return f"airship:{token_url(credentials)}:{whose}:{secret.fingerprint()}"


def _forget(token: Secret, credentials: Credentials, context: SendContext) -> None:
    """Drop a refused token, unless another delivery has renewed it meanwhile."""
    kept = context.tokens.get(cache_key(credentials))
    if kept is not None and kept.token == token:
        context.tokens.drop(cache_key(credentials))


def token_step(credentials: Credentials, context: SendContext) -> Step:
    """Return the request for an access token. Raises UserError where the client is incomplete, or its key cannot sign."""
    client, key = credentials.text("client_id"), app_key(credentials)
    if not client:
        raise UserError(
            f"The profile “{credentials.name}” has an OAuth secret and no client id.",
            "Both together sign in.",
            "Copy the client id from Settings, “OAuth”.",
        )
    headers: Headers = (("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded"))
    form = {"grant_type": "client_credentials"}
    if credentials.secret("client_secret"):
        secret = _secret(credentials, "client_secret", "OAuth client secret")
        pair = f"{quote(client, safe='')}:{quote(secret.reveal(), safe='')}"
        coded = base64.b64encode(pair.encode()).decode()
        form |= {"sub": f"app:{key}", "scope": SCOPES}
        headers, masks, varies = (*headers, ("authorization", f"Basic {coded}")), (secret, Secret(coded)), ()
        return _token_request(credentials, headers, form, masks, varies)
    signed = Secret(_assertion(credentials, client, key, context))
    return _token_request(
        credentials, headers, {**form, "assertion": signed.reveal()}, (signed,), ("jwt", "time", "id")
    )


def _token_request(
    credentials: Credentials, headers: Headers, form: dict[str, str], masks: tuple[Secret, ...], varies: tuple[str, ...]
) -> Step:
    request = HttpRequest(
        "POST",
        token_url(credentials),
        headers,
        urlencode(form).encode("ascii"),
        link(credentials),
        masks=masks,
        masked_response_keys=frozenset({"access_token"}),
        varies=varies,
    )
    return Step(StepKind.AUTHORISE, request, STAND_IN)


def _assertion(credentials: Credentials, client: str, key: str, context: SendContext) -> str:
    """Return the signed assertion, which is good for a minute. Raises UserError for a key that cannot sign."""
    # Cryptography costs 22 ms; the window must not pay for it before its first paint.
    from pushbench.wire.jwt import sign_es384
    from pushbench.wire.keys import load_p384_private_key

    private_key = credentials.secret("private_key") or Secret("")
    issued = int(context.time())
    claims: JsonObject = {
        "aud": token_url(credentials)
        if credentials.text("token_url")
        else f"{TOKEN_HOSTS[site_of(credentials)]}/token",
        "exp": issued + _ASSERTION_SECONDS,
        "iat": issued,
        "iss": client,
        "nonce": context.new_id(),
        "sub": f"app:{key}",
        "scope": [*SCOPES.split()],
    }
    return sign_es384(claims, {"alg": "ES384", "kid": client}, load_p384_private_key(private_key.reveal()))


def _refused(response: HttpResponse) -> Outcome:
    value = read_json(response.body).value
    code = value.get("error") if isinstance(value, dict) else None
    said = value.get("error_description") if isinstance(value, dict) else None
    is_passing = response.status >= 500 or response.status == 429
    words = f" Airship said: “{said[:200]}”" if isinstance(said, str) and said else ""
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        reason=code[:100] if isinstance(code, str) else None,
        explain=Explain(
            "Signing in to Airship failed.",
            f"The token endpoint answered {response.status}: the client is wrong or revoked, lies at the other site, "
            f"or lacks the scopes {SCOPES}.{words}",
            "Try again in a minute." if is_passing else "Check client id, secret, app key and site of the profile.",
        ),
        retry=Retry.LATER if is_passing else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
    )
