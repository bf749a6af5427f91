"""Where a workspace's secrets rest: told, unlocked, and moved from one place to another, all of them or none."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pushbench.domain.errors import UserError
from pushbench.domain.profile import Profile
from pushbench.domain.secret import Secret
from pushbench.engine.emulator_keys import RECORD as EMULATOR_RECORD
from pushbench.engine.parts import Parts
from pushbench.vault import ExplainedVault, HomeVault, LockedVault

if TYPE_CHECKING:
    from pushbench.vault.moving import Move

PLACES = ("keychain", "passphrase", "memory")


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """Where secrets rest now and what else there is."""

    kind: str
    """``keychain``, ``passphrase``, ``memory`` or ``locked``."""
    words: str
    why_locked: tuple[str, str, str] | None = None
    """What, why and fix when nothing can be opened."""
    can_unlock: bool = False
    """Whether a typed passphrase opens them."""
    why_fixed: str = ""
    """Why no other place can be chosen, or empty."""
    keychain: str = ""
    """The system keychain's name when one answers."""
    why_no_keychain: str = ""
    stored: int = 0
    """Secrets in the database."""
    elsewhere: int = 0
    """How many of them another place's key opens: a move that was cut off left them."""
    references: tuple[EnvironmentSecret, ...] = ()


@dataclass(frozen=True, slots=True)
class EnvironmentSecret:
    """A profile's secret that is read from a variable and stored nowhere."""

    profile: str
    field: str
    variable: str
    is_set: bool


async def secret_place(parts: Parts) -> SecretPlace:
    """Say where secrets rest; looking for a keychain takes its time, off the event loop."""
    sealed = await parts.store.run(lambda db: db.secrets.all())
    profiles: list[Profile] = await parts.store.run(lambda db: db.profiles.list())
    references = tuple(
        EnvironmentSecret(profile.name, field, ref.name, bool(parts.environ.get(ref.name)))
        for profile in profiles
        for field, ref in profile.secrets.items()
        if ref.scheme == "env"
    )
    return await asyncio.to_thread(_look, parts.vault, sealed, references)


def _look(vault: Any, sealed: Mapping[str, bytes], references: tuple[EnvironmentSecret, ...]) -> SecretPlace:
    if not isinstance(vault, HomeVault):
        return SecretPlace(
            vault.kind,
            vault.explain(),
            why_fixed="Nothing is kept: this window works in memory.",
            stored=len(sealed),
            references=references,
        )
    from pushbench.vault.keychain import find_backend

    current, found = vault.current, find_backend()
    error = current.error if isinstance(current, LockedVault) else None
    forced = vault.environ.get("PUSHBENCH_VAULT", "")
    return SecretPlace(
        current.kind,
        current.explain(),
        why_locked=None if error is None else (error.what, error.why, error.fix),
        can_unlock=error is not None and forced != "keychain" and _has_passphrase(vault.home),
        why_fixed=f"The variable PUSHBENCH_VAULT is set to {forced} and decides." if forced else "",
        keychain=found.name,
        why_no_keychain=found.why,
        stored=len(sealed),
        elsewhere=0 if error is not None else _elsewhere(vault.home, current.kind, sealed),
        references=references,
    )


def _has_passphrase(home: Path) -> bool:
    from pushbench.vault import vault_file

    try:
        return vault_file.read(home).passphrase is not None
    except UserError:
        return False


def _elsewhere(home: Path, kind: str, sealed: Mapping[str, bytes]) -> int:
    from pushbench.vault import vault_file
    from pushbench.vault.envelope import key_id_of

    try:
        part = vault_file.read(home).part(kind)
    except UserError:
        return 0
    own = None if part is None else part.get("id")
    count = 0
    for blob in sealed.values():
        with contextlib.suppress(UserError):
            count += own is not None and key_id_of(blob).hex() != own
    return count


async def unlock(parts: Parts, passphrase: Secret) -> None:
    """Open the home's secrets with a typed passphrase, for this process. Raises UserError for a wrong one."""
    vault = _home_vault(parts)
    await asyncio.to_thread(vault.unlock, passphrase)


async def change_passphrase(parts: Parts, old: Secret, new: Secret) -> None:
    """Let the home's secrets open with another passphrase. Raises UserError for a wrong old one."""
    from pushbench.vault import moving

    vault = _home_vault(parts)
    fresh = await asyncio.to_thread(moving.change_passphrase, vault.home, old, new)
    await asyncio.to_thread(vault.use, fresh, new)


