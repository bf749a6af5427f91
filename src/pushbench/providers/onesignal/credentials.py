"""Reads a profile's credentials offline: missing, swapped, malformed."""

from __future__ import annotations

from collections.abc import Iterator

from pushbench.domain.finding import Finding
from pushbench.domain.profile import Credentials, Environment
from pushbench.providers.formats.connection import base_url_trouble
from pushbench.providers.formats.headers import is_header_text
from pushbench.providers.formats.notice import Notice
from pushbench.providers.onesignal import notices
from pushbench.providers.onesignal.fields import APP_ID, UUID
from pushbench.providers.onesignal.request import bare_key
from pushbench.providers.onesignal.spec import ID

_APP_KEY, _ORGANISATION_KEY = "os_v2_app_", "os_v2_org_"


def check_credentials(credentials: Credentials) -> tuple[Finding, ...]:
    """Return what is wrong with a profile's credentials, as far as it shows without asking anybody."""
    return tuple(_findings(credentials))


def _at(notice: Notice, field: str, what: str, *, why: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why)


def _findings(credentials: Credentials) -> Iterator[Finding]:
    base_url = credentials.text("base_url")
    if base_url and (trouble := base_url_trouble(base_url)):
        yield _at(notices.BAD_BASE_URL, "base_url", "The base URL cannot be used.", why=trouble)
    app, pasted = credentials.text(APP_ID), credentials.secret("api_key")
    key = bare_key(pasted).reveal() if pasted is not None else ""
    if app.startswith("os_v2_") and UUID.fullmatch(key):
        yield _at(notices.SWAPPED, APP_ID, "The app id holds a key, and the key an app id.")
        return
    if not UUID.fullmatch(app):
        what = f"“{app[:60]}” is no UUID." if app else "The app id is missing."
        yield _at(notices.NO_APP_ID, APP_ID, "The app id holds an API key." if app.startswith("os_v2_") else what)
    yield from _key(key, credentials.environment)


def _key(key: str, environment: Environment) -> Iterator[Finding]:
    if not key:
        yield _at(notices.NO_API_KEY, "api_key", "The API key is missing.")
    elif not is_header_text(key):
        yield _at(notices.NO_API_KEY, "api_key", "The API key holds characters that no key has.")
    elif UUID.fullmatch(key):
        yield _at(notices.NO_API_KEY, "api_key", "The API key is a UUID, as app ids are.")
    elif key.startswith(_ORGANISATION_KEY):
        yield _at(notices.ORGANISATION_KEY, "api_key", "The key belongs to an organisation.")
    elif not key.startswith(_APP_KEY) and environment is not Environment.LOCAL:
        yield _at(notices.OLD_KEY, "api_key", "The key does not begin with os_v2_app_.")
