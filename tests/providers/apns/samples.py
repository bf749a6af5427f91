"""Values that the APNs tests share: keys, certificates, profiles, targets and a context with a movable clock."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Iterable
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from pushbench.domain.device import Device, TokenKind
from pushbench.domain.exchange import MemoryTokenCache, SendContext
from pushbench.domain.finding import CheckContext, Draft
from pushbench.domain.json_value import Json
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind

NOW = 1_763_820_151.25
TOKEN = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0"
CHANNEL = "dHN0LXNyY2gtY2hubA=="
BUNDLE = "app.skylark.ios"
KEY_ID, TEAM_ID = "7QK4X2M9PD", "M84TZ6KW21"


@cache
def private_key() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(0x1F2E3D4C5B6A, ec.SECP256R1())


def pem(key: ec.EllipticCurvePrivateKey | None = None) -> str:
    raw = (key or private_key()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return raw.decode()


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def context(clock: Clock | None = None, tokens: MemoryTokenCache | None = None) -> SendContext:
    return SendContext(
        now=NOW,
        random_bytes=lambda count: bytes(range(count)),
        new_id=lambda: "8e58a1f0-0000-4000-8000-000000000001",
        tokens=tokens or MemoryTokenCache(),
        clock=clock or Clock(),
    )


def credentials(environment: Environment = Environment.SANDBOX, **changes: str | None) -> Credentials:
    """A profile that signs in with a key; a change of None takes a field away."""
    fields: dict[str, str | None] = {"key_id": KEY_ID, "team_id": TEAM_ID, "bundle_id": BUNDLE, "key": pem()}
    fields.update(changes)
    kept = {name: value for name, value in fields.items() if value is not None}
    secret_names = ("key", "certificate", "passphrase", "proxy")
    return Credentials(
        "Skylark iOS",
        "apns",
        environment,
        {name: value for name, value in kept.items() if name not in secret_names},
        {name: Secret(value) for name, value in kept.items() if name in secret_names},
    )


def token_target(value: str = TOKEN, **device: object) -> Target:
    """A device token; with device fields it is a device of the library."""
    if not device:
        return Target(TargetKind.TOKEN, value, f"token:{value}")
    entry = Device("Ana's iPhone", "apns", value, **device)  # type: ignore[arg-type]
    return Target(TargetKind.DEVICE, value, entry.name, entry)


def channel_target(value: str = CHANNEL) -> Target:
    return Target(TargetKind.CHANNEL, value, f"channel:{value}")


def draft(payload: Json = None, **headers: str) -> Draft:
    """A draft; ``topic=`` stands for ``apns-topic`` and so on."""
    named = {f"apns-{name.replace('_', '-')}": value for name, value in headers.items()}
    body = {"aps": {"alert": {"title": "Hi"}}} if payload is None else payload
    return Draft("apns", body, named)


def checking(*, target: Target | None = None, profile: Credentials | None = None, now: float = NOW) -> CheckContext:
    return CheckContext(now=now, credentials=profile, target=target)


def voip_device() -> Target:
    return token_target(token_kind=TokenKind.VOIP)


def der(tag: int, content: bytes) -> bytes:
    """One DER element."""
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def topic_list(*topics: tuple[str, Iterable[str]]) -> bytes:
    """The DER of Apple's topic extension."""
    parts = b""
    for topic, kinds in topics:
        parts += der(0x0C, topic.encode()) + der(0x30, b"".join(der(0x0C, kind.encode()) for kind in kinds))
    return der(0x30, parts)


ENVIRONMENT_OIDS = {"development": "1.2.840.113635.100.6.3.1", "production": "1.2.840.113635.100.6.3.2"}


def make_certificate(
    *,
    bundle_id: str = BUNDLE,
    environments: Iterable[str] = ("development", "production"),
    topics: bytes | None = None,
    is_voip: bool = False,
    begins: float = NOW - 86_400,
    ends: float = NOW + 300 * 86_400,
) -> x509.Certificate:
    """A self-signed certificate with Apple's extensions."""
    name = x509.Name(
        [
            x509.NameAttribute(x509.oid.NameOID.USER_ID, bundle_id),
            x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, f"Apple Push Services: {bundle_id}"),
            x509.NameAttribute(x509.oid.NameOID.ORGANIZATIONAL_UNIT_NAME, TEAM_ID),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key().public_key())
        .serial_number(7)
        .not_valid_before(datetime.datetime.fromtimestamp(begins, datetime.UTC))
        .not_valid_after(datetime.datetime.fromtimestamp(ends, datetime.UTC))
    )
    values = {ENVIRONMENT_OIDS[environment]: b"\x05\x00" for environment in environments}
    if is_voip:
        values["1.2.840.113635.100.6.3.4"] = b"\x05\x00"
    if topics is not None:
        values["1.2.840.113635.100.6.3.6"] = topics
    for oid, value in values.items():
        builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value), False)
    return builder.sign(private_key(), hashes.SHA256())


def certificate_pem(certificate: x509.Certificate) -> str:
    """Certificate and key as PEM text."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode() + pem()


def certificate_p12(certificate: x509.Certificate, passphrase: str) -> str:
    """Certificate and key as .p12 in base64."""
    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    raw = pkcs12.serialize_key_and_certificates(b"push", private_key(), certificate, None, encryption)
    return base64.b64encode(raw).decode()


def certificate_credentials(
    made: x509.Certificate | None = None,
    environment: Environment = Environment.SANDBOX,
    **changes: str | None,
) -> Credentials:
    """A profile that signs in with a certificate."""
    text = certificate_pem(made or make_certificate(topics=topic_list((BUNDLE, ("app",)))))
    return credentials(environment, **{"key": None, "key_id": None, "team_id": None, "certificate": text, **changes})
