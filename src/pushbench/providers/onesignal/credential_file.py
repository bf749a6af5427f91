"""Reads a dropped file or pasted text as OneSignal's app id and key, or as what people take for them."""

from __future__ import annotations

import re

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.finding import Finding
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.formats.assignments import LONGEST, assignments, pick
from pushbench.providers.formats.notice import Notice
from pushbench.providers.onesignal import notices
from pushbench.providers.onesignal.credentials import check_credentials
from pushbench.providers.onesignal.fields import UUID
from pushbench.providers.onesignal.request import bare_key
from pushbench.providers.onesignal.spec import ID

_APP_KEY = re.compile(r"os_v2_app_[A-Za-z0-9]{8,}")
_ANY_KEY = re.compile(r"os_v2_(?:app|org)_[A-Za-z0-9]{4,}")
_ANY_UUID = re.compile(r"(?<![0-9A-Za-z-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z-])", re.IGNORECASE)
_OLD_KEY = re.compile(r"[A-Za-z0-9+/]{48}")
_ID_NAMES = ("onesignal_app_id", "one_signal_app_id", "next_public_onesignal_app_id", "app_id", "onesignal_appid")
_KEY_NAMES = (
    *("onesignal_api_key", "onesignal_app_api_key", "onesignal_rest_api_key", "one_signal_api_key", "rest_api_key"),
    *("one_signal_rest_api_key", "onesignal_key", "app_api_key", "api_key"),
)
_USER_NAMES = ("onesignal_user_auth_key", "user_auth_key", "onesignal_user_key", "user_key")


def _at(notice: Notice, field: str, what: str, *, why: str = "", fix: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why, fix=fix)


def read_credential(text: CredentialText) -> tuple[CredentialReading, ...]:
    """Return the reading of what is OneSignal's, else nothing. Total and offline."""
    if text.is_base64 or len(text.data.reveal()) > LONGEST:
        return ()
    plain = text.data.reveal().strip()
    given = assignments(plain)
    is_named = any("onesignal" in name or "one_signal" in name or "user_auth_key" in name for name in given)
    user = pick(given, *_USER_NAMES) if is_named else ""
    found_key = _ANY_KEY.search(plain)
    key = found_key[0] if found_key else (pick(given, *_KEY_NAMES) if is_named else "")
    app = pick(given, *_ID_NAMES) if is_named or found_key else ""
    if found_key and not UUID.fullmatch(app):
        app = _ANY_UUID.search(plain)[0] if _ANY_UUID.search(plain) else ""  # type: ignore[index]
    if user and not key:
        return (_user_key(app),)
    if key or (app and is_named):
        return (_reading(app, key, 0.97),)
    return _bare(plain)


def _bare(plain: str) -> tuple[CredentialReading, ...]:
    bare = plain.strip("\"'`,; ")
    if UUID.fullmatch(bare):
        return (_reading(bare, "", 0.4),)
    old = bare_key(Secret(bare)).reveal()
    if _OLD_KEY.fullmatch(old) and _is_old_key(old):
        return (_reading("", old, 0.85),)
    return ()


def _is_old_key(text: str) -> bool:
    """Keys of before 2024 are a UUID's text in base64."""
    from pushbench.wire.base64url import un_b64

    try:
        return UUID.fullmatch(un_b64(text).decode("ascii")) is not None
    except (ValueError, UnicodeDecodeError):
        return False


def _reading(app: str, key: str, certainty: float) -> CredentialReading:
    secret = bare_key(Secret(key)) if key else None
    fields, secrets = {"app_id": app} if app else {}, {"api_key": secret} if secret is not None else {}
    given = Credentials("", ID, Environment.SANDBOX, fields, secrets)
    # What a profile still lacks is no fault of the half that was pasted.
    present = {f"/fields/{name}" for name in (*fields, *secrets)}
    findings = [finding for finding in check_credentials(given) if finding.pointer in present]
    if secret is not None and _is_old_key(secret.reveal()):
        findings = [_old_key()]
    usable = UUID.fullmatch(app) is not None
    return CredentialReading(
        ID,
        _title(app, key),
        certainty,
        values=fields if usable else {},
        secrets=secrets,
        facts=tuple(_facts(app, key)),
        findings=tuple(findings),
        identity=fields if usable else {},
    )


def _old_key() -> Finding:
    why = (
        "A UUID in base64: REST API keys and user auth keys of before 2024 look the same; the latter manage apps only."
    )
    fix = "If it stands under “Keys & IDs” of the app it still sends; better make a new key (os_v2_app_…)."
    return _at(notices.OLD_KEY, "api_key", "This is a key of the old kind.", why=why, fix=fix)


def _user_key(app: str) -> CredentialReading:
    what = "This is a user auth key, which manages apps."
    why = "Messages need a key of the app itself; OneSignal refuses this one."
    finding = _at(notices.ORGANISATION_KEY, "api_key", what, why=why)
    usable = {"app_id": app} if UUID.fullmatch(app) else {}
    return CredentialReading(ID, "OneSignal user auth key", 0.95, values=usable, findings=(finding,), identity=usable)


def _title(app: str, key: str) -> str:
    if not key:
        return "OneSignal app id"
    if key.startswith("os_v2_org_"):
        return "OneSignal organisation key"
    name = "OneSignal app key" if _APP_KEY.match(key) else "OneSignal key of the old kind"
    return f"{name} with its app id" if app else name


def _facts(app: str, key: str) -> list[tuple[str, str]]:
    facts = [("App id", app[:60])] if app else []
    if key:
        kind = "app API key" if key.startswith("os_v2_app_") else "organisation key"
        facts.append(("Holds", kind if key.startswith("os_v2_") else "REST API key of the old kind"))
    return facts
