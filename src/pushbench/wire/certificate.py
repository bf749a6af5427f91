"""Client certificates out of a .p12 or PEM text, taken apart for TLS and for diagnosis."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.wire.iterations import takes_too_long
from pushbench.wire.pem import Block, bare_bytes, blocks, has_pem, tidy
from pushbench.wire.quiet import hush

if TYPE_CHECKING:  # x509 and pkcs12 cost 70 ms, and only certificates need them
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_THING = "The client certificate"
_EXPORT = "Export certificate and key together as a .p12 from Keychain Access, or choose a PEM file with both."


@dataclass(frozen=True, slots=True)
class CertificateBundle:
    """A client certificate with its key and the certificates above it."""

    certificate_pem: bytes
    chain_pem: bytes
    """The other certificates of the file, in its order; empty when there are none."""
    key: PrivateKeyTypes
    certificate: x509.Certificate


_opened: dict[bytes, CertificateBundle] = {}
_MOST_OPENED = 16


def load_client_certificate(material: Secret, passphrase: Secret | None) -> CertificateBundle:
    """Read a .p12 given as base64, or PEM text with certificate and key (PKCS#8 encrypted or not).

    Each is opened once, for a .p12 is slow on purpose. An expired certificate is returned like any other.
    Raises UserError for a wrong or missing passphrase, a missing key or certificate, a pair that does not
    belong together, and other texts.
    """
    name = _name_of(material, passphrase)
    bundle = _opened.get(name)
    if bundle is None:
        bundle = _open(material, passphrase)
        if len(_opened) >= _MOST_OPENED:
            _opened.clear()
        _opened[name] = bundle
    return bundle


def _name_of(material: Secret, passphrase: Secret | None) -> bytes:
    """Return a digest of both, so that no second copy of a secret stays in memory."""
    digest = hashlib.sha256(material.reveal().encode("utf-8", "surrogatepass"))
    digest.update(b"\0" if passphrase is None else b"\1" + passphrase.reveal().encode("utf-8", "surrogatepass"))
    return digest.digest()


def _open(material: Secret, passphrase: Secret | None) -> CertificateBundle:
    hush()
    text = tidy(material.reveal())
    if has_pem(text):
        return _from_pem(blocks(text, _THING), passphrase)
    return _from_p12(bare_bytes(text, _THING), passphrase)


def _from_p12(raw: bytes, passphrase: Secret | None) -> CertificateBundle:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs12

    password = passphrase.reveal_bytes() if passphrase else None
    if takes_too_long(raw):
        raise _too_costly(_THING)
    if password is not None and b"\0" in password:  # the library's lower half ends the process at one
        raise _p12_trouble(raw, passphrase, ValueError("password"))
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(raw, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _p12_trouble(raw, passphrase, error) from error
    if key is None or certificate is None:
        raise _incomplete("private key" if key is None else "certificate")
    return _bundle(key, certificate, chain)


def _too_costly(thing: str) -> UserError:
    why = "It asks for many millions of rounds of its passphrase, as no program that exports keys does."
    return UserError(f"{thing} would take hours to open.", why, _EXPORT)


def _p12_trouble(raw: bytes, passphrase: Secret | None, error: Exception) -> UserError:
    if raw[:1] != b"\x30":
        return UserError(f"{_THING} cannot be read.", "It is neither PEM text nor a .p12 file.", _EXPORT)
    words = str(error).lower()
    if "password" in words or "mac" in words:
        if passphrase:
            what = "The passphrase does not open the .p12 file."
            return UserError(
                what, "Its checksum does not fit.", "Type the passphrase given when the file was exported."
            )
        what = "The .p12 file needs a passphrase."
        return UserError(what, "It was exported with one.", "Fill in the passphrase of the profile.")
    return UserError(f"{_THING} cannot be read.", "It is cut off, damaged, or no .p12 file.", _EXPORT)


def _from_pem(found: Sequence[Block], passphrase: Secret | None) -> CertificateBundle:
    from cryptography import x509

    keys = [block for block in found if block.label.endswith("PRIVATE KEY")]
    certificate_blocks = [block for block in found if block.label in ("CERTIFICATE", "TRUSTED CERTIFICATE")]
    if not keys or not certificate_blocks:
        raise _incomplete("private key" if certificate_blocks else "certificate")
    try:
        certificates = [x509.load_der_x509_certificate(block.der) for block in certificate_blocks]
    except ValueError as error:
        raise UserError(f"{_THING} cannot be read.", "A CERTIFICATE block holds no certificate.", _EXPORT) from error
    key = _open_key(keys[0], passphrase)
    own = next((one for one in certificates if _belong_together(key, one)), None)
    if own is None:
        raise UserError("Certificate and key do not belong together.", "Their public keys differ.", _EXPORT)
    return _bundle(key, own, [one for one in certificates if one is not own])


def _open_key(block: Block, passphrase: Secret | None) -> PrivateKeyTypes:
    from cryptography.exceptions import InternalError, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from pushbench.wire.private_key import parse_block

    if not block.is_encrypted:
        return parse_block(block, "The certificate's key")
    if not passphrase:
        what = "The certificate's key needs a passphrase."
        raise UserError(what, "It is encrypted.", "Fill in the passphrase of the profile.")
    if takes_too_long(block.der):
        raise _too_costly("The certificate's key")
    try:
        return load_pem_private_key(block.pem(), passphrase.reveal_bytes())
    except (ValueError, TypeError, UnsupportedAlgorithm, InternalError) as error:
        what = "The passphrase does not open the certificate's key."
        raise UserError(what, "It is wrong, or the key is damaged.", "Type the passphrase once more.") from error


def _belong_together(key: PrivateKeyTypes, certificate: x509.Certificate) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    try:
        return key.public_key().public_bytes(*form) == certificate.public_key().public_bytes(*form)
    except (ValueError, UnsupportedAlgorithm):
        return False


def _bundle(
    key: PrivateKeyTypes, certificate: x509.Certificate, chain: Sequence[x509.Certificate]
) -> CertificateBundle:
    from cryptography.hazmat.primitives.serialization import Encoding

    return CertificateBundle(
        certificate_pem=certificate.public_bytes(Encoding.PEM),
        chain_pem=b"".join(one.public_bytes(Encoding.PEM) for one in chain),
        key=key,
        certificate=certificate,
    )


def _incomplete(missing: str) -> UserError:
    return UserError(f"{_THING} has no {missing}.", "TLS needs the certificate and its private key.", _EXPORT)
