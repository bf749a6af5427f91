"""Reads a dropped certificate: for which app, which environment and how long, and whether its key is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.secret import Secret
from pushbench.providers.apns import credential_notices as notices
from pushbench.providers.apns.certificate import PushCertificate, describe
from pushbench.providers.apns.spec import ID
from pushbench.providers.formats.dates import DAY_SECONDS, day, days_between
from pushbench.providers.formats.notice import Notice
from pushbench.wire.key_material import Material, print_of

_SOON_DAYS = 30
_OTHER_USES = re.compile(
    r"^(Apple Development:|Apple Distribution:|iPhone (Developer|Distribution):|Mac (Developer|App Distribution)|"
    r"3rd Party Mac Developer|Developer ID|Apple Worldwide Developer Relations|Apple Root CA|Merchant ID)",
)
_TEAM = re.compile(r"[A-Z0-9]{10}")


def read_certificate(text: CredentialText, material: Material) -> CredentialReading:
    """Return the reading of a .p12, a .cer or a PEM text with a certificate in it, or of a signing request."""
    if material.own is None:
        return _without(text, material)
    try:
        found = describe(material.own)
    except UserError as trouble:
        finding = _at(notices.CERTIFICATE_UNREADABLE, trouble.what, why=trouble.why, fix=trouble.fix)
        return CredentialReading(ID, "Damaged certificate", 0.7, findings=(finding,))
    bundle_id = found.bundle_id or next((topic for topic, _ in found.topics), "")
    team = found.team_id if _TEAM.fullmatch(found.team_id) else ""
    is_whole = material.private is not None
    serial = f"{material.own.serial_number:x}"
    return CredentialReading(
        ID,
        "APNs certificate with its key" if is_whole else "Certificate",
        _certainty(found),
        values={"bundle_id": bundle_id} if bundle_id and is_whole else {},
        secrets=_secrets(text, material) if is_whole else {},
        facts=tuple(_facts(found, material)),
        findings=tuple(_findings(found, material, text.now)),
        environment=_environment(found),
        identity={
            **({"bundle_id": bundle_id} if bundle_id else {}),
            **({"team_id": team} if team else {}),
            "public_key": print_of(material.own),
            "serial": serial,
        },
        needs_passphrase=material.needs_passphrase,
    )


def _at(notice: Notice, what: str, *, field: str = "certificate", why: str = "", fix: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why, fix=fix)


def _certainty(found: PushCertificate) -> float:
    return 0.97 if found.names_environment or found.topics or "Push" in found.name else 0.75


def _secrets(text: CredentialText, material: Material) -> dict[str, Secret]:
    secrets = {"certificate": text.data}
    if text.passphrase is not None and material.form in ("PKCS#12", "PEM"):
        secrets["passphrase"] = text.passphrase
    return secrets


def _environment(found: PushCertificate) -> str:
    if found.is_production == found.is_development:
        return ""
    return "production" if found.is_production else "sandbox"


def _facts(found: PushCertificate, material: Material) -> Iterator[tuple[str, str]]:
    yield "Certificate", found.name or "without a name"
    yield "Private key", "there" if material.private is not None else "missing"
    if found.bundle_id:
        yield "App", found.bundle_id
    if found.topics:
        yield "Topics", ", ".join(f"{topic} ({', '.join(kinds)})" if kinds else topic for topic, kinds in found.topics)
    if found.team_id:
        yield "Team ID", found.team_id
    if found.names_environment:
        both = "development and production"
        one = "production" if found.is_production else "development"
        yield "Environment", both if found.is_development and found.is_production else one
    yield "Valid", f"{day(found.not_before)} to {day(found.not_after)}"
    yield "Container", material.form


def _findings(found: PushCertificate, material: Material, now: float) -> Iterator[Finding]:
    if material.trouble is not None:
        trouble = material.trouble
        yield _at(notices.CERTIFICATE_UNREADABLE, trouble.what, why=trouble.why, fix=trouble.fix)
    if material.needs_passphrase:
        yield _at(notices.LOCKED, "The certificate's key is encrypted with a passphrase.", field="passphrase")
    elif material.private is None:
        yield _at(notices.CERTIFICATE_ALONE, "The private key of this certificate is not in the file.")
    elif material.own is not None and print_of(material.own) != material.private.fingerprint:
        what = "Certificate and key do not belong together."
        yield _at(notices.CERTIFICATE_UNREADABLE, what, why="Their public keys differ.")
    if _OTHER_USES.search(found.name):
        yield _at(notices.CERTIFICATE_OTHER_USE, f"“{found.name[:80]}” is no push certificate.")
    elif found.is_voip or found.name.startswith("VoIP Services"):
        why = "It is a certificate of the old kind, for PushKit's calls alone."
        yield _at(notices.CERTIFICATE_KIND, "The certificate sends VoIP pushes only.", why=why)
    if now > 0:
        yield from _dates(found, now)


def _dates(found: PushCertificate, now: float) -> Iterator[Finding]:
    if now > found.not_after:
        ago = days_between(found.not_after, now)
        yield _at(notices.CERTIFICATE_DATES, f"The certificate ended on {day(found.not_after)}, {ago} ago.")
    elif now < found.not_before:
        what = f"The certificate begins on {day(found.not_before)}."
        fix = "If it was made today, set this computer's clock; else wait until that day."
        yield _at(notices.CERTIFICATE_DATES, what, fix=fix)
    elif found.not_after - now < _SOON_DAYS * DAY_SECONDS:
        left = days_between(now, found.not_after)
        yield _at(notices.CERTIFICATE_ENDS_SOON, f"The certificate ends on {day(found.not_after)}, in {left}.")


def _without(text: CredentialText, material: Material) -> CredentialReading:
    """Tell of a locked or damaged .p12, one with a key alone, or a signing request."""
    if material.is_request:
        what = "This is a certificate signing request, the order for a certificate."
        finding = _at(
            notices.CERTIFICATE_ALONE, what, fix="Upload it in the developer portal and take what comes back."
        )
        return CredentialReading(ID, "Certificate signing request", 0.85, findings=(finding,))
    trouble = material.trouble
    if material.needs_passphrase:
        finding = _at(notices.LOCKED, "The .p12 file needs its passphrase.", field="passphrase")
        if trouble is not None:
            finding = _at(notices.LOCKED, trouble.what, field="passphrase", why=trouble.why, fix=trouble.fix)
        return CredentialReading(ID, "Locked certificate (.p12)", 0.85, findings=(finding,), needs_passphrase=True)
    if trouble is not None:
        finding = _at(notices.CERTIFICATE_UNREADABLE, trouble.what, why=trouble.why, fix=trouble.fix)
        return CredentialReading(ID, "Damaged certificate", 0.6, findings=(finding,))
    finding = _at(notices.CERTIFICATE_UNREADABLE, "There is no certificate in the file.")
    return CredentialReading(ID, "Key without a certificate (.p12)", 0.6, findings=(finding,))
