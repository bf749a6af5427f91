"""Reads a dropped file or pasted text as a credential of Apple's: a .p8 key, a certificate, or their settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.finding import Finding
from pushbench.domain.secret import Secret
from pushbench.providers.apns import credential_notices as notices
from pushbench.providers.apns.credentials import key_findings
from pushbench.providers.apns.spec import ID
from pushbench.providers.formats.assignments import assignments, pick
from pushbench.providers.formats.notice import Notice

if TYPE_CHECKING:
    from pushbench.wire.key_material import Material

_KEY_NAME = re.compile(r"AuthKey_([A-Za-z0-9]{10})(?![A-Za-z0-9])", re.IGNORECASE)
_ANY_ID = re.compile(r"(?<![A-Za-z0-9])([A-Z0-9]{10})(?![A-Za-z0-9])")
_OTHER_KEY = re.compile(r"(SubscriptionKey|ApiKey|InAppPurchase|DeviceCheck|SignInWithApple)[_-]", re.IGNORECASE)
_WEB_NAME = re.compile(r"vapid|web[-_ ]?push", re.IGNORECASE)
_APPLE_ENDINGS = (".p8", ".p12", ".pfx", ".cer", ".certsigningrequest")
_ID_NAMES: Mapping[str, tuple[str, ...]] = {
    "key_id": ("apns_key_id", "apns_auth_key_id", "apple_key_id", "apn_key_id", "p8_key_id", "key_id"),
    "team_id": ("apns_team_id", "apple_team_id", "apn_team_id", "team_id"),
    "bundle_id": ("apns_bundle_id", "apns_topic", "apple_bundle_id", "ios_bundle_id", "bundle_id", "bundle_identifier"),
}
_KEY_NAMES = ("apns_key", "apns_private_key", "apns_auth_key", "apns_p8", "apple_private_key", "apn_key", "p8", "key")


def at(notice: Notice, what: str, *, field: str = "", why: str = "", fix: str = "") -> Finding:
    """Return a finding of this provider about a field, or about the whole file."""
    return notice.at(f"/fields/{field}" if field else "", what, provider=ID, why=why, fix=fix)


def read_credential(text: CredentialText) -> tuple[CredentialReading, ...]:
    """Return the reading of what is Apple's, else nothing. Total and offline."""
    from pushbench.wire.key_material import read_material

    told = _provisioning(text) or _settings(text)
    if told is not None:
        return (told,)
    material = read_material(text)
    found = _of_material(text, material) if material.form else _by_name(text)
    return () if found is None else (found,)


# -- keys ---------------------------------------------------------------------------------------------


def _of_material(text: CredentialText, material: Material) -> CredentialReading | None:
    from pushbench.providers.apns.certificate_file import read_certificate

    if material.certificates or material.form == "PKCS#12" or material.is_request:
        return read_certificate(text, material)
    if material.needs_passphrase:
        return _locked(text, material)
    if material.private is not None:
        return _private(text, material)
    if material.public is not None:
        return _public(text, material)
    return _damaged(text, material)


def _certainty(text: CredentialText, fallback: float) -> float:
    name = text.name.lower()
    if _KEY_NAME.search(text.name):
        return 0.98
    if name.endswith(".p8"):
        return 0.93
    return 0.3 if _WEB_NAME.search(name) else fallback


def _private(text: CredentialText, material: Material) -> CredentialReading | None:
    key = material.private
    if key is None or (key.algorithm == "RSA" and not text.name.lower().endswith(".p8")):
        return None
    secret = material.opened or text.data
    key_id = key_id_of(text.name)
    findings = list(key_findings(secret))
    other = _OTHER_KEY.search(text.name)
    if other:
        findings.append(at(notices.KEY_OTHER_USE, f"The file is named {other[1]}, not AuthKey.", field="key"))
    facts = [("Holds", key.words), ("Public half", key.fingerprint)]
    if key_id:
        facts.insert(1, ("Key ID", f"{key_id}, read from the file's name"))
    if material.opened is not None:
        facts.append(("Passphrase", "it was encrypted; the profile keeps the key itself, sealed"))
    return CredentialReading(
        ID,
        "APNs signing key",
        _certainty(text, 0.7 if key.algorithm == "EC" and key.curve == "P-256" else 0.45),
        values={"key_id": key_id} if key_id else {},
        secrets={"key": secret},
        facts=tuple(facts),
        findings=tuple(findings),
        identity={**({"key_id": key_id} if key_id else {}), "public_key": key.fingerprint},
    )


def key_id_of(name: str) -> str:
    """Return the Key ID that a file's name tells: ``AuthKey_ABC123DEFG.p8``, or a .p8 named by it."""
    found = _KEY_NAME.search(name)
    if found:
        return found[1].upper()
    bare = _ANY_ID.search(name.rsplit(".", 1)[0].replace("_", " ")) if name.lower().endswith(".p8") else None
    return bare[1] if bare and any(character.isdigit() for character in bare[1]) else ""


