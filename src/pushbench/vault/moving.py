"""Moving a home's secrets from one kind of vault to another, so that a crash at any point leaves them openable.

The order is: a new key in the new place, ``vault.json`` names both keys and the new kind, the caller seals every
record anew in one transaction, the old key goes. A record says which key it was sealed with, and as long as both
are named :class:`~pushbench.vault.home_vault.HomeVault` opens either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import JsonObject
from pushbench.domain.secret import Secret
from pushbench.vault import vault_file
from pushbench.vault.envelope import VaultKey
from pushbench.vault.keychain import KeychainVault, find_backend
from pushbench.vault.memory import MemoryVault
from pushbench.vault.opening import ExplainedVault
from pushbench.vault.passphrase import PassphraseVault, unwrap, wrap


@dataclass(frozen=True, slots=True)
class Move:
    """A move under way; every method may raise UserError."""

    home: Path
    vault: ExplainedVault
    """The new one: seal everything with it."""
    typed: Secret | None
    before: vault_file.VaultFile
    after: vault_file.VaultFile

    def choose(self) -> None:
        """Let the home name the new vault beside the old one."""
        both = vault_file.VaultFile(
            self.after.keychain or self.before.keychain,
            self.after.passphrase or self.before.passphrase,
            self.after.use,
        )
        vault_file.write(self.home, both)

    def finish(self) -> None:
        """Forget the old vault's key; nothing is sealed with it any more."""
        vault_file.write(self.home, self.after)
        _forget(self.before, self.after)

    def undo(self) -> None:
        """Put the home's file back as it was; nothing is sealed with the new key."""
        vault_file.write(self.home, self.before)
        _forget(self.after, self.before)


def begin(home: Path, kind: str, passphrase: Secret | None = None) -> Move:
    """Make a new key in the place of that kind, chosen by nobody yet. Raises UserError where there is no such place."""
    before = vault_file.read(home)
    if kind == "memory":
        return Move(home, MemoryVault(), None, before, vault_file.VaultFile(use="memory"))
    if kind == "keychain":
        found = find_backend()
        if found.backend is None:
            raise UserError(
                "The system keychain cannot be used.",
                found.why,
                "Start Pushbench in a desktop session with a keychain, or choose the encrypted file.",
            )
        vault = KeychainVault(home, found.backend, found.name)
        part: JsonObject = before.keychain or {"id": vault.keep_new_key().id.hex()}
        return Move(home, vault, None, before, vault_file.VaultFile(keychain=part, use="keychain"))
    secret = _checked(passphrase)
    wrapped = before.passphrase
    if wrapped is not None:  # a move that was cut off left it; records may be sealed with its key
        unwrap(wrapped, secret, home / vault_file.NAME)
    after = vault_file.VaultFile(passphrase=wrapped or wrap(VaultKey.new(), secret), use="passphrase")
    return Move(home, PassphraseVault(home, secret), secret, before, after)


def change_passphrase(home: Path, old: Secret, new: Secret) -> ExplainedVault:
    """Wrap the home's key with another passphrase; no record is sealed anew. Raises UserError for a wrong old one."""
    secret = _checked(new)
    with vault_file.locked(home):
        content = vault_file.read(home)
        if content.passphrase is None:
            raise UserError(
                "This home has no passphrase.",
                "Its secrets rest elsewhere.",
                "Choose the encrypted file first.",
            )
        key = unwrap(content.passphrase, old, home / vault_file.NAME)
        vault_file.write(home, replace(content, passphrase=wrap(key, secret)))
    return PassphraseVault(home, secret)


def _checked(passphrase: Secret | None) -> Secret:
    if passphrase is None or not passphrase:
        raise UserError("A passphrase is needed.", "An encrypted file opens with one.", "Type one.")
    return passphrase


def _forget(old: vault_file.VaultFile, new: vault_file.VaultFile) -> None:
    """Take the keychain's key of ``old`` away unless ``new`` names it too."""
    key_id = None if old.keychain is None else old.keychain.get("id")
    if not isinstance(key_id, str) or (new.keychain is not None and new.keychain.get("id") == key_id):
        return
    found = find_backend()
    if found.backend is not None:
        KeychainVault(Path(), found.backend, found.name).forget(key_id)
