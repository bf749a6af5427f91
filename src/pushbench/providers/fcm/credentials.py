"""Reads a profile's credentials offline: missing, swapped, malformed, mismatched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.fcm import notices
from pushbench.providers.fcm.access import is_loopback, token_url
from pushbench.providers.fcm.account import (
    TOKEN_URL,
    UNIVERSE,
    Account,
    bare_token,
    project_trouble,
    read_account,
)
from pushbench.providers.fcm.foreign import foreign_text
from pushbench.providers.fcm.payload import ID
from pushbench.providers.formats.connection import base_url_trouble
from pushbench.providers.formats.headers import is_header_text
from pushbench.providers.formats.notice import Notice

_EMAIL = re.compile(r"[^@\s]+@([a-z0-9.-]+?)\.iam\.gserviceaccount\.com")
_GOOGLE_TOKEN_URLS = (
    TOKEN_URL,
    "https://accounts.google.com/o/oauth2/token",
    "https://www.googleapis.com/oauth2/v4/token",
)


def check_credentials(credentials: Credentials) -> tuple[Finding, ...]:
    """Return what is wrong with a profile's credentials, as far as it shows without asking anybody."""
    return tuple(_findings(credentials))


def _findings(credentials: Credentials) -> Iterator[Finding]:
    account, token = credentials.secret("service_account"), credentials.secret("access_token")
    base_url = credentials.text("base_url")
    if base_url and (trouble := base_url_trouble(base_url)):
        yield _at(notices.BAD_BASE_URL, "base_url", "The base URL cannot be used.", why=trouble)
    if account is None and token is None:
        yield _at(notices.NO_CREDENTIALS, "service_account", "There is neither a service account nor an access token.")
        return
    if account is not None and token is not None:
        yield _at(notices.TWO_WAYS, "access_token", "There is a service account and an access token.")
    if account is not None:
        yield from _account(account, credentials)
    elif token is not None:
        yield from _access_token(token, credentials)


def _at(notice: Notice, field: str, what: str, *, why: str = "", fix: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why, fix=fix)


def _account(secret: Secret, credentials: Credentials) -> Iterator[Finding]:
    try:
        account = read_account(secret)
    except UserError as error:
        yield _at(notices.UNREADABLE_ACCOUNT, "service_account", error.what, why=error.why, fix=error.fix)
        return
    yield from _key(account)
    yield from _projects(account, credentials)
    if not account.private_key_id:
        yield _at(notices.NO_KEY_ID, "service_account", "The service account has no private_key_id.")
    if account.universe != UNIVERSE:
        what = f"The service account belongs to the cloud “{account.universe[:60]}”."
        yield _at(notices.OTHER_UNIVERSE, "service_account", what)
    yield from _token_url(account, credentials)


def _key(account: Account) -> Iterator[Finding]:
    # Cryptography costs 22 ms; the window must not pay for it before its first paint.
    from pushbench.wire.keys import load_rsa_private_key

    try:
        load_rsa_private_key(account.private_key.reveal())
    except UserError as error:
        yield _at(notices.BROKEN_KEY, "service_account", error.what, why=error.why, fix=error.fix)


def _projects(account: Account, credentials: Credentials) -> Iterator[Finding]:
    named = credentials.text("project_id")
    project = named or account.project_id
    if not project:
        yield _at(notices.NO_PROJECT, "service_account", "The service account names no project, nor does the profile.")
    elif project_trouble(project):
        what = f"“{project[:60]}” is no project id."
        field = "project_id" if named else "service_account"
        yield _at(notices.NO_PROJECT, field, what, why=project_trouble(project) or "")
    if named and account.project_id and named != account.project_id and not named.isdecimal():
        what = f"The profile names the project {named[:60]}, the service account {account.project_id[:60]}."
        yield _at(notices.OTHER_PROJECT, "project_id", what)
    found = _EMAIL.fullmatch(account.client_email)
    if found and account.project_id and found[1] not in (account.project_id, _scoped(account.project_id)):
        what = f"The account's address is of the project {found[1][:60]}, its file of {account.project_id[:60]}."
        yield _at(notices.FOREIGN_ACCOUNT, "service_account", what)


def _scoped(project: str) -> str:
    """A project of a domain, ``example.com:app``, has accounts at ``app.example.com``."""
    domain, colon, name = project.partition(":")
    return f"{name}.{domain}" if colon else project


def _token_url(account: Account, credentials: Credentials) -> Iterator[Finding]:
    field = "token_url" if credentials.text("token_url") else "service_account"
    try:
        url = token_url(account, credentials)
    except UserError as error:
        is_home = credentials.environment is Environment.LOCAL and field == "service_account"
        notice = notices.REAL_ACCOUNT_LOCALLY if is_home else notices.BAD_TOKEN_URL
        yield _at(notice, field, error.what, why=error.why, fix=error.fix)
        return
    is_expected = url in _GOOGLE_TOKEN_URLS or is_loopback(url)
    if not is_expected and credentials.environment is not Environment.LOCAL:
        yield _at(notices.ODD_TOKEN_URL, field, f"Access tokens are fetched at {url[:100]}.")


def _access_token(pasted: Secret, credentials: Credentials) -> Iterator[Finding]:
    text = bare_token(pasted).reveal()
    project = credentials.text("project_id")
    trouble = _token_trouble(text, pasted.reveal())
    if trouble:
        yield _at(notices.BAD_ACCESS_TOKEN, "access_token", trouble)
    elif credentials.environment is not Environment.LOCAL:
        yield _at(notices.SHORT_LIVED, "access_token", "The profile signs in with a pasted access token.")
    if not project:
        yield _at(notices.NO_PROJECT, "project_id", "The project id is missing.")
    elif project_trouble(project):
        what = f"“{project[:60]}” is no project id."
        yield _at(notices.NO_PROJECT, "project_id", what, why=project_trouble(project) or "")


def _token_trouble(text: str, pasted: str) -> str:
    if pasted.strip().startswith("{"):
        return "This is JSON; a service account belongs into its own field."
    foreign = None if text.startswith("ya29.") else foreign_text(pasted)
    if foreign is not None:
        return foreign.what
    return "" if is_header_text(text) else "It holds characters that no token has."
