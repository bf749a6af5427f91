"""The encrypted file: a random key in ``vault.json``, wrapped with a passphrase through Argon2id."""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import JsonObject, compact
from pushbench.domain.secret import Secret
from pushbench.vault import envelope, vault_file
from pushbench.vault.envelope import KEY_BYTES, KEY_ID_BYTES, VaultKey

MEMORY_KIB = 64 * 1024
PASSES = 3
LANES = 4
_MOST = {"memory_kib": 1024 * 1024, "passes": 20, "lanes": 16}
_SALT_BYTES = 16
_NONCE_BYTES = 12


class PassphraseVault:
    """Seals with a key that only the passphrase opens; the key is derived once, at the first use."""

    kind = "passphrase"
    is_persistent = True

    def __init__(self, home: Path, passphrase: Secret) -> None:
        self._home = home
        self._passphrase = passphrase
        self._key: VaultKey | None = None
        self._lock = threading.Lock()

    def seal(self, record: str, plain: bytes) -> bytes:
        """Return ciphertext; makes the home's key at the first call. Raises UserError."""
        return envelope.seal(self._open(make=True), record, plain)

    def unseal(self, record: str, sealed: bytes) -> bytes:
        """Return the plain bytes. Raises UserError for a wrong passphrase too."""
        return envelope.unseal(self._open(make=False), record, sealed)

    def explain(self) -> str:
        """Return one line for people."""
        return "Secrets rest encrypted with your passphrase"

    def _open(self, *, make: bool) -> VaultKey:
        with self._lock:
            if self._key is None:
                self._key = self._load(make=make)
            return self._key

    def _load(self, *, make: bool) -> VaultKey:
        part = vault_file.read(self._home).passphrase
        if part is not None:
            return self._unwrap(part)
        if not make:
            raise UserError(
                "This home holds no key for its stored secrets.",
                f"{self._home / vault_file.NAME} is missing or was made for another kind of vault.",
                "Put the file back from a backup, or enter the secrets again.",
            )
        with vault_file.locked(self._home):
            content = vault_file.read(self._home)
            if content.passphrase is not None:  # another process was quicker
                return self._unwrap(content.passphrase)
            key = VaultKey.new()
            wrapped = wrap(key, self._passphrase)
            vault_file.write(self._home, replace(content, passphrase=wrapped))
            return key

    def check(self) -> None:
        """Open the home's key, if it has one yet. Raises UserError for a wrong passphrase."""
        if vault_file.read(self._home).passphrase is not None:
            with self._lock:
                self._key = self._key or self._load(make=False)

    def _unwrap(self, part: JsonObject) -> VaultKey:
        return unwrap(part, self._passphrase, self._home / vault_file.NAME)


@dataclass(frozen=True, slots=True)
class _Wrapping:
    """What the file says about the wrapped key, checked."""

    key_id: bytes
    memory_kib: int
    passes: int
    lanes: int
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def to_json(self) -> JsonObject:
        return {
            "id": self.key_id.hex(),
            "kdf": "argon2id",
            "memory_kib": self.memory_kib,
            "passes": self.passes,
            "lanes": self.lanes,
            "salt": self.salt.hex(),
            "nonce": self.nonce.hex(),
            "wrapped_key": self.wrapped.hex(),
        }

    def stretched(self, passphrase: Secret) -> bytes:
        from argon2.low_level import Type, hash_secret_raw

        return hash_secret_raw(
            passphrase.reveal_bytes(),
            self.salt,
            time_cost=self.passes,
            memory_cost=self.memory_kib,
            parallelism=self.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


def wrap(key: VaultKey, passphrase: Secret) -> JsonObject:
    """Return the file's part for a key under a passphrase, with a new salt; takes about 0.1 s."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    empty = _Wrapping(key.id, MEMORY_KIB, PASSES, LANES, salt, nonce, b"")
    box = AESGCM(empty.stretched(passphrase)).encrypt(nonce, key.value, key.id)
    part = _Wrapping(key.id, MEMORY_KIB, PASSES, LANES, salt, nonce, box).to_json()
    return {**part, "sum": _sum(part)}


def unwrap(part: JsonObject, passphrase: Secret, file: Path) -> VaultKey:
    """Return the key of a part. Raises UserError for a wrong passphrase and for a damaged file."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapping = _checked(part, file)
    try:
        value = AESGCM(wrapping.stretched(passphrase)).decrypt(wrapping.nonce, wrapping.wrapped, wrapping.key_id)
    except InvalidTag as error:
        raise UserError(
            "The passphrase does not open this home's secrets.",
            f"The key in {file} was wrapped with another one.",
            "Type the passphrase this home was made with, or set PUSHBENCH_PASSPHRASE or PUSHBENCH_PASSPHRASE_FILE to it.",
        ) from error
    return VaultKey(wrapping.key_id, value)


def _checked(part: JsonObject, file: Path) -> _Wrapping:
    """Return the wrapping once its checksum fits, so that a wrong passphrase and a damaged file differ."""
    if part.get("sum") != _sum({key: value for key, value in part.items() if key != "sum"}):
        raise vault_file.damaged(file, "Its checksum does not fit its content.")
    counts = {name: part.get(name) for name in _MOST}
    texts = {name: part.get(name) for name in ("id", "salt", "nonce", "wrapped_key")}
    if part.get("kdf") != "argon2id" or not all(isinstance(text, str) for text in texts.values()):
        raise vault_file.damaged(file, "It names a way of wrapping that Pushbench does not know.")
    if not all(type(counts[name]) is int and 1 <= counts[name] <= most for name, most in _MOST.items()):  # type: ignore[operator]
        raise vault_file.damaged(file, "Its Argon2 settings are out of bounds.")
    try:
        key_id, salt, nonce, wrapped = (bytes.fromhex(str(text)) for text in texts.values())
    except ValueError as error:
        raise vault_file.damaged(file, "One of its values is not hexadecimal.") from error
    if (len(key_id), len(nonce)) != (KEY_ID_BYTES, _NONCE_BYTES) or len(salt) < 8 or not wrapped:
        raise vault_file.damaged(file, "One of its values has a wrong length.")
    memory_kib, passes, lanes = (int(str(counts[name])) for name in _MOST)
    return _Wrapping(key_id, memory_kib, passes, lanes, salt, nonce, wrapped)


def _sum(part: JsonObject) -> str:
    return hashlib.sha256(compact(part).encode("utf-8", "surrogatepass")).hexdigest()[:16]
