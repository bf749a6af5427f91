"""The installation's own certificate authority: never in a system trust store, kept by the caller's vault.

Validity is counted from the computer's clock, not the emulator's: it is TLS peers that read it.
"""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from secrets import token_urlsafe

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_KEY, CA_CERTIFICATE = "authority.key", "authority.certificate"
SERVER_KEY, SERVER_CERTIFICATE = "authority.server_key", "authority.server_certificate"

CA_DAYS = 3650
SERVER_DAYS = 397
"""Apple's platforms refuse server certificates that last longer than 398 days."""
RENEW_DAYS = 30
_BACKDATED = timedelta(days=1)

Extensions = Sequence[tuple[x509.ExtensionType, bool]]


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self, passphrase: bytes | None = None) -> bytes:
        """Return PKCS#8, encrypted when a passphrase is given."""
        encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase is not None:
            encryption = serialization.BestAvailableEncryption(passphrase)
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


class Authority:
    """The CA and the server's certificate, read from ``keys`` or made and put there."""

    def __init__(self, keys: dict[str, str], now: Callable[[], datetime] | None = None) -> None:
        self._now = now or (lambda: datetime.now(UTC))
        root = _stored(keys, CA_KEY, CA_CERTIFICATE)
        if root is None or self._ends_soon(root.certificate):
            root = self._new_root()
            _store(keys, CA_KEY, CA_CERTIFICATE, root)
        self.root = root
        server = _stored(keys, SERVER_KEY, SERVER_CERTIFICATE)
        if server is None or self._ends_soon(server.certificate) or not _is_issued_by(server, root):
            server = self._new_server()
            _store(keys, SERVER_KEY, SERVER_CERTIFICATE, server)
        self.server = server

    def issue_client(
        self,
        name: x509.Name,
        extensions: Extensions = (),
        *,
        days: int = 396,
        starts: datetime | None = None,
    ) -> Issued:
        """Return a client certificate with EKU clientAuth and whatever ``extensions`` add."""
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        return self._issue(name, [(usage, False), *extensions], days=days, starts=starts)

    def server_context(self, protocols: Sequence[str], *, client_authorities: bytes | None = None) -> ssl.SSLContext:
        """Return the TLS side of a listener; ``client_authorities`` (PEM) makes it ask for a certificate.

        Expired client certificates pass the handshake, so that a service can answer them in its own
        words; one of an unknown authority ends in a TLS alert, because Python's ``ssl`` cannot hand
        an unverified certificate on.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(list(protocols))
        self._load_chain(context)
        if client_authorities is not None:
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(cadata=client_authorities.decode("ascii"))
            context.verify_flags |= _NO_CHECK_TIME | ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
        return context

    def _load_chain(self, context: ssl.SSLContext) -> None:
        # ``ssl`` reads keys from files only: encrypted with a passphrase nobody else learns, gone at once.
        passphrase = token_urlsafe(24)
        with tempfile.TemporaryDirectory(prefix="pushbench-") as directory:
            path = Path(directory, "server.pem")
            path.write_bytes(self.server.key_pem(passphrase.encode()) + self.server.certificate_pem)
            context.load_cert_chain(path, password=passphrase)

    def _new_root(self) -> Issued:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Pushbench sandbox authority")])
        builder = (
            self._builder(name, name, key.public_key(), CA_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        return Issued(builder.sign(key, hashes.SHA256()), key)

    def _new_server(self) -> Issued:
        names = x509.SubjectAlternativeName(
            [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1")), x509.IPAddress(ip_address("::1"))]
        )
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Pushbench sandbox")])
        return self._issue(subject, [(names, False), (usage, False)], days=SERVER_DAYS)

    def _issue(
        self, subject: x509.Name, extensions: Extensions, *, days: int, starts: datetime | None = None
    ) -> Issued:
        key = ec.generate_private_key(ec.SECP256R1())
        authority = self.root.key.public_key()
        builder = (
            self._builder(subject, self.root.certificate.subject, key.public_key(), days, starts)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority), critical=False)
        )
        for extension, is_critical in extensions:
            builder = builder.add_extension(extension, is_critical)
        return Issued(builder.sign(self.root.key, hashes.SHA256()), key)

    def _builder(
        self,
        subject: x509.Name,
        issuer: x509.Name,
        key: ec.EllipticCurvePublicKey,
        days: int,
        starts: datetime | None = None,
    ) -> x509.CertificateBuilder:
        start = starts or self._now() - _BACKDATED
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=days))
        )

    def _ends_soon(self, certificate: x509.Certificate) -> bool:
        return certificate.not_valid_after_utc - self._now() < timedelta(days=RENEW_DAYS)


# OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which the ``ssl`` module has no name for.
_NO_CHECK_TIME = ssl.VerifyFlags(0x200000)


def _key_usage(*, signs_certificates: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _stored(keys: Mapping[str, str], key_name: str, certificate_name: str) -> Issued | None:
    """Return what ``keys`` holds, or None when it is absent, damaged or does not belong together."""
    try:
        key = serialization.load_pem_private_key(keys.get(key_name, "").encode(), None)
        certificate = x509.load_pem_x509_certificate(keys.get(certificate_name, "").encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.public_key() != key.public_key():
        return None
    return Issued(certificate, key)


def _store(keys: dict[str, str], key_name: str, certificate_name: str, issued: Issued) -> None:
    keys[key_name] = issued.key_pem().decode("ascii")
    keys[certificate_name] = issued.certificate_pem.decode("ascii")


def _is_issued_by(issued: Issued, root: Issued) -> bool:
    try:
        issued.certificate.verify_directly_issued_by(root.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
