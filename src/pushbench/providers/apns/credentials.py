"""Reads APNs credentials offline: missing, swapped, malformed, mismatched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.apns import certificate
from pushbench.providers.apns.certificate import PushCertificate
from pushbench.providers.apns.credential_notices import (
    ADDRESS,
    BOTH_SIGN_INS,
    BUNDLE,
    CERTIFICATE_ENVIRONMENT,
    CERTIFICATE_KIND,
    CERTIFICATE_TOPIC,
    CERTIFICATE_UNREADABLE,
    CHOICE,
    CUSTOM_KEY,
    KEY_ID,
    KEY_UNREADABLE,
    NO_SIGN_IN,
    PROXY_PASSWORD,
    SAME_IDS,
    TEAM_ID,
)
from pushbench.providers.apns.push_types import split_topic
from pushbench.providers.apns.spec import ID, SPEC
from pushbench.providers.formats.connection import base_url_trouble, image_key, link_key
from pushbench.providers.formats.notice import Notice

_ID = re.compile(r"[A-Z0-9]{10}")
_KEY_FILE = re.compile(r"AuthKey_([A-Za-z0-9]{10})(\.p8)?", re.IGNORECASE)
_BUNDLE = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_TEAM_PREFIX = re.compile(r"([A-Z0-9]{10})\.(.+\..+)")


def check_credentials(credentials: Credentials) -> tuple[Finding, ...]:
    """Return what is wrong with the credentials, as far as that shows offline and without a clock."""
    return (
        *_sign_in(credentials),
        *_bundle_id(credentials),
        *_settings(credentials),
    )


def _at(notice: Notice, key: str, what: str, why: str = "", fix: str = "") -> Finding:
    return notice.at(child("/fields", key), what, provider=ID, why=why, fix=fix)


def _sign_in(credentials: Credentials) -> Iterator[Finding]:
    key, material = credentials.secret("key"), credentials.secret("certificate")
    if key is None and material is None:
        yield _at(NO_SIGN_IN, "key", "There is neither a key nor a certificate.")
    if key is not None and material is not None:
        yield _at(BOTH_SIGN_INS, "certificate", "There are a key and a certificate.")
    if key is not None or material is None:
        if key is not None:
            yield from key_findings(key)
        yield from id_findings(credentials)
    elif material is not None:
        yield from _certificate(credentials)


def key_findings(key: Secret) -> Iterator[Finding]:
    """Return what is wrong with the text of a key: another service's file, another curve, cut off ..."""
    from pushbench.wire.keys import load_ec_private_key

    text = key.reveal().strip()
    swapped = _not_a_p8(text)
    if swapped:
        yield _at(KEY_UNREADABLE, "key", *swapped)
        return
    try:
        load_ec_private_key(text)
    except UserError as trouble:
        yield _at(KEY_UNREADABLE, "key", trouble.what, trouble.why, trouble.fix)


def _not_a_p8(text: str) -> tuple[str, str, str] | None:
    """Say which other credential file a key's text is, or None."""
    if text.startswith("{"):
        if "service_account" in text[:4000] or "private_key_id" in text[:4000]:
            return (
                "This is a service account of Firebase, not an APNs key.",
                "It signs in to Google, not to Apple.",
                "Put it into an FCM profile; here choose the .p8 file.",
            )
        return ("This is JSON, not a key.", "A .p8 file begins with BEGIN PRIVATE KEY.", "Choose the .p8 file.")
    if "BEGIN CERTIFICATE" in text and "PRIVATE KEY" in text:
        return (
            "This is a certificate with its key, not a token key.",
            "A certificate signs in by TLS, a .p8 key by a token.",
            "Sign in with Certificate (.p12) and put it there.",
        )
    if _is_p12(text):
        return (
            "This is a .p12 certificate, not a token key.",
            "A certificate signs in by TLS, a .p8 key by a token.",
            "Sign in with Certificate (.p12) and put it there.",
        )
    if re.fullmatch(r"[A-Za-z0-9_-]{43}=?", text):
        return (
            "This is a key for Web Push (VAPID), not an APNs key.",
            "It is 32 bytes of base64url; a .p8 file is PEM text.",
            "Put it into a Web Push profile; here choose the .p8 file.",
        )
    return None


_P12_VERSION = b"\x02\x01\x03"
"""A PKCS#12 file begins with a sequence whose first member is the integer 3 (RFC 7292, section 4)."""


def _is_p12(text: str) -> bool:
    from pushbench.wire.keys import un_b64

    try:
        raw = un_b64("".join(text.split()))
    except ValueError:
        return False
    return raw[:1] == b"\x30" and _P12_VERSION in raw[:8]


def id_findings(credentials: Credentials) -> Iterator[Finding]:
    """Return what is wrong with Key ID and Team ID."""
    key_id, team_id = credentials.text("key_id"), credentials.text("team_id")
    if key_id and key_id == team_id:
        yield _at(SAME_IDS, "team_id", "Key ID and Team ID are the same.")
        return
    yield from _id(KEY_ID, "key_id", "Key ID", key_id)
    yield from _id(TEAM_ID, "team_id", "Team ID", team_id)


