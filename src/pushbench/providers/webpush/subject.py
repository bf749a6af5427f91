"""The contact in a VAPID token, judged as the push services judge it (RFC 8292, 2.1; Apple)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pushbench.domain.finding import Severity
from pushbench.domain.profile import Credentials, Environment

_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@([^@\s<>,;:\"/]+)")
_EXAMPLE = re.compile(r"(.*\.)?(example\.(com|org|net)|example|test|invalid)")
_WRITE_MAILTO = "Write mailto: and an address that is read, such as mailto:push@skylark.app."


@dataclass(frozen=True, slots=True)
class Hurdle:
    """Something a push service may object to in a subject."""

    what: str
    why: str
    fix: str
    severity: Severity = Severity.ERROR
    """WARNING where only some services refuse it, NOTE where none is known to."""


def profile_hurdles(credentials: Credentials) -> Iterator[Hurdle]:
    """Yield what speaks against a profile's subject; at the emulator nobody needs to be reached. Total."""
    is_local = credentials.environment is Environment.LOCAL
    for hurdle in subject_hurdles(credentials.text("subject")):
        if not (is_local and hurdle.severity is Severity.NOTE):
            yield hurdle


def subject_hurdles(subject: str) -> Iterator[Hurdle]:
    """Yield what speaks against a subject; nothing for a good one. Total."""
    if not subject:
        why = "RFC 8292 asks for a contact, and Apple refuses every push without one (BadJwtToken)."
        yield Hurdle("The VAPID token has no subject.", why, _WRITE_MAILTO)
        return
    scheme, colon, rest = subject.partition(":")
    scheme = scheme.lower()
    if scheme == "mailto" and colon:
        yield from _mailto(rest)
    elif scheme == "https" and colon:
        yield from _page(subject)
    elif _ADDRESS.fullmatch(subject):
        why = "A bare mail address is no URI; Apple answers BadJwtToken."
        yield Hurdle("The subject lacks “mailto:”.", why, f"Write mailto:{subject}.")
    else:
        why = "Push services take mailto: and https: only; Apple answers BadJwtToken."
        yield Hurdle("The subject is neither mailto: nor https:.", why, _WRITE_MAILTO)


def _mailto(address: str) -> Iterator[Hurdle]:
    found = _ADDRESS.fullmatch(address.partition("?")[0])
    if found is None:
        why = "Behind mailto: stands no plain address: no blanks, no < >, one @."
        yield Hurdle("The subject's mail address is malformed.", why, _WRITE_MAILTO)
        return
    yield from _host(found[1].lower())


def _page(subject: str) -> Iterator[Hurdle]:
    try:
        host = urlsplit(subject).hostname or ""
    except ValueError:
        host = ""
    if not host or any(character.isspace() for character in subject):
        why = "Behind https:// no host can be made out."
        yield Hurdle(
            "The subject's address is malformed.", why, "Write a page that names you, such as https://skylark.app."
        )
        return
    yield from _host(host)


def _host(host: str) -> Iterator[Hurdle]:
    if host == "localhost" or host.endswith(".localhost"):
        why = "Apple answers BadJwtToken to contacts on localhost; other services let them pass [observed]."
        yield Hurdle(f"The subject's host is {host}.", why, "Use an address outside this computer.", Severity.WARNING)
    elif _EXAMPLE.fullmatch(host):
        why = f"Nobody reads mail at {host}, so a push service with a complaint cannot reach you."
        yield Hurdle("The subject is an example address.", why, _WRITE_MAILTO, Severity.NOTE)
