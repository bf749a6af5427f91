"""Which vault a home uses: the system keychain, its passphrase, memory, or none."""

from __future__ import annotations

from collections.abc import Mapping
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
_UNLOCK = "Unlock it under Settings, Secrets; or set PUSHBENCH_PASSPHRASE or PUSHBENCH_PASSPHRASE_FILE."
_LOCKED = "The secrets of this workspace are locked."
_FORCED = vault_file.KINDS


class ExplainedVault(Vault, Protocol):
    """A vault that says in one line where secrets rest."""

    def explain(self) -> str: ...


def choose_vault(
    home: Path, environ: Mapping[str, str], typed: Secret | None = None, *, stays_open: bool = False
) -> ExplainedVault:
    """Return the very vault; imports keyring where a keychain may answer (about 120 ms).

    ``PUSHBENCH_VAULT`` wins over what the home's file says; ``typed`` is a passphrase a person gave in this process.
    Where memory was chosen, only a process that ``stays_open`` (the window) keeps secrets there: what a command
    stored would be lost with it.
    """
    forced = environ.get("PUSHBENCH_VAULT", "")
    try:
        if forced and forced not in _FORCED:
            raise _unknown(forced)
        if forced == "memory":
            return MemoryVault()
        content = vault_file.read(home)
        if content.use == "memory" and not forced:
            return MemoryVault() if stays_open else LockedVault(_ends_at_once())
        if typed is not None and forced != "keychain" and (forced or content.use or _is_settled(content)):
            return PassphraseVault(home, typed)
        if content.use and not forced:
            return _chosen(home, content.use, environ)
        return _persistent(home, content, forced, environ)
    except UserError as error:
        return LockedVault(error, "Secrets are locked with a passphrase" if error.what == _LOCKED else "")


def _chosen(home: Path, use: str, environ: Mapping[str, str]) -> ExplainedVault:
    """Return the vault that a person chose for this home, or raise UserError: no other one takes its place."""
    if use == "passphrase":
        if not _is_given(environ):
            raise UserError(
                _LOCKED,
                "They rest in a file encrypted with a passphrase, which was not given yet.",
                _UNLOCK,
            )
        return PassphraseVault(home, given_passphrase(environ))
    found = find_backend()
    if found.backend is None:
        raise UserError("The system keychain does not answer.", f"This home's secrets rest there. {found.why}", _WAYS)
    return KeychainVault(home, found.backend, found.name)


def _persistent(home: Path, content: vault_file.VaultFile, forced: str, environ: Mapping[str, str]) -> ExplainedVault:
    is_given, is_settled = _is_given(environ), _is_settled(content)
    if forced == "passphrase" or (not forced and is_given and is_settled):
        return PassphraseVault(home, given_passphrase(environ))
    found = find_backend()
    if found.backend is not None:
        return KeychainVault(home, found.backend, found.name)
    if forced == "keychain" or not is_given:
        fix = _UNLOCK if is_settled and not forced else _WAYS
        raise UserError("No vault is open for secrets.", _why(found.why, is_settled=is_settled, forced=forced), fix)
    return PassphraseVault(home, given_passphrase(environ))


def _is_given(environ: Mapping[str, str]) -> bool:
    return any(environ.get(name) for name in ("PUSHBENCH_PASSPHRASE", "PUSHBENCH_PASSPHRASE_FILE"))


def _is_settled(content: vault_file.VaultFile) -> bool:
    return content.passphrase is not None and content.keychain is None


def _why(no_keychain: str, *, is_settled: bool, forced: str) -> str:
    if forced:
        return f"PUSHBENCH_VAULT asks for the keychain. {no_keychain}"
    if is_settled:
        return "This home's secrets are locked with a passphrase, and no passphrase is set."
    return f"{no_keychain} No passphrase is set either."


def given_passphrase(environ: Mapping[str, str]) -> Secret:
    """Read the environment's passphrase; one final newline of the file is dropped. Raises UserError."""
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


def _ends_at_once() -> UserError:
    return UserError(
        "The secrets of this workspace are kept in memory only.",
        "They end with the process they were given to, and a command ends at once.",
        "Give --secret K=env:NAME, or choose another place in the window under Settings, Secrets.",
    )


def _unknown(forced: str) -> UserError:
    return UserError(
        f"PUSHBENCH_VAULT is “{forced}”.",
        "It names no kind of vault.",
        f"Set it to {', '.join(_FORCED)}, or leave it out.",
        trouble=Trouble.USAGE,
    )
