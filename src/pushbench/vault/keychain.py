"""The system keychain through keyring: it holds one 32-byte key per home, under the id in ``vault.json``."""

from __future__ import annotations

import binascii
import contextlib
import os
import sys
import threading
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from pushbench.domain.errors import UserError
from pushbench.vault import envelope, vault_file
from pushbench.vault.envelope import KEY_BYTES, KEY_ID_BYTES, VaultKey

SERVICE = "Pushbench"
_OTHER_WAYS = "Set PUSHBENCH_PASSPHRASE or PUSHBENCH_PASSPHRASE_FILE instead, or give --secret K=env:NAME."

ALLOWED = {
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet",
}
"""Others keep secrets in plain text (keyrings.alt) or lose them (null), and say nothing."""


class Backend(Protocol):
    """What is asked of a keyring backend."""

    def get_password(self, service: str, username: str, /) -> str | None: ...

    def set_password(self, service: str, username: str, password: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """The backend to use and its name for people; without one ``why`` says why not."""

    backend: Backend | None = None
    name: str = ""
    why: str = ""


def find_backend() -> Found:
    """Return the first allowed backend that keyring offers; imports keyring only where one can be."""
    is_bus_needed = sys.platform not in ("darwin", "win32")
    if is_bus_needed and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return Found(why="No system keychain answers here: there is no D-Bus session.")
    import keyring

    offered = keyring.get_keyring()
    refused: list[str] = []
    for backend in getattr(offered, "backends", None) or [offered]:
        kind = f"{type(backend).__module__}.{type(backend).__qualname__}"
        if kind in ALLOWED:
            return Found(backend, ALLOWED[kind])
        if kind != "keyring.backends.fail.Keyring":
            refused.append(kind)
    if refused:
        words = ", ".join(refused)
        return Found(why=f"The keychain {words} is refused: it may keep secrets in plain text or lose them.")
    return Found(why="No system keychain answers here.")


class KeychainVault:
    """Seals with a key that the system keychain keeps; asks it once, at the first use."""

    kind = "keychain"
    is_persistent = True

    def __init__(self, home: Path, backend: Backend, name: str) -> None:
        self._home = home
        self._backend = backend
        self._name = name
        self._key: VaultKey | None = None
        self._lock = threading.Lock()

    def seal(self, record: str, plain: bytes) -> bytes:
        """Return ciphertext; makes the home's key at the first call. Raises UserError."""
        return envelope.seal(self._open(make=True), record, plain)

    def unseal(self, record: str, sealed: bytes) -> bytes:
        """Return the plain bytes. Raises UserError when the keychain is locked or lost the key."""
        return envelope.unseal(self._open(make=False), record, sealed)

    def explain(self) -> str:
        """Return one line for people."""
        return f"Secrets rest in the system keychain ({self._name})"

    def _open(self, *, make: bool) -> VaultKey:
        with self._lock:
            if self._key is None:
                self._key = self._load(make=make)
            return self._key

    def _load(self, *, make: bool) -> VaultKey:
        part = vault_file.read(self._home).keychain
        if part is not None:
            return self._fetch(self._key_id(part.get("id")))
        if not make:
            raise self._lost("This home has no key in the system keychain.")
        with vault_file.locked(self._home):
            content = vault_file.read(self._home)
            if content.keychain is not None:  # another process was quicker
                return self._fetch(self._key_id(content.keychain.get("id")))
            key = VaultKey.new()
            self._keep(key)
            vault_file.write(self._home, replace(content, keychain={"id": key.id.hex()}))
            return key

    def keep_new_key(self) -> VaultKey:
        """Put a new key into the keychain, which no file names yet. Raises UserError."""
        key = VaultKey.new()
        self._keep(key)
        return key

    def forget(self, key_id: str) -> None:
        """Take a key out of the keychain; one that is gone or held back is left, for nothing is sealed with it."""
        remove = getattr(self._backend, "delete_password", None)
        if remove is not None:
            with contextlib.suppress(*_backend_errors()):
                remove(SERVICE, key_id)

    def _key_id(self, text: object) -> bytes:
        try:
            key_id = bytes.fromhex(text) if isinstance(text, str) else b""
        except ValueError:
            key_id = b""
        if len(key_id) != KEY_ID_BYTES:
            raise vault_file.damaged(self._home / vault_file.NAME, "It names no key of the system keychain.")
        return key_id

    def _keep(self, key: VaultKey) -> None:
        """Write the key, read it back and compare: some keychains take a value and keep nothing."""
        text = b64encode(key.value).decode("ascii")
        try:
            self._backend.set_password(SERVICE, key.id.hex(), text)
            kept = self._backend.get_password(SERVICE, key.id.hex())
        except _backend_errors() as error:
            raise self._no_answer(error) from error
        if kept != text:
            raise UserError(
                f"The system keychain ({self._name}) did not keep the key.",
                "Read back after writing, it gave another value or none.",
                _OTHER_WAYS,
            )

    def _fetch(self, key_id: bytes) -> VaultKey:
        try:
            text = self._backend.get_password(SERVICE, key_id.hex())
        except _backend_errors() as error:
            raise self._no_answer(error) from error
        if text is None:
            raise self._lost("The system keychain no longer holds this home's key.")
        try:
            value = b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            value = b""
        if len(value) != KEY_BYTES:
            raise self._lost("What the system keychain holds for this home is no key.")
        return VaultKey(key_id, value)

    def _lost(self, what: str) -> UserError:
        return UserError(
            what,
            f"Without it nobody can open the secrets stored in {self._home}.",
            f"Log in as the user who stored them; or delete {vault_file.NAME} there and enter the secrets again.",
        )

    def _no_answer(self, error: Exception) -> UserError:
        why = f"It said: {str(error) or type(error).__name__}."
        return UserError(
            f"The system keychain ({self._name}) did not open.", why, f"Unlock it and try again. {_OTHER_WAYS}"
        )


def _backend_errors() -> tuple[type[Exception], ...]:
    """Return every error that an allowed backend lets through, beside keyring's own."""
    from keyring.errors import KeyringError

    errors: list[type[Exception]] = [KeyringError, OSError, RuntimeError, ValueError]
    if sys.platform == "win32":
        from win32ctypes.pywin32 import pywintypes

        errors.append(pywintypes.error)
    elif sys.platform != "darwin":
        from jeepney.wrappers import DBusErrorResponse
        from secretstorage.exceptions import SecretStorageException

        errors += [DBusErrorResponse, SecretStorageException]
    return tuple(errors)
