"""A home's vault as the program holds it: chosen at the first use, and anew when the home's choice changes."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.vault import envelope, vault_file
from pushbench.vault.keychain import KeychainVault, find_backend
from pushbench.vault.memory import LockedVault, MemoryVault
from pushbench.vault.opening import ExplainedVault, choose_vault
from pushbench.vault.passphrase import PassphraseVault


def open_vault(home: Path | None, environ: Mapping[str, str], *, stays_open: bool = False) -> ExplainedVault:
    """Return the home's vault; looks for a keychain, reads files and derives keys only at the first use.

    Without a home, secrets stay in memory. ``PUSHBENCH_VAULT`` (``keychain``, ``passphrase``, ``memory``)
    forces one. Never raises: what is wrong is raised as UserError by ``seal`` and ``unseal``. ``stays_open`` says that
    this process is a window, which may keep secrets in memory where that was chosen.
    """
    return MemoryVault() if home is None else HomeVault(home, environ, stays_open=stays_open)


class HomeVault:
    """Chooses at the first use, so that opening a home costs neither keyring nor Argon2.

    Another process may move the home's secrets elsewhere meanwhile; ``vault.json`` is looked at before each use.
    """

    def __init__(self, home: Path, environ: Mapping[str, str], *, stays_open: bool = False) -> None:
        self.home = home
        self.environ = environ
        self._stays_open = stays_open
        self._typed: Secret | None = None
        self._chosen: ExplainedVault | None = None
        self._stamp = (0, 0)
        self._part: object = None
        self._lock = threading.RLock()

    # what a vault does ----------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        return self.current.kind

    @property
    def is_persistent(self) -> bool:
        return self.current.is_persistent

    def seal(self, record: str, plain: bytes) -> bytes:
        """Return ciphertext under the chosen vault's key. Raises UserError."""
        return self.current.seal(record, plain)

    def unseal(self, record: str, sealed: bytes) -> bytes:
        """Return the plain bytes, also of a record that a move from one vault to another left behind."""
        vault = self.current
        try:
            return vault.unseal(record, sealed)
        except UserError:
            other = self._owner(sealed, vault)
            if other is None and vault.kind == "memory" and not self.is_forced:
                raise _ended() from None
            if other is None:
                raise
            return other.unseal(record, sealed)

    def explain(self) -> str:
        """Return one line for people."""
        return self.current.explain()

    # choosing -------------------------------------------------------------------------------------

    @property
    def current(self) -> ExplainedVault:
        """The vault in use; looks for a keychain where that was not done yet."""
        with self._lock:
            stamp = vault_file.stamp(self.home)
            if self._chosen is None:
                self._take(self._choose(), stamp)
            elif stamp != self._stamp:
                self._follow(self._chosen, stamp)
            assert self._chosen is not None  # noqa: S101  # taken above
            return self._chosen

    @property
    def is_forced(self) -> bool:
        """Whether ``PUSHBENCH_VAULT`` decides, so that nothing can be chosen here."""
        return bool(self.environ.get("PUSHBENCH_VAULT"))

    def unlock(self, passphrase: Secret) -> None:
        """Use a passphrase that a person typed, for this process. Raises UserError for a wrong one."""
        vault = PassphraseVault(self.home, passphrase)
        vault.check()
        with self._lock:
            self._typed = passphrase
            self._take(vault, vault_file.stamp(self.home))

    def use(self, vault: ExplainedVault, typed: Secret | None = None) -> None:
        """Take the vault that secrets were moved to; ``typed`` is its passphrase."""
        with self._lock:
            self._typed = typed
            self._take(vault, vault_file.stamp(self.home))

    def _choose(self) -> ExplainedVault:
        return choose_vault(self.home, self.environ, self._typed, stays_open=self._stays_open)

    def _take(self, vault: ExplainedVault, stamp: tuple[int, int]) -> None:
        self._chosen, self._stamp, self._part = vault, stamp, self._read_part(vault.kind)

    def _follow(self, vault: ExplainedVault, stamp: tuple[int, int]) -> None:
        """Keep the vault, with its key, if the file still means it: making a first key writes the file too."""
        try:
            content = vault_file.read(self.home)
        except UserError:
            content = None
        is_same_kind = content is not None and (content.use in ("", vault.kind) or self.is_forced)
        part = None if content is None else content.part(vault.kind)
        if is_same_kind and not isinstance(vault, LockedVault) and (self._part is None or self._part == part):
            self._stamp, self._part = stamp, part
        else:
            self._take(self._choose(), stamp)

    def _read_part(self, kind: str) -> object:
        try:
            return vault_file.read(self.home).part(kind)
        except UserError:
            return None

    def _owner(self, sealed: bytes, tried: ExplainedVault) -> ExplainedVault | None:
        """Return another vault of this home whose key a record was sealed with, if it can be opened here."""
        try:
            key_id = envelope.key_id_of(sealed).hex()
            content = vault_file.read(self.home)
        except UserError:
            return None
        if tried.kind != "keychain" and content.keychain is not None and content.keychain.get("id") == key_id:
            found = find_backend()
            return None if found.backend is None else KeychainVault(self.home, found.backend, found.name)
        if tried.kind != "passphrase" and content.passphrase is not None and content.passphrase.get("id") == key_id:
            return None if self._typed is None else PassphraseVault(self.home, self._typed)
        return None


def _ended() -> UserError:
    return UserError(
        "A secret was kept in memory only.",
        "It ended with the window it was entered in.",
        "Enter it again in the profile, or choose another place for secrets under Settings.",
    )
