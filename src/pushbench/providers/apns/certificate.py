"""Apple's push certificates: which topics, kinds and environments one covers.

Source: the extensions as pushy's test PKI, Knuff and pushy-console read them. Extension .6.3.6 is
``SEQUENCE { UTF8String topic, SEQUENCE { UTF8String kind, ... }, ... }``, alternating.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pushbench.domain.errors import UserError
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret

if TYPE_CHECKING:  # x509 costs tens of milliseconds, and only certificates need it
    from cryptography import x509

_DEVELOPMENT = "1.2.840.113635.100.6.3.1"
_PRODUCTION = "1.2.840.113635.100.6.3.2"
_VOIP = "1.2.840.113635.100.6.3.4"
_TOPICS = "1.2.840.113635.100.6.3.6"
_USER_ID = "0.9.2342.19200300.100.1.1"

_SEQUENCE = 0x30
_UTF8_STRING = 0x0C
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class PushCertificate:
    """What a push certificate says of itself."""

    name: str
    """Its common name: ``Apple Push Services: app.skylark.ios``."""
    bundle_id: str
    """The subject's UID; empty when there is none."""
    team_id: str
    """The subject's OU; empty when there is none."""
    is_development: bool
    is_production: bool
    is_voip: bool
    topics: tuple[tuple[str, tuple[str, ...]], ...]
    """Topic -> kinds (``app``, ``voip``, ``complication``)."""
    not_before: float
    """Unix seconds."""
    not_after: float
    """Unix seconds."""

    @property
    def names_environment(self) -> bool:
        """Whether it says which environment it is for; certificates of test authorities may not."""
        return self.is_development or self.is_production

    def covers(self, topic: str) -> bool:
        """Whether it may send to a topic; without a list, to its own bundle id and, for VoIP, its suffix."""
        if self.topics:
            return any(topic == known for known, _ in self.topics)
        return topic in (self.bundle_id, f"{self.bundle_id}.voip", f"{self.bundle_id}.complication")


def load(credentials: Credentials) -> PushCertificate:
    """Read the profile's certificate. Raises :class:`UserError` for what is no certificate with its key."""
    from pushbench.wire.keys import load_client_certificate

    material = credentials.secret("certificate") or Secret("")
    return describe(load_client_certificate(material, credentials.secret("passphrase")).certificate)


def describe(certificate: x509.Certificate) -> PushCertificate:
    """Read Apple's extensions and the subject. Raises :class:`UserError` for a certificate that is damaged."""
    from cryptography import x509

    try:
        extensions = {extension.oid.dotted_string: extension.value for extension in certificate.extensions}
        return PushCertificate(
            name=_subject(certificate, "2.5.4.3"),
            bundle_id=_subject(certificate, _USER_ID),
            team_id=_subject(certificate, "2.5.4.11"),
            is_development=_DEVELOPMENT in extensions,
            is_production=_PRODUCTION in extensions,
            is_voip=_VOIP in extensions,
            topics=read_topics(getattr(extensions.get(_TOPICS), "value", b"")),
            not_before=certificate.not_valid_before_utc.timestamp(),
            not_after=certificate.not_valid_after_utc.timestamp(),
        )
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise UserError(
            "The certificate cannot be read to its end.",
            "Its subject or one of its extensions is damaged or stands there twice.",
            "Export the certificate once more.",
        ) from error


def _subject(certificate: x509.Certificate, oid: str) -> str:
    found = [str(part.value) for part in certificate.subject if part.oid.dotted_string == oid]
    return found[0] if found else ""


def read_topics(der: bytes) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return topics and their kinds from the DER of extension .6.3.6; what is no such list gives none."""
    found: list[tuple[str, list[str]]] = []
    for depth, text in _strings(der, 0):
        if depth == 1:
            found.append((text, []))
        elif found:
            found[-1][1].append(text)
    return tuple((topic, tuple(kinds)) for topic, kinds in found)


def _strings(der: bytes, depth: int) -> Iterator[tuple[int, str]]:
    """Walk DER and yield every UTF8String with the number of sequences around it."""
    position = 0
    while position + 2 <= len(der) and depth <= _DEEPEST:
        tag, start, end = der[position], *_content(der, position + 1)
        if end > len(der):
            return
        content = der[start:end]
        if tag == _SEQUENCE:
            yield from _strings(content, depth + 1)
        elif tag == _UTF8_STRING:
            yield depth, content.decode("utf-8", "replace")
        position = end


def _content(der: bytes, position: int) -> tuple[int, int]:
    """Return where the content of an element starts and ends (X.690, 8.1.3)."""
    first = der[position]
    if first < 0x80:
        return position + 1, position + 1 + first
    start = position + 1 + (first & 0x7F)
    return start, start + int.from_bytes(der[position + 1 : start])