async def move_secrets(parts: Parts, kind: str, passphrase: Secret | None = None) -> int:
    """Seal every secret anew in another place and clean the old one; return how many there were.

    All of them or none: when one does not open, or anything fails, everything is as it was. Raises UserError.
    """
    from pushbench.vault import moving

    vault = _home_vault(parts)
    if vault.is_forced:
        raise UserError(
            "The place of secrets cannot be changed here.",
            "The variable PUSHBENCH_VAULT decides it.",
            "Start Pushbench without that variable.",
        )
    before = await parts.store.run(_read)
    plain = await asyncio.to_thread(_open_all, vault, before, await _owners(parts))
    move = await asyncio.to_thread(moving.begin, vault.home, kind, passphrase)
    try:
        await asyncio.to_thread(move.choose)
        after = await asyncio.to_thread(_seal_all, move.vault, plain, before)
        await parts.store.run(lambda db: _replace(db, before, after))
    except BaseException:
        # Shielded: whoever cancels, the file must say again what the database holds.
        await asyncio.shield(asyncio.to_thread(move.undo))
        raise
    await asyncio.shield(asyncio.to_thread(_finish, vault, move))
    return len(after.secrets)


def _finish(vault: HomeVault, move: Move) -> None:
    vault.use(move.vault, move.typed)
    move.finish()
    vault.use(move.vault, move.typed)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """Everything in the database that a vault sealed."""

    secrets: dict[str, bytes]
    tokens: dict[str, tuple[bytes, float]]


def _read(db: Any) -> _Sealed:
    return _Sealed(db.secrets.all(), db.tokens.all())


async def _owners(parts: Parts) -> dict[str, str]:
    """Return record -> the words for whose secret it is."""
    profiles: list[Profile] = await parts.store.run(lambda db: db.profiles.list())
    return {
        ref.name: f"the secret “{field}” of the profile “{profile.name}”"
        for profile in profiles
        for field, ref in profile.secrets.items()
        if ref.scheme == "vault"
    }


def _open_all(vault: HomeVault, sealed: _Sealed, owners: Mapping[str, str]) -> dict[str, bytes]:
    """Return record -> plain bytes. What can be made anew (tokens, the emulator's keys) may be missing."""
    plain: dict[str, bytes] = {}
    for record, blob in sealed.secrets.items():
        try:
            plain[record] = vault.unseal(record, blob)
        except UserError as error:
            if record == EMULATOR_RECORD:
                continue
            raise UserError(
                f"Nothing was moved: {owners.get(record, 'a stored secret')} does not open.",
                f"{error.what} {error.why}",
                f"{error.fix} Or enter it again, or remove the profile; then move the secrets.",
            ) from error
    for key, (blob, _) in sealed.tokens.items():
        with contextlib.suppress(UserError):
            plain[_token(key)] = vault.unseal(_token(key), blob)
    return plain


def _seal_all(vault: ExplainedVault, plain: Mapping[str, bytes], before: _Sealed) -> _Sealed:
    """Return everything sealed anew, each record opened once to see that it is whole."""
    fresh = {record: vault.seal(record, value) for record, value in plain.items()}
    for record, blob in fresh.items():
        if vault.unseal(record, blob) != plain[record]:
            raise UserError(
                "Nothing was moved: the new place does not give back what it was given.",
                f"The record {record} came back changed.",
                "Choose another place.",
            )
    return _Sealed(
        {record: fresh[record] for record in before.secrets if record in fresh},
        {key: (fresh[_token(key)], ends) for key, (_, ends) in before.tokens.items() if _token(key) in fresh},
    )


def _token(key: str) -> str:
    return f"token/{key}"


def _replace(db: Any, before: _Sealed, after: _Sealed) -> None:
    with db.write():
        if _read(db) != before:
            raise UserError(
                "Nothing was moved: a secret changed meanwhile.",
                "This or another window of this workspace stored one.",
                "Move the secrets again.",
            )
        for record in before.secrets:
            db.secrets.remove(record)
        for record, blob in after.secrets.items():
            db.secrets.put(record, blob)
        for key in before.tokens:
            db.tokens.drop(key)
        for key, (blob, ends) in after.tokens.items():
            db.tokens.put(key, blob, ends)


def _home_vault(parts: Parts) -> HomeVault:
    if isinstance(parts.vault, HomeVault):
        return parts.vault
    raise UserError(
        "The place of secrets cannot be changed here.",
        "Nothing is kept: this window works in memory.",
        "Start Pushbench with a home.",
    )
