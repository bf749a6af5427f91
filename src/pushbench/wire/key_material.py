"""Everything cryptographic in a dropped file or pasted text: keys of both halves, certificates, what is locked."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pushbench.domain.credential_file import CredentialText
from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.wire.base64url import b64url
from pushbench.wire.iterations import takes_too_long
from pushbench.wire.pem import Block, bare_der, blocks, has_pem, is_cut, tidy
from pushbench.wire.quiet import hush

if TYPE_CHECKING:  # x509 and pkcs12 cost 70 ms, and only this reading needs them
    from cryptography import x509

LARGEST = 1_000_000
"""Bytes; the largest key files are a few kilobytes, and more is not looked into."""
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One half of a key, described."""

    is_private: bool
    algorithm: str
    """``EC``, ``RSA``, ``Ed25519`` ..."""
    curve: str
    """``P-256``, or empty."""
    bits: int
    fingerprint: str
    """Of the public half, the same for both halves; 16 hex digits."""
    point: str
    """The public half of an elliptic curve key as an uncompressed point in base64url, or empty."""

    @property
    def words(self) -> str:
        half = "private" if self.is_private else "public"
        if self.algorithm == "EC":
            return f"elliptic curve {half} key, {self.curve}"
        return f"{self.algorithm} {half} key" + (f", {self.bits} bits" if self.bits else "")


@dataclass(frozen=True, slots=True)
class Material:
    """What a text or file holds; nothing of it when ``form`` is empty."""

    form: str = ""
    """``PEM``, ``DER`` or ``PKCS#12``."""
    keys: tuple[KeyPart, ...] = ()
    certificates: tuple[x509.Certificate, ...] = ()
    own: x509.Certificate | None = None
    """The certificate that belongs to the private key, else the first one."""
    is_request: bool = False
    """Whether there is a certificate signing request in it."""
    is_encrypted: bool = False
    needs_passphrase: bool = False
    opened: Secret | None = None
    """The private key in PEM without encryption, where it was encrypted and the passphrase was right."""
    trouble: UserError | None = None

    @property
    def private(self) -> KeyPart | None:
        return next((key for key in self.keys if key.is_private), None)

    @property
    def public(self) -> KeyPart | None:
        return next((key for key in self.keys if not key.is_private), None)


def bytes_of(text: CredentialText) -> bytes:
    """Return a credential's bytes as they were in the file."""
    if not text.is_base64:
        return text.data.reveal_bytes()
    try:
        return base64.b64decode(text.data.reveal(), validate=False)
    except (binascii.Error, ValueError):
        return b""


def read_material(text: CredentialText, thing: str = "The file") -> Material:
    """Read keys and certificates out of a text or file. Total: what is broken is told in ``trouble``."""
    if len(text.data.reveal()) > 2 * LARGEST:
        return Material()
    hush()
    try:
        if text.is_base64:
            raw = bytes_of(text)
            return _from_der(raw, text.passphrase, thing) if raw[:1] == b"\x30" else Material()
        tidied = tidy(text.data.reveal())
        if has_pem(tidied):
            return _from_blocks(blocks(tidied, thing), text.passphrase, thing)
        der = bare_der(tidied)
        return Material() if der is None else _from_der(der, text.passphrase, thing)
    except UserError as trouble:
        return Material(form="PEM", trouble=trouble)


def _from_blocks(found: tuple[Block, ...], passphrase: Secret | None, thing: str) -> Material:
    made = Material(form="PEM")
    for block in found:
        made = _joined(made, _from_block(block, passphrase, thing))
    return _with_own(made)


def _from_block(block: Block, passphrase: Secret | None, thing: str) -> Material:
    if block.label in ("CERTIFICATE", "TRUSTED CERTIFICATE"):
        return _certificate(block.der, thing)
    if "CERTIFICATE REQUEST" in block.label:
        return Material(form="PEM", is_request=True)
    if block.label.endswith("PUBLIC KEY"):
        return _public(block, thing)
    if block.label.endswith("PRIVATE KEY"):
        return _locked(block, passphrase, thing) if block.is_encrypted else _private(block, thing)
    return Material(form="PEM")  # EC PARAMETERS and the like


def _private(block: Block, thing: str) -> Material:
    from pushbench.wire.private_key import parse_block

    return Material(form="PEM", keys=_halves(parse_block(block, thing)))


def _locked(block: Block, passphrase: Secret | None, thing: str) -> Material:
    from cryptography.exceptions import InternalError, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if takes_too_long(block.der):
        return Material(form="PEM", is_encrypted=True, trouble=_too_costly(thing))
    if passphrase is None:
        return Material(form="PEM", is_encrypted=True, needs_passphrase=True)
    try:
        key = load_pem_private_key(block.pem(), passphrase.reveal_bytes())
    except (ValueError, TypeError, UnsupportedAlgorithm, InternalError):  # the last: scrypt with numbers that are none
        return Material(form="PEM", is_encrypted=True, needs_passphrase=True, trouble=_wrong_passphrase(thing))
    return Material(form="PEM", keys=_halves(key), is_encrypted=True, opened=_open_pem(key))


