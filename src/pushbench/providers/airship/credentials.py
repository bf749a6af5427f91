"""Reads a profile's credentials offline: missing, swapped, malformed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.profile import Credentials, Environment
from pushbench.providers.airship import notices
from pushbench.providers.airship.access import is_safe
from pushbench.providers.airship.spec import ID, KEY_PATTERN
from pushbench.providers.formats.connection import base_url_trouble
from pushbench.providers.formats.headers import is_header_text
from pushbench.providers.formats.notice import Notice

KEY = re.compile(KEY_PATTERN)
_API_HOSTS = ("go.urbanairship.com", "go.airship.eu", "api.asnapius.com", "api.asnapieu.com")
_LIKE_AIRSHIP = re.compile(r"(?:^|\.)(?:airship\.com|airship\.eu|urbanairship\.com|asnapius\.com|asnapieu\.com)$")


def check_credentials(credentials: Credentials) -> tuple[Finding, ...]:
    """Return what is wrong with a profile's credentials, as far as it shows without asking anybody."""
    return tuple(_findings(credentials))


def _at(notice: Notice, field: str, what: str, *, why: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why)


def _findings(credentials: Credentials) -> Iterator[Finding]:
    yield from _address(credentials)
    key = credentials.text("app_key")
    is_local = credentials.environment is Environment.LOCAL
    if not key:
        yield _at(notices.NO_APP_KEY, "app_key", "The app key is missing.")
    elif not is_header_text(key) or (not KEY.fullmatch(key) and not is_local):
        yield _at(notices.NO_APP_KEY, "app_key", f"“{key[:40]}” is no app key.")
    ways = [field for field in ("master_secret", "token", "client_secret", "private_key") if credentials.secret(field)]
    if not ways and not credentials.text("client_id"):
        yield _at(notices.NO_SIGN_IN, "master_secret", "There is neither a master secret nor a token.")
    if len(ways) > 1:
        yield _at(notices.TWO_WAYS, ways[1], f"The profile has {len(ways)} ways to sign in.")
    yield from _secret(credentials, key, is_local=is_local)
    yield from _token(credentials)
    yield from _client(credentials)


def _address(credentials: Credentials) -> Iterator[Finding]:
    base_url = credentials.text("base_url")
    trouble = base_url_trouble(base_url) if base_url else None
    if trouble:
        yield _at(notices.BAD_BASE_URL, "base_url", "The base URL cannot be used.", why=trouble)
    elif base_url and not is_safe(base_url):
        yield _at(notices.PLAIN_HTTP, "base_url", "The base URL is plain http.")
    elif base_url:
        host = urlsplit(base_url).hostname or ""
        if _LIKE_AIRSHIP.search(host) and host not in _API_HOSTS:
            yield _at(notices.WRONG_HOST, "base_url", f"“{host}” is Airship's, but not the API's host.")


def _secret(credentials: Credentials, key: str, *, is_local: bool) -> Iterator[Finding]:
    pasted = credentials.secret("master_secret")
    if pasted is None:
        return
    secret = "".join(pasted.reveal().split())
    if secret == key and key:
        yield _at(notices.SAME_AS_KEY, "master_secret", "The master secret is the app key.")
    elif not is_header_text(secret) or (not KEY.fullmatch(secret) and not is_local):
        yield _at(notices.BAD_SECRET, "master_secret", f"The master secret has {len(secret)} characters, or odd ones.")


def _token(credentials: Credentials) -> Iterator[Finding]:
    pasted = credentials.secret("token")
    if pasted is None:
        return
    token = pasted.reveal().removeprefix("Bearer").strip()
    if not is_header_text(token):
        yield _at(notices.BAD_TOKEN, "token", "The bearer token holds characters that no token has.")
    elif KEY.fullmatch(token):
        yield _at(notices.SECRET_AS_TOKEN, "token", "The bearer token has 22 characters.")


def _client(credentials: Credentials) -> Iterator[Finding]:
    client = credentials.text("client_id")
    secret = credentials.secret("client_secret") or credentials.secret("private_key")
    if bool(client) is not bool(secret):
        field = "client_secret" if client else "client_id"
        yield _at(notices.HALF_CLIENT, field, "The OAuth client lacks its " + ("secret." if client else "id."))
    yield from _private_key(credentials)
    named = credentials.text("token_url")
    trouble = base_url_trouble(named) if named else None
    if trouble:
        yield _at(notices.BAD_TOKEN_URL, "token_url", "The token URL cannot be used.", why=trouble)
    elif named and not is_safe(named):
        yield _at(notices.BAD_TOKEN_URL, "token_url", "The token URL is plain http.")


def _private_key(credentials: Credentials) -> Iterator[Finding]:
    pasted = credentials.secret("private_key")
    if pasted is None:
        return
    from pushbench.wire.keys import load_p384_private_key

    try:
        load_p384_private_key(pasted.reveal())
    except UserError as trouble:
        yield notices.BAD_PRIVATE_KEY.at(
            "/fields/private_key", trouble.what, provider=ID, why=trouble.why, fix=trouble.fix
        )