def _public(text: CredentialText, material: Material) -> CredentialReading | None:
    key = material.public
    if key is None or (key.algorithm != "EC" and not text.name.lower().endswith(".p8")):
        return None
    return CredentialReading(
        ID,
        "Public key",
        _certainty(text, 0.4),
        facts=(("Holds", key.words), ("Public half", key.fingerprint)),
        findings=(at(notices.KEY_PUBLIC, "This is a public key; it cannot sign in.", field="key"),),
        identity={"public_key": key.fingerprint},
    )


def _locked(text: CredentialText, material: Material) -> CredentialReading:
    trouble = material.trouble
    finding = at(notices.LOCKED, "The key is encrypted with a passphrase.", field="key")
    if trouble is not None:
        finding = at(notices.LOCKED, trouble.what, field="key", why=trouble.why, fix=trouble.fix)
    key_id = key_id_of(text.name)
    return CredentialReading(
        ID,
        "Encrypted private key",
        _certainty(text, 0.6),
        values={"key_id": key_id} if key_id else {},
        facts=(("Holds", "a private key, encrypted"),),
        findings=(finding,),
        identity={"key_id": key_id} if key_id else {},
        needs_passphrase=True,
    )


def _damaged(text: CredentialText, material: Material) -> CredentialReading | None:
    if material.trouble is None or (not text.is_base64 and text.data.reveal().lstrip("\ufeff \t\r\n").startswith("{")):
        return None
    trouble = material.trouble
    finding = at(notices.KEY_UNREADABLE, trouble.what, field="key", why=trouble.why, fix=trouble.fix)
    key_id = key_id_of(text.name)
    return CredentialReading(
        ID,
        "Damaged key file",
        _certainty(text, 0.5),
        facts=(("Key ID", f"{key_id}, read from the file's name"),) if key_id else (),
        findings=(finding,),
        identity={"key_id": key_id} if key_id else {},
    )


# -- files that only their names give away -------------------------------------------------------------


def _provisioning(text: CredentialText) -> CredentialReading | None:
    from pushbench.wire.key_material import bytes_of

    ending = (".mobileprovision", ".provisionprofile")
    if not text.name.lower().endswith(ending) and b"ProvisionedDevices" not in bytes_of(text)[:20_000]:
        return None
    finding = at(notices.NO_CREDENTIAL, "This is a provisioning profile, with which an app is built.")
    return CredentialReading(ID, "Provisioning profile", 0.9, findings=(finding,))


def _by_name(text: CredentialText) -> CredentialReading | None:
    name = text.name.lower()
    if not name.endswith(_APPLE_ENDINGS) and not _KEY_NAME.search(name):
        return None
    found = tuple(key_findings(text.data)) if not text.is_base64 else ()
    finding = at(notices.NO_CREDENTIAL, f"{text.name[-60:]} holds no key and no certificate.")
    return CredentialReading(ID, "File without a key", 0.6, findings=found or (finding,))


# -- settings ---------------------------------------------------------------------------------------


def _settings(text: CredentialText) -> CredentialReading | None:
    """Read lines such as ``APNS_KEY_ID=…``; a key may stand among them with its line breaks written out."""
    if text.is_base64:
        return None
    from pushbench.wire.key_material import read_material

    given = assignments(text.data.reveal())
    values = {key: value for key, names in _ID_NAMES.items() if (value := pick(given, *names))}
    is_named = any(name.startswith(("apns_", "apn_", "apple_")) for name in given)
    if not values or not (is_named or {"key_id", "team_id"} <= values.keys()):
        return None
    key = pick(given, *_KEY_NAMES) or _pem_below(text.data.reveal())
    facts = [(_LABELS[name], value) for name, value in values.items()]
    secrets: dict[str, Secret] = {}
    findings: list[Finding] = []
    if key:
        secrets["key"] = Secret(key)
        findings += key_findings(secrets["key"])
        part = read_material(CredentialText(secrets["key"])).private
        facts += [] if part is None else [("Holds", part.words), ("Public half", part.fingerprint)]
    values = {name: value for name, value in values.items() if len(value) <= 200}
    title = "APNs key with its ids" if key else "Ids of an APNs profile"
    return CredentialReading(
        ID, title, 0.9, values=values, secrets=secrets, facts=tuple(facts), findings=tuple(findings), identity=values
    )


_LABELS = {"key_id": "Key ID", "team_id": "Team ID", "bundle_id": "Bundle ID"}


def _pem_below(text: str) -> str:
    found = re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", text, re.DOTALL)
    return found[0] if found else ""
