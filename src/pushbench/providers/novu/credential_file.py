"""Recognises Novu's secret key in a dropped file or a pasted text. Total, offline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.finding import Finding, Severity
from pushbench.domain.secret import Secret
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.novu import notices
from pushbench.providers.novu.credentials import SECRET_KEY
from pushbench.providers.novu.request import bare_key
from pushbench.providers.novu.spec import ID

_LONGEST = 20_000
_LABELS: Mapping[str, str] = {"workflow_id": "Workflow", "region": "Region", "base_url": "Base URL"}
_LINE = re.compile(r"""^\s*(?:export\s+)?["']?(\w+)["']?\s*[:=]\s*["']?([^"'\s,;#]+)""", re.MULTILINE)
_HEADER = re.compile(r"(?:authorization\s*:\s*)?ApiKey\s+([0-9A-Za-z_-]{16,200})", re.IGNORECASE)
_KEYS = ("NOVU_SECRET_KEY", "NOVU_API_KEY", "NOVU_KEY")
_APPLICATION = ("NOVU_APPLICATION_IDENTIFIER", "NOVU_APP_ID", "NEXT_PUBLIC_NOVU_APPLICATION_IDENTIFIER")
_WORKFLOW = ("NOVU_WORKFLOW_ID", "NOVU_WORKFLOW", "NOVU_WORKFLOW_IDENTIFIER")
_ADDRESS = ("NOVU_API_URL", "NOVU_BACKEND_URL", "NOVU_BASE_URL", "NOVU_SERVER_URL")


def read_credential(text: CredentialText) -> tuple[CredentialReading, ...]:
    """Say whether a text is Novu's secret key: named in settings, behind ``ApiKey``, or bare."""
    if text.is_base64:
        return ()
    plain = text.data.reveal()[:_LONGEST]
    named = _named(plain)
    header = _HEADER.search(plain)
    if key := _first(named, _KEYS):
        return (_reading(key, 0.97, "Novu secret key", named),)
    if header is not None:
        return (_reading(header[1], 0.95, "Novu secret key", named),)
    if wrong := _first(named, _APPLICATION):
        return (_application(wrong),)
    bare = plain.strip().strip("\"'")
    if SECRET_KEY.fullmatch(bare):
        return (_reading(bare, 0.35, "Perhaps a Novu secret key", named),)
    return ()


def _named(text: str) -> Mapping[str, str]:
    """Return the values of settings: lines of a .env file, or members of a JSON object."""
    document = read_json(text).value
    if isinstance(document, dict):
        return {key.upper(): value for key, value in document.items() if isinstance(value, str)}
    return {name.upper(): value for name, value in _LINE.findall(text)}


def _first(named: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((named[key] for key in keys if named.get(key)), "")


def _reading(key: str, certainty: float, title: str, named: Mapping[str, str]) -> CredentialReading:
    secret = bare_key(Secret(key))
    values = {"workflow_id": _first(named, _WORKFLOW), **_place(_first(named, _ADDRESS))}
    values = {name: value for name, value in values.items() if value}
    return CredentialReading(
        provider=ID,
        title=title,
        certainty=certainty,
        values=values,
        secrets={"api_key": secret},
        facts=(
            ("Length", f"{len(secret.reveal())} characters"),
            *((_LABELS[name], value) for name, value in values.items()),
        ),
    )


def _place(address: str) -> Mapping[str, str]:
    """A cloud's address is a region; any other one is a Novu of one's own."""
    bare = address.rstrip("/").removesuffix("/v1")
    if bare == "https://eu.api.novu.co":
        return {"region": "eu"}
    return {} if bare in ("", "https://api.novu.co") else {"base_url": bare}


def _application(identifier: str) -> CredentialReading:
    told: Finding = notices.APPLICATION_ID.at(
        "/fields/api_key", "This is the application identifier, not the secret key.", provider=ID
    )
    finding = replace(told, severity=Severity.ERROR)  # its name says it; a short key alone is only a suspicion
    facts = (("Application identifier", identifier[:60]),)
    return CredentialReading(ID, "Novu application identifier", 0.9, facts=facts, findings=(finding,))
