"""Reads a profile offline: address, secret, signature, headers and body template."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import FieldKind
from pushbench.domain.secret import Secret
from pushbench.providers.formats.connection import base_url_trouble
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.notice import Notice
from pushbench.providers.webhook import notices
from pushbench.providers.webhook.request import address_trouble, choice, header_of, profile_headers
from pushbench.providers.webhook.schemes import PREFIX, SCHEMES, SHORTEST_BYTES, key_of, secret_trouble
from pushbench.providers.webhook.spec import ID, SPEC

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def check_credentials(credentials: Credentials) -> tuple[Finding, ...]:
    """Return what is wrong with a profile, as far as it shows without asking anybody."""
    return (
        *_address(credentials),
        *_choices(credentials),
        *_secret(credentials),
        *_headers(credentials),
        *_body(credentials),
    )


def at(notice: Notice, field: str, what: str, *, why: str = "", fix: str = "") -> Finding:
    """Return a notice at one field of the profile."""
    return notice.at(f"/fields/{field}", what, provider=ID, why=why, fix=fix)


def _address(credentials: Credentials) -> Iterator[Finding]:
    base_url, url = credentials.text("base_url"), credentials.text("url")
    is_local = credentials.environment is Environment.LOCAL
    if base_url and (trouble := base_url_trouble(base_url)):
        yield at(notices.BAD_BASE_URL, "base_url", "The base URL cannot be used.", why=trouble)
    if not url:
        if not is_local:
            yield at(notices.NO_ADDRESS, "url", "The profile has no address.")
        return
    trouble = address_trouble(url)
    if trouble:
        yield at(notices.BAD_ADDRESS, "url", "The address cannot be used.", why=trouble)
        return
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not base_url:
        yield at(notices.PLAIN_HTTP, "url", "The address begins with http://.")
    if is_local and parts.hostname in LOOPBACK and base_url and parts.netloc != urlsplit(base_url).netloc:
        yield at(notices.OWN_RECEIVER, "url", f"The push goes to {base_url}, not to {parts.netloc}.")


def _choices(credentials: Credentials) -> Iterator[Finding]:
    for field in SPEC.fields:
        if field.kind is not FieldKind.CHOICE:
            continue
        try:
            choice(credentials, field.key)
        except UserError as trouble:
            yield at(notices.BAD_CHOICE, field.key, trouble.what, why=trouble.why, fix=trouble.fix)


def _secret(credentials: Credentials) -> Iterator[Finding]:
    secret = credentials.secret("signing_secret")
    if secret is None:
        if credentials.environment is not Environment.LOCAL:
            yield at(notices.NO_SECRET, "signing_secret", "The profile has no signing secret.")
        return
    yield from secret_findings(secret)
    scheme = SCHEMES.get(credentials.text("signature", "standard"))
    if scheme is None:
        return
    if not scheme.stops_replays:
        yield at(notices.REPLAYS, "signature", "The signature says nothing of when the push was sent.")
    try:
        header_of(scheme, credentials)
    except UserError as trouble:
        yield at(notices.BAD_CHOICE, "signature_header", trouble.what, why=trouble.why, fix=trouble.fix)
    if scheme.has_fixed_names and not secret.reveal().strip().startswith(PREFIX):
        yield at(notices.TEXT_SECRET, "signing_secret", "The secret has no whsec_ in front.")


def secret_findings(secret: Secret) -> Iterator[Finding]:
    """Yield what is wrong with a signing secret itself."""
    trouble = secret_trouble(secret)
    if trouble:
        yield at(notices.BAD_SECRET, "signing_secret", "The signing secret cannot be used.", why=trouble)
    elif len(key_of(secret)) < SHORTEST_BYTES:
        yield at(notices.SHORT_SECRET, "signing_secret", f"The signing secret has {len(key_of(secret))} bytes.")


def _headers(credentials: Credentials) -> Iterator[Finding]:
    try:
        profile_headers(credentials)
    except UserError as trouble:
        yield at(notices.BAD_HEADERS, "headers", trouble.what, why=trouble.why, fix=trouble.fix)


def _body(credentials: Credentials) -> Iterator[Finding]:
    template = credentials.text("body_template")
    if template and not (read := read_json(template)).is_valid:
        yield at(notices.BAD_TEMPLATE, "body_template", "The body template is no JSON.", why=read.trouble)
