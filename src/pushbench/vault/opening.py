"""Which vault a home uses: the system keychain, its passphrase, memory, or none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.paths import expanded
from pushbench.domain.ports import Vault
from pushbench.domain.secret import Secret
from pushbench.vault import vault_file
from pushbench.vault.keychain import KeychainVault, find_backend
from pushbench.vault.memory import LockedVault, MemoryVault
from pushbench.vault.passphrase import PassphraseVault

_WAYS = (
    "Start Pushbench where a keychain runs, set PUSHBENCH_PASSPHRASE or PUSHBENCH_PASSPHRASE_FILE, "
    "or give --secret K=env:NAME, which stores only the variable's name."
)
_FORCED = ("keychain", "passphrase", "memory")


class ExplainedVault(Vault, Protocol):
    """A vault that says in one line where secrets rest."""

    def explain(self) -> str: ...


def open_vault(home: Path | None, environ: Mapping[str, str]) -> ExplainedVault:
    """Return the home's vault; looks for a keychain, reads files and derives keys only at the first use.

    Without a home, secrets stay in memory. ``PUSHBENCH_VAULT`` (``keychain``, ``passphrase``, ``memory``)
    forces one. Never raises: what is wrong is raised as UserError by ``seal`` and ``unseal``.
    """
    if home is None:
        return MemoryVault()
    return _DeferredVault(lambda: choose_vault(home, environ))


def choose_vault(home: Path, environ: Mapping[str, str]) -> ExplainedVault:
    """Return the very vault; imports keyring where a keychain may answer (about 120 ms)."""
    forced = environ.get("PUSHBENCH_VAULT", "")
    try:
        if forced and forced not in _FORCED:
            raise _unknown(forced)
        if forced == "memory":
            return MemoryVault()
        return _persistent(home, forced, environ)
    except UserError as error:
        return LockedVault(error)


def _persistent(home: Path, forced: str, environ: Mapping[str, str]) -> ExplainedVault:
    content = vault_file.read(home)
    is_given = any(environ.get(name) for name in ("PUSHBENCH_PASSPHRASE", "PUSHBENCH_PASSPHRASE_FILE"))
    is_settled = content.passphrase is not None and content.keychain is None
    if forced == "passphrase" or (not forced and is_given and is_settled):
        return PassphraseVault(home, _passphrase(environ))
    found = find_backend()
    if found.backend is not None:
        return KeychainVault(home, found.backend, found.name)
    if forced == "keychain" or not is_given:
        raise UserError("No vault is open for secrets.", _why(found.why, is_settled=is_settled, forced=forced), _WAYS)
    return PassphraseVault(home, _passphrase(environ))


def _why(no_keychain: str, *, is_settled: bool, forced: str) -> str:
    if forced:
        return f"PUSHBENCH_VAULT asks for the keychain. {no_keychain}"
    if is_settled:
        return "This home's secrets are locked with a passphrase, and no passphrase is set."
    return f"{no_keychain} No passphrase is set either."


def _passphrase(environ: Mapping[str, str]) -> Secret:
    """Read the passphrase; one final newline of the file is dropped. Raises UserError."""
    text = environ.get("PUSHBENCH_PASSPHRASE", "")
    file = environ.get("PUSHBENCH_PASSPHRASE_FILE", "")
    if not text and not file:
        raise UserError("No vault is open for secrets.", "PUSHBENCH_VAULT asks for a passphrase; none is set.", _WAYS)
    if not text:
        try:
            text = expanded(file).read_bytes().decode("utf-8", "surrogateescape")
        except (OSError, ValueError) as error:
            why = f"{getattr(error, 'strerror', None) or error}."
            fix = "Point PUSHBENCH_PASSPHRASE_FILE at a file that holds the passphrase."
            raise UserError(f"The passphrase file {file} cannot be read.", why, fix) from error
        text = text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
    if not text:
        raise UserError(f"The passphrase file {file} is empty.", "A vault needs a passphrase.", "Write one into it.")
    return Secret(text)


def _unknown(forced: str) -> UserError:
    return UserError(
        f"PUSHBENCH_VAULT is “{forced}”.",
        "It names no kind of vault.",
        f"Set it to {', '.join(_FORCED)}, or leave it out.",
        trouble=Trouble.USAGE,
    )


class _DeferredVault:
    """Chooses at the first use, so that opening a home costs neither keyring nor Argon2."""

    def __init__(self, choose: Callable[[], ExplainedVault]) -> None:
        self._choose = choose
        self._chosen: ExplainedVault | None = None
        self._lock = threading.Lock()

    @property
    def _vault(self) -> ExplainedVault:
        with self._lock:
            if self._chosen is None:
                self._chosen = self._choose()
            return self._chosen

    @property
    def kind(self) -> str:
        return self._vault.kind

    @property
    def is_persistent(self) -> bool:
        return self._vault.is_persistent

    def seal(self, record: str, plain: bytes) -> bytes:
        return self._vault.seal(record, plain)

    def unseal(self, record: str, sealed: bytes) -> bytes:
        return self._vault.unseal(record, sealed)

    def explain(self) -> str:
        return self._vault.explain()
