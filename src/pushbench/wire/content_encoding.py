"""The aes128gcm content coding of HTTP (RFC 8188): header, key derivation, records."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SALT_BYTES = 16
TAG_BYTES = 16
FIXED_HEADER_BYTES = SALT_BYTES + 4 + 1
SMALLEST_RECORD_BYTES = 18
USUAL_RECORD_BYTES = 4096
CEK_INFO = b"Content-Encoding: aes128gcm\x00"
NONCE_INFO = b"Content-Encoding: nonce\x00"
_LAST = b"\x02"


class DecryptionError(ValueError):
    """A body that does not open; the message is one sentence for people."""


@dataclass(frozen=True, slots=True)
class ContentKeys:
    """What the input keying material and the salt give."""

    prk: bytes
    """32 bytes."""
    cek: bytes
    """16 bytes, the AES key."""
    nonce: bytes
    """12 bytes, for record 0."""


@dataclass(frozen=True, slots=True)
class EncodingHeader:
    """The clear part in front of the records."""

    salt: bytes
    record_bytes: int
    key_id: bytes


def expand(prk: bytes, info: bytes, length: int) -> bytes:
    """Return the first block of HKDF-Expand with SHA-256 (RFC 5869), at most 32 bytes."""
    return hmac.digest(prk, info + b"\x01", "sha256")[:length]


def content_keys(ikm: bytes, salt: bytes) -> ContentKeys:
    """Derive key and nonce (RFC 8188, 2.2 and 2.3)."""
    prk = hmac.digest(salt, ikm, "sha256")
    return ContentKeys(prk, expand(prk, CEK_INFO, 16), expand(prk, NONCE_INFO, 12))


def seal_single(plain: bytes, keys: ContentKeys, salt: bytes, key_id: bytes) -> bytes:
    """Return header and one record without padding.

    The record size is the usual 4096, or larger where the text needs it, so that there is always one record.
    """
    record_bytes = max(USUAL_RECORD_BYTES, len(plain) + TAG_BYTES + 1)
    header = salt + record_bytes.to_bytes(4) + len(key_id).to_bytes(1) + key_id
    return header + AESGCM(keys.cek).encrypt(keys.nonce, plain + _LAST, None)


def read_header(body: bytes) -> tuple[EncodingHeader, bytes]:
    """Return the header and the records behind it. Raises DecryptionError when it is cut or absurd."""
    if len(body) < FIXED_HEADER_BYTES:
        raise DecryptionError(f"The body has {len(body)} bytes, its header alone needs {FIXED_HEADER_BYTES}.")
    record_bytes = int.from_bytes(body[SALT_BYTES : SALT_BYTES + 4])
    start = FIXED_HEADER_BYTES + body[FIXED_HEADER_BYTES - 1]
    if record_bytes < SMALLEST_RECORD_BYTES:
        raise DecryptionError(f"The record size is {record_bytes}; at least {SMALLEST_RECORD_BYTES} is lawful.")
    if len(body) < start:
        raise DecryptionError("The body ends inside its key id.")
    return EncodingHeader(body[:SALT_BYTES], record_bytes, body[FIXED_HEADER_BYTES:start]), body[start:]


def open_records(body: bytes, ikm_for: Callable[[EncodingHeader], bytes]) -> bytes:
    """Decrypt a whole aes128gcm body of any number of records.

    ``ikm_for`` gives the input keying material once the header is read. Raises DecryptionError.
    """
    header, records = read_header(body)
    keys = content_keys(ikm_for(header), header.salt)
    cipher = AESGCM(keys.cek)
    pieces = list(_split(records, header.record_bytes))
    if not pieces:
        raise DecryptionError("There is no record behind the header.")
    plain = bytearray()
    for number, piece in enumerate(pieces):
        plain += _open_record(cipher, _nonce(keys.nonce, number), piece, is_last=number == len(pieces) - 1)
    return bytes(plain)


def _split(records: bytes, record_bytes: int) -> Iterator[bytes]:
    for start in range(0, len(records), record_bytes):
        yield records[start : start + record_bytes]


def _nonce(first: bytes, number: int) -> bytes:
    return (int.from_bytes(first) ^ number).to_bytes(12)


def _open_record(cipher: AESGCM, nonce: bytes, piece: bytes, *, is_last: bool) -> bytes:
    if len(piece) <= TAG_BYTES:
        raise DecryptionError("A record is shorter than its tag and delimiter.")
    try:
        padded = cipher.decrypt(nonce, piece, None)
    except InvalidTag as error:
        raise DecryptionError("The tag does not fit: another key, or changed bytes.") from error
    unpadded = padded.rstrip(b"\x00")
    if not unpadded:
        raise DecryptionError("A record holds nothing but padding.")
    if unpadded[-1] != (2 if is_last else 1):
        raise DecryptionError("The delimiter is wrong: the last record ends with 2, every other with 1.")
    return unpadded[:-1]
