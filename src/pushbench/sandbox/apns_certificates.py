"""Client certificates as Apple issues them: bundle id, environments and topics.

Extensions: ``1.2.840.113635.100.6.3.1`` development, ``.2`` production, ``.6`` the topic list
``SEQUENCE { UTF8String topic, SEQUENCE { UTF8String kind }, ... }``. A topic list means what it
names; without one the bundle id of the subject's UID is the only topic.
Source: Apple, "Establishing a certificate-based connection to APNs"; pushy's test certificates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from pushbench.sandbox.apns_reasons import Refused
from pushbench.sandbox.authority import Authority, Issued

DEVELOPMENT = x509.ObjectIdentifier("1.2.840.113635.100.6.3.1")
PRODUCTION = x509.ObjectIdentifier("1.2.840.113635.100.6.3.2")
TOPICS = x509.ObjectIdentifier("1.2.840.113635.100.6.3.6")
_NULL = b"\x05\x00"
_SEQUENCE, _UTF8 = 0x30, 0x0C


@dataclass(frozen=True, slots=True)
class CertificateIdentity:
    """Whom a client certificate speaks for."""

    bundle_id: str
    topics: frozenset[str]

    @property
    def default_topic(self) -> str | None:
        """The topic of a push that names none; None when the certificate has several."""
        return self.bundle_id if len(self.topics) == 1 else None


def app_topics(bundle_id: str) -> tuple[tuple[str, str], ...]:
    """Return the topics, with their kinds, of an app's certificate."""
    return (
        (bundle_id, "app"),
        (f"{bundle_id}.voip", "voip"),
        (f"{bundle_id}.complication", "complication"),
    )


def issue(
    authority: Authority,
    bundle_id: str,
    *,
    team_id: str = "",
    topics: Sequence[tuple[str, str]] | None = None,
    is_development: bool = True,
    is_production: bool = True,
    days: int = 396,
    starts: datetime | None = None,
) -> Issued:
    """Return a push certificate; ``topics`` empty leaves the topic list out, None takes the app's."""
    attributes = [
        x509.NameAttribute(NameOID.USER_ID, bundle_id),
        x509.NameAttribute(NameOID.COMMON_NAME, f"Apple Push Services: {bundle_id}"[:64]),
    ]
    if team_id:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, team_id))
    listed = app_topics(bundle_id) if topics is None else topics
    extensions: list[tuple[x509.ExtensionType, bool]] = []
    if is_development:
        extensions.append((x509.UnrecognizedExtension(DEVELOPMENT, _NULL), False))
    if is_production:
        extensions.append((x509.UnrecognizedExtension(PRODUCTION, _NULL), False))
    if listed:
        extensions.append((x509.UnrecognizedExtension(TOPICS, encode_topics(listed)), False))
    return authority.issue_client(x509.Name(attributes), extensions, days=days, starts=starts)


def to_p12(issued: Issued, passphrase: str) -> bytes:
    """Return the .p12 file a developer would export."""
    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"push", issued.key, issued.certificate, None, encryption)


def identify(der: bytes) -> CertificateIdentity:
    """Read the certificate of a connection; raises :class:`Refused`."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        names = certificate.subject.get_attributes_for_oid(NameOID.USER_ID)
        topics = _topics(certificate)
    except ValueError:
        raise Refused("BadCertificate") from None
    now = datetime.now(UTC)
    if not names or not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise Refused("BadCertificate")
    if _extension(certificate, DEVELOPMENT) is None:
        is_apple = _extension(certificate, PRODUCTION) is not None
        raise Refused("BadCertificateEnvironment" if is_apple else "BadCertificate")
    bundle_id = _as_text(names[0].value)
    return CertificateIdentity(bundle_id, topics or frozenset({bundle_id}))


def _as_text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def encode_topics(topics: Sequence[tuple[str, str]]) -> bytes:
    """Return the DER of a topic list."""
    content = b"".join(
        _der(_UTF8, topic.encode()) + _der(_SEQUENCE, _der(_UTF8, kind.encode())) for topic, kind in topics
    )
    return _der(_SEQUENCE, content)


def decode_topics(der: bytes) -> tuple[tuple[str, str], ...]:
    """Read a topic list. Raises ValueError for anything else."""
    tag, content, rest = _read(der)
    if tag != _SEQUENCE or rest:
        raise ValueError("no topic list")
    topics = []
    while content:
        tag, topic, content = _read(content)
        kinds_tag, kinds, content = _read(content)
        kind_tag, kind, _ = _read(kinds)
        if (tag, kinds_tag, kind_tag) != (_UTF8, _SEQUENCE, _UTF8):
            raise ValueError("no topic list")
        topics.append((topic.decode("utf-8"), kind.decode("utf-8")))
    return tuple(topics)


def _topics(certificate: x509.Certificate) -> frozenset[str]:
    der = _extension(certificate, TOPICS)
    return frozenset() if der is None else frozenset(topic for topic, _ in decode_topics(der))


def _extension(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> bytes | None:
    for extension in certificate.extensions:
        if extension.oid == oid and isinstance(extension.value, x509.UnrecognizedExtension):
            return extension.value.value
    return None


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _read(data: bytes) -> tuple[int, bytes, bytes]:
    """Return tag and content of the first element, and what follows it."""
    if len(data) < 2:
        raise ValueError("cut off")
    tag, size, start = data[0], data[1], 2
    if size & 0x80:
        count = size & 0x7F
        size, start = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
    if start + size > len(data):
        raise ValueError("cut off")
    return tag, data[start : start + size], data[start + size :]
