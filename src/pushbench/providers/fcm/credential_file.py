"""Reads a dropped file or pasted text as a credential of Firebase's, or as what people take for one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.json_value import Json
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.fcm import notices
from pushbench.providers.fcm.account import Account, bare_token, read_account
from pushbench.providers.fcm.credentials import check_credentials
from pushbench.providers.fcm.foreign import GET_KEY, Foreign, foreign_document, foreign_text
from pushbench.providers.fcm.payload import ID
from pushbench.providers.formats.assignments import LONGEST, assignments, json_object, pick
from pushbench.providers.formats.notice import Notice

_ACCOUNT_NAME = re.compile(r"service[-_ ]?account|adminsdk", re.IGNORECASE)
_CLIENT_NAMES = ("google-services.json", "googleservice-info.plist")
_PLIST_VALUE = re.compile(r"<key>\s*([A-Z_]+)\s*</key>\s*<string>\s*([^<]*?)\s*</string>")
_WEB_CONFIG = re.compile(r"\b(apiKey|projectId|messagingSenderId|appId)[\"']?\s*:\s*[\"']([^\"']+)[\"']")
_PATH_LIKE = re.compile(r"\S+\.json")


def _at(notice: Notice, what: str, *, field: str = "service_account", why: str = "", fix: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why, fix=fix)


def read_credential(text: CredentialText) -> tuple[CredentialReading, ...]:
    """Return the reading of what is Firebase's or Google's, else nothing. Total and offline."""
    if text.is_base64 or len(text.data.reveal()) > LONGEST:
        return ()
    plain = text.data.reveal().lstrip("\ufeff").strip()
    document = json_object(plain)
    if document is None and plain.startswith("{") and '"service_account"' in plain:
        return (_broken(Secret(plain), 0.97),)
    found = _of_document(document, plain) if document is not None else _of_text(plain, text)
    if found is None and (_ACCOUNT_NAME.search(text.name) or text.name.lower() in _CLIENT_NAMES):
        found = _broken(Secret(plain))
    return () if found is None else (found,)


# -- service accounts -----------------------------------------------------------------------------


def _of_document(document: Mapping[str, Json], plain: str) -> CredentialReading | None:
    if document.get("type") == "service_account" or {"client_email", "private_key"} & document.keys():
        return _account(Secret(plain), 0.98 if document.get("type") == "service_account" else 0.8)
    foreign = foreign_document(document)
    if foreign is not None and "endpoint" not in document:
        return _client(foreign, _facts_of_client(document))
    # A path in a list of settings, or the three parts of an account.
    return _settings(plain)


def _account(secret: Secret, certainty: float) -> CredentialReading:
    try:
        account = read_account(secret)
    except UserError:
        return _broken(secret, certainty)
    given = Credentials("", ID, Environment.SANDBOX, {}, {"service_account": secret})
    return CredentialReading(
        ID,
        "Firebase service account",
        certainty,
        secrets={"service_account": secret},
        facts=_facts_of_account(account),
        findings=check_credentials(given),
        identity={
            name: value
            for name, value in (
                ("project_id", account.project_id),
                ("client_email", account.client_email),
                ("private_key_id", account.private_key_id),
            )
            if value
        },
    )


def _facts_of_account(account: Account) -> tuple[tuple[str, str], ...]:
    from pushbench.wire.key_material import read_material

    key = read_material(CredentialText(account.private_key)).private
    facts = (
        ("Project", account.project_id),
        ("Account", account.client_email),
        ("Key ID", account.private_key_id),
        ("Holds", key.words if key is not None else ""),
        ("Signs in at", account.token_uri),
    )
    return tuple((label, value) for label, value in facts if value)


def _broken(secret: Secret, certainty: float = 0.7) -> CredentialReading:
    try:
        read_account(secret)
        finding = _at(notices.UNREADABLE_ACCOUNT, "The service account cannot be used.")
    except UserError as trouble:
        finding = _at(notices.UNREADABLE_ACCOUNT, trouble.what, why=trouble.why, fix=trouble.fix)
    return CredentialReading(ID, "Broken service account", certainty, findings=(finding,))


# -- what is taken for one ------------------------------------------------------------------------


def _client(foreign: Foreign, facts: tuple[tuple[str, str], ...]) -> CredentialReading:
    what, _, more = foreign.what.partition(". ")
    why = more or "An app or a person uses it; a sender of pushes signs in with a service account."
    finding = _at(notices.CLIENT_FILE, f"{what.rstrip('.')}.", why=why, fix=foreign.fix)
    project = next((value for label, value in facts if label == "Project"), "")
    identity = {"project_id": project} if project else {}
    return CredentialReading(ID, _title_of(foreign), 0.96, facts=facts, findings=(finding,), identity=identity)


def _title_of(foreign: Foreign) -> str:
    words = foreign.what.partition(",")[0].partition(". ")[0].rstrip(".")
    for start in ("This is the ", "This is an ", "This is a ", "This is ", "These are ", "This "):
        if words.startswith(start):
            words = words.removeprefix(start)
            break
    words = words.partition(" which ")[0]
    return words if words.startswith("google-services") else words[:1].upper() + words[1:]


def _facts_of_client(document: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    given = assignments(json.dumps(document)[:LONGEST])
    apps = re.findall(r'"(?:package_name|bundle_id)":\s*"([A-Za-z0-9._-]{1,120})"', json.dumps(document)[:LONGEST])
    facts = (
        ("Project", pick(given, "project_id", "quota_project_id")),
        ("Sender ID", pick(given, "project_number", "messaging_sender_id")),
        ("App", ", ".join(dict.fromkeys(apps))[:200]),
    )
    return tuple((label, value) for label, value in facts if value)


def _of_text(plain: str, text: CredentialText) -> CredentialReading | None:
    if "<plist" in plain[:2000] and "GOOGLE_APP_ID" in plain:
        return _plist(plain)
    if "ProvisionedDevices" in plain or "-----BEGIN " in plain:
        return _pem(plain)
    decoded = _decoded(plain)
    if decoded is not None:
        return _account(Secret(decoded), 0.95)
    if plain.startswith("ya29.") or plain.lower().startswith("bearer ya29."):
        return _access_token(Secret(plain))
    foreign = foreign_text(plain)
    if foreign is not None and not plain.startswith("<") and not _is_jwt(plain) and not _PATH_LIKE.fullmatch(plain):
        return _client(foreign, ())
    web = dict(_WEB_CONFIG.findall(plain))
    if {"apiKey", "projectId"} <= web.keys():
        facts = tuple((label, web[key]) for label, key in _WEB_FACTS if web.get(key))
        return _client(Foreign("This is the configuration of a Firebase web app. It cannot send."), facts)
    return _settings(plain)


_WEB_FACTS = (("Project", "projectId"), ("Sender ID", "messagingSenderId"), ("App", "appId"))


def _is_jwt(plain: str) -> bool:
    return plain.startswith("eyJ") and plain.count(".") == 2


def _decoded(plain: str) -> str | None:
    """Return the service account that a text is in base64, as CI variables hold it, or None."""
    from pushbench.wire.base64url import un_b64

    digits = "".join(plain.split())
    if not digits.startswith(("ey", "ew")) or "." in digits:
        return None
    try:
        decoded = un_b64(digits).decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return None
    document = json_object(decoded)
    return decoded if document is not None and "private_key" in document else None


def _plist(plain: str) -> CredentialReading:
    given = dict(_PLIST_VALUE.findall(plain))
    names = (("Project", "PROJECT_ID"), ("Sender ID", "GCM_SENDER_ID"), ("App", "BUNDLE_ID"))
    facts = tuple((label, given[key][:200]) for label, key in names if given.get(key))
    words = "This is GoogleService-Info.plist, the file an iOS app is built with. It cannot send."
    return _client(Foreign(words), facts)


def _pem(plain: str) -> CredentialReading | None:
    """Return the reading of an RSA key that was cut out of its account; other keys belong elsewhere."""
    from pushbench.wire.key_material import read_material

    private = read_material(CredentialText(Secret(plain))).private
    if private is None or private.algorithm != "RSA" or "CERTIFICATE" in plain or _settings(plain) is not None:
        return _settings(plain)
    what = "This is a private key alone, without its service account."
    why = "Google finds the account by the address beside the key (client_email)."
    finding = _at(notices.UNREADABLE_ACCOUNT, what, why=why, fix=f"Use the whole JSON file. {GET_KEY}")
    return CredentialReading(ID, "RSA private key", 0.5, facts=(("Holds", private.words),), findings=(finding,))


def _access_token(secret: Secret) -> CredentialReading:
    token = bare_token(secret)
    finding = _at(notices.SHORT_LIVED, "This is an access token, which lives for an hour.", field="access_token")
    facts = (("Holds", "an OAuth 2 access token of Google's"),)
    return CredentialReading(
        ID, "Google access token", 0.95, secrets={"access_token": token}, facts=facts, findings=(finding,)
    )


# -- settings -------------------------------------------------------------------------------------


def _settings(plain: str) -> CredentialReading | None:
    given = assignments(plain)
    whole = pick(given, "firebase_service_account", "service_account", "google_credentials", "fcm_service_account",
                 "google_application_credentials_json", "firebase_credentials")  # fmt: skip
    if whole:
        document = _decoded(whole) or whole
        if json_object(document) is not None:
            return _account(Secret(document), 0.95)
    email, key = (
        pick(given, "firebase_client_email", "client_email"),
        pick(given, "firebase_private_key", "private_key"),
    )
    project = pick(given, "firebase_project_id", "fcm_project_id", "project_id", "google_cloud_project")
    if email and key:
        parts = {"type": "service_account", "project_id": project, "client_email": email}
        return _account(Secret(json.dumps({**parts, "private_key": key.replace("\\n", "\n")})), 0.9)
    legacy = pick(given, "fcm_server_key", "fcm_legacy_key", "gcm_api_key", "server_key")
    if legacy and (foreign := foreign_text(legacy)) is not None:
        return _client(foreign, ())
    path = pick(given, "google_application_credentials") or (plain if _PATH_LIKE.fullmatch(plain) else "")
    if path and path.endswith(".json"):
        what = "This is only the path of a service account."
        why = "The file itself is needed; Pushbench reads no path out of a pasted text."
        finding = _at(notices.UNREADABLE_ACCOUNT, what, why=why, fix="Drop the file here.")
        return CredentialReading(ID, "Path of a service account", 0.6, findings=(finding,))
    return None
