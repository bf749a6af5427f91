"""Finds the one private key in a text, and names what stands there instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from pushbench.domain.errors import UserError
from pushbench.wire.pem import Block, bare_der, blocks, cut_off, has_pem, is_cut, stranger, tidy

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_LENGTH = rb"(?:[\x00-\x7f]|\x81.|\x82..|\x83...|\x84....)"
_PKCS12 = re.compile(rb"\x30" + _LENGTH + rb"\x02\x01\x03\x30", re.DOTALL)
"""PFX, version 3, then its contents (RFC 7292, 4)."""
_ENCRYPTED = re.compile(
    rb"\x30" + _LENGTH + rb"\x30" + _LENGTH + rb"\x06.\x2a\x86\x48\x86\xf7\x0d\x01[\x05\x0c]", re.DOTALL
)
"""EncryptedPrivateKeyInfo: an algorithm of PKCS#5 or PKCS#12 goes first (RFC 5958, 3)."""
_TAKE_KEY_FILE = "Choose the file that begins with “BEGIN PRIVATE KEY”."


def read_private_key(text: str, thing: str) -> PrivateKeyTypes:
    """Return the first private key of a PEM text, or of base64 that lost its BEGIN line.

    ``thing`` begins the sentence of an error. Raises UserError for everything else.
    """
    tidied = tidy(text)
    if has_pem(tidied):
        found = blocks(tidied, thing)
        keys = [block for block in found if block.label.endswith("PRIVATE KEY")]
        if not keys:
            raise _no_key({block.label for block in found}, thing)
        return parse_block(keys[0], thing)
    der = bare_der(tidied)
    if der is None:
        raise stranger(tidied, thing)
    if is_cut(der):
        raise cut_off(thing, f"Its {len(der)} bytes say of themselves that more should follow.")
    return parse_block(Block("PRIVATE KEY", der), thing)


def parse_block(block: Block, thing: str) -> PrivateKeyTypes:
    """Return the key of one unencrypted PRIVATE KEY block. Raises UserError."""
    if block.is_encrypted:
        raise encrypted(thing)
    if block.label == "OPENSSH PRIVATE KEY":
        raise UserError(f"{thing} is an SSH key.", "OpenSSH keeps keys in a form of its own.", _TAKE_KEY_FILE)
    try:
        return load_der_private_key(block.der, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unreadable(block.der, thing) from error


def _no_key(labels: set[str], thing: str) -> UserError:
    if "CERTIFICATE" in labels or "TRUSTED CERTIFICATE" in labels:
        return UserError(f"{thing} is a certificate.", "A certificate holds no private key.", _TAKE_KEY_FILE)
    if any("CERTIFICATE REQUEST" in label for label in labels):
        why = "A signing request (.csr) holds no private key."
        return UserError(f"{thing} is a certificate signing request.", why, _TAKE_KEY_FILE)
    if any(label.endswith("PUBLIC KEY") for label in labels):
        return UserError(f"{thing} is a public key.", "Signing needs the private half.", _TAKE_KEY_FILE)
    names = ", ".join(sorted(labels)) or "nothing but an END line"
    return UserError(f"{thing} holds no private key.", f"It holds {names}.", _TAKE_KEY_FILE)


def _unreadable(der: bytes, thing: str) -> UserError:
    if _PKCS12.match(der):
        return UserError(f"{thing} is a .p12 file.", "A .p12 holds a certificate with its key.", _TAKE_KEY_FILE)
    if _ENCRYPTED.match(der):
        return encrypted(thing)
    if _is_certificate(der):
        return UserError(f"{thing} is a certificate.", "A certificate holds no private key.", _TAKE_KEY_FILE)
    try:
        load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return UserError(
            f"{thing} cannot be read.",
            "Its outer form is right, its inside is no private key that Pushbench knows, or it was changed.",
            "Take the file as it was downloaded from the service, and paste all of it.",
        )
    return UserError(f"{thing} is a public key.", "Signing needs the private half.", _TAKE_KEY_FILE)


def is_pkcs12(der: bytes) -> bool:
    """Tell whether bytes begin as a .p12 file does."""
    return _PKCS12.match(der) is not None


def is_encrypted_der(der: bytes) -> bool:
    """Tell whether bytes begin as an encrypted private key does."""
    return _ENCRYPTED.match(der) is not None


def encrypted(thing: str) -> UserError:
    """Say that a key must be decrypted first."""
    return UserError(
        f"{thing} is encrypted with a passphrase.",
        "Keys from Apple and Google come without one; this file was encrypted afterwards.",
        "Decrypt it with “openssl pkey -in KEY -out OPEN” and choose the new file.",
    )


def _is_certificate(der: bytes) -> bool:
    from cryptography import x509  # 20 ms that only a refusal costs

    try:
        x509.load_der_x509_certificate(der)
    except ValueError:
        return False
    return True
