"""Reads a service account, and decides how a profile signs in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.providers.fcm.foreign import GET_KEY, foreign_document, foreign_text
from pushbench.providers.formats.headers import is_header_text

TOKEN_URL = "https://oauth2.googleapis.com/token"
UNIVERSE = "googleapis.com"


@dataclass(frozen=True, slots=True)
class Account:
    """A service account as its key file describes it; empty where the file leaves a field out."""

    project_id: str
    client_email: str
    private_key: Secret
    private_key_id: str
    token_uri: str
    universe: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a profile signs in: with an account, or with an access token that was pasted."""

    project_id: str
    account: Account | None = None
    access_token: Secret | None = None


@lru_cache(maxsize=16)
def read_account(secret: Secret) -> Account:
    """Read a key file's text, each once. Raises UserError saying what it is instead, or which part is missing."""
    document = read_document(secret.reveal())
    missing = [name for name in ("client_email", "private_key") if not _text(document, name)]
    if missing:
        raise UserError(
            "The service account is incomplete.",
            f"It has no {' and no '.join(missing)}.",
            f"Use the whole key file. {GET_KEY}",
        )
    return Account(
        project_id=_text(document, "project_id"),
        client_email=_text(document, "client_email"),
        private_key=Secret(_text(document, "private_key")),
        private_key_id=_text(document, "private_key_id"),
        token_uri=_text(document, "token_uri") or TOKEN_URL,
        universe=_text(document, "universe_domain") or UNIVERSE,
    )


def read_document(text: str) -> Mapping[str, Json]:
    """Return a key file's JSON object; real line breaks inside the key are forgiven. Raises UserError."""
    foreign = foreign_text(text)
    if foreign is not None:
        raise UserError("The service account cannot be read.", foreign.what, foreign.fix)
    try:
        document = json.loads(text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        at = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        why = f"Its text is not JSON{at}: it is cut off, or something was changed in it."
        raise UserError("The service account cannot be read.", why, f"Drop the .json file itself. {GET_KEY}") from error
    if isinstance(document, str):
        return read_document(document)
    if not isinstance(document, dict):
        why = "Its text is JSON, but no object."
        raise UserError("The service account cannot be read.", why, GET_KEY)
    foreign = foreign_document(document)
    if foreign is not None:
        raise UserError("The service account cannot be read.", foreign.what, foreign.fix)
    return document


def _text(document: Mapping[str, Json], key: str) -> str:
    value = document.get(key)
    return value.strip() if isinstance(value, str) else ""


def sign_in(credentials: Credentials) -> SignIn:
    """Decide how to sign in; a service account goes before a pasted token. Raises UserError without either."""
    project = credentials.text("project_id")
    secret, pasted = credentials.secret("service_account"), credentials.secret("access_token")
    if secret is not None:
        account = read_account(secret)
        return SignIn(_project(project or account.project_id), account=account)
    if pasted is None:
        raise UserError(
            f"The profile “{credentials.name}” cannot sign in to FCM.",
            "It has neither a service account nor an access token.",
            f"Add a service account. {GET_KEY}",
        )
    token = bare_token(pasted)
    if not is_header_text(token.reveal()):
        raise UserError(
            "The access token cannot be used.",
            "It holds characters that no token has.",
            "Copy it again, for example from “gcloud auth print-access-token”.",
        )
    return SignIn(_project(project), access_token=token)


def bare_token(pasted: Secret) -> Secret:
    """Return an access token without “Bearer” in front and blanks around."""
    words = pasted.reveal().split()
    return Secret(words[1] if len(words) == 2 and words[0].lower() == "bearer" else "".join(words))


def _project(project: str) -> str:
    if not project:
        raise UserError(
            "The Firebase project is not known.",
            "Neither the profile nor the service account names it.",
            "Write the project id into the profile: Firebase console, Project settings, General.",
        )
    trouble = project_trouble(project)
    if trouble:
        raise UserError(f"“{project[:60]}” is no project id.", trouble, "Copy the id from the Firebase console.")
    return project


def project_trouble(project: str) -> str | None:
    """Return one sentence saying why a text is no project id or number, or None."""
    plain = project.replace(":", "").replace(".", "").replace("-", "")
    if plain.isascii() and plain.isalnum() and len(project) <= 100:
        return None
    if "/" in project:
        return "Leave out “projects/” and everything else of an address."
    return "It has letters, digits and hyphens only."
