"""Trust and client certificates for the transports."""

from __future__ import annotations

import contextlib
import os
import secrets
import ssl
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.http import ClientCertificate, Link
from pushbench.domain.paths import expanded

_CA_CANDIDATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def make_context(link: Link) -> ssl.SSLContext:
    """Return a client context: the system's authorities, the link's CA file, its client certificate.

    Takes milliseconds to tens of them; call it off the event loop. Raises ``TransportFailure``.
    """
    import truststore

    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if link.ca_file:
        context.load_verify_locations(cadata=read_ca_file(link.ca_file))
    if link.certificate is not None:
        _load_certificate(context, link.certificate)
    return context


def read_ca_file(path: str) -> str:
    """Return the text of a CA file. Raises ``TransportFailure`` saying what is wrong with it."""
    try:
        text = expanded(path).read_text("ascii", errors="replace")
    except OSError as error:
        raise _bad_ca_file(path, f"it cannot be read: {error.strerror or error}") from error
    if "-----BEGIN CERTIFICATE-----" not in text and "-----BEGIN TRUSTED CERTIFICATE-----" not in text:
        raise _bad_ca_file(path, "it holds no certificate in PEM form")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError) as error:
        raise _bad_ca_file(path, "it holds no readable certificate") from error
    return text


def _bad_ca_file(path: str, why: str) -> TransportFailure:
    return TransportFailure(FailureKind.TLS, f"the CA file {path} cannot be used: {why}")


@dataclass(frozen=True, slots=True)
class CertificateText:
    """A client certificate with its chain, and its key encrypted with a passphrase made for the moment."""

    certificate_pem: bytes
    key_pem: bytes
    passphrase: bytes


def certificate_text(certificate: ClientCertificate) -> CertificateText:
    """Re-encode a client certificate as PEM with an encrypted PKCS#8 key. Raises ``TransportFailure``."""
    from cryptography.hazmat.primitives import serialization

    from pushbench.wire.keys import load_client_certificate

    try:
        bundle = load_client_certificate(certificate.material, certificate.passphrase)
    except UserError as error:
        raise TransportFailure(FailureKind.CLIENT_CERTIFICATE, f"{error.what} {error.why}") from error
    passphrase = secrets.token_hex(24).encode()
    key_pem = bundle.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )
    return CertificateText(bundle.certificate_pem + bundle.chain_pem, key_pem, passphrase)


def _load_certificate(context: ssl.SSLContext, certificate: ClientCertificate) -> None:
    text = certificate_text(certificate)
    try:
        with _private_file(text.certificate_pem) as chain, _private_file(text.key_pem) as key:
            context.load_cert_chain(chain, key, password=text.passphrase)
    except (ssl.SSLError, OSError) as error:
        raise TransportFailure(FailureKind.CLIENT_CERTIFICATE, f"it cannot be loaded: {error}") from error


@contextlib.contextmanager
def _private_file(content: bytes) -> Iterator[str]:
    # mkstemp makes the file 0600; ``ssl`` reads certificates from files only.
    handle, path = tempfile.mkstemp(prefix="pushbench-", suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        yield path
    finally:
        Path(path).unlink(missing_ok=True)


def uses_native_trust() -> bool:
    """Whether libcurl asks the operating system itself for its authorities."""
    return sys.platform in ("win32", "darwin")


@lru_cache(maxsize=1)
def system_authorities() -> Path | None:
    """Return the file with the system's authorities, for libcurl; None where there is no such bundle."""
    paths = ssl.get_default_verify_paths()
    candidates = (paths.cafile, *_CA_CANDIDATES)
    return next((Path(name) for name in candidates if name and Path(name).is_file()), None)
