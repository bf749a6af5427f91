"""Reads a dropped file or pasted text as an Expo access token, or as what people take for one."""

from __future__ import annotations

import re

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.finding import Finding
from pushbench.domain.secret import Secret
from pushbench.providers.expo import notices
from pushbench.providers.expo.credentials import token_trouble
from pushbench.providers.expo.spec import ID
from pushbench.providers.expo.tokens import is_token
from pushbench.providers.formats.assignments import LONGEST, assignments, json_object, pick

_NAMES = ("expo_token", "expo_access_token", "eas_access_token", "expo_push_access_token", "exp_access_token")
_BARE = re.compile(r"[A-Za-z0-9_-]{40}")
"""As expo.dev prints tokens today; the form is documented nowhere."""
_OTHERS = re.compile(r"gh[pousr]_|github_pat_|glpat-|npm_|xox[abeoprs]-|[sprk]k_(?:live|test)_")
"""How other services' tokens begin, which may have 40 characters too."""
_WRAPPED = re.compile(r"Expo(?:nent)?PushToken\s*\[")


def _at(what: str, *, why: str = "", fix: str = "") -> Finding:
    return notices.BAD_ACCESS_TOKEN.at("/fields/access_token", what, provider=ID, why=why, fix=fix)


def read_credential(text: CredentialText) -> tuple[CredentialReading, ...]:
    """Return the reading of what is Expo's, else nothing. Total and offline."""
    if text.is_base64 or len(text.data.reveal()) > LONGEST:
        return ()
    plain = text.data.reveal().strip()
    given = assignments(plain)
    named = pick(given, *_NAMES)
    if named:
        return (_token(named, 0.95),)
    if _WRAPPED.match(plain):
        return (_device(plain),)
    document = json_object(plain)
    if document is not None:
        return _of_document(plain)
    if _BARE.fullmatch(plain) and not _OTHERS.match(plain):
        return (_token(plain, 0.45 if re.search(r"[_-]", plain) else 0.4),)
    return ()


def _token(value: str, certainty: float) -> CredentialReading:
    if is_token(value) and "[" in value:
        return _device(value)
    secret = Secret(value)
    trouble = token_trouble(secret)
    return CredentialReading(
        ID,
        "Expo access token",
        certainty,
        secrets={} if trouble else {"access_token": secret},
        facts=(("Holds", f"{len(value)} characters; tokens are opaque, only Expo knows whose it is"),),
        findings=(_at(trouble),) if trouble else (),
    )


def _device(value: str) -> CredentialReading:
    what = "This is a device's push token, not an access token."
    why = "It is the address of one installation; whoever holds it can only be sent to."
    fix = "Add it as a device. An access token is needed only where push security is on."
    return CredentialReading(ID, "Expo push token", 0.95, findings=(_at(what, why=why, fix=fix),))


def _of_document(plain: str) -> tuple[CredentialReading, ...]:
    given = assignments(plain)
    if "session_secret" in given:
        what = "This is the state of the Expo command line, with a session of yours."
        why = "A session signs in a person, not a sender, and ends when you sign out."
        return (CredentialReading(ID, "Expo session", 0.9, findings=(_at(what, why=why),)),)
    if "keystore_path" in given or "provisioning_profile_path" in given:
        what = "This is credentials.json, with which EAS builds an app."
        why = "It names keystores and certificates that sign apps; pushes need none of them."
        return (CredentialReading(ID, "EAS build credentials", 0.9, findings=(_at(what, why=why),)),)
    return ()
