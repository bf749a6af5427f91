"""Sealed records: AES-256-GCM bound to the record's id, with the key's id in clear."""

from __future__ import annotations

import os
from dataclasses import dataclass

from pushbench.domain.errors import UserError

KEY_BYTES = 32
KEY_ID_BYTES = 8
_MAGIC = b"PBV"
_VERSION = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEAD_BYTES = len(_MAGIC) + len(_VERSION) + KEY_ID_BYTES
_ENTER_AGAIN = "Enter the secret again in the profile."


@dataclass(frozen=True, slots=True, repr=False)
class VaultKey:
    """The one key of a vault: 8 bytes that name it, 32 bytes that are secret."""

    id: bytes
    value: bytes

    def __repr__(self) -> str:
        return f"VaultKey({self.id.hex()}, ***)"

    @classmethod
    def new(cls) -> VaultKey:
        return cls(os.urandom(KEY_ID_BYTES), os.urandom(KEY_BYTES))


def seal(key: VaultKey, record: str, plain: bytes) -> bytes:
    """Return magic, version, key id, nonce and ciphertext; another record's id will not open it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return _MAGIC + _VERSION + key.id + nonce + AESGCM(key.value).encrypt(nonce, plain, _bound_to(key, record))


def unseal(key: VaultKey, record: str, sealed: bytes) -> bytes:
    """Return the plain bytes. Raises UserError for another key, another record, damage or a newer format."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if key_id_of(sealed) != key.id:
        raise UserError(
            "A stored secret was sealed with another key.",
            "The home's vault was made anew, or its database comes from another home or another kind of vault.",
            f"Put the vault back that belongs to this database, or choose it with PUSHBENCH_VAULT. Else: {_ENTER_AGAIN}",
        )
    nonce, box = sealed[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES], sealed[_HEAD_BYTES + _NONCE_BYTES :]
    try:
        return AESGCM(key.value).decrypt(nonce, box, _bound_to(key, record))
    except InvalidTag as error:
        why = "Its bytes were changed, or it belongs to another record."
        raise UserError("A stored secret is damaged.", why, _ENTER_AGAIN) from error


def key_id_of(sealed: bytes) -> bytes:
    """Return the id of the key that a record was sealed with. Raises UserError for what is no sealed record."""
    if sealed[:3] == _MAGIC and sealed[3:4] > _VERSION:
        why = "A newer version of Pushbench sealed it."
        raise UserError("A stored secret is in a newer format.", why, "Update Pushbench.")
    if sealed[:4] != _MAGIC + _VERSION or len(sealed) < _HEAD_BYTES + _NONCE_BYTES + _TAG_BYTES:
        why = f"Its {len(sealed)} bytes are no sealed record."
        raise UserError("A stored secret is damaged.", why, _ENTER_AGAIN)
    return sealed[4:_HEAD_BYTES]


def _bound_to(key: VaultKey, record: str) -> bytes:
    return b"pushbench\x00" + key.id + record.encode("utf-8", "surrogatepass")
