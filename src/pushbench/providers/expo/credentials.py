"""Reads a profile's credentials offline: the access token is optional, but a wrong one stops everything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pushbench.domain.finding import Finding
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.expo import notices
from pushbench.providers.expo.request import bare_token
from pushbench.providers.expo.spec import ID
from pushbench.providers.expo.tokens import is_token
from pushbench.providers.formats.connection import base_url_trouble
from pushbench.providers.formats.headers import is_header_text
from pushbench.providers.formats.notice import Notice

_JWT = re.compile(r"eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_SHORTEST = 8


def check_credentials(credentials: Credentials) -> tuple[Finding, ...]:
    """Return what is wrong with a profile's credentials, as far as it shows without asking anybody."""
    return tuple(_findings(credentials))


def _findings(credentials: Credentials) -> Iterator[Finding]:
    base_url = credentials.text("base_url")
    if base_url and (trouble := base_url_trouble(base_url)):
        yield _at(notices.BAD_BASE_URL, "base_url", "The base URL cannot be used.", why=trouble)
    token = credentials.secret("access_token")
    if token is not None:
        found = token_trouble(token)
        if found:
            yield _at(notices.BAD_ACCESS_TOKEN, "access_token", found)
    elif credentials.environment is Environment.PRODUCTION:
        yield _at(notices.NO_ACCESS_TOKEN, "access_token", "The profile has no access token.")


def _at(notice: Notice, field: str, what: str, *, why: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why)


def token_trouble(pasted: Secret) -> str:
    """Return one sentence saying what a text is in place of an access token, or an empty text. Tokens are opaque:
    only what is surely something else is named."""
    text, bare = pasted.reveal().strip(), bare_token(pasted).reveal()
    if text.startswith(("{", "[")):
        return "This is JSON, such as a service account; Expo keeps those itself and signs in with a token."
    if "-----BEGIN " in text:
        return "This is a key file; Expo keeps the keys of Apple and Google itself."
    if text.startswith("<"):
        return "This is a web page."
    if is_token(bare) and "[" in bare:
        return "This is a device's push token; add it as a device."
    if bare.startswith("ya29."):
        return "This is an access token of Google's."
    if _JWT.fullmatch(bare):
        return "This is a signed token (JWT); Expo's access tokens are none."
    if not is_header_text(bare):
        return "It holds characters that no token has."
    return "It is too short for a token." if len(bare) < _SHORTEST else ""