def _too_costly(thing: str) -> UserError:
    return UserError(
        f"{thing} would take hours to open.",
        "It asks for many millions of rounds of its passphrase, as no program that exports keys does.",
        "Export the key or certificate once more.",
    )


def _wrong_passphrase(thing: str) -> UserError:
    return UserError(
        f"The passphrase does not open {thing[0].lower()}{thing[1:]}.",
        "It is another one, or the file is damaged.",
        "Type the passphrase that was given when the file was exported.",
    )


def _open_pem(key: Any) -> Secret:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return Secret(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii"))


def _public(block: Block, thing: str) -> Material:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        return Material(form="PEM", keys=(_described(load_pem_public_key(block.pem()), is_private=False),))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return Material(form="PEM", trouble=_unreadable(thing, "Its public key is damaged."))


def _unreadable(thing: str, why: str) -> UserError:
    return UserError(f"{thing} cannot be read.", why, "Take the file as it was downloaded, and give all of it.")


def _certificate(der: bytes, thing: str) -> Material:
    from cryptography import x509

    try:
        return Material(form="PEM", certificates=(x509.load_der_x509_certificate(der),))
    except ValueError:
        return Material(form="PEM", trouble=_unreadable(thing, "Its certificate is damaged."))


def _from_der(der: bytes, passphrase: Secret | None, thing: str) -> Material:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

    from pushbench.wire.private_key import is_encrypted_der, is_pkcs12

    if is_cut(der):
        why = f"Its {len(der)} bytes say of themselves that more should follow."
        return Material(form="DER", trouble=UserError(f"{thing} is cut off.", why, "Take the whole file once more."))
    if is_pkcs12(der):
        return _from_p12(der, passphrase, thing)
    if is_encrypted_der(der):
        return _locked(Block("ENCRYPTED PRIVATE KEY", der, is_encrypted=True), passphrase, thing)
    try:
        return Material(form="DER", keys=_halves(load_der_private_key(der, password=None)))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        pass
    try:
        return _with_own(Material(form="DER", certificates=(x509.load_der_x509_certificate(der),)))
    except ValueError:
        pass
    try:
        x509.load_der_x509_csr(der)
        return Material(form="DER", is_request=True)
    except ValueError:
        pass
    try:
        return Material(form="DER", keys=(_described(load_der_public_key(der), is_private=False),))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return Material(form="DER", trouble=_unreadable(thing, "It is no key and no certificate, or was changed."))


def _from_p12(der: bytes, passphrase: Secret | None, thing: str) -> Material:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs12

    if takes_too_long(der):
        return Material(form="PKCS#12", is_encrypted=True, trouble=_too_costly(thing))
    # Keychain Access exports an empty passphrase where none was typed, which is not the same as none.
    tries: tuple[bytes | None, ...] = (None, b"") if passphrase is None else (passphrase.reveal_bytes(),)
    for password in tries:
        if password is not None and b"\0" in password:
            continue  # no passphrase has one, and the library's lower half would panic
        try:
            key, own, chain = pkcs12.load_key_and_certificates(der, password)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            words = str(error).lower()
            if "password" not in words and "mac" not in words:
                return Material(form="PKCS#12", trouble=_unreadable(thing, "It is a damaged .p12 file."))
            continue
        certificates = (*(() if own is None else (own,)), *chain)
        halves = () if key is None else _halves(key)
        return Material(form="PKCS#12", keys=halves, certificates=certificates, own=own or next(iter(chain), None))
    trouble = None if passphrase is None else _wrong_passphrase(thing)
    return Material(form="PKCS#12", is_encrypted=True, needs_passphrase=True, trouble=trouble)


def _halves(key: Any) -> tuple[KeyPart, ...]:
    return (_described(key, is_private=True),)


def _described(key: Any, *, is_private: bool) -> KeyPart:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = key.public_key() if is_private else key
    digest = hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()[:16]
    if isinstance(public, ec.EllipticCurvePublicKey):
        point = b64url(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
        curve = _CURVES.get(public.curve.name, public.curve.name)
        return KeyPart(is_private, "EC", curve, public.curve.key_size, digest, point)
    if isinstance(public, rsa.RSAPublicKey):
        return KeyPart(is_private, "RSA", "", public.key_size, digest, "")
    name = type(public).__name__.removesuffix("PublicKey").lstrip("_")
    return KeyPart(is_private, name, "", 0, digest, "")


def _joined(one: Material, other: Material) -> Material:
    return Material(
        form=one.form,
        keys=one.keys + other.keys,
        certificates=one.certificates + other.certificates,
        is_request=one.is_request or other.is_request,
        is_encrypted=one.is_encrypted or other.is_encrypted,
        needs_passphrase=one.needs_passphrase or other.needs_passphrase,
        opened=one.opened or other.opened,
        trouble=one.trouble or other.trouble,
    )


def _with_own(made: Material) -> Material:
    from dataclasses import replace

    if not made.certificates:
        return made
    private = made.private
    own = None if private is None else next((c for c in made.certificates if print_of(c) == private.fingerprint), None)
    return replace(made, own=own or made.certificates[0])


def print_of(certificate: x509.Certificate) -> str:
    """Return the fingerprint of a certificate's public key, or an empty text where that cannot be read."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return _described(certificate.public_key(), is_private=False).fingerprint
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return ""