def _id(notice: Notice, key: str, label: str, value: str) -> Iterator[Finding]:
    file_name = _KEY_FILE.search(value)
    if not value:
        yield _at(notice, key, f"The {label} is missing.")
    elif file_name:
        right = file_name[1].upper()
        if key == "key_id":
            yield _at(notice, key, "The Key ID is a file name.", fix=f"Keep the part behind AuthKey_: {right}.")
        else:
            what = "The Team ID is the name of a key file."
            yield _at(notice, key, what, fix=f"{right} is the Key ID; look up the Team ID under Membership.")
    elif not _ID.fullmatch(value):
        is_case = _ID.fullmatch(value.upper()) is not None
        why = f"Its letters are capitals: {value.upper()}." if is_case else f"It has {len(value)} characters."
        if not is_case and len(value) == 10:
            why = "It holds something other than capital letters and digits."
        yield _at(notice, key, f"The {label} “{value[:40]}” is malformed.", why)


def _bundle_id(credentials: Credentials) -> Iterator[Finding]:
    bundle_id = credentials.text("bundle_id")
    trouble = bundle_trouble(bundle_id)
    if trouble:
        what, why, fix = trouble
        yield _at(BUNDLE, "bundle_id", what, why, fix)


def bundle_trouble(bundle_id: str) -> tuple[str, str, str] | None:
    """Return what, why and fix for a bundle id that cannot be right, or None; empty texts are the notice's own."""
    if not bundle_id:
        return "The bundle id is missing.", "Without a topic Apple answers 400 MissingTopic.", ""
    if bundle_id.startswith("com.apple.mgmt."):
        return None
    bare, suffix = split_topic(bundle_id)
    if suffix:
        what = f"The bundle id ends with the topic suffix {suffix}."
        return what, "The suffix is added by the push type, so it would stand there twice.", f"Write {bare}."
    prefixed = _TEAM_PREFIX.fullmatch(bundle_id)
    if prefixed:
        return (
            "The bundle id begins with a Team ID.",
            "An App ID has that prefix, a topic has not.",
            f"Write {prefixed[2]}.",
        )
    if "*" in bundle_id:
        return "The bundle id is a wildcard.", "Pushes need an explicit App ID.", ""
    if not _BUNDLE.fullmatch(bundle_id):
        return f"“{bundle_id[:60]}” is no bundle id.", "It holds letters, digits, hyphens and dots.", ""
    return None


def _certificate(credentials: Credentials) -> Iterator[Finding]:
    material = credentials.secret("certificate")
    text = material.reveal().strip() if material else ""
    if "PRIVATE KEY" in text and "BEGIN CERTIFICATE" not in text:
        what = "This is a private key without a certificate, as a .p8 file is."
        fix = "Sign in with Token key (.p8) and put it there, or choose a .p12 file."
        yield _at(CERTIFICATE_UNREADABLE, "certificate", what, "A .p8 key signs in by a token.", fix)
        return
    try:
        found = certificate.load(credentials)
    except UserError as trouble:
        key = "passphrase" if "passphrase" in trouble.what.lower() else "certificate"
        yield _at(CERTIFICATE_UNREADABLE, key, trouble.what, trouble.why, trouble.fix)
        return
    yield from certificate_findings(found, credentials)


def certificate_findings(found: PushCertificate, credentials: Credentials) -> Iterator[Finding]:
    """Hold a readable certificate against the profile's bundle id and environment; dates need a clock."""
    bundle_id = credentials.text("bundle_id")
    topics = ", ".join(topic for topic, _ in found.topics) or found.bundle_id
    if bundle_id and topics and not found.covers(bundle_id):
        yield _at(
            CERTIFICATE_TOPIC, "bundle_id", f"The certificate does not cover {bundle_id}.", f"It is for {topics}."
        )
    if found.names_environment and credentials.environment is not Environment.LOCAL:
        is_right = found.is_production if credentials.environment is Environment.PRODUCTION else found.is_development
        if not is_right:
            where = "development" if found.is_development else "production"
            what = f"The certificate is for {where} only."
            yield _at(CERTIFICATE_ENVIRONMENT, "certificate", what)
    kinds = sorted({kind for _, names in found.topics for kind in names} | ({"voip"} if found.is_voip else set()))
    if kinds and "app" not in kinds:
        what = f"The certificate covers {', '.join(kinds)} only."
        yield _at(CERTIFICATE_KIND, "certificate", what, "Alerts and background pushes need the kind app.")


def _settings(credentials: Credentials) -> Iterator[Finding]:
    for key in ("base_url", "manage_base_url"):
        value = credentials.text(key)
        trouble = base_url_trouble(value) if value else None
        if trouble:
            yield _at(ADDRESS, key, f"“{value[:60]}” cannot be used.", trouble)
    for spec in SPEC.fields:
        value = credentials.text(spec.key)
        if spec.choices and value and value not in {choice for choice, _ in spec.choices}:
            offered = ", ".join(choice for choice, _ in spec.choices)
            yield _at(CHOICE, spec.key, f"{spec.label} is “{value[:40]}”.", fix=f"Pick one of: {offered}.")
    if "@" in credentials.text("proxy"):
        yield _at(PROXY_PASSWORD, "proxy", "The proxy's user and password stand in a plain field.")
    image, link = image_key(credentials), link_key(credentials)
    for key, value in (("image_key", image), ("link_key", link)):
        if value == "aps":
            yield _at(CUSTOM_KEY, key, "The key aps belongs to Apple.")
    if image == link:
        yield _at(CUSTOM_KEY, "link_key", f"Image and link would both be named {image[:40]}.")
