"""Vaults that keep nothing: one for the life of the process, one that is locked."""

from __future__ import annotations

from pushbench.domain.errors import UserError
from pushbench.vault import envelope
from pushbench.vault.envelope import VaultKey


class MemoryVault:
    """Seals with a key that ends with the process; for ``demo``, tests and windows without a home."""

    kind = "memory"
    is_persistent = False

    def __init__(self) -> None:
        self._key = VaultKey.new()

    def seal(self, record: str, plain: bytes) -> bytes:
        """Return ciphertext that this process alone opens."""
        return envelope.seal(self._key, record, plain)

    def unseal(self, record: str, sealed: bytes) -> bytes:
        """Return the plain bytes. Raises UserError for what another process sealed."""
        return envelope.unseal(self._key, record, sealed)

    def explain(self) -> str:
        """Return one line for people."""
        return "Secrets stay in memory and end with Pushbench"


class LockedVault:
    """Opens and keeps nothing; every use says why and names the ways out."""

    kind = "locked"
    is_persistent = False

    def __init__(self, error: UserError, words: str = "") -> None:
        """``words`` take the place of the line that says why."""
        self.error = error
        self._words = words

    def seal(self, record: str, plain: bytes) -> bytes:
        """Raise the UserError that names the ways to keep a secret."""
        raise self._again()

    def unseal(self, record: str, sealed: bytes) -> bytes:
        """Raise the UserError that names the ways to open the vault."""
        raise self._again()

    def explain(self) -> str:
        """Return one line for people."""
        return self._words or f"Secrets are locked: {self.error.what}"

    def _again(self) -> UserError:
        """A fresh one each time, so that tracebacks do not pile up on one object."""
        error = self.error
        return UserError(error.what, error.why, error.fix, trouble=error.trouble)
