"""Reads a dropped file or pasted text as a VAPID key or pair, in every notation that is in use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.secret import Secret
from pushbench.providers.formats.assignments import LONGEST, assignments, json_object, pick
from pushbench.providers.formats.notice import Notice
from pushbench.providers.webpush.credentials import LOCKED, PRIVATE_KEY, PUBLIC_KEY, private_key_trouble
from pushbench.providers.webpush.credentials import public_key_trouble as trouble_of_public
from pushbench.providers.webpush.spec import ID

if TYPE_CHECKING:
    from pushbench.wire.key_material import Material

_WEB_NAME = re.compile(r"vapid|web[-_ ]?push", re.IGNORECASE)
_PRIVATE_NAMES = ("vapid_private_key", "vapid_private", "webpush_private_key", "web_push_private_key", "private_key")
_PUBLIC_NAMES = (
    *("vapid_public_key", "vapid_public", "webpush_public_key", "web_push_public_key", "next_public_vapid_public_key"),
    *("vite_vapid_public_key", "react_app_vapid_public_key", "application_server_key", "public_key"),
)
_SUBJECT_NAMES = ("vapid_subject", "vapid_email", "vapid_mailto", "vapid_claims_email", "subject", "sub", "mailto")
_BARE = re.compile(r"[A-Za-z0-9+/_-]{40,90}={0,2}")
_HEX = re.compile(r"(0x)?(04[0-9a-fA-F]{128}|[0-9a-fA-F]{64})")


def _at(notice: Notice, what: str, *, field: str, why: str = "", fix: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why, fix=fix)


def read_credential(text: CredentialText) -> tuple[CredentialReading, ...]:
    """Return the reading of what is a key for Web Push, else nothing. Total and offline."""
    if len(text.data.reveal()) > LONGEST:
        return ()
    found = _of_text(text) if not text.is_base64 else None
    found = found or _of_material(text)
    return () if found is None else (found,)


def _of_text(text: CredentialText) -> CredentialReading | None:
    plain = text.data.reveal().strip()
    bare = plain.strip("\"'`,; ")
    if _BARE.fullmatch(bare) or _HEX.fullmatch(bare):
        return _bare(bare, text)
    document = json_object(plain)
    if document is not None and document.get("kty") == "EC":
        return _jwk({key: value for key, value in document.items() if isinstance(value, str)})
    if document is not None and ("endpoint" in document or "client_email" in document or "type" in document):
        return None
    given = assignments(plain)
    private, public = pick(given, *_PRIVATE_NAMES), pick(given, *_PUBLIC_NAMES)
    is_named = any("vapid" in name or "push" in name for name in given)
    is_pair = bool(private) and bool(public)
    if not (is_pair or (is_named and (private or public))):
        return None
    if "-----BEGIN" in private or (not public and not _BARE.fullmatch(private)):
        return _pair(private, "", _subject(given), 0.85) if is_named else None
    if is_pair and not is_named and not (_looks_right(private) or _looks_right(public)):
        return None
    return _pair(private, public, _subject(given), 0.95)


def _looks_right(value: str) -> bool:
    return len(value.rstrip("=")) in (43, 87) and _BARE.fullmatch(value) is not None


def _subject(given: Mapping[str, str]) -> str:
    subject = pick(given, *_SUBJECT_NAMES)
    if subject and "@" in subject and not subject.startswith("mailto:"):
        return f"mailto:{subject}"
    return subject if subject.startswith(("mailto:", "https:")) else ""


# -- single keys ----------------------------------------------------------------------------------


def _bare(digits: str, text: CredentialText) -> CredentialReading | None:
    """Read 32 or 65 bytes in base64 of either alphabet, padded or not; or in hex, as some libraries print them."""
    from pushbench.wire.base64url import b64url, un_b64

    certainty = 0.95 if _WEB_NAME.search(text.name) else 0.8
    if _HEX.fullmatch(digits):
        raw = bytes.fromhex(digits.removeprefix("0x"))
        # 64 hex digits without a word about VAPID are far more often a device's token of Apple's.
        is_told = len(raw) == 65 or digits.startswith("0x") or _WEB_NAME.search(text.name)
        certainty -= 0.4 if is_told else 0.6
    else:
        try:
            raw = un_b64(digits)
        except ValueError:
            return None
    if len(raw) == 65 and raw[0] == 4:
        return _public_alone(b64url(raw), certainty + 0.04)
    if len(raw) == 33 and raw[0] in (2, 3):
        what = "This is a compressed point, the public half in its short form."
        why = "Browsers take the long form of 65 bytes; and to sign, the private key is needed."
        finding = _at(PUBLIC_KEY, what, field="public_key", why=why, fix=PRIVATE_KEY.fix)
        return CredentialReading(ID, "VAPID public key, compressed", 0.6, findings=(finding,))
    if len(raw) != 32:
        return None
    return _pair(b64url(raw), "", "", certainty)


def _public_alone(public: str, certainty: float) -> CredentialReading:
    trouble = trouble_of_public(public, None)
    what = "This is the public half of a VAPID pair; pushes are signed with the private one."
    finding = _at(PRIVATE_KEY, what, field="private_key", why="A page subscribes with it; it cannot sign.")
    findings = [finding]
    if trouble is not None:
        findings.append(_at(PUBLIC_KEY, trouble.what, field="public_key", why=trouble.why, fix=trouble.fix))
    return CredentialReading(
        ID,
        "VAPID public key",
        certainty,
        values={"public_key": public},
        facts=(("Holds", "elliptic curve public key, P-256"), ("Public half", public)),
        findings=tuple(findings),
        identity={"public_key": public},
    )


def _jwk(given: Mapping[str, str]) -> CredentialReading | None:
    """Read a JSON Web Key (RFC 7518, 6.2): ``d`` is the private number, ``x`` and ``y`` are the point."""
    from pushbench.wire.base64url import b64url, un_b64

    if given.get("crv") != "P-256":
        what = f"This is a key on the curve {given.get('crv', '')[:20]}, not P-256."
        finding = _at(PRIVATE_KEY, what, field="private_key", why="VAPID signs with ES256, which needs P-256.")
        return CredentialReading(ID, "JSON Web Key", 0.8, findings=(finding,))
    try:
        public = b64url(b"\x04" + un_b64(given.get("x", "")) + un_b64(given.get("y", "")))
    except ValueError:
        public = ""
    if "d" not in given:
        return _public_alone(public, 0.85)
    return _pair(given["d"], public if len(public) == 87 else "", "", 0.9)


# -- pairs ----------------------------------------------------------------------------------------


def _pair(private: str, public: str, subject: str, certainty: float) -> CredentialReading:
    """Return the reading of a private key, of both halves, or of a public one under a name."""
    if not private:
        return _public_alone(_plain_public(public), certainty)
    secret = Secret(private.replace("\\n", "\n"))
    trouble = private_key_trouble(secret, public)
    if trouble is not None and public and private_key_trouble(Secret(public), private) is None:
        return _swapped(private, public, subject, certainty)
    findings: list[Finding] = []
    derived = "" if trouble is not None else _public_of(secret)
    if trouble is not None:
        findings.append(_at(PRIVATE_KEY, trouble.what, field="private_key", why=trouble.why, fix=trouble.fix))
    other = trouble_of_public(public, None if trouble is not None else secret) if public else None
    if other is not None:
        findings.append(_at(PUBLIC_KEY, other.what, field="public_key", why=other.why, fix=other.fix))
    identity = {"public_key": derived} if derived else {}
    values = {key: value for key, value in (("public_key", _plain_public(public)), ("subject", subject)) if value}
    facts = [("Holds", "VAPID pair, both halves" if public else "VAPID private key")]
    facts += [("Curve", "P-256")] if derived else []
    facts += [("Public half", derived)] if derived else []
    facts += [("Contact", subject)] if subject else []
    return CredentialReading(
        ID,
        "VAPID key pair" if public else "VAPID private key",
        certainty,
        values=values,
        secrets={} if trouble is not None else {"private_key": secret},
        facts=tuple(facts),
        findings=tuple(findings),
        identity=identity,
    )


def _swapped(private: str, public: str, subject: str, certainty: float) -> CredentialReading:
    """The halves stand in each other's place; both are there, so the reading puts them right and says so."""
    from dataclasses import replace

    right = _pair(public, private, subject, certainty)
    what = "Private and public key stand in each other's place."
    why = "The one named private is a point of 65 bytes, the one named public a number of 32."
    fix = "Pushbench puts them right here; exchange them where they came from."
    finding = _at(PUBLIC_KEY, what, field="public_key", why=why, fix=fix)
    return replace(right, title="VAPID key pair, swapped", findings=(finding, *right.findings))


