"""Which of a webhook's credentials a dropped file or a pasted text is: a signing secret, an address, or both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.finding import Finding
from pushbench.domain.secret import Secret
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.webhook import notices
from pushbench.providers.webhook.credentials import LOOPBACK, at, secret_findings
from pushbench.providers.webhook.request import address_trouble
from pushbench.providers.webhook.schemes import PREFIX, fingerprint, key_of, secret_trouble
from pushbench.providers.webhook.spec import ID

_LONGEST = 20_000
_SECRET = re.compile(r"(?<![A-Za-z0-9_])whs(?:ec|k)_[A-Za-z0-9+/_=-]{4,400}")
_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*[=:]\s*(.*?)\s*$", re.MULTILINE)
_ADDRESS_NAMES = ("webhook_url", "webhookurl", "webhook", "hook_url", "callback_url")
_SECRET_NAMES = ("signing_secret", "signingsecret", "webhook_secret", "webhooksecret", "webhook_signing_secret")
_HOOK = re.compile(r"hook|/push(?:/|$)|/notify", re.IGNORECASE)


def read_credential(text: CredentialText) -> tuple[CredentialReading, ...]:
    """Return this service's reading of a credential; empty for what is none. Total, offline and pure."""
    plain = text.data.reveal().strip()
    if text.is_base64 or not plain or len(plain) > _LONGEST:
        return ()
    named = _named(plain)
    found = _SECRET.search(plain)
    secret = found[0] if found else _of(named, _SECRET_NAMES)
    url = _of(named, _ADDRESS_NAMES) or (plain if _is_address(plain) else "")
    if not secret and not url:
        return ()
    return (_reading(url, secret, is_whole=plain in (secret, url)),)


def _reading(url: str, secret: str, *, is_whole: bool) -> CredentialReading:
    titles = [title for title, value in (("Webhook address", url), ("webhook signing secret", secret)) if value]
    title = " and ".join(titles)
    kept = Secret(secret)
    findings = (*(_address_findings(url) if url else ()), *(secret_findings(kept) if secret else ()))
    host = _host(url)
    # A user name or password in it would be stored and shown as plain text.
    values = {"url": url} if url and not address_trouble(url) else {}
    return CredentialReading(
        ID,
        title[:1].upper() + title[1:],
        _certainty(url, secret, is_whole=is_whole),
        values=values,
        secrets={"signing_secret": kept} if secret else {},
        facts=(*((("Host", host),) if host else ()), *(_secret_facts(kept) if secret else ())),
        findings=tuple(findings),
        environment="sandbox" if host.partition(":")[0] in LOOPBACK else "",
        identity=values,
    )


def _certainty(url: str, secret: str, *, is_whole: bool) -> float:
    if secret.startswith(PREFIX):
        return 0.95 if is_whole or url else 0.8
    if secret:
        return 0.7
    return 0.5 if _HOOK.search(url) or not is_whole else 0.2


def _secret_facts(secret: Secret) -> tuple[tuple[str, str], ...]:
    if secret_trouble(secret):
        return ()
    key = key_of(secret)
    kind = "Standard Webhooks" if secret.reveal().startswith(PREFIX) else "text"
    return (("Kind", kind), ("Length", f"{len(key)} bytes"), ("Fingerprint", fingerprint(key)))


def _address_findings(url: str) -> tuple[Finding, ...]:
    trouble = address_trouble(url)
    return (at(notices.BAD_ADDRESS, "url", "The address cannot be used.", why=trouble),) if trouble else ()


def _named(plain: str) -> Mapping[str, str]:
    """Names and values of a JSON object or of lines ``NAME=value``."""
    value = read_json(plain).value if plain.startswith("{") else None
    if isinstance(value, dict):
        return {name.lower(): item for name, item in value.items() if isinstance(item, str)}
    return {name.lower(): item.strip("\"'") for name, item in _LINE.findall(plain)}


def _of(named: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := named.get(name, "").strip())), "")


def _is_address(plain: str) -> bool:
    return plain.startswith(("https://", "http://")) and not any(character.isspace() for character in plain)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""