def _plain_public(public: str) -> str:
    from pushbench.wire.base64url import b64url, un_b64

    try:
        return b64url(un_b64(public))
    except ValueError:
        return public


def _public_of(secret: Secret) -> str:
    from pushbench.wire.keys import vapid_private_key, vapid_public_key

    try:
        return vapid_public_key(vapid_private_key(secret.reveal()))
    except UserError:
        return ""


# -- PEM and DER ----------------------------------------------------------------------------------


def _of_material(text: CredentialText) -> CredentialReading | None:
    from pushbench.wire.key_material import read_material

    material = read_material(text, "The key")
    if material.certificates or material.is_request or material.form in ("", "PKCS#12"):
        return None
    certainty = 0.9 if _WEB_NAME.search(text.name) else 0.55
    if text.name.lower().endswith(".p8"):
        certainty = 0.2
    if material.needs_passphrase:
        finding = _at(LOCKED, "The key is encrypted with a passphrase.", field="private_key")
        return CredentialReading(
            ID, "Encrypted private key", certainty - 0.1, findings=(finding,), needs_passphrase=True
        )
    return _of_keys(text, material, certainty)


def _of_keys(text: CredentialText, material: Material, certainty: float) -> CredentialReading | None:
    from dataclasses import replace

    private, public = material.private, material.public
    if private is None:
        if public is not None and public.curve == "P-256":
            return _public_alone(public.point, certainty - 0.1)
        return None
    if private.algorithm != "EC":
        return None
    secret = material.opened or (text.data if not text.is_base64 else None)
    made = _pair(secret.reveal() if secret is not None else text.data.reveal(), "", "", certainty)
    if public is not None and public.fingerprint != private.fingerprint:
        what = "The private and the public key in this file do not belong together."
        why = f"The private key's public half is {private.point}."
        finding = _at(PUBLIC_KEY, what, field="public_key", why=why)
        made = replace(made, findings=(*made.findings, finding))
    return made
